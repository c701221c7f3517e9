"""A seller account without its network side, and the settlement of the worked examples (W8)."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.amazon.desk import Desk, Wanted
from sandbox.amazon.errors import RuleError
from sandbox.amazon.records import Records
from sandbox.amazon.seed import furnish
from sandbox.amazon.settings import Settings
from sandbox.kernel.universe import Universe

D = Decimal
US = "ATVPDKIKX0DER"


class Account:
    """The account that the rules know, with short words for the tests."""

    def __init__(
        self,
        start: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
        as_of: date = date(2026, 11, 24),
        seed: int = 7,
    ) -> None:
        self.universe = Universe("test", seed, start, as_of, ["amazon"])
        self.store = self.universe.store
        self.clock = self.universe.clock
        self.ids = self.universe.ids
        self.records = Records(self.store)
        self.settings = Settings(self.records)
        self.seller_id = "A3TESTSELLER01"
        self.marketplace = US
        furnish(self)
        self.desk = Desk(self)

    def at(self, month: int, day: int, hour: int = 12, year: int = 2024) -> None:
        """Time goes on to that day."""
        self.clock.set(datetime(year, month, day, hour, tzinfo=UTC))

    def later(self, **step: float) -> None:
        self.clock.advance(timedelta(**step))

    def refused(self, call: Callable[[], object]) -> str:
        """The words of the refusal; nothing may have been written."""
        before = self.store.fingerprint("amazon.")
        with pytest.raises(RuleError) as raised:
            call()
        assert self.store.fingerprint("amazon.") == before
        return raised.value.message


def _w8(account: Account) -> None:
    """What happened before and in the period of W8, on the days of the table."""
    desk = account.desk

    def order(number: int, channel: str, rate: str, **wanted: Any) -> str:
        placed = desk.place_order(
            [Wanted(**wanted)],
            fulfilled_by=channel,
            tax_rate=D(rate),
            order_id=f"111-{number:07}-{number:07}",
        )
        return placed.id

    eighth = order(8, "AFN", "8.25", sku="AMZ-CHRG")
    ninth = order(9, "MFN", "0", sku="AMZ-HOOK", price=D("12.00"))
    account.at(1, 12)
    desk.ship(eighth)
    desk.ship(ninth)
    desk.record("other-transaction", "other-transaction", "MiscAdjustment", D("40.00"))
    account.at(1, 24, 8)
    desk.close_period(reserve=D("60.00"), settlement_id="10000000000")

    first = order(1, "MFN", "8.25", sku="AMZ-LAMP", quantity=2, shipping=D("4.99"))
    account.at(1, 25)
    desk.ship(first)
    second = order(2, "AFN", "8.25", sku="AMZ-DESK")
    account.at(1, 27)
    desk.ship(second)
    account.at(1, 29)
    desk.refund(eighth)
    account.at(1, 30)
    desk.charge("advertising", D("25.00"))
    account.at(1, 31)
    desk.charge("warehouse damage", D("14.20"))
    account.at(2, 1)
    desk.charge("subscription", D("39.99"))
    third = order(
        3, "AFN", "0", sku="AMZ-PENS", quantity=4, shipping=D("5.99"),
        shipping_discount=D("5.99"), promotion_id="Free Shipping",
    )  # fmt: skip
    account.at(2, 2)
    desk.ship(third)
    fourth = order(4, "MFN", "0", sku="AMZ-HOOK")
    account.at(2, 3)
    desk.ship(fourth)
    account.at(2, 4)
    desk.refund(first, {"AMZ-LAMP": 1})
    account.at(2, 5)
    desk.refund(ninth)
    desk.charge("storage", D("18.42"))
    account.at(2, 7, 8)
    desk.close_period(reserve=D("45.00"), settlement_id="10000000001")


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
def new_account() -> Callable[..., Account]:
    return Account


@pytest.fixture
def w8() -> Account:
    account = Account(datetime(2024, 1, 10, 8, 0, tzinfo=UTC))
    _w8(account)
    return account


@pytest.fixture
def tell_w8() -> Callable[[Any], None]:
    """The same story, for another account: with a `desk`, and `at` for the day."""
    return _w8


class Read:
    """A settlement file as somebody else reads it: the standard library and nothing of ours."""

    def __init__(self, content: bytes, charset: str = "cp1252") -> None:
        self.text = content.decode(charset)
        lines = self.text.splitlines()
        reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        found = list(reader)
        self.columns = reader.fieldnames or []
        self.summary, self.rows = found[0], found[1:]

    @staticmethod
    def amount(text: str) -> Decimal:
        return Decimal(text.replace(",", "."))

    @property
    def total(self) -> Decimal:
        return self.amount(self.summary["total-amount"])

    @property
    def sum(self) -> Decimal:
        return sum((self.amount(row["amount"]) for row in self.rows), Decimal(0))


@pytest.fixture
def read() -> type[Read]:
    return Read
