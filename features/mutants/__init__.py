"""Wrong connectors, and the hunt that shows that the features catch each of them.

catalogue  what is wrong with each, which scenario must catch it, and the patch
hunt       runs them
"""

from features.mutants.catalogue import MUTANTS, Mutant, apply_mutant

__all__ = ["MUTANTS", "Mutant", "apply_mutant"]
