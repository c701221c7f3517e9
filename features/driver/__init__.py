"""Bring your own connector: the features against a foreign engine.

    contract   what is said to a driver and what it answers
    carriers   how: a command (JSON lines) or HTTP
    line       what lies between a foreign engine and its world: a proxy, and two traps on it
    engine     the foreign engine, as the stage sees it
    stage      the stage with a foreign engine on it
    plugin     a run of scenarios on that stage

docs/driver.md is the contract for those who write a driver.
"""

from features.driver.carriers import DriverMissing, carrier_for
from features.driver.plugin import Driven

__all__ = ["Driven", "DriverMissing", "carrier_for"]
