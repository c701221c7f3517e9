"""Books of sales documents in memory, and a Connex store in front of them."""

from __future__ import annotations

import asyncio
import copy
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from connector.books.sales_books import (
    AccountRef,
    BooksPreferences,
    CustomerRef,
    DocumentKind,
    DocumentLine,
    DocumentRef,
    Instruction,
    LineInstruction,
    PaymentInstruction,
    SalesDocument,
    SalesItem,
)
from connector.channels.channel import Written
from connector.engine import Engine
from connector.flows.connex.run import Span
from connector.jobs.inline import InlineJobs
from connector.journal import Journal
from connector.model import Customer, Order
from connector.money import Money, total
from connector.rows import Row
from connector.run_steps import RunReport
from connector.settings import parse
from connector.trouble import AnswerLost, Refused

RECEIPT, INVOICE = DocumentKind.SALES_RECEIPT, DocumentKind.INVOICE
CREDIT, REFUND = DocumentKind.CREDIT_MEMO, DocumentKind.REFUND_RECEIPT

GOODS = ("TEE-BLK", "MUG-WHT", "CAP-RED")
OTHERS = ("rounding", "Refund Adjustment", "ShopifyNoRestock", "Refunds")
ACCOUNTS = {
    "Undeposited Funds": "Other Current Asset",
    "Checking": "Bank",
    "Sales": "Income",
}


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


