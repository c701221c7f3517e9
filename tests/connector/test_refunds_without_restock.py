"""Goods that are refunded and not put back on the shelf (F59): a return, its receipt, the refund.

On NetSuite as it is served; the storefront is in memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from connector.books.books import GoodsReturn, ReturnedLine
from connector.books.netsuite import NetSuite
from connector.books.netsuite.returns import receipt_body, return_body
from connector.journal import Journal
from connector.lifecycle import ActionRefused
from connector.model import BilledDocument, BilledKind, BooksLine, Restock
from connector.money import Money
from connector.settings import NetSuiteSettings
from connector.trouble import Refused
from sandbox.world import World, open_world

TEE = ("1", 1, "17.99", "1.48")
MUG = ("2", 1, "11.24", "0.93")
WRITES = ("RtnAuth", "ItemRcpt", "CashRfnd")


class WorldClock:
    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> Any:
        return self._world.clock.now()

    async def sleep(self, seconds: float) -> None:
        await self._world.sleep(seconds)

    def advance(self, **step: float) -> None:
        self._world.advance(**step)


class Killed(BaseException):
    """The process ends here."""


class Shop:
    """The bench with its books in NetSuite; W1 is synced, sent and billed."""

    def __init__(self, bench: Any) -> None:
        self.bench = bench
        self.world = open_world(seed=7)
        known = self.world.credentials()
        self.client = httpx.AsyncClient(transport=self.world.transport())
        clock = WorldClock(self.world)
        settings = NetSuiteSettings.model_validate(
            {
                "account": known["NETSUITE_ACCOUNT"],
                "consumer_key": known["NETSUITE_CONSUMER_KEY"],
                "consumer_secret": known["NETSUITE_CONSUMER_SECRET"],
                "token_id": known["NETSUITE_TOKEN_ID"],
                "token_secret": known["NETSUITE_TOKEN_SECRET"],
            }
        )
        bench.clock = bench.channel.clock = clock
        bench.books = NetSuite(settings, self.client, clock)
        said = {"restock_refunded_items": "as the storefront says"}
        bench.raw = {
            **bench.raw,
            "accounts": {name: {**each, **said} for name, each in bench.raw["accounts"].items()},
        }
        bench.restart()
        now = clock.now()
        bench.channel.place(
            bench.w1_order(created_at=now - timedelta(hours=1), updated_at=now - timedelta(hours=1))
        )
        found = bench.run(bench.engine.retrieve_order("acme", "5001"))
        row = bench.run(bench.engine.post(found.rows[0].id))
        assert row.problem is None
        desk = self.world.netsuite.desk
        desk.fulfil(int(row.target_id))
        self.billed = desk.bill(int(row.target_id))
        self.shelf = {sku: self.on_hand(sku) for sku in ("TEE-BLK", "MUG-WHT")}

    def on_hand(self, sku: str) -> Decimal:
        found: Decimal = self.world.netsuite.desk.item(sku).quantity_on_hand
        return found

    def back(self) -> dict[str, int]:
        """Units that have come onto the shelf since the order was sent."""
        return {sku: int(self.on_hand(sku) - there) for sku, there in self.shelf.items()}

    def refund(self, total: str, lines: Any, *kept: str) -> Any:
        """A refund in the storefront, retrieved; the lines `kept` are not restocked."""
        channel = self.bench.channel
        made = channel.refund_by_hand("5001", total, lines)
        changed = replace(
            made,
            lines=tuple(
                replace(line, restock=Restock.NO_RESTOCK) if line.line_id in kept else line
                for line in made.lines
            ),
        )
        channel.refunds["5001"] = [*channel.refunds["5001"][:-1], changed]
        found = self.bench.run(self.bench.engine.retrieve_refund("acme", "5001"))
        return found.rows[-1]

    def post(self, row: Any) -> Any:
        return self.bench.run(self.bench.engine.post(row.id))

    def documents(self, kind: str) -> list[Any]:
        held = self.world.netsuite.records.transactions
        return [each for each in held if each.type == kind]

    def close_period(self) -> None:
        today = self.world.clock.now()
        self.world.netsuite.desk.close_period(today.year, today.month)

    def written(self) -> list[int]:
        """Returns, receipts and cash refunds."""
        return [len(self.documents(kind)) for kind in WRITES]


@pytest.fixture
def shop(bench: Any) -> Iterator[Shop]:
    made = Shop(bench)
    yield made
    asyncio.run(made.client.aclose())
    assert made.world.bugs == []


def test_the_refund_is_made_from_a_return_that_restocks_nothing(shop: Shop) -> None:
    row = shop.post(shop.refund("19.47", (TEE,), "1"))
    assert (row.status, row.target_type, str(row.target_amount)) == (
        "Posted",
        "cashRefund",
        "19.47 USD",
    )
    assert row.warnings == ()
    (back,), (receipt,), (refund,) = (shop.documents(kind) for kind in WRITES)
    assert (back.created_from, receipt.created_from, refund.created_from) == (
        shop.billed.id,
        back.id,
        back.id,
    )
    assert shop.back() == {"TEE-BLK": 0, "MUG-WHT": 0}
    assert shop.bench.run(shop.bench.engine.tie_out("acme")).ties


def test_where_everything_is_restocked_nothing_is_written_but_the_refund(shop: Shop) -> None:
    row = shop.post(shop.refund("19.47", (TEE,)))
    assert row.status == "Posted"
    assert shop.written() == [0, 0, 1]
    assert shop.documents("CashRfnd")[0].created_from == shop.billed.id
    assert shop.back() == {"TEE-BLK": 1, "MUG-WHT": 0}


def test_by_itself_refund_sync_makes_no_return(shop: Shop) -> None:
    """As the documented test has it: the same effect as pressing Refund in NetSuite."""
    [account] = shop.bench.raw["accounts"].values()
    del account["restock_refunded_items"]
    shop.bench.restart()
    row = shop.post(shop.refund("19.47", (TEE,), "1"))
    assert row.status == "Posted"
    assert shop.written() == [0, 0, 1]
    assert shop.back() == {"TEE-BLK": 1, "MUG-WHT": 0}


def test_an_amount_is_refunded_straight(shop: Shop) -> None:
    shop.bench.restart(
        restock_refunded_items="never", positive_adjustment_item="Refund Adjustment Positive"
    )
    row = shop.post(shop.refund("15.00", ()))
    assert (row.status, str(row.target_amount)) == ("Posted", "15.00 USD")
    assert shop.written() == [0, 0, 1]


@pytest.mark.parametrize(
    ("setting", "back"),
    [
        ("as the storefront says", {"TEE-BLK": 0, "MUG-WHT": 1}),
        ("always", {"TEE-BLK": 1, "MUG-WHT": 1}),
        ("never", {"TEE-BLK": 0, "MUG-WHT": 0}),
    ],
)
def test_lines_of_one_refund_differ(shop: Shop, setting: str, back: dict[str, int]) -> None:
    shop.bench.restart(restock_refunded_items=setting)
    row = shop.post(shop.refund("31.64", (TEE, MUG), "1"))
    assert (row.status, str(row.target_amount)) == ("Posted", "31.64 USD")
    assert shop.back() == back
    assert shop.bench.run(shop.bench.engine.tie_out("acme")).ties


def test_shipping_and_an_adjustment_come_with_a_return(shop: Shop) -> None:
    made = shop.bench.channel.refund_by_hand("5001", "28.61", (TEE,), ("7.95", "0.66"))
    kept = replace(made, lines=(replace(made.lines[0], restock=Restock.NO_RESTOCK),))
    shop.bench.channel.refunds["5001"] = [kept]
    row = shop.bench.refund_to_books()
    assert (row.status, str(row.target_amount)) == ("Posted", "28.61 USD")
    (document,) = shop.documents("CashRfnd")
    items = shop.world.netsuite.records.items
    assert [(items[line.item].item_id, abs(line.amount)) for line in document.lines] == [
        ("TEE-BLK", Decimal("19.99")),
        ("Refund Adjustment Positive", Decimal("0.53")),
    ]
    assert (abs(document.shipping_cost), document.total) == (Decimal("7.95"), Decimal("28.61"))
    assert shop.written() == [1, 1, 1]


def test_two_units_one_after_the_other(shop: Shop) -> None:
    for total, line in (("19.47", TEE), ("19.48", ("1", 1, "17.99", "1.49"))):
        assert shop.post(shop.refund(total, (line,), "1")).status == "Posted"
    assert shop.written() == [2, 2, 2]
    assert shop.back() == {"TEE-BLK": 0, "MUG-WHT": 0}
    last = shop.bench.channel.refund_by_hand("5001", "88.88")
    assert last.total
    rows = shop.bench.run(shop.bench.engine.retrieve_refund("acme", "5001")).rows
    refused = shop.post(rows[-1])
    assert refused.problem.figures == {"refund": "88.88 USD", "refundable": "88.87 USD"}


class TestOneLineInTwoParts:
    """Units that were sent and units that were not are lines of their own in the storefront."""

    PARTS = (("1", 1, "17.99", "1.48"), ("1", 1, "17.99", "1.49"))

    @pytest.mark.parametrize(("kept", "back"), [((), 2), (("1",), 0)])
    def test_one_line_of_the_document(self, shop: Shop, kept: tuple[str, ...], back: int) -> None:
        row = shop.post(shop.refund("38.95", self.PARTS, *kept))
        assert (row.status, row.problem, str(row.target_amount)) == ("Posted", None, "38.95 USD")
        (document,) = shop.documents("CashRfnd")
        assert [(abs(line.quantity), abs(line.amount)) for line in document.lines] == [
            (2, Decimal("39.98"))
        ]
        assert shop.back() == {"TEE-BLK": back, "MUG-WHT": 0}

    def test_one_restocked_and_one_not_is_told(self, shop: Shop) -> None:
        row = shop.refund("38.95", self.PARTS)
        (made,) = shop.bench.channel.refunds["5001"]
        first, second = made.lines
        shop.bench.channel.refunds["5001"] = [
            replace(made, lines=(first, replace(second, restock=Restock.NO_RESTOCK)))
        ]
        refused = shop.post(row)
        assert refused.problem.code == "restock_differs"
        assert refused.problem.figures == {"restocked": "1", "not restocked": "1"}
        assert shop.written() == [0, 0, 0]
        shop.bench.restart(restock_refunded_items="never")
        assert shop.post(row).status == "Posted"
        assert shop.written() == [1, 1, 1]


PATHS = ["*/!transform/returnAuthorization", "*/!transform/itemReceipt", "*/!transform/cashRefund"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("fault", ["lost_answer", "duplicate", "reset", "server_error"])
def test_each_write_is_carried_out_once(shop: Shop, path: str, fault: str) -> None:
    row = shop.refund("19.47", (TEE,), "1")
    shop.world.faults.plan("netsuite", fault, method="POST", path=path)
    posted = shop.post(row)
    if posted.status != "Posted":
        assert posted.problem is not None
        posted = shop.post(row)
    assert (posted.status, posted.problem) == ("Posted", None)
    assert shop.written() == [1, 1, 1]
    assert shop.back() == {"TEE-BLK": 0, "MUG-WHT": 0}


@pytest.mark.parametrize("setting", ["as the storefront says", "always"])
@pytest.mark.parametrize(
    ("name", "there"),
    [("authorize_return", [1, 0, 0]), ("receive_return", [1, 1, 0]), ("write_refund", [1, 1, 1])],
)
@pytest.mark.parametrize("late", [False, True], ids=["at once", "later"])
def test_killed_after_each_write(
    shop: Shop, name: str, there: list[int], late: bool, setting: str
) -> None:
    """The next process finds what was left and goes on, by the return even where the setting was
    changed since."""
    row = shop.refund("19.47", (TEE,), "1")
    done = getattr(shop.bench.books, name)

    async def write_and_die(*given: Any) -> None:
        await done(*given)
        raise Killed

    setattr(shop.bench.books, name, write_and_die)
    with pytest.raises(Killed):
        shop.post(row)
    assert shop.written() == there
    delattr(shop.bench.books, name)
    if late:
        asyncio.run(shop.world.sleep(120))
    shop.bench.restart(restock_refunded_items=setting)
    posted = shop.post(row)
    assert (posted.status, posted.problem) == ("Posted", None)
    assert shop.written() == [1, 1, 1]
    # What was not received yet goes where the setting sends it now.
    received_later = name == "authorize_return" and setting == "always"
    assert shop.back() == {"TEE-BLK": int(received_later), "MUG-WHT": 0}


@pytest.mark.parametrize("name", ["authorize_return", "receive_return", "write_refund"])
def test_killed_before_each_write(shop: Shop, name: str) -> None:
    row = shop.refund("19.47", (TEE,), "1")

    async def die(*_: Any) -> None:
        raise Killed

    setattr(shop.bench.books, name, die)
    with pytest.raises(Killed):
        shop.post(row)
    delattr(shop.bench.books, name)
    shop.bench.restart()
    assert shop.post(row).status == "Posted"
    assert shop.written() == [1, 1, 1]


def test_two_workers_write_once(shop: Shop) -> None:
    row = shop.refund("19.47", (TEE,), "1")
    first, second = shop.bench.engine, shop.bench.restart()

    async def both() -> None:
        await asyncio.gather(first.post(row.id), second.post(row.id))

    shop.bench.run(both())
    assert shop.post(row).status == "Posted"
    assert shop.written() == [1, 1, 1]


def test_another_journal_recognises_the_refund(shop: Shop) -> None:
    first = shop.post(shop.refund("19.47", (TEE,), "1"))
    shop.bench.journal.close()
    shop.bench.restart(Journal(":memory:"))
    found = shop.bench.run(shop.bench.engine.retrieve_order("acme", "5001"))
    shop.post(found.rows[0])
    again = shop.bench.refund_to_books()
    assert (again.status, again.target_id) == ("Posted", first.target_id)
    assert any("nothing was written again" in each for each in again.warnings)
    assert shop.written() == [1, 1, 1]


def test_deleted_and_retrieved_again_it_is_recognised(shop: Shop) -> None:
    row = shop.post(shop.refund("19.47", (TEE,), "1"))
    shop.bench.engine.delete(row.id)
    again = shop.bench.refund_to_books()
    assert (again.status, again.target_id) == ("Posted", row.target_id)
    assert shop.written() == [1, 1, 1]


def test_its_document_is_no_refund_to_pay_out(shop: Shop) -> None:
    shop.post(shop.refund("19.47", (TEE,), "1"))
    found = shop.bench.run(shop.bench.engine.retrieve_refund("acme", "5001", "NetSuite"))
    assert found.rows == ()
    assert shop.bench.channel.instructions == []


def refused_once(shop: Shop, name: str) -> Any:
    """Posts a refund whose write `name` NetSuite refuses."""
    row = shop.refund("19.47", (TEE,), "1")

    async def refuse(*_: Any) -> None:
        raise Refused("NetSuite says no.", "NetSuite", "No.", remedy="Mend it.")

    setattr(shop.bench.books, name, refuse)
    posted = shop.post(row)
    delattr(shop.bench.books, name)
    return posted


@pytest.mark.parametrize("name", ["receive_return", "write_refund"])
def test_a_refusal_midway_says_what_is_there(shop: Shop, name: str) -> None:
    row = refused_once(shop, name)
    (back,) = shop.documents("RtnAuth")
    assert row.status == "Error Posting to NetSuite"
    assert row.problem.remedy == (
        f"Mend it. The goods were put on return authorization {back.id} in NetSuite before: "
        "posting again goes on with it; after a cancel, close it there or refund it by hand."
    )
    assert row.problem.figures["return"] == str(back.id)
    assert shop.post(row).status == "Posted"
    assert shop.written() == [1, 1, 1]


def test_a_refusal_of_the_return_leaves_nothing_to_tell(shop: Shop) -> None:
    row = refused_once(shop, "authorize_return")
    assert row.problem.remedy == "Mend it."
    assert shop.written() == [0, 0, 0]


def test_cancelled_midway_nothing_more_is_written_until_uncancelled(shop: Shop) -> None:
    row = refused_once(shop, "receive_return")
    assert shop.bench.engine.cancel(row.id).status == "Canceled"
    with pytest.raises(ActionRefused, match="Uncancel"):
        shop.post(row)
    assert shop.written() == [1, 0, 0]
    shop.bench.engine.uncancel(row.id)
    assert shop.post(row).status == "Posted"
    assert shop.written() == [1, 1, 1]


def test_a_return_that_somebody_deleted_is_written_anew(shop: Shop) -> None:
    row = refused_once(shop, "receive_return")
    (back,) = shop.documents("RtnAuth")
    shop.world.netsuite.desk.delete(back.id)
    assert shop.post(row).status == "Posted"
    assert shop.written() == [1, 1, 1]


def test_a_closed_period_writes_nothing(shop: Shop) -> None:
    row = shop.refund("19.47", (TEE,), "1")
    shop.close_period()
    refused = shop.post(row)
    assert refused.problem.code == "closed_period"
    assert shop.written() == [0, 0, 0]


def test_a_period_closed_midway_is_told_with_the_return(shop: Shop) -> None:
    row = refused_once(shop, "receive_return")
    shop.close_period()
    refused = shop.post(row)
    assert refused.problem.code == "closed_period"
    assert "Reopen the period" in refused.problem.remedy
    assert "return authorization" in refused.problem.remedy
    assert shop.written() == [1, 0, 0]


class TestBodies:
    """Line 1 lies on a shelf, line 2 is a service, line 3 stays with the buyer."""

    def goods(self) -> GoodsReturn:
        usd = Money.of("1.00", "USD")
        billed = BilledDocument(
            id="88",
            kind=BilledKind.INVOICE,
            number="INV88",
            order_id="18",
            currency="USD",
            lines=tuple(
                BooksLine(
                    line=number,
                    item_id=str(number),
                    sku=f"S{number}",
                    quantity=Decimal(2),
                    rate=None,
                    amount=usd,
                    stocked=number != 2,
                )
                for number in (1, 2, 3)
            ),
            discount=usd,
            shipping=usd,
            shipping_tax=None,
            tax=usd,
            total=usd,
            open_balance=usd,
        )
        return GoodsReturn(
            billed=billed,
            day=date(2026, 11, 24),
            order_name="#1001",
            memo="m",
            lines=tuple(
                ReturnedLine(billed_line=line, quantity=1, restock=False) for line in (1, 2)
            ),
        )

    def test_a_return_names_every_line(self) -> None:
        assert return_body(self.goods(), "k_return") == {
            "externalId": "k_return",
            "tranDate": "2026-11-24",
            "otherRefNum": "#1001",
            "memo": "m",
            "orderStatus": {"id": "B"},
            "item": {
                "items": [
                    {"orderLine": 1, "quantity": 1},
                    {"orderLine": 2, "quantity": 1},
                    {"orderLine": 3, "quantity": 0},
                ]
            },
        }

    def test_a_receipt_names_what_lies_on_a_shelf(self) -> None:
        assert receipt_body(self.goods(), {1: 4, 2: 5}, "k_receipt")["item"] == {
            "items": [{"orderLine": 4, "quantity": 1, "restock": False}]
        }
