"""Accounting systems: the contract (`books`) and one adapter per platform."""
