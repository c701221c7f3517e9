"""Amazon's settlements: the Settlements screen, Seller Central, and NetSuite read over its REST."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import httpx

from connector.engine import ActionRefused, SettingsRefused, UnknownSettlement
from connector.flows.directions import Sync
from connector.http import exact_json
from connector.http.tba import TokenBasedAuth
from connector.settlement_sync.retrieval import Brought
from connector.settlement_sync.standing import Standing, called
from connector.settlement_sync.tie_out import SettlementTieOut
from connector.settlement_sync.verify import Verification
from connector.settlements import SettlementRefused
from connector.settlements.postings import SettlementPosting
from features.expect import StateDiffers
from features.stage.netsuite import NetSuiteBooks
from features.stage.parts import WorldClock
from features.stage.seller import Seller
from features.stage.seller_central import SellerCentral
from sandbox.amazon.desk import Wanted
from sandbox.amazon.marketplaces import MARKETPLACES
from sandbox.amazon.records import AFN, MFN
from sandbox.netsuite.records import Currency
from sandbox.worlds import furnish
from sandbox.worlds.amazon_books import AmazonBooks
from sandbox.worlds.netsuite import NetSuiteBooks as Clerks

__all__ = ["W8", "RestRecord", "Settlements"]

W8 = "10000000001"
FEBRUARY = date(2024, 2, 12)
TYPES = ("cashSale", "invoice", "cashRefund", "creditMemo")
CODECS = {"US": "cp1252", "DE": "cp1252", "JP": "cp932"}


@dataclass(frozen=True, kw_only=True, slots=True)
class RestRecord:
    """What NetSuite's record service shows of a document."""

    type: str
    number: str
    customer: str
    lines: tuple[tuple[str, Decimal, Decimal], ...]
    total: Decimal
    tax: Decimal
    day: str

    @classmethod
    def of(cls, type: str, body: Mapping[str, Any]) -> RestRecord:
        lines = tuple(
            (each["item"]["refName"], Decimal(each["quantity"]), Decimal(each["amount"]))
            for each in body["item"]["items"]
        )
        return cls(
            type=type,
            number=body["tranId"],
            customer=body["entity"]["refName"],
            lines=lines,
            total=Decimal(body["total"]),
            tax=Decimal(body["taxTotal"]),
            day=body["tranDate"],
        )


