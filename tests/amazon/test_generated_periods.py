"""200 periods of whatever can happen: both flat files, the XML, Finances v0, transactions,
summaries and Seller Central say the same money; every event is in exactly one settlement; what one
period holds back or owes is what the next one begins with."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any
from xml.etree import ElementTree

import pytest

from sandbox.amazon.desk import Wanted
from sandbox.amazon.marketplaces import named
from sandbox.amazon.rules.figures import figures_of
from sandbox.amazon.settlements import flat_v1, xml
from sandbox.amazon.settlements.dialects import DIALECTS
from sandbox.amazon.wire import finances_2024, finances_v0, totals

D = Decimal
CODECS = {"windows-1252": "cp1252", "UTF-8": "utf-8", "windows-31j": "cp932"}
PERIODS = 20


def _amount(source: Random, country: str, most: int = 9000) -> Decimal:
    cents = source.randrange(1, most)
    return D(cents) if country == "JP" else D(cents) / 100


class Story:
    """A seller's weeks in one marketplace, out of a seed."""

    def __init__(self, account: Any, country: str, source: Random) -> None:
        self.account, self.desk = account, account.desk
        self.country, self.source = country, source
        self.placed: list[Any] = []
        self.waiting: list[int] = []

    def money(self, most: int = 9000) -> Decimal:
        return _amount(self.source, self.country, most)

    def order(self) -> None:
        source = self.source
        basket = []
        for sku in source.sample(["AMZ-LAMP", "AMZ-DESK", "AMZ-PENS", "AMZ-CHRG"], 2):
            price, quantity = self.money(), source.randrange(1, 5)
            shipping = source.choice([D(0), self.money(900)])
            basket.append(
                Wanted(
                    sku=sku,
                    quantity=quantity,
                    price=price,
                    shipping=shipping,
                    gift_wrap=source.choice([D(0), D(0), self.money(500)]),
                    discount=source.choice([D(0), min(self.money(800), price)]),
                    shipping_discount=source.choice([D(0), shipping]),
                    promotion_id="PLM-1",
                    points=D(source.randrange(20)) if self.country == "JP" else D(0),
                )
            )
        made = self.desk.place_order(
            basket,
            fulfilled_by=source.choice(["MFN", "AFN"]),
            marketplace=self.country,
            deemed_supplier=self.country == "DE" and source.random() < 0.3,
        )
        self.placed.append(made.id)

    def ship(self) -> None:
        order = self.desk.order(self.source.choice(self.placed))
        left = [item for item in order.items if item.left]
        if not left:
            return
        item = self.source.choice(left)
        wanted = {item.sku: self.source.randrange(1, item.left + 1)}
        deferral = self.source.choice(["", "", "", "DD7"])
        event = self.desk.ship(order.id, wanted, deferral=deferral)
        if deferral:
            self.waiting.append(event.id)

    def refund(self) -> None:
        order = self.desk.order(self.source.choice(self.placed))
        shipped = [item for item in order.items if item.shipped]
        if not shipped:
            return
        item = self.source.choice(shipped)
        before = sum(
            1
            for event in self.account.records.events_by_order.find(order.id)
            if "Refund" in event.type
        )
        if before >= item.shipped:
            return
        self.desk.refund(
            order.id,
            {item.sku: 1},
            shipping=self.source.random() < 0.3,
            goodwill=self.source.choice([D(0), self.money(300)]),
            type=self.source.choice(["Refund", "Refund", "A-to-z Guarantee Refund"]),
        )

    def charge(self) -> None:
        kinds = ["advertising", "subscription", "storage", "warehouse damage", "coupon", "deal"]
        kind = self.source.choice([*kinds, "advertising refund", "clawback", "return label"])
        self.desk.charge(kind, self.money(3000), self.country)

    def odd(self) -> None:
        if self.source.random() < 0.5:
            self.desk.record(
                "other-transaction", "Brand-new fee", "NobodyKnows", -self.money(500), self.country
            )
        else:
            amounts = {"Base fee": -self.money(500), "Tax on fee": -self.money(90)}
            self.desk.charge_in_parts("FBAFees", "AWD Storage Fee", amounts, self.country)

    def release(self) -> None:
        if self.waiting:
            self.desk.release(self.waiting.pop())

    def close(self) -> Any:
        self.account.later(hours=5)
        held = self.desk.balance(self.country)
        reserve = D(0)
        if held > 0 and self.source.random() < 0.6:
            reserve = (held * self.source.randrange(101) / 100).quantize(
                named(self.country).quantum
            )
            reserve = min(reserve, held)
        closed = self.desk.close_period(self.country, reserve=reserve)
        if closed.total > 0 and self.source.random() < 0.1:
            self.desk.fail_transfer(closed.settlement_id)
        return closed


