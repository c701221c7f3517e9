"""The sections of the settings file that name the books: NetSuite, QuickBooks Online."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from connector.money import UnknownCurrency, exponent
from connector.settings_parts import Environment, Part, Text, plain, time_zones

__all__ = ["NetSuiteSettings", "QuickBooksOnlineSettings"]


def _iso_currencies(value: tuple[str, ...]) -> tuple[str, ...]:
    for each in value:
        try:
            exponent(each)
        except UnknownCurrency as unknown:
            raise ValueError(f"{unknown}; write it like USD") from unknown
    return value


class NetSuiteSettings(Part):
    """The NetSuite account that keeps the books."""

    account: Text = Field(
        description="Account ID as in Setup > Company > Company Information: 5512345 or "
        "5512345_SB1.",
        examples=["5512345"],
    )
    auth: Literal["tba", "oauth2"] = Field(
        "tba",
        description="How to log in: tba (token-based authentication) or oauth2 (client "
        "credentials with a certificate; the way forward from 2027.1).",
    )
    consumer_key: SecretStr = Field(
        SecretStr(""), description="tba: consumer key of the integration record."
    )
    consumer_secret: SecretStr = Field(
        SecretStr(""), description="tba: consumer secret of the integration record."
    )
    token_id: SecretStr = Field(SecretStr(""), description="tba: token ID of the access token.")
    token_secret: SecretStr = Field(SecretStr(""), description="tba: token secret.")
    client_id: SecretStr = Field(
        SecretStr(""), description="oauth2: client ID of the integration record."
    )
    certificate_id: Text = Field("", description="oauth2: ID of the certificate mapping.")
    private_key: SecretStr = Field(
        SecretStr(""), description="oauth2: private key of the certificate, PEM text."
    )
    private_key_file: Path | None = Field(
        None, description="oauth2: file that holds the private key, instead of private_key."
    )
    currencies: tuple[str, ...] = Field(
        ("USD",),
        description="Currencies this NetSuite account keeps; an order in another one is refused.",
    )
    sku_field: Text = Field(
        "itemid", description='"NetSuite SKU Field": item field the channel SKU is compared with.'
    )
    discount_item: Text = Field(
        "Channel Discount",
        description="Discount item (name or internal ID) that carries order discounts; it must "
        "apply before tax.",
    )
    tax_code: Text = Field(
        "", description="SuiteTax code of the tax details: name or internal ID; empty: the only one"
    )
    tax_type: Text = Field(
        "", description="SuiteTax type of the tax details: name or internal ID; empty: the only one"
    )
    order_status: Literal["Pending Fulfillment", "Pending Approval"] = Field(
        "Pending Fulfillment", description='"Settings > General": order status on import.'
    )
    send_validation_totals: bool = Field(
        True,
        description="Send the order totals that FA | UE Order Total Validation compares.",
    )
    time_zone: Text = Field(
        "",
        description="Time zone of the account (Setup > Company), such as America/New_York: queries "
        "show times in it. Empty: unknown, then wider windows are read and compared in UTC.",
    )
    concurrency: int = Field(
        4, ge=1, le=50, description="Calls in flight at once; keep below the account's limit."
    )

    @property
    def environment(self) -> Environment:
        """Told by the account ID: `_SB1` is a sandbox, `_RP` a release preview, `TSTDRV` a demo."""
        odd = re.search(r"[_-](SB|RP)\d*$|^(TSTDRV|TD)\d", self.account.upper())
        return "sandbox" if odd else "production"

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value and value not in time_zones():
            raise ValueError(f"{value!r} is not a time zone; write it like America/New_York")
        return value

    @field_validator("currencies")
    @classmethod
    def _known_currencies(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _iso_currencies(value)

    @model_validator(mode="after")
    def _whole_login(self) -> NetSuiteSettings:
        needed = {
            "tba": ("consumer_key", "consumer_secret", "token_id", "token_secret"),
            "oauth2": ("client_id", "certificate_id"),
        }[self.auth]
        missing = [name for name in needed if not plain(getattr(self, name))]
        if self.auth == "oauth2" and not (
            self.private_key.get_secret_value() or self.private_key_file
        ):
            missing.append("private_key or private_key_file")
        if missing:
            raise ValueError(f"auth = {self.auth!r} also needs {', '.join(missing)}")
        return self

    def key_text(self) -> str:
        """The private key as PEM. Raises OSError when private_key_file cannot be read."""
        if self.private_key_file is not None:
            return self.private_key_file.read_text(encoding="ascii")
        return self.private_key.get_secret_value()


class QuickBooksOnlineSettings(Part):
    """The QuickBooks Online company that keeps the books."""

    realm_id: Text = Field(
        description="Company ID (realm) that connecting the app returned, digits only.",
        examples=["9130357849216206"],
    )
    environment: Environment = Field(
        "production",
        description="Which QuickBooks the keys belong to: production (live companies) or sandbox "
        "(development keys, test companies).",
    )
    client_id: Text = Field(
        description="Client ID of the app, of the same environment.", examples=["ABclientid"]
    )
    client_secret: SecretStr = Field(
        description="Client secret of the app.", examples=["client secret"]
    )
    refresh_token: SecretStr = Field(
        description="Refresh token of the connected company. Uses replace it: the journal keeps "
        "the newest. A new one here connects the company again.",
        examples=["AB11..."],
    )
    currencies: tuple[str, ...] = Field(
        ("USD",),
        description="Currencies this company keeps; an order in another one is refused.",
    )
    sku_field: Literal["name", "sku"] = Field(
        "name",
        description="What a SKU is compared with: the name of a product or service, or its SKU "
        "field (and its name where that is empty).",
    )
    taxable_code: Text = Field(
        "TAX", description="Tax code of taxed lines. US companies know TAX and NON only."
    )
    exempt_code: Text = Field("NON", description="Tax code of lines without tax.")
    tax_code: Text = Field(
        "",
        description="Sales tax rate of a whole document (name or ID of a tax code) where the "
        "company does not use automated sales tax; empty: QuickBooks chooses.",
    )
    concurrency: int = Field(
        4, ge=1, le=10, description="Calls in flight at once; QuickBooks takes 10 a second."
    )

    @property
    def login_name(self) -> str:
        """The company's line of tokens in the journal: one, however many stores use it."""
        return f"quickbooks_online.{self.realm_id}"

    @field_validator("realm_id")
    @classmethod
    def _digits(cls, value: str) -> str:
        if not re.fullmatch(r"[0-9]{1,20}", value):
            raise ValueError(f"{value!r} is not a company ID; write it like 9130357849216206")
        return value

    @field_validator("client_id")
    @classmethod
    def _given(cls, value: str) -> str:
        if not value:
            raise ValueError("is empty; copy it from the app's Keys & credentials page")
        return value

    @field_validator("client_secret", "refresh_token")
    @classmethod
    def _secret_given(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().strip():
            raise ValueError("is empty; connect the company to the app and copy it from there")
        return value

    @field_validator("currencies")
    @classmethod
    def _known_currencies(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _iso_currencies(value)