class MemorySalesBooks:
    """`writes` are the instructions that were carried out, in their order."""

    name = "QuickBooks"
    environment = "production"
    number_length = 21

    def __init__(self, mishaps: Any) -> None:
        self.mishaps = mishaps
        self.ids = itertools.count(1)
        self.held: dict[DocumentRef, SalesDocument] = {}
        self.answers: dict[str, Written] = {}
        self.customers: list[tuple[str, CustomerRef]] = []
        self.catalogue = {
            name: SalesItem(id=f"i-{name}", name=name, stocked=name in GOODS)
            for name in (*GOODS, *OTHERS)
        }
        self.prefs = BooksPreferences(
            home_currency="USD",
            multicurrency=False,
            numbers_itself=False,
            applies_credits=False,
            own_tax_engine=False,
            books_closed_until=None,
            shipping_allowed=True,
            discounts_allowed=True,
        )
        self.cent_less = 0
        """How many of the next documents get a tax of one cent less: the books' own engine."""
        self.all_taken = False
        """Every number is somewhere where no query looks."""
        self.unique_across: set[DocumentKind] = set()
        """Kinds that share their numbers."""
        self.refused_numbers: list[str] = []
        self.deposits: dict[str, str] = {}
        self.writes: list[Instruction] = []
        self.payments: list[PaymentInstruction] = []
        self.counter = itertools.count(5001)

    # --- contract -----------------------------------------------------------------------------

    async def check_login(self) -> str:
        return "QuickBooks Online company 9341453172058822, production"

    async def preferences(self) -> BooksPreferences:
        return self.prefs

    async def items(self, names: Sequence[str]) -> dict[str, SalesItem]:
        return {name: self.catalogue[name] for name in names if name in self.catalogue}

    async def account(self, name_or_id: str) -> AccountRef | None:
        if name_or_id not in ACCOUNTS:
            return None
        return AccountRef(id=name_or_id, name=name_or_id, type=ACCOUNTS[name_or_id])

    async def find_customers(self, email: str, name: str) -> list[CustomerRef]:
        by_mail = [ref for mail, ref in self.customers if email and mail == email]
        named = [(mail, ref) for mail, ref in self.customers if ref.name == name]
        return by_mail or [ref for mail, ref in named if not (email and mail)]

    async def write_customer(
        self, customer: Customer, name: str, currency: str, key: str
    ) -> CustomerRef:
        if any(ref.name == name for _, ref in self.customers):
            raise Refused("The name is taken.", self.name, "Duplicate Name Exists", code="6240")
        made = CustomerRef(
            id=f"c{next(self.ids)}", name=name, currency=currency, balance=Money.zero(currency)
        )
        self.customers.append((customer.email, made))
        return made

    def of(self, kinds: Sequence[DocumentKind]) -> list[SalesDocument]:
        return [each for each in self.held.values() if each.kind in kinds]

    async def documents_numbered(
        self, kinds: Sequence[DocumentKind], number: str
    ) -> list[SalesDocument]:
        return [each for each in self.of(kinds) if each.number == number]

    async def documents_of_order(
        self, kinds: Sequence[DocumentKind], number: str
    ) -> list[SalesDocument]:
        def fits(text: str) -> bool:
            rest = text.removeprefix(f"{number}-")
            return text == number or (rest != text and rest.isdigit())

        return [each for each in self.of(kinds) if fits(each.number)]

    async def documents_noted(
        self, kinds: Sequence[DocumentKind], day: date, memo: str
    ) -> list[SalesDocument]:
        return [
            each for each in self.of(kinds) if each.day == day and f" {memo} " in f" {each.memo} "
        ]

    async def document(self, ref: DocumentRef) -> SalesDocument | None:
        return self.held.get(ref)

    async def write(self, instruction: Instruction, key: str) -> Written:
        assert len(instruction.number) <= self.number_length
        lost = self.mishaps.before(self.name)
        if key not in self.answers:
            self._check_number(instruction)
            self.writes.append(instruction)
            made = self._made(instruction)
            self.answers[key] = Written(id=made.id, number=made.number, amount=made.total)
            if made.kind is CREDIT and self.prefs.applies_credits:
                self._apply_oldest(made.ref)
        if lost:
            raise AnswerLost("The answer was lost.", self.name)
        return self.answers[key]

    async def add_line(self, ref: DocumentRef, line: LineInstruction, key: str) -> Written:
        held = self.held[ref]
        lines = (*held.lines, self._line(len(held.lines) + 1, line))
        changed = replace(held, lines=lines, total=held.total + line.amount)
        if held.open_balance:
            changed = replace(changed, open_balance=held.open_balance + line.amount)
        self.held[ref] = changed
        return Written(id=held.id, number=held.number, amount=changed.total)

    async def write_payment(self, instruction: PaymentInstruction, key: str) -> Written:
        lost = self.mishaps.before(self.name)
        if key not in self.answers:
            self.payments.append(instruction)
            for kind, parts in ((INVOICE, instruction.invoices), (CREDIT, instruction.credits)):
                for document_id, amount in parts:
                    self._settle(DocumentRef(kind=kind, id=document_id), amount)
            self.answers[key] = Written(id=str(next(self.ids)), amount=instruction.total)
            self._hold_payment(instruction, self.answers[key].id)
        if lost:
            raise AnswerLost("The answer was lost.", self.name)
        return self.answers[key]

    async def payments_noted(self, customer_id: str, memo: str) -> list[SalesDocument]:
        return [
            each
            for each in self.of([DocumentKind.PAYMENT])
            if each.customer_id == customer_id and memo in each.memo
        ]

    async def void(self, ref: DocumentRef, key: str) -> Written:
        lost = self.mishaps.before(self.name)
        if ref.id in self.deposits:
            raise Refused("It is deposited.", self.name, "Deposited Transaction", code="6540")
        held = self.held[ref]
        zero = Money.zero(held.currency)
        self.held[ref] = replace(
            held, voided=True, total=zero, open_balance=zero, tax=zero, discount=zero,
            shipping=zero, memo=f"Voided - {held.memo}",
        )  # fmt: skip
        if lost:
            raise AnswerLost("The answer was lost.", self.name)
        return Written(id=held.id, number=held.number)

    def url_of(self, ref: DocumentRef) -> str:
        return f"https://app.qbo.intuit.com/app/{ref.kind.replace(' ', '')}?txnId={ref.id}"

    # --- inside -------------------------------------------------------------------------------

    def _check_number(self, instruction: Instruction) -> None:
        if self.all_taken:
            self.refused_numbers.append(instruction.number)
            raise Refused("Duplicate Document Number Error", self.name, "In use.", code="6140")
        kinds = {instruction.kind}
        if instruction.kind in self.unique_across:
            kinds |= self.unique_across
        for each in self.held.values():
            if each.kind in kinds and each.number == instruction.number != "":
                raise Refused(
                    "Duplicate Document Number Error",
                    self.name,
                    "You must specify a different number. This number has already been used. "
                    f"DocNumber={each.number} is assigned to TxnType={each.kind} with "
                    f"TxnId={each.id}",
                    code="6140",
                )

    def _line(self, at: int, line: LineInstruction) -> DocumentLine:
        assert line.amount.amount == line.rate.amount * line.quantity
        return DocumentLine(
            line=str(at),
            item_id=line.item_id,
            sku=line.sku,
            quantity=line.quantity,
            amount=line.amount,
            taxable=line.taxable,
        )

    def _made(self, given: Instruction) -> SalesDocument:
        parts = [line.amount for line in given.lines]
        tax = given.tax
        if self.cent_less:
            self.cent_less -= 1
            tax -= usd("0.01")
        whole = total(parts, given.currency) - given.discount + given.shipping + tax
        assert self.cent_less or tax != given.tax or whole == given.total
        number = given.number
        if not number and self.prefs.numbers_itself:
            number = str(next(self.counter))
        open_ = given.kind in {INVOICE, CREDIT}
        made = SalesDocument(
            kind=given.kind,
            id=str(next(self.ids)),
            sync_token="0",
            number=number,
            memo=given.memo,
            day=given.day,
            customer_id=given.customer_id,
            currency=given.currency,
            lines=tuple(self._line(at, line) for at, line in enumerate(given.lines, 1)),
            discount=given.discount,
            shipping=given.shipping,
            tax=tax,
            total=whole,
            open_balance=whole if open_ else Money.zero(given.currency),
            deposit_account_id=given.deposit_account_id,
        )
        self.held[made.ref] = made
        return made

    def _settle(self, ref: DocumentRef, amount: Money) -> None:
        held = self.held[ref]
        if amount > held.open_balance:
            raise Refused("Nothing left to apply.", self.name, "Business Validation", code="6000")
        self.held[ref] = replace(held, open_balance=held.open_balance - amount)

    def _apply_oldest(self, ref: DocumentRef) -> None:
        for invoice in self.of([INVOICE]):
            credit = self.held[ref]
            amount = min(invoice.open_balance, credit.open_balance)
            if invoice.customer_id == credit.customer_id and amount:
                self._settle(invoice.ref, amount)
                self._settle(ref, amount)

    def _hold_payment(self, given: PaymentInstruction, identifier: str) -> None:
        zero = Money.zero(given.currency)
        made = SalesDocument(
            kind=DocumentKind.PAYMENT, id=identifier, sync_token="0", number="", memo=given.memo,
            day=given.day, customer_id=given.customer_id, currency=given.currency, lines=(),
            discount=zero, shipping=zero, tax=zero, total=given.total, open_balance=zero,
            deposit_account_id=given.deposit_account_id,
        )  # fmt: skip
        self.held[made.ref] = made

    # --- what a person does and sees ------------------------------------------------------------

    def one(self, kind: DocumentKind) -> SalesDocument:
        (found,) = self.of([kind])
        return found

    def receive(self, invoice: SalesDocument, amount: str) -> None:
        """A person receives a payment."""
        self._settle(invoice.ref, usd(amount))
        given = PaymentInstruction(
            customer_id=invoice.customer_id,
            day=invoice.day,
            currency=invoice.currency,
            total=usd(amount),
            invoices=((invoice.id, usd(amount)),),
        )
        identifier = str(next(self.ids))
        self._hold_payment(given, identifier)
        payment = DocumentRef(kind=DocumentKind.PAYMENT, id=identifier)
        self.change(invoice, linked=(*self.held[invoice.ref].linked, payment))

    def by_hand(self, kind: DocumentKind, number: str, amount: str, **given: Any) -> SalesDocument:
        """A document somebody typed."""
        zero = usd("0.00")
        made = SalesDocument(
            kind=kind,
            id=str(next(self.ids)),
            sync_token="0",
            number=number,
            memo=given.get("memo", ""),
            day=given.get("day", date(2026, 11, 24)),
            customer_id=given.get("customer_id", "c900"),
            currency="USD",
            lines=(),
            discount=zero,
            shipping=zero,
            tax=zero,
            total=usd(amount),
            open_balance=usd(amount) if kind in {INVOICE, CREDIT} else zero,
        )
        self.held[made.ref] = made
        return made

    def change(self, document: SalesDocument, **fields: Any) -> None:
        self.held[document.ref] = replace(self.held[document.ref], **fields)

    def delete(self, document: SalesDocument) -> None:
        del self.held[document.ref]

    def stock(self) -> dict[str, int]:
        """Units moved per SKU of an inventory item."""
        moved: dict[str, int] = {}
        for document in self.of(list(DocumentKind)):
            sign = -1 if document.kind in {RECEIPT, INVOICE} else 1
            for line in document.lines:
                if line.sku in GOODS and not document.voided:
                    moved[line.sku] = moved.get(line.sku, 0) + sign * int(line.quantity)
        return {sku: count for sku, count in moved.items() if count}

    def undeposited(self, account: str = "Undeposited Funds") -> Money:
        """What lies in the account that receipts and payments go to."""
        result = usd("0.00")
        for document in self.held.values():
            if document.deposit_account_id == account:
                sign = -1 if document.kind is REFUND else 1
                result += document.total * sign
        return result

    def owed(self) -> Money:
        """The balance of all customers: open invoices less unused credits."""
        invoices = total([each.open_balance for each in self.of([INVOICE])], "USD")
        return invoices - total([each.open_balance for each in self.of([CREDIT])], "USD")


