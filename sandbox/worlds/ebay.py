"""eBay in Acme's eighty days: eighteen orders in every state, and NetSuite that keeps them.

An order comes in as a sales order when it is paid, and is billed as a cash sale when it is sent; a
refund is a cash refund of its amount. Documents are in the seller's figures: without the tax that
eBay collects, and without fees, which are the difference of a payout's deposit. Baskets, and so all
amounts, are the same in every world; who bought, and when in the day, is made up per seed.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

import msgspec

from sandbox.ebay.desk import Wanted
from sandbox.ebay.records import Buyer as Member
from sandbox.ebay.records import Order, Refund
from sandbox.netsuite.records import Account
from sandbox.world import World
from sandbox.worlds.facts import NOTHING, Buyer, GivenBack, Sold, SoldLine
from sandbox.worlds.netsuite import METHODS, NetSuiteBooks
from sandbox.worlds.past import Agenda, Happens
from sandbox.worlds.people import buyers

__all__ = ["ORDERS", "PAYOUTS", "EbayOrder", "tell"]

SYNCED = timedelta(minutes=15)  # the connector comes by
SENT = timedelta(days=1)
CANCELLED = timedelta(minutes=5)  # before the connector came by
ASKED = timedelta(days=5)
SECOND = timedelta(days=8)
THROUGH = timedelta(minutes=1)  # a refund is no longer PENDING
POSTED = timedelta(minutes=20)
PAYOUTS = (51, 16)  # days ago
ARRIVED = timedelta(days=1)
BANKED = timedelta(days=1, hours=3)


class EbayOrder(msgspec.Struct, frozen=True, kw_only=True):
    """`back`: amounts that the buyer asked for and got, one after the other. `external`: one that
    nobody asked for. `sent`: units by SKU; empty: all."""

    days_ago: int
    basket: tuple[Wanted, ...]
    abroad: bool = False
    unpaid: bool = False
    waits: bool = False  # not sent
    cancelled: bool = False
    sent: Mapping[str, int] = {}
    back: tuple[str, ...] = ()
    external: str = ""
    return_open: bool = False
    cancellation_open: bool = False


def _line(sku: str, quantity: int = 1, shipping: str = "0.00", off: str = "0.00") -> Wanted:
    return Wanted(sku=sku, quantity=quantity, shipping=Decimal(shipping), discount=Decimal(off))


_TEE, _MUG, _CAP = "TEE-BLK", "MUG-WHT", "CAP-RED"
ORDERS = (
    EbayOrder(days_ago=76, basket=(_line(_TEE, 2, "4.95"),)),
    EbayOrder(days_ago=72, basket=(_line(_MUG, 2, "5.00"), _line(_CAP)), back=("10.00",)),
    EbayOrder(days_ago=67, basket=(_line(_CAP, 1, "6.00"),), back=("30.95",)),
    EbayOrder(days_ago=63, basket=(_line(_TEE, 3, "4.95", "6.00"),)),
    EbayOrder(days_ago=58, basket=(_line(_MUG, 4, "7.50"),), cancelled=True),
    EbayOrder(days_ago=54, basket=(_line(_TEE),), unpaid=True, cancelled=True),
    EbayOrder(days_ago=48, basket=(_line(_TEE), _line(_MUG, 2, "4.95")), external="5.00"),
    EbayOrder(days_ago=43, basket=(_line(_CAP, 2),)),
    EbayOrder(days_ago=37, basket=(_line(_CAP, 2, "6.00"),), back=("12.50", "20.00")),
    EbayOrder(days_ago=30, basket=(_line(_TEE, 2, "14.00"),), abroad=True),
    EbayOrder(days_ago=24, basket=(_line(_MUG, 1, "4.95"),)),
    EbayOrder(days_ago=18, basket=(_line(_TEE), _line(_CAP), _line(_MUG, 1, "7.95"))),
    EbayOrder(days_ago=12, basket=(_line(_MUG, 2, "4.95"),), back=("12.49",)),
    EbayOrder(days_ago=8, basket=(_line(_CAP, 1, "6.00"),), return_open=True),
    EbayOrder(days_ago=5, basket=(_line(_TEE, 2, "4.95"),), sent={_TEE: 1}),
    EbayOrder(days_ago=2, basket=(_line(_MUG, 3, "5.95", "3.00"),), waits=True),
    EbayOrder(days_ago=1, basket=(_line(_CAP),), waits=True, cancellation_open=True),
    EbayOrder(days_ago=0, basket=(_line(_TEE, 1, "4.95"),), unpaid=True, waits=True),
)


def tell(world: World, agenda: Agenda, now: datetime, netsuite: NetSuiteBooks) -> None:
    """Note all of it; it happens when the agenda is run."""
    source = world.ids.random("worlds.acme.ebay")
    at_home, abroad = buyers(world), buyers(world, abroad=True)
    books = _Books(world, netsuite)
    for order in ORDERS:
        moment = now - timedelta(days=order.days_ago, minutes=source.randrange(60, 360))
        buyer = next(abroad if order.abroad else at_home)
        told = _Told(world, books, agenda, moment, order, _member(buyer, source))
        agenda.note(moment, told.place)
    for days in PAYOUTS:
        moment = now - timedelta(days=days)
        agenda.note(moment, partial(_pay_out, world, books, agenda, moment))
    agenda.note(now - timedelta(minutes=1), partial(_work, world))


class _Books:
    """NetSuite, as the connector and the clerks there leave it."""

    def __init__(self, world: World, books: NetSuiteBooks) -> None:
        self.ebay = world.ebay
        self.account = world.netsuite
        self.books = books
        self.account.desk.add_payment_method(METHODS["eBay"])
        records = self.account.records
        self.fees = records.accounts.put(
            Account(
                id=max(each.id for each in records.accounts) + 1,
                acct_number="6250",
                acct_name="eBay Fees",
                acct_type="Expense",
            )
        ).id

    def record(self, order_id: str) -> None:
        self.books.record(self._sold(order_id))

    def bill(self, order_id: str, units: Mapping[str, int]) -> None:
        self.books.bill(self._sold(order_id), dict(units) or None)

    def give_back(self, refund_id: str) -> None:
        """What the line gave: not the net under the order, not what the buyer got (W6)."""
        refund = self.ebay.records.refunds[refund_id]
        back = GivenBack(id=refund.id, amount=refund.gross)
        self.books.give_back(self._sold(refund.order), back)

    def bank(self, payout_id: str) -> None:
        """What eBay paid out; the rest of its documents is fees."""
        records = self.ebay.records
        payout = records.payouts[payout_id]
        documents = []
        for each in records.transactions_by_payout.find(payout_id):
            bill = self.books.bills.get(each.order)
            if bill is None:
                continue  # cancelled before it came into the books
            if each.type == "SALE":
                documents.append(bill)
            else:
                documents += [
                    found.id
                    for found in self.account.records.transactions
                    if found.external_id == f"ebay-refund-{each.refund}"
                ]
        total = NOTHING
        for key in documents:
            found = self.account.desk.transaction(key)
            total += -found.total if found.type == "CashRfnd" else found.total
        self.account.desk.make_deposit(
            documents,
            other=[(self.fees, payout.amount - total)],
            memo=f"eBay payout {payout.id}",
        )

    def _sold(self, order_id: str) -> Sold:
        return _sold_of(self.ebay.desk.order(order_id))


class _Told:
    """One order while its story is told."""

    def __init__(
        self,
        world: World,
        books: _Books,
        agenda: Agenda,
        moment: datetime,
        order: EbayOrder,
        buyer: Member,
    ) -> None:
        self.world = world
        self.desk = world.ebay.desk
        self.books = books
        self.agenda = agenda
        self.moment = moment
        self.order = order
        self.buyer = buyer
        self.key = ""

    def place(self) -> None:
        order = self.order
        self.key = self.desk.place_order(order.basket, buyer=self.buyer, pending=order.unpaid).id
        if order.cancelled:
            self._note(CANCELLED, lambda: self.desk.cancel(self.key))
            self._note(CANCELLED + THROUGH, lambda: _work(self.world))
            return
        if not order.unpaid:
            self._note(SYNCED, lambda: self.books.record(self.key))
        if not order.waits:
            self._note(SENT, self._send)
        for after, amount in zip((ASKED, SECOND), order.back, strict=False):
            self._give(after, partial(self.desk.refund_on_request, self.key, Decimal(amount)))
        if order.external:
            by_hand = Decimal(order.external)
            self._give(ASKED, partial(self.desk.seller_refunds, self.key, by_hand))
        if order.return_open:
            self._note(ASKED + SENT, lambda: self.desk.buyer_asks_return(self.key))
        if order.cancellation_open:
            self._note(2 * SYNCED, lambda: self.desk.buyer_asks_to_cancel(self.key))

    def _send(self) -> None:
        self.desk.ship(self.key, self.order.sent or None)
        self.books.bill(self.key, self.order.sent)

    def _give(self, after: timedelta, gives: Happens) -> None:
        def refund() -> None:
            made = gives()
            assert isinstance(made, Refund)  # noqa: S101 - both ways to give back say so
            self._note(after + POSTED, lambda: self.books.give_back(made.id))

        self._note(after, refund)
        self._note(after + THROUGH, lambda: _work(self.world))

    def _note(self, after: timedelta, happens: Happens) -> None:
        self.agenda.note(self.moment + after, happens)


def _work(world: World) -> None:
    """What has fallen due at eBay is done: refunds are through, a payout is at the bank."""
    while (task := world.queue.due()) is not None and task.platform == world.ebay.name:
        with world.store.transaction():
            world.ebay.perform(task)
            world.queue.remove(task)


def _pay_out(world: World, books: _Books, agenda: Agenda, moment: datetime) -> None:
    key = world.ebay.desk.pay_out().id
    agenda.note(moment + ARRIVED, lambda: _work(world))
    agenda.note(moment + BANKED, lambda: books.bank(key))


def _sold_of(order: Order) -> Sold:
    """In the seller's figures (F34, F35)."""
    lines = tuple(
        SoldLine(
            sku=line.sku,
            title=line.title,
            quantity=line.quantity,
            price=line.cost / line.quantity,
            gross=line.cost,
            net=line.cost - line.discount,
            tax=line.tax,
        )
        for line in order.lines
    )
    first, _, last = order.buyer.name.partition(" ")
    place = order.buyer
    return Sold(
        channel="eBay",
        id=order.id,
        name=order.id,
        buyer=Buyer(
            first_name=first,
            last_name=last,
            email=place.email,
            street=place.line1,
            city=place.city,
            region="",
            region_code=place.region,
            postcode=place.postal_code,
            country_code=place.country,
            phone=place.phone,
        ),
        currency=order.currency,
        lines=lines,
        shipping=sum((line.shipping - line.shipping_discount for line in order.lines), NOTHING),
        shipping_tax=NOTHING,
        tax_rate=NOTHING,
        total=order.total,
    )


def _member(buyer: Buyer, source: random.Random) -> Member:
    local = buyer.email.partition("@")[0].rpartition(".")[0]
    return Member(
        username=f"{local.replace('.', '_')}_{source.randrange(100, 1000)}",
        name=buyer.name,
        line1=buyer.street,
        city=buyer.city,
        region=buyer.region_code,
        postal_code=buyer.postcode,
        country=buyer.country_code,
        phone=buyer.phone,
        email=buyer.email,
    )
