"""From the documents to the bank's deposit, step by step, as the judge read both sides."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from connector.money import exponent
from sandbox.audit import SettlementFact

__all__ = ["Bar", "BarKind", "bars_of", "said", "steps_of"]

NOTHING = Decimal(0)
LABELS = {"orders": "Orders", "refunds": "Refunds", "no order": "Non-order"}


class BarKind(StrEnum):
    """What a step is: money in documents, a transfer, what is missing, too much, or a sum."""

    DOCUMENTS = "documents"
    TRANSFER = "transfer"
    MISSING = "missing"
    SURPLUS = "surplus"
    TOTAL = "total"


@dataclass(frozen=True)
class Bar:
    """`amount` leads from `begins` to `ends`; a sum stands on zero."""

    label: str
    kind: BarKind
    amount: Decimal
    begins: Decimal
    ends: Decimal


def bars_of(fact: SettlementFact) -> list[Bar]:
    """Amounts are the seller's purse: refunds and what is owed to Amazon lead down."""
    bars: list[Bar] = []
    standing = NOTHING

    def step(label: str, kind: BarKind, amount: Decimal) -> None:
        nonlocal standing
        bars.append(Bar(label, kind, amount, standing, standing + amount))
        standing += amount

    def total(label: str) -> None:
        bars.append(Bar(label, BarKind.TOTAL, standing, NOTHING, standing))

    for part in fact.parts:
        step(f"{LABELS[part.what]}, in documents", BarKind.DOCUMENTS, part.books)
    step("Reserves, a transfer", BarKind.TRANSFER, fact.carried)
    total("In documents and transfers")
    for part in fact.parts:
        if part.missing:
            step(f"{LABELS[part.what]}, not in the books", BarKind.MISSING, part.missing)
    for part in fact.parts:
        if part.surplus:
            step(f"{LABELS[part.what]}, too much in the books", BarKind.SURPLUS, -part.surplus)
    total("Deposit")
    if standing != fact.deposit:
        raise ArithmeticError(f"the steps lead to {standing}, the deposit is {fact.deposit}")
    return bars


def steps_of(fact: SettlementFact, books: str = "NetSuite") -> str:
    """The same as one line: `123.17 - 52.80 - 69.21 + 15.00 = 16.16; + 8.14 not in NetSuite =
    24.30`."""

    def signed(amount: Decimal) -> str:
        return f"{'-' if amount < 0 else '+'} {said(abs(amount), fact.currency)}"

    terms = [*(part.books for part in fact.parts), fact.carried]
    line = " ".join(signed(each) for each in terms if each).removeprefix("+ ")
    line += f" = {said(fact.books + fact.carried, fact.currency)}"
    if fact.missing:
        line += f"; {signed(fact.missing)} not in {books}"
    if fact.surplus:
        line += f"; {signed(-fact.surplus)} too much in {books}"
    if fact.missing or fact.surplus:
        line += f" = {said(fact.deposit, fact.currency)}"
    return line


def said(amount: Decimal, currency: str) -> str:
    """With as many decimals as the currency has."""
    return f"{amount:.{exponent(currency)}f}"
