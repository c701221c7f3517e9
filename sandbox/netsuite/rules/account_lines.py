"""Lines that name accounts: journal entries, and what a bank deposit holds beside payments.

Help Center "Making Journal Entries", "Making Deposits". The sentence for a journal out of balance
is the one of the error code TRANS_UNBALNCD.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from sandbox.netsuite.errors import InvalidContent, UserError
from sandbox.netsuite.records import ZERO, AccountLine, Transaction
from sandbox.netsuite.rules.money import half_up
from sandbox.netsuite.rules.references import check

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["check_journal", "merge"]

Part = Literal["line", "other", "cashBack"]
_ATTRIBUTES: dict[Part, str] = {
    "line": "journal_lines",
    "other": "other_deposits",
    "cashBack": "cash_back",
}


def merge(
    netsuite: Domain,
    transaction: Transaction,
    part: Part,
    given: Sequence[Mapping[str, Any]] | None,
    replace: Collection[str] = (),
) -> tuple[AccountLine, ...]:
    """The account lines of `transaction` after a write to one of its sublists. Raises UserError,
    InvalidContent."""
    others = [line for line in transaction.account_lines if line.part != part]
    old = {line.line: line for line in transaction.account_lines if line.part == part}
    if given is None:
        return tuple(others)
    kept: dict[int, AccountLine] = {} if _ATTRIBUTES[part] in replace else dict(old)
    last = max((line.line for line in transaction.account_lines), default=0)
    places = netsuite.records.currencies[transaction.currency].precision
    for index, values in enumerate(given):
        path = f"{part}.items[{index}]"
        number = values.get("line")
        if number is not None and number not in old and old:
            raise InvalidContent.field_value(number, "line", f"{path}.line")
        if number not in old:
            number = last = last + 1
        kept[number] = _line(netsuite, part, old.get(number), number, values, path, places)
    return tuple(sorted((*others, *kept.values()), key=lambda line: line.line))


def _line(
    netsuite: Domain,
    part: Part,
    old: AccountLine | None,
    number: int,
    values: Mapping[str, Any],
    path: str,
    places: int,
) -> AccountLine:
    account = values.get("account", old.account if old else None)
    if account is None:
        raise UserError.missing("Account", path=f"{path}.account")
    check(netsuite, "any_account", account, f"{path}.account")
    entity = values.get("entity", old.entity if old else None)
    if entity is not None and entity not in netsuite.records.entities:
        raise InvalidContent.field_value(entity, "entity", f"{path}.entity")
    debit, credit = _sides(part, old, values, path)
    made = AccountLine(
        line=number,
        account=account,
        debit=half_up(debit, places),
        credit=half_up(credit, places),
        memo=values["memo"] or "" if "memo" in values else old.memo if old else "",
        entity=entity,
        part=part,
    )
    kind = netsuite.records.accounts[account].acct_type
    if kind in ("AcctRec", "AcctPay") and entity is None:
        raise UserError.missing("Name", path=f"{path}.entity")
    return made


def _sides(
    part: Part, old: AccountLine | None, values: Mapping[str, Any], path: str
) -> tuple[Decimal, Decimal]:
    """(debit, credit). A journal line has one of them; the other lists have an amount."""
    if part == "line":
        debit, credit = values.get("debit"), values.get("credit")
        if debit is None and credit is None and old is not None:
            return old.debit, old.credit
        if debit and credit:
            raise InvalidContent.field_value(credit, "credit", f"{path}.credit")
        if not debit and not credit:
            raise UserError.missing("Amount", path=path)
        for name, amount in (("debit", debit), ("credit", credit)):
            if amount is not None and amount < 0:
                raise InvalidContent.field_value(amount, name, f"{path}.{name}")
        return debit or ZERO, credit or ZERO
    known = (old.debit or old.credit) if old else None
    amount = values.get("amount", known)
    if not amount:
        raise UserError.missing("Amount", path=f"{path}.amount")
    if part == "cashBack" and amount < 0:
        raise InvalidContent.field_value(amount, "amount", f"{path}.amount")
    # A negative other deposit takes money out, as fees and refunds in a payout do.
    if part == "cashBack" or amount < 0:
        return abs(amount), ZERO
    return ZERO, amount


def check_journal(journal: Transaction) -> Transaction:
    """`journal` with its total, the sum of its debits. Raises UserError out of balance."""
    debits = sum((line.debit for line in journal.account_lines), ZERO)
    credits = sum((line.credit for line in journal.account_lines), ZERO)
    if not journal.account_lines:
        raise UserError("You must have at least one valid line item for this transaction.", "line")
    if debits != credits:
        raise UserError(f"Transaction was not in balance. Total = {debits - credits}", "line")
    return msgspec.structs.replace(journal, total=debits)
