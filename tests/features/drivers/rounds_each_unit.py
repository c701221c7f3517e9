"""A connector that is wrong: it rounds the tax of one unit and multiplies."""

import sys

from connector.cli_driving import run_driver
from features.mutants import apply_mutant

apply_mutant("per-unit-rounding")
sys.exit(run_driver()[0])
