"""Which column is where, by the names in the first line.

The official page lists 23 columns, files carry `promotion-id` as a 24th; either is taken, further
columns are left alone. Source: Amazon SP-API "Settlement reports attributes".
"""

from __future__ import annotations

from dataclasses import dataclass

from connector.settlements.refusals import NotASettlement, WrongVersion

__all__ = ["CHECKED", "STANDARD", "Columns"]

STANDARD = (
    "settlement-id",
    "settlement-start-date",
    "settlement-end-date",
    "deposit-date",
    "total-amount",
    "currency",
    "transaction-type",
    "order-id",
    "merchant-order-id",
    "adjustment-id",
    "shipment-id",
    "marketplace-name",
    "amount-type",
    "amount-description",
    "amount",
    "fulfillment-id",
    "posted-date",
    "posted-date-time",
    "order-item-code",
    "merchant-order-item-id",
    "merchant-adjustment-item-id",
    "sku",
    "quantity-purchased",
    "promotion-id",
)
CHECKED = STANDARD[:18]  # what the quick way of reading expects where Amazon writes it
NEEDED = frozenset(STANDARD) - {"promotion-id"}
V1_ONLY = frozenset({"price-type", "price-amount", "item-related-fee-type", "other-amount"})
# The range reports of Payments > Reports Repository: comma separated, with a preamble.
RANGE_REPORT = ("date/time", "product sales", "selling fees", "includes amazon marketplace")


@dataclass(frozen=True, slots=True)
class Columns:
    at: dict[str, int]
    width: int
    standard: bool
    """The first 18 columns are where Amazon writes them."""
    complete: bool
    """There are exactly the columns that Amazon writes, in its order."""

    @classmethod
    def of(cls, header: str) -> Columns:
        """Raises WrongVersion for V1, NotASettlement for anything else."""
        names = [each.strip().strip('"').casefold() for each in header.split("\t")]
        known = set(names)
        if "settlement-id" in known and len(V1_ONLY & known) >= 2:
            raise WrongVersion(
                "this is the settlement flat file V1 (removed on 2026-11-11); the flat file V2 is "
                "needed"
            )
        missing = [name for name in STANDARD if name in NEEDED - known]
        if missing:
            raise NotASettlement(_what_it_is(header, names, missing), line=1)
        twice = sorted({name for name in names if name and names.count(name) > 1})
        if twice:
            raise NotASettlement(f"the header has {', '.join(twice)} twice", line=1)
        return cls(
            at={name: number for number, name in enumerate(names)},
            width=len(names),
            standard=tuple(names[: len(CHECKED)]) == CHECKED,
            complete=tuple(names) in {STANDARD, STANDARD[:-1]},
        )


def _what_it_is(header: str, names: list[str], missing: list[str]) -> str:
    low = header.casefold()
    if any(word in low for word in RANGE_REPORT):
        return (
            "this is a report of Payments > Reports Repository (transactions of a date range), "
            "not a settlement"
        )
    if len(names) == 1 and "settlement-id" in low:
        return "the columns are not separated by tabs: a spreadsheet program has saved the file"
    if len(missing) > len(NEEDED) // 2:
        return f"this is not a settlement report: its first line is {header[:60]!r}"
    return f"the columns {', '.join(missing)} are missing"
