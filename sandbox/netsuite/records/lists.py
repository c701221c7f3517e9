"""Customers, items and the account's lists; custom fields and custom records."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import msgspec

__all__ = [
    "CUSTOM_FIELDS",
    "ITEM_TYPES",
    "Account",
    "AccountingPeriod",
    "Address",
    "ConsolidatedRate",
    "Currency",
    "CustomAccess",
    "CustomField",
    "CustomRecord",
    "CustomRecordType",
    "Customer",
    "FieldHolder",
    "FieldKind",
    "Item",
    "Location",
    "Member",
    "PaymentMethod",
    "Script",
    "SettingValue",
    "Stock",
    "Subsidiary",
    "TaxCode",
    "TaxType",
    "Term",
]

CustomAccess = Literal["entries", "list", "open"]
FieldKind = Literal["text", "currency", "number", "integer", "flag", "day", "select"]
FieldHolder = Literal["body", "column", "entity", "item", "record"]

# REST record type -> `item.itemtype`.
ITEM_TYPES: dict[str, str] = {
    "inventoryItem": "InvtPart",
    "nonInventorySaleItem": "NonInvtPart",
    "nonInventoryResaleItem": "NonInvtPart",
    "nonInventoryPurchaseItem": "NonInvtPart",
    "otherChargeSaleItem": "OthCharge",
    "otherChargeResaleItem": "OthCharge",
    "otherChargePurchaseItem": "OthCharge",
    "serviceSaleItem": "Service",
    "serviceResaleItem": "Service",
    "servicePurchaseItem": "Service",
    "discountItem": "Discount",
    "kitItem": "Kit",
    "shipItem": "ShipItem",
}

# Custom body fields that the connector's bundle installs in the account: script id -> kind.
CUSTOM_FIELDS: dict[str, FieldKind] = {
    "custbody_fa_channel": "text",
    "custbody_fa_refund_id": "text",
    "custbody_fa_order_total": "currency",
    "custbody_fa_subtotal": "currency",
    "custbody_fa_tax_total": "currency",
    "custbody_fa_shipping_total": "currency",
}


class CustomField(msgspec.Struct, frozen=True, kw_only=True):
    """A custom field; `id` is its script id (`custbody_x`, `custrecord_x`). `holder`: where it
    lives; `record`: the custom record type of a `custrecord_` field. A `select` field points at
    `target`: a record type of the account (`customer`, `item`, `customrecord_x` ...)."""

    id: str
    label: str
    kind: FieldKind
    holder: FieldHolder
    record: str = ""
    target: str = ""


class CustomRecordType(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is the script id: `customrecord_fa_sync_state`. `access`: what a role needs, as the
    form's Access Type says: the one permission for all custom record entries, a place on the
    type's own permission list, or nothing."""

    id: str
    name: str
    access: CustomAccess = "entries"


class CustomRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a custom type."""

    id: int
    kind: str  # the type's script id
    name: str
    created: datetime
    last_modified: datetime
    external_id: str | None = None
    is_inactive: bool = False
    custom: dict[str, Any] = msgspec.field(default_factory=dict)  # custrecord_*

    @property
    def record_type(self) -> str:
        return self.kind


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
    subsidiary: int | None = None  # the primary subsidiary; None: not a OneWorld account
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


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A component of a kit: `quantity` of `item` goes into one kit."""

    line: int
    item: int
    quantity: Decimal


class Stock(msgspec.Struct, frozen=True, kw_only=True):
    """What lies of an item at one location. `committed`: of what is on hand, held for orders."""

    location: int  # 0: none
    on_hand: Decimal = Decimal(0)
    committed: Decimal = Decimal(0)


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
    rate: str = ""  # discount item: "-10%" or "-5.00"
    members: tuple[Member, ...] = ()  # kit
    subsidiaries: tuple[int, ...] = ()  # empty: not a OneWorld account
    include_children: bool = True  # the item's subsidiaries and what lies below them
    cost: Decimal | None = None  # purchase price
    average_cost: Decimal = Decimal(0)
    quantity_on_hand: Decimal = Decimal(0)
    quantity_committed: Decimal = Decimal(0)  # of what is on hand, held for orders
    stock: tuple[Stock, ...] = ()  # of these, what lies at a location; by location
    income_account: int | None = None
    cogs_account: int | None = None
    asset_account: int | None = None
    is_fulfillable: bool = False
    is_taxable: bool = True
    is_inactive: bool = False
    custom: dict[str, Any] = msgspec.field(default_factory=dict)  # custitem_*

    def at(self, location: int) -> Stock:
        """What lies at a location; 0: under none."""
        if location:
            found = (each for each in self.stock if each.location == location)
            return next(found, Stock(location=location))
        on_hand, committed = self.quantity_on_hand, self.quantity_committed
        for each in self.stock:
            on_hand, committed = on_hand - each.on_hand, committed - each.committed
        return Stock(location=0, on_hand=on_hand, committed=committed)

    def moved(
        self, location: int, on_hand: Decimal = Decimal(0), committed: Decimal = Decimal(0)
    ) -> Item:
        """The item with that much more at a location; 0: under none."""
        stock = self.stock
        if location:
            before = self.at(location)
            after = Stock(
                location=location,
                on_hand=before.on_hand + on_hand,
                committed=before.committed + committed,
            )
            kept = [each for each in stock if each.location != location]
            stock = tuple(sorted((*kept, after), key=lambda each: each.location))
        return msgspec.structs.replace(
            self,
            quantity_on_hand=self.quantity_on_hand + on_hand,
            quantity_committed=self.quantity_committed + committed,
            stock=stock,
        )


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """`acct_type` as the API Browser writes it: Bank, AcctRec, OthCurrAsset, Income, COGS ..."""

    id: int
    acct_number: str
    acct_name: str
    acct_type: str
    currency: int | None = None  # of a bank account; None: any
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
    """`account` None: the money lies in Undeposited Funds until a bank deposit. `is_check`: a
    refund by this method may write its own check (`settings.checks_for_refunds`)."""

    id: int
    name: str
    account: int | None = None
    is_check: bool = False
    is_inactive: bool = False


class Subsidiary(msgspec.Struct, frozen=True, kw_only=True):
    """A company of a OneWorld account. `currency` is the base currency of its ledger."""

    id: int
    name: str
    currency: int
    parent: int | None = None
    is_elimination: bool = False
    is_inactive: bool = False


class ConsolidatedRate(msgspec.Struct, frozen=True, kw_only=True):
    """Rates of one month: currency of the books of `to_subsidiary`, a company above, per unit of
    the currency of the books of `from_subsidiary`."""

    id: int
    period: int
    from_subsidiary: int
    to_subsidiary: int
    current_rate: Decimal
    average_rate: Decimal
    historical_rate: Decimal


class Location(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    name: str
    subsidiary: int | None = None
    is_inactive: bool = False


class AccountingPeriod(msgspec.Struct, frozen=True, kw_only=True):
    """A month, or the quarter or year above it, which nothing posts to. Both dates belong to it.
    A lock stops posting before the period is closed: of all transactions, of what touches A/R, of
    what touches A/P (Help Center "Locking Transactions")."""

    id: int
    period_name: str  # "Nov 2026", "Q4 2026", "FY 2026"
    start_date: date
    end_date: date
    closed: bool = False
    all_locked: bool = False
    ar_locked: bool = False
    ap_locked: bool = False
    parent: int | None = None  # the quarter of a month, the year of a quarter
    is_quarter: bool = False
    is_year: bool = False

    @property
    def is_posting(self) -> bool:
        return not (self.is_quarter or self.is_year)


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
