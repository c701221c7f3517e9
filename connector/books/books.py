"""What an accounting system must be able to do, in the field's words.

An adapter translates and keeps no state; a flow decides. Every method may raise the tree of
`trouble`. Adapters are made with `Adapter(settings, http, clock)`: the books' settings, an
`httpx.AsyncClient` that the engine owns, and the clock.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from connector.channels.channel import Written
from connector.model import (
    Address,
    BilledDocument,
    BooksOrder,
    Customer,
    Fulfilment,
    OrderKind,
    RefundDocument,
    RefundDocumentKind,
)
from connector.money import Money

__all__ = [
    "Adjustment",
    "Books",
    "BooksRefundInstruction",
    "BooksRefundLine",
    "GoodsReturn",
    "ItemRef",
    "OrderInstruction",
    "OrderLineInstruction",
    "Recorded",
    "ReturnedLine",
    "ShippingInstruction",
    "Written",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemRef:
    """An item of the books; `inactive` items cannot be used on new documents."""

    id: str
    sku: str
    inactive: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """A document found by its external id."""

    id: str
    record_type: str
    """The books' own word in camel case: salesOrder, cashSale, cashRefund, creditMemo ..."""
    external_id: str
    number: str
    total: Money


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderLineInstruction:
    """One line to write: amount is quantity x rate, before the order discount. Tax as charged:
    `tax_basis` is the discounted net, `tax_rate` in percent."""

    item: ItemRef
    quantity: int
    rate: Money
    amount: Money
    tax_basis: Money
    tax_rate: Decimal
    tax: Money
    description: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShippingInstruction:
    """`method` is a ship item's name or internal id. Amounts before and of tax."""

    method: str
    net: Money
    tax_rate: Decimal
    tax: Money


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderInstruction:
    """An order to write. The per-line tax details override the books' own tax engine (K2), so the
    totals must come out as `tax` and `total`; both are also sent for the validation script.

    `payment_method`, `terms` and the ship method are names or internal ids from the mappings; at
    most one of `payment_method` and `terms` is set (B4). `custom` are body fields sent verbatim.
    """

    kind: OrderKind
    external_id: str
    order_name: str
    channel_account: str
    customer_id: str
    date: date
    currency: str
    lines: tuple[OrderLineInstruction, ...]
    shipping: ShippingInstruction | None
    discount: Money
    """Positive; written with the configured discount item."""
    tax: Money
    total: Money
    payment_method: str = ""
    terms: str = ""
    billing: Address | None = None
    shipping_address: Address | None = None
    memo: str = ""
    custom: tuple[tuple[str, str], ...] = ()

    @property
    def subtotal(self) -> Money:
        result = Money.zero(self.currency)
        for line in self.lines:
            result += line.amount
        return result


@dataclass(frozen=True, kw_only=True, slots=True)
class BooksRefundLine:
    """Gives back `quantity` of the billed document's line `billed_line`.

    `amount` = gross before the order discount; `net` = amount less its discount share = tax basis.
    """

    billed_line: int
    item_id: str
    sku: str
    quantity: int
    amount: Money
    net: Money
    tax: Money
    tax_rate: Decimal
    restock: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Adjustment:
    """A generic line: a positive `amount` raises the refund (item for positive adjustments), a
    negative one lowers it. No tax. `item` is a name or internal id."""

    item: str
    amount: Money


