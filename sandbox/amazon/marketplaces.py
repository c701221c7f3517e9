"""Where a seller sells: marketplaces, their region, currency and ways of writing.

Sources: developer-docs.amazon.com "Marketplace IDs", "SP-API endpoints". Which characters and
which dates a marketplace's settlement file has is reported by importers, not documented.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

__all__ = ["BY_ID", "EUROPEAN", "MARKETPLACES", "REGIONS", "Marketplace", "named"]

REGIONS = ("na", "eu", "fe")
EUROPEAN = ("DE", "FR", "IT", "ES", "NL", "SE", "PL", "BE")


class Marketplace(msgspec.Struct, frozen=True, kw_only=True):
    """`name` as reports write it; `quantum` is the smallest amount of the currency."""

    country: str
    id: str
    currency: str
    name: str
    region: str
    language: str = "en_US"
    quantum: Decimal = Decimal("0.01")

    @property
    def dialect(self) -> str:
        """Dates and decimal mark of its settlement files."""
        if self.country in EUROPEAN:
            return "european"
        return "japanese" if self.country == "JP" else "english"

    @property
    def charset(self) -> str:
        """Of a downloaded document, as the header writes it."""
        if self.country == "JP":
            return "windows-31j"
        known = ("US", "GB", "DE", "FR", "CA", "IT", "ES", "BR", "NL", "MX", "BE", "IE")
        return "windows-1252" if self.country in known else "UTF-8"

    @property
    def prefixes(self) -> tuple[str, ...]:
        """What order ids begin with."""
        if self.country in ("CA", "MX"):
            return "701", "702"
        if self.country in ("JP", "AU", "SG"):
            return "250", "503"
        if self.region == "eu":
            return "026", "171", "203", "302", "403"
        return "111", "112", "113", "114"


def _of(
    country: str, key: str, currency: str, name: str, region: str, language: str
) -> Marketplace:
    return Marketplace(
        country=country,
        id=key,
        currency=currency,
        name=name,
        region=region,
        language=language,
        quantum=Decimal(1) if currency == "JPY" else Decimal("0.01"),
    )


MARKETPLACES = {
    each.country: each
    for each in (
        _of("US", "ATVPDKIKX0DER", "USD", "Amazon.com", "na", "en_US"),
        _of("CA", "A2EUQ1WTGCTBG2", "CAD", "Amazon.ca", "na", "en_CA"),
        _of("MX", "A1AM78C64UM0Y8", "MXN", "Amazon.com.mx", "na", "es_MX"),
        _of("BR", "A2Q3Y263D00KWC", "BRL", "Amazon.com.br", "na", "pt_BR"),
        _of("GB", "A1F83G8C2ARO7P", "GBP", "Amazon.co.uk", "eu", "en_GB"),
        _of("DE", "A1PA6795UKMFR9", "EUR", "Amazon.de", "eu", "de_DE"),
        _of("FR", "A13V1IB3VIYZZH", "EUR", "Amazon.fr", "eu", "fr_FR"),
        _of("IT", "APJ6JRA9NG5V4", "EUR", "Amazon.it", "eu", "it_IT"),
        _of("ES", "A1RKKUPIHCS9HS", "EUR", "Amazon.es", "eu", "es_ES"),
        _of("NL", "A1805IZSGTT6HS", "EUR", "Amazon.nl", "eu", "nl_NL"),
        _of("BE", "AMEN7PMS3EDWL", "EUR", "Amazon.com.be", "eu", "fr_BE"),
        _of("IE", "A28R8C7NBKEWEA", "EUR", "Amazon.ie", "eu", "en_IE"),
        _of("SE", "A2NODRKZP88ZB9", "SEK", "Amazon.se", "eu", "sv_SE"),
        _of("PL", "A1C3SOZRARQ6R3", "PLN", "Amazon.pl", "eu", "pl_PL"),
        _of("TR", "A33AVAJ2PDY3EV", "TRY", "Amazon.com.tr", "eu", "tr_TR"),
        _of("AE", "A2VIGQ35RCS4UG", "AED", "Amazon.ae", "eu", "en_AE"),
        _of("SA", "A17E79C6D8DWNP", "SAR", "Amazon.sa", "eu", "ar_AE"),
        _of("EG", "ARBP9OOSHTCHU", "EGP", "Amazon.eg", "eu", "ar_AE"),
        _of("IN", "A21TJRUUN4KGV", "INR", "Amazon.in", "eu", "en_IN"),
        _of("ZA", "AE08WJ6YKNBMC", "ZAR", "Amazon.co.za", "eu", "en_ZA"),
        _of("JP", "A1VC38T7YXB528", "JPY", "Amazon.co.jp", "fe", "ja_JP"),
        _of("AU", "A39IBJ37TRP1C6", "AUD", "Amazon.com.au", "fe", "en_AU"),
        _of("SG", "A19VAU5U5O7RUS", "SGD", "Amazon.sg", "fe", "en_SG"),
    )
}
BY_ID = {each.id: each for each in MARKETPLACES.values()}


def named(word: str) -> Marketplace:
    """By country or by marketplace id. Raises KeyError."""
    return MARKETPLACES[word] if word in MARKETPLACES else BY_ID[word]
