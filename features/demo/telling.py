"""How a story is told: progress while it happens, then the tie-out and the verdict."""

from __future__ import annotations

import time
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from features.demo.connex import connex_story
from features.demo.ebay import ebay_story
from features.demo.refund import refund_story
from features.demo.settlement import settlement_story
from features.demo.teller import StoryBroken, Teller
from features.stage import Stage
from features.waterfall import BarKind, bars_of, said
from sandbox.audit import AuditReport, Finding, SettlementFact

__all__ = ["STORIES", "tell"]

STORIES: dict[str, Callable[[Teller], None]] = {
    "refund": refund_story,
    "connex": connex_story,
    "settlement": settlement_story,
    "ebay": ebay_story,
}


def tell(story: str, console: Console, *, seed: int = 7) -> int:
    """Exit status: 0 everything ties, 1 the story went another way, 3 money differs."""
    began = time.monotonic()
    stage = Stage(seed=seed)
    teller = Teller(console, stage)
    try:
        STORIES[story](teller)
        report = stage.audit()
        console.print()
        for settled in report.settlements:
            console.print(deposit_table(settled))
        if not report.settlements:
            console.print(tie_out_table(report, "eBay" if story == "ebay" else "Shopify"))
        known = [each for each in report.findings if _told(each) in stage.expected_findings]
        ties = len(known) == len(report.findings) == len(stage.expected_findings)
        for finding in report.findings:
            if finding not in known:
                console.print(f"  [red]{finding}[/red]", highlight=False)
        calls = len(stage.world.exchanges)
        verdict = "everything ties to the cent" if ties else "money differs"
        if ties and known:
            verdict = f"{verdict} but what was cancelled"
        console.print(
            f"\n{verdict}; {calls} HTTP exchanges in {time.monotonic() - began:.2f} s",
            highlight=False,
            style="bold green" if ties else "bold red",
        )
    except StoryBroken as broken:
        console.print(f"\nThe story broke here: {broken}", style="bold red", highlight=False)
        return 1
    else:
        return 0 if ties else 3
    finally:
        stage.close()


def _told(finding: Finding) -> tuple[str, str, str]:
    """As a stage says what the judge is to find."""
    return finding.order, str(finding.check), finding.sentence


def deposit_table(fact: SettlementFact) -> Table:
    """From the documents to the bank, as the judge reads both."""
    table = Table(title="Tie-out: from the documents to the bank")
    table.add_column(f"Settlement {fact.settlement}")
    table.add_column("Amount", justify="right")
    table.add_column("Standing", justify="right")
    for bar in bars_of(fact):
        if bar.kind is BarKind.TOTAL:
            table.add_section()
            table.add_row(bar.label, "", said(bar.ends, fact.currency), end_section=True)
        else:
            amounts = [said(each, fact.currency) for each in (bar.amount, bar.ends)]
            table.add_row(bar.label, *amounts)
    return table


def tie_out_table(report: AuditReport, storefront: str = "Shopify") -> Table:
    """Both sides of every document."""
    books = " and ".join(report.books) or "Books"
    table = Table(title="Tie-out: storefront and books, document by document")
    table.add_column("Order", no_wrap=True)
    table.add_column("Document")
    table.add_column(storefront, justify="right")
    table.add_column(books, justify="right")
    table.add_column(f"In {books} as")
    table.add_column("Difference", justify="right")
    for pair in report.pairs:
        right = pair.difference == 0
        table.add_row(
            pair.order,
            pair.what,
            "-" if pair.channel is None else f"{pair.channel:.2f} {pair.currency}",
            "-" if pair.books is None else f"{pair.books:.2f} {pair.currency}",
            pair.books_number or "-",
            f"[{'green' if right else 'red'}]{pair.difference:.2f}[/]",
        )
    return table