@dataclass(frozen=True, kw_only=True, slots=True)
class BooksRefundInstruction:
    """A refund document to create from a billed document (same effect as pressing Refund there):
    exactly these lines, nothing of the billed document's defaults. Sums tie:
    total = sum(line.net + line.tax) + sum(adjustments) + shipping + shipping_tax.

    `return_id`: the return authorization of the billed document that it is made from instead; the
    goods then move with that return's receipt, and not with this document.
    """

    billed: BilledDocument
    kind: RefundDocumentKind
    order_name: str
    refund_id: str
    date: date
    currency: str
    lines: tuple[BooksRefundLine, ...]
    adjustments: tuple[Adjustment, ...]
    discount: Money
    """Positive: sum of amount - net over the lines."""
    shipping: Money
    shipping_tax: Money
    shipping_tax_rate: Decimal
    tax: Money
    """All tax of the document: lines and shipping."""
    total: Money
    memo: str = ""
    return_id: str = ""

    @property
    def goods(self) -> GoodsReturn:
        return GoodsReturn(
            billed=self.billed,
            day=self.date,
            order_name=self.order_name,
            memo=self.memo,
            lines=tuple(
                ReturnedLine(
                    billed_line=line.billed_line, quantity=line.quantity, restock=line.restock
                )
                for line in self.lines
            ),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnedLine:
    """`quantity` units of the billed document's line `billed_line`."""

    billed_line: int
    quantity: int
    restock: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class GoodsReturn:
    """What a refund of a billed document takes back, goods without stock included."""

    billed: BilledDocument
    day: date
    order_name: str
    lines: tuple[ReturnedLine, ...]
    memo: str = ""

    @property
    def stocked(self) -> tuple[ReturnedLine, ...]:
        """Lines whose goods lie on a shelf."""
        shelf = {line.line for line in self.billed.lines if line.stocked}
        return tuple(line for line in self.lines if line.billed_line in shelf)

    def units(self, billed_line: int) -> int:
        return sum(line.quantity for line in self.lines if line.billed_line == billed_line)


class Books(Protocol):
    """One company's books."""

    @property
    def name(self) -> str:
        """As people write it: "NetSuite"."""
        ...

    @property
    def environment(self) -> str:
        """`production` or `sandbox`, from the account itself (F62)."""
        ...

    async def check_login(self) -> str:
        """Make one harmless authenticated call; what was reached ("NetSuite 5512345, production").
        Raises Refused(login=True)."""
        ...

    async def items(self, skus: Sequence[str]) -> dict[str, ItemRef]:
        """The items whose configured SKU field holds one of `skus`; missing ones are absent."""
        ...

    async def find_customers(self, email: str) -> Sequence[str]:
        """Internal ids of the customers with this e-mail, oldest first."""
        ...

    async def write_customer(self, customer: Customer, external_id: str, name: str) -> str:
        """Create or find by external id; its internal id. `name` is what the books call it."""
        ...

    async def find_order(self, external_id: str, order_name: str) -> BooksOrder | None:
        """By external id; failing that by the channel's order name in its reference field (F06).
        None when it is in the books under neither, also when it was deleted there."""
        ...

    async def order(self, internal_id: str) -> BooksOrder | None:
        """By the stored internal id; None when it was deleted."""
        ...

    async def write_order(self, instruction: OrderInstruction) -> Written:
        """Create. The caller has looked for the external id first; a second write with the same
        external id must not make a second document."""
        ...

    async def update_order(self, internal_id: str, instruction: OrderInstruction) -> Written:
        """Replace body, lines and taxes of a document that exists, with the same override."""
        ...

    async def cancel_order(self, internal_id: str) -> Written:
        """Close an unbilled order (cancelled in the storefront before it was paid)."""
        ...

    async def find_billed_document(self, order: BooksOrder) -> BilledDocument | None:
        """The cash sale or invoice made from the order; a B5 cash sale is its own. With several,
        the first by internal id. None: not billed."""
        ...

    async def billed_documents(self, order: BooksOrder) -> Sequence[BilledDocument]:
        """All of them, by internal id: an order may be billed in parts."""
        ...

    async def made_for(self, billed: BilledDocument) -> Money | None:
        """The total that a billed document was made with, by the books' own notes; None when they
        keep none."""
        ...

    async def refund_documents_of(self, billed: BilledDocument) -> Sequence[RefundDocument]:
        """Every cash refund and credit memo generated from it, oldest first, ours or not; voided
        ones left out. Stand-alone documents of the customer are not among them."""
        ...

    async def refund_document(self, internal_id: str) -> RefundDocument | None: ...

    def refunds_changed_between(
        self, start: datetime, end: datetime
    ) -> AsyncIterator[RefundDocument]:
        """Cash refunds and credit memos changed in [start, end), all pages, generated from a billed
        document; by change time."""
        ...

    async def authorize_return(self, goods: GoodsReturn, key: str) -> Written:
        """A return authorization of the billed document, approved, with `key` as external id. The
        caller looked first; so for the two writes below."""
        ...

    async def receive_return(self, return_id: str, goods: GoodsReturn, key: str) -> Written:
        """The item receipt of that return: of its goods, those that are to be restocked go on the
        shelf."""
        ...

    async def write_refund(self, instruction: BooksRefundInstruction, key: str) -> Written:
        """Create from the billed document with `key` as external id. The caller looked first."""
        ...

    async def find_by_external_id(self, key: str) -> Recorded | None:
        """Any transaction with this external id."""
        ...

    async def fulfilments_of(self, order: BooksOrder) -> Sequence[Fulfilment]:
        """Shipped fulfilments, oldest first; picked and packed ones are not shipped yet."""
        ...

    async def period_open(self, day: date) -> bool:
        """False when the accounting period of `day` is closed or locked (F55)."""
        ...

    def url_of(self, record_type: str, internal_id: str) -> str:
        """Where a person opens the record."""
        ...
