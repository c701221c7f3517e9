"""The documents of one NetSuite account and the tables they live in.

Every transaction type is one struct: the types differ in which fields they use, not in how a
field reads, and everything that looks across types (links, search, balances) stays simple.

Amounts are `Decimal` in the currency of the document and positive as the screen shows them; only
`discount_total` is negative, and other-charge lines may be. Ledger rows are in base currency.
Internal ids are integers: one series for transactions, one for all lists and entities.
References hold internal ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.kernel.store import Store

__all__ = [
    "CUSTOM_FIELDS",
    "ITEM_TYPES",
    "RECORD_TYPES",
    "TRANSACTION_TYPES",
    "ZERO",
    "Account",
    "AccountingPeriod",
    "Address",
    "Application",
    "Currency",
    "Customer",
    "Item",
    "LedgerRow",
    "Line",
    "PaymentMethod",
    "Records",
    "Script",
    "SettingValue",
    "TaxCode",
    "TaxDetail",
    "TaxType",
    "Term",
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
}
TRANSACTION_TYPES: dict[str, str] = {code: record for record, code in RECORD_TYPES.items()}

# REST record type -> `item.itemtype`.
ITEM_TYPES: dict[str, str] = {
    "inventoryItem": "InvtPart",
    "nonInventorySaleItem": "NonInvtPart",
    "otherChargeSaleItem": "OthCharge",
    "serviceSaleItem": "Service",
    "discountItem": "Discount",
    "shipItem": "ShipItem",
}

# Custom body fields installed in the account: script id -> kind.
CUSTOM_FIELDS: dict[str, str] = {
    "custbody_fa_channel": "text",
    "custbody_fa_refund_id": "text",
    "custbody_fa_order_total": "currency",
    "custbody_fa_subtotal": "currency",
    "custbody_fa_tax_total": "currency",
    "custbody_fa_shipping_total": "currency",
}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One item line. `line` is 1-based and never reused inside its transaction.

    `order_line` and `order_doc` point at the line and document this one was made from. The four
    derived quantities are kept by the rules: picked (on a fulfilment, shipped or not), fulfilled
    (shipped) and billed on sales orders, refunded on cash sales and invoices (by cash refunds and
    credit memos created from them).
    """

    line: int
    unique_key: int
    item: int
    quantity: Decimal
    rate: Decimal
    amount: Decimal
    description: str = ""
    price_level: int | None = None  # -1: custom
    order_line: int | None = None
    order_doc: int | None = None
    is_closed: bool = False
    quantity_picked: Decimal = Decimal(0)
    quantity_fulfilled: Decimal = Decimal(0)
    quantity_billed: Decimal = Decimal(0)
    quantity_refunded: Decimal = Decimal(0)
    discount_share: Decimal = ZERO  # what of the body discount falls on this line, positive
    # Direct sales: the line leaves the stock; refunds: it comes back. Fulfilments always move it.
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
    """A piece of this transaction applied to `doc`: a payment or credit memo to an invoice, a
    customer refund to a credit memo or payment. `amount` is in the document currency, positive."""

    doc: int
    amount: Decimal
    line: int = 0
    apply_date: date | None = None


