"""The voice of a story: says what happens, and stops when it does not happen."""

from __future__ import annotations

from decimal import Decimal

from rich.console import Console

from features.stage import Stage

__all__ = ["StoryBroken", "Teller"]


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

    def expect(self, found: object, wanted: object, what: str) -> None:
        if found != wanted:
            raise StoryBroken(f"{what}: expected {wanted}, found {found}")

    def money(self, found: Decimal, wanted: str, what: str) -> None:
        self.expect(found, Decimal(wanted), what)
        self.reads(what, f"{found:.2f} USD")
