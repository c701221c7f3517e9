"""How REST writes values: exact numbers, money as text, times on the shop's clock.

Money is text with the decimals of its currency ("15.00"); `subtotal` and `total_tax` of refund
lines alone are JSON numbers (Admin API, "Refund"). Times carry the shop's offset.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from sandbox.kernel.routing import Response
from sandbox.shopify.records import Address, Customer, Location, MoneyBag, Order, Shop, TaxLine
from sandbox.shopify.rules.money import round_money

__all__ = [
    "Json",
    "address",
    "answer",
    "customer",
    "encode",
    "gid",
    "location",
    "money_set",
    "number",
    "shop_document",
    "tax_lines",
    "text",
    "time_of",
]

Json = dict[str, Any]

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_JSON = ("content-type", "application/json; charset=utf-8")


def answer(document: Json, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """Decimals in `document` become JSON numbers digit by digit; no float on the way."""
    return Response(status, encode(document), [_JSON, *headers])


def encode(document: Json) -> bytes:
    return _ENCODER.encode(document)


@lru_cache(maxsize=8192)
def text(amount: Decimal, currency: str) -> str:
    return f"{round_money(amount, currency):f}"


def number(amount: Decimal) -> Decimal:
    """An amount that goes out as a JSON number: 19.5, 195.67, 15.0."""
    plain = amount.normalize()
    return plain.quantize(Decimal("0.1")) if plain == plain.to_integral_value() else plain


def money_set(amount: MoneyBag, order: Order) -> Json:
    return {
        "shop_money": {
            "amount": text(amount.shop, order.currency),
            "currency_code": order.currency,
        },
        "presentment_money": {
            "amount": text(amount.presentment, order.presentment_currency),
            "currency_code": order.presentment_currency,
        },
    }


def time_of(moment: datetime | None, zone: str) -> str | None:
    return None if moment is None else moment.astimezone(_zone(zone)).isoformat()


@lru_cache(maxsize=32)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def gid(kind: str, number_: int | str) -> str:
    return f"gid://shopify/{kind}/{number_}"


def tax_lines(taxes: Iterable[TaxLine], order: Order) -> list[Json]:
    return [
        {
            "title": tax.title,
            "price": text(tax.price.shop, order.currency),
            "rate": number(tax.rate),
            "price_set": money_set(tax.price, order),
            "channel_liable": tax.channel_liable,
        }
        for tax in taxes
    ]


def address(known: Address | None) -> Json | None:
    if known is None:
        return None
    return {
        "first_name": known.first_name,
        "last_name": known.last_name,
        "name": f"{known.first_name} {known.last_name}".strip(),
        "company": known.company,
        "address1": known.address1,
        "address2": known.address2,
        "city": known.city,
        "province": known.province,
        "province_code": known.province_code,
        "country": known.country,
        "country_code": known.country_code,
        "zip": known.zip,
        "phone": known.phone,
        "latitude": None,
        "longitude": None,
    }


def customer(known: Customer | None, zone: str, currency: str) -> Json | None:
    if known is None:
        return None
    return {
        "id": known.id,
        "admin_graphql_api_id": gid("Customer", known.id),
        "email": known.email,
        "first_name": known.first_name,
        "last_name": known.last_name,
        "phone": known.phone,
        "state": known.state,
        "note": known.note,
        "verified_email": True,
        "multipass_identifier": None,
        "tax_exempt": False,
        "tax_exemptions": [],
        "tags": ", ".join(known.tags),
        "currency": currency,
        "created_at": time_of(known.created_at, zone),
        "updated_at": time_of(known.updated_at, zone),
        "default_address": address(known.default_address),
    }


def location(known: Location, zone: str) -> Json:
    place = known.address
    return {
        "id": known.id,
        "admin_graphql_api_id": gid("Location", known.id),
        "name": known.name,
        "address1": place.address1,
        "address2": place.address2,
        "city": place.city,
        "zip": place.zip,
        "province": place.province,
        "province_code": place.province_code,
        "country": place.country_code,
        "country_code": place.country_code,
        "country_name": place.country,
        "localized_country_name": place.country,
        "localized_province_name": place.province,
        "phone": place.phone,
        "legacy": False,
        "active": known.active,
        "created_at": time_of(known.created_at, zone),
        "updated_at": time_of(known.updated_at, zone),
    }


def shop_document(shop: Shop, primary_location_id: int, home: Address) -> Json:
    return {
        "id": shop.id,
        "name": shop.name,
        "email": shop.email,
        "customer_email": shop.email,
        "domain": shop.myshopify_domain,
        "myshopify_domain": shop.myshopify_domain,
        "shop_owner": shop.shop_owner,
        "currency": shop.currency,
        "enabled_presentment_currencies": [shop.currency],
        "money_format": "${{amount}}",
        "money_with_currency_format": "${{amount}} " + shop.currency,
        "iana_timezone": shop.iana_timezone,
        "timezone": "(GMT-05:00) " + shop.iana_timezone,
        "primary_locale": "en",
        "primary_location_id": primary_location_id,
        "plan_name": shop.plan_name,
        "plan_display_name": shop.plan_display_name,
        "taxes_included": shop.taxes_included,
        "county_taxes": True,
        "tax_shipping": None,
        "weight_unit": "lb",
        "address1": home.address1,
        "address2": home.address2,
        "city": home.city,
        "zip": home.zip,
        "province": home.province,
        "province_code": home.province_code,
        "country": home.country_code,
        "country_code": home.country_code,
        "country_name": home.country,
        "phone": home.phone,
        "password_enabled": False,
        "has_storefront": True,
        "setup_required": False,
        "finances": True,
        "multi_location_enabled": True,
        "created_at": time_of(shop.created_at, shop.iana_timezone),
        "updated_at": time_of(shop.created_at, shop.iana_timezone),
    }
