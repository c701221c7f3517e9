"""Who the seller is.

Source: developer.ebay.com "Identity API", getUser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.ebay import hosts
from sandbox.ebay.routes.common import answer
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.ebay.app import Ebay

__all__ = ["ROUTES"]


def user(ebay: Ebay, request: Request) -> Response:
    """getUser: what the bare scope shows, no names and addresses."""
    return answer(
        {
            "userId": ebay.user_id,
            "username": ebay.seller_id,
            "accountType": "BUSINESS",
            "registrationMarketplaceId": ebay.marketplace,
            "status": "CONFIRMED",
        }
    )


ROUTES: tuple[Route[Ebay], ...] = (Route("GET", f"{hosts.IDENTITY}/user/", user),)