def _numbers(document: Any) -> Decimal:
    """All amounts of a Finances v0 document that are nobody's sum."""
    if isinstance(document, dict):
        if "CurrencyAmount" in document:
            return D(document["CurrencyAmount"])
        if "transactionValue" in document:
            return _numbers(document["baseValue"]) + _numbers(document["taxValue"])
        skipped = ("AdjustmentItemList",)
        return sum((_numbers(each) for key, each in document.items() if key not in skipped), D(0))
    if isinstance(document, list):
        return sum((_numbers(each) for each in document), D(0))
    return D(0)


def _elements(document: bytes) -> Decimal:
    """All amounts of the XML document that are nobody's sum and no part of one."""
    root = ElementTree.fromstring(document)  # noqa: S314 - ours
    parts = {each for item in root.iter("OtherTransactionItem") for each in item}
    found = [*root.iter("Amount"), *root.iter("TransactionAmount")]
    return sum((D(each.text or "") for each in found if each not in parts), D(0))


def _version_1(content: bytes, codec: str) -> Decimal:
    """All amounts of the old file, whatever column they stand in."""
    lines = content.decode(codec).splitlines()
    summary, *rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    amounts = [name for name in summary if name.endswith("-amount") and name != "total-amount"]
    total = sum(
        (D(row[name].replace(",", ".")) for row in rows for name in amounts if row[name]), D(0)
    )
    assert total == D(summary["total-amount"].replace(",", "."))
    return total


def _branches(transaction: dict[str, Any]) -> Decimal:
    total = D(0)
    for branch in transaction["breakdowns"]:
        leaves = sum(
            (leaf["breakdownAmount"]["currencyAmount"] for leaf in branch["breakdowns"]), D(0)
        )
        assert branch["breakdownAmount"]["currencyAmount"] == leaves
        total += leaves
    assert transaction["totalAmount"]["currencyAmount"] == total
    return total


def _check(account: Any, closed: Any, read: Any) -> None:
    charset = named(closed.marketplace).charset
    codec = CODECS[charset]
    file = read(account.desk.download(closed.settlement_id), codec)
    assert file.total == file.sum == closed.total

    statement = account.desk.statement(closed.settlement_id)
    dialect = account.settings.settlement_dialect or named(closed.marketplace).dialect
    assert file.summary["settlement-end-date"] == DIALECTS[dialect].at(closed.end)
    old = flat_v1.write(statement, DIALECTS[dialect].decimal_mark, charset)
    assert _version_1(old, codec) == closed.total
    figures = figures_of(account, closed)
    assert figures.total == closed.total
    assert sum((figures.of(name) for name in figures.sections), D(0)) == closed.total
    tree = totals.breakdowns(figures.sections, closed.currency)
    assert sum((each["breakdownAmount"]["currencyAmount"] for each in tree), D(0)) == closed.total
    assert _elements(xml.write(statement, account.seller_id)) == closed.total

    events = account.records.events_by_period.find(closed.id)
    assert _numbers(finances_v0.events(events)) == closed.total
    group = finances_v0.group(closed, account.clock.now(), D(0))
    assert group["OriginalTotal"]["CurrencyAmount"] == closed.total

    mine = []
    for event in account.records.events:
        for each in finances_2024.of_event(account, event):
            identifiers = {
                one["relatedIdentifierName"]: one["relatedIdentifierValue"]
                for one in each["relatedIdentifiers"]
            }
            if identifiers.get("SETTLEMENT_ID") == closed.settlement_id:
                assert each["transactionStatus"] == "RELEASED"
                mine.append(_branches(each))
    assert sum(mine, D(0)) == closed.total


