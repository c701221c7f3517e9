"""What a storefront must be able to do, in the field's words.

An adapter translates and keeps no state; a flow decides. Every method may raise the tree of
`trouble`. Adapters are made with `Adapter(account, http, clock)`: the account's settings, an
`httpx.AsyncClient` that the engine owns, and the clock.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from connector.model import ChannelKind, MoneyState, Order, Refund, Restock, Tracking
from connector.money import Money

__all__ = [
    "Capabilities",
    "Channel",
    "ChannelRefundLine",
    "Direction",
    "FulfilmentReport",
    "RefundInstruction",
    "Tells",
    "TellsUntold",
    "TenderShare",
    "Unmarked",
    "UntoldRefund",
    "Written",
]


class Direction(StrEnum):
    """The two refund syncs of an account (D1-D6)."""

    TO_BOOKS = "to books"
    FROM_BOOKS = "from books"


@dataclass(frozen=True, kw_only=True, slots=True)
class Capabilities:
    """What this storefront offers. `currencies` empty: any."""

    kind: ChannelKind
    directions: frozenset[Direction]
    line_refunds: bool
    """False: it takes amounts only, a refund becomes a general refund (L2)."""
    currencies: frozenset[str] = frozenset()
    cash_sale_sources: frozenset[str] = frozenset()
    """`Order.source` words whose orders become cash sales at import (B5)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelRefundLine:
    line_id: str
    quantity: int
    restock: Restock


@dataclass(frozen=True, kw_only=True, slots=True)
class TenderShare:
    """`amount` to give back on the payment `transaction_id`, never above its refundable part."""

    transaction_id: str
    method: str
    amount: Money


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundInstruction:
    """A refund for the storefront to pay out.

    `tenders` add up to `total`; the share of a gift card becomes store credit where the account's
    setting says so. Lines and shipping only say what it is for; they are empty for a general
    refund. `shipping` is the net amount of shipping given back (None: none), its tax moves with it
    (F15). `note` is for people; the adapter appends `marker(key)`.
    """

    order: Order
    total: Money
    tenders: tuple[TenderShare, ...]
    lines: tuple[ChannelRefundLine, ...] = ()
    shipping: Money | None = None
    shipping_in_full: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FulfilmentReport:
    """Goods shipped from the books' side: sku and quantity per line id of the order."""

    order: Order
    lines: tuple[tuple[str, int], ...]
    tracking: tuple[Tracking, ...] = ()
    notify_customer: bool = False
    shipped: date | None = None
    """In the account's time zone; None: not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A write that was answered. PENDING: accepted, settles later, is read back.

    `amount` is what the platform says moved (None: it did not say)."""

    id: str
    number: str = ""
    state: MoneyState = MoneyState.DONE
    amount: Money | None = None


class Channel(Protocol):
    """One store."""

    @property
    def name(self) -> str:
        """As people write it: "Shopify"."""
        ...

    @property
    def capabilities(self) -> Capabilities: ...

    async def order(self, order_id: str) -> Order | None:
        """By the channel's id or by its name (`#1001`, `1001`); None when there is none."""
        ...

    def orders_changed_between(self, start: datetime, end: datetime) -> AsyncIterator[Order]:
        """Every order whose change time lies in [start, end), cancelled ones included, by change
        time, all pages (F48-F50, F61). Times are aware UTC."""
        ...

    async def refunds_of(self, order: Order) -> Sequence[Refund]:
        """Every refund of the order, oldest first, failed ones left out."""
        ...

    async def find_refund(self, order: Order, key: str) -> Refund | None:
        """The refund that carries `marker(key)`. Read from the order itself, never a search index;
        never recognised by amount."""
        ...

    async def issue_refund(self, instruction: RefundInstruction, key: str) -> Written:
        """Pay out. `key` is the idempotency key where the platform has one and goes into the note.
        The caller has looked for `key` first."""
        ...

    async def fulfilled_quantities(self, order: Order) -> dict[str, int]:
        """Units already fulfilled per line id."""
        ...

    async def report_fulfilment(self, report: FulfilmentReport, key: str) -> Written:
        """Tell the buyer's side what was shipped. No money moves. The caller has compared
        `fulfilled_quantities` first; platforms without idempotency ignore `key`."""
        ...


@runtime_checkable
class Tells(Protocol):
    """A storefront that sends messages about changes. They may be lost, come twice and in any
    order: they say where to look, never what is true."""

    async def subscribe(self, address: str) -> list[str]:
        """Ask for the messages that matter, to be sent to `address`; those already asked for stay
        as they are. Returns the topics added."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class UntoldRefund:
    """Money given back whose amount the storefront does not tell: it cannot be retrieved.

    `net` is what left the seller's purse; it is no amount to be booked. `pending`: the amount comes
    with the end of the refund; otherwise the refund is an external transaction (F33), and stays
    one. `gross` is what the buyer got of the seller, where it is told elsewhere: for people who
    book by hand. `created_at` is None as long as nothing is told of it."""

    refund_id: str
    created_at: datetime | None
    net: Money
    pending: bool
    gross: Money | None = None


@runtime_checkable
class TellsUntold(Protocol):
    """A storefront that shows such refunds. `Channel.refunds_of` leaves them out."""

    async def untold_refunds(self, order: Order) -> Sequence[UntoldRefund]:
        """Of the order, in the storefront's sequence; failed ones left out. Read anew."""
        ...


@runtime_checkable
class Unmarked(Protocol):
    """A storefront whose refunds bear no mark of ours, and that may tell no amount of one before it
    is through. `Channel.find_refund` finds nothing there: a refund is known by the id that the
    answer told, or by having been made since the attempt."""

    async def refund_states(
        self, order: Order, since: datetime | None = None
    ) -> dict[str, MoneyState]:
        """How the order's refunds stand, by their ids; failed ones too. `since`: without those
        that were made earlier. Read anew."""
        ...
