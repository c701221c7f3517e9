"""Imported once by the server that the hunt's processes are forked from."""

import _pytest.assertion  # noqa: F401
import hypothesis  # noqa: F401
import pytest_bdd  # noqa: F401

import sandbox.netsuite.suiteql
import sandbox.shopify.graphql.schema  # noqa: F401