class TwoSides:
    """Adapters of one channel and one set of sales books."""

    def __init__(self, channel: Any, books: MemorySalesBooks) -> None:
        self._channel, self._books = channel, books

    def channel(self, *_: object) -> Any:
        return self._channel

    def books(self, *_: object) -> Any:
        raise AssertionError("no store keeps its books in NetSuite")

    def sales_books(self, *_: object) -> MemorySalesBooks:
        return self._books


RAW: dict[str, Any] = {
    "environment": "production",
    "quickbooks_online": {
        "realm_id": "9341453172058822",
        "client_id": "ABclient",
        "client_secret": "secret",
        "refresh_token": "AB11refresh",
    },
    "accounts": {
        "acme": {
            "product": "connex",
            "shop": "acme-outdoor.myshopify.com",
            "token": "shpat_x",
            "payment_methods": {"shopify_payments": "Shopify Payments"},
            "connex": {},
        }
    },
}


@dataclass
class Shop:
    """One Connex store, its channel, its books and its clock."""

    channel: Any
    clock: Any
    books: MemorySalesBooks
    journal: Journal
    make_order: Any
    raw: dict[str, Any] = field(default_factory=lambda: copy.deepcopy(RAW))
    engine: Engine = field(init=False)
    usd = staticmethod(usd)

    def __post_init__(self) -> None:
        self.start()

    def start(self, journal: Journal | None = None, **connex: Any) -> Engine:
        """A new process on the journal; `connex` are settings that change."""
        self.raw["accounts"]["acme"]["connex"].update(connex)
        self.journal = journal or self.journal
        self.engine = self.engine_on(self.journal)
        return self.engine

    def two_sides(self) -> Any:
        """The adapters, for a command line."""
        return TwoSides(self.channel, self.books)

    def engine_on(self, journal: Journal) -> Engine:
        return Engine(
            parse(self.raw),
            journal,
            self.clock,
            InlineJobs(),
            httpx.MockTransport(lambda _: httpx.Response(500)),
            adapters=self.two_sides(),
        )

    def account(self, **fields: Any) -> None:
        self.raw["accounts"]["acme"].update(fields)
        self.start()

    def order(self, order_id: str = "5001", name: str = "#1001", **changes: Any) -> Order:
        made: Order = self.channel.place(self.make_order(order_id, name, **changes))
        return made

    def unpaid(self, order_id: str = "5001", name: str = "#1001", **changes: Any) -> Order:
        return self.order(
            order_id, name, tenders=(), paid=False, financial_status="pending", **changes
        )

    def pay(self, order_id: str = "5001") -> None:
        """The buyer pays an order that was placed unpaid."""
        tenders = self.make_order().tenders
        self.channel.orders[order_id] = replace(
            self.channel.orders[order_id],
            tenders=tenders,
            paid=True,
            financial_status="paid",
            updated_at=self.clock.now(),
        )

    def cancel(self, order_id: str = "5001") -> None:
        self.channel.orders[order_id] = replace(
            self.channel.orders[order_id],
            cancelled_at=self.clock.now(),
            updated_at=self.clock.now(),
        )

    def sync(self, start: date | None = None, to: date | None = None, order: str = "") -> RunReport:
        """One run; a minute passes first, so that what was just placed lies before it."""
        self.clock.advance(minutes=1)
        span = Span(start, to, order) if start or order else None
        return asyncio.run(self.engine.run("acme", None, span))

    def post(self, row: Row) -> Row:
        return asyncio.run(self.engine.post(row.id))

    def tie_out(self) -> Any:
        return asyncio.run(self.engine.tie_out("acme"))

    def sales(self) -> list[Row]:
        return self.engine.rows("orders")

    def refunds(self) -> list[Row]:
        return self.engine.rows("other_transactions")

    def log(self) -> list[str]:
        return [each.line for each in self.engine.log("acme")]

    def refund(self, amount: str, *lines: tuple[str, int, str, str], **given: Any) -> Any:
        order_id = given.pop("order_id", "5001")
        return self.channel.refund_by_hand(order_id, amount, lines, **given)


@pytest.fixture
def shop(bench: Any) -> Iterator[Shop]:
    mishaps = type(bench.books.mishaps)
    made = Shop(
        bench.channel,
        bench.clock,
        MemorySalesBooks(mishaps()),
        Journal(":memory:"),
        bench.w1_order,
    )
    yield made
    made.journal.close()


@pytest.fixture
def kinds() -> tuple[DocumentKind, DocumentKind, DocumentKind, DocumentKind]:
    """Sales receipt, invoice, credit memo, refund receipt."""
    return RECEIPT, INVOICE, CREDIT, REFUND


@pytest.fixture
def lines_of() -> Any:
    """(SKU, quantity, amount) of a document's lines."""

    def read(document: SalesDocument) -> list[tuple[str, str, str]]:
        return [
            (line.sku, f"{Decimal(line.quantity):f}", f"{line.amount.amount:f}")
            for line in document.lines
        ]

    return read
