# ruff: noqa: E501 - queries stay readable
"""W1 as a query sees it: lines, signs, ledger, links. Figures: worked examples W1, W2 and W4."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from sandbox.netsuite.app import NetSuite
from sandbox.netsuite.errors import InvalidParameter
from sandbox.netsuite.records import Transaction
from sandbox.netsuite.suiteql import run

Ask = Callable[..., list[dict[str, str]]]

LINES = (
    "SELECT id, mainline, taxline, itemtype, quantity, rate, foreignamount, netamount "
    "FROM transactionline WHERE transaction = ? AND iscogs = 'F' ORDER BY linesequencenumber"
)


@pytest.fixture
def ask(account: NetSuite) -> Ask:
    return lambda sql, *params: run(account, sql, params)


def column(rows: list[dict[str, str]], name: str) -> list[str | None]:
    return [row.get(name) for row in rows]


def test_lines_of_a_sale_are_credits(ask: Ask, cash_sale: Transaction) -> None:
    lines = ask(LINES, cash_sale.id)
    assert column(lines, "id") == ["0", "1", "2", "3", "4", "5", "6"]
    assert column(lines, "mainline") == ["T", "F", "F", "F", "F", "F", "F"]
    assert column(lines, "taxline") == ["F", "F", "F", "F", "F", "F", "T"]
    assert column(lines, "itemtype") == [
        None, "InvtPart", "InvtPart", "InvtPart", "Discount", "ShipItem", "TaxItem",
    ]  # fmt: skip
    assert column(lines, "foreignamount") == [
        "127.82", "-59.97", "-12.49", "-49.9", "12.24", "-7.95", "-9.75",
    ]  # fmt: skip
    assert column(lines, "netamount") == column(lines, "foreignamount")
    assert column(lines, "quantity") == [None, "-3", "-1", "-2", None, None, None]
    assert column(lines, "rate") == [None, "19.99", "12.49", "24.95", None, None, None]


def test_lines_of_a_refund_are_debits(ask: Ask, account: NetSuite, cash_sale: Transaction) -> None:
    refund = account.desk.refund(cash_sale.id, {"TEE-BLK": 1})
    lines = ask(LINES, refund.id)
    assert column(lines, "foreignamount") == ["-19.47", "19.99", "-2", "1.48"]
    assert column(lines, "quantity") == [None, "1", None, None]
    assert column(lines, "rate") == [None, "19.99", None, None]
    assert ask("SELECT foreigntotal, taxtotal FROM transaction WHERE id = ?", refund.id) == [
        {"foreigntotal": "-19.47", "taxtotal": "-1.48"}
    ]


def test_cost_of_goods_lines_are_marked(ask: Ask, account: NetSuite, order: Any) -> None:
    shipment = account.desk.fulfil(order("Shopify Payments").id)
    cogs = (
        "SELECT BUILTIN.DF(item) AS item, netamount FROM transactionline "
        "WHERE transaction = ? AND iscogs = 'T' ORDER BY id"
    )
    assert ask(cogs, shipment.id) == [
        {"item": "TEE-BLK", "netamount": "24"},
        {"item": "TEE-BLK", "netamount": "-24"},
        {"item": "MUG-WHT", "netamount": "4"},
        {"item": "MUG-WHT", "netamount": "-4"},
        {"item": "CAP-RED", "netamount": "19"},
        {"item": "CAP-RED", "netamount": "-19"},
    ]


def test_line_keys_are_unique_in_the_account(ask: Ask, account: NetSuite, order: Any) -> None:
    made = order("Shopify Payments")
    account.desk.fulfil(made.id)
    account.desk.refund(account.desk.bill(made.id).id, everything=True)
    assert ask("SELECT COUNT(*) AS n, COUNT(DISTINCT uniquekey) AS u FROM transactionline") == [
        {"n": "37", "u": "37"}
    ]


def test_every_line_knows_where_its_document_came_from(
    ask: Ask, account: NetSuite, cash_sale: Transaction
) -> None:
    refund = account.desk.refund(cash_sale.id, {"TEE-BLK": 1})
    found = ask(
        "SELECT DISTINCT createdfrom, BUILTIN.DF(createdfrom) AS shown FROM transactionline "
        "WHERE transaction = ?",
        refund.id,
    )
    assert found == [{"createdfrom": str(cash_sale.id), "shown": f"Cash Sale #{cash_sale.tran_id}"}]


def test_header_of_a_sales_order(ask: Ask, order: Any) -> None:
    made = order("Shopify Payments", external_id="ORDER-1001", memo="Hello")
    (row,) = ask(
        "SELECT id, tranid, type, recordtype, abbrevtype, trandisplayname, status, BUILTIN.DF(status) "
        "AS state, BUILTIN.CF(status) AS criterion, BUILTIN.DF(type) AS kind, posting, postingperiod, "
        "BUILTIN.DF(entity) AS who, currency, BUILTIN.DF(currency) AS money, exchangerate, otherrefnum,"
        " externalid, memo, BUILTIN.DF(paymentmethod) AS method, foreigntotal, taxtotal, trandate "
        "FROM transaction WHERE id = ?",
        made.id,
    )
    assert row == {
        "id": str(made.id),
        "tranid": made.tran_id,
        "type": "SalesOrd",
        "recordtype": "salesorder",
        "abbrevtype": "SALESORD",
        "trandisplayname": f"Sales Order #{made.tran_id}",
        "status": "B",
        "state": "Sales Order : Pending Fulfillment",
        "criterion": "SalesOrd:B",
        "kind": "Sales Order",
        "posting": "F",
        "who": f"{row['who'].split()[0]} Jane Roe",
        "currency": "1",
        "money": "US Dollar",
        "exchangerate": "1",
        "otherrefnum": "#1001",
        "externalid": "ORDER-1001",
        "memo": "Hello",
        "method": "Shopify Payments",
        "foreigntotal": "127.82",
        "taxtotal": "9.75",
        "trandate": "11/24/2026",
    }


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("status = 'B'", 2),
        ("status = 'SalesOrd:B'", 1),
        ("'CashSale:B' = status", 1),
        ("status IN ('SalesOrd:B', 'CashSale:B')", 2),
        ("status IN ('SalesOrd:A', 'B')", 2),
        ("status NOT IN ('SalesOrd:B')", 1),
        ("status <> 'SalesOrd:B'", 1),
        ("BUILTIN.CF(status) = 'CashSale:B'", 1),
        ("BUILTIN.DF(status) = 'Cash Sale : Not Deposited'", 1),
    ],
)
def test_status_with_or_without_its_type(
    ask: Ask, cash_sale: Transaction, condition: str, found: int
) -> None:
    assert cash_sale.status == "B"
    # The order itself is billed ahead of its fulfilment and still pending fulfilment (B).
    assert len(ask(f"SELECT id FROM transaction WHERE {condition}")) == found


def test_fulfilled_and_billed_quantities_stand_on_the_order(
    ask: Ask, account: NetSuite, order: Any
) -> None:
    made = order("Shopify Payments")
    account.desk.fulfil(made.id, {"TEE-BLK": 2})
    lines = ask(
        "SELECT quantity, quantityshiprecv, quantitybilled FROM transactionline "
        "WHERE transaction = ? AND item IS NOT NULL AND itemtype = 'InvtPart' ORDER BY id",
        made.id,
    )
    assert lines[0] == {"quantity": "-3", "quantityshiprecv": "2", "quantitybilled": "0"}


def test_the_ledger_by_account(ask: Ask, account: NetSuite, cash_sale: Transaction) -> None:
    refund = account.desk.refund(cash_sale.id, {"TEE-BLK": 1})
    assert ask(
        "SELECT transactionline, a.acctnumber, debit, credit, amount, tal.posting "
        "FROM transactionaccountingline tal JOIN account a ON a.id = tal.account "
        "WHERE tal.transaction = ? AND a.accttype <> 'COGS' AND a.accttype <> 'OthCurrAsset' "
        "ORDER BY transactionline",
        refund.id,
    ) == [
        {"transactionline": "1", "acctnumber": "4000", "debit": "19.99", "amount": "19.99",
         "posting": "T"},
        {"transactionline": "2", "acctnumber": "4900", "credit": "2", "amount": "-2",
         "posting": "T"},
        {"transactionline": "3", "acctnumber": "2200", "debit": "1.48", "amount": "1.48",
         "posting": "T"},
    ]  # fmt: skip
    assert (
        ask(
            "SELECT transaction, SUM(amount) AS s FROM transactionaccountingline GROUP BY transaction "
            "HAVING SUM(amount) <> 0"
        )
        == []
    )


def test_open_and_paid_amounts_of_an_invoice(
    ask: Ask, account: NetSuite, invoice: Transaction
) -> None:
    payment = account.desk.receive_payment(invoice.id, Decimal("100.00"))
    assert ask(
        "SELECT foreignamountpaid, foreignamountunpaid, foreigntotal FROM transaction WHERE id = ?",
        invoice.id,
    ) == [{"foreignamountpaid": "100", "foreignamountunpaid": "27.82", "foreigntotal": "127.82"}]
    assert ask(
        "SELECT amountpaid, amountunpaid FROM transactionaccountingline "
        "WHERE transaction = ? AND amountunpaid IS NOT NULL",
        invoice.id,
    ) == [{"amountpaid": "100", "amountunpaid": "27.82"}]
    assert ask(
        "SELECT mainline, netamount FROM transactionline WHERE transaction = ? ORDER BY id",
        payment.id,
    ) == [{"mainline": "T", "netamount": "100"}, {"mainline": "F", "netamount": "-100"}]
    assert ask("SELECT foreigntotal FROM transaction WHERE id = ?", payment.id) == [
        {"foreigntotal": "100"}
    ]


def test_links_line_by_line_and_by_document(ask: Ask, account: NetSuite, order: Any) -> None:
    made = order("Shopify Payments")
    shipment = account.desk.fulfil(made.id)
    sale = account.desk.bill(made.id)
    refund = account.desk.refund(sale.id, {"CAP-RED": 1})
    assert ask(
        "SELECT nextdoc, nexttype, previoustype, linktype FROM nexttransactionlink "
        "WHERE previousdoc = ? ORDER BY nextdoc",
        made.id,
    ) == [
        {"nextdoc": str(shipment.id), "nexttype": "ItemShip", "previoustype": "SalesOrd",
         "linktype": "ShipRcpt"},
        {"nextdoc": str(sale.id), "nexttype": "CashSale", "previoustype": "SalesOrd",
         "linktype": "OrdBill"},
    ]  # fmt: skip
    assert ask(
        "SELECT previousdoc, previousline, nextline, linktype, foreignamount "
        "FROM previoustransactionlinelink WHERE nextdoc = ?",
        refund.id,
    ) == [
        {"previousdoc": str(sale.id), "previousline": "3", "nextline": "1", "linktype": "Refund",
         "foreignamount": "24.95"},
    ]  # fmt: skip


def test_an_amount_only_refund_is_linked_by_the_main_lines(
    ask: Ask, account: NetSuite, cash_sale: Transaction
) -> None:
    refund = account.desk.refund(cash_sale.id, amount=Decimal("15.00"))
    assert ask(
        "SELECT previousline, nextline, foreignamount FROM nexttransactionlinelink "
        "WHERE nextdoc = ?",
        refund.id,
    ) == [{"previousline": "0", "nextline": "0", "foreignamount": "15"}]


def test_payments_and_credits_are_linked_to_what_they_settle(
    ask: Ask, account: NetSuite, invoice: Transaction
) -> None:
    payment = account.desk.receive_payment(invoice.id, Decimal("27.82"))
    assert ask(
        "SELECT nextdoc, linktype, foreignamount FROM nexttransactionlinelink "
        "WHERE previousdoc = ? AND linktype = 'Payment'",
        invoice.id,
    ) == [{"nextdoc": str(payment.id), "linktype": "Payment", "foreignamount": "27.82"}]


def test_the_sign_of_sales_is_a_switch(ask: Ask, account: NetSuite, cash_sale: Transaction) -> None:
    account.desk.refund(cash_sale.id, {"TEE-BLK": 1})
    total = "SELECT foreigntotal FROM transaction WHERE type = ?"
    assert ask(total, "CashSale") == [{"foreigntotal": "127.82"}]
    account.settings.sale_foreign_total_sign = -1
    assert ask(total, "CashSale") == [{"foreigntotal": "-127.82"}]
    assert ask(total, "CashRfnd") == [{"foreigntotal": "-19.47"}]


def test_moments_are_shown_in_the_accounts_time_zone(
    ask: Ask, account: NetSuite, cash_sale: Transaction
) -> None:
    created = (
        "SELECT TO_CHAR(createddate, 'YYYY-MM-DD HH24:MI:SS') AS at FROM transaction WHERE id = ?"
    )
    assert ask(created, cash_sale.id) == [{"at": "2026-11-24 01:00:00"}]
    account.settings.time_zone = "America/New_York"
    assert ask(created, cash_sale.id) == [{"at": "2026-11-24 04:00:00"}]


def test_custom_body_fields_are_columns(ask: Ask, order: Any) -> None:
    order(custom={"custbody_fa_channel": "Shopify", "custbody_fa_order_total": Decimal("127.82")})
    assert ask(
        "SELECT custbody_fa_channel, custbody_fa_order_total + 0.18 AS plus FROM transaction "
        "WHERE custbody_fa_order_total > 100"
    ) == [{"custbody_fa_channel": "Shopify", "plus": "128"}]
    with pytest.raises(InvalidParameter, match="Unknown identifier 'custbody_other'"):
        ask("SELECT custbody_other FROM transaction")


def test_lists(ask: Ask) -> None:
    assert ask("SELECT id, symbol, name, exchangerate, isbasecurrency FROM currency") == [
        {"id": "1", "symbol": "USD", "name": "US Dollar", "exchangerate": "1",
         "isbasecurrency": "T"},
        {"id": "2", "symbol": "EUR", "name": "Euro", "exchangerate": "1.09",
         "isbasecurrency": "F"},
    ]  # fmt: skip
    assert ask("SELECT name, daysuntilnetdue FROM term") == [
        {"name": "Net 30", "daysuntilnetdue": "30"}
    ]
    assert ask("SELECT name FROM paymentmethod WHERE isinactive = 'F' ORDER BY name") == [
        {"name": "Cash"}, {"name": "Gift Card"}, {"name": "Shopify Payments"},
    ]  # fmt: skip


def test_a_closed_period_shows(ask: Ask, account: NetSuite) -> None:
    account.desk.close_period(2026, 10)
    assert ask(
        "SELECT periodname, startdate, enddate, closed, alllocked FROM accountingperiod "
        "WHERE closed = 'T'"
    ) == [
        {"periodname": "Oct 2026", "startdate": "10/1/2026", "enddate": "10/31/2026",
         "closed": "T", "alllocked": "T"},
    ]  # fmt: skip
