"""Ids and document numbers.

Transactions of all kinds share one sequence of ids, and so do customers and vendors. By default
the four sales forms count their numbers on together.
"""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import DuplicateNumber
from sandbox.quickbooks_online.records import ENTITIES, Number, Transaction
from sandbox.quickbooks_online.rules.options import Options

__all__ = ["FIRST", "SALES", "new_id", "number"]

FIRST = 1001
SALES = ("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt")
_NUMBERED = (*SALES, "JournalEntry")
_LONGEST = 18  # digits of a number that is counted on from


def new_id(company: Domain, entity: str) -> str:
    if ENTITIES[entity].kind == "transaction":
        series = "transaction"
    elif entity in ("Customer", "Vendor"):
        series = "name"
    else:
        series = entity.lower()
    # Ids of attachments are long numbers of their own (recorded).
    first = 5_000_000_000_000_010_000 if entity == "Attachable" else 0
    while True:
        made = str(first + company.ids.next(f"quickbooks_online.{series}"))
        if made not in company.records.table(entity):
            return made


def number(
    company: Domain,
    entity: str,
    old: Transaction | None,
    wanted: str | None,
    options: Options,
    *,
    automatic: bool = False,
) -> str | None:
    """The DocNumber that a transaction gets. Raises DuplicateNumber.

    QuickBooks numbers what comes without a number, unless the company numbers by itself
    (`CustomTxnNumbers`) and the form does not ask for it (`AutoDocNumber`). A number that is sent
    is always kept.
    """
    if old is not None and (wanted is None or wanted == old.doc_number):
        return old.doc_number
    if wanted is None:
        if entity not in _NUMBERED or (custom(company) and not automatic):
            return None
        return _next(company, entity)
    if custom(company) and company.settings.warn_duplicate_numbers:
        _require_free(company, entity, old, wanted, options)
    if wanted.isdecimal() and len(wanted) <= _LONGEST and entity in _NUMBERED:
        series = _series(company, entity)
        last = company.records.numbers.get(series)
        if last is None or int(wanted) > last.last:
            company.records.numbers.put(Number(series, int(wanted)))
    return wanted


def custom(company: Domain) -> bool:
    forms = company.records.preferences.sales_forms_prefs
    return forms is not None and bool(forms.custom_txn_numbers)


def _series(company: Domain, entity: str) -> str:
    shared = entity in SALES and company.settings.shared_number_counter
    return "sales" if shared else entity


def _next(company: Domain, entity: str) -> str:
    series = _series(company, entity)
    last = company.records.numbers.get(series)
    value = FIRST if last is None else last.last + 1
    company.records.numbers.put(Number(series, value))
    return str(value)


def _require_free(
    company: Domain, entity: str, old: Transaction | None, wanted: str, options: Options
) -> None:
    if "allowduplicatedocnum" in options.include:
        return
    kinds: Iterable[str] = (entity,) if entity in _NUMBERED else ()
    if entity in SALES and company.settings.duplicate_numbers_across_types:
        kinds = SALES
    for kind in kinds:
        for other in company.records.by_number[kind].find(wanted.lower()):
            if old is None or other.id != old.id:
                raise DuplicateNumber(wanted, ENTITIES[kind].title, other.id)