@pytest.mark.parametrize(
    ("country", "seed"), [*((c, s) for c in ("US", "DE", "JP", "GB", "AU") for s in (1, 2))]
)
def test_every_figure_ties(
    country: str, seed: int, new_account: Callable[..., Any], read: Any
) -> None:
    account = new_account(seed=seed)
    account.desk.join(country)
    account.settings.vat_calculation_service = seed == 2
    account.settings.card_pays_debts = seed == 1
    # The language of the account decides, not only the marketplace.
    account.settings.settlement_dialect = {("GB", 2): "day_first", ("AU", 2): "iso"}.get(
        (country, seed), ""
    )
    codec = CODECS[named(country).charset]
    source = Random(f"{country}{seed}")
    story = Story(account, country, source)
    steps = [story.order, story.ship, story.ship, story.refund, story.charge, story.odd]
    story.order()
    closed = []
    for _ in range(PERIODS):
        for _ in range(source.randrange(8, 16)):
            account.later(hours=7)
            source.choice([*steps, story.release])()
        closed.append(story.close())
        _check(account, closed[-1], read)

    assert any(each.total > 0 for each in closed)
    assert any(each.total < 0 for each in closed)
    assert any(each.opening > 0 for each in closed)
    files = [read(account.desk.download(each.settlement_id), codec) for each in closed]
    for each in range(PERIODS - 1):
        _chained(account, closed[each], closed[each + 1], files[each], files[each + 1])

    # Every row is of one event of that period; every event of a closed period is in a file, once.
    printed = Counter(_key(row) for file in files for row in file.rows)
    dialect = DIALECTS[account.settings.settlement_dialect or named(country).dialect]
    periods = {each.id: number for number, each in enumerate(closed)}
    expected: Counter[tuple[str, ...]] = Counter()
    for event in account.records.events:
        if event.period in periods:
            inside = closed[periods[event.period]]
            assert inside.start <= event.posted <= inside.end
        for line in event.lines:
            if event.period in periods and line.amount:
                expected[
                    event.type, event.order_id, event.shipment_id, event.adjustment_id,
                    line.amount_type, line.description, dialect.amount(line.amount),
                    dialect.at(event.posted), line.item, line.sku,
                ] += 1  # fmt: skip
    assert printed == expected
    shipments = {row["shipment-id"]: set() for file in files for row in file.rows}
    for number, file in enumerate(files):
        for row in file.rows:
            shipments[row["shipment-id"]].add(number)
    assert all(len(found) == 1 for key, found in shipments.items() if key)
    open_or_waiting = [event for event in account.records.events if event.period not in periods]
    assert all(event.deferral or event.posted >= closed[-1].end for event in open_or_waiting)


def _key(row: dict[str, str]) -> tuple[str, ...]:
    names = (
        "transaction-type", "order-id", "shipment-id", "adjustment-id", "amount-type",
        "amount-description", "amount", "posted-date-time", "order-item-code", "sku",
    )  # fmt: skip
    return tuple(row[name] for name in names)


def _chained(account: Any, one: Any, next_one: Any, file: Any, next_file: Any) -> None:
    """Each period begins where the one before ended, with what that one held back or owed."""

    def said(rows: list[dict[str, str]], description: str) -> list[Decimal]:
        return [
            file.amount(row["amount"]) for row in rows if row["amount-description"] == description
        ]

    assert one.end == next_one.start
    held = said(file.rows, "Current Reserve Amount")
    assert len(held) <= 1
    assert said(next_file.rows, "Previous Reserve Amount Balance") == [-each for each in held]
    debt = said(next_file.rows, "Payable to Amazon")
    assert debt == ([one.total] if one.total < 0 else [])
    if account.settings.card_pays_debts:
        assert said(next_file.rows, "Successful charge") == [-each for each in debt]
    opening = sum(debt, D(0)) - sum(held, D(0))
    group = finances_v0.group(next_one, account.clock.now(), D(0))
    assert group["BeginningBalance"]["CurrencyAmount"] == opening
