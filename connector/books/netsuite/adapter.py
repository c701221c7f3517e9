"""NetSuite as books, over SuiteTalk REST and SuiteQL.

Orders and refunds are written with their key as `externalId`, which NetSuite keeps unique among
all transactions: a second write of the same key cannot make a second document. Refunds are
transformed from the billed record, as if somebody had pressed Refund on it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import httpx

from connector.books.books import (
    BooksRefundInstruction,
    GoodsReturn,
    ItemRef,
    OrderInstruction,
    Recorded,
    Written,
)
from connector.books.netsuite import bodies, reading
from connector.books.netsuite.api import SOURCE, Row, SuiteTalk, host_of
from connector.books.netsuite.lookups import RECORD_TYPES, Lookups
from connector.books.netsuite.returns import RETURN, Returns
from connector.clock import Clock
from connector.http.client import Client
from connector.http.oauth2_m2m import ClientCertificateAuth
from connector.http.tba import TokenBasedAuth, realm_of
from connector.model import (
    BilledDocument,
    BilledKind,
    BooksOrder,
    Customer,
    Fulfilment,
    OrderKind,
    RefundDocument,
    RefundDocumentKind,
)
from connector.money import Money
from connector.settings import NetSuiteSettings
from connector.trouble import Refused, Throttled, Unreachable

__all__ = ["NetSuite"]

OUR_ORDERS = "nsc_order_"  # beginning of every order key of ours, whatever store it is for

_ORDER_KINDS = {"SalesOrd": OrderKind.SALES_ORDER, "CashSale": OrderKind.CASH_SALE}
_ORDER_RECORDS = {OrderKind.SALES_ORDER: "salesOrder", OrderKind.CASH_SALE: "cashSale"}
_BILLED_KINDS = {"CashSale": BilledKind.CASH_SALE, "CustInvc": BilledKind.INVOICE}
_BILLED_RECORDS = {BilledKind.CASH_SALE: "cashSale", BilledKind.INVOICE: "invoice"}
_REFUND_RECORDS = {
    RefundDocumentKind.CASH_REFUND: "cashRefund",
    RefundDocumentKind.CREDIT_MEMO: "creditMemo",
}
# Pages of the user interface, by REST record type.
_PAGES = {
    "salesOrder": "accounting/transactions/salesord.nl",
    "cashSale": "accounting/transactions/cashsale.nl",
    "invoice": "accounting/transactions/custinvc.nl",
    "cashRefund": "accounting/transactions/cashrfnd.nl",
    "creditMemo": "accounting/transactions/custcred.nl",
    "itemFulfillment": "accounting/transactions/itemship.nl",
    RETURN: "accounting/transactions/rtnauth.nl",
    "customer": "common/entity/custjob.nl",
}


class NetSuite:
    """One account. Stateless but for short-lived look-ups and its access token."""

    def __init__(self, settings: NetSuiteSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        self._settings = settings
        client = Client(
            http,
            clock,
            source=SOURCE,
            auth=_auth(settings, clock),
            concurrency=settings.concurrency,
        )
        self._suitetalk = SuiteTalk(client, settings.account)
        self._lookups = Lookups(
            self._suitetalk, clock, sku_field=settings.sku_field, time_zone=settings.time_zone
        )
        self._returns = Returns(self._suitetalk, self._written_before)

    @property
    def name(self) -> str:
        return SOURCE

    @property
    def environment(self) -> str:
        return self._settings.environment

    async def check_login(self) -> str:
        await self._suitetalk.first("SELECT id FROM currency ORDER BY id")
        return f"{SOURCE} {realm_of(self._settings.account)}, {self.environment}"

    def url_of(self, record_type: str, internal_id: str) -> str:
        page = _PAGES.get(record_type, "accounting/transactions/transaction.nl")
        host = host_of(self._settings.account)
        return f"https://{host}.app.netsuite.com/app/{page}?id={internal_id}"

    # --- items and customers -----------------------------------------------------------------

    async def items(self, skus: Sequence[str]) -> dict[str, ItemRef]:
        return await self._lookups.items(skus)

    async def find_customers(self, email: str) -> Sequence[str]:
        return await self._lookups.customers(email) if email.strip() else []

    async def write_customer(self, customer: Customer, external_id: str, name: str) -> str:
        found = await self._lookups.customer_with(external_id)
        if found is not None:
            return found
        body = bodies.customer_body(customer, name)
        if len(self._settings.currencies) > 1:
            # A transaction's currency must be one of its customer's.
            ids = [await self._lookups.currency_id(each) for each in self._settings.currencies]
            body["currencyList"] = {"items": [{"currency": {"id": each}} for each in ids]}
        return await self._suitetalk.upsert("customer", external_id, body)

    async def period_open(self, day: date) -> bool:
        return await self._lookups.period_open(day)

    # --- orders ------------------------------------------------------------------------------

    async def find_order(self, external_id: str, order_name: str) -> BooksOrder | None:
        row = await self._lookups.with_external_id(external_id)
        if row is not None and row["type"] in _ORDER_KINDS:
            return await self._order(row)
        for named in await self._lookups.orders_named(order_name) if order_name else ():
            # Another store may call another order the same.
            if not named.get("externalid", "").startswith(OUR_ORDERS):
                return await self._order(named)
        return None

    async def order(self, internal_id: str) -> BooksOrder | None:
        row = await self._lookups.document(internal_id)
        if row is None or row["type"] not in _ORDER_KINDS:
            return None
        return await self._order(row)

    async def write_order(self, instruction: OrderInstruction) -> Written:
        record_type = _ORDER_RECORDS[instruction.kind]
        body = await self._order_body(instruction, None)
        try:
            internal_id = await self._suitetalk.create(record_type, body)
        except Refused as refused:
            return await self._written_before(instruction.external_id, refused)
        return await self._written(record_type, internal_id)

    async def update_order(self, internal_id: str, instruction: OrderInstruction) -> Written:
        record_type = _ORDER_RECORDS[instruction.kind]
        record = await self._suitetalk.get(record_type, internal_id)
        if record is None:
            raise _gone(internal_id)
        body = await self._order_body(instruction, reading.line_items(record))
        await self._suitetalk.change(record_type, internal_id, body, replace=("item", "taxDetails"))
        return await self._written(record_type, internal_id)

    async def cancel_order(self, internal_id: str) -> Written:
        order = await self.order(internal_id)
        if order is None:
            raise _gone(internal_id)
        if order.kind is OrderKind.CASH_SALE:
            raise Refused(
                f"Cash sale {order.number} is a posted document and cannot be closed.",
                SOURCE,
                code="NOT_AN_ORDER",
                remedy="Refund it instead.",
            )
        if not order.closed:
            await self._suitetalk.change("salesOrder", internal_id, bodies.close_body(order))
        return await self._written("salesOrder", internal_id)

    async def _order_body(
        self, instruction: OrderInstruction, old_lines: Sequence[tuple[int, str]] | None
    ) -> dict[str, Any]:
        settings, look = self._settings, self._lookups
        shipping = instruction.shipping
        return bodies.order_body(
            instruction,
            currency_id=await look.currency_id(instruction.currency),
            discount_item=await look.item_id(settings.discount_item)
            if instruction.discount
            else "",
            ship_method=await look.item_id(shipping.method) if shipping else "",
            payment_method=await look.payment_method_id(instruction.payment_method)
            if instruction.payment_method
            else "",
            terms=await look.term_id(instruction.terms) if instruction.terms else "",
            order_status=settings.order_status,
            tax=await self._tax(),
            validation_totals=settings.send_validation_totals,
            old_lines=old_lines,
        )

    async def _order(self, row: Row) -> BooksOrder | None:
        kind = _ORDER_KINDS[row["type"]]
        record_type = _ORDER_RECORDS[kind]
        record = await self._suitetalk.get(record_type, row["id"])
        if record is None:
            return None
        currency, skus = await self._context(record)
        url = self.url_of(record_type, row["id"])
        return reading.read_order(record, kind, currency, skus, url)

    # --- bills and refunds -------------------------------------------------------------------

    async def find_billed_document(self, order: BooksOrder) -> BilledDocument | None:
        if order.kind is OrderKind.CASH_SALE:
            return await self._billed(BilledKind.CASH_SALE, order.id)
        for row in await self._lookups.billed_from(order.id):
            return await self._billed(_BILLED_KINDS[row["type"]], row["id"])
        return None

    async def billed_documents(self, order: BooksOrder) -> Sequence[BilledDocument]:
        if order.kind is OrderKind.CASH_SALE:
            found = [await self._billed(BilledKind.CASH_SALE, order.id)]
        else:
            found = [
                await self._billed(_BILLED_KINDS[row["type"]], row["id"])
                for row in await self._lookups.billed_from(order.id)
            ]
        return [each for each in found if each is not None]

    async def made_for(self, billed: BilledDocument) -> Money | None:
        noted = await self._lookups.first_amount(billed.id)
        return None if noted is None else Money.of(noted, billed.currency)

    async def refund_documents_of(self, billed: BilledDocument) -> Sequence[RefundDocument]:
        rows = await self._lookups.refunds_from(billed.id, billed.order_id)
        found = []
        for row in rows:
            document = await self._refund(row)
            # A return of the order may give back what another of its bills has sold.
            other = row.get("origin") == "RtnAuth" and (
                document is None or document.billed_id != billed.id
            )
            if document is not None and not other:
                found.append(document)
        return found

    async def refund_document(self, internal_id: str) -> RefundDocument | None:
        row = await self._lookups.refund(internal_id)
        return None if row is None else await self._refund(row)

    async def refunds_changed_between(
        self, start: datetime, end: datetime
    ) -> AsyncIterator[RefundDocument]:
        found = []
        for row in await self._lookups.refunds_changed(start, end):
            document = await self._refund(row)
            # Whole seconds, as NetSuite writes them: both ends rounded down leave no gap.
            if document is not None and (
                start.replace(microsecond=0) <= document.last_modified < end.replace(microsecond=0)
            ):
                found.append(document)
        for document in sorted(found, key=lambda each: (each.last_modified, int(each.id))):
            yield document

    async def authorize_return(self, goods: GoodsReturn, key: str) -> Written:
        return await self._returns.authorize(goods, key)

    async def receive_return(self, return_id: str, goods: GoodsReturn, key: str) -> Written:
        return await self._returns.receive(return_id, goods, key)

    async def write_refund(self, instruction: BooksRefundInstruction, key: str) -> Written:
        source, lines = (_BILLED_RECORDS[instruction.billed.kind], instruction.billed.id), None
        if instruction.return_id:
            source = (RETURN, instruction.return_id)
            lines = await self._returns.lines_of(instruction.return_id)
        body = bodies.refund_body(
            instruction,
            key,
            discount_item=await self._lookups.item_id(self._settings.discount_item)
            if instruction.discount
            else "",
            adjustment_items=[
                await self._lookups.item_id(each.item) for each in instruction.adjustments
            ],
            tax=await self._tax(),
            lines=lines,
        )
        target = _REFUND_RECORDS[instruction.kind]
        try:
            internal_id = await self._suitetalk.transform(*source, target, body)
        except Refused as refused:
            return await self._written_before(key, refused)
        return await self._written(target, internal_id)

    async def _billed(self, kind: BilledKind, internal_id: str) -> BilledDocument | None:
        record = await self._suitetalk.get(_BILLED_RECORDS[kind], internal_id)
        if record is None:
            return None
        currency, skus = await self._context(record)
        return reading.read_billed(record, kind, currency, skus)

    async def _refund(self, row: Row) -> RefundDocument | None:
        record_type = RECORD_TYPES[row["type"]]
        record = await self._suitetalk.get(record_type, row["id"])
        if record is None:
            return None
        currency, skus = await self._context(record)
        document = reading.read_refund(record, record_type, currency, skus)
        if row.get("origin") == "RtnAuth":
            return await self._through_return(document)
        return document

    async def _through_return(self, document: RefundDocument) -> RefundDocument | None:
        """A refund made from a return authorization gives back lines of the document that the
        goods were sold with. A return of an order leads to the oldest of its bills with one of the
        lines. None for a return that comes from nothing."""
        origin = await self._lookups.origin_of(document.billed_id)
        if origin is None:
            return None
        lines = await self._lookups.returned_lines(document.id)
        if origin["type"] in _BILLED_KINDS:
            return reading.of_billed(document, origin["id"], lines)
        for row in await self._lookups.billed_from(origin["id"]):
            billed = await self._billed(_BILLED_KINDS[row["type"]], row["id"])
            if billed is None:
                continue
            sold = {each.order_line: each.line for each in billed.lines}
            own = {line: sold[number] for line, number in lines.items() if number in sold}
            if own or not lines:
                return reading.of_billed(document, billed.id, own)
        return None

    # --- fulfilments -------------------------------------------------------------------------

    async def fulfilments_of(self, order: BooksOrder) -> Sequence[Fulfilment]:
        found = []
        for row in await self._lookups.made_from(order.id, "ItemShip"):
            record = await self._suitetalk.get("itemFulfillment", row["id"])
            if record is None or reading.reference_id(record.get("shipStatus")) != "C":
                continue
            skus = await self._lookups.skus(reading.item_ids(record))
            found.append(reading.read_fulfilment(record, order.id, skus))
        return found

    # --- common ------------------------------------------------------------------------------

    async def find_by_external_id(self, key: str) -> Recorded | None:
        row = await self._lookups.with_external_id(key)
        if row is None:
            return None
        currency = await self._lookups.currency_symbol(row["currency"])
        # SuiteQL shows refunds negative, and the sign of sales differs between accounts.
        amount = abs(Decimal(row.get("foreigntotal", "0")))
        return Recorded(
            id=row["id"],
            record_type=RECORD_TYPES.get(row["type"], row["type"]),
            external_id=row.get("externalid", key),
            number=row.get("tranid", ""),
            total=Money.of(amount, currency),
        )

    async def _written_before(self, key: str, refused: Refused) -> Written:
        """After a refusal: a key that is there already was written by an earlier or a simultaneous
        call (F03), and that document is the result. Otherwise the refusal stands."""
        if refused.login:
            raise refused
        found = await self.find_by_external_id(key)
        if found is None:
            raise refused
        return Written(id=found.id, number=found.number, amount=found.total)

    async def _written(self, record_type: str, internal_id: str) -> Written:
        """Read back: scripts change what was sent, and the total is NetSuite's to say. The write
        is done; when the reading fails, only number and amount are missing."""
        try:
            record = await self._suitetalk.get(record_type, internal_id)
            if record is None:
                return Written(id=internal_id)
            currency = await self._lookups.currency_symbol(reading.reference_id(record["currency"]))
        except (Unreachable, Throttled):
            return Written(id=internal_id)
        return Written(
            id=internal_id,
            number=str(record.get("tranId", "")),
            amount=Money.of(Decimal(str(record.get("total", 0))), currency),
        )

    async def _context(self, record: Mapping[str, Any]) -> tuple[str, Mapping[str, str]]:
        """The currency of a record and the SKUs of its items."""
        currency = await self._lookups.currency_symbol(reading.reference_id(record["currency"]))
        return currency, await self._lookups.skus(reading.item_ids(record))

    async def _tax(self) -> bodies.TaxIds:
        settings = self._settings
        return bodies.TaxIds(
            await self._lookups.tax_code_id(settings.tax_code) if settings.tax_code else "",
            await self._lookups.tax_type_id(settings.tax_type) if settings.tax_type else "",
        )


def _gone(internal_id: str) -> Refused:
    return Refused(f"Order {internal_id} is no longer in NetSuite.", SOURCE, code="ORDER_NOT_FOUND")


def _auth(settings: NetSuiteSettings, clock: Clock) -> httpx.Auth:
    if settings.auth == "tba":
        return TokenBasedAuth(
            account=settings.account,
            consumer_key=settings.consumer_key.get_secret_value(),
            consumer_secret=settings.consumer_secret.get_secret_value(),
            token_id=settings.token_id.get_secret_value(),
            token_secret=settings.token_secret.get_secret_value(),
            clock=clock,
        )
    host = f"{host_of(settings.account)}.suitetalk.api.netsuite.com"
    return ClientCertificateAuth(
        token_url=f"https://{host}/services/rest/auth/oauth2/v1/token",
        client_id=settings.client_id.get_secret_value(),
        certificate_id=settings.certificate_id,
        private_key=settings.key_text(),
        clock=clock,
    )
