"""The business documents both sides share: frozen values, no I/O.

Amounts are positive unless a field says otherwise; refunds are positive amounts given back. One
document has one currency, the one the buyer was charged in (W7): adapters translate into it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from connector.money import Money, total

__all__ = [
    "Address",
    "BilledDocument",
    "BilledKind",
    "BooksLine",
    "BooksOrder",
    "ChannelKind",
    "Customer",
    "Fulfilment",
    "FulfilmentLine",
    "MoneyState",
    "Order",
    "OrderKind",
    "OrderLine",
    "Refund",
    "RefundDocument",
    "RefundDocumentKind",
    "RefundLine",
    "Restock",
    "Shipping",
    "Tender",
    "Tracking",
    "key_for_order",
    "key_for_refund",
    "keys_in",
    "marker",
]


class ChannelKind(StrEnum):
    """Decides the best practice (D1-D4)."""

    CART = "cart"
    MARKETPLACE = "marketplace"


class MoneyState(StrEnum):
    """Whether the money of a payment or refund has really moved."""

    DONE = "done"
    PENDING = "pending"
    FAILED = "failed"


class OrderKind(StrEnum):
    SALES_ORDER = "sales order"
    CASH_SALE = "cash sale"


class BilledKind(StrEnum):
    CASH_SALE = "cash sale"
    INVOICE = "invoice"


class RefundDocumentKind(StrEnum):
    CASH_REFUND = "cash refund"
    CREDIT_MEMO = "credit memo"


class Restock(StrEnum):
    """What happens to the goods (F59)."""

    RETURN = "return"
    CANCEL = "cancel"
    NO_RESTOCK = "no restock"


# --- deterministic keys -------------------------------------------------------------------------

_UNSAFE = re.compile(r"[^A-Za-z0-9-]+")
_MARK = re.compile(r"\[nsc:([A-Za-z0-9_-]+)\]")


def _part(text: str) -> str:
    return _UNSAFE.sub("-", text)


def key_for_order(channel: str, account: str, order_id: str) -> str:
    """External ID of an order in the books: letters, digits, `_` and `-` only."""
    return f"nsc_order_{_part(channel)}_{_part(account)}_{_part(order_id)}"


def key_for_refund(source: str, account: str, refund_id: str) -> str:
    """Key of a refund at its target. `source` is the platform it was read from.

    In the books it is the external ID; in a storefront it stands in the refund's note (`marker`)
    and is the idempotency key where the platform has one.
    """
    return f"nsc_refund_{_part(source)}_{_part(account)}_{_part(refund_id)}"


def marker(key: str) -> str:
    """How a key is written into a free text such as a refund's note."""
    return f"[nsc:{key}]"


def keys_in(text: str) -> tuple[str, ...]:
    """The keys written into a text with `marker`."""
    return tuple(_MARK.findall(text))


# --- the storefront's side ----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    name: str = ""
    company: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Customer:
    """`email` is what customers are matched by; empty when the channel hides it."""

    email: str = ""
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    phone: str = ""
    customer_id: str = ""

    @property
    def name(self) -> str:
        return self.company or f"{self.first_name} {self.last_name}".strip() or self.email


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderLine:
    """`gross` = unit price x quantity; `discount` every discount that fell on the line (>= 0).

    `tax_rate` in percent (8.25), None when the channel gives none. `refunded_quantity` counts
    every refund so far, ours or not. `gift_card`: the line sells a gift card.
    """

    line_id: str
    sku: str
    title: str
    quantity: int
    unit_price: Money
    gross: Money
    discount: Money
    tax: Money
    tax_rate: Decimal | None = None
    refunded_quantity: int = 0
    gift_card: bool = False

    @property
    def net(self) -> Money:
        return self.gross - self.discount


