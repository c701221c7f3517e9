"""Example W8: a settlement of 39 rows that pays 24.30, and the NetSuite it is to be posted to.

The period spans the turn of a month: the latest one that leaves a week and the two days of the
transfer before the world's time. Opened in the second week of February 2024, the world has the
days of the example. Orders ...1, ...2, ...3 and ...8 are in the books, ...4 and ...9 are not; of
the settlement nothing is posted.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from sandbox.amazon.desk import Desk, Wanted
from sandbox.amazon.records import AFN, MFN
from sandbox.world import World
from sandbox.worlds.amazon_books import AmazonBooks
from sandbox.worlds.netsuite import NetSuiteBooks
from sandbox.worlds.past import Agenda, the_past

__all__ = ["BEFORE", "SETTLEMENT", "furnish", "order_id"]

BEFORE, SETTLEMENT = "10000000000", "10000000001"
_EIGHT = timedelta(hours=8)
_NOON = timedelta(hours=12)
_TURN = timedelta(days=8)  # from the turn of the month to the transfer
_FIRST = timedelta(days=22)  # before the turn


def order_id(number: int) -> str:
    return f"111-{number:07}-{number:07}"


def furnish(world: World) -> None:
    turn = _turn_of_month(world.clock.now())
    with the_past(world, world.clock.now() - (turn - _FIRST)) as now:
        books = NetSuiteBooks(world)
        books.open(turn - _FIRST, now)
        amazon = AmazonBooks(world, books, terms=False)
        amazon.open(turn - _FIRST)
        agenda = Agenda(world)
        _Story(world.amazon.desk, amazon, agenda, turn).note()
        agenda.run()


def _turn_of_month(now: datetime) -> datetime:
    """Midnight of the latest first of a month after which the whole transfer is past."""
    latest = now - _TURN - _EIGHT
    return latest.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


class _Story:
    """What happened on which day, counted from the turn of the month."""

    def __init__(self, desk: Desk, books: AmazonBooks, agenda: Agenda, turn: datetime) -> None:
        self.desk = desk
        self.books = books
        self.agenda = agenda
        self.turn = turn

    def on(self, day: int, *happens: Callable[[], object], at: timedelta = _NOON) -> None:
        """`day` 1 is the first of the month, 0 the day before."""
        for each in happens:
            self.agenda.note(self.turn + timedelta(days=day - 1) + at, each)

    def note(self) -> None:
        self._before()
        desk = self.desk
        lamp = Wanted(sku="AMZ-LAMP", quantity=2, shipping=Decimal("4.99"))
        pens = Wanted(
            sku="AMZ-PENS",
            quantity=4,
            shipping=Decimal("5.99"),
            shipping_discount=Decimal("5.99"),
            promotion_id="Free Shipping",
        )
        self._sale(1, MFN, lamp, day=-6, rate="8.25")
        self._sale(2, AFN, Wanted(sku="AMZ-DESK"), day=-4, rate="8.25")
        self.on(-2, lambda: desk.refund(order_id(8)))
        self.on(-1, lambda: desk.charge("advertising", Decimal("25.00")))
        self.on(0, lambda: desk.charge("warehouse damage", Decimal("14.20")))
        self.on(1, lambda: desk.charge("subscription", Decimal("39.99")))
        self._sale(3, AFN, pens, day=2)
        self._sale(4, MFN, Wanted(sku="AMZ-HOOK"), day=3, booked=False)
        self.on(4, lambda: desk.refund(order_id(1), {"AMZ-LAMP": 1}))
        self.on(5, lambda: desk.refund(order_id(9)))
        self.on(5, lambda: desk.charge("storage", Decimal("18.42")))
        self.on(7, lambda: self._close(SETTLEMENT, "45.00"), at=_EIGHT)

    def _before(self) -> None:
        """The settlement before: two orders, and a balance of which 60.00 is held back."""
        self._sale(8, AFN, Wanted(sku="AMZ-CHRG"), day=-19, rate="8.25")
        self._sale(9, MFN, Wanted(sku="AMZ-HOOK", price=Decimal("12.00")), day=-19, booked=False)
        account = "other-transaction"
        self.on(-19, lambda: self.desk.record(account, account, "MiscAdjustment", Decimal("40.00")))
        self.on(-7, lambda: self._close(BEFORE, "60.00"), at=_EIGHT)

    def _sale(
        self,
        number: int,
        by: str,
        wanted: Wanted,
        *,
        day: int,
        rate: str = "0",
        booked: bool = True,
    ) -> None:
        """Bought the day before, sent on `day`."""
        key, desk, books = order_id(number), self.desk, self.books

        def buy() -> None:
            desk.place_order([wanted], fulfilled_by=by, tax_rate=Decimal(rate), order_id=key)
            if booked and by == MFN:
                books.record(key)

        def send() -> None:
            desk.ship(key)
            if booked and by == AFN:
                books.record(key)
            elif booked:
                books.bill(key)

        self.on(day - 1, buy)
        self.on(day, send)

    def _close(self, settlement: str, reserve: str) -> None:
        self.desk.close_period(reserve=Decimal(reserve), settlement_id=settlement)
