"""The Settlement tab: the vendor's defaults, Amazon's 90 days, only where there are settlements."""

from __future__ import annotations

from typing import Any

import pytest

from connector.settings import SettingsInvalid, parse

RAW: dict[str, Any] = {
    "environment": "production",
    "netsuite": {
        "account": "5512345",
        "consumer_key": "ck",
        "consumer_secret": "cs",
        "token_id": "ti",
        "token_secret": "ts",
    },
}
AMAZON: dict[str, Any] = {
    "channel": "amazon",
    "seller_id": "A2EXAMPLE0SELL",
    "marketplace_id": "ATVPDKIKX0DER",
    "client_id": "amzn1.application-oa2-client.1",
    "client_secret": "amzn1.oa2-cs.v1.1",
    "refresh_token": "Atzr|1",
}
SHOPIFY: dict[str, Any] = {"shop": "acme.myshopify.com", "token": "shpat_x"}


def problems(account: dict[str, Any]) -> list[str]:
    with pytest.raises(SettingsInvalid) as refused:
        parse({**RAW, "accounts": {"amazon": account}})
    return refused.value.problems


def test_defaults_are_those_of_the_settlement_tab() -> None:
    settings = parse({**RAW, "accounts": {"amazon": AMAZON}})
    found = settings.accounts["amazon"].settlement
    assert found.days_back == 20
    assert found.posting_style == "netsuite_connector"
    assert found.restock
    assert not found.merge_refunds
    assert not found.merge_fees
    assert not found.split_months
    assert not found.refunds_as_credit_memos


def test_history_older_than_ninety_days_is_not_listed() -> None:
    assert problems({**AMAZON, "settlement": {"days_back": 120}}) == [
        "accounts.amazon.settlement.days_back: 120 days back cannot be searched: Amazon lists "
        "settlement reports for 90 days only. Use at most 90; download older settlements from "
        "Seller Central (Payments > All Statements > Download Flat File V2) and import them with "
        "`connector settlement upload`"
    ]


def test_fewer_than_twenty_days_is_advised_against() -> None:
    account = {**AMAZON, "settlement": {"days_back": 5}}
    settings = parse({**RAW, "accounts": {"amazon": account}})
    assert [each for each in settings.accounts["amazon"].advice if "days_back" in each] == [
        "settlement.days_back = 5: reports come every two weeks; at least 20 is recommended, or "
        "one that comes late is missed."
    ]


def test_a_cart_has_no_settlements() -> None:
    assert problems({**SHOPIFY, "settlement": {"days_back": 30}}) == [
        'accounts.amazon.settlement: is for channel = "amazon"; a shopify account has no '
        "settlement reports: remove the section"
    ]


def test_a_misspelt_option_is_named() -> None:
    (said,) = problems({**AMAZON, "settlement": {"day_back": 30}})
    assert said.endswith("did you mean days_back?")