class Settlements(Seller, NetSuiteBooks):
    """`number` is the settlement last spoken of; `file` what a person last downloaded. `posted`:
    settlements that somebody has posted, which the judge then wants whole."""

    number: str = W8
    report_id: str = ""
    file: bytes = b""
    brought: Brought | None = None
    verification: Verification | None = None
    amazon_answer: tuple[int, Any] = (0, None)
    noted: str = ""
    """An internal ID that the tester wrote down."""
    created: Sequence[str] = ()
    words_seen: tuple[str, ...] = ()
    """What the row read while a Post ran."""
    posted: frozenset[str] = frozenset()
    on_hand: Mapping[str, Decimal] = MappingProxyType({})
    books_before: Mapping[tuple[str, str], RestRecord] | None = None

    # --- set-up ---------------------------------------------------------------------------------

    def begin_with_w8(self) -> None:
        """The days of the example: its period is over, nothing of its settlement is posted."""
        self.begin_on(FEBRUARY)
        furnish(self.world, "w8-settlement")

    def add_settling_account(self, name: str, country: str = "US", **more: Any) -> None:
        """An account of a marketplace that the seller has joined; NetSuite knows its currency."""
        place = MARKETPLACES[country]
        self._keep_products()
        if place.id not in self.world.amazon.records.participations:
            self.world.amazon.desk.join(country)
        own = country == "US"
        token = "" if own else self.world.amazon.auth.authorise(place.region)
        self.connect_amazon(name, marketplace_id=place.id, **more)
        if token:
            self.accounts[name]["refresh_token"] = token
        self._keep_currency(place.currency)
        self.start_engine()

    def _keep_products(self) -> None:
        """NetSuite knows what is sold and how Amazon pays."""
        if self.world.netsuite.records.items_by_item_id.first("AMZ-LAMP") is None:
            AmazonBooks(self.world, Clerks(self.world), terms=False).open(self.world.clock.now())

    def _keep_currency(self, symbol: str) -> None:
        known = self.world.netsuite.records.currencies
        if all(each.symbol != symbol for each in known):
            number = max(each.id for each in known) + 1
            rate = {"JPY": Decimal("0.0067")}[symbol]
            known.put(Currency(id=number, symbol=symbol, name=symbol, exchange_rate=rate))
        if symbol not in self.currencies:
            self.currencies = (*self.currencies, symbol)

    def add_settlement_customer(self, name: str, currency: str = "USD") -> str:
        """Its internal ID."""
        known = self.world.netsuite.records.currencies
        wanted = next(each.id for each in known if each.symbol == currency)
        made = self.world.netsuite.desk.customer(company_name=name, currency=wanted)
        return str(made.id)

    def settlement_customer(self) -> str:
        """Internal ID of the customer that is used for settlements only."""
        found = self.world.netsuite.records.entities_by_external_id.first("amazon-settlements")
        if found is None:
            raise StateDiffers("NetSuite has no customer for settlements")
        return str(found.id)

    def set_tab(self, account: str = "main", **changes: Any) -> None:
        """Settings > Other Transactions > Settlement > Save."""
        tab = self.accounts[account].get("settlement", {})
        self.change_account(account, settlement={**tab, **changes})

    def create_items(self, account: str = "main") -> list[str]:
        made: list[str] = []

        def click() -> None:
            made[:] = [each.sku for each in self.run(self.engine.create_settlement_items(account))]

        self._attempt(click)
        return made

    def sync_and_bill(self, name: str) -> None:
        """An order that nobody had synced: by the connector, then fulfilled and billed by
        people."""
        self.sync_order(name)
        self.bill(name)

    def bill(self, name: str) -> None:
        order, desk = self.sales_order(name), self.world.netsuite.desk
        if order.type == "SalesOrd":
            desk.fulfil(order.id)
            self.billed = desk.bill(order.id)

    # --- what happens on Amazon -----------------------------------------------------------------

    def sell_and_bill_w8_order(self, number: int, *, invoice: bool = False) -> None:
        """What the seller sends is billed before it is sent; what Amazon sends is synced then."""
        placed = self.place_w8_order(number)
        self._sync_and_send(placed.id, by_seller=placed.channel == MFN, invoice=invoice)

    def sell_and_bill(
        self,
        order_id: str,
        sku: str,
        units: int,
        price: Decimal,
        country: str,
        *,
        by_seller: bool,
    ) -> None:
        """At `price` a unit, tax included where the marketplace shows it so."""
        wanted = Wanted(sku=sku, quantity=units, price=price)
        by = MFN if by_seller else AFN
        self.sell_on_amazon(order_id, [wanted], fulfilled_by=by, marketplace=country)
        self._sync_and_send(order_id, by_seller=by_seller)

    def _sync_and_send(self, order_id: str, *, by_seller: bool, invoice: bool = False) -> None:
        if by_seller:
            self.sync_order(order_id)
            desk, order = self.world.netsuite.desk, self.sales_order(order_id)
            if invoice:
                desk.set_payment_method(order.id, None)
                desk.set_terms(order.id, "Net 30")
            desk.fulfil(order.id)
            self.billed = desk.bill(order.id)
        self.world.amazon.desk.ship(order_id)
        if not by_seller:
            self.sync_order(order_id)

    def close_period(self, country: str) -> None:
        """Two weeks go by; the tester notes the report ID that Seller Central shows a day later."""
        self.world.advance(days=14)
        closed = self.world.amazon.desk.close_period(country)
        self.world.advance(days=1)
        self.download_flat_file(closed.settlement_id)

    # --- the Settlements screen -----------------------------------------------------------------

    def retrieve_settlement(self, report_id: str, account: str = "main") -> None:
        self._bring(lambda: self.run(self.engine.retrieve_settlement(account, report_id)))

    def upload_settlement(self, name: str, account: str = "main") -> None:
        self._bring(lambda: self.engine.upload_settlement(account, io.BytesIO(self.file), name))

    def _bring(self, ask: Callable[[], Brought]) -> None:
        def bring() -> None:
            self.brought = ask()

        self._attempt(bring)
        if self.brought is not None and self.brought.settlement is not None:
            self.number = self.brought.settlement.number

    def post_settlement(self, *orders: str, watched: bool = False) -> None:
        """Action menu > Post; of some orders only where they are named. `watched`: the tester
        reads the row while it runs."""
        if self.books_before is None:
            self.books_before = self.read_books()
        how: dict[str, Any] = {}
        if orders:
            how["postings"] = [each.id for each in self.postings() if each.order_id in orders]
        if watched:
            how["told"] = self._read_row

        def post() -> None:
            try:
                self.run(self.engine.post_settlement(self.number, **how))
            except ActionRefused as refused:
                self.refusal = refused
            else:
                self.refusal = None
                self.posted |= {self.number}

        self._attempt(post)

    def _read_row(self, *_tried: int) -> None:
        self.words_seen += (self.standing.word,)

    def cancel_postings(self, *orders: str) -> None:
        """Those of `orders`, else every one with an error."""
        chosen = self._postings_of(orders)
        self.refusal = None
        try:
            self.engine.cancel_settlement_postings(self.number, postings=chosen)
        except ActionRefused as refused:
            self.refusal = refused

    def _postings_of(self, orders: Sequence[str]) -> list[int]:
        """None of them: whatever the action is for."""
        if not orders:
            return []
        return [each.id for each in self.postings() if each.order_id in orders]

    def own_tie_out(self) -> SettlementTieOut | None:
        """The engine's own; None where it is not asked for one."""
        return self.run(self.engine.tie_out_settlement(self.number))

    def failures(self) -> str:
        """Why postings failed, for whoever reads that a status is another one."""
        return "; ".join(
            each.problem.sentence for each in self.postings() if each.problem is not None
        )

    def uncancel_postings(self) -> None:
        self.engine.uncancel_settlement_postings(self.number)

    @property
    def standing(self) -> Standing:
        try:
            return self.engine.settlement(self.number)
        except UnknownSettlement as unknown:
            raise StateDiffers(str(unknown)) from unknown

    def postings(self) -> list[SettlementPosting]:
        return self.engine.settlement_postings(self.number)

    def posting(self, name: str) -> SettlementPosting:
        found = [each for each in self.postings() if name in {called(each), each.name}]
        if len(found) != 1:
            names = ", ".join(called(each) for each in self.postings())
            raise StateDiffers(f"{len(found)} postings are called {name!r}; there are {names}")
        return found[0]

    def switch_settlements(self, account: str = "main") -> None:
        """Data Flows > Manage Data Syncs > Settlement Sync."""
        try:
            self.switched = self.engine.set_switch(account, Sync.SETTLEMENT, True)
        except SettingsRefused as refused:
            self.switched = refused

    def verify_file(self) -> None:
        self.refusal, self.verification = None, None
        try:
            self.verification = self.run(self.engine.verify_settlement(io.BytesIO(self.file)))
        except (SettlementRefused, UnknownSettlement) as refused:
            self.refusal = refused

    # --- Seller Central -------------------------------------------------------------------------

    def download_flat_file(self, settlement: str) -> None:
        async def download(person: SellerCentral) -> None:
            self.report_id, self.file = await person.flat_file(settlement)

        self.number = settlement
        self._at_seller_central(download)

    def read_statements(self) -> str:
        said: list[str] = []

        async def look(person: SellerCentral) -> None:
            said.append(await person.statements())

        self._at_seller_central(look)
        return said[0]

    def _at_seller_central(self, work: Callable[[SellerCentral], Awaitable[None]]) -> None:
        known = self.world.credentials()

        async def visit() -> None:
            browser = httpx.AsyncClient(transport=self.world.transport(), follow_redirects=True)
            async with browser:
                user = known["SPAPI_SELLER_CENTRAL_USER"]
                await work(SellerCentral(browser, user, known["SPAPI_SELLER_CENTRAL_PASSWORD"]))

        self.run(visit())

    def edit_file(self, change: Callable[[list[str]], list[str]], country: str = "US") -> None:
        """What a person does to the lines of a file: header and summary come first."""
        lines = [each for each in self.file.decode(CODECS[country]).split("\n") if each.strip()]
        self.file = ("\n".join(change(lines)) + "\n").encode(CODECS[country])

    # --- Amazon's API, as any program asks ------------------------------------------------------

    def ask_amazon(
        self, method: str, path: str, body: object = None, token: str = ""
    ) -> tuple[int, Any]:
        """(status, body), kept as `amazon_answer`."""
        given = token or self.world.amazon.auth.issue_access_token()
        headers = {"x-amz-access-token": given, "content-type": "application/json"}
        url = f"https://sellingpartnerapi-na.amazon.com{path}"
        content = None if body is None else exact_json.write(body)

        async def ask() -> tuple[int, Any]:
            async with httpx.AsyncClient(transport=self.world.transport()) as client:
                got = await client.request(method, url, headers=headers, content=content)
                return got.status_code, exact_json.read(got.content)

        self.amazon_answer = self.run(ask())
        return self.amazon_answer

    def listed_reports(self) -> list[str]:
        """IDs of the V2 settlement reports that Amazon lists of the last 90 days."""
        kind = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
        status, body = self.ask_amazon("GET", f"/reports/2021-06-30/reports?reportTypes={kind}")
        if status != 200:
            raise StateDiffers(f"Amazon answered the list of reports with {status}: {body}")
        return [str(each["reportId"]) for each in body["reports"]]

    def must_be_posted(self, number: str) -> None:
        """From now on it is a mistake when it is not in the books."""
        self.posted |= {number}

    @property
    def settlement_runs(self) -> int:
        """How often Amazon was asked for a list of reports by the connector."""
        asked = "/reports/2021-06-30/reports?reportTypes="
        return sum(
            asked in each.url and "createdSince" in each.url for each in self.world.exchanges
        )

    # --- NetSuite over its record service -------------------------------------------------------

    def read_books(self) -> dict[tuple[str, str], RestRecord]:
        """Every billed record and refund, by type and internal ID, as the record service shows
        it."""
        known = self.world.credentials()
        auth = TokenBasedAuth(
            account=known["NETSUITE_ACCOUNT"],
            consumer_key=known["NETSUITE_CONSUMER_KEY"],
            consumer_secret=known["NETSUITE_CONSUMER_SECRET"],
            token_id=known["NETSUITE_TOKEN_ID"],
            token_secret=known["NETSUITE_TOKEN_SECRET"],
            clock=WorldClock(self.world),
        )
        host = f"https://{known['NETSUITE_ACCOUNT']}.suitetalk.api.netsuite.com"
        base = f"{host}/services/rest/record/v1"

        async def read() -> dict[tuple[str, str], RestRecord]:
            found: dict[tuple[str, str], RestRecord] = {}
            async with httpx.AsyncClient(transport=self.world.transport(), auth=auth) as client:

                async def get(path: str) -> Any:
                    answer = await client.get(f"{base}/{path}")
                    if answer.status_code != 200:
                        raise StateDiffers(f"NetSuite answered {path} with {answer.text}")
                    return exact_json.read(answer.content)

                for type in TYPES:
                    for each in (await get(type))["items"]:
                        path = f"{type}/{each['id']}?expandSubResources=true"
                        found[type, each["id"]] = RestRecord.of(type, await get(path))
            return found

        return self.run(read())

    def written(self) -> list[RestRecord]:
        """What the settlement has changed or made since it was first posted, in the order in which
        NetSuite holds it: billed records, then refunds."""
        if self.books_before is None:
            raise StateDiffers("nothing was posted")
        before = self.books_before
        return [record for key, record in self.read_books().items() if before.get(key) != record]
