"""Settings of an Amazon account: what it needs, what belongs to Shopify, which host follows."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from connector.settings import AccountSettings, Settings, SettingsInvalid, parse

SELLER = {
    "channel": "amazon",
    "seller_id": "A2EXAMPLE0SELL",
    "marketplace_id": "US",
    "client_id": "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef",
    "client_secret": "amzn1.oa2-cs.v1.secret",
    "refresh_token": "Atzr|refresh",
    "terms": {"amazon": "Amazon"},
}


@pytest.fixture
def raw(bench: Any) -> dict[str, Any]:
    raw: dict[str, Any] = copy.deepcopy(bench.raw)
    raw["accounts"]["amz"] = copy.deepcopy(SELLER)
    return raw


def problems(raw: dict[str, Any]) -> list[str]:
    with pytest.raises(SettingsInvalid) as invalid:
        parse(raw)
    return invalid.value.problems


def account(**more: Any) -> AccountSettings:
    return AccountSettings.model_validate({**SELLER, **more})


def test_an_account_without_a_channel_is_shopify_s(raw: dict[str, Any]) -> None:
    settings = parse(raw)
    assert settings.accounts["acme"].channel == "shopify"
    assert settings.accounts["amz"].channel == "amazon"


@pytest.mark.parametrize(
    ("word", "key", "currency", "host"),
    [
        ("US", "ATVPDKIKX0DER", "USD", "sellingpartnerapi-na.amazon.com"),
        ("ATVPDKIKX0DER", "ATVPDKIKX0DER", "USD", "sellingpartnerapi-na.amazon.com"),
        ("de", "A1PA6795UKMFR9", "EUR", "sellingpartnerapi-eu.amazon.com"),
        ("UK", "A1F83G8C2ARO7P", "GBP", "sellingpartnerapi-eu.amazon.com"),
        ("IN", "A21TJRUUN4KGV", "INR", "sellingpartnerapi-eu.amazon.com"),
        ("JP", "A1VC38T7YXB528", "JPY", "sellingpartnerapi-fe.amazon.com"),
    ],
)
def test_the_marketplace_says_where(word: str, key: str, currency: str, host: str) -> None:
    found = account(marketplace_id=word)
    assert found.marketplace_id == key
    assert found.marketplace.currency == currency
    assert found.marketplace.host(sandbox=False) == host
    assert found.marketplace.host(sandbox=True) == f"sandbox.{host}"


@pytest.mark.parametrize("field", ["seller_id", "marketplace_id", "client_id", "refresh_token"])
def test_a_missing_field_is_named(raw: dict[str, Any], field: str) -> None:
    del raw["accounts"]["amz"][field]
    (problem,) = problems(raw)
    assert problem.startswith(f'accounts.amz.{field}: is missing; channel = "amazon" needs ')


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("marketplace_id", "XX", "is not an Amazon marketplace; write an id like ATVPDKIKX0DER"),
        ("marketplace_id", "ATVPDKIKX0DEX", "did you mean ATVPDKIKX0DER (US)?"),
        ("seller_id", "acme", "is not a merchant token; write it like A2EXAMPLE0SELL"),
        ("shop", "acme.myshopify.com", 'is for channel = "shopify"; remove it'),
        ("token", "shpat_1", 'is for channel = "shopify"; remove it'),
        ("refund_direction", "to books", "its refunds come with the settlements; remove it"),
        ("product", "connex", 'connex takes stores of channel = "shopify"'),
        ("marketplace_tax", "ignored", "Input should be 'left out' or 'included'"),
    ],
)
def test_a_wrong_field_is_named_with_its_fix(
    raw: dict[str, Any], field: str, value: str, said: str
) -> None:
    raw["accounts"]["amz"][field] = value
    (problem,) = problems(raw)
    assert problem.startswith(f"accounts.amz.{field}: ")
    assert said in problem


def test_a_shopify_store_still_needs_its_address(raw: dict[str, Any]) -> None:
    del raw["accounts"]["acme"]["shop"]
    assert problems(raw) == ["accounts.acme.shop: is missing; add it"]


def test_a_forgotten_channel_is_told(raw: dict[str, Any]) -> None:
    raw["accounts"]["acme"]["seller_id"] = "A2EXAMPLE0SELL"
    (problem,) = problems(raw)
    assert problem.startswith('accounts.acme.seller_id: is for channel = "amazon"')


def test_the_banner_names_seller_and_marketplace(raw: dict[str, Any]) -> None:
    assert parse(raw).banner.endswith(", Amazon.com seller A2EXAMPLE0SELL")


def test_a_development_account_does_not_belong_to_production(raw: dict[str, Any]) -> None:
    raw["accounts"]["amz"]["store"] = "development"
    assert parse(raw).environment_conflicts == (
        "environment is production, but accounts.amz.store is 'development' (Amazon.com seller "
        "A2EXAMPLE0SELL): use a live store, or correct the setting",
    )


def test_secrets_do_not_print(raw: dict[str, Any]) -> None:
    shown = repr(parse(raw))
    assert "Atzr|refresh" not in shown
    assert "amzn1.oa2-cs.v1.secret" not in shown


def test_the_example_shows_the_fields_of_both_channels() -> None:
    text = Settings.example()
    assert '# marketplace_id = ""' in text
    assert '# marketplace_tax = "left out"' in text


def test_the_page_s_own_account_is_valid(raw: dict[str, Any]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text()
    block = page.split("## An Amazon account")[1].split("```toml\n")[1].split("```")[0]
    raw["accounts"] = tomllib.loads(block)["accounts"]
    account = parse(raw).accounts["amz"]
    assert account.marketplace.name == "Amazon.com"
    assert account.advice == ()