class Transaction(msgspec.Struct, frozen=True, kw_only=True):
    """Any transaction. `type` is one of RECORD_TYPES' values; `status` the letter of that type
    (`rules.status` names them). `total = subtotal + discount_total + tax_total + shipping_cost`
    where the type has lines; a payment's total is its payment, a customer refund's the sum of
    what it applies, a fulfilment's zero."""

    id: int
    type: str
    tran_id: str
    transaction_number: str
    entity: int
    tran_date: date
    posting_period: int | None  # None: a non-posting transaction
    created: datetime
    last_modified: datetime
    currency: int
    exchange_rate: Decimal = Decimal(1)
    external_id: str | None = None
    memo: str = ""
    other_ref_num: str = ""
    email: str = ""
    created_from: int | None = None
    lines: tuple[Line, ...] = ()
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
    account: int | None = None  # bank of a sale, payment or refund; A/R of an invoice, credit memo
    ar_account: int | None = None  # customer payment, customer refund
    undep_funds: bool = False
    check_number: str = ""
    ship_date: date | None = None
    ship_status: str = ""  # fulfilment: A picked, B packed, C shipped
    tracking_numbers: tuple[str, ...] = ()
    auto_apply: bool = False
    applications: tuple[Application, ...] = ()
    # How much of this document is settled: paid on an invoice, applied or refunded on a credit
    # memo, applied on a payment. Kept by the rules.
    amount_paid: Decimal = ZERO
    status: str = ""
    voided: bool = False
    custom: dict[str, Any] = msgspec.field(default_factory=dict)  # custbody_*

    @property
    def record_type(self) -> str:
        """The REST record type: `salesOrder`."""
        return TRANSACTION_TYPES[self.type]

    @property
    def amount_remaining(self) -> Decimal:
        """Open balance of an invoice, unapplied part of a credit memo or payment."""
        return self.total - self.amount_paid

    def line_at(self, number: int) -> Line | None:
        for line in self.lines:
            if line.line == number:
                return line
        return None


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a customer's address book."""

    line: int
    label: str = ""
    default_billing: bool = False
    default_shipping: bool = False
    addressee: str = ""
    attention: str = ""
    addr1: str = ""
    addr2: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""
    addr_phone: str = ""


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    entity_id: str
    currency: int
    date_created: datetime
    last_modified: datetime
    currencies: tuple[int, ...] = ()  # the currency list; always holds `currency`
    external_id: str | None = None
    is_person: bool = True
    company_name: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    terms: int | None = None
    is_inactive: bool = False
    addresses: tuple[Address, ...] = ()
    custom: dict[str, Any] = msgspec.field(default_factory=dict)  # custentity_*

    @property
    def record_type(self) -> str:
        return "customer"

    @property
    def display_name(self) -> str:
        """What a reference to this customer shows: number and name."""
        name = f"{self.first_name} {self.last_name}".strip() if self.is_person else ""
        name = name or self.company_name
        return f"{self.entity_id} {name}".strip() if name != self.entity_id else self.entity_id


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """`record_type` is the REST type (`inventoryItem`), `item_type` the code (`InvtPart`).

    `average_cost` and `base_price` are in base currency. A discount item's `income_account` is
    the account its discounts go to; a ship item's the shipping income account."""

    id: int
    item_id: str
    record_type: str
    item_type: str
    date_created: datetime
    last_modified: datetime
    external_id: str | None = None
    display_name: str = ""
    description: str = ""
    upc_code: str = ""
    base_price: Decimal | None = None
    average_cost: Decimal = Decimal(0)
    quantity_on_hand: Decimal = Decimal(0)
    income_account: int | None = None
    cogs_account: int | None = None
    asset_account: int | None = None
    is_fulfillable: bool = False
    is_taxable: bool = True
    is_inactive: bool = False
    custom: dict[str, Any] = msgspec.field(default_factory=dict)  # custitem_*


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """`acct_type` as the API Browser writes it: Bank, AcctRec, OthCurrAsset, Income, COGS ..."""

    id: int
    acct_number: str
    acct_name: str
    acct_type: str
    is_inactive: bool = False
    external_id: str | None = None

    @property
    def display_name(self) -> str:
        return f"{self.acct_number} {self.acct_name}"


class Currency(msgspec.Struct, frozen=True, kw_only=True):
    """`exchange_rate`: base currency per one unit. `precision`: decimal places of its amounts."""

    id: int
    symbol: str
    name: str
    exchange_rate: Decimal
    precision: int = 2
    is_base_currency: bool = False
    is_inactive: bool = False


