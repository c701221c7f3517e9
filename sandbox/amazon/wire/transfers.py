"""Payouts and payment methods as Transfers 2024-06-01 writes them. Source: published model."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sandbox.amazon.domain import Domain
from sandbox.amazon.marketplaces import BY_ID, Marketplace
from sandbox.amazon.records import Period
from sandbox.amazon.rules.balances import balance_now
from sandbox.amazon.rules.payouts import EXPECTED_AFTER, steps
from sandbox.amazon.rules.periods import account_tail
from sandbox.amazon.wire.finances_2024 import money
from sandbox.amazon.wire.shapes import instant
from sandbox.amazon.wire.totals import partner

__all__ = ["ACCOUNT_TYPE", "expected", "methods", "payout"]

# As this API writes it, while its requests may have it in the words of Finances too.
ACCOUNT_TYPE = "STANDARD_ORDERS"
_BANK = "BANK_ACCOUNT"


def payout(account: Domain, period: Period, now: datetime) -> dict[str, Any]:
    """Of a closed period."""
    history = list(steps(period, now))
    told: dict[str, Any] = {
        "id": period.settlement_id,
        "partnerMetadata": partner(account, BY_ID[period.marketplace], ACCOUNT_TYPE),
        "currentStatus": history[-1].status,
        "statusHistory": [
            {"status": each.status, "lastUpdatedDate": instant(each.at)}
            | ({"failureReason": each.reason} if each.reason else {})
            for each in history
        ],
        "creationDate": instant(history[0].at),
        "period": {"startDate": instant(period.start), "endDate": instant(history[0].at)},
        "relatedIdentifiers": [
            {
                "relatedIdentifierName": "SETTLEMENT_ID",
                "relatedIdentifierValue": period.settlement_id,
            }
        ],
    }
    if period.total <= 0:
        return told
    return told | {
        "type": "ON_DEMAND" if period.on_demand else "SCHEDULED",
        "amount": money(period.total, period.currency),
        "accountTail": period.account_tail,
        "paymentMethod": _BANK,
        "traceId": period.trace_id,
    }


def expected(account: Domain, period: Period) -> dict[str, Any]:
    """Of the open period: what is available now, at its usual end."""
    marketplace = BY_ID[period.marketplace]
    end = instant(period.start + EXPECTED_AFTER)
    amount = balance_now(account, period.marketplace).available
    told: dict[str, Any] = {
        "partnerMetadata": partner(account, marketplace, ACCOUNT_TYPE),
        "status": "SCHEDULED" if amount > 0 else "NO_PAYOUT_EXPECTED",
        "period": {"startDate": instant(period.start), "endDate": end},
    }
    if amount <= 0:
        return told
    return told | {
        "amount": money(amount, period.currency),
        "scheduledDate": end,
        "accountTail": account_tail(account),
        "paymentMethod": _BANK,
    }


def methods(account: Domain, marketplace: Marketplace) -> list[dict[str, Any]]:
    """The bank account of payouts, and the card that pays debts where there is one."""
    holder = account.records.participations[marketplace.id].store_name
    found: list[dict[str, Any]] = [
        {
            "countryCode": marketplace.country,
            "accountHolderName": holder,
            "paymentMethodId": f"0h_TU_CUS_{account.ids.fixed('amazon.bank_account', 32)}",
            "paymentMethodType": _BANK,
            "tail": account_tail(account),
            "assignmentType": "DEFAULT_DEPOSIT_METHOD",
        }
    ]
    if account.settings.card_pays_debts:
        found.append(
            {
                "countryCode": marketplace.country,
                "accountHolderName": holder,
                "paymentMethodId": f"0h_TU_CUS_{account.ids.fixed('amazon.card', 32)}",
                "paymentMethodType": "CARD",
                "tail": account.ids.fixed("amazon.card_tail", 4, "0123456789"),
                "expiryDate": {"month": "3", "year": str(account.clock.now().year + 3)},
            }
        )
    return found
