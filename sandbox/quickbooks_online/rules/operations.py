"""The verbs of the company: every write of the API and of the screens comes through here.

A raise leaves nothing behind. `given` is the body with its wire names, nested mappings and lists,
numbers as Decimal or text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import (
    InvalidId,
    InvalidProperty,
    NotFound,
    RequiredMissing,
    Stale,
    Unsupported,
)
from sandbox.quickbooks_online.records import (
    ENTITIES,
    Attachable,
    Deleted,
    Deposit,
    Entity,
    Item,
    JournalEntry,
    Payment,
    Purchase,
    SalesForm,
    Stored,
    Transaction,
    Transfer,
    TxnTaxDetail,
)
from sandbox.quickbooks_online.rules.attachables import delete_attachable, save_attachable
from sandbox.quickbooks_online.rules.company import save_single
from sandbox.quickbooks_online.rules.deposits import save_deposit
from sandbox.quickbooks_online.rules.fields import blank, read_entity, values_of
from sandbox.quickbooks_online.rules.items import save_item
from sandbox.quickbooks_online.rules.lists import name_member, save_list
from sandbox.quickbooks_online.rules.options import DEFAULT, Options
from sandbox.quickbooks_online.rules.payments import save_payment
from sandbox.quickbooks_online.rules.sales import save_form
from sandbox.quickbooks_online.rules.saving import last_writer
from sandbox.quickbooks_online.rules.spending import save_journal, save_purchase, save_transfer
from sandbox.quickbooks_online.rules.tax import automated
from sandbox.quickbooks_online.rules.undoing import delete_transaction, void_transaction

__all__ = ["Options", "create", "delete", "get", "update", "void"]

# What a full update that omits it keeps, or gets again by default (reported).
_KEPT = (
    "doc_number", "txn_date", "currency_ref", "exchange_rate", "print_status", "email_status",
    "apply_tax_after_discount", "custom_field", "active", "type",
)  # fmt: skip


def get(company: Domain, entity: str, key: str) -> Stored:
    """Raises NotFound, InvalidId."""
    found: Stored | None = company.records.table(entity).get(key)
    if found is not None:
        return found
    if entity in ("TaxCode", "TaxRate") or key.lstrip("-").isdecimal():
        if ENTITIES[entity].kind == "transaction" and key in company.records.deleted:
            raise NotFound.deleted()
        raise NotFound()
    raise InvalidId(key)


def create(
    company: Domain, entity: str, given: Mapping[str, Any], options: Options = DEFAULT
) -> Stored:
    """A new object. Raises QuickBooksFault."""
    known = ENTITIES[entity]
    if not known.create:
        raise Unsupported("create")
    with company.store.transaction():
        return _save(company, known, None, read_entity(known, given), options)


def update(
    company: Domain, entity: str, given: Mapping[str, Any], options: Options = DEFAULT
) -> Stored:
    """A full or, with `sparse`, a partial update; with `include=void` the void of the entities
    that are voided so. An entity without a void takes no notice of the word (reported of credit
    memos). Raises QuickBooksFault."""
    known = ENTITIES[entity]
    if not known.update:
        raise Unsupported("update")
    if "void" in options.include and known.void == "include":
        return void(company, entity, given, options)
    with company.store.transaction():
        old = _current(company, known, given, options)
        changes = read_entity(known, given)
        values = values_of(old)
        if _is_sparse(given):
            draft = {**values, **changes}
        else:
            draft = {**values, **blank(known)}
            draft.update({name: values[name] for name in _KEPT if name in values})
            if known.kind == "list":
                draft[name_member(entity)] = values[name_member(entity)]
            draft.update(
                {
                    name: value
                    for name, value in changes.items()
                    if name not in _KEPT or value not in (None, ())
                }
            )
            if known.kind == "transaction" and "line" not in changes:
                draft["line"] = None
        taxed = "line" in changes and "txn_tax_detail" not in changes
        if taxed and _is_sparse(given) and isinstance(old, SalesForm):
            draft["txn_tax_detail"] = _tax_again(company, old)
        return _save(company, known, old, draft, options)


def delete(
    company: Domain, entity: str, given: Mapping[str, Any], options: Options = DEFAULT
) -> Deleted:
    """Deletes a transaction for good; nothing but Id and SyncToken is read. Raises
    QuickBooksFault."""
    known = ENTITIES[entity]
    if not known.delete:
        raise Unsupported("delete")
    with company.store.transaction():
        old = _current(company, known, given, options)
        if isinstance(old, Attachable):
            return delete_attachable(company, old)
        assert isinstance(old, Transaction)  # noqa: S101 - nothing else is deleted
        return delete_transaction(company, old, options)


def void(
    company: Domain, entity: str, given: Mapping[str, Any], options: Options = DEFAULT
) -> Stored:
    """Voids by the way the entity has: `operation=void`, or `include=void` with an update. Raises
    QuickBooksFault, Unsupported for an entity without a void or without its word."""
    known = ENTITIES[entity]
    if not known.void or (known.void == "include" and "void" not in options.include):
        raise Unsupported("void")
    with company.store.transaction():
        old = _current(company, known, given, options)
        assert isinstance(old, Transaction)  # noqa: S101 - only transactions are voided
        return void_transaction(company, old, options)


def _current(company: Domain, known: Entity, given: Mapping[str, Any], options: Options) -> Stored:
    """The stored version that a request builds on. Raises RequiredMissing, NotFound, Stale."""
    key, token = given.get("Id"), given.get("SyncToken")
    if key in (None, "") and known.kind == "single":
        key = "1"
    if key in (None, ""):
        raise RequiredMissing("Id")
    if token in (None, ""):
        raise RequiredMissing("SyncToken")
    for name, value in (("Id", key), ("SyncToken", token)):
        if isinstance(value, (bool, Mapping, list)):
            raise InvalidProperty(name)
    old = get(company, known.name, str(key))
    if str(token) != str(old.sync_token):
        raise Stale(last_writer(company, old), known.name)
    return old


def _tax_again(company: Domain, old: SalesForm) -> TxnTaxDetail | None:
    """New lines without a tax of their own: what QuickBooks works out it works out again, what
    was only sent stands."""
    tax = old.txn_tax_detail
    if tax is None or not (automated(company) or tax.txn_tax_code_ref is not None):
        return tax
    return TxnTaxDetail(txn_tax_code_ref=tax.txn_tax_code_ref)


def _is_sparse(given: Mapping[str, Any]) -> bool:
    sparse = given.get("sparse")
    return sparse is True or (isinstance(sparse, str) and sparse.lower() == "true")


def _save(
    company: Domain,
    known: Entity,
    old: Stored | None,
    draft: dict[str, Any],
    options: Options,
) -> Stored:
    struct = known.struct
    if issubclass(struct, SalesForm):
        assert old is None or isinstance(old, SalesForm)  # noqa: S101 - one table, one struct
        return save_form(company, known.name, old, draft, options)
    match old:
        case Payment() | None if struct is Payment:
            return save_payment(company, old, draft, options)
        case Deposit() | None if struct is Deposit:
            return save_deposit(company, old, draft, options)
        case Purchase() | None if struct is Purchase:
            return save_purchase(company, old, draft, options)
        case JournalEntry() | None if struct is JournalEntry:
            return save_journal(company, old, draft, options)
        case Transfer() | None if struct is Transfer:
            return save_transfer(company, old, draft, options)
        case Attachable() | None if struct is Attachable:
            return save_attachable(company, old, draft, options)
        case Item() | None if struct is Item:
            return save_item(company, old, draft, options)
    if known.kind == "single" and old is not None:
        return save_single(company, known.name, old, draft, options)
    return save_list(company, known.name, old, draft, options)
