"""Every feature file as tests."""

from pytest_bdd import scenarios

scenarios("connex", "failures", "netsuite_connector")
