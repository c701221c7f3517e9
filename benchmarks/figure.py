"""One measured ratio, and whether it is as good as it was."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Figure", "committed", "compare", "median_ratio", "write"]

FILE = Path(__file__).resolve().parent / "figures.json"
ALLOWANCE = 1.2  # a figure may be 20 % worse than the committed one


@dataclass(frozen=True)
class Figure:
    """`value` is a ratio ours / peer where `smaller` is better, or a speed-up where it is not.

    `ours` and `peer` are the medians behind it, in microseconds; None where there is no peer.
    """

    name: str
    value: float
    target: float
    ours: float
    peer: float | None = None
    smaller: bool = True

    @property
    def met(self) -> bool:
        return self.value <= self.target if self.smaller else self.value >= self.target

    def worse_than(self, before: float) -> bool:
        """More than 20 % worse than `before`."""
        if self.smaller:
            return self.value > before * ALLOWANCE
        return self.value < before / ALLOWANCE


def median_ratio(
    ours: Callable[[], float], peer: Callable[[], float], rounds: int
) -> tuple[float, float, float]:
    """(ratio, ours, peer): medians over rounds in which both are measured back to back."""
    pairs = [(ours(), peer()) for _ in range(rounds)]
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    mine, theirs = (statistics.median(each) for each in zip(*pairs, strict=True))
    return ratio, mine, theirs


def committed() -> dict[str, float]:
    """The committed figures by name; empty when there are none yet."""
    if not FILE.exists():
        return {}
    known: dict[str, float] = json.loads(FILE.read_text())
    return known


def compare(figures: list[Figure], known: dict[str, float]) -> list[Figure]:
    """Those that are more than 20 % worse than the committed ones."""
    return [each for each in figures if each.name in known and each.worse_than(known[each.name])]


def write(figures: list[Figure], known: dict[str, float]) -> None:
    """Put these figures over the committed ones; those not measured now stay."""
    new = known | {each.name: float(f"{each.value:.3g}") for each in figures}
    FILE.write_text(json.dumps(dict(sorted(new.items())), indent=2) + "\n")
