"""What books of sales documents must be able to do: QuickBooks, in the field's words.

Where NetSuite keeps an order and bills it, QuickBooks knows only the sale itself: a sales receipt
(money received), or an invoice and the payments that settle it. What gives money back stands on
its own and is not created "from" the sale: the connection is the number, the memo and our key.

An adapter translates and keeps no state; a flow decides. Every method may raise the tree of
`trouble`. Adapters are made with `Adapter(settings, http, clock, logins)`. Amounts are positive;
a document has one currency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from connector.channels.channel import Written
from connector.model import Address, Customer
from connector.money import Money

__all__ = [
    "AccountRef",
    "BooksPreferences",
    "CustomerRef",
    "DocumentKind",
    "DocumentLine",
    "DocumentRef",
    "Instruction",
    "LineInstruction",
    "PaymentInstruction",
    "SalesBooks",
    "SalesDocument",
    "SalesItem",
    "same_name",
]


class DocumentKind(StrEnum):
    SALES_RECEIPT = "sales receipt"
    INVOICE = "invoice"
    CREDIT_MEMO = "credit memo"
    REFUND_RECEIPT = "refund receipt"
    PAYMENT = "payment"
    DEPOSIT = "deposit"


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentRef:
    kind: DocumentKind
    id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SalesItem:
    """`name` is what the SKU is compared with, see `same_name`. `stocked`: a line of it moves the
    shelf."""

    id: str
    name: str
    inactive: bool = False
    stocked: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountRef:
    """`type` is the books' own word ("Bank", "Other Current Asset", "Accounts Receivable")."""

    id: str
    name: str
    type: str
    inactive: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerRef:
    id: str
    name: str
    currency: str
    balance: Money
    """What the customer owes; negative: unused credit."""
    inactive: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class BooksPreferences:
    """`numbers_itself`: documents are numbered by the books when no number is sent.
    `applies_credits`: a credit memo is set against open invoices by the books themselves.
    `own_tax_engine`: the books may compute another tax than the one sent (K11)."""

    home_currency: str
    multicurrency: bool
    numbers_itself: bool
    applies_credits: bool
    own_tax_engine: bool
    books_closed_until: date | None
    shipping_allowed: bool
    discounts_allowed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class LineInstruction:
    """`amount` = quantity x rate; it may be negative (rounding, a lowered refund). `taxable` says
    whether the line carries the books' taxable code."""

    item_id: str
    sku: str
    quantity: Decimal
    rate: Money
    amount: Money
    taxable: bool
    description: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Instruction:
    """A sales receipt, invoice, credit memo or refund receipt to write.

    total = sum(line.amount) - discount + shipping + tax. `number` empty: the books number it.
    `deposit_account_id` (receipts only) is where money arrives or leaves. `allow_same_number`
    asks the books to accept a number that is in use (never set for documents of one order).
    `memo` carries the order name and, in a form the adapter can find again, our key.
    `shipping_taxable`: for books that compute the tax themselves.
    """

    kind: DocumentKind
    number: str
    customer_id: str
    day: date
    currency: str
    lines: tuple[LineInstruction, ...]
    discount: Money
    shipping: Money
    tax: Money
    total: Money
    memo: str
    shipping_taxable: bool = True
    deposit_account_id: str = ""
    payment_method: str = ""
    reference: str = ""
    due: date | None = None
    billing: Address | None = None
    shipping_address: Address | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentInstruction:
    """Money received for `invoices` (id, amount). With `credits` (credit memo id, amount) and a
    total of zero it moves no money: it sets credits against invoices."""

    customer_id: str
    day: date
    currency: str
    total: Money
    invoices: tuple[tuple[str, Money], ...]
    credits: tuple[tuple[str, Money], ...] = ()
    deposit_account_id: str = ""
    payment_method: str = ""
    memo: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentLine:
    """`amount` before the document's discount, before tax."""

    line: str
    item_id: str
    sku: str
    quantity: Decimal
    amount: Money
    taxable: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class SalesDocument:
    """A document as the books hold it now. `open_balance`: invoice: still to be paid; credit memo
    and payment: not used yet; otherwise zero. `deposited_in`: the deposit that took its money to
    the bank."""

    kind: DocumentKind
    id: str
    sync_token: str
    number: str
    memo: str
    day: date
    customer_id: str
    currency: str
    lines: tuple[DocumentLine, ...]
    discount: Money
    shipping: Money
    tax: Money
    total: Money
    open_balance: Money
    deposit_account_id: str = ""
    linked: tuple[DocumentRef, ...] = ()
    deposited_in: str = ""
    voided: bool = False

    @property
    def ref(self) -> DocumentRef:
        return DocumentRef(kind=self.kind, id=self.id)


