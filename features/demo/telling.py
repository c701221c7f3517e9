"""How a story is told: progress while it happens, then the tie-out and the verdict."""

from __future__ import annotations

import time
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from features.demo.connex import connex_story
from features.demo.refund import refund_story
from features.demo.teller import StoryBroken, Teller
from features.stage import Stage
from sandbox.audit import AuditReport

__all__ = ["STORIES", "tell"]

STORIES: dict[str, Callable[[Teller], None]] = {
    "refund": refund_story,
    "connex": connex_story,
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
        console.print(tie_out_table(report))
        for finding in report.findings:
            console.print(f"  [red]{finding}[/red]", highlight=False)
        calls = len(stage.world.exchanges)
        verdict = "everything ties to the cent" if report.ties else "money differs"
        console.print(
            f"\n{verdict}; {calls} HTTP exchanges in {time.monotonic() - began:.2f} s",
            highlight=False,
            style="bold green" if report.ties else "bold red",
        )
    except StoryBroken as broken:
        console.print(f"\nThe story broke here: {broken}", style="bold red", highlight=False)
        return 1
    else:
        return 0 if report.ties else 3
    finally:
        stage.close()


def tie_out_table(report: AuditReport) -> Table:
    """Both sides of every document."""
    books = " and ".join(report.books) or "Books"
    table = Table(title="Tie-out: storefront and books, document by document")
    table.add_column("Order")
    table.add_column("Document")
    table.add_column("Shopify", justify="right")
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
