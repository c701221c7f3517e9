# ruff: noqa: E501 - queries stay readable
"""Queries that public connectors run, over the book of W1: order, fulfilment, cash sale, refund."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from sandbox.netsuite.app import NetSuite
from sandbox.netsuite.records import Transaction
from sandbox.netsuite.suiteql import run

Ask = Callable[..., list[dict[str, str]]]


class Book(NamedTuple):
    order: Transaction
    shipment: Transaction
    sale: Transaction
    refund: Transaction


@pytest.fixture
def ask(account: NetSuite) -> Ask:
    return lambda sql, *params: run(account, sql, params)


@pytest.fixture
def book(account: NetSuite, order: Any) -> Book:
    desk = account.desk
    made = order("Shopify Payments", external_id="shopify-5001")
    account.clock.advance(timedelta(hours=1))
    shipment = desk.fulfil(made.id)
    sale = desk.bill(made.id)
    account.clock.advance(timedelta(hours=1))
    refund = desk.refund(sale.id, {"TEE-BLK": 1}, external_id="refund-9001")
    return Book(made, shipment, sale, refund)


def test_a_transaction_by_its_external_id(ask: Ask, book: Book) -> None:
    assert ask("SELECT id, type FROM transaction WHERE externalId = 'refund-9001'") == [
        {"id": str(book.refund.id), "type": "CashRfnd"}
    ]
    assert ask("SELECT id FROM transaction WHERE externalid = ?", "none such") == []


def test_an_order_by_the_channels_number(ask: Ask, book: Book) -> None:
    assert ask(
        "SELECT t.id, t.tranid, t.entity FROM Transaction t "
        "WHERE t.otherRefNum = ? AND t.type = 'SalesOrd' ORDER BY t.id DESC",
        "#1001",
    ) == [
        {"id": str(book.order.id), "tranid": book.order.tran_id, "entity": str(book.order.entity)}
    ]


def test_what_followed_from_an_order(ask: Ask, book: Book) -> None:
    following = (
        "SELECT DISTINCT t.id, t.tranid, t.type, BUILTIN.DF(t.status) AS status FROM transaction t "
        "JOIN nexttransactionlinelink l ON l.nextdoc = t.id WHERE l.previousdoc = ? ORDER BY t.id"
    )
    assert ask(following, book.order.id) == [
        {"id": str(book.shipment.id), "tranid": book.shipment.tran_id, "type": "ItemShip",
         "status": "Item Fulfillment : Shipped"},
        {"id": str(book.sale.id), "tranid": book.sale.tran_id, "type": "CashSale",
         "status": "Cash Sale : Not Deposited"},
    ]  # fmt: skip
    # A cash refund has no letter, so no status to show.
    assert ask(following, str(book.sale.id)) == [
        {"id": str(book.refund.id), "tranid": book.refund.tran_id, "type": "CashRfnd"}
    ]


def test_the_same_by_oracle_joins(ask: Ask, book: Book) -> None:
    assert ask(
        "SELECT t.id, MAX(n.id) AS refund FROM transaction t, nexttransactionlinelink l, "
        "transaction n WHERE l.previousdoc(+) = t.id AND n.id(+) = l.nextdoc "
        "AND n.type(+) = 'CashRfnd' GROUP BY t.id ORDER BY t.id"
    ) == [
        {"id": str(book.order.id)},
        {"id": str(book.shipment.id)},
        {"id": str(book.sale.id), "refund": str(book.refund.id)},
        {"id": str(book.refund.id)},
    ]


def test_how_much_of_a_sale_was_refunded(ask: Ask, account: NetSuite, book: Book) -> None:
    refunded = (
        "SELECT COUNT(DISTINCT t.id) AS refunds, SUM(-tl.foreignamount) AS total "
        "FROM transactionline tl INNER JOIN transaction t ON t.id = tl.transaction "
        "WHERE tl.createdfrom = ? AND tl.mainline = 'T' AND t.type = 'CashRfnd' AND t.voided = 'F'"
    )
    assert ask(refunded, book.sale.id) == [{"refunds": "1", "total": "19.47"}]
    account.desk.refund(book.sale.id, everything=True)
    assert ask(refunded, book.sale.id) == [{"refunds": "2", "total": "127.82"}]


def test_units_refunded_by_item(ask: Ask, book: Book) -> None:
    assert ask(
        "SELECT i.itemid, SUM(tl.quantity) AS units, SUM(tl.netamount) AS net FROM transactionline tl "
        "JOIN item i ON i.id = tl.item WHERE tl.createdfrom = ? AND tl.mainline = 'F' "
        "AND tl.taxline = 'F' AND tl.iscogs = 'F' AND tl.itemtype = 'InvtPart' GROUP BY i.itemid",
        book.sale.id,
    ) == [{"itemid": "TEE-BLK", "units": "1", "net": "19.99"}]


def test_items_by_sku(ask: Ask) -> None:
    assert ask(
        "SELECT id, itemid, displayname FROM item WHERE itemid IN ('CAP-RED', 'TEE-BLK', 'NOPE') "
        "AND isinactive = 'F' ORDER BY itemid"
    ) == [
        {"id": "103", "itemid": "CAP-RED", "displayname": "Red Cap"},
        {"id": "101", "itemid": "TEE-BLK", "displayname": "Black T-Shirt"},
    ]


def test_a_customer_by_email(ask: Ask, book: Book) -> None:
    assert ask(
        "SELECT id, entityid, firstname || ' ' || lastname AS name FROM customer "
        "WHERE LOWER(email) = LOWER(?) AND isinactive = 'F'",
        "Jane@Example.com",
    ) == [{"id": str(book.order.entity), "entityid": str(book.order.entity), "name": "Jane Roe"}]


def test_what_changed_since(ask: Ask, book: Book) -> None:
    since = (
        "SELECT id, TO_CHAR(lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS') AS lastmodified "
        "FROM transaction WHERE lastmodifieddate >= TO_DATE(?, 'YYYY-MM-DD HH24:MI:SS') "
        "ORDER BY lastmodifieddate, id"
    )
    changed = ask(since, "2026-11-24 03:00:00")
    # The refund, and the sale whose refunded quantity it raised.
    assert changed == [
        {"id": str(book.sale.id), "lastmodified": "2026-11-24 03:00:00"},
        {"id": str(book.refund.id), "lastmodified": "2026-11-24 03:00:00"},
    ]
    assert len(ask(since, "2026-11-24 01:00:00")) == 4
    assert ask(since, "2026-11-24 03:00:01") == []


def test_a_page_by_the_last_id(ask: Ask, book: Book) -> None:
    page = "SELECT id FROM transaction WHERE id > ? ORDER BY id FETCH FIRST 2 ROWS ONLY"
    assert ask(page, book.order.id) == [{"id": str(book.shipment.id)}, {"id": str(book.sale.id)}]


def test_open_balance_by_customer(ask: Ask, account: NetSuite, invoice: Transaction) -> None:
    account.desk.refund(invoice.id, {"TEE-BLK": 1})
    assert ask(
        "SELECT c.entityid, SUM(t.foreignamountunpaid) AS due, NVL(SUM(t.foreigntotal), 0) AS billed "
        "FROM customer c LEFT JOIN transaction t ON t.entity = c.id AND t.type = 'CustInvc' "
        "GROUP BY c.entityid"
    ) == [{"entityid": str(invoice.entity), "due": "108.35", "billed": "127.82"}]


def test_the_trial_balance(ask: Ask, book: Book) -> None:
    assert ask(
        "SELECT BUILTIN.DF(tal.account) AS account, SUM(NVL(tal.debit, 0) - NVL(tal.credit, 0)) AS b "
        "FROM transactionaccountingline tal JOIN transaction t ON t.id = tal.transaction "
        "WHERE t.posting = 'T' AND t.trandate >= TO_DATE('2026-11-01', 'YYYY-MM-DD') "
        "GROUP BY BUILTIN.DF(tal.account) ORDER BY BUILTIN.DF(tal.account)"
    ) == [
        {"account": "1200 Undeposited Funds", "b": "108.35"},
        {"account": "1300 Inventory Asset", "b": "-39"},
        {"account": "2200 Sales Tax Payable", "b": "-8.27"},
        {"account": "4000 Sales", "b": "-102.37"},
        {"account": "4100 Shipping Income", "b": "-7.95"},
        {"account": "4900 Sales Discounts", "b": "10.24"},
        {"account": "5000 Cost of Goods Sold", "b": "39"},
    ]
