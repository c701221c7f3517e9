"""What the adapter looks up with SuiteQL: ids of names, items of SKUs, documents and their links.

Lists of the account (currencies, terms, payment methods, single items) are kept for some minutes,
hits only: what was not found is asked again at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from connector.books.books import ItemRef
from connector.books.netsuite.api import SOURCE, Row, SuiteTalk
from connector.clock import Clock
from connector.trouble import Refused

__all__ = ["DOCUMENT", "RECORD_TYPES", "Lookups", "chunks"]

CHUNK = 500  # NetSuite takes 1000 items in one IN
KEPT = timedelta(minutes=10)

# `transaction.type` -> REST record type.
RECORD_TYPES = {
    "SalesOrd": "salesOrder",
    "CashSale": "cashSale",
    "CustInvc": "invoice",
    "CashRfnd": "cashRefund",
    "CustCred": "creditMemo",
    "ItemShip": "itemFulfillment",
    "CustPymt": "customerPayment",
    "CustRfnd": "customerRefund",
    "CustDep": "customerDeposit",
    "RtnAuth": "returnAuthorization",
}

_FIELD = re.compile(r"[a-z][a-z0-9_]*")
# The columns of a document.
DOCUMENT = "t.id, t.type, t.tranid, t.externalid, t.otherrefnum, t.foreigntotal, t.currency"


class Lookups:
    """`sku_field` is the item field that SKUs are compared with. Raises Refused when it is not a
    possible column name: it is the one thing of the settings that stands in the SQL itself.
    `time_zone`: the account's, empty when not known."""

    def __init__(
        self, suitetalk: SuiteTalk, clock: Clock, *, sku_field: str, time_zone: str = ""
    ) -> None:
        field = sku_field.lower()
        if not _FIELD.fullmatch(field):
            raise Refused(
                f"{sku_field!r} is not an item field of NetSuite; correct netsuite.sku_field.",
                SOURCE,
                code="SKU_FIELD",
            )
        self._suitetalk = suitetalk
        self._clock = clock
        self._sku_field = field
        self._zone = ZoneInfo(time_zone) if time_zone else None
        self._kept: dict[tuple[str, str], tuple[datetime, str]] = {}
        self._items: dict[str, tuple[datetime, ItemRef]] = {}

    # --- lists -------------------------------------------------------------------------------

    async def currency_id(self, symbol: str) -> str:
        return await self._named("currency", "symbol", symbol, "currency")

    async def currency_symbol(self, internal_id: str) -> str:
        known = self._recall("currency symbol", internal_id)
        if known is None:
            row = await self._suitetalk.first(
                "SELECT symbol FROM currency WHERE id = ? ORDER BY id", internal_id
            )
            if row is None:
                raise Refused(f"NetSuite knows no currency {internal_id}.", SOURCE)
            known = self._keep("currency symbol", internal_id, row["symbol"])
        return known

    async def payment_method_id(self, name: str) -> str:
        return await self._named("paymentmethod", "name", name, "payment method")

    async def term_id(self, name: str) -> str:
        return await self._named("term", "name", name, "terms")

    async def item_id(self, name: str) -> str:
        """A discount, ship or charge item by name or internal id."""
        return await self._named("item", "itemid", name, "item")

    async def tax_code_id(self, name: str) -> str:
        return await self._named_record("salesTaxItem", "itemId", name, "tax code")

    async def tax_type_id(self, name: str) -> str:
        return await self._named_record("taxType", "name", name, "tax type")

    async def items(self, skus: Sequence[str]) -> dict[str, ItemRef]:
        found: dict[str, ItemRef] = {}
        missing = []
        now = self._clock.now()
        for sku in dict.fromkeys(sku for sku in skus if sku):
            kept = self._items.get(sku)
            if kept is not None and now < kept[0] + KEPT:
                found[sku] = kept[1]
            else:
                missing.append(sku)
        for chunk in chunks(missing):
            marks = ", ".join("?" * len(chunk))
            rows = await self._suitetalk.rows(
                f"SELECT id, {self._sku_field} AS sku, isinactive FROM item "  # noqa: S608 - checked
                f"WHERE {self._sku_field} IN ({marks}) ORDER BY id",
                *chunk,
            )
            for row in rows:
                item = ItemRef(
                    id=row["id"], sku=row["sku"], inactive=row.get("isinactive", "F") == "T"
                )
                # Two items with one SKU: an active one before an inactive one, then the older.
                if item.sku not in found or (found[item.sku].inactive and not item.inactive):
                    found[item.sku] = item
        for sku in missing:
            if sku in found and not found[sku].inactive:
                self._items[sku] = (now, found[sku])
        return found

    async def skus(self, item_ids: Iterable[str]) -> dict[str, str]:
        """The SKU of each item that has one."""
        found: dict[str, str] = {}
        missing = []
        for item_id in dict.fromkeys(item_ids):
            known = self._recall("sku", item_id)
            if known is None:
                missing.append(item_id)
            else:
                found[item_id] = known
        for chunk in chunks(missing):
            marks = ", ".join("?" * len(chunk))
            for row in await self._suitetalk.rows(
                f"SELECT id, {self._sku_field} AS sku FROM item "  # noqa: S608 - checked
                f"WHERE id IN ({marks}) ORDER BY id",
                *chunk,
            ):
                if row.get("sku"):
                    found[row["id"]] = self._keep("sku", row["id"], row["sku"])
        return found

    async def customers(self, email: str) -> list[str]:
        """Active customers with this e-mail, oldest first."""
        rows = await self._suitetalk.rows(
            "SELECT id FROM customer WHERE LOWER(email) = ? AND isinactive = 'F' ORDER BY id",
            email.strip().lower(),
        )
        return [row["id"] for row in rows]

    async def customer_with(self, external_id: str) -> str | None:
        row = await self._suitetalk.first(
            "SELECT id FROM customer WHERE externalid = ? ORDER BY id", external_id
        )
        return row["id"] if row else None

    async def period_open(self, day: date) -> bool:
        """The base period (a month, not the quarter and year around it) that holds `day`."""
        row = await self._suitetalk.first(
            "SELECT id, closed, alllocked, arlocked FROM accountingperiod "  # noqa: S608 - a date
            f"WHERE startdate <= TO_DATE('{day.isoformat()}', 'YYYY-MM-DD') "
            f"AND enddate >= TO_DATE('{day.isoformat()}', 'YYYY-MM-DD') "
            "AND isposting = 'T' AND isquarter = 'F' AND isyear = 'F' ORDER BY id"
        )
        return row is not None and not any(
            row.get(flag, "F") == "T" for flag in ("closed", "alllocked", "arlocked")
        )

    # --- documents ---------------------------------------------------------------------------

    async def document(self, internal_id: str) -> Row | None:
        """A transaction of any type; None when it does not exist (any more). Asking the record
        service for a missing transaction answers 400 with a wrong-type sentence instead."""
        if not internal_id.isdigit():
            return None
        return await self._suitetalk.first(
            f"SELECT {DOCUMENT} FROM transaction t WHERE t.id = ? ORDER BY t.id",  # noqa: S608
            internal_id,
        )

    async def with_external_id(self, external_id: str) -> Row | None:
        return await self._suitetalk.first(
            f"SELECT {DOCUMENT} FROM transaction t "  # noqa: S608 - constant text
            "WHERE t.externalid = ? ORDER BY t.id",
            external_id,
        )

    async def orders_named(self, order_name: str) -> list[Row]:
        """Sales orders, then cash sales that were not made from one, with this reference number."""
        rows = await self._suitetalk.rows(
            f"SELECT {DOCUMENT}, l.createdfrom FROM transaction t "  # noqa: S608 - constant text
            "JOIN transactionline l ON l.transaction = t.id AND l.mainline = 'T' "
            "WHERE t.otherrefnum = ? AND t.type IN ('SalesOrd', 'CashSale') ORDER BY t.id",
            order_name,
        )
        own = [row for row in rows if not row.get("createdfrom")]
        return sorted(own, key=lambda row: row["type"] != "SalesOrd")

    async def made_from(self, internal_id: str, *types: str) -> list[Row]:
        """Transactions of these types created from this one, oldest first, voided ones left
        out."""
        marks = ", ".join("?" * len(types))
        created = await self._suitetalk.rows(
            f"SELECT DISTINCT {DOCUMENT}, t.voided FROM transaction t "  # noqa: S608 - marks only
            "JOIN transactionline l ON l.transaction = t.id "
            f"WHERE l.createdfrom = ? AND t.type IN ({marks}) ORDER BY t.id",
            internal_id,
            *types,
        )
        return [row for row in created if row.get("voided", "F") != "T"]

    async def refunds_from(self, billed_id: str, order_id: str) -> list[Row]:
        """Cash refunds and credit memos made from a billed document, straight or by way of a
        return authorization of it or of its order; oldest first, without voided ones. `createdfrom`
        names what each was made from, `origin` its type."""
        marks = "?" if order_id == billed_id else "?, ?"
        direct = await self._refund_rows(
            f"r.createdfrom IN ({marks}) AND (t.type IN ('CashRfnd', 'CustCred', 'RtnAuth'))",
            *dict.fromkeys((billed_id, order_id)),
        )
        found = [row for row in direct if row["type"] != "RtnAuth"]
        for row in direct:
            if row["type"] == "RtnAuth":
                found += await self._refund_rows(
                    "r.createdfrom = ? AND t.type IN ('CashRfnd', 'CustCred')", row["id"]
                )
        return sorted(found, key=lambda row: int(row["id"]))

    async def refund(self, internal_id: str) -> Row | None:
        """A cash refund or credit memo, with what it was made from."""
        if not internal_id.isdigit():
            return None
        found = await self._refund_rows(
            "t.id = ? AND t.type IN ('CashRfnd', 'CustCred')", internal_id, voided=True
        )
        return found[0] if found else None

    async def _refund_rows(self, condition: str, *params: str, voided: bool = False) -> list[Row]:
        rows = await self._suitetalk.rows(
            f"SELECT DISTINCT {DOCUMENT}, t.voided, r.createdfrom, o.type AS origin "  # noqa: S608 - constants
            "FROM transaction t JOIN transactionline r ON r.transaction = t.id "
            "AND r.mainline = 'T' LEFT JOIN transaction o ON o.id = r.createdfrom "
            f"WHERE {condition} ORDER BY t.id",
            *params,
        )
        return [row for row in rows if voided or row.get("voided", "F") != "T"]

    async def origin_of(self, internal_id: str) -> Row | None:
        """The document that a transaction was made from."""
        return await self._suitetalk.first(
            f"SELECT DISTINCT {DOCUMENT} FROM transaction t "  # noqa: S608 - constant text
            "JOIN transactionline l ON l.createdfrom = t.id "
            "WHERE l.transaction = ? AND l.mainline = 'T' ORDER BY t.id",
            internal_id,
        )

    async def returned_lines(self, refund_id: str) -> dict[int, int]:
        """Line of a refund made from a return -> line of the document that the return was made
        from, by the two links between them."""
        rows = await self._suitetalk.rows(
            "SELECT a.nextline AS line, b.previousline AS sold FROM previoustransactionlinelink a "
            "JOIN previoustransactionlinelink b ON b.nextdoc = a.previousdoc "
            "AND b.nextline = a.previousline AND b.nexttype = 'RtnAuth' "
            "WHERE a.nextdoc = ? AND a.previoustype = 'RtnAuth' ORDER BY a.nextline",
            refund_id,
        )
        return {int(row["line"]): int(row["sold"]) for row in rows}

    async def billed_from(self, order_id: str) -> list[Row]:
        """Cash sales and invoices that bill lines of the order, oldest first. By the link table:
        a bill may have been put together from several orders, then `createdfrom` names one."""
        rows = await self._suitetalk.rows(
            f"SELECT DISTINCT {DOCUMENT}, t.voided FROM transaction t "  # noqa: S608 - constant
            "JOIN nexttransactionlinelink k ON k.nextdoc = t.id "
            "WHERE k.previousdoc = ? AND k.linktype = 'OrdBill' "
            "AND t.type IN ('CashSale', 'CustInvc') ORDER BY t.id",
            order_id,
        )
        return [row for row in rows if row.get("voided", "F") != "T"]

    async def first_amount(self, internal_id: str) -> Decimal | None:
        """What a transaction's total was when it was made: its oldest system note of the amount.
        A query of the notes must name their record type (-30: transaction), or it never ends.
        Values are text as the screen shows it."""
        row = await self._suitetalk.first(
            "SELECT id, newvalue FROM systemnote WHERE recordtypeid = -30 AND recordid = ? "
            "AND field = 'TRANDOC.MAMOUNTMAIN' ORDER BY id",
            internal_id,
        )
        try:
            return None if row is None else Decimal(row.get("newvalue", "").replace(",", ""))
        except InvalidOperation:
            return None

    async def refunds_changed(self, start: datetime, end: datetime) -> list[Row]:
        """Cash refunds and credit memos made from a document whose change time may lie in
        [start, end). Query dates are account time: a known zone is widened by an hour against
        the doubled hour of autumn, an unknown one by all there are. The caller compares UTC."""
        if self._zone is not None:
            first = start.astimezone(self._zone) - timedelta(hours=1)
            last = end.astimezone(self._zone) + timedelta(hours=1)
        else:
            first, last = start - timedelta(hours=12), end + timedelta(hours=14)
        return await self._suitetalk.rows(
            f"SELECT {DOCUMENT}, l.createdfrom, o.type AS origin "  # noqa: S608 - times only
            "FROM transaction t "
            "JOIN transactionline l ON l.transaction = t.id AND l.mainline = 'T' "
            "LEFT JOIN transaction o ON o.id = l.createdfrom "
            "WHERE t.type IN ('CashRfnd', 'CustCred') AND t.voided = 'F' "
            "AND l.createdfrom IS NOT NULL "
            f"AND t.lastmodifieddate >= TO_DATE('{_local(first)}', 'YYYY-MM-DD HH24:MI:SS') "
            f"AND t.lastmodifieddate <= TO_DATE('{_local(last)}', 'YYYY-MM-DD HH24:MI:SS') "
            "ORDER BY t.id"
        )

    # --- helpers -----------------------------------------------------------------------------

    async def _named(self, table: str, column: str, name: str, what: str) -> str:
        """An internal id is taken as it is; a name is looked up."""
        if name.isdigit():
            return name
        known = self._recall(table, name)
        if known is None:
            row = await self._suitetalk.first(
                f"SELECT id FROM {table} WHERE {column} = ? ORDER BY id",  # noqa: S608 - constants
                name,
            )
            if row is None:
                raise _no_such(what, name)
            known = self._keep(table, name, row["id"])
        return known

    async def _named_record(self, record_type: str, field: str, name: str, what: str) -> str:
        """For lists that a query does not reach."""
        if name.isdigit():
            return name
        known = self._recall(record_type, name)
        if known is None:
            found = await self._suitetalk.find(record_type, field, name)
            if not found:
                raise _no_such(what, name)
            known = self._keep(record_type, name, found[0])
        return known

    def _recall(self, kind: str, key: str) -> str | None:
        kept = self._kept.get((kind, key))
        return kept[1] if kept is not None and self._clock.now() < kept[0] + KEPT else None

    def _keep(self, kind: str, key: str, value: str) -> str:
        self._kept[kind, key] = (self._clock.now(), value)
        return value


def _no_such(what: str, name: str) -> Refused:
    return Refused(
        f"NetSuite has no {what} called {name!r}.",
        SOURCE,
        code="NAME_NOT_FOUND",
        remedy=f"Create the {what} in NetSuite or correct the mapping.",
    )


def chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[at : at + CHUNK] for at in range(0, len(values), CHUNK))


def _local(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")
