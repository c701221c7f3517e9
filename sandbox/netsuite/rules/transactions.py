"""Saving a transaction: fields, figures, checks, scripts, then ledger and links. One pipeline.

A save is all or nothing: it runs in a store transaction, so a refusal leaves no trace.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.netsuite import ledger
from sandbox.netsuite.chart import Chart
from sandbox.netsuite.errors import InvalidContent, UserError
from sandbox.netsuite.records import ZERO, TaxDetail, Transaction
from sandbox.netsuite.rules import applications, lines, links, periods, totals
from sandbox.netsuite.rules.numbers import next_tran_id, next_transaction_id
from sandbox.netsuite.rules.references import (
    check,
    check_account,
    check_currency,
    customer_field,
    customer_of,
    wire_name,
)
from sandbox.netsuite.rules.statuses import derive

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["blank", "edit", "remove", "save"]

_COMMON = ("external_id", "memo", "tran_date", "posting_period", "exchange_rate", "email")
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
}
_REFERENCES = (
    "discount_item",
    "ship_method",
    "terms",
    "payment_method",
    "ar_account",
    "posting_period",
)
_CLEARED = {
    field.name: field.default
    for field in msgspec.structs.fields(Transaction)
    if field.default is not msgspec.NODEFAULT
}
_WITH_FUNDS = frozenset({"CashSale", "CashRfnd", "CustPymt"})


def blank(
    netsuite: Domain,
    kind: str,
    entity: int | None,
    currency: int | None = None,
    created_from: int | None = None,
) -> Transaction:
    """An unsaved transaction of type `kind` with its ids. Raises UserError, InvalidContent."""
    customer = customer_of(netsuite, entity, customer_field(kind))
    money = customer.currency if currency is None else currency
    check(netsuite, "currency", money)
    now = netsuite.clock.now()
    number = next_transaction_id(netsuite)
    return Transaction(
        id=number,
        type=kind,
        tran_id=next_tran_id(netsuite, kind),
        transaction_number=str(number),
        entity=customer.id,
        tran_date=periods.today(netsuite),
        posting_period=None,
        created=now,
        last_modified=now,
        currency=money,
        exchange_rate=netsuite.records.currencies[money].exchange_rate,
        created_from=created_from,
    )


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
    elif "lines" in changes and draft.type == "ItemShip":
        new["lines"] = lines.merge_shipped(draft, changes["lines"], replace)
    if "applications" in changes and draft.type in applications.APPLIES_TO:
        given = changes["applications"]
        new["applications"] = applications.merge(netsuite, draft, given, replace)
    if "payment" in changes and draft.type == "CustPymt":
        new["total"] = changes["payment"] or ZERO
    if "order_status" in changes and draft.type == "SalesOrd":
        new["status"] = _approval(draft, changes["order_status"])
    return msgspec.structs.replace(draft, **new) if new else draft


def _parties(netsuite: Domain, draft: Transaction, changes: Mapping[str, Any]) -> Transaction:
    """Whose transaction this is, in which currency and made from what is said when it is made.
    Only the customer may still change, as long as no other document is linked to it."""
    for name in ("currency", "created_from"):
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
    return msgspec.structs.replace(draft, entity=customer.id)


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
    if rate <= 0 or (rate != 1 and netsuite.records.currencies[draft.currency].is_base_currency):
        raise InvalidContent.field_value(rate, "exchangeRate")
    if new.get("ship_status", "C") not in ("A", "B", "C"):
        raise InvalidContent.field_value(new["ship_status"], "shipStatus")
    if new.get("tran_date", draft.tran_date) != draft.tran_date:
        new.setdefault("posting_period", None)  # another date, another period
    if "custom" in changes:
        merged = {**draft.custom, **(changes["custom"] or {})}
        new["custom"] = {name: value for name, value in merged.items() if value is not None}
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
    begun = any(line.quantity_picked or line.quantity_billed for line in draft.lines)
    if letter not in ("A", "B") or (letter == "A" and begun):
        raise InvalidContent.field_value(letter, "orderStatus")
    if draft.status in ("", "A", "B"):
        return letter
    if letter == "A":
        raise InvalidContent.field_value(letter, "orderStatus")
    return draft.status


def save(
    netsuite: Domain,
    old: Transaction | None,
    draft: Transaction,
    *,
    apply_to_source: bool = False,
) -> Transaction:
    """Compute, check and store `draft`; post it and bring its relatives up to date.

    `apply_to_source`: a new credit memo is applied to the invoice it was made from, up to what
    that invoice is due.
    """
    records = netsuite.records
    if old is not None:
        periods.check_open(netsuite, old)
        links.check_own_quantities(old, draft)
    check_currency(records.entities[draft.entity], draft)
    _check_external_id(netsuite, draft)
    draft = _figures(netsuite, draft)
    scripted = netsuite.scripts.before_submit("create" if old is None else "edit", draft)
    if scripted is not draft:
        draft = _figures(netsuite, scripted)
    if draft.type not in periods.NON_POSTING:
        period = draft.posting_period
        if old is None or draft.tran_date != old.tran_date or period != old.posting_period:
            period = periods.period_for(netsuite, draft.tran_date, period)
        draft = msgspec.structs.replace(draft, posting_period=period)
    links.check_remaining(netsuite, old, draft)
    if apply_to_source and draft.created_from is not None:
        draft = _apply_to_source(netsuite, draft)
    if draft.type in applications.APPLIES_TO:
        applications.check(netsuite, old, draft)
    draft = links.with_amount_paid(netsuite, draft)
    if draft.amount_remaining < 0:
        raise UserError(
            f"The amount of the transaction ({draft.total}) is below the amount applied to it "
            f"({draft.amount_paid})."
        )
    draft = msgspec.structs.replace(
        draft, status=derive(records, draft), last_modified=netsuite.clock.now()
    )
    records.transactions.put(draft)
    if draft.type not in periods.NON_POSTING:
        ledger.post(netsuite, old, draft)
    _refresh_relatives(netsuite, draft, old)
    return records.transactions[draft.id]


def _check_external_id(netsuite: Domain, draft: Transaction) -> None:
    """One namespace for all transaction types."""
    if draft.external_id is None:
        return
    for other in netsuite.records.transactions_by_external_id.find(draft.external_id):
        if other.id != draft.id:
            raise UserError("This record already exists.", "externalId")


def _figures(netsuite: Domain, draft: Transaction) -> Transaction:
    """What follows from the fields of one type."""
    if draft.type in totals.WITH_TOTALS:
        if not draft.lines:
            raise UserError(lines.NO_LINES, "item")
        draft = totals.complete(netsuite, draft)
    elif draft.type == "ItemShip" and not draft.lines:
        raise UserError(lines.NO_LINES, "item")
    if draft.type in _WITH_FUNDS:
        draft = _funds(netsuite, draft)
    match draft.type:
        case "SalesOrd":
            return _order(netsuite, draft)
        case "CustInvc" if draft.due_date is None and draft.terms is not None:
            days = netsuite.records.terms[draft.terms].days_until_net_due
            return msgspec.structs.replace(draft, due_date=draft.tran_date + timedelta(days=days))
        case "CustPymt":
            return _payment(netsuite, draft)
        case "CustRfnd":
            total = sum((each.amount for each in draft.applications), ZERO)
            if not total:
                raise UserError.missing("Amount", path="apply")
            # Paid from the bank unless another account is named.
            bank = int(Chart.CHECKING) if draft.account is None else draft.account
            return msgspec.structs.replace(draft, total=total, account=bank)
        case "CustCred" if draft.auto_apply and not draft.applications:
            found = applications.automatic(netsuite, draft, draft.total)
            return msgspec.structs.replace(draft, applications=found)
        case _:
            return draft


def _order(netsuite: Domain, draft: Transaction) -> Transaction:
    """B4: terms and a payment method exclude each other; the order could not be billed."""
    if draft.terms is not None and draft.payment_method is not None:
        raise UserError(
            "A sales order cannot have both Terms and a Payment Method. Remove one of them.",
            "terms",
        )
    if not draft.status:
        return msgspec.structs.replace(draft, status=netsuite.settings.default_order_status)
    return draft


def _funds(netsuite: Domain, draft: Transaction) -> Transaction:
    """Where the money lies: a named bank, the payment method's, else Undeposited Funds."""
    account = draft.account
    if account is None and not draft.undep_funds and draft.payment_method is not None:
        account = netsuite.records.payment_methods[draft.payment_method].account
    if draft.undep_funds or account is None:
        return msgspec.structs.replace(draft, account=None, undep_funds=True)
    return msgspec.structs.replace(draft, account=account)


