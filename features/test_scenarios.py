"""Every feature file as tests."""

from pytest_bdd import scenarios

scenarios("netsuite_connector")
