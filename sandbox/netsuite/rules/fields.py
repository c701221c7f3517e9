"""What a write says about a transaction's fields, put into the draft; nothing computed yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.netsuite.errors import InvalidContent, UserError
from sandbox.netsuite.records import ZERO, TaxDetail, Transaction
from sandbox.netsuite.rules import account_lines, applications, banking, lines, totals
from sandbox.netsuite.rules.custom import written
from sandbox.netsuite.rules.references import (
    check,
    check_account,
    customer_field,
    customer_of,
    wire_name,
)
from sandbox.netsuite.rules.subsidiaries import base_currency

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["edit"]

_COMMON = (
    "external_id",
    "memo",
    "tran_date",
    "posting_period",
    "exchange_rate",
    "email",
    "location",
)
_BODY = (
    "other_ref_num",
    "discount_item",
    "discount_rate",
    "discount_total",
    "ship_method",
    "shipping_cost",
    "shipping_tax_details_reference",
    "tax_details_override",
)
# Header fields a person may write, by type; every other key is computed and ignored.
_WRITABLE: dict[str, tuple[str, ...]] = {
    "SalesOrd": (*_COMMON, *_BODY, "terms", "payment_method", "ship_date"),
    "CustInvc": (*_COMMON, *_BODY, "terms", "due_date", "account", "ship_date"),
    "CashSale": (*_COMMON, *_BODY, "payment_method", "account", "undep_funds", "check_number"),
    "CashRfnd": (*_COMMON, *_BODY, "payment_method", "account", "undep_funds", "check_number"),
    "CustCred": (*_COMMON, *_BODY, "account", "auto_apply"),
    "CustPymt": (
        *_COMMON,
        "payment_method",
        "account",
        "undep_funds",
        "ar_account",
        "check_number",
        "auto_apply",
    ),
    "CustRfnd": (*_COMMON, "payment_method", "account", "ar_account", "check_number"),
    "ItemShip": (*_COMMON, "ship_status", "ship_date", "ship_method", "tracking_numbers"),
    "RtnAuth": (*_COMMON, *_BODY, "payment_method"),
    "ItemRcpt": _COMMON,
    "CustDep": (
        *_COMMON,
        "payment_method",
        "account",
        "undep_funds",
        "check_number",
        "sales_order",
    ),
    "DepAppl": (*_COMMON, "ar_account"),
    "Deposit": (*_COMMON, "account"),
    "Journal": _COMMON,
    "Estimate": (*_COMMON, *_BODY, "terms", "due_date"),
    "Check": _COMMON,
}
_REFERENCES = (
    "discount_item",
    "ship_method",
    "terms",
    "payment_method",
    "ar_account",
    "posting_period",
    "sales_order",
)
_CLEARED = {
    field.name: field.default
    for field in msgspec.structs.fields(Transaction)
    if field.default is not msgspec.NODEFAULT
}


def edit(
    netsuite: Domain,
    draft: Transaction,
    changes: Mapping[str, Any],
    replace: Collection[str] = (),
) -> Transaction:
    """`draft` with `changes` written into it, nothing computed yet."""
    _legacy_account(netsuite, changes)
    draft = _parties(netsuite, draft, changes)
    draft = _header(netsuite, draft, changes)
    new: dict[str, Any] = {}
    if draft.type in totals.WITH_TOTALS:
        if "lines" in changes:
            new["lines"] = lines.merge(netsuite, draft, changes["lines"], replace)
        if "tax_details" in changes:
            new["tax_details"] = _tax_details(netsuite, changes["tax_details"])
    elif "lines" in changes and draft.type in ("ItemShip", "ItemRcpt"):
        new["lines"] = lines.merge_shipped(draft, changes["lines"], replace)
    if "applications" in changes and draft.type in applications.APPLIES_TO:
        given = changes["applications"]
        new["applications"] = applications.merge(netsuite, draft, given, replace)
    if "payment" in changes and draft.type in ("CustPymt", "CustDep"):
        new["total"] = changes["payment"] or ZERO
    if draft.type in ("Journal", "Deposit"):
        new |= _accounts(netsuite, draft, changes, replace)
    if "order_status" in changes and draft.type in ("SalesOrd", "RtnAuth"):
        new["status"] = _approval(draft, changes["order_status"])
    return msgspec.structs.replace(draft, **new) if new else draft


def _accounts(
    netsuite: Domain, draft: Transaction, changes: Mapping[str, Any], replace: Collection[str]
) -> dict[str, Any]:
    """The lists of a journal entry or a bank deposit."""
    new: dict[str, Any] = {}
    if draft.type == "Journal":
        if "journal_lines" in changes:
            given = changes["journal_lines"]
            new["account_lines"] = account_lines.merge(netsuite, draft, "line", given, replace)
        return new
    if "other_deposits" in changes:
        given = changes["other_deposits"]
        draft = msgspec.structs.replace(
            draft,
            account_lines=account_lines.merge(netsuite, draft, "other", given, replace),
        )
    if "cash_back" in changes:
        given = changes["cash_back"]
        draft = msgspec.structs.replace(
            draft,
            account_lines=account_lines.merge(netsuite, draft, "cashBack", given, replace),
        )
    if "payments" in changes:
        new["banked"] = banking.merge(netsuite, draft, changes["payments"], replace)
    return {**new, "account_lines": draft.account_lines}


def _parties(netsuite: Domain, draft: Transaction, changes: Mapping[str, Any]) -> Transaction:
    """Whose transaction this is, in which currency and made from what is said when it is made.
    Only the customer may still change, as long as no other document is linked to it."""
    for name in ("currency", "created_from", "deposit", "subsidiary"):
        if changes.get(name) not in (None, getattr(draft, name)):
            raise InvalidContent.field_value(changes[name], wire_name(name))
    if changes.get("entity", draft.entity) == draft.entity:
        return draft
    field = customer_field(draft.type)
    customer = customer_of(netsuite, changes["entity"], field)
    records = netsuite.records
    linked = draft.created_from is not None or draft.applications
    if linked or records.children(draft.id) or records.applied_to(draft.id):
        raise InvalidContent.field_value(customer.id, field)
    return msgspec.structs.replace(
        draft, entity=customer.id, subsidiary=customer.subsidiary or draft.subsidiary
    )


def _header(netsuite: Domain, draft: Transaction, changes: Mapping[str, Any]) -> Transaction:
    """The plain fields. None puts a field back to empty."""
    new: dict[str, Any] = {}
    for name in _WRITABLE[draft.type]:
        if name in changes:
            value = changes[name]
            if value is None and name == "tran_date":
                raise UserError.missing("Date", path="tranDate")
            new[name] = _CLEARED[name] if value is None else value
    for name in _REFERENCES:
        if name in new:
            check(netsuite, name, new[name])
    check_account(netsuite, draft.type, new.get("account"))
    rate = new.get("exchange_rate", draft.exchange_rate)
    is_base = base_currency(netsuite, draft.subsidiary).id == draft.currency
    if rate <= 0 or (rate != 1 and is_base):
        raise InvalidContent.field_value(rate, "exchangeRate")
    if new.get("ship_status", "C") not in ("A", "B", "C"):
        raise InvalidContent.field_value(new["ship_status"], "shipStatus")
    if new.get("tran_date", draft.tran_date) != draft.tran_date:
        new.setdefault("posting_period", None)  # another date, another period
    if new.get("account") is not None and "undep_funds" not in changes:
        new["undep_funds"] = False  # naming a bank takes the money out of Undeposited Funds
    if "custom" in changes:
        new["custom"] = written(netsuite, draft.custom, changes["custom"])
    if "tran_id" in changes and netsuite.settings.allow_transaction_number_override:
        new["tran_id"] = changes["tran_id"] or draft.tran_id
    if "discount_total" in changes and "discount_rate" not in changes:
        new["discount_rate"] = ""
    return msgspec.structs.replace(draft, **new) if new else draft


def _legacy_account(netsuite: Domain, changes: Mapping[str, Any]) -> None:
    """Tax details are SuiteTax; a legacy account knows none (Help Center, record pages)."""
    if netsuite.settings.tax_engine == "legacy" and (
        changes.get("tax_details") or changes.get("tax_details_override")
    ):
        raise InvalidContent.field_value("taxDetails", "taxDetails")


def _tax_details(netsuite: Domain, given: list[Mapping[str, Any]] | None) -> tuple[TaxDetail, ...]:
    details = []
    for index, values in enumerate(given or ()):
        path = f"taxDetails.items[{index}]"
        reference = values.get("reference")
        if not reference:
            raise UserError.missing("Tax Details Reference", path=f"{path}.taxDetailsReference")
        basis, rate = values.get("tax_basis") or ZERO, values.get("tax_rate") or Decimal(0)
        amount = values.get("tax_amount")
        code, kind = values.get("tax_code"), values.get("tax_type")
        check(netsuite, "tax_code", code, f"{path}.taxCode")
        check(netsuite, "tax_type", kind, f"{path}.taxType")
        details.append(
            TaxDetail(
                reference=reference,
                tax_basis=basis,
                tax_rate=rate,
                tax_amount=basis * rate / 100 if amount is None else amount,
                tax_code=code,
                tax_type=kind,
            )
        )
    return tuple(details)


def _approval(draft: Transaction, letter: str | None) -> str:
    """Approval is the one part of an order's status that is written. What was picked or billed
    was approved (Help Center "Order Management Accounting Preferences")."""
    begun = any(
        line.quantity_picked or line.quantity_billed or line.quantity_received
        for line in draft.lines
    )
    if letter not in ("A", "B") or (letter == "A" and begun):
        raise InvalidContent.field_value(letter, "orderStatus")
    if draft.status in ("", "A", "B"):
        return letter
    if letter == "A":
        raise InvalidContent.field_value(letter, "orderStatus")
    return draft.status
