"""The pieces that documents are made of, named and ordered as in Finance.xsd."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

__all__ = [
    "ZERO",
    "CashBackInfo",
    "CheckPayment",
    "CustomField",
    "DeliveryInfo",
    "EmailAddress",
    "EntityTypeRef",
    "LinkedTxn",
    "ListObject",
    "MemoRef",
    "MetaData",
    "NameValue",
    "Part",
    "PhysicalAddress",
    "Ref",
    "Stored",
    "TelephoneNumber",
    "WebSiteAddress",
]

ZERO = Decimal("0.00")


class Part(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """A piece of a document: no id of its own in the store. Field order is the schema's order."""


class Ref(msgspec.Struct, frozen=True, omit_defaults=True):
    """A reference. On input only `value` counts; `type` says what an entity reference names."""

    value: str
    name: str = ""
    type: str = ""


class MemoRef(msgspec.Struct, frozen=True):
    """The message on a form."""

    value: str


class MetaData(Part, frozen=True, kw_only=True):
    """Aware moments, in UTC; the wire shows them in the company's time zone."""

    create_time: datetime
    last_updated_time: datetime


class CustomField(Part, frozen=True, kw_only=True):
    """A custom field of a document."""

    definition_id: str | None = None
    name: str | None = None
    type: str | None = None
    string_value: str | None = None


class LinkedTxn(Part, frozen=True, kw_only=True):
    """A link to another transaction."""

    txn_id: str | None = None
    txn_type: str | None = None
    txn_line_id: str | None = None


class PhysicalAddress(Part, frozen=True, kw_only=True):
    """A postal address."""

    id: str | None = None
    line1: str | None = None
    line2: str | None = None
    line3: str | None = None
    line4: str | None = None
    line5: str | None = None
    city: str | None = None
    country: str | None = None
    country_sub_division_code: str | None = None
    postal_code: str | None = None
    lat: str | None = None
    long: str | None = None


class EmailAddress(Part, frozen=True, kw_only=True):
    """An e-mail address."""

    address: str | None = None


class TelephoneNumber(Part, frozen=True, kw_only=True):
    """A telephone number as it was typed."""

    free_form_number: str | None = None


class WebSiteAddress(Part, frozen=True, kw_only=True):
    """A web address."""

    uri: str | None = msgspec.field(name="URI", default=None)


class NameValue(Part, frozen=True, kw_only=True):
    """A named value of company information and preferences."""

    name: str | None = None
    value: str | None = None


class CheckPayment(Part, frozen=True, kw_only=True):
    """How a check was made out."""

    check_num: str | None = None
    status: str | None = None
    name_on_acct: str | None = None
    acct_num: str | None = None
    bank_name: str | None = None


class CashBackInfo(Part, frozen=True, kw_only=True):
    """Cash kept back from a deposit; `amount` is positive."""

    account_ref: Ref | None = None
    amount: Decimal | None = None
    memo: str | None = None


class EntityTypeRef(Part, frozen=True, kw_only=True):
    """A customer, vendor or employee, with its kind."""

    type: str | None = None
    entity_ref: Ref | None = None


class DeliveryInfo(Part, frozen=True, kw_only=True):
    """When and how a form was sent."""

    delivery_type: str | None = None
    delivery_time: datetime | None = None
    delivery_error_type: str | None = None


class Stored(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """Whatever has an id. `sync_token` grows by one with every write, QuickBooks' own included."""

    id: str
    sync_token: int
    meta_data: MetaData
    custom_field: tuple[CustomField, ...] = ()


class ListObject(Stored, frozen=True, kw_only=True):
    """An object of a list: made inactive, never deleted."""
