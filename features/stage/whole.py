"""The parts of the stage put together."""

from __future__ import annotations

from dataclasses import dataclass

from features.stage.judgement import Judgement
from features.stage.messages import Messages
from features.stage.netsuite import NetSuiteBooks
from features.stage.quickbooks import QuickBooksBooks
from features.stage.storefront import CUSTOMER, W1_LINES
from sandbox.world import World

__all__ = ["Stage", "furnish_for_clients"]


@dataclass
class Stage(Messages, NetSuiteBooks, QuickBooksBooks, Judgement):
    """See the parts."""


def furnish_for_clients(world: World) -> None:
    """Five paid orders, the first of them example W1."""
    desk = world.shopify.desk
    desk.place(lines=list(W1_LINES), email=CUSTOMER)
    for _ in range(4):
        desk.place(lines=[("MUG-WHT", 1)], email=CUSTOMER)
