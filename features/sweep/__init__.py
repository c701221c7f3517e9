"""`./run sweep`: one scenario, every write it makes, every fault that can meet a write."""

from features.sweep.misfortune import FAULTS, SweepFault
from features.sweep.sweep import Cell, NothingToSweep, Swept, UnknownScenario, run_sweep

__all__ = [
    "FAULTS",
    "Cell",
    "NothingToSweep",
    "SweepFault",
    "Swept",
    "UnknownScenario",
    "run_sweep",
]
