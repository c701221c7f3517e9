"""The world of example W8 with NetSuite's real adapter over HTTP, and rows of settlements."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import httpx
import msgspec
import pytest

from connector.books.netsuite import NetSuite
from connector.flows.outcome import Outcome
from connector.flows.settlements import (
    SettlementAccount,
    SettlementOptions,
    create_settlement_items,
    missing_items,
    post_posting,
)
from connector.http.tba import TokenBasedAuth
from connector.journal import Journal
from connector.money import Money, total
from connector.settings import parse
from connector.settlements import Kind, Row
from connector.settlements.postings import Part, Settlement, SettlementPosting, SplitOptions
from sandbox.netsuite.records import Transaction
from sandbox.netsuite.rules import operations
from sandbox.world import World
from sandbox.worlds import open_named

FEBRUARY = datetime(2024, 2, 12, 9, 0, tzinfo=UTC)
NUMBER = "10000000001"
PARTS = {Kind.ORDER: Part.ORDER, Kind.REFUND: Part.REFUND, Kind.NON_ORDER: Part.NON_ORDER}


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def order_id(number: int) -> str:
    return f"111-{number:07}-{number:07}"


def row(
    number: int,
    kind: str,
    order: str,
    amount_type: str,
    description: str,
    amount: str,
    currency: str = "USD",
    **more: Any,
) -> Row:
    fields: dict[str, Any] = {
        "merchant_order_id": "",
        "adjustment_id": "",
        "shipment_id": "",
        "marketplace": "Amazon.com",
        "fulfillment": "MFN",
        "day": date(2024, 2, 4),
        "posted": None,
        "order_item_code": "",
        "merchant_order_item_id": "",
        "merchant_adjustment_item_id": "",
        "sku": "AMZ-LAMP",
        "quantity": None,
        "promotion_id": "",
        **more,
    }
    return Row(
        number=number,
        transaction_type=kind,
        order_id=order,
        amount_type=amount_type,
        amount_description=description,
        amount=Money.of(amount, currency),
        **fields,
    )


def table(text: str, **more: Any) -> list[Row]:
    """Lines `type | order | amount type | description | amount [| sku]`."""
    made = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
        kind, order, amount_type, what, amount, *sku = (cell.strip() for cell in line.split("|"))
        own = {"sku": sku[0]} if sku else {}
        made.append(row(number, kind, order, amount_type, what, amount, **{**more, **own}))
    return made


def settlement(**changes: Any) -> Settlement:
    zero = usd("0.00")
    fields: dict[str, Any] = {
        "id": 1, "account": "main", "report_id": "r1", "number": NUMBER, "name": "report r1",
        "start": datetime(2024, 1, 24, 8, tzinfo=UTC), "end": datetime(2024, 2, 7, 8, tzinfo=UTC),
        "deposit": datetime(2024, 2, 9, 8, tzinfo=UTC), "total": zero, "rows": 0,
        "marketplace": "Amazon.com", "postings": 0, "options": SplitOptions(),
        "statement": None, "taken_at": FEBRUARY, "available_at": FEBRUARY,
    }  # fmt: skip
    return Settlement(**{**fields, **changes})


def posting(rows: Sequence[Row], part: Part, **changes: Any) -> SettlementPosting:
    fields: dict[str, Any] = {
        "id": 1, "settlement": 1, "part": part, "order_id": "", "adjustment_id": "",
        "month": None, "amount": total((each.amount for each in rows), rows[0].amount.currency),
        "rows": len(rows),
    }  # fmt: skip
    if part is not Part.NON_ORDER:
        fields["order_id"] = rows[0].order_id
        fields["adjustment_id"] = rows[0].adjustment_id if part is Part.REFUND else ""
    return SettlementPosting(**{**fields, **changes})


@dataclass
class WorldClock:
    world: World

    def now(self) -> datetime:
        return self.world.clock.now()

    async def sleep(self, seconds: float) -> None:
        await self.world.sleep(seconds)


@dataclass
class Books:
    """A world with an account on it."""

    world: World
    settings: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    auth: str = "tba"

    def __post_init__(self) -> None:
        self.journal = Journal(":memory:")
        self.client = httpx.AsyncClient(transport=self.world.transport())
        self.start()

    def start(self, **options: Any) -> SettlementAccount:
        """A new process on the journal; `options` are those of the Settlement tab."""
        known = self.world.credentials()
        self.options.update(options)
        customer = self.world.netsuite.records.entities_by_external_id.first("amazon-settlements")
        given = {"customer_internal_id": str(customer.id) if customer else "", **self.options}
        keys = {
            "tba": ("consumer_key", "consumer_secret", "token_id", "token_secret"),
            "oauth2": ("client_id", "certificate_id", "private_key"),
        }[self.auth]
        parsed = parse(
            {
                "environment": "production",
                "netsuite": {
                    "account": known["NETSUITE_ACCOUNT"],
                    "auth": self.auth,
                    **{key: known[f"NETSUITE_{key.upper()}"] for key in keys},
                },
                "accounts": {
                    "main": {
                        "channel": "amazon",
                        "seller_id": known["SPAPI_SELLER_ID"],
                        "marketplace_id": known["SPAPI_MARKETPLACE_ID"],
                        "client_id": known["SPAPI_CLIENT_ID"],
                        "client_secret": known["SPAPI_CLIENT_SECRET"],
                        "refresh_token": known["SPAPI_REFRESH_TOKEN"],
                        **self.settings,
                    }
                },
            }
        )
        assert parsed.netsuite is not None
        clock = WorldClock(self.world)
        adapter = NetSuite(parsed.netsuite, self.client, clock)
        channel: Any = SimpleNamespace(name="Amazon")
        self.account = SettlementAccount(
            name="main",
            settings=parsed.accounts["main"],
            channel=channel,
            journal=self.journal,
            clock=clock,
            netsuite=parsed.netsuite,
            books=adapter,
            source=None,
            ledger=adapter,
            options=SettlementOptions(**given),
        )
        return self.account

    def close(self) -> None:
        asyncio.run(self.client.aclose())
        self.journal.close()

    # --- what the connector does ----------------------------------------------------------------

    def run(self, work: Any) -> Any:
        return asyncio.run(work)

    def create_items(self, rows: Sequence[Row] = ()) -> list[str]:
        return [each.sku for each in self.run(create_settlement_items(self.account, rows))]

    def missing(self, rows: Sequence[Row]) -> list[str]:
        found: list[str] = self.run(missing_items(self.account, rows))
        return found

    def make_posting(self, rows: Sequence[Row], part: Part) -> SettlementPosting:
        return posting(rows, part)

    def post(
        self, rows: Sequence[Row], part: Part, *, sold: Sequence[Row] = (), **changes: Any
    ) -> Outcome:
        number = changes.pop("number", NUMBER)
        made = posting(rows, part, **changes)
        lost: list[str] = []
        outcome: Outcome = self.run(
            post_posting(
                self.account,
                settlement(number=number),
                made,
                rows,
                lambda: lost.append("lost"),
                sold=sold,
            )
        )
        self.lost = lost
        return outcome

    # --- what the file says ---------------------------------------------------------------------

    def rows(self, number: str = NUMBER) -> list[Row]:
        """The rows of the published settlement."""
        text = self.world.amazon.desk.download(number).decode("cp1252")
        _, *lines = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            row(
                at,
                cells["transaction-type"],
                cells["order-id"],
                cells["amount-type"],
                cells["amount-description"],
                cells["amount"],
                adjustment_id=cells["adjustment-id"],
                marketplace=cells["marketplace-name"],
                fulfillment=cells["fulfillment-id"],
                day=date.fromisoformat(cells["posted-date"]),
                order_item_code=cells["order-item-code"],
                sku=cells["sku"],
                quantity=int(cells["quantity-purchased"]) if cells["quantity-purchased"] else None,
            )
            for at, cells in enumerate(lines, 1)
        ]

    def of(self, kind: Kind, number: int | None = None) -> list[Row]:
        return [
            each
            for each in self.rows()
            if each.kind is kind and number in (None, int(each.order_id[-7:] or 0))
        ]

    # --- what NetSuite holds --------------------------------------------------------------------

    def rest(self, record_type: str, internal_id: str | int) -> dict[str, Any]:
        """GET over the record service, as anybody would."""
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

        async def ask() -> httpx.Response:
            return await self.client.get(
                f"{host}/services/rest/record/v1/{record_type}/{internal_id}",
                params={"expandSubResources": "true"},
                auth=auth,
            )

        answer = self.run(ask())
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json(parse_float=Decimal)
        return found

    def read(self, outcome: Outcome) -> dict[str, Any]:
        return self.rest(outcome.target_type, outcome.target_id)

    def billed(self, number: int) -> Transaction:
        """The cash sale or invoice of an order."""
        found = self.world.netsuite.records.transactions_by_other_ref_num.find(order_id(number))
        return next(each for each in found if each.type in ("CashSale", "CustInvc"))

    def documents(self) -> list[tuple[str, str, Decimal]]:
        """Type, customer and total of everything but orders and fulfilments."""
        records = self.world.netsuite.records
        return [
            (each.type, records.entities[each.entity].entity_id, each.total)
            for each in records.transactions
            if each.type not in ("SalesOrd", "ItemShip") and each.entity
        ]

    def on_hand(self, sku: str) -> Decimal:
        return self.world.netsuite.desk.item(sku).quantity_on_hand

    def invoice(self, number: int, amount: str = "50.00", **changes: Any) -> Transaction:
        """An order billed on terms, as a clerk would type it: two lamps."""
        return self.write("invoice", number, amount, **changes)

    def write_order(self, number: int, sku: str, amount: str, **changes: Any) -> Transaction:
        """One unit as a cash sale, as a clerk would type it."""
        line = {
            "item": self.world.netsuite.desk.item(sku).id,
            "quantity": Decimal(1),
            "price_level": -1,
            "amount": Decimal(amount),
        }
        return self.write("cashSale", number, amount, lines=[line], **changes)

    def write(self, record_type: str, number: int, amount: str, **changes: Any) -> Transaction:
        """A sales order of lamps and the bill made from it; or the cash sale itself."""
        netsuite = self.world.netsuite
        if record_type == "cashSale":
            return self.write_document("cashSale", number, amount, **changes)
        fields = {**self._fields(number, amount, changes), "order_status": "B"}
        order = operations.create(netsuite, "salesOrder", fields)
        return operations.transform(
            netsuite, order.id, record_type, {"tran_date": date(2024, 2, 2)}
        )

    def write_document(
        self, record_type: str, number: int, amount: str, **changes: Any
    ) -> Transaction:
        """The document itself, made from no other."""
        fields = self._fields(number, amount, changes)
        made = operations.create(self.world.netsuite, record_type, fields)
        assert isinstance(made, Transaction)
        return made

    def _fields(self, number: int, amount: str, changes: dict[str, Any]) -> dict[str, Any]:
        desk = self.world.netsuite.desk
        units = changes.pop("quantity", 2)
        return {
            "entity": desk.customer(last_name=f"Buyer {number}", first_name="A").id,
            "external_id": f"amazon-order-{order_id(number)}",
            "other_ref_num": order_id(number),
            "tran_date": date(2024, 2, 1),
            "tax_details_override": True,
            "lines": [
                {
                    "item": desk.item("AMZ-LAMP").id,
                    "quantity": Decimal(units),
                    "price_level": -1,
                    "amount": Decimal(amount),
                    "tax_details_reference": "L1",
                }
            ],
            "tax_details": [],
            **changes,
        }


@pytest.fixture(scope="session")
def w8_world() -> tuple[World, Any]:
    world = open_named("w8-settlement", start=FEBRUARY)
    return world, world.snapshot()


@pytest.fixture
def books(w8_world: tuple[World, Any]) -> Iterator[Books]:
    world, start = w8_world
    world.restore(start)
    made = Books(world)
    yield made
    made.close()


@pytest.fixture(scope="session")
def w8_with_items(w8_world: tuple[World, Any]) -> Any:
    """The same after Create Settlement Items."""
    world, start = w8_world
    world.restore(start)
    made = Books(world)
    made.create_items()
    made.close()
    return world.snapshot()


@pytest.fixture
def ready(w8_world: tuple[World, Any], w8_with_items: Any) -> Iterator[Books]:
    """With the items of every published kind."""
    world, _ = w8_world
    world.restore(w8_with_items)
    made = Books(world)
    yield made
    made.close()


@pytest.fixture
def kit() -> Any:
    """The helpers of this module."""
    return SimpleNamespace(
        usd=usd, order_id=order_id, row=row, table=table, Books=Books, settlement=settlement,
        posting=posting, structs_replace=msgspec.structs.replace,
        replace=replace,
    )  # fmt: skip