@dataclass(frozen=True, kw_only=True, slots=True)
class Shipping:
    """`net` after discounts, before tax."""

    line_id: str
    title: str
    net: Money
    tax: Money
    tax_rate: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Tender:
    """A payment received. `refundable` is the most this payment can still give back.

    `method` is the channel's own word (`shopify_payments`, `gift_card`, `manual`).
    """

    transaction_id: str
    method: str
    amount: Money
    refundable: Money
    gift_card: bool = False
    state: MoneyState = MoneyState.DONE


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """`order_id` is the channel's internal id, `name` what people call it (#1001)."""

    order_id: str
    name: str
    created_at: datetime
    updated_at: datetime
    currency: str
    lines: tuple[OrderLine, ...]
    shipping: tuple[Shipping, ...]
    tax: Money
    total: Money
    """What the buyer was charged at the sale, before refunds (currency `currency`)."""
    tenders: tuple[Tender, ...] = ()
    refunded: Money
    """Money given back so far, pending refunds included."""
    customer: Customer = field(default_factory=Customer)
    billing: Address = field(default_factory=Address)
    shipping_address: Address = field(default_factory=Address)
    financial_status: str = ""
    """The channel's own word (`paid`, `partially_refunded`), lower case."""
    paid: bool = False
    cancelled_at: datetime | None = None
    source: str = ""
    """`web`, `pos` ...; POS orders become cash sales (B5)."""
    note: str = ""
    test: bool = False
    shop_currency: str = ""
    never_charged: frozenset[str] = frozenset()
    """Edits (by their refund's id) that took units off before they were paid. `lines`, `tax` and
    `total` are without these units, and no refund of them follows."""

    @property
    def discount(self) -> Money:
        return total((line.discount for line in self.lines), self.currency)

    @property
    def subtotal(self) -> Money:
        """Gross of all lines, before discount."""
        return total((line.gross for line in self.lines), self.currency)

    @property
    def shipping_net(self) -> Money:
        return total((each.net for each in self.shipping), self.currency)

    @property
    def shipping_tax(self) -> Money:
        return total((each.tax for each in self.shipping), self.currency)

    @property
    def received(self) -> Money:
        return total(
            (each.amount for each in self.tenders if each.state is MoneyState.DONE), self.currency
        )

    @property
    def remainder(self) -> Money:
        """What can still be given back: received less refunded."""
        return self.received - self.refunded

    def line(self, line_id: str) -> OrderLine | None:
        return next((each for each in self.lines if each.line_id == line_id), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundLine:
    """`net` and `tax` as the channel states them (positive); `refund_line_id` is the key (F22)."""

    refund_line_id: str
    line_id: str
    sku: str
    quantity: int
    net: Money
    tax: Money
    restock: Restock = Restock.NO_RESTOCK


@dataclass(frozen=True, kw_only=True, slots=True)
class Refund:
    """A refund in the storefront. `total` is the money that moved or is moving.

    Lines and shipping say what it is for; their sum may differ from `total` (L3, L5).
    """

    refund_id: str
    order_id: str
    created_at: datetime
    currency: str
    total: Money
    lines: tuple[RefundLine, ...] = ()
    shipping_net: Money
    shipping_tax: Money
    note: str = ""
    state: MoneyState = MoneyState.DONE

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of ours found in the note: not empty means the connector made this refund."""
        return keys_in(self.note)


# --- the books' side ----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class BooksLine:
    """`line` is the document's own line number; `amount` before the order discount, before tax.

    `tax` from the document's tax details, None when the document has header tax only.
    `order_line` links a refund's line to the line it gives back. `stocked`: goods that lie on a
    shelf.
    """

    line: int
    item_id: str
    sku: str
    quantity: Decimal
    rate: Money | None
    amount: Money
    tax: Money | None = None
    order_line: int | None = None
    stocked: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class BooksOrder:
    """The order in the books: a sales order, or already a cash sale (B5)."""

    id: str
    kind: OrderKind
    number: str
    external_id: str
    order_name: str
    currency: str
    lines: tuple[BooksLine, ...]
    discount: Money
    """Positive."""
    shipping: Money
    tax: Money
    total: Money
    status: str = ""
    closed: bool = False
    created: date | None = None
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class BilledDocument:
    """What the order was billed as; refunds are created from it, never from the order."""

    id: str
    kind: BilledKind
    number: str
    order_id: str
    """Internal id of the sales order it came from; the document's own id for a B5 cash sale."""
    currency: str
    lines: tuple[BooksLine, ...]
    discount: Money
    shipping: Money
    shipping_tax: Money | None
    tax: Money
    total: Money
    open_balance: Money
    """Invoice: what is still to be paid. Cash sale: zero."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundDocument:
    """A cash refund or credit memo. Amounts positive; `discount` positive."""

    id: str
    kind: RefundDocumentKind
    number: str
    external_id: str
    billed_id: str
    """Internal id of the billed record it was generated from; empty when stand-alone."""
    order_name: str
    currency: str
    lines: tuple[BooksLine, ...]
    """Item lines and generic adjustment lines alike; an adjustment line has no `order_line`."""
    discount: Money
    shipping: Money
    shipping_tax: Money | None
    tax: Money
    total: Money
    created: date
    last_modified: datetime
    memo: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tracking:
    number: str = ""
    company: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FulfilmentLine:
    order_line: int
    sku: str
    quantity: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Fulfilment:
    """A shipped fulfilment of an order in the books."""

    id: str
    number: str
    books_order_id: str
    lines: tuple[FulfilmentLine, ...]
    shipped: date
    tracking: tuple[Tracking, ...] = ()
