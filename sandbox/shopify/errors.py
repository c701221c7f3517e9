"""Every way this shop says no.

    Refusal
     └ ShopifyError
        ├ UserErrors            a business rule refused      GraphQL: userErrors    REST: 422
        ├ ResourceNotFound      a gid or id names nothing    GraphQL: errors        REST: 404
        ├ HttpError             the Admin API's own status and `{"errors": ...}`
        │   ├ NotFound 404  InvalidToken 401  MissingScope 403  RestThrottled 429
        │   ├ BadRequest 400  ParameterMissing 400  NotAcceptable 406  UnsupportedMediaType 415
        │   ├ Unprocessable 422
        │   └ ServerError 500..504
        ├ OAuthError            `{"error", "error_description"}` of /admin/oauth
        └ GraphQLErrors         a whole GraphQL answer without data, HTTP 200
            ├ Throttled
            └ MaxCostExceeded

Rules raise `UserErrors` and `ResourceNotFound` only: they know no protocol. Everything else
belongs to routes, auth and limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.kernel.platform import Refusal

__all__ = [
    "BadRequest",
    "GraphQLErrors",
    "HttpError",
    "InvalidToken",
    "MaxCostExceeded",
    "MissingScope",
    "NotAcceptable",
    "NotFound",
    "OAuthError",
    "ParameterMissing",
    "ResourceNotFound",
    "RestThrottled",
    "ServerError",
    "ShopifyError",
    "Throttled",
    "Unprocessable",
    "UnsupportedMediaType",
    "UserError",
    "UserErrors",
    "refuse",
]

RATE_LIMITS = "https://shopify.dev/api/usage/rate-limits"


class ShopifyError(Refusal):
    """Whatever this shop refuses."""


class UserError(msgspec.Struct, frozen=True):
    """One complaint about the input. `field` is the path in the input, None for "as a whole".

    Path elements are strings, indexes too (`("refundLineItems", "0", "quantity")`); orderCreate
    alone uses integers there. `code` is None on mutations whose errors are plain `UserError`.
    """

    field: tuple[str | int, ...] | None
    message: str
    code: str | None = None


class UserErrors(ShopifyError):
    """A rule refused. `document` is what the payload still shows (refundCreate: the order)."""

    def __init__(self, errors: Iterable[UserError], document: Any = None) -> None:
        self.errors = tuple(errors)
        self.document = document
        super().__init__("; ".join(error.message for error in self.errors))

    def rest(self) -> dict[str, list[str]]:
        """The `errors` object of a REST 422: messages by the first name of the path, or base."""
        found: dict[str, list[str]] = {}
        for error in self.errors:
            key = str(error.field[0]) if error.field else "base"
            found.setdefault(key, []).append(error.message)
        return found


def refuse(
    field: tuple[str | int, ...] | None,
    message: str,
    code: str | None = None,
    document: Any = None,
) -> UserErrors:
    """A refusal with one complaint: `raise refuse(("orderId",), "Order does not exist")`."""
    return UserErrors([UserError(field, message, code)], document)


class ResourceNotFound(ShopifyError):
    """An id that a mutation needs names nothing here. `gid` as the client wrote it."""

    def __init__(self, gid: str, message: str = "") -> None:
        self.gid = gid
        super().__init__(message or f"Invalid id: {gid}")


class HttpError(ShopifyError):
    """A refusal with an HTTP status of its own; `errors` is a string or an object."""

    status = 400

    def __init__(
        self,
        errors: str | Mapping[str, Any],
        status: int | None = None,
        headers: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.errors = errors
        self.status = self.status if status is None else status
        self.headers = list(headers)
        super().__init__(str(errors))


class NotFound(HttpError):
    status = 404

    def __init__(self) -> None:
        super().__init__("Not Found")


class InvalidToken(HttpError):
    status = 401

    def __init__(self) -> None:
        super().__init__(
            "[API] Invalid API key or access token (unrecognized login or wrong password)"
        )


class MissingScope(HttpError):
    """REST only; GraphQL denies field by field (ACCESS_DENIED)."""

    status = 403

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__(f"[API] This action requires merchant approval for {scope} scope.")


class RestThrottled(HttpError):
    status = 429

    def __init__(self, retry_after: Decimal, rate: int = 2) -> None:
        super().__init__(
            f"Exceeded {rate} calls per second for api client. "
            "Reduce request rates to resume uninterrupted service.",
            headers=[("retry-after", f"{retry_after:.1f}")],
        )


class BadRequest(HttpError):
    status = 400


class ParameterMissing(BadRequest):
    """The root key of a REST body is absent: `{"errors":{"refund":"Required parameter ..."}}`."""

    def __init__(self, root: str) -> None:
        super().__init__({root: "Required parameter missing or invalid"})


class NotAcceptable(HttpError):
    """A wrong method or an impossible `Accept`: 406 with an empty body."""

    status = 406

    def __init__(self) -> None:
        super().__init__("Not Acceptable")


class UnsupportedMediaType(HttpError):
    status = 415

    def __init__(self) -> None:
        super().__init__("Unsupported Media Type")


class Unprocessable(HttpError):
    status = 422


class ServerError(HttpError):
    status = 500

    def __init__(self, status: int = 500) -> None:
        words = {
            500: "Internal Server Error",
            502: "Bad Gateway",
            503: "Service Unavailable",
            504: "Gateway Timeout",
        }
        super().__init__(words.get(status, "Internal Server Error"), status)


class OAuthError(ShopifyError):
    """RFC 6749 form; Shopify's token endpoint does not use `errors`."""

    def __init__(self, error: str, description: str = "", status: int = 400) -> None:
        self.error = error
        self.description = description
        self.status = status
        super().__init__(description or error)


class GraphQLErrors(ShopifyError):
    """A GraphQL answer that has errors and no data. HTTP 200: GraphQL refuses inside the body."""

    def __init__(
        self, errors: list[dict[str, Any]], extensions: dict[str, Any] | None = None
    ) -> None:
        self.errors = errors
        self.extensions = extensions
        super().__init__("; ".join(str(error["message"]) for error in errors))


class Throttled(GraphQLErrors):
    """The bucket does not hold the requested cost. `cost` is the whole cost block."""

    def __init__(self, cost: dict[str, Any] | None = None) -> None:
        super().__init__(
            [
                {
                    "message": "Throttled",
                    "extensions": {"code": "THROTTLED", "documentation": RATE_LIMITS},
                }
            ],
            None if cost is None else {"cost": cost},
        )


class MaxCostExceeded(GraphQLErrors):
    """One query may ask for 1,000 points at most, whatever the plan."""

    def __init__(self, cost: int, most: int, documentation: str = RATE_LIMITS) -> None:
        super().__init__(
            [
                {
                    "message": f"Query cost is {cost}, which exceeds the single query max cost "
                    f"limit ({most}).\n\nSee https://shopify.dev/concepts/about-apis/rate-limits "
                    "for more information on how the cost of a query is calculated.\n\n"
                    "To query larger amounts of data with fewer limits, bulk operations should "
                    "be used instead.\nSee https://shopify.dev/tutorials/"
                    "perform-bulk-operations-with-admin-api for usage details.\n",
                    "extensions": {
                        "code": "MAX_COST_EXCEEDED",
                        "cost": cost,
                        "maxCost": most,
                        "documentation": documentation,
                    },
                }
            ]
        )
