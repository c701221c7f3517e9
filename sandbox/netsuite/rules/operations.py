"""The verbs of the account: every write of REST and of the screens comes through here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.netsuite.errors import InvalidContent, NonexistentId, UserError
from sandbox.netsuite.records import (
    ITEM_TYPES,
    RECORD_TYPES,
    Customer,
    CustomRecord,
    Item,
    Transaction,
)
from sandbox.netsuite.rules import custom, customers, items, settling
from sandbox.netsuite.rules.references import check, customer_of
from sandbox.netsuite.rules.spending import apply_to_invoice, spend
from sandbox.netsuite.rules.transactions import WITHOUT_ENTITY, blank, edit, remove, save
from sandbox.netsuite.rules.transforms import transform_customer, transform_transaction

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["Document", "create", "delete", "find", "get", "transform", "update", "upsert"]

Document = Transaction | Customer | Item | CustomRecord

# Captured: what a role without the permission to write a list is told.
_NO_PERMISSION = "Your current role does not have permission to perform this action."


def get(netsuite: Domain, record_type: str, internal_id: int) -> Document:
    """Raises NonexistentId, or for a transaction UserError under another type's name (captured:
    a transaction that does not exist answers the same)."""
    records = netsuite.records
    if record_type in RECORD_TYPES:
        transaction = records.transactions.get(internal_id)
        if transaction is not None and transaction.type == RECORD_TYPES[record_type]:
            return transaction
        if transaction is None and netsuite.settings.missing_transaction_status == 404:
            raise NonexistentId
        raise UserError.wrong_transaction_type()
    if record_type == "customer":
        customer = records.entities.get(internal_id)
        if customer is None:
            raise NonexistentId
        return customer
    if record_type in records.custom_record_types:
        record = records.custom_records.get(internal_id)
        if record is None or record.kind != record_type:
            raise NonexistentId
        return record
    item = records.items.get(internal_id) if record_type in ITEM_TYPES else None
    if item is None or item.record_type != record_type:
        raise NonexistentId
    return item


def find(netsuite: Domain, record_type: str, external_id: str) -> Document | None:
    """The record of this type that bears `external_id`; None when none does.

    Raises UserError when a transaction of another type bears it: there is one namespace.
    """
    records = netsuite.records
    if record_type in RECORD_TYPES:
        transaction = records.transactions_by_external_id.first(external_id)
        if transaction is not None and transaction.type != RECORD_TYPES[record_type]:
            raise UserError.wrong_transaction_type()
        return transaction
    if record_type == "customer":
        return records.entities_by_external_id.first(external_id)
    if record_type in records.custom_record_types:
        return records.custom_records_by_external_id.first((record_type, external_id))
    for item in records.items_by_external_id.find(external_id):
        if item.record_type == record_type:
            return item
    return None


def create(netsuite: Domain, record_type: str, fields: Mapping[str, Any]) -> Document:
    """A new record. Raises InvalidContent, UserError; NonexistentId for an unknown type."""
    with netsuite.store.transaction():
        if record_type == "customer":
            return customers.create_customer(netsuite, fields)
        if record_type in ITEM_TYPES:
            return items.create_item(netsuite, record_type, fields)
        if record_type in netsuite.records.custom_record_types:
            return custom.create_record(netsuite, record_type, fields)
        return _create_transaction(netsuite, _type_of(record_type), fields)


def _type_of(record_type: str) -> str:
    if record_type not in RECORD_TYPES:
        raise UserError(_NO_PERMISSION)
    return RECORD_TYPES[record_type]


def _create_transaction(netsuite: Domain, kind: str, fields: Mapping[str, Any]) -> Transaction:
    if kind in _ONLY_MADE_FROM:
        label, path = _ONLY_MADE_FROM[kind]
        raise UserError.missing(label, path=path)
    if kind == "Check":
        raise UserError(_NO_PERMISSION)
    source = fields.get("created_from") if kind in _MADE_FROM else None
    if source is not None:
        check(netsuite, "created_from", source)
        origin = netsuite.records.transactions[source]
        if origin.type not in _MADE_FROM[kind] or origin.entity != fields.get("entity"):
            raise UserError(
                f"You can not initialize {kind.lower()}: invalid reference {source}.",
                "createdFrom",
            )
        fields = {**fields, "lines": _linked(origin, fields.get("lines"))}
    draft = blank(
        netsuite,
        kind,
        fields.get("entity"),
        fields.get("currency"),
        source,
        fields.get("subsidiary"),
    )
    if kind in WITHOUT_ENTITY:
        return save(netsuite, None, edit(netsuite, draft, fields))
    if kind == "CustRfnd" and "deposits" in fields:
        given = fields["deposits"] or ()
        draft = msgspec.structs.replace(draft, applications=spend(netsuite, draft, given))
    customer = customer_of(netsuite, draft.entity)
    takes_terms = kind == "CustInvc" or (
        kind == "SalesOrd" and fields.get("payment_method") is None
    )
    if takes_terms and "terms" not in fields:
        fields = {**fields, "terms": customer.terms}
    draft = edit(netsuite, draft, fields)
    if kind == "CustPymt":
        return settling.save_with(netsuite, None, draft, fields)
    made = save(netsuite, None, draft, apply_to_source="applications" not in fields)
    if kind == "CustInvc" and source is not None:
        apply_to_invoice(netsuite, made)
        return netsuite.records.transactions[made.id]
    return made


def _linked(
    origin: Transaction, given: Sequence[Mapping[str, Any]] | None
) -> list[Mapping[str, Any]] | None:
    """Lines that name no source line take the first one with their item."""
    if given is None:
        return None
    by_item: dict[int, int] = {}
    for line in origin.lines:
        by_item.setdefault(line.item, line.line)
    return [
        values
        if values.get("order_line") is not None
        else {**values, "order_line": by_item.get(values.get("item", 0))}
        for values in given
    ]


# What a record typed by hand may name as its origin.
_MADE_FROM: dict[str, frozenset[str]] = {
    "CashSale": frozenset({"SalesOrd"}),
    "CustInvc": frozenset({"SalesOrd"}),
    "CashRfnd": frozenset({"CashSale"}),
    "CustCred": frozenset({"CustInvc", "CashRfnd"}),
    "RtnAuth": frozenset({"SalesOrd", "CashSale", "CustInvc"}),
}
# What exists only as the transform of another record.
_ONLY_MADE_FROM = {
    "ItemShip": ("Created From", "createdFrom"),
    "ItemRcpt": ("Created From", "createdFrom"),
    "DepAppl": ("Deposit", "deposit"),
}


def update(
    netsuite: Domain,
    record_type: str,
    internal_id: int,
    changes: Mapping[str, Any],
    replace: Collection[str] = (),
) -> Document:
    """Write `changes` into a record. Raises as `get` and `create` do."""
    with netsuite.store.transaction():
        old = get(netsuite, record_type, internal_id)
        if isinstance(old, Customer):
            return customers.update_customer(netsuite, old, changes, replace)
        if isinstance(old, Item):
            return items.update_item(netsuite, old, changes, replace)
        if isinstance(old, CustomRecord):
            return custom.update_record(netsuite, old, changes)
        if old.type == "CustRfnd" and changes.get("deposits"):
            # Help Center "Customer Refund": the deposit list cannot be updated.
            raise InvalidContent.field_value("items", "deposit", "deposit")
        draft = edit(netsuite, old, changes, replace)
        if old.type == "CustPymt":
            return settling.save_with(netsuite, old, draft, changes, replace)
        return save(netsuite, old, draft)


def upsert(
    netsuite: Domain,
    record_type: str,
    external_id: str,
    fields: Mapping[str, Any],
    replace: Collection[str] = (),
) -> Document:
    """Create under `external_id`, or update the record that bears it already."""
    with netsuite.store.transaction():
        old = find(netsuite, record_type, external_id)
        if old is None:
            return create(netsuite, record_type, {**fields, "external_id": external_id})
        return update(netsuite, record_type, old.id, fields, replace)


def delete(netsuite: Domain, record_type: str, internal_id: int) -> None:
    """Raises UserError when something depends on the record or its period is closed."""
    with netsuite.store.transaction():
        old = get(netsuite, record_type, internal_id)
        if isinstance(old, Customer):
            customers.delete_customer(netsuite, old)
        elif isinstance(old, Item):
            items.delete_item(netsuite, old)
        elif isinstance(old, CustomRecord):
            custom.delete_record(netsuite, old)
        else:
            remove(netsuite, old)
            settling.forget(netsuite, old)


def transform(
    netsuite: Domain,
    source_id: int,
    target_type: str,
    overlay: Mapping[str, Any] | None = None,
    *,
    source_type: str | None = None,
    replace: Collection[str] = (),
) -> Transaction:
    """A new transaction made from another record; `overlay` goes over its defaults.

    `source_type` None: a transaction of whatever type. Raises InvalidRequest for a pair that does
    not exist.
    """
    with netsuite.store.transaction():
        overlay = overlay or {}
        if source_type is None:
            source: Document | None = netsuite.records.transactions.get(source_id)
            if source is None:
                raise UserError.wrong_transaction_type()
        else:
            source = get(netsuite, source_type, source_id)
        if isinstance(source, Customer):
            return transform_customer(netsuite, source, target_type, overlay)
        if isinstance(source, Transaction):
            return transform_transaction(netsuite, source, target_type, overlay, replace)
        raise NonexistentId
