"""QuickBooks Online as books of sales documents, over the Accounting API.

Our key is the request id of a write, and stands in the memo, where it is found again when request
ids are forgotten. QuickBooks links a refund to nothing: number and memo are the connection.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

import httpx

from connector.books.quickbooks_online import bodies, reading
from connector.books.quickbooks_online.api import Accounting, Json
from connector.books.quickbooks_online.faults import (
    DUPLICATE_NAME,
    DUPLICATE_NUMBER,
    SOURCE,
    STALE,
    named_document,
)
from connector.books.quickbooks_online.lookups import Lookups, customer_ref
from connector.books.quickbooks_online.query import begins_with, equals, quoted
from connector.books.sales_books import (
    AccountRef,
    BooksPreferences,
    CustomerRef,
    DocumentKind,
    DocumentRef,
    Instruction,
    LineInstruction,
    PaymentInstruction,
    SalesDocument,
    SalesItem,
)
from connector.channels.channel import Written
from connector.clock import Clock
from connector.http.client import Client
from connector.http.intuit_token import IntuitRefreshToken
from connector.http.rotating import TokenLine
from connector.model import Customer, keys_in
from connector.settings import QuickBooksOnlineSettings
from connector.trouble import Refused

__all__ = ["QuickBooksOnline"]

LONGEST_NUMBER = 21

_FORMS = {
    kind: reading.ENTITIES[kind]
    for kind in (
        DocumentKind.SALES_RECEIPT,
        DocumentKind.INVOICE,
        DocumentKind.CREDIT_MEMO,
        DocumentKind.REFUND_RECEIPT,
    )
}

# How each kind is voided; the others have no void, a mistaken one is answered and does nothing.
_VOIDS = {
    DocumentKind.INVOICE: ("void", ""),
    DocumentKind.SALES_RECEIPT: ("update", "void"),
    DocumentKind.PAYMENT: ("update", "void"),
}
_APP = {
    "production": "https://app.qbo.intuit.com/app",
    "sandbox": "https://app.sandbox.qbo.intuit.com/app",
}
_PAGES = {DocumentKind.PAYMENT: "recvpayment"}


class QuickBooksOnline:
    """One company. Stateless but for short-lived look-ups and its access token. `logins` is the
    company's line of tokens, shared by every store that posts into it."""

    def __init__(
        self,
        settings: QuickBooksOnlineSettings,
        http: httpx.AsyncClient,
        clock: Clock,
        logins: TokenLine,
    ) -> None:
        self._settings = settings
        auth = IntuitRefreshToken(
            client_id=settings.client_id,
            client_secret=settings.client_secret.get_secret_value(),
            refresh_token=settings.refresh_token.get_secret_value(),
            line=logins,
            clock=clock,
        )
        client = Client(http, clock, source=SOURCE, auth=auth, concurrency=settings.concurrency)
        self._accounting = Accounting(client, settings.environment, settings.realm_id)
        self._lookups = Lookups(self._accounting, clock, by_sku=settings.sku_field == "sku")

    @property
    def name(self) -> str:
        return SOURCE

    @property
    def environment(self) -> str:
        return self._settings.environment

    @property
    def number_length(self) -> int:
        return LONGEST_NUMBER

    async def check_login(self) -> str:
        company = await self._accounting.company()
        realm = self._settings.realm_id
        return f"{SOURCE} {company.get('CompanyName', '')} ({realm}), {self.environment}"

    def url_of(self, ref: DocumentRef) -> str:
        page = _PAGES.get(ref.kind, reading.ENTITIES[ref.kind].lower())
        return f"{_APP[self._settings.environment]}/{page}?txnId={ref.id}"

    # --- lists -------------------------------------------------------------------------------

    async def preferences(self) -> BooksPreferences:
        return await self._lookups.preferences()

    async def items(self, names: Sequence[str]) -> dict[str, SalesItem]:
        return await self._lookups.items(names)

    async def account(self, name_or_id: str) -> AccountRef | None:
        return await self._lookups.account(name_or_id)

    async def find_customers(self, email: str, name: str) -> Sequence[CustomerRef]:
        return await self._lookups.customers(email, name)

    async def write_customer(
        self, customer: Customer, name: str, currency: str, key: str
    ) -> CustomerRef:
        preferences = await self._lookups.known_preferences()
        self._check_currency(currency, preferences)
        body = bodies.customer_body(
            customer, name, currency, multicurrency=preferences.multicurrency
        )
        try:
            written = await self._accounting.create("Customer", body, key)
        except Refused as refused:
            if refused.code != DUPLICATE_NAME or not customer.email:
                raise
            # Another worker may have been quicker with the same customer (F03).
            for each in await self._lookups.customers(customer.email, ""):
                same = each.name.casefold() == body["DisplayName"].casefold()
                if same and not each.inactive and each.currency == currency:
                    return each
            raise
        return customer_ref(written, preferences.home_currency)

    # --- documents ---------------------------------------------------------------------------

    async def documents_numbered(
        self, kinds: Sequence[DocumentKind], number: str
    ) -> Sequence[SalesDocument]:
        wanted = number.casefold()
        return await self._documents(
            kinds, [equals("DocNumber", number)], lambda each: each.number.casefold() == wanted
        )

    async def documents_of_order(
        self, kinds: Sequence[DocumentKind], number: str
    ) -> Sequence[SalesDocument]:
        numbered = re.compile(rf"{re.escape(number)}(-[0-9]+)?", re.IGNORECASE)
        # Two questions: 100 alone begins too many other numbers.
        conditions = [equals("DocNumber", number), begins_with("DocNumber", f"{number}-")]
        return await self._documents(
            kinds, conditions, lambda each: numbered.fullmatch(each.number) is not None
        )

    async def documents_noted(
        self, kinds: Sequence[DocumentKind], day: date, memo: str
    ) -> Sequence[SalesDocument]:
        return await self._documents(
            kinds,
            [f"TxnDate = {quoted(day.isoformat())}"],
            lambda each: reading.holds_word(each.memo, memo),
        )

    async def payments_noted(self, customer_id: str, memo: str) -> Sequence[SalesDocument]:
        return await self._documents(
            [DocumentKind.PAYMENT],
            [f"CustomerRef = {quoted(customer_id)}"],
            lambda each: reading.holds_word(each.memo, memo),
        )

    async def document(self, ref: DocumentRef) -> SalesDocument | None:
        record = await self._accounting.get(reading.ENTITIES[ref.kind], ref.id)
        return None if record is None else await self._read(record, ref.kind)

    async def write(self, instruction: Instruction, key: str) -> Written:
        settings = self._settings
        preferences = await self._lookups.known_preferences()
        self._check_currency(instruction.currency, preferences)
        look = self._lookups
        body = bodies.document_body(
            instruction,
            multicurrency=preferences.multicurrency,
            taxable_code=settings.taxable_code,
            exempt_code=settings.exempt_code,
            tax_code=await look.tax_code_id(settings.tax_code) if settings.tax_code else "",
            payment_method=await look.payment_method_id(instruction.payment_method)
            if instruction.payment_method
            else "",
        )
        entity = _FORMS[instruction.kind]
        try:
            record = await self._accounting.create(entity, body, key)
        except Refused as refused:
            written = await self._written_before(instruction, key, refused)
            if written is None:
                raise
            return written
        return _written(await self._read(record, instruction.kind))

    async def add_line(self, ref: DocumentRef, line: LineInstruction, key: str) -> Written:
        addition = bodies.line_body(
            line,
            taxable_code=self._settings.taxable_code,
            exempt_code=self._settings.exempt_code,
        )
        return await self._changed(
            ref,
            f"{key}-line-{ref.id}",
            lambda record: bodies.with_line(record, addition),
            operation="update",
        )

    async def write_payment(self, instruction: PaymentInstruction, key: str) -> Written:
        preferences = await self._lookups.known_preferences()
        self._check_currency(instruction.currency, preferences)
        body = bodies.payment_body(
            instruction,
            multicurrency=preferences.multicurrency,
            payment_method=await self._lookups.payment_method_id(instruction.payment_method)
            if instruction.payment_method
            else "",
        )
        record = await self._accounting.create("Payment", body, f"{key}-payment")
        return _written(await self._read(record, DocumentKind.PAYMENT))

    async def void(self, ref: DocumentRef, key: str) -> Written:
        how = _VOIDS.get(ref.kind)
        if how is None:
            raise Refused(
                f"{SOURCE} has no void for a {ref.kind}.",
                SOURCE,
                code="NO_VOID",
                remedy=f"Delete the {ref.kind} in {SOURCE}, if it is to go.",
            )
        operation, include = how
        held = await self.document(ref)
        if held is not None and held.voided:
            return _written(held)
        return await self._changed(
            ref,
            f"{key}-void-{ref.id}",
            lambda record: (
                {"Id": record["Id"], "SyncToken": record["SyncToken"]}
                | ({"sparse": True} if include else {})
            ),
            operation=operation,
            include=include,
        )

    # --- common ------------------------------------------------------------------------------

    async def _documents(
        self,
        kinds: Sequence[DocumentKind],
        conditions: Sequence[str],
        fits: Callable[[SalesDocument], bool],
    ) -> list[SalesDocument]:
        """Oldest first; ids are given out in one row for all kinds."""
        found: dict[DocumentRef, SalesDocument] = {}
        for kind in kinds:
            for condition in conditions:
                for record in await self._accounting.rows(reading.ENTITIES[kind], condition):
                    each = await self._read(record, kind)
                    if fits(each):
                        found[each.ref] = each
        return sorted(found.values(), key=lambda each: int(each.id))

    async def _read(self, record: Json, kind: DocumentKind) -> SalesDocument:
        home = (await self._lookups.known_preferences()).home_currency
        skus = await self._lookups.skus(reading.item_ids(record))
        return reading.read_document(record, kind, home, self._settings.exempt_code, skus)

    async def _changed(
        self,
        ref: DocumentRef,
        key: str,
        body: Callable[[Json], Json],
        *,
        operation: str,
        include: str = "",
    ) -> Written:
        """Change what is there now; once more when somebody was quicker (5010). Raises Refused."""
        entity = reading.ENTITIES[ref.kind]
        again = False
        while True:
            record = await self._accounting.get(entity, ref.id)
            if record is None:
                raise Refused(
                    f"{ref.kind.capitalize()} {ref.id} is no longer in {SOURCE}.",
                    SOURCE,
                    code="DOCUMENT_GONE",
                )
            try:
                changed = await self._accounting.change(
                    entity, body(record), key, operation=operation, include=include
                )
            except Refused as refused:
                if refused.code != STALE or again:
                    raise
                again = True
                continue
            return _written(await self._read(changed, ref.kind))

    async def _written_before(
        self, instruction: Instruction, key: str, refused: Refused
    ) -> Written | None:
        """After 6140: the document that has the number, when its memo bears the key that the
        instruction's does: an earlier or a simultaneous call wrote it (F03, F56)."""
        if refused.code != DUPLICATE_NUMBER:
            return None
        keys = {key, *keys_in(instruction.memo)}
        named = named_document(refused.verbatim)
        kind = instruction.kind
        candidates: list[SalesDocument] = []
        if named is not None:
            held = await self.document(DocumentRef(kind=kind, id=named))
            candidates = [held] if held is not None else []
        candidates += await self.documents_numbered([kind], instruction.number)
        for each in candidates:
            if keys & set(keys_in(each.memo)):
                return _written(each)
        return None

    @staticmethod
    def _check_currency(currency: str, preferences: BooksPreferences) -> None:
        """A company with one currency takes every amount for its own, whatever it is called."""
        if not preferences.multicurrency and currency != preferences.home_currency:
            raise Refused(
                f"The document is in {currency}, and the company keeps {preferences.home_currency} "
                "only.",
                SOURCE,
                code="CURRENCY",
                remedy=f"Turn on multicurrency in {SOURCE}, or leave the order out.",
            )


def _written(document: SalesDocument) -> Written:
    return Written(id=document.id, number=document.number, amount=document.total)
