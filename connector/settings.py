"""What a user configures: one TOML file, every field documented, a typo refused by name.

    settings = load(Path("connector.toml"))       # raises SettingsInvalid, one line per mistake

Secrets may come from the environment instead of the file: `CONNECTOR_NETSUITE__TOKEN_SECRET`,
`CONNECTOR_ACCOUNTS__ACME__TOKEN` (the environment wins). `Settings.example()` writes a complete,
commented file from the field descriptions below, so the documentation cannot fall behind.

The names in quotation marks are those of NetSuite Connector's own settings pages.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from connector.channels.channel import Direction
from connector.ebay_sites import EbaySite, ebay_site
from connector.marketplaces import Marketplace, marketplace
from connector.model import Restock
from connector.settings_books import NetSuiteSettings, QuickBooksOnlineSettings
from connector.settings_connex import ConnexSettings
from connector.settings_ebay import EBAY_ONLY, check_ebay, ebay_advice
from connector.settings_parts import Environment, Part, Text, plain, time_zones
from connector.settings_settlement import SettlementSettings

__all__ = [
    "AccountSettings",
    "NetSuiteSettings",
    "QuickBooksOnlineSettings",
    "Settings",
    "SettingsInvalid",
    "WorkerSettings",
    "load",
    "parse",
]


class SettingsInvalid(ValueError):
    """`problems`: one sentence per mistake, each naming the field and the fix."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class AccountSettings(Part):
    """One store ("account") of a channel."""

    product: Literal["netsuite_connector", "connex"] = Field(
        "netsuite_connector",
        description="Whose rules the store follows: netsuite_connector (books in NetSuite) or "
        "connex (books in QuickBooks).",
    )
    channel: Literal["shopify", "amazon", "ebay"] = Field(
        "shopify",
        description="Which storefront it is: shopify (needs shop and a token), amazon (needs "
        "seller_id, marketplace_id, client_id, client_secret and refresh_token) or ebay (the same "
        "without seller_id).",
    )
    store: Literal["live", "development"] = Field(
        "live",
        description="A live store belongs to a production NetSuite, a development store to a "
        "sandbox; the other way round is refused. Amazon, eBay: development speaks to the sandbox "
        "hosts.",
    )
    shop: Text = Field(
        "",
        description="Shopify: the store's own address, without https://.",
        examples=["acme-outdoor.myshopify.com"],
    )
    seller_id: Text = Field(
        "",
        description="Amazon: the merchant token (Seller Central, Account Info): A2EXAMPLE0SELL. "
        "eBay: the seller's user name; where it is given, orders of another seller are refused.",
    )
    marketplace_id: Text = Field(
        "",
        description="Amazon: the marketplace whose orders and settlements the account is for: its "
        "id (ATVPDKIKX0DER) or country (US). The region and its hosts follow from it. eBay: the "
        "site, like EBAY_US or EBAY_GB. Every marketplace is an account of its own.",
    )
    marketplace_tax: Literal["left out", "included"] = Field(
        "left out",
        description="Amazon: tax that Amazon collects and remits itself (marketplace facilitator): "
        "left out of the order in the books, or included as its tax. It never reaches the "
        "seller's purse.",
    )
    carrier: Text = Field(
        "Other",
        description="Amazon, eBay: the carrier that shipments are confirmed with where NetSuite "
        "names none: UPS, USPS, FedEx, DHL or its name.",
    )
    token: SecretStr = Field(
        SecretStr(""),
        description="Shopify: Admin API access token (shpat_...); or client_id and secret.",
    )
    refresh_token: SecretStr = Field(
        SecretStr(""),
        description="Shopify: refresh token (shprt_...) of an expiring access token, with "
        "client_id and client_secret; used instead of token. Every use replaces it: the journal "
        "keeps the newest. A new one here connects the account again. Amazon: refresh token "
        "(Atzr|...) of the seller's authorisation. eBay: refresh token (v^1.1#...) of the seller's "
        "consent.",
    )
    client_id: Text = Field(
        "",
        description="Shopify: client ID of an app of your own organisation. Amazon: LWA client ID "
        "of the application (amzn1.application-oa2-client...). eBay: App ID of the keyset.",
    )
    client_secret: SecretStr = Field(
        SecretStr(""),
        description="Its client secret; a Shopify app's signs the webhooks too. Amazon's must be "
        "rotated before its deadline. eBay calls it Cert ID.",
    )
    ru_name: Text = Field(
        "",
        description="eBay: RuName of the application; where it is given, a revoked consent is "
        "answered with the address at which the seller consents again.",
    )
    signing_key: SecretStr = Field(
        SecretStr(""),
        description="eBay: private key for digital signatures, which sellers at home in the United "
        "Kingdom or the EU need: PEM, or the privateKey of createSigningKey.",
    )
    signing_key_file: Path | None = Field(
        None, description="eBay: a file with the signing key, instead of signing_key."
    )
    signing_key_jwe: SecretStr = Field(
        SecretStr(""), description="eBay: the jwe that createSigningKey returned with the key."
    )
    webhook_address: Text = Field(
        "",
        description="Where the store reaches this connector: an https address that leads to "
        "`connector worker --listen`. Messages make changes known at once; polling goes on. "
        "Needs client_secret. Empty: polling only.",
    )
    api_version: Text = Field("2026-07", description="Admin API version the connector asks for.")
    refund_direction: Direction | None = Field(
        None,
        description='"to books" or "from books": the direction chosen for this account. Best '
        "practice: from books for a cart, to books for a marketplace. Never both.",
    )
    import_orders_created_after: datetime | None = Field(
        None,
        description='"Import Orders Created After": older orders are not imported. With an offset, '
        "e.g. 2026-11-01T00:00:00-05:00.",
    )
    time_zone: Text = Field(
        "UTC",
        description="The store's time zone (IANA name); documents carry the date of that zone.",
        examples=["America/New_York"],
    )
    payment_methods: dict[str, str] = Field(
        default_factory=dict,
        description="Channel's payment method = NetSuite payment method (name or internal ID). "
        "An order so paid is billed as a cash sale.",
        examples=[{"shopify_payments": "Shopify Payments", "gift_card": "Gift Card"}],
    )
    terms: dict[str, str] = Field(
        default_factory=dict,
        description="Channel's payment method = NetSuite terms. An order so paid is billed as an "
        "invoice. A payment method stands in one of the two tables, never in both.",
        examples=[{"net_30": "Net 30"}],
    )
    shipping_methods: dict[str, str] = Field(
        default_factory=dict,
        description="Channel's shipping title = NetSuite shipping item (name or internal ID).",
        examples=[{"Standard": "Standard Shipping"}],
    )
    default_shipping_method: Text = Field(
        "Standard Shipping", description="Shipping item for titles not listed above."
    )
    skus: dict[str, str] = Field(
        default_factory=dict,
        description="Channel SKU = NetSuite SKU, where the two differ.",
        examples=[{"TEE-BLACK": "TEE-BLK"}],
    )
    customer: Text = Field(
        "", description="Internal ID of one customer for every order; empty: match by e-mail."
    )
    positive_adjustment_item: Text = Field(
        "",
        description='"Post positive refund adjustments against item": an Other Charge for Sale '
        "item, not fulfillable (name or internal ID).",
        examples=["Refund Adjustment Positive"],
    )
    negative_adjustment_item: Text = Field(
        "",
        description='"Post negative refund adjustments against item": likewise.',
        examples=["Refund Adjustment Negative"],
    )
    only_sync_cash_refund: bool = Field(
        False,
        description='"Only sync a cash refund": leave unticked; the record type is detected from '
        "the billed record.",
    )
    only_sync_return_authorization: bool = Field(
        False, description='"Only sync a return authorization": leave unticked, likewise.'
    )
    restock_refunded_items: Literal["as the storefront says", "always", "never"] = Field(
        "always",
        description="To books: whether goods refunded by line go back into stock; amounts never "
        "move stock. always: as pressing Refund in NetSuite does it. Otherwise goods that stay "
        "away come in by a return authorization and a receipt without Restock, which ordinary "
        "refund sync does not make.",
    )
    line_refunds: bool = Field(
        True,
        description="From books: false when the store takes no line refunds (find out by making "
        "one refund by hand there); refunds are then general refunds of the same total.",
    )
    storefront_restock: Restock = Field(
        Restock.NO_RESTOCK,
        description='From books: what the storefront does with the goods: "return", "cancel" or '
        '"no restock".',
    )
    gift_card_refunds: Literal["gift card", "store credit", "refuse"] = Field(
        "gift card",
        description="From books: where the part goes that was paid by gift card.",
    )
    when_period_closed: Literal["refuse", "post today"] = Field(
        "refuse",
        description="To books: a refund dated in a closed period is refused, or dated today.",
    )
    notify_customer: bool = Field(
        False, description="Let the storefront write to the buyer about shipments."
    )
    overlap_minutes: int = Field(
        15, ge=0, le=1440, description="How far a sync window reaches back into the one before."
    )
    first_window_days: int = Field(
        7, ge=1, le=365, description="How far back the very first run of a sync looks."
    )
    connex: ConnexSettings = Field(
        default_factory=lambda: ConnexSettings.model_validate({}),
        description="How the store's sales and refunds are posted where product is connex.",
    )
    settlement: SettlementSettings = Field(
        default_factory=lambda: SettlementSettings.model_validate({}),
        description="How settlement reports are found and posted where channel is amazon.",
    )

    @field_validator("shop")
    @classmethod
    def _host_only(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*\.myshopify\.com", value):
            raise ValueError(f"{value!r} is not a store address; write it like acme.myshopify.com")
        return value.lower()

    @field_validator("marketplace_id")
    @classmethod
    def _known_marketplace(cls, value: str, info: ValidationInfo) -> str:
        if not value:
            return value
        return ebay_site(value).id if info.data.get("channel") == "ebay" else marketplace(value).id

    @field_validator("seller_id")
    @classmethod
    def _merchant_token(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("channel") == "ebay":
            return value
        if value and not re.fullmatch(r"A[A-Z0-9]{8,19}", value):
            raise ValueError(f"{value!r} is not a merchant token; write it like A2EXAMPLE0SELL")
        return value

    @field_validator("webhook_address")
    @classmethod
    def _https(cls, value: str) -> str:
        if value and not re.fullmatch(r"https://[^/\s]+/\S*", value):
            raise ValueError(
                f"{value!r} is not an address a store sends to; write it like "
                "https://connector.example.com/webhooks"
            )
        return value

    @field_validator("api_version")
    @classmethod
    def _version(cls, value: str) -> str:
        if not re.fullmatch(r"20\d\d-(01|04|07|10)", value):
            raise ValueError(f"{value!r} is not an API version; write it like 2026-07")
        return value

    @field_validator("import_orders_created_after")
    @classmethod
    def _aware(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no offset; write it like {value}-05:00")
        return value

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if value not in time_zones():
            near = difflib.get_close_matches(value, time_zones(), n=1)
            hint = f"; did you mean {near[0]}?" if near else "; write it like America/New_York"
            raise ValueError(f"{value!r} is not a time zone{hint}")
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def marketplace(self) -> Marketplace:
        """Of an Amazon account. Raises ValueError for another."""
        return marketplace(self.marketplace_id)

    @property
    def ebay_site(self) -> EbaySite:
        """Of an eBay account. Raises ValueError for another."""
        return ebay_site(self.marketplace_id)

    @property
    def place(self) -> str:
        """The store as a person recognises it."""
        if self.channel == "ebay":
            return f"{self.ebay_site.name} seller {self.seller_id or f'of {self.client_id}'}"
        if self.channel == "amazon":
            return f"{self.marketplace.name} seller {self.seller_id}"
        return self.shop

    @model_validator(mode="after")
    def _sense(self) -> AccountSettings:
        if self.channel == "ebay":
            check_ebay(self)
        elif self.channel == "amazon":
            self._amazon_sense()
        else:
            self._shopify_sense()
        if self.product == "connex" and self.refund_direction is Direction.FROM_BOOKS:
            raise ValueError(
                'refund_direction = "from books" is not for product = "connex": refunds go from '
                "the storefront to QuickBooks; remove the line"
            )
        both = sorted(set(self.payment_methods) & set(self.terms))
        if both:
            raise ValueError(
                f"{', '.join(both)} stands in payment_methods and in terms; NetSuite does not "
                "allow both on one sales order: remove one of the two"
            )
        return self

    def _amazon_sense(self) -> None:
        for name, example in (
            ("seller_id", "the merchant token of the seller, like A2EXAMPLE0SELL"),
            ("marketplace_id", "an id like ATVPDKIKX0DER or a country like US"),
            ("client_id", "the LWA client ID of the application"),
            ("client_secret", "the LWA client secret of the application"),
            ("refresh_token", "the refresh token that authorising the application returned"),
        ):
            if not plain(getattr(self, name)):
                raise ValueError(f'{name}: is missing; channel = "amazon" needs {example}')
        for name in ("shop", "token", "webhook_address"):
            if plain(getattr(self, name)):
                raise ValueError(f'{name}: is for channel = "shopify"; remove it')
        self._no_ebay_fields()
        if self.refund_direction is not None:
            raise ValueError(
                'refund_direction: is not for channel = "amazon": its refunds come with the '
                "settlements; remove it"
            )
        if self.product == "connex":
            raise ValueError(
                'product: connex takes stores of channel = "shopify" or "ebay"; write '
                "netsuite_connector"
            )

    def _no_ebay_fields(self) -> None:
        for name in EBAY_ONLY:
            value = getattr(self, name)
            if value is not None and plain(value):
                raise ValueError(f'{name}: is for channel = "ebay"; remove it')

    def _shopify_sense(self) -> None:
        if not self.shop:
            raise ValueError("shop: is missing; add it")
        self._no_ebay_fields()
        if self.settlement.model_fields_set:
            raise ValueError(
                'settlement: is for channel = "amazon"; a shopify account has no settlement '
                "reports: remove the section"
            )
        for name in ("seller_id", "marketplace_id"):
            if getattr(self, name):
                raise ValueError(
                    f'{name}: is for channel = "amazon"; add that line or remove this one'
                )
        if not self.token.get_secret_value() and not (
            self.client_id and self.client_secret.get_secret_value()
        ):
            raise ValueError("token, or client_id and client_secret, must be given")
        if self.refresh_token.get_secret_value() and not (
            self.client_id and self.client_secret.get_secret_value()
        ):
            raise ValueError("refresh_token also needs client_id and client_secret")
        if self.webhook_address and not self.client_secret.get_secret_value():
            raise ValueError(
                "webhook_address also needs client_secret: messages are checked by their signature"
            )

    @property
    def advice(self) -> tuple[str, ...]:
        """Allowed, but not what the vendor recommends."""
        if self.product == "connex":
            return (*self.connex.advice, *ebay_advice(self))
        found = []
        if self.only_sync_cash_refund:
            found.append(
                "only_sync_cash_refund is ticked: refunds of invoices are left out. Leave it "
                "unticked; the connector detects the type from the billed record."
            )
        if self.only_sync_return_authorization:
            found.append(
                "only_sync_return_authorization is ticked: no cash refund or credit memo is "
                "synced. Leave it unticked."
            )
        adjustments = self.positive_adjustment_item and self.negative_adjustment_item
        if self.channel != "amazon" and not adjustments:
            found.append(
                "positive_adjustment_item and negative_adjustment_item are not both set: "
                "amount-only refunds cannot be posted to NetSuite."
            )
        if not self.payment_methods and not self.terms:
            found.append(
                "no payment method is mapped: orders carry neither payment method nor terms and "
                "NetSuite bills them as invoices."
            )
        return (*found, *ebay_advice(self), *self.settlement.advice)


class WorkerSettings(Part):
    """`connector worker`: a process that runs the syncs by itself."""

    slot: Text = Field(
        "worker-1",
        description="Name of this worker among those that share the journal; keep it over "
        "restarts, and give every worker one of its own (`--slot`).",
        min_length=1,
    )
    accounts_at_once: int = Field(
        4, ge=1, le=64, description="Accounts one worker works on at a time."
    )
    poll_seconds: float = Field(
        1.0, ge=0.01, le=60, description="How often a worker looks for queued runs."
    )
    beat_seconds: float = Field(
        5.0,
        ge=0.05,
        le=60,
        description="How often it gives a sign of life and queues what has fallen due.",
    )
    takeover_seconds: float = Field(
        30.0,
        description="After how long without a sign of life the others take its runs over; at "
        "least three times beat_seconds.",
    )
    stop_seconds: float = Field(
        20.0, ge=0, le=600, description="How long it lets runs come to their end when stopped."
    )

    @model_validator(mode="after")
    def _patient(self) -> WorkerSettings:
        if self.takeover_seconds < 3 * self.beat_seconds:
            raise ValueError(
                f"takeover_seconds = {self.takeover_seconds:g} is too short for beat_seconds = "
                f"{self.beat_seconds:g}; make it at least {3 * self.beat_seconds:g}"
            )
        return self


AccountName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)]


class Settings(BaseSettings):
    """The whole file."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        env_prefix="CONNECTOR_",
        env_nested_delimiter="__",
        nested_model_default_partial_update=True,
    )

    environment: Environment = Field(
        description="production or sandbox: what this installation may touch. An account of the "
        "other kind is refused.",
        examples=["production"],
    )
    journal: Text = Field(
        "connector.db",
        description="The journal: a file (SQLite), or postgresql://user:password@host/database for "
        "workers on many machines; :memory: for a trial run.",
    )
    worker: WorkerSettings = Field(
        default_factory=lambda: WorkerSettings.model_validate({}),
        description="The workers, where there are any.",
    )
    netsuite: NetSuiteSettings | None = Field(
        None, description="The NetSuite account, for stores of product netsuite_connector."
    )
    quickbooks_online: QuickBooksOnlineSettings | None = Field(
        None, description="The QuickBooks Online company, for stores of product connex."
    )
    accounts: dict[AccountName, AccountSettings] = Field(
        description="The stores, each under a short name of letters, digits and dashes.",
        min_length=1,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings

    def of_product(self, product: str) -> dict[str, AccountSettings]:
        """The stores that follow the rules of `product`."""
        return {name: each for name, each in self.accounts.items() if each.product == product}

    @model_validator(mode="after")
    def _books_of_every_store(self) -> Settings:
        for product, section, books in (
            ("netsuite_connector", "netsuite", "NetSuite"),
            ("connex", "quickbooks_online", "QuickBooks Online"),
        ):
            stores = self.of_product(product)
            if stores and getattr(self, section) is None:
                names = ", ".join(f"accounts.{name}" for name in stores)
                raise ValueError(
                    f'{section}: is missing; {names} (product = "{product}") keeps its books in '
                    f"{books}: add the section"
                )
        return self

    @property
    def books_id(self) -> str:
        """The account and company of the books in use, as a name of this installation."""
        found = []
        if self.netsuite is not None and self.of_product("netsuite_connector"):
            found.append(self.netsuite.account)
        if self.quickbooks_online is not None and self.of_product("connex"):
            found.append(self.quickbooks_online.realm_id)
        return "-".join(found)

    @property
    def banner(self) -> str:
        """One line that says what the next write will hit."""
        found = []
        if self.netsuite is not None and self.of_product("netsuite_connector"):
            found.append(f"NetSuite {self.netsuite.account}")
        if self.quickbooks_online is not None and self.of_product("connex"):
            found.append(f"QuickBooks Online {self.quickbooks_online.realm_id}")
        found += [each.place for each in self.accounts.values()]
        return f"{self.environment.upper()}: {', '.join(found)}"

    @property
    def environment_conflicts(self) -> tuple[str, ...]:
        """Sentences; not empty means nothing may be written (F62)."""
        found = []
        netsuite = self.netsuite
        if netsuite is not None and netsuite.environment != self.environment:
            found.append(
                f"environment is {self.environment}, but NetSuite account {netsuite.account} "
                f"is a {netsuite.environment} account: set netsuite.account (and its tokens) "
                "to the intended account, or correct environment"
            )
        company = self.quickbooks_online
        if company is not None and company.environment != self.environment:
            found.append(
                f"environment is {self.environment}, but quickbooks_online.environment is "
                f"{company.environment} (company {company.realm_id}): set the company and its keys "
                "of the intended environment, or correct environment"
            )
        wanted = "live" if self.environment == "production" else "development"
        found.extend(
            f"environment is {self.environment}, but accounts.{name}.store is {each.store!r} "
            f"({each.place}): use a {wanted} store, or correct the setting"
            for name, each in self.accounts.items()
            if each.store != wanted
        )
        return tuple(found)

    @classmethod
    def example(cls) -> str:
        """A complete TOML file with every field, its description and its default."""
        from connector.settings_example import example_toml

        return example_toml(cls)


def load(path: Path) -> Settings:
    """Read and validate. Raises SettingsInvalid (also for a missing file or broken TOML)."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise SettingsInvalid(
            [f"{path} does not exist; write one with `connector settings example > {path}`"]
        ) from missing
    except OSError as unreadable:
        raise SettingsInvalid(
            [f"{path} cannot be read ({unreadable.strerror}); name a file with --settings"]
        ) from unreadable
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise SettingsInvalid([f"{path} is not valid TOML: {broken}"]) from broken
    return parse(raw)


