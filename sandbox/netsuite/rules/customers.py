"""Customers: mandatory names, uniqueness, address book, balances."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.netsuite.errors import InvalidContent, UserError
from sandbox.netsuite.records import ZERO, Address, Customer
from sandbox.netsuite.rules.custom import written
from sandbox.netsuite.rules.numbers import next_list_id
from sandbox.netsuite.rules.periods import today
from sandbox.netsuite.rules.references import check
from sandbox.netsuite.rules.subsidiaries import base_currency, check_exists

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = [
    "balance",
    "create_customer",
    "delete_customer",
    "deposit_balance",
    "unbilled_orders",
    "update_customer",
]

_PLAIN = (
    "entity_id",
    "external_id",
    "is_person",
    "company_name",
    "first_name",
    "last_name",
    "email",
    "phone",
    "currency",
    "terms",
    "subsidiary",
    "is_inactive",
)
_DEFAULTS = {
    field.name: field.default
    for field in msgspec.structs.fields(Customer)
    if field.default is not msgspec.NODEFAULT
}
# Captured from live accounts.
_EXISTS = "This entity already exists."


def create_customer(netsuite: Domain, fields: Mapping[str, Any]) -> Customer:
    """Raises UserError for a missing name or a taken number or external id."""
    now = netsuite.clock.now()
    base = base_currency(netsuite, _owner(netsuite, fields))
    number = next_list_id(netsuite)
    blank = Customer(
        id=number,
        entity_id=str(number),
        currency=base.id,
        currencies=(base.id,),
        date_created=now,
        last_modified=now,
        is_person="company_name" not in fields,
    )
    return _save(netsuite, blank, fields, ())


def _owner(netsuite: Domain, fields: Mapping[str, Any]) -> int | None:
    """The subsidiary whose currency a new customer starts with, if there is one."""
    named = fields.get("subsidiary")
    return named if named in netsuite.records.subsidiaries else None


def update_customer(
    netsuite: Domain, customer: Customer, changes: Mapping[str, Any], replace: Collection[str] = ()
) -> Customer:
    return _save(netsuite, customer, changes, replace)


def _save(
    netsuite: Domain, customer: Customer, changes: Mapping[str, Any], replace: Collection[str]
) -> Customer:
    new: dict[str, Any] = {}
    for name in _PLAIN:
        if name in changes:
            value = changes[name]
            if value is None and name not in _DEFAULTS:
                raise UserError.missing("Customer ID" if name == "entity_id" else "Currency")
            new[name] = _DEFAULTS.get(name) if value is None else value
    if "custom" in changes:
        new["custom"] = written(netsuite, customer.custom, changes["custom"])
    if "currencies" in changes:
        new["currencies"] = tuple(changes["currencies"] or ())
    if "addresses" in changes:
        new["addresses"] = _addresses(customer.addresses, changes["addresses"], replace)
    moved = new.get("subsidiary", customer.subsidiary) != customer.subsidiary
    if moved and netsuite.records.transactions_by_entity.first(customer.id) is not None:
        raise InvalidContent.field_value(new["subsidiary"], "subsidiary")
    customer = msgspec.structs.replace(customer, **new, last_modified=netsuite.clock.now())
    for currency in (customer.currency, *customer.currencies):
        check(netsuite, "currency", currency)
    if customer.currency not in customer.currencies:
        customer = msgspec.structs.replace(
            customer, currencies=(*customer.currencies, customer.currency)
        )
    check(netsuite, "terms", customer.terms)
    if customer.subsidiary is not None or netsuite.settings.one_world:
        check_exists(netsuite, customer.subsidiary)
    _check_names(customer)
    _check_unique(netsuite, customer)
    return netsuite.records.entities.put(customer)


def _check_names(customer: Customer) -> None:
    if customer.is_person:
        wanted = {"First Name": customer.first_name, "Last Name": customer.last_name}
    else:
        wanted = {"Company Name": customer.company_name}
    missing = [label for label, value in wanted.items() if not value]
    if missing:
        raise UserError.missing(*missing)


def _check_unique(netsuite: Domain, customer: Customer) -> None:
    records = netsuite.records
    if customer.external_id is not None:
        for other in records.entities_by_external_id.find(customer.external_id):
            if other.id != customer.id:
                raise UserError(_EXISTS, "externalId")
    for other in records.entities_by_entity_id.find(customer.entity_id):
        if other.id != customer.id:
            raise UserError(_EXISTS, "entityId")


def _addresses(
    old: tuple[Address, ...], given: list[dict[str, Any]] | None, replace: Collection[str]
) -> tuple[Address, ...]:
    if given is None:
        return ()
    kept = {address.line: address for address in old}
    result: dict[int, Address] = {} if "addresses" in replace else dict(kept)
    last = max(kept, default=0)
    for values in given:
        plain = {name: value for name, value in values.items() if value is not None}
        number = plain.pop("line", None)
        if number in kept:
            result[number] = msgspec.structs.replace(kept[number], **plain)
        else:
            last += 1
            result[last] = Address(line=last, **plain)
    return tuple(result[number] for number in sorted(result))


def delete_customer(netsuite: Domain, customer: Customer) -> None:
    """Raises UserError when the customer has transactions."""
    if netsuite.records.transactions_by_entity.first(customer.id) is not None:
        raise UserError("This record cannot be deleted because it has dependent records.")
    netsuite.records.entities.delete(customer.id)


def balance(netsuite: Domain, customer: Customer) -> Decimal:
    """What the customer owes: open invoices less unapplied payments and credits."""
    owed = ZERO
    for transaction in netsuite.records.transactions_by_entity.find(customer.id):
        if transaction.voided:
            continue
        if transaction.type == "CustInvc":
            owed += transaction.amount_remaining
        elif transaction.type in ("CustCred", "CustPymt", "DepAppl"):
            owed -= transaction.amount_remaining
    return owed


def overdue_balance(netsuite: Domain, customer: Customer) -> Decimal:
    """What is open of invoices that were due before today; without a due date, on their own."""
    day = today(netsuite)
    return sum(
        (
            each.amount_remaining
            for each in netsuite.records.transactions_by_entity.find(customer.id)
            if each.type == "CustInvc"
            and not each.voided
            and (each.due_date or each.tran_date) < day
        ),
        ZERO,
    )


def deposit_balance(netsuite: Domain, customer: Customer) -> Decimal:
    """What is left of the customer's deposits."""
    deposits = netsuite.records.transactions_by_entity.find(customer.id)
    return sum(
        (each.amount_remaining for each in deposits if each.type == "CustDep" and not each.voided),
        ZERO,
    )


def unbilled_orders(netsuite: Domain, customer: Customer) -> Decimal:
    """The unbilled part of open sales orders, before discount, tax and shipping."""
    waiting = ZERO
    for order in netsuite.records.transactions_by_entity.find(customer.id):
        if order.type == "SalesOrd" and order.status not in ("C", "G", "H"):
            for line in order.lines:
                if not line.is_closed and line.quantity:
                    left = line.quantity - line.quantity_billed
                    waiting += line.amount * left / line.quantity
    return waiting.quantize(ZERO)
