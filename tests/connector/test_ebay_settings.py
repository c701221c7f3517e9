"""Settings of an eBay account: what it needs, what belongs to others, keys that do not fit."""

from __future__ import annotations

import copy
import tomllib
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization as s
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from connector.settings import AccountSettings, Settings, SettingsInvalid, parse
from connector.settings_ebay import signing_key_of

SELLER = {
    "channel": "ebay",
    "marketplace_id": "EBAY_US",
    "client_id": "AcmeOutd-Connecto-PRD-0123456789-01234567",
    "client_secret": "PRD-0123",
    "refresh_token": "v^1.1#i^1#refresh",
    "payment_methods": {"ebay": "eBay"},
    "positive_adjustment_item": "+",
    "negative_adjustment_item": "-",
}
NO_ENCRYPTION = s.NoEncryption()
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PEM = KEY.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, NO_ENCRYPTION).decode()
DER = b64encode(KEY.private_bytes(s.Encoding.DER, s.PrivateFormat.PKCS8, NO_ENCRYPTION)).decode()


@pytest.fixture
def raw(bench: Any) -> dict[str, Any]:
    raw: dict[str, Any] = copy.deepcopy(bench.raw)
    raw["accounts"]["ebay"] = copy.deepcopy(SELLER)
    return raw


def problems(raw: dict[str, Any]) -> list[str]:
    with pytest.raises(SettingsInvalid) as invalid:
        parse(raw)
    return invalid.value.problems


def account(**more: Any) -> AccountSettings:
    return AccountSettings.model_validate({**SELLER, **more})


@pytest.mark.parametrize(
    ("word", "key", "currency"),
    [
        ("EBAY_US", "EBAY_US", "USD"),
        ("EBAY-GB", "EBAY_GB", "GBP"),
        ("UK", "EBAY_GB", "GBP"),
        ("de", "EBAY_DE", "EUR"),
        ("EBAY_MOTORS_US", "EBAY_US", "USD"),
    ],
)
def test_the_site_says_the_currency(word: str, key: str, currency: str) -> None:
    found = account(marketplace_id=word)
    assert (found.marketplace_id, found.ebay_site.currency) == (key, currency)


@pytest.mark.parametrize("field", ["marketplace_id", "client_id", "client_secret", "refresh_token"])
def test_a_missing_field_is_named(raw: dict[str, Any], field: str) -> None:
    del raw["accounts"]["ebay"][field]
    (problem,) = problems(raw)
    assert problem.startswith(f'accounts.ebay.{field}: is missing; channel = "ebay" needs ')


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("marketplace_id", "EBAI_GB", "is not an eBay marketplace; did you mean EBAY_GB?"),
        ("marketplace_id", "ATVPDKIKX0DER", "is not an eBay marketplace; write one of EBAY_US"),
        ("shop", "acme.myshopify.com", 'is for channel = "shopify"; remove it'),
        ("token", "shpat_1", 'is for channel = "shopify"; remove it'),
        ("refund_direction", "from books", 'is not offered for channel = "ebay"'),
        ("marketplace_tax", "included", "tax that eBay collects is never part of an order"),
        ("client_id", "Acme-C-SBX-1-2", 'is of a sandbox keyset (SBX), but store = "live"'),
        ("signing_key", PEM, "needs the JWE that eBay returned with it"),
        ("signing_key_jwe", "a.b.c.d.e", "needs the private key (or signing_key_file)"),
    ],
)
def test_a_wrong_field_is_named_with_its_fix(
    raw: dict[str, Any], field: str, value: str, said: str
) -> None:
    raw["accounts"]["ebay"][field] = value
    (problem,) = problems(raw)
    assert problem.startswith("accounts.ebay.")
    assert said in problem
    if not field.startswith("signing_key"):
        assert problem.startswith(f"accounts.ebay.{field}: ")


def test_a_production_keyset_does_not_go_with_a_development_store(raw: dict[str, Any]) -> None:
    raw["accounts"]["ebay"]["store"] = "development"
    (problem,) = problems(raw)
    assert problem == (
        'accounts.ebay.client_id: is of a production keyset (PRD), but store = "development"; use '
        'the other keyset, or write store = "live"'
    )