def _payment(netsuite: Domain, draft: Transaction) -> Transaction:
    """Without an amount the payment is what it applies."""
    total = draft.total or sum((each.amount for each in draft.applications), ZERO)
    if total < 0:
        raise InvalidContent.field_value(total, "payment")
    if not total:
        raise UserError.missing("Payment Amount", path="payment")
    draft = msgspec.structs.replace(draft, total=total)
    if draft.auto_apply and not draft.applications:
        found = applications.automatic(netsuite, draft, total)
        return msgspec.structs.replace(draft, applications=found)
    return draft


def _apply_to_source(netsuite: Domain, draft: Transaction) -> Transaction:
    source = netsuite.records.transactions[draft.created_from]
    due = min(source.amount_remaining, draft.total) if source.type == "CustInvc" else ZERO
    if due <= 0:
        return draft
    made = applications.merge(netsuite, draft, [{"doc": source.id, "amount": due}])
    return msgspec.structs.replace(draft, applications=made)


def _refresh_relatives(
    netsuite: Domain, draft: Transaction, old: Transaction | None = None
) -> None:
    relatives = {application.doc for application in draft.applications}
    if old is not None:
        relatives |= {application.doc for application in old.applications}
    if draft.created_from is not None:
        relatives.add(draft.created_from)
    for relative in sorted(relatives):
        links.refresh(netsuite, relative)


def remove(netsuite: Domain, transaction: Transaction) -> None:
    """Delete, with its ledger rows; relatives get back what it had taken. Raises UserError."""
    periods.check_open(netsuite, transaction)
    links.check_no_children(netsuite, transaction)
    ledger.unpost(netsuite, transaction)
    netsuite.records.transactions.delete(transaction.id)
    _refresh_relatives(netsuite, transaction)