class Term(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    name: str
    days_until_net_due: int
    is_inactive: bool = False


class PaymentMethod(msgspec.Struct, frozen=True, kw_only=True):
    """`account` None: the money lies in Undeposited Funds until a bank deposit."""

    id: int
    name: str
    account: int | None = None
    is_inactive: bool = False


class AccountingPeriod(msgspec.Struct, frozen=True, kw_only=True):
    """A month. Both dates belong to it."""

    id: int
    period_name: str  # "Nov 2026"
    start_date: date
    end_date: date
    closed: bool = False


class TaxType(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    name: str
    account: int


class TaxCode(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    name: str
    tax_type: int
    rate: Decimal  # percent


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """An installed user event script; `id` is its name as the script list shows it."""

    id: str
    deployed: bool = True


class SettingValue(msgspec.Struct, frozen=True, kw_only=True):
    """A preference that differs from the account's default; see settings.py."""

    id: str
    value: Any


class LedgerRow(msgspec.Struct, frozen=True, kw_only=True):
    """One general ledger line in base currency; exactly one of debit and credit is not zero.

    `line` is unique inside the transaction: 0 is the main line, item lines keep their number.
    `kind`: main, item, discount, shipping, tax, cogs, inventory, rounding, exchange."""

    id: int
    transaction: int
    line: int
    account: int
    debit: Decimal
    credit: Decimal
    kind: str
    item: int | None = None


class Records:
    """All tables and indexes of one account. `find` and `first` on an index, `get` on a table."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.transactions = store.table("netsuite.transaction", Transaction)
        self.ledger = store.table("netsuite.ledger", LedgerRow)
        self.entities = store.table("netsuite.entity", Customer)
        self.items = store.table("netsuite.item", Item)
        self.accounts = store.table("netsuite.account", Account)
        self.currencies = store.table("netsuite.currency", Currency)
        self.terms = store.table("netsuite.term", Term)
        self.payment_methods = store.table("netsuite.payment_method", PaymentMethod)
        self.periods = store.table("netsuite.accounting_period", AccountingPeriod)
        self.tax_types = store.table("netsuite.tax_type", TaxType)
        self.tax_codes = store.table("netsuite.tax_code", TaxCode)
        self.scripts = store.table("netsuite.script", Script)
        self.setting_values = store.table("netsuite.setting", SettingValue)

        each = self.transactions.index
        # One external id namespace for all transaction types.
        self.transactions_by_external_id = each(lambda t: _some(t.external_id))
        self.transactions_by_created_from = each(lambda t: _some(t.created_from))
        self.transactions_by_entity = each(lambda t: (t.entity,))
        self.transactions_by_other_ref_num = each(lambda t: _some(t.other_ref_num))
        self.transactions_by_tran_id = each(lambda t: ((t.type, t.tran_id),))
        self.transactions_by_type = each(lambda t: ((t.type, t.tran_date),))
        self.transactions_by_last_modified = each(lambda t: (t.last_modified,))
        self.transactions_by_item = each(lambda t: sorted({line.item for line in t.lines}))
        # Key: the document that something is applied to.
        self.transactions_by_applied_to = each(
            lambda t: sorted({application.doc for application in t.applications})
        )
        self.ledger_by_transaction = self.ledger.index(lambda row: (row.transaction,))
        self.ledger_by_account = self.ledger.index(lambda row: (row.account,))

        self.entities_by_external_id = self.entities.index(lambda e: _some(e.external_id))
        self.entities_by_email = self.entities.index(lambda e: _some(e.email.lower()))
        self.entities_by_entity_id = self.entities.index(lambda e: (e.entity_id,))
        self.entities_by_last_modified = self.entities.index(lambda e: (e.last_modified,))

        self.items_by_item_id = self.items.index(lambda i: (i.item_id,))
        self.items_by_external_id = self.items.index(lambda i: _some(i.external_id))
        self.accounts_by_number = self.accounts.index(lambda a: (a.acct_number,))
        self.accounts_by_name = self.accounts.index(lambda a: (a.acct_name,))
        self.currencies_by_symbol = self.currencies.index(lambda c: (c.symbol,))
        self.terms_by_name = self.terms.index(lambda t: (t.name,))
        self.payment_methods_by_name = self.payment_methods.index(lambda p: (p.name,))
        self.periods_by_start = self.periods.index(lambda p: (p.start_date,))

    def transactions_of(self, record_type: str) -> Iterator[Transaction]:
        """All transactions of one REST record type, oldest transaction date first."""
        code = RECORD_TYPES[record_type]
        return self.transactions_by_type.between((code, date.min), (code, date.max))

    def items_of(self, record_type: str) -> Iterator[Item]:
        return (item for item in self.items if item.record_type == record_type)

    def children(self, transaction_id: int) -> list[Transaction]:
        """Transactions created from this one, by id."""
        return self.transactions_by_created_from.find(transaction_id)

    def applied_to(self, transaction_id: int) -> list[Transaction]:
        """Payments, credit memos and customer refunds applied to this document, by id."""
        return self.transactions_by_applied_to.find(transaction_id)

    def period_of(self, day: date) -> AccountingPeriod | None:
        """The accounting period that holds `day`."""
        first_of_month = day.replace(day=1)
        period = self.periods_by_start.first(first_of_month)
        return period if period is not None and day <= period.end_date else None


def _some(key: Any) -> tuple[Any, ...]:
    """An index key only when there is something to find."""
    return (key,) if key not in (None, "") else ()
