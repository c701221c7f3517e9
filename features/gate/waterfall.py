"""A settlement as a picture: what documents hold, step by step, up to the bank's deposit.

The figures are the judge's (`features.waterfall`). Here is only where they stand on the page, in
pixels, and what the picture says to somebody who cannot see it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from features.recorder import ScenarioResult
from features.waterfall import Bar, BarKind, bars_of, said, steps_of
from sandbox.audit import SettlementFact

__all__ = ["HEIGHT", "WIDTH", "Picture", "chosen", "picture_of"]

WIDTH, HEIGHT = 760, 340
LEFT, TOP, BOTTOM = 52, 26, 84
"""Room for the scale, for a figure above the highest bar, and for what the bars are called."""
PARTS = Decimal("0.62")
"""Of the room of a bar that the bar takes."""
SCALES = (1, 2, 5)
LETTER = Decimal("7.4")
"""The width of one below a bar."""


@dataclass(frozen=True)
class Drawn:
    """A bar on the page; `line` leads from its end to the next bar, empty after the last."""

    bar: Bar
    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal
    middle: Decimal
    figure: str
    stands: str
    words: tuple[str, ...]
    line: tuple[Decimal, Decimal, Decimal] | None


@dataclass(frozen=True)
class Picture:
    """`number` keeps ids apart where a page has several; `passed` is of the scenario."""

    number: int
    scenario: str
    passed: bool
    fact: SettlementFact
    bars: tuple[Drawn, ...]
    scale: tuple[tuple[Decimal, str], ...]
    zero: Decimal
    sentence: str

    @property
    def title(self) -> str:
        fact = self.fact
        return (
            f"Settlement {fact.settlement}, {fact.start:%Y-%m-%d} to {fact.end:%Y-%m-%d}: deposit "
            f"{said(fact.deposit, fact.currency)} {fact.currency}"
        )

    @property
    def described(self) -> str:
        """Every bar in words."""
        words = [f"{each.bar.label} {each.figure}" for each in self.bars]
        return f"A waterfall of bars from left to right: {'; '.join(words)}."


def chosen(results: Iterable[ScenarioResult]) -> list[tuple[ScenarioResult, SettlementFact]]:
    """What the top of the page shows: the settlements of red scenarios (the first three), else one:
    the worked example W8 where it was run."""
    held = [(each, fact) for each in results for fact in each.settlements]
    red = [(each, fact) for each, fact in held if not each.passed]
    return red[:3] or sorted(held, key=lambda each: "W8" not in each[0].tags)[:1]


def picture_of(result: ScenarioResult, fact: SettlementFact, number: int) -> Picture:
    bars = bars_of(fact)
    step, low, high = _scale(bars)
    height = Decimal(HEIGHT - TOP - BOTTOM)

    def place(amount: Decimal) -> Decimal:
        return _pixel(TOP + (high - amount) * height / (high - low))

    room = Decimal(WIDTH - LEFT) / len(bars)
    drawn = []
    for position, bar in enumerate(bars):
        top, bottom = place(max(bar.begins, bar.ends)), place(min(bar.begins, bar.ends))
        x, width = LEFT + room * position + room * (1 - PARTS) / 2, room * PARTS
        last = position == len(bars) - 1
        drawn.append(
            Drawn(
                bar=bar,
                x=_pixel(x),
                y=top,
                width=_pixel(width),
                height=max(bottom - top, Decimal(1)),
                middle=_pixel(x + width / 2),
                figure=_figure(bar, fact.currency),
                stands=said(bar.ends, fact.currency),
                words=tuple(textwrap.wrap(bar.label, int(room / LETTER), break_long_words=False)),
                line=None if last else (_pixel(x + width), place(bar.ends), _pixel(x + room)),
            )
        )
    count = int((high - low) / step)
    return Picture(
        number=number,
        scenario=result.title,
        passed=result.passed,
        fact=fact,
        bars=tuple(drawn),
        scale=tuple(
            (place(low + step * each), f"{low + step * each:f}") for each in range(count + 1)
        ),
        zero=place(Decimal(0)),
        sentence=steps_of(fact),
    )


def _figure(bar: Bar, currency: str) -> str:
    """Where a sum stands; of any other step what it adds, with its sign."""
    if bar.kind is BarKind.TOTAL:
        return said(bar.ends, currency)
    return f"{'+' if bar.amount > 0 else ''}{said(bar.amount, currency)}"


def _scale(bars: list[Bar]) -> tuple[Decimal, Decimal, Decimal]:
    """(step, lowest, highest) of a scale with about five round steps."""
    ends = [Decimal(0), *(end for bar in bars for end in (bar.begins, bar.ends))]
    reach = max(ends) - min(ends) or Decimal(1)
    ten = Decimal(10) ** (reach / 5).adjusted()
    step = next(ten * each for each in (*SCALES, 10) if ten * each * 5 >= reach)
    low = (min(ends) / step).to_integral_value(ROUND_FLOOR) * step
    high = (max(ends) / step).to_integral_value(ROUND_CEILING) * step
    return step, low, max(high, low + step)


def _pixel(place: Decimal) -> Decimal:
    return place.quantize(Decimal("0.1"))
