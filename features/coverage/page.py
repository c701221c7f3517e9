"""A platform's README: every call, what it does, where that is written, and its tests."""

from __future__ import annotations

from pathlib import Path

from features.coverage.survey import ROOT, Row

__all__ = ["page_of", "path_of", "rows_on"]

_TITLES = {
    "netsuite": "NetSuite",
    "shopify": "Shopify",
    "quickbooks_online": "QuickBooks Online",
    "amazon": "Amazon",
    "ebay": "eBay",
}
_NONE = "none"


def path_of(platform: str) -> Path:
    return ROOT / "sandbox" / platform / "README.md"


def page_of(platform: str, rows: list[Row]) -> str:
    """The text of the page. Tests are named in footnote style, so that the table stays legible."""
    numbers: dict[str, int] = {}

    def cite(test: str) -> str:
        return f"[{numbers.setdefault(test, len(numbers) + 1)}]" if test else _NONE

    table = [
        f"| `{row.call.key}` | {row.call.behaviour} | {row.call.source} | {cite(row.success)} | "
        f"{cite(row.refusal)} | {'' if row.call.kind == 'read' else cite(row.read_back)} |"
        for row in rows
    ]
    proven = sum(not row.gaps for row in rows)
    return "\n".join(
        [
            f"# {_TITLES[platform]}: what answers, and what proves it",
            "",
            f"Made by `./run coverage {platform} --readme` from the route table and from a run of "
            "the tests",
            f"under a witness: {proven} of {len(rows)} calls are proven. A success test changes "
            "state or reads it,",
            "a refusal test leaves every document and ledger row as it was, a read-back test sees "
            "the change",
            "through another route or in the ledger.",
            "",
            "| call | behaviour | source | success | refusal | read back |",
            "| --- | --- | --- | --- | --- | --- |",
            *table,
            "",
            "## Tests",
            "",
            *(f"{number}. `{test}`" for test, number in numbers.items()),
            "",
        ]
    )


def rows_on(page: str) -> list[str]:
    """The calls that a page lists, in its order."""
    return [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
