"""What the account owes later, by the kind of the queued task."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.ebay.domain import Domain
from sandbox.ebay.rules import cancellations, payouts, refunds, returns

__all__ = ["WORK"]

WORK: dict[str, Callable[[Domain, str], None]] = {
    refunds.SETTLE: refunds.settle,
    returns.DUE: returns.overdue,
    cancellations.DUE: cancellations.overdue,
    payouts.ARRIVE: payouts.arrive,
}