def parse(raw: dict[str, Any]) -> Settings:
    """Validate a decoded file. Raises SettingsInvalid."""
    try:
        return Settings(**raw)
    except ValidationError as invalid:
        raise SettingsInvalid([_sentence(dict(each)) for each in invalid.errors()]) from invalid


# Words people use for a field that is called otherwise.
MEANT = {
    "cutoff": "import_orders_created_after",
    "cutoff_date": "import_orders_created_after",
    "order_cutoff": "import_orders_created_after",
    "direction": "refund_direction",
    "store_url": "shop",
    "merchant_id": "seller_id",
    "merchant_token": "seller_id",
    "marketplace": "marketplace_id",
    "domain": "shop",
    "access_token": "token",
    "restock": "restock_refunded_items",
    "realm": "account",
    "account_id": "account",
}


def _sentence(error: dict[str, Any]) -> str:
    where = [str(part) for part in error["loc"]]
    path = ".".join(where)
    if error["type"] == "extra_forbidden":
        known = _fields_at(where[:-1])
        near = [MEANT[where[-1]]] if MEANT.get(where[-1]) in known else []
        near = near or difflib.get_close_matches(where[-1], known, n=1, cutoff=0.6)
        hint = f"did you mean {near[0]}?" if near else f"known here: {', '.join(known)}"
        return f"{path}: there is no such setting; {hint}"
    if error["type"] == "missing":
        return f"{path}: is missing; add it"
    message = str(error["msg"]).removeprefix("Value error, ")
    field, told, _ = message.partition(": ")  # a mistake that only the whole section shows
    if path and told and field in _fields_at(where):
        return f"{path}.{message}"
    return f"{path}: {message}" if path else message


def _fields_at(where: list[str]) -> list[str]:
    if where[:1] == ["netsuite"]:
        return list(NetSuiteSettings.model_fields)
    if where[:1] == ["quickbooks_online"]:
        return list(QuickBooksOnlineSettings.model_fields)
    if where[:1] == ["worker"]:
        return list(WorkerSettings.model_fields)
    if where[:1] == ["accounts"] and where[2:] == ["connex"]:
        return list(ConnexSettings.model_fields)
    if where[:1] == ["accounts"] and where[2:] == ["settlement"]:
        return list(SettlementSettings.model_fields)
    if where[:1] == ["accounts"]:
        return list(AccountSettings.model_fields)
    return list(Settings.model_fields)
