"""Sellers API v1. Source: published model sellers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.wire.shapes import answer
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon

__all__ = ["ROUTES"]


def participations(amazon: Amazon, request: Request) -> Response:
    """getMarketplaceParticipations: of the host's region."""
    return answer({"payload": _participations(amazon, request)})


def account(amazon: Amazon, request: Request) -> Response:
    """getAccount."""
    place = {
        "addressLine1": "100 Trail Road",
        "countryCode": "US",
        "stateOrProvinceCode": "OR",
        "city": "Portland",
        "postalCode": "97201",
    }
    return answer(
        {
            "payload": {
                "businessType": "PRIVATE_LIMITED",
                "sellingPlan": "PROFESSIONAL",
                "business": {"name": "Acme Outdoor LLC", "registeredBusinessAddress": place},
                "primaryContact": {"name": "Alex Morgan", "address": place},
                "marketplaceParticipationList": _participations(amazon, request),
            }
        }
    )


def _participations(amazon: Amazon, request: Request) -> list[dict[str, Any]]:
    region = amazon.region_of(request)
    found = []
    for each in amazon.records.participations:
        known = BY_ID[each.id]
        if known.region != region:
            continue
        found.append(
            {
                "marketplace": {
                    "id": known.id,
                    "name": known.name,
                    "countryCode": known.country,
                    "defaultCurrencyCode": known.currency,
                    "defaultLanguageCode": known.language,
                    "domainName": f"www.{known.name.lower()}",
                },
                "participation": {
                    "isParticipating": each.participating,
                    "hasSuspendedListings": False,
                },
                "storeName": each.store_name,
            }
        )
    return found


ROUTES: tuple[Route[Amazon], ...] = (
    Route("GET", "/sellers/v1/marketplaceParticipations", participations),
    Route("GET", "/sellers/v1/account", account),
)
