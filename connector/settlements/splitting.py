"""Which groups of a statement become no posting, and how many postings the rest makes."""

from __future__ import annotations

from connector.money import Money
from connector.settlements.kinds import Kind
from connector.settlements.postings import Exclusion, ExclusionKind, SplitOptions
from connector.settlements.statement import Group, Statement

__all__ = ["exclusions_of", "is_foreign"]

_KINDS = {
    Kind.RESERVE: ExclusionKind.RESERVE,
    Kind.BALANCE: ExclusionKind.BALANCE,
    Kind.UNKNOWN: ExclusionKind.UNKNOWN,
}


def is_foreign(marketplace: str, options: SplitOptions) -> bool:
    """The row names a marketplace, and another than the account's."""
    own = options.marketplace.casefold()
    return bool(own and marketplace) and marketplace.casefold() != own


def exclusions_of(statement: Statement, options: SplitOptions) -> list[Exclusion]:
    """By kind, then description; rows that are alike in both are one."""
    sums: dict[tuple[ExclusionKind, str], tuple[int, Money]] = {}
    for group in statement.groups:
        named = _named(group, options)
        if named is not None:
            rows, amount = sums.get(named, (0, Money.zero(group.amount.currency)))
            sums[named] = (rows + group.rows, amount + group.amount)
    order = list(ExclusionKind)
    return [
        Exclusion(kind=kind, description=what, amount=amount, rows=rows)
        for (kind, what), (rows, amount) in sorted(
            sums.items(), key=lambda each: (order.index(each[0][0]), each[0][1])
        )
    ]


def _named(group: Group, options: SplitOptions) -> tuple[ExclusionKind, str] | None:
    if is_foreign(group.marketplace, options):
        return ExclusionKind.MARKETPLACE, f"rows of {group.marketplace} belong to another store"
    kind = _KINDS.get(group.kind)
    if kind is None:
        return None
    if kind is ExclusionKind.UNKNOWN:
        return kind, f"{group.transaction_type} / {group.amount_type} / {group.amount_description}"
    return kind, group.amount_description
