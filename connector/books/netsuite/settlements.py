"""NetSuite takes settlements: fee lines on billed records, refunds of them, documents without.

Fees and credits are items of the type Other Charge for Sale, which nobody ships. NetSuite knows no
second time of a line, so a line bears its key in the description; documents bear theirs as
`externalId`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import httpx

from connector.books.books import ItemRef, Recorded, Written
from connector.books.netsuite import adapter, reading
from connector.books.netsuite import settlement_bodies as bodies
from connector.books.netsuite.api import SOURCE
from connector.books.netsuite.returns import RETURN
from connector.books.netsuite.settlement_lookups import SettlementLookups
from connector.books.settlement_books import (
    BilledRecord,
    DocumentLine,
    RefundFromBilled,
    StandAlone,
    StandAloneKind,
    WrittenDocument,
)
from connector.clock import Clock
from connector.model import BilledKind, BooksOrder, OrderKind, keys_in
from connector.money import Money
from connector.settings import NetSuiteSettings
from connector.trouble import Refused

__all__ = ["NetSuite"]

CHARGE_ITEM = "otherChargeSaleItem"

_RECORDS = {BilledKind.CASH_SALE: "cashSale", BilledKind.INVOICE: "invoice"}
_KINDS = {record: kind for kind, record in _RECORDS.items()}
_KINDS_BY_TYPE = {"CashSale": BilledKind.CASH_SALE, "CustInvc": BilledKind.INVOICE}
_REFUNDS = {BilledKind.CASH_SALE: "cashRefund", BilledKind.INVOICE: "creditMemo"}
_STAND_ALONE = {
    StandAloneKind.CASH_SALE: "cashSale",
    StandAloneKind.CASH_REFUND: "cashRefund",
    StandAloneKind.CREDIT_MEMO: "creditMemo",
}
# What NetSuite says -> what a person does about it.
_REMEDIES = (
    (
        "deposited",
        "Take the cash sale off its bank deposit, post again, and deposit it again; or cancel this "
        "posting and book its lines by hand.",
    ),
    (
        "accounting period",
        "Reopen the accounting period and post again, or cancel this posting and book it by hand "
        "in an open one.",
    ),
    (
        "below the amount applied",
        "The invoice is paid for more than it would come to. Unapply the payment, post again, and "
        "apply it anew; or cancel this posting and book its lines by hand.",
    ),
    (
        "may not be negative",
        "The fees are more than the document is worth. Book them by hand and cancel this posting.",
    ),
)


class NetSuite(adapter.NetSuite):
    """Orders, refunds and settlements of one account."""

    def __init__(self, settings: NetSuiteSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        super().__init__(settings, http, clock)
        self._found = SettlementLookups(
            self._suitetalk, clock, sku_field=settings.sku_field, time_zone=settings.time_zone
        )

    # --- items and customers -----------------------------------------------------------------

    async def charge_items(self, names: Sequence[str]) -> dict[str, ItemRef]:
        return await self._found.items_named(names)

    async def create_charge_item(self, name: str, customer_id: str) -> ItemRef:
        """Its income account is that of the charges which are there already."""
        customer = await self._suitetalk.get("customer", customer_id) if customer_id else None
        subsidiary = reading.reference_id((customer or {}).get("subsidiary"))
        body = bodies.item_body(name, subsidiary, await self._found.charge_account())
        try:
            internal_id = await self._suitetalk.create(CHARGE_ITEM, body)
        except Refused as refused:
            found = {} if refused.login else await self.charge_items([name])
            if name not in found:
                raise
            return found[name]
        return ItemRef(id=internal_id, sku=name)

    async def customer_exists(self, internal_id: str) -> bool:
        return await self._found.is_customer(internal_id)

    # --- billed records ----------------------------------------------------------------------

    async def billed_records(self, order: BooksOrder) -> Sequence[BilledRecord]:
        if order.kind is OrderKind.CASH_SALE:
            found = [await self.billed_record("cashSale", order.id)]
        else:
            found = [
                await self.billed_record(_RECORDS[_KINDS_BY_TYPE[row["type"]]], row["id"])
                for row in await self._lookups.billed_from(order.id)
            ]
        return [each for each in found if each is not None]

    async def billed_named(self, order_name: str) -> Sequence[BilledRecord]:
        found = [
            await self.billed_record(_RECORDS[_KINDS_BY_TYPE[row["type"]]], row["id"])
            for row in await self._found.bills_named(order_name)
        ]
        return [each for each in found if each is not None]

    async def billed_kinds(self, order_names: Sequence[str]) -> dict[str, frozenset[BilledKind]]:
        found = await self._found.bill_types(order_names)
        return {
            name: frozenset(_KINDS_BY_TYPE[each] for each in types) for name, types in found.items()
        }

    async def billed_record(self, record_type: str, internal_id: str) -> BilledRecord | None:
        record = await self._suitetalk.get(record_type, internal_id)
        if record is None:
            return None
        currency, skus = await self._context(record)
        return BilledRecord(
            document=reading.read_billed(record, _KINDS[record_type], currency, skus),
            day=date.fromisoformat(record["tranDate"]),
            customer_id=reading.reference_id(record.get("entity")),
            marks=_marks(record),
        )

    async def written_document(self, record_type: str, internal_id: str) -> WrittenDocument | None:
        record = await self._suitetalk.get(record_type, internal_id)
        if record is None:
            return None
        currency, _ = await self._context(record)
        return WrittenDocument(
            id=internal_id,
            record_type=record_type,
            external_id=str(record.get("externalId", "")),
            number=str(record.get("tranId", "")),
            total=Money.of(Decimal(str(record.get("total") or 0)), currency),
            amounts={
                int(line["line"]): Money.of(Decimal(str(line.get("amount") or 0)), currency)
                for line in reading.lines_of(record, "item")
            },
            marks=_marks(record),
        )

    async def add_lines(self, record: BilledRecord, lines: Sequence[DocumentLine]) -> Written:
        return await self._change(record, bodies.appended(lines))

    async def drop_lines(self, record: BilledRecord, lines: Sequence[int]) -> Written:
        staying = [line.line for line in record.document.lines if line.line not in set(lines)]
        return await self._change(record, bodies.kept(staying), replace=("item",))

    async def _change(
        self, record: BilledRecord, body: dict[str, Any], *, replace: Sequence[str] = ()
    ) -> Written:
        record_type = _RECORDS[record.document.kind]
        try:
            await self._suitetalk.change(record_type, record.document.id, body, replace=replace)
        except Refused as refused:
            raise _explained(refused) from refused
        return Written(id=record.document.id, number=record.document.number)

    # --- documents ---------------------------------------------------------------------------

    async def refund_from_billed(self, refund: RefundFromBilled, key: str) -> Written:
        source, lines = _source(refund), None
        if refund.return_id:
            source = (RETURN, refund.return_id)
            lines = await self._returns.lines_of(refund.return_id)
        target = _REFUNDS[refund.billed.document.kind]
        discount_item = self._settings.discount_item if refund.discount else ""
        if discount_item:
            discount_item = await self._lookups.item_id(discount_item)
        body = bodies.refund_body(refund, key, await self._tax(), discount_item, lines)
        return await self._transformed(source, target, body, key)

    async def _transformed(
        self, source: tuple[str, str], target: str, body: dict[str, Any], key: str
    ) -> Written:
        try:
            internal_id = await self._suitetalk.transform(*source, target, body)
        except Refused as refused:
            return await self._written_before(key, _explained(refused))
        return Written(id=internal_id)

    async def stand_alone_named(self, reference: str) -> Sequence[Recorded]:
        rows = await self._found.stand_alone_named(reference)
        keyed = [await self.find_by_external_id(row.get("externalid", "")) for row in rows]
        return [each for each in keyed if each is not None]

    async def write_stand_alone(self, document: StandAlone, key: str) -> Written:
        record_type = _STAND_ALONE[document.kind]
        currency_id = await self._lookups.currency_id(document.currency)
        body = bodies.stand_alone_body(document, key, currency_id, await self._tax())
        try:
            internal_id = await self._suitetalk.create(record_type, body)
        except Refused as refused:
            return await self._written_before(key, _explained(refused))
        return Written(id=internal_id)


def _marks(record: Mapping[str, Any]) -> dict[int, tuple[str, ...]]:
    return {
        int(line["line"]): keys_in(str(line.get("description", "")))
        for line in reading.lines_of(record, "item")
    }


def _source(refund: RefundFromBilled) -> tuple[str, str]:
    """Record type and id of the billed record."""
    billed = refund.billed.document
    return _RECORDS[billed.kind], billed.id


def _explained(refused: Refused) -> Refused:
    """The refusal with a remedy where NetSuite's own sentence does not say what to do."""
    said = refused.verbatim.lower()
    remedy = next((remedy for words, remedy in _REMEDIES if words in said), "")
    if not remedy or refused.remedy:
        return refused
    return Refused(refused.sentence, SOURCE, refused.verbatim, code=refused.code, remedy=remedy)