@pytest.mark.parametrize("field", ["ru_name", "signing_key", "signing_key_jwe"])
def test_what_is_ebay_s_is_refused_elsewhere(raw: dict[str, Any], field: str) -> None:
    raw["accounts"]["acme"][field] = "x"
    assert problems(raw) == [f'accounts.acme.{field}: is for channel = "ebay"; remove it']


@pytest.mark.parametrize("key", [PEM, DER])
def test_a_key_is_taken_as_ebay_tells_it_or_as_pem(key: str) -> None:
    assert signing_key_of(account(signing_key=key, signing_key_jwe="a.b.c.d.e")) == key


def test_a_key_may_be_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text(PEM)
    found = account(signing_key_file=str(path), signing_key_jwe="a.b.c.d.e")
    assert signing_key_of(found) == PEM


def test_a_key_that_is_none_is_told_without_showing_it(raw: dict[str, Any]) -> None:
    curve = ec.generate_private_key(ec.SECP256R1())
    other = curve.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, NO_ENCRYPTION).decode()
    for key, said in (
        ("not a key", "is no unencrypted private key in PEM or base64 (PKCS#8)"),
        (other, "is neither an Ed25519 nor an RSA key"),
    ):
        raw["accounts"]["ebay"] |= {"signing_key": key, "signing_key_jwe": "a.b.c.d.e"}
        assert problems(raw) == [
            f"accounts.ebay.signing_key: {said}; take privateKey of createSigningKey as it is"
        ]


def test_a_file_that_is_not_there_is_named(raw: dict[str, Any], tmp_path: Path) -> None:
    missing = tmp_path / "none.pem"
    raw["accounts"]["ebay"] |= {"signing_key_file": str(missing), "signing_key_jwe": "a.b"}
    (problem,) = problems(raw)
    assert problem.startswith(f"accounts.ebay.signing_key_file: {missing} cannot be read")


def test_a_seller_who_may_have_to_sign_is_advised() -> None:
    assert account().advice == ()
    (said,) = account(marketplace_id="EBAY_GB").advice
    assert said.startswith("eBay.co.uk: sellers at home in the United Kingdom or the EU sign")
    keyed = account(marketplace_id="EBAY_GB", signing_key=PEM, signing_key_jwe="a.b.c.d.e")
    assert keyed.advice == ()


def test_it_may_follow_connex_s_rules(raw: dict[str, Any]) -> None:
    raw["accounts"]["ebay"]["product"] = "connex"
    raw["quickbooks_online"] = {
        "realm_id": "9341453172058822",
        "client_id": "c",
        "client_secret": "s",
        "refresh_token": "r",
    }
    assert parse(raw).accounts["ebay"].product == "connex"


def test_the_banner_names_site_and_seller(raw: dict[str, Any]) -> None:
    assert parse(raw).banner.endswith(f", eBay.com seller of {SELLER['client_id']}")
    raw["accounts"]["ebay"]["seller_id"] = "acme_outdoor"
    assert parse(raw).banner.endswith(", eBay.com seller acme_outdoor")


def test_secrets_do_not_print(raw: dict[str, Any]) -> None:
    raw["accounts"]["ebay"] |= {"signing_key": PEM, "signing_key_jwe": "a.jwe.c.d.e"}
    shown = repr(parse(raw))
    for secret in ("v^1.1#i^1#refresh", "PRD-0123'", "BEGIN PRIVATE", "a.jwe"):
        assert secret not in shown


def test_the_example_shows_the_fields() -> None:
    text = Settings.example()
    assert '# ru_name = ""' in text
    assert '# signing_key_jwe = ""' in text


def test_the_page_s_own_account_is_valid(raw: dict[str, Any]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text()
    block = page.split("## An eBay account")[1].split("```toml\n")[1].split("```")[0]
    raw["accounts"] = tomllib.loads(block)["accounts"]
    found = parse(raw).accounts["ebay"]
    assert found.ebay_site.name == "eBay.com"
    assert found.advice == ()
