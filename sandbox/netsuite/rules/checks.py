"""Refunds by check: the refund owes the money, a check of its own pays it.

With refund method Check and check creation on, a cash refund or customer refund posts to Refunds
Payable and NetSuite writes a Check that clears it (Help Center "Refunds Payable"; the account is
described on netsuiterp.com).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from sandbox.netsuite import ledger
from sandbox.netsuite.chart import Chart
from sandbox.netsuite.records import AccountLine, Transaction

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["account_of", "drop", "write"]

_REFUNDS = ("CashRfnd", "CustRfnd")


def account_of(netsuite: Domain, refund: Transaction) -> int | None:
    """Refunds Payable for a refund that writes its own check; None for any other."""
    if refund.payment_method is None or not netsuite.settings.checks_for_refunds:
        return None
    method = netsuite.records.payment_methods[refund.payment_method]
    return int(Chart.REFUNDS_PAYABLE) if method.is_check else None


def write(netsuite: Domain, refund: Transaction, blank: Callable[..., Transaction]) -> None:
    """The check of a refund, written again when the refund changed, gone when it pays nothing."""
    if refund.type not in _REFUNDS:
        return
    records = netsuite.records
    old = next((each for each in records.children(refund.id) if each.type == "Check"), None)
    if account_of(netsuite, refund) is None or refund.voided:
        if old is not None:
            drop(netsuite, old)
        return
    check = old or blank(netsuite, "Check", refund.entity, refund.currency, refund.id)
    line = AccountLine(line=1, account=int(Chart.REFUNDS_PAYABLE), debit=refund.total)
    new = msgspec.structs.replace(
        check,
        tran_date=refund.tran_date,
        posting_period=refund.posting_period,
        exchange_rate=refund.exchange_rate,
        subsidiary=refund.subsidiary,
        account=int(Chart.CHECKING),
        account_lines=(line,),
        total=refund.total,
        last_modified=netsuite.clock.now(),
    )
    records.transactions.put(new)
    ledger.post(netsuite, old, new)


def drop(netsuite: Domain, check: Transaction) -> None:
    """Take a check back, with what it posted."""
    ledger.unpost(netsuite, check)
    netsuite.records.transactions.delete(check.id)
