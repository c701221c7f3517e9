"""Bank deposits: payments, sales and refunds leave Undeposited Funds for a bank account.

Help Center "Making Deposits". What a deposit holds is deposited: its money cannot be changed any
more until it is taken off the deposit (F58), and it cannot be deleted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.netsuite.chart import Chart
from sandbox.netsuite.errors import InvalidContent, UserError
from sandbox.netsuite.records import ZERO, Records, Transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.netsuite.rules.domain import Domain

__all__ = ["check_unchanged", "complete", "merge", "waiting"]

_DEPOSITED = ("CashSale", "CustPymt", "CustDep", "CashRfnd", "CustRfnd")
# What of a deposited document is in the bank's books.
_FROZEN = (
    "total",
    "currency",
    "exchange_rate",
    "entity",
    "account",
    "undep_funds",
    "payment_method",
    "tran_date",
    "lines",
    "tax_details",
    "shipping_cost",
    "discount_total",
    "voided",
)


def waiting(records: Records, deposit: Transaction) -> Iterator[Transaction]:
    """The documents whose money lies in Undeposited Funds and fits this deposit, by id."""
    for kind in _DEPOSITED:
        for document in records.transactions_by_type.between((kind,), (kind + "~",)):
            if _fits(records, deposit, document):
                yield document


def _fits(records: Records, deposit: Transaction, document: Transaction) -> bool:
    if document.type not in _DEPOSITED or document.voided:
        return False
    if not document.undep_funds and document.account != Chart.UNDEPOSITED_FUNDS:
        return False
    if (document.currency, document.subsidiary) != (deposit.currency, deposit.subsidiary):
        return False
    holder = records.bank_deposit_of(document.id)
    return holder is None or holder.id == deposit.id


def merge(
    netsuite: Domain,
    deposit: Transaction,
    given: Sequence[Mapping[str, Any]] | None,
    replace: Collection[str] = (),
) -> tuple[int, ...]:
    """The documents on `deposit` after a write; `deposit: false` takes one off. Raises
    InvalidContent for one that is not there, deposited already, or of another currency."""
    if given is None:
        return ()
    kept = set() if "payments" in replace else set(deposit.banked)
    for index, values in enumerate(given):
        key = values.get("doc")
        document = netsuite.records.transactions.get(key)
        if document is None or not _fits(netsuite.records, deposit, document):
            raise InvalidContent.field_value(key, "id", f"payment.items[{index}].id")
        if values.get("deposit", True):
            kept.add(document.id)
        else:
            kept.discard(document.id)
    return tuple(sorted(kept))


def complete(netsuite: Domain, deposit: Transaction) -> Transaction:
    """`deposit` with its total: payments and other deposits less cash back. Raises UserError."""
    if deposit.account is None:
        raise UserError.missing("Account", path="account")
    if not deposit.banked and not deposit.account_lines:
        raise UserError(
            "You must have at least one valid line item for this transaction.", "payment"
        )
    transactions = netsuite.records.transactions
    for document in deposit.banked:
        if not _fits(netsuite.records, deposit, transactions[document]):
            raise InvalidContent.field_value(document, "id", "payment")
    total = sum((transactions[document].banked_amount for document in deposit.banked), ZERO)
    total += sum((line.credit - line.debit for line in deposit.account_lines), ZERO)
    if total < 0:
        raise UserError(f"The total of a deposit may not be negative ({total}).")
    return msgspec.structs.replace(deposit, total=total)


def check_unchanged(netsuite: Domain, old: Transaction, new: Transaction) -> None:
    """Raises UserError when a deposited document would change what the bank holds of it."""
    if old.type not in _DEPOSITED:
        return
    deposit = netsuite.records.bank_deposit_of(old.id)
    if deposit is None:
        return
    for name in _FROZEN:
        before, after = getattr(old, name), getattr(new, name)
        if name == "lines":
            before, after = _money(before), _money(after)
        if before != after:
            raise UserError(
                "This transaction cannot be changed because it has been deposited "
                f"({deposit.tran_id}). Remove it from the deposit first."
            )


def _money(lines: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Lines without the quantities that refunds count on them."""
    return [(line.line, line.item, line.quantity, line.rate, line.amount) for line in lines]
