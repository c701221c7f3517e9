"""Shopify Payments over GraphQL: the same figures as REST, and every field of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

W1 = [("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)]


@pytest.fixture
def paid(api: Any) -> Any:
    """W1 charged, one tee refunded, paid out; then a second order and a chargeback."""
    order = api.desk.place(W1)
    api.desk.refund(order.id, lines={"TEE-BLK": 1})
    api.desk.close_payout()
    other = api.desk.place([("MUG-WHT", 1)])
    api.desk.open_dispute(other.id, amount=Decimal("5.00"))
    return order


def test_balance_payouts_and_transactions(api: Any, paid: Any) -> None:
    answer = api.query("""{ shopifyPaymentsAccount { id activated country defaultCurrency
      balance { amount currencyCode }
      payouts(first: 5) { nodes { legacyResourceId issuedAt status transactionType
        net { amount } gross { amount }
        summary { chargesGross { amount } chargesFee { amount } refundsFeeGross { amount }
          refundsFee { amount } adjustmentsGross { amount } } } }
      balanceTransactions(first: 10, hideTransfers: true) { nodes { type sourceType
        amount { amount } fee { amount } net { amount } associatedOrder { id name }
        associatedPayout { id status } sourceOrderTransactionId } } } }""")
    account = answer.data["shopifyPaymentsAccount"]
    assert account["balance"] == [{"amount": "-0.12", "currencyCode": "USD"}]
    (payout,) = account["payouts"]["nodes"]
    assert payout == {
        "legacyResourceId": "118000000001",
        "issuedAt": "2026-11-24T09:00:00Z",
        "status": "PAID",
        "transactionType": "DEPOSIT",
        "net": {"amount": "104.34"},
        "gross": {"amount": "108.35"},
        "summary": {
            "chargesGross": {"amount": "127.82"},
            "chargesFee": {"amount": "4.01"},
            "refundsFeeGross": {"amount": "-19.47"},
            "refundsFee": {"amount": "0.0"},
            "adjustmentsGross": {"amount": "0.0"},
        },
    }
    entries = account["balanceTransactions"]["nodes"]
    assert [(each["type"], each["net"]["amount"]) for each in entries] == [
        ("CHARGE", "123.81"),
        ("REFUND", "-19.47"),
        ("CHARGE", "19.88"),
        ("DISPUTE_WITHDRAWAL", "-20.0"),
    ]
    assert entries[0]["associatedOrder"] == {
        "id": f"gid://shopify/Order/{paid.id}",
        "name": "#1001",
    }
    assert entries[0]["associatedPayout"] == {
        "id": "gid://shopify/ShopifyPaymentsPayout/118000000001",
        "status": "PAID",
    }
    assert entries[2]["associatedPayout"] == {"id": None, "status": "PENDING"}
    assert entries[0]["sourceOrderTransactionId"] == str(paid.transactions[0].id)


def types(api: Any, arguments: str) -> list[str]:
    text = (
        f"{{ shopifyPaymentsAccount {{ balanceTransactions(first: 10, {arguments}) "
        "{ nodes { type } } } }"
    )
    nodes = api.query(text).data["shopifyPaymentsAccount"]["balanceTransactions"]["nodes"]
    return [each["type"] for each in nodes]


def test_transactions_are_searched_and_sorted(api: Any, paid: Any) -> None:
    assert types(api, 'query: "payments_transfer_id:118000000001"') == [
        "CHARGE", "REFUND", "TRANSFER",
    ]  # fmt: skip
    assert types(api, 'query: "payout_status:pending"') == ["CHARGE", "DISPUTE_WITHDRAWAL"]
    assert types(api, 'query: "transaction_type:refund"') == ["REFUND"]
    assert types(api, 'query: "1001"') == ["CHARGE", "REFUND"]
    assert types(api, "sortKey: AMOUNT")[0] == "TRANSFER"
    assert types(api, "sortKey: AMOUNT, reverse: true")[0] == "CHARGE"


def test_disputes(api: Any, paid: Any) -> None:
    text = """{ disputes(first: 5, query: "status:needs_response") { nodes { id type status
      amount { amount } order { name } reasonDetails { reason networkReasonCode }
      evidenceDueBy } } }"""
    (dispute,) = api.query(text).data["disputes"]["nodes"]
    assert dispute == {
        "id": "gid://shopify/ShopifyPaymentsDispute/11500000001",
        "type": "CHARGEBACK",
        "status": "NEEDS_RESPONSE",
        "amount": {"amount": "5.0"},
        "order": {"name": "#1002"},
        "reasonDetails": {"reason": "FRAUDULENT", "networkReasonCode": None},
        "evidenceDueBy": "2026-12-01T09:00:00Z",
    }
    below = "{ order { disputes { initiatedAs status } } }"
    found = api.query(f'{{ dispute(id: "{dispute["id"]}") {below} }}')
    assert found.data["dispute"]["order"]["disputes"] == [
        {"initiatedAs": "CHARGEBACK", "status": "NEEDS_RESPONSE"}
    ]
    nothing = api.query('{ dispute(id: "gid://shopify/ShopifyPaymentsDispute/9") { id } }')
    assert nothing.data == {"dispute": None}


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("{ shopifyPaymentsAccount { id } }", "read_shopify_payments_payouts"),
        ("{ disputes(first: 1) { nodes { id } } }", "read_shopify_payments_disputes"),
        (
            '{ dispute(id: "gid://shopify/ShopifyPaymentsDispute/1") { id } }',
            "read_shopify_payments_disputes",
        ),
    ],
)
def test_roots_need_their_scope(api: Any, text: str, scope: str) -> None:
    api.token = api.shopify.auth.issue_token(scopes=("read_orders",)).id
    (error,) = api.query(text).errors
    assert error["extensions"]["code"] == "ACCESS_DENIED"
    assert scope in error["message"]


def test_a_charge_shows_its_fee(api: Any, paid: Any) -> None:
    text = f"""{{ order(id: "gid://shopify/Order/{paid.id}") {{ transactions {{ kind fees {{
      amount {{ amount }} rate rateName flatFee {{ amount }} flatFeeName type
      taxAmount {{ amount }} }} }} }} }}"""
    sale, refund = api.query(text).data["order"]["transactions"]
    assert sale["fees"] == [
        {
            "amount": {"amount": "4.01"},
            "rate": "0.029",
            "rateName": "payment",
            "flatFee": {"amount": "0.3"},
            "flatFeeName": None,
            "type": "processing_fee",
            "taxAmount": {"amount": "0.0"},
        }
    ]
    assert refund["fees"] == []
