"""Settings: every mistake named with its fix, secrets kept, the example valid and complete."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from connector.settings import (
    AccountSettings,
    NetSuiteSettings,
    QuickBooksOnlineSettings,
    Settings,
    SettingsInvalid,
    load,
    parse,
)


@pytest.fixture
def raw(bench: Any) -> dict[str, Any]:
    return copy.deepcopy(bench.raw)


def problems(raw: dict[str, Any]) -> list[str]:
    with pytest.raises(SettingsInvalid) as invalid:
        parse(raw)
    return invalid.value.problems


def test_a_typo_is_named_with_what_was_meant(raw: dict[str, Any]) -> None:
    raw["netsuite"]["sku_fild"] = "itemid"
    raw["accounts"]["acme"]["cutoff"] = "2026-01-01"
    assert problems(raw) == [
        "netsuite.sku_fild: there is no such setting; did you mean sku_field?",
        "accounts.acme.cutoff: there is no such setting; did you mean import_orders_created_after?",
    ]


def test_a_missing_field(raw: dict[str, Any]) -> None:
    del raw["environment"]
    assert problems(raw) == ["environment: is missing; add it"]


def test_an_incomplete_login(raw: dict[str, Any]) -> None:
    raw["netsuite"]["auth"] = "oauth2"
    assert problems(raw) == [
        "netsuite: auth = 'oauth2' also needs client_id, certificate_id, private_key or "
        "private_key_file"
    ]


def test_b4_a_method_in_both_tables(raw: dict[str, Any]) -> None:
    raw["accounts"]["acme"]["terms"] = {"shopify_payments": "Net 30"}
    assert "remove one of the two" in problems(raw)[0]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("shop", "https://acme.example", "write it like acme.myshopify.com"),
        ("api_version", "2026-7", "write it like 2026-07"),
        ("time_zone", "America/New_Yrok", "did you mean America/New_York?"),
        ("import_orders_created_after", "2026-11-01T00:00:00", "has no offset"),
    ],
)
def test_values_say_how_they_are_written(
    raw: dict[str, Any], field: str, value: str, said: str
) -> None:
    raw["accounts"]["acme"][field] = value
    (problem,) = problems(raw)
    assert problem.startswith(f"accounts.acme.{field}: ")
    assert said in problem


def test_secrets_do_not_print(raw: dict[str, Any]) -> None:
    raw["netsuite"]["token_secret"] = "top-secret"
    assert "top-secret" not in repr(parse(raw))


def test_the_environment_fills_secrets(
    raw: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONNECTOR_NETSUITE__TOKEN_SECRET", "from outside")
    del raw["netsuite"]["token_secret"]
    assert parse(raw).netsuite.token_secret.get_secret_value() == "from outside"


@pytest.mark.parametrize(
    ("account", "environment"),
    [
        ("5512345", "production"),
        ("5512345_SB1", "sandbox"),
        ("5512345-sb2", "sandbox"),
        ("5512345_RP", "sandbox"),
        ("TSTDRV1234567", "sandbox"),
    ],
)
def test_the_account_id_tells_the_environment(
    raw: dict[str, Any], account: str, environment: str
) -> None:
    raw["netsuite"]["account"] = account
    assert parse(raw).netsuite.environment == environment


def test_the_example_is_valid_and_names_every_field() -> None:
    text = Settings.example()
    parsed = parse(tomllib.loads(text))
    assert parsed.environment_conflicts == ()
    for model in (NetSuiteSettings, QuickBooksOnlineSettings, AccountSettings):
        for name, field in model.model_fields.items():
            assert name in text
            assert field.description


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="settings example"):
        load(tmp_path / "connector.toml")


def test_broken_toml(tmp_path: Path) -> None:
    path = tmp_path / "connector.toml"
    path.write_text("environment = ")
    with pytest.raises(SettingsInvalid, match="not valid TOML"):
        load(path)


def test_boxes_that_should_stay_unticked_give_advice(raw: dict[str, Any]) -> None:
    raw["accounts"]["acme"]["only_sync_cash_refund"] = True
    assert any("Leave it unticked" in each for each in parse(raw).accounts["acme"].advice)


@pytest.fixture
def company() -> dict[str, Any]:
    return {
        "realm_id": "9130357849216206",
        "client_id": "AB-client",
        "client_secret": "company secret",
        "refresh_token": "AB11-first",
    }


def test_a_quickbooks_company(raw: dict[str, Any], company: dict[str, Any]) -> None:
    raw["quickbooks_online"] = company
    parsed = parse(raw)
    assert parsed.quickbooks_online is not None
    assert parsed.quickbooks_online.login_name == "quickbooks_online.9130357849216206"
    assert "AB11-first" not in repr(parsed)
    assert "company secret" not in repr(parsed)
    assert parsed.environment_conflicts == ()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("realm_id", "913-035", "write it like 9130357849216206"),
        ("client_id", "", "Keys & credentials page"),
        ("client_secret", " ", "connect the company to the app"),
        ("refresh_token", "", "connect the company to the app"),
        ("currencies", ["DOLLAR"], "write it like USD"),
        ("environment", "live", "'production' or 'sandbox'"),
        ("concurrency", 11, "less than or equal to 10"),
    ],
)
def test_a_company_s_values_say_how_they_are_written(
    raw: dict[str, Any], company: dict[str, Any], field: str, value: object, said: str
) -> None:
    raw["quickbooks_online"] = {**company, field: value}
    (problem,) = problems(raw)
    assert problem.startswith(f"quickbooks_online.{field}")
    assert said in problem


def test_a_company_s_typo(raw: dict[str, Any], company: dict[str, Any]) -> None:
    raw["quickbooks_online"] = {**company, "realm": "9130357849216206"}
    assert problems(raw) == [
        "quickbooks_online.realm: there is no such setting; did you mean realm_id?"
    ]


def test_a_sandbox_company_of_a_production_installation(
    raw: dict[str, Any], company: dict[str, Any]
) -> None:
    raw["quickbooks_online"] = {**company, "environment": "sandbox"}
    (conflict,) = parse(raw).environment_conflicts
    assert conflict.startswith("environment is production, but quickbooks_online.environment is")


def test_the_environment_fills_a_company_s_refresh_token(
    raw: dict[str, Any], company: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONNECTOR_QUICKBOOKS_ONLINE__REFRESH_TOKEN", "from outside")
    del company["refresh_token"]
    raw["quickbooks_online"] = company
    found = parse(raw).quickbooks_online
    assert found is not None
    assert found.refresh_token.get_secret_value() == "from outside"
