"""Transactions, payouts and sums as the Finances API writes them.

Amounts have no sign: `bookingEntry` has it. What a SALE is worth is net of its fees. The recorded
member for the tax that eBay collected begins with a small `e` and a small `b`, unlike the document.
"""

from __future__ import annotations

from sandbox.ebay.domain import Domain
from sandbox.ebay.records import Order, Payout, Refund, Transaction
from sandbox.ebay.rules import fees, ledger
from sandbox.ebay.rules.finance_search import PayoutTotals, Sums
from sandbox.ebay.rules.payouts import Funds
from sandbox.ebay.wire.shapes import Json, amount, moment

__all__ = ["funds_document", "payout_document", "payout_totals", "summary", "transaction_document"]

_DESCRIPTIONS = {
    "INITIATED": "Preparing to send",
    "SUCCEEDED": "Funds sent",
    "REVERSED": "Waiting to retry : Money rejected by seller's bank",
    "RETRYABLE_FAILED": "Waiting to retry",
    "TERMINAL_FAILED": "Payout failed",
}
# The sums of a summary, by type, in the document's words.
_SUMS = {
    "ADJUSTMENT": "adjustment",
    "BALANCE_TRANSFER": "balanceTransfer",
    "CREDIT": "credit",
    "DISPUTE": "dispute",
    "LOAN_REPAYMENT": "loanRepayment",
    "NON_SALE_CHARGE": "nonSaleCharge",
    "ON_HOLD": "onHold",
    "PURCHASE": "purchase",
    "REFUND": "refund",
    "SHIPPING_LABEL": "shippingLabel",
    "TRANSFER": "transfer",
    "WITHDRAWAL": "withdrawal",
}


def transaction_document(account: Domain, each: Transaction) -> Json:
    currency, records = each.currency, account.records
    order = records.orders.get(each.order)
    shown: Json = {"transactionId": each.id}
    if each.order:
        shown["orderId"] = each.order
    if each.payout:
        shown["payoutId"] = each.payout
    shown["salesRecordReference"] = "0"
    if each.buyer:
        shown["buyer"] = {"username": each.buyer}
    shown |= {
        "transactionType": each.type,
        "amount": amount(each.amount, currency),
    }
    if each.type == "SALE" and order is not None:
        shown |= _sale(order)
    elif each.type == "REFUND" and order is not None:
        shown |= _refund(order, records.refunds[each.refund])
    shown |= {
        "transactionDate": moment(each.date),
        "transactionStatus": ledger.status_of(account, each),
    }
    if each.memo:
        shown["transactionMemo"] = each.memo
    shown["bookingEntry"] = each.booking
    if each.fee_type:
        shown["feeType"] = each.fee_type
    if each.references:
        shown["references"] = [
            {"referenceId": key, "referenceType": type} for key, type in each.references
        ]
    shown["paymentsEntity"] = "eBay Commerce Inc."
    return shown


def _sale(order: Order) -> Json:
    currency = order.currency
    shown: Json = {
        "totalFeeBasisAmount": amount(order.total, currency),
        "totalFeeAmount": amount(order.fee, currency),
    }
    if order.collected_tax:
        shown["ebayCollectedTaxAmount"] = amount(order.collected_tax, currency)
    shown["orderLineItems"] = [
        {
            "lineItemId": line.id,
            "feeBasisAmount": amount(line.fee_basis, currency),
            "marketplaceFees": [
                {"feeType": fee.type, "amount": amount(fee.amount, currency)} for fee in line.fees
            ],
        }
        for line in order.lines
    ]
    return shown


def _refund(order: Order, refund: Refund) -> Json:
    """The fees are those that come back."""
    currency = order.currency
    shown: Json = {
        "totalFeeBasisAmount": amount(refund.gross, currency),
        "totalFeeAmount": amount(refund.fee_credit, currency),
    }
    if refund.collected_tax:
        shown["ebayCollectedTaxAmount"] = amount(refund.collected_tax, currency)
    shown["orderLineItems"] = [
        {
            "lineItemId": share.line,
            "feeBasisAmount": amount(share.gross + share.tax, currency),
            "marketplaceFees": [
                {"feeType": fees.FINAL_VALUE, "amount": amount(share.fees, currency)}
            ],
        }
        for share in refund.shares
    ]
    shown["references"] = [{"referenceId": refund.id, "referenceType": "REFUND_ID"}]
    return shown


def payout_document(payout: Payout) -> Json:
    shown: Json = {
        "payoutId": payout.id,
        "payoutStatus": payout.status,
        "payoutStatusDescription": _DESCRIPTIONS[payout.status],
        "amount": amount(payout.amount, payout.currency),
        "payoutDate": moment(payout.date),
    }
    if payout.attempted is not None:
        shown["lastAttemptedPayoutDate"] = moment(payout.attempted)
    shown |= {
        "transactionCount": payout.count,
        "payoutInstrument": {
            "instrumentType": "BANK",
            "nickname": payout.nickname,
            "accountLastFourDigits": payout.account_tail,
        },
    }
    if payout.bank_reference:
        shown["bankReference"] = payout.bank_reference
    return shown


def payout_totals(totals: PayoutTotals, currency: str) -> Json:
    shown: Json = {"payoutCount": totals.count, "transactionCount": totals.transactions}
    if totals.count:
        shown["amount"] = amount(totals.amount, currency)
    return shown


def funds_document(funds: Funds) -> Json:
    currency = funds.currency
    return {
        "totalFunds": amount(funds.total, currency),
        "availableFunds": amount(funds.available, currency),
        "fundsOnHold": amount(funds.on_hold, currency),
        "processingFunds": amount(funds.processing, currency),
    }


def summary(sums: Sums, currency: str) -> Json:
    """Sums of nothing are a count of 0; what was not asked for is left out."""
    shown: Json = {}
    for type, name in _SUMS.items():
        if type == "ON_HOLD" and not sums.on_hold:
            continue
        if sums.type not in ("", type) and type != "ON_HOLD":
            continue
        found = sums.by_type.get(type)
        shown[f"{name}Count"] = found.count if found else 0
        if found:
            shown |= {
                f"{name}Amount": amount(found.amount, currency),
                f"{name}BookingEntry": found.booking,
            }
    return shown
