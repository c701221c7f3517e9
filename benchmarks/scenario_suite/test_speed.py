"""Both scenarios, alternately, so that a busy moment falls on both."""

import os

from pytest_bdd import scenarios

scenarios(os.environ["SPEED_FEATURE"])
