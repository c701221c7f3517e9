"""Transactions, their lines, and the ledger rows they post.

Every transaction type is one struct: the types differ in which fields they use, not in how a
field reads, and everything that looks across types (links, search, balances) stays simple.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import msgspec

__all__ = [
    "RECORD_TYPES",
    "TRANSACTION_TYPES",
    "ZERO",
    "AccountLine",
    "Application",
    "LedgerRow",
    "Line",
    "SystemNote",
    "TaxDetail",
    "Transaction",
]

ZERO = Decimal("0.00")

# REST record type -> `transaction.type`: API Browser 2026.1, transaction type enumeration.
RECORD_TYPES: dict[str, str] = {
    "salesOrder": "SalesOrd",
    "cashSale": "CashSale",
    "invoice": "CustInvc",
    "cashRefund": "CashRfnd",
    "creditMemo": "CustCred",
    "customerPayment": "CustPymt",
    "customerRefund": "CustRfnd",
    "itemFulfillment": "ItemShip",
    "returnAuthorization": "RtnAuth",
    "itemReceipt": "ItemRcpt",
    "customerDeposit": "CustDep",
    "depositApplication": "DepAppl",
    "deposit": "Deposit",
    "journalEntry": "Journal",
    "estimate": "Estimate",
    "check": "Check",
}
TRANSACTION_TYPES: dict[str, str] = {code: record for record, code in RECORD_TYPES.items()}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One item line. `line` is 1-based and never reused inside its transaction.

    `order_line` and `order_doc` point at the line and document this one was made from. What others
    took of a line is derived and kept by the rules (`rules.links` says who counts where): picked
    (on a fulfilment, shipped or not), fulfilled (shipped), billed, received (return
    authorizations), returned (authorized) and refunded (cash refunds and credit memos).
    `quantity_committed` is the stock held for an order's line.

    A discount line takes off the line above: its `quantity` is that line's, so that a part of the
    one is a part of the other, and with `is_percent` its `rate` is a percentage (-10).
    """

    line: int
    unique_key: int
    item: int
    quantity: Decimal
    rate: Decimal
    amount: Decimal
    is_percent: bool = False
    description: str = ""
    price_level: int | None = None  # -1: custom
    location: int | None = None
    order_line: int | None = None
    order_doc: int | None = None
    is_closed: bool = False
    quantity_picked: Decimal = Decimal(0)
    quantity_fulfilled: Decimal = Decimal(0)
    quantity_billed: Decimal = Decimal(0)
    quantity_received: Decimal = Decimal(0)
    quantity_returned: Decimal = Decimal(0)
    quantity_refunded: Decimal = Decimal(0)
    quantity_committed: Decimal = Decimal(0)
    discount_share: Decimal = ZERO  # what of the body discount falls on this line, positive
    # Direct sales: the line leaves the stock; refunds and receipts: it comes back. Fulfilments
    # always move it.
    moves_stock: bool = False
    tax_details_reference: str = ""
    custom: dict[str, Any] = msgspec.field(default_factory=dict)  # custcol_*


class TaxDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the Tax Details subtab (SuiteTax). `reference` names the line it belongs to."""

    reference: str
    tax_basis: Decimal
    tax_rate: Decimal  # percent: 8.25
    tax_amount: Decimal
    tax_code: int | None = None
    tax_type: int | None = None


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of this transaction applied to `doc`: a payment, credit memo or deposit application
    to an invoice, a customer refund to a credit memo, payment or deposit application. `amount` is
    in the document currency, positive. `along`: the payment on whose lists of credits and deposits
    it was applied."""

    doc: int
    amount: Decimal
    line: int = 0
    apply_date: date | None = None
    along: int | None = None


class AccountLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line that names an account instead of an item, in the document's currency; at most one of
    debit and credit is not zero. `part`: the sublist it stands in (a journal's lines; a bank
    deposit's other deposits, credited, and cash back, debited)."""

    line: int
    account: int
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    memo: str = ""
    entity: int | None = None
    part: Literal["line", "other", "cashBack"] = "line"


class Transaction(msgspec.Struct, frozen=True, kw_only=True):
    """Any transaction. `type` is one of RECORD_TYPES' values; `status` the letter of that type
    (`rules.status` names them). `total = subtotal + discount_total + tax_total + shipping_cost`
    where the type has lines; the total of a payment or deposit is its payment, of a customer
    refund the sum of what it applies, of a bank deposit what reaches the bank, of a journal its
    debits, of a fulfilment or receipt zero."""

    id: int
    type: str
    tran_id: str
    transaction_number: str
    entity: int  # 0: nobody (journal entry, bank deposit)
    tran_date: date
    posting_period: int | None  # None: a non-posting transaction
    created: datetime
    last_modified: datetime
    currency: int
    exchange_rate: Decimal = Decimal(1)  # base currency of the subsidiary per unit
    subsidiary: int | None = None  # None: not a OneWorld account
    location: int | None = None
    external_id: str | None = None
    memo: str = ""
    other_ref_num: str = ""
    email: str = ""
    created_from: int | None = None
    lines: tuple[Line, ...] = ()
    account_lines: tuple[AccountLine, ...] = ()
    discount_item: int | None = None
    discount_rate: str = ""  # as typed: "-10%" or "-12.24"
    discount_total: Decimal = ZERO
    ship_method: int | None = None
    shipping_cost: Decimal = ZERO
    shipping_tax_details_reference: str = ""
    tax_details_override: bool = False
    tax_details: tuple[TaxDetail, ...] = ()
    subtotal: Decimal = ZERO
    tax_total: Decimal = ZERO
    total: Decimal = ZERO
    terms: int | None = None
    due_date: date | None = None
    payment_method: int | None = None
    account: int | None = None  # bank of a sale, payment, refund or deposit; A/R of an invoice
    ar_account: int | None = None  # customer payment, customer refund, deposit application
    undep_funds: bool = False
    check_number: str = ""
    ship_date: date | None = None
    ship_status: str = ""  # fulfilment: A picked, B packed, C shipped
    tracking_numbers: tuple[str, ...] = ()
    auto_apply: bool = False
    applications: tuple[Application, ...] = ()
    sales_order: int | None = None  # customer deposit: the order it was taken for
    deposit: int | None = None  # deposit application: the customer deposit it spends
    banked: tuple[int, ...] = ()  # bank deposit: the documents that it takes to the bank
    # How much of this document is settled: paid on an invoice, applied or refunded on a credit
    # memo, applied on a payment, spent of a deposit. Kept by the rules.
    amount_paid: Decimal = ZERO
    status: str = ""
    voided: bool = False
    void_journal: int | None = None  # the journal that reverses a voided document
    custom: dict[str, Any] = msgspec.field(default_factory=dict)  # custbody_*

    @property
    def record_type(self) -> str:
        """The REST record type: `salesOrder`."""
        return TRANSACTION_TYPES[self.type]

    @property
    def amount_remaining(self) -> Decimal:
        """Open balance of an invoice, what is left of a credit memo, payment or deposit."""
        return self.total - self.amount_paid

    @property
    def banked_amount(self) -> Decimal:
        """What the document brings to its bank deposit, in its currency: refunds take away."""
        return -self.total if self.type in ("CashRfnd", "CustRfnd") else self.total

    def line_at(self, number: int) -> Line | None:
        for line in self.lines:
            if line.line == number:
                return line
        return None


class LedgerRow(msgspec.Struct, frozen=True, kw_only=True):
    """One general ledger line in the base currency of the transaction's subsidiary; exactly one of
    debit and credit is not zero.

    `line` is unique inside the transaction: 0 is the main line, item lines keep their number.
    `kind`: main, item, discount, shipping, tax, cogs, inventory, rounding, exchange, account
    (journal lines, other deposits, cash back), banked (what a bank deposit takes)."""

    id: int
    transaction: int
    line: int
    account: int
    debit: Decimal
    credit: Decimal
    kind: str
    item: int | None = None


class SystemNote(msgspec.Struct, frozen=True, kw_only=True):
    """One change of one field of a transaction, values as the screen shows them. `kind`: 2 set
    when the record was made, 4 changed later."""

    id: int
    record: int
    date: datetime
    field: str
    kind: int
    old_value: str | None
    new_value: str
