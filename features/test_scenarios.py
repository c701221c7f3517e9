"""Every feature file as tests."""

from pytest_bdd import scenarios

scenarios("failures", "netsuite_connector")
