"""Stories out of a seed: whatever is sold and given back, every figure adds up to the cent."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from sandbox.ebay.desk import Wanted
from sandbox.ebay.errors import ApiError, DeskError, PostOrderError
from sandbox.ebay.records import REFUNDED, Order
from sandbox.ebay.rules import finance_search
from sandbox.ebay.wire.finances import funds_document, transaction_document

D = Decimal
SKUS = ("EB-TENT", "EB-STOVE", "EB-LAMP", "EB-SOCK-L", "EB-PACK")
SEEDS = 40
OUTCOMES = ("SUCCEEDED", "SUCCEEDED", "TERMINAL_FAILED", "RETRYABLE_FAILED", "REVERSED")


def _money(source: Random, most: int = 9000) -> Decimal:
    return D(source.randrange(1, most)) / 100


def _basket(source: Random) -> list[Wanted]:
    made = []
    for sku in source.sample(SKUS, source.randrange(1, 4)):
        price, quantity = _money(source), source.randrange(1, 4)
        shipping = source.choice([D(0), _money(source, 900)])
        made.append(
            Wanted(
                sku=sku,
                quantity=quantity,
                price=price,
                discount=source.choice([D(0), min(price, _money(source, 500))]),
                shipping=shipping,
                shipping_discount=source.choice([D(0), shipping]),
                tax=source.choice([D(0), D(0), _money(source, 300)]),
            )
        )
    return made


def _act(account: Any, source: Random, order: Order) -> None:
    """One thing that a seller or a buyer may try; most are refused sooner or later."""
    desk, line = account.desk, source.choice(order.lines)
    amount = _money(source, 4000)
    usd = {"value": str(amount), "currency": "USD"}
    match source.randrange(7):
        case 0:
            account.issue(
                order, {"reasonForRefund": "OTHER_ADJUSTMENT", "orderLevelRefundAmount": usd}
            )
        case 1:
            item = {"lineItemId": line.id, "refundAmount": usd}
            account.issue(order, {"reasonForRefund": "BUYER_RETURN", "refundItems": [item]})
        case 2:
            desk.refund_on_request(order.id, amount, line.sku)
        case 3:
            desk.seller_refunds(order.id, amount, source.choice(["", line.sku]))
        case 4:
            desk.buyer_asks_return(order.id, line.sku, 1, reason="DEFECTIVE_ITEM")
        case 5:
            desk.cancel(order.id)
        case _:
            desk.ship(order.id, {line.sku: 1})


@pytest.fixture(params=range(SEEDS))
def told(account: Any, request: pytest.FixtureRequest) -> Any:
    source = Random(request.param)
    orders = [account.desk.place_order(_basket(source)) for _ in range(3)]
    outcomes: Counter[str] = Counter()
    for _ in range(25):
        account.settings.refund_outcome = source.choice(["REFUNDED", "REFUNDED", "FAILED"])
        try:
            _act(account, source, source.choice(orders))
            outcomes["done"] += 1
        except (ApiError, DeskError, PostOrderError):
            outcomes["refused"] += 1
        account.later(hours=source.choice([0, 1, 30]))
    account.settings.refund_outcome = "REFUNDED"
    account.later(days=30)
    assert outcomes["done"]
    return account


def test_no_line_gives_more_than_it_took(told: Any) -> None:
    for order in told.records.orders:
        given = [each for each in told.desk.refunds(order.id) if each.status == REFUNDED]
        for line in order.lines:
            shares = [share for each in given for share in each.shares if share.line == line.id]
            gross = sum((share.gross for share in shares), D(0))
            tax = sum((share.tax for share in shares), D(0))
            fees = sum((share.fees for share in shares), D(0))
            variable = line.fees[0].amount
            assert all(share.gross > 0 and share.tax >= 0 and share.fees >= 0 for share in shares)
            assert gross <= line.total
            assert tax <= line.collected_tax
            assert fees <= variable
            if gross == line.total:
                assert (tax, fees) == (line.collected_tax, variable)


def test_the_order_the_account_and_the_lines_say_the_same(told: Any) -> None:
    told.settings.external_refunds = "everywhere"
    for order in told.records.orders:
        shown = told.document(order)
        summary = shown["paymentSummary"]
        through = [each for each in summary["refunds"] if each["refundStatus"] == "REFUNDED"]
        net = sum((D(each["amount"]["value"]) for each in through), D(0))
        brought = D(summary["payments"][0]["amount"]["value"])
        fee = D(shown["totalMarketplaceFee"]["value"])
        total = D(shown["pricingSummary"]["total"]["value"])
        assert brought == total - fee
        assert D(summary["totalDueSeller"]["value"]) == brought - net
        assert total == sum((D(line["total"]["value"]) for line in shown["lineItems"]), D(0))
        gross = sum(
            (
                D(each["amount"]["value"])
                for line in shown["lineItems"]
                for each in line.get("refunds", ())
            ),
            D(0),
        )
        status = "PAID" if not gross else "PARTIALLY_REFUNDED"
        assert shown["orderPaymentStatus"] == ("FULLY_REFUNDED" if gross == total else status)
        page = finance_search.transactions(told, {}, [f"orderId:{{{order.id}}}"])
        rows = [transaction_document(told, each) for each in page.transactions]
        assert _sum(rows) == D(summary["totalDueSeller"]["value"])


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_moved_is_with_the_bank_or_with_ebay(account: Any, seed: int) -> None:
    """After every step: all movements are the payouts that hold, and the funds in three kinds."""
    source, desk, paid = Random(seed), account.desk, 0
    orders = [desk.place_order(_basket(source)) for _ in range(3)]
    for _ in range(30):
        account.settings.refund_outcome = source.choice(["REFUNDED", "REFUNDED", "FAILED"])
        account.settings.payout_outcome = source.choice(OUTCOMES)
        order = source.choice(orders)
        try:
            match source.randrange(7):
                case 0 | 1:
                    desk.make_available()
                    desk.pay_out()
                    paid += 1
                case 2:
                    desk.hold(order.id)
                case 3:
                    desk.release(order.id)
                case 4:
                    desk.charge(
                        source.choice(["NON_SALE_CHARGE", "SHIPPING_LABEL", "CREDIT", "TRANSFER"]),
                        _money(source, 900),
                        booking=source.choice(["", "DEBIT", "CREDIT"]),
                        order_id=source.choice(["", order.id]),
                    )
                case _:
                    _act(account, source, order)
        except (ApiError, DeskError, PostOrderError):
            pass
        account.later(hours=source.choice([0, 1, 30]))
        _balances(account)
    assert paid


def _balances(account: Any) -> None:
    rows = [
        transaction_document(account, each)
        for each in finance_search.transactions(account, {"limit": "1000"}, []).transactions
    ]
    held = [each for each in account.records.payouts if each.status != "TERMINAL_FAILED"]
    shown = funds_document(account.desk.funds())
    funds = {name: D(each["value"]) for name, each in shown.items()}
    assert funds["totalFunds"] == (
        funds["availableFunds"] + funds["fundsOnHold"] + funds["processingFunds"]
    )
    assert _sum(rows) == sum((each.amount for each in held), D(0)) + funds["totalFunds"]
    for payout in held:
        of_it = [row for row in rows if row.get("payoutId") == payout.id]
        assert (_sum(of_it), len(of_it)) == (payout.amount, payout.count)
    for name, word in (
        ("availableFunds", "FUNDS_AVAILABLE_FOR_PAYOUT"),
        ("fundsOnHold", "FUNDS_ON_HOLD"),
        ("processingFunds", "FUNDS_PROCESSING"),
    ):
        assert funds[name] == _sum([row for row in rows if row["transactionStatus"] == word])


def _sum(rows: list[Any]) -> Decimal:
    return sum(
        (
            D(row["amount"]["value"]) * (1 if row["bookingEntry"] == "CREDIT" else -1)
            for row in rows
        ),
        D(0),
    )


def test_nothing_is_open_or_waits_when_all_deadlines_are_past(told: Any) -> None:
    assert not len(told.universe.queue)
    assert all(each.closed is not None for each in told.records.returns)
    assert all(each.status != "PENDING" for each in told.records.refunds)
