"""What happens to an order, day by day, whichever channel sells it and whichever books keep it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from sandbox.worlds.facts import Books, Channel, Plan, Sold
from sandbox.worlds.past import Agenda

__all__ = ["Fate", "Story"]

SYNCED = timedelta(minutes=15)  # the connector comes by
SENT = timedelta(days=1)
SETTLED = timedelta(days=1)
CANCELLED = timedelta(hours=5)
CANCELLED_EARLY = timedelta(minutes=5)  # before the connector came by
BACK = timedelta(days=5)
SECOND_BACK = timedelta(days=7)
PAID = timedelta(days=11)
PAID_BACK = timedelta(days=13)


class Fate(StrEnum):
    """What became of an order by the day the world is opened."""

    NEW = "new"  # recorded, not sent
    SENT_IN_PART = "sent in part"
    SENT = "sent"  # billed, and paid unless it is paid later
    PAID = "paid"  # later than it was sent
    CREDITED = "credited"  # paid later, then a unit was given back
    BACK_IN_PART = "back in part"
    BACK_TWICE = "back twice"  # in part, then the rest
    BACK = "back"  # in full
    GOODWILL = "goodwill"  # some money, no goods
    CANCELLED_EARLY = "cancelled early"  # before the books knew of it
    CANCELLED = "cancelled"  # unpaid, and in the books
    CANCELLED_BACK = "cancelled back"  # paid, in the books, and all money given back


class Story:
    """`goodwill` and the units of a refund follow from the plan, so that they are the same in
    every world of a seed."""

    def __init__(self, agenda: Agenda, channel: Channel) -> None:
        self._agenda = agenda
        self._channel = channel

    def tell(self, moment: datetime, plan: Plan, fate: Fate, books: Books) -> None:
        """An order placed at `moment`, and what followed."""
        self._agenda.note(moment, lambda: self._sold(moment, plan, fate, books))

    def settle(self, moment: datetime, *books: Books) -> None:
        """The channel pays out, and the books take what they hold to the bank a day later."""
        self._agenda.note(moment, self._channel.settle)
        for each in books:
            self._agenda.note(moment + SETTLED, each.settle)

    def _sold(self, moment: datetime, plan: Plan, fate: Fate, books: Books) -> None:
        told = _Order(self._channel, books, self._channel.sell(plan), plan)
        for after, happens in _COURSES[fate]:
            self._agenda.note(moment + after, _bound(told, happens))


class _Order:
    """One order while its story is told."""

    def __init__(self, channel: Channel, books: Books, sold: Sold, plan: Plan) -> None:
        self.channel = channel
        self.books = books
        self.sold = sold
        self.plan = plan

    def record(self) -> None:
        self.books.record(self.sold)

    def send(self) -> None:
        self.channel.send(self.sold.name)
        self.books.bill(self.sold)

    def send_in_part(self) -> None:
        units = {self.sold.lines[0].sku: 1}
        self.channel.send(self.sold.name, units)
        self.books.bill(self.sold, units)

    def pay(self) -> None:
        self.channel.pay(self.sold.name)
        self.books.take_payment(self.sold)

    def take_unit_back(self) -> None:
        units = {self.sold.lines[0].sku: 1}
        self.books.give_back(self.sold, self.channel.give_back(self.sold.name, units))

    def take_all_back(self) -> None:
        self.books.give_back(self.sold, self.channel.give_back(self.sold.name, everything=True))

    def give_goodwill(self) -> None:
        amount = self.plan.goodwill
        self.books.give_back(self.sold, self.channel.give_back(self.sold.name, amount=amount))

    def cancel_unknown(self) -> None:
        self.channel.cancel(self.sold.name)

    def cancel(self) -> None:
        back = self.channel.cancel(self.sold.name)
        if back is None:
            self.books.cancel(self.sold)
        else:
            self.books.give_back(self.sold, back)


_Step = tuple[timedelta, Callable[[_Order], None]]
_RECORDED: _Step = (SYNCED, _Order.record)
_DELIVERED: tuple[_Step, ...] = (_RECORDED, (SENT, _Order.send))
_COURSES: dict[Fate, tuple[_Step, ...]] = {
    Fate.NEW: (_RECORDED,),
    Fate.SENT_IN_PART: (_RECORDED, (SENT, _Order.send_in_part)),
    Fate.SENT: _DELIVERED,
    Fate.PAID: (*_DELIVERED, (PAID, _Order.pay)),
    Fate.CREDITED: (*_DELIVERED, (PAID, _Order.pay), (PAID_BACK, _Order.take_unit_back)),
    Fate.BACK_IN_PART: (*_DELIVERED, (BACK, _Order.take_unit_back)),
    Fate.BACK_TWICE: (
        *_DELIVERED,
        (BACK, _Order.take_unit_back),
        (SECOND_BACK, _Order.take_all_back),
    ),
    Fate.BACK: (*_DELIVERED, (BACK, _Order.take_all_back)),
    Fate.GOODWILL: (*_DELIVERED, (BACK, _Order.give_goodwill)),
    Fate.CANCELLED_EARLY: ((CANCELLED_EARLY, _Order.cancel_unknown),),
    Fate.CANCELLED: (_RECORDED, (CANCELLED, _Order.cancel)),
    Fate.CANCELLED_BACK: (_RECORDED, (CANCELLED, _Order.cancel)),
}


def _bound(order: _Order, happens: Callable[[_Order], None]) -> Callable[[], None]:
    return lambda: happens(order)
