"""A seller account without its network side; queued work is done when a test lets time pass."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.ebay.desk import Desk, Wanted
from sandbox.ebay.errors import ApiError, DeskError, PostOrderError
from sandbox.ebay.records import Order, Records, Refund
from sandbox.ebay.rules import orders, refunds
from sandbox.ebay.rules.requests import refund_request
from sandbox.ebay.rules.work import WORK
from sandbox.ebay.seed import furnish
from sandbox.ebay.settings import Settings
from sandbox.ebay.wire.orders import order_document
from sandbox.kernel.universe import Universe

D = Decimal
ORIGIN = "https://api.ebay.com"


class Account:
    """The account that the rules know, with short words for the tests."""

    def __init__(self, marketplace: str = "EBAY_US", seed: int = 7) -> None:
        start = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
        self.universe = Universe("test", seed, start, date(2026, 11, 24), ["ebay"])
        self.store = self.universe.store
        self.clock = self.universe.clock
        self.ids = self.universe.ids
        self.records = Records(self.store)
        self.settings = Settings(self.records)
        self.seller_id = "acme-outdoor"
        self.marketplace = marketplace
        furnish(self)
        self.desk = Desk(self)

    def later(self, **step: float) -> None:
        """Time passes; what falls due meanwhile is done when it is due."""
        end = self.clock.now() + timedelta(**step)
        queue = self.universe.queue
        while (task := queue.first()) is not None and task.due <= end:
            if task.due > self.clock.now():
                self.clock.set(task.due)
            with self.store.transaction():
                WORK[task.kind](self, task.payload)
                queue.remove(task)
        self.clock.set(end)

    def sold(self, **amounts: Any) -> Order:
        """One tent for 40.00, with 5.00 shipping unless said otherwise."""
        return self.desk.place_order([Wanted(sku="EB-TENT", **({"shipping": D("5.00")} | amounts))])

    def order(self, order: Order) -> Order:
        return orders.find(self, order.id)

    def document(self, order: Order, **more: Any) -> dict[str, Any]:
        return order_document(self, self.order(order), ORIGIN, **more)

    def issue(self, order: Order | str, body: Any) -> Refund:
        """`issue_refund` with a body as a client sends it."""
        key = order if isinstance(order, str) else order.id
        with self.store.transaction():
            return refunds.issue(self, key, refund_request(body))

    def refused(self, call: Callable[[], object]) -> int:
        """The number of the refusal; nothing may have been written."""
        before = self.store.fingerprint("ebay.")
        with pytest.raises((ApiError, PostOrderError)) as raised:
            call()
        assert self.store.fingerprint("ebay.") == before
        assert isinstance(raised.value, ApiError | PostOrderError)
        return raised.value.error_id

    def not_offered(self, call: Callable[[], object]) -> str:
        """The words of a screen; nothing may have been written."""
        before = self.store.fingerprint("ebay.")
        with pytest.raises(DeskError) as raised:
            call()
        assert self.store.fingerprint("ebay.") == before
        return raised.value.message


@pytest.fixture
def account() -> Account:
    return Account()


def item(line: str, value: Any = "10.00", currency: str = "USD", **more: Any) -> dict[str, Any]:
    return {"lineItemId": line, "refundAmount": {"value": value, "currency": currency}, **more}


@pytest.fixture
def one_item() -> Callable[..., dict[str, Any]]:
    """The body of a refund of 10.00 for one line."""

    def body(line: str, value: Any = "10.00", currency: str = "USD") -> dict[str, Any]:
        return {"reasonForRefund": "BUYER_RETURN", "refundItems": [item(line, value, currency)]}

    return body
