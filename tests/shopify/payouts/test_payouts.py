"""The balance of Shopify Payments: what enters it, what a payout holds, what a dispute takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.shopify.errors import UserErrors

W1 = [("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)]
PAYMENTS = "shopify_payments"


def entries(rest: Any, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = rest.get(f"{PAYMENTS}/balance/transactions.json", **query).body[
        "transactions"
    ]
    return found


def test_a_charge_enters_less_its_fee_and_a_refund_whole(rest: Any) -> None:
    order = rest.desk.place(W1)
    rest.desk.refund(order.id, lines={"TEE-BLK": 1})
    refund, charge = entries(rest)
    assert charge == {
        "id": 310000000001,
        "type": "charge",
        "test": False,
        "payout_id": None,
        "payout_status": "pending",
        "currency": "USD",
        "amount": "127.82",
        "fee": "4.01",  # 2.9 % and 0.30: 4.00678
        "net": "123.81",
        "source_id": order.transactions[0].id,
        "source_type": "charge",
        "source_order_id": order.id,
        "source_order_transaction_id": order.transactions[0].id,
        "processed_at": "2026-11-24T04:00:00-05:00",
        "adjustment_order_transactions": None,
        "adjustment_reason": None,
    }
    assert (refund["type"], refund["amount"], refund["fee"], refund["net"]) == (
        "refund", "-19.47", "0.00", "-19.47",
    )  # fmt: skip
    answer = rest.get(f"{PAYMENTS}/balance.json")
    assert answer.body == {"balance": [{"currency": "USD", "amount": "104.34"}]}


def test_other_gateways_never_appear(rest: Any) -> None:
    cash = rest.desk.place(W1, gateway="manual")
    rest.desk.refund(cash.id, everything=True)
    open_order = rest.desk.place(W1, pay=False)
    rest.desk.pay(open_order.id)
    rest.desk.place(
        [("MUG-WHT", 1)],
        discount_percent=None,
        shipping=None,
        tax_rate=None,
        payments=[("gift_card", Decimal("2.49")), ("shopify_payments", Decimal("10.00"))],
    )
    (only,) = entries(rest)
    assert (only["amount"], only["fee"]) == ("10.00", "0.59")


def test_pending_refunds_enter_when_they_succeed(rest: Any) -> None:
    rest.shopify.settings.refund_pending = True
    order = rest.desk.place(W1)
    rest.desk.refund(order.id, amount=Decimal("5.00"))
    assert [each["type"] for each in entries(rest)] == ["charge"]
    rest.desk.settle_refunds()
    assert [each["amount"] for each in entries(rest)] == ["-5.00", "127.82"]


def test_a_switch_sets_the_fee_and_a_charge_keeps_the_one_of_its_day(rest: Any) -> None:
    rest.shopify.settings.payment_fee_rate = Decimal("0.015")
    rest.shopify.settings.payment_fee_fixed = Decimal("0.25")
    rest.desk.place(W1)
    rest.shopify.settings.payment_fee_rate = Decimal("0.5")
    assert [each["fee"] for each in entries(rest)] == ["2.17"]


def test_a_payout_empties_the_balance(rest: Any) -> None:
    order = rest.desk.place(W1)
    rest.desk.refund(order.id, lines={"TEE-BLK": 1})
    payout = rest.desk.close_payout()
    answer = rest.get(f"{PAYMENTS}/payouts/{payout.id}.json")
    assert answer.body["payout"] == {
        "id": 118000000001,
        "status": "paid",
        "date": "2026-11-24",
        "currency": "USD",
        "amount": "104.34",
        "summary": {
            "adjustments_fee_amount": "0.00",
            "adjustments_gross_amount": "0.00",
            "charges_fee_amount": "4.01",
            "charges_gross_amount": "127.82",
            "refunds_fee_amount": "0.00",
            "refunds_gross_amount": "-19.47",
            "reserved_funds_fee_amount": "0.00",
            "reserved_funds_gross_amount": "0.00",
            "retried_payouts_fee_amount": "0.00",
            "retried_payouts_gross_amount": "0.00",
        },
    }
    assert rest.get(f"{PAYMENTS}/balance.json").body["balance"][0]["amount"] == "0.00"
    found = entries(rest, payout_id=payout.id)
    assert [(each["type"], each["net"], each["payout_status"]) for each in found] == [
        ("payout", "-104.34", "paid"),
        ("refund", "-19.47", "paid"),
        ("charge", "123.81", "paid"),
    ]
    with pytest.raises(UserErrors, match="nothing to pay out"):
        rest.desk.close_payout()


def test_payouts_are_filtered(rest: Any) -> None:
    rest.desk.place(W1)
    first = rest.desk.close_payout()
    rest.universe.clock.advance(timedelta(days=2))
    rest.desk.place(W1)
    second = rest.desk.close_payout("scheduled")

    def ids(**query: Any) -> list[int]:
        return [
            each["id"] for each in rest.get(f"{PAYMENTS}/payouts.json", **query).body["payouts"]
        ]

    assert ids() == [second.id, first.id]
    assert ids(status="scheduled") == [second.id]
    assert ids(date="2026-11-24") == [first.id]
    assert ids(date_min="2026-11-25") == [second.id]
    assert ids(date_max="2026-11-25") == [first.id]
    assert ids(since_id=first.id) == [second.id]
    assert ids(last_id=second.id) == [first.id]
    assert [each["type"] for each in entries(rest, payout_status="scheduled")] == [
        "payout", "charge",
    ]  # fmt: skip


def test_a_chargeback_takes_money_and_a_fee_until_it_is_won(rest: Any) -> None:
    order = rest.desk.place(W1)
    dispute = rest.desk.open_dispute(order.id, reason="product_not_received")
    assert rest.get(f"{PAYMENTS}/disputes/{dispute.id}.json").body["dispute"] == {
        "id": 11500000001,
        "order_id": order.id,
        "type": "chargeback",
        "amount": "127.82",
        "currency": "USD",
        "reason": "product_not_received",
        "network_reason_code": None,
        "status": "needs_response",
        "evidence_due_by": "2026-12-01T04:00:00-05:00",
        "evidence_sent_on": None,
        "finalized_on": None,
        "initiated_at": "2026-11-24T04:00:00-05:00",
    }
    taken = entries(rest)[0]
    assert (taken["type"], taken["amount"], taken["fee"], taken["net"]) == (
        "dispute", "-127.82", "15.00", "-142.82",
    )  # fmt: skip
    with pytest.raises(UserErrors, match="no payment that could be disputed"):
        rest.desk.open_dispute(order.id)
    rest.desk.resolve_dispute(dispute.id, won=True)
    back = entries(rest)[0]
    assert (back["amount"], back["fee"], back["net"]) == ("127.82", "-15.00", "142.82")
    assert rest.get(f"{PAYMENTS}/balance.json").body["balance"][0]["amount"] == "123.81"
    won = rest.get(f"{PAYMENTS}/disputes.json", status="won").body["disputes"]
    assert [each["id"] for each in won] == [dispute.id]
    assert rest.get(f"{PAYMENTS}/disputes.json", status="lost").body["disputes"] == []


def test_an_inquiry_moves_no_money(rest: Any) -> None:
    order = rest.desk.place(W1)
    rest.desk.open_dispute(order.id, kind="inquiry")
    assert [each["type"] for each in entries(rest)] == ["charge"]


def test_what_cannot_be_disputed_is_refused(rest: Any) -> None:
    order = rest.desk.place(W1, gateway="manual")
    paid = rest.desk.place(W1)
    before = rest.universe.store.fingerprint("shopify.")
    for wrong in (
        lambda: rest.desk.open_dispute(9),
        lambda: rest.desk.open_dispute(order.id),
        lambda: rest.desk.open_dispute(paid.id, kind="quarrel"),
        lambda: rest.desk.open_dispute(paid.id, amount=Decimal("127.83")),
        lambda: rest.desk.resolve_dispute(9, won=True),
    ):
        with pytest.raises(UserErrors):
            wrong()
    assert rest.universe.store.fingerprint("shopify.") == before


@pytest.mark.parametrize("path", ["payouts/9.json", "disputes/9.json"])
def test_what_is_not_there_is_404(rest: Any, path: str) -> None:
    answer = rest.get(f"{PAYMENTS}/{path}")
    assert (answer.status, answer.body) == (404, {"errors": "Not Found"})


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("payouts.json", "read_shopify_payments_payouts"),
        ("payouts/9.json", "read_shopify_payments_payouts"),
        ("balance.json", "read_shopify_payments_payouts"),
        ("balance/transactions.json", "read_shopify_payments_payouts"),
        ("disputes.json", "read_shopify_payments_disputes"),
        ("disputes/9.json", "read_shopify_payments_disputes"),
    ],
)
def test_each_needs_its_scope(rest: Any, path: str, scope: str) -> None:
    rest.token = rest.shopify.auth.issue_token(scopes=("read_orders",)).id
    answer = rest.get(f"{PAYMENTS}/{path}")
    assert answer.status == 403
    assert scope in answer.body["errors"]


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ({"payout_id": "x"}, {"payout_id": "expected String to be a id"}),
        ({"limit": "0"}, {"limit": "expected String to be a Integer"}),
        ({"page_info": "x"}, {"page_info": "Invalid value."}),
    ],
)
def test_impossible_filters_are_refused(
    rest: Any, query: dict[str, str], errors: dict[str, str]
) -> None:
    answer = rest.get(f"{PAYMENTS}/balance/transactions.json", **query)
    assert (answer.status, answer.body) == (400, {"errors": errors})


# -- a property -----------------------------------------------------------------------------

ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("place"), st.integers(1, 4), st.integers(0, 40)),
        st.tuples(st.just("refund"), st.integers(0, 6), st.integers(1, 9_999)),
        st.tuples(st.just("dispute"), st.integers(0, 6), st.integers(1, 9_999)),
        st.tuples(st.just("pay out"), st.just(0), st.just(0)),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(acts=ACTS)
def test_a_payout_is_the_sum_of_its_transactions(
    shop_factory: Callable[[], Any], acts: list[tuple[str, int, int]]
) -> None:
    shop = shop_factory()
    orders: list[int] = []
    for act, one, two in acts:
        try:
            if act == "place":
                percent = Decimal(two) / 2
                gateway = "manual" if one == 4 else "shopify_payments"
                placed = shop.desk.place(
                    [("TEE-BLK", one)], discount_percent=percent or None, gateway=gateway
                )
                orders.append(placed.id)
            elif act == "pay out":
                shop.desk.close_payout()
            elif orders:
                order = orders[one % len(orders)]
                amount = Decimal(two) / 100
                if act == "refund":
                    shop.desk.refund(order, amount=amount)
                else:
                    shop.desk.open_dispute(order, amount=amount)
        except UserErrors:
            continue
    nets: dict[int, Decimal] = {}
    for entry in shop.records.balance_transactions:
        if entry.payout_id is not None:
            net = nets.get(entry.payout_id, Decimal(0))
            nets[entry.payout_id] = net + (entry.amount - entry.fee)
            if entry.type == "payout":
                assert shop.records.payouts[entry.payout_id].net == -entry.amount
    # The payout's own transaction takes exactly what the others brought.
    assert all(net == 0 for net in nets.values())
    moved = sum(
        (
            (1 if each.kind == "sale" else -1) * each.amount.shop
            for order in shop.records.orders
            for each in order.transactions
            if each.gateway == "shopify_payments" and each.status == "success"
        ),
        Decimal(0),
    )
    kinds = {"charge", "refund"}
    booked = [each.amount for each in shop.records.balance_transactions if each.type in kinds]
    assert sum(booked, Decimal(0)) == moved
