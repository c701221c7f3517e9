"""The voice of a story: says what happens, and stops when it does not happen."""

from __future__ import annotations

from decimal import Decimal

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from features.stage import Stage

__all__ = ["StoryBroken", "Teller"]

AMOUNTS = ("Amount", "Pays", "Total", "Standing")


class StoryBroken(AssertionError):
    """Something went another way than the story says."""


class Teller:
    def __init__(self, console: Console, stage: Stage) -> None:
        self.console = console
        self.stage = stage
        self._number = 0

    def chapter(self, title: str) -> None:
        self.console.print(f"\n[bold]{title}[/bold]", highlight=False)

    def step(self, text: str) -> None:
        self._number += 1
        self.console.print(f" {self._number:2}. {text}", highlight=False)

    def reads(self, what: str, text: object) -> None:
        """What a screen shows."""
        self.console.print(f"       {what}: [cyan]{text}[/cyan]", highlight=False)

    def says(self, what: str, text: str) -> None:
        """A sentence that a screen shows; further lines stand below its first one."""
        shown = Padding(f"{what}: [cyan]{text}[/cyan]", (0, 0, 0, 7), expand=False)
        self.console.print(shown, highlight=False)

    def table(self, *titles: str) -> Table:
        """Amounts, which stand in columns that are called so, to the right."""
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for title in titles:
            right = title in AMOUNTS
            whole = title not in ("Lines", "What happened")
            table.add_column(title, justify="right" if right else "left", no_wrap=whole)
        return table

    def show(self, table: Table) -> None:
        self.console.print(Padding(table, (0, 0, 0, 7), expand=False))

    def expect(self, found: object, wanted: object, what: str) -> None:
        if found != wanted:
            raise StoryBroken(f"{what}: expected {wanted}, found {found}")

    def money(self, found: Decimal, wanted: str, what: str) -> None:
        self.expect(found, Decimal(wanted), what)
        self.reads(what, f"{found:.2f} USD")