def same_name(one: str, other: str) -> bool:
    """Whether two names of items are one: QuickBooks compares them without regard to case."""
    return one.casefold() == other.casefold()


class SalesBooks(Protocol):
    """One company's books."""

    @property
    def name(self) -> str:
        """As people write it: "QuickBooks"."""
        ...

    @property
    def environment(self) -> str:
        """`production` or `sandbox` (F62)."""
        ...

    @property
    def number_length(self) -> int:
        """The longest document number the books take (21 Online, 11 Desktop)."""
        ...

    async def check_login(self) -> str:
        """One harmless authenticated call; what was reached. Raises Refused(login=True)."""
        ...

    async def preferences(self) -> BooksPreferences: ...

    async def items(self, names: Sequence[str]) -> dict[str, SalesItem]:
        """Items whose name or SKU field is one of `names`, by the name asked for; inactive ones
        included and marked, missing ones absent."""
        ...

    async def account(self, name_or_id: str) -> AccountRef | None: ...

    async def find_customers(self, email: str, name: str) -> Sequence[CustomerRef]:
        """By e-mail, else by display name, but nobody who has another e-mail; oldest first."""
        ...

    async def write_customer(
        self, customer: Customer, name: str, currency: str, key: str
    ) -> CustomerRef:
        """Create; a name that is taken by another is made unique by the caller, not here."""
        ...

    async def documents_numbered(
        self, kinds: Sequence[DocumentKind], number: str
    ) -> Sequence[SalesDocument]:
        """Every document of `kinds` whose number is `number`, voided ones included."""
        ...

    async def documents_of_order(
        self, kinds: Sequence[DocumentKind], number: str
    ) -> Sequence[SalesDocument]:
        """Numbered `number` or `number-1`, `number-2` ..., oldest first, all pages."""
        ...

    async def documents_noted(
        self, kinds: Sequence[DocumentKind], day: date, memo: str
    ) -> Sequence[SalesDocument]:
        """Documents dated `day` whose memo contains `memo` as a word of its own."""
        ...

    async def document(self, ref: DocumentRef) -> SalesDocument | None:
        """By stored id; None when it was deleted."""
        ...

    async def write(self, instruction: Instruction, key: str) -> Written:
        """Create, with `key` as the request id: the same key again gives the first document."""
        ...

    async def add_line(self, ref: DocumentRef, line: LineInstruction, key: str) -> Written:
        """Append one line to the document as it stands now; lines, discount, shipping and the tax
        it has stay. `key` is the request id. `Written.amount` is the new total."""
        ...

    async def write_payment(self, instruction: PaymentInstruction, key: str) -> Written: ...

    async def payments_noted(self, customer_id: str, memo: str) -> Sequence[SalesDocument]:
        """The customer's payments whose memo contains `memo` (our key)."""
        ...

    async def void(self, ref: DocumentRef, key: str) -> Written:
        """Void as it stands now. Raises Refused where the books have no void for the kind."""
        ...

    def url_of(self, ref: DocumentRef) -> str:
        """Where a person opens the record."""
        ...
