"""Settlements of whatever happened, with whatever options: the judge finds every amount once."""

from __future__ import annotations

import io
import random
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from connector.flows.outcome import Kind as Outcomes
from connector.flows.settlements import post_posting
from connector.settlements.postings import SplitOptions
from sandbox.amazon.desk import Wanted
from sandbox.amazon.errors import RuleError
from sandbox.audit import audit
from sandbox.worlds.amazon_books import AmazonBooks
from sandbox.worlds.netsuite import NetSuiteBooks

SKUS = ("AMZ-LAMP", "AMZ-DESK", "AMZ-PENS", "AMZ-HOOK", "AMZ-CHRG")
OF_THE_EXAMPLE = ("0000004", "0000009", "10000000001")


class Story:
    """What a seller and his buyers do; the books are kept by hand."""

    def __init__(self, books: Any, chance: random.Random) -> None:
        self.books, self.chance = books, chance
        self.world = books.world
        self.desk = self.world.amazon.desk
        self.hand = AmazonBooks(self.world, NetSuiteBooks(self.world), terms=chance.random() < 0.5)
        self.orders: list[str] = []

    def money(self, *amounts: str) -> Decimal:
        return Decimal(self.chance.choice(amounts))

    def wanted(self, sku: str) -> Wanted:
        shipping = self.money("0", "4.99", "5.99")
        return Wanted(
            sku=sku,
            quantity=self.chance.randint(1, 4),
            shipping=shipping,
            discount=self.money("0", "0", "1.00", "2.50", "3.33"),
            shipping_discount=shipping if self.chance.random() < 0.3 else Decimal(0),
        )

    def sell(self, order_id: str) -> None:
        by = self.chance.choice(["MFN", "AFN"])
        basket = [self.wanted(sku) for sku in self.chance.sample(SKUS, self.chance.randint(1, 3))]
        rate = self.money("0", "8.25")
        self.desk.place_order(basket, fulfilled_by=by, tax_rate=rate, order_id=order_id)
        if by == "MFN":
            self.hand.record(order_id)
        self.world.clock.advance(timedelta(hours=1))
        self.desk.ship(order_id)
        (self.hand.record if by == "AFN" else self.hand.bill)(order_id)
        self.orders.append(order_id)

    def give_back(self, order_id: str) -> None:
        """A refund of some kind; one that Amazon does not allow does not happen."""
        self.world.clock.advance(timedelta(hours=1))
        sku = self.chance.choice(self.desk.order(order_id).items).sku
        kind = self.chance.randrange(5)
        with suppress(RuleError):
            match kind:
                case 0 | 1:
                    shipping = self.chance.random() < 0.3
                    self.desk.refund(order_id, {sku: 1}, shipping=shipping)
                case 2:
                    self.desk.refund(order_id)
                case 3:
                    self.desk.refund(order_id, {}, goodwill=Decimal("2.00"))
                case _:
                    self.desk.refund(order_id, {sku: 1}, restocking=Decimal("1.00"))

    def charge(self) -> None:
        for kind, amount in (
            ("advertising", "25.00"),
            ("storage", "3.00"),
            ("warehouse damage", "9.10"),
        ):
            if self.chance.random() < 0.6:
                self.desk.charge(kind, Decimal(amount))

    def settle(self, number: str, options: SplitOptions) -> list[Any]:
        """Close the period and post it; what each posting became."""
        self.world.clock.advance(timedelta(hours=1))
        self.desk.close_period(settlement_id=number)
        journal = self.books.journal
        settlement = journal.take(
            "main",
            io.BytesIO(self.desk.download(number)),
            report_id=f"r{number}",
            name=number,
            now=self.world.clock.now(),
            options=options,
        ).settlement
        return [
            self.books.run(
                post_posting(self.books.account, settlement, each, journal.rows_of(each))
            )
            for each in list(journal.postings(settlement.id))
        ]


@pytest.mark.parametrize("seed", range(10))
def test_two_settlements_in_a_row(ready: Any, seed: int) -> None:
    chance = random.Random(seed)
    story = Story(ready, chance)
    ready.start(restock=chance.random() < 0.6, refunds_as_credit_memos=chance.random() < 0.3)
    options = SplitOptions(
        merge_refunds=chance.random() < 0.25,
        merge_fees=chance.random() < 0.25,
        split_months=chance.random() < 0.5,
    )
    for at in range(chance.randint(1, 4)):
        story.sell(f"111-{100 + at:07}-{100 + at:07}")
        for _ in range(chance.randint(0, 2)):
            story.give_back(story.orders[-1])
    story.charge()
    outcomes = story.settle("20000000001", options)
    for order_id in story.orders:
        story.give_back(order_id)
    story.charge()
    outcomes += story.settle("20000000002", options)
    assert {each.kind for each in outcomes} == {Outcomes.DONE}
    assert [each.warnings for each in outcomes if each.warnings] == []
    found = [str(each) for each in audit(ready.world).findings]
    assert [each for each in found if not any(known in each for known in OF_THE_EXAMPLE)] == []
