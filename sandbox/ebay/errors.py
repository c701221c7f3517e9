"""Every way this account says no.

    Refusal
     └ EbayError
        ├ ApiError            `{"errors": [{"errorId", "domain", "category", "message", ...}]}`
        │   ├ FulfillmentError  FinancesError  NotificationError  SigningKeyError
        │   ├ AccessError 401/403/404/415/429/500   what stands before every API
        │   └ SignatureError 400 or 403         a digital signature that does not hold
        ├ PostOrderError      `{"error": [{..., "severity", "parameter", "httpStatusCode"}]}`
        ├ OAuthError          `{"error", "error_description"}` of the token endpoint
        └ DeskError           what the seller's and buyers' screens refuse

Sources: developer.ebay.com "Handling errors", the API descriptions (`error_codes`), error texts of
public threads (hendt/ebay-api, eBay/digital-signature-verification-ebay-api). Texts of 1002, 2001
and 2002 are not published.
"""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.ebay.error_codes import FINANCES, FULFILLMENT, KEYS, NOTIFICATION, Code
from sandbox.kernel.platform import Refusal

__all__ = [
    "AccessDenied",
    "AccessError",
    "ApiError",
    "DeskError",
    "EbayError",
    "FinancesError",
    "FulfillmentError",
    "InternalError",
    "InvalidToken",
    "MissingToken",
    "NotificationError",
    "OAuthError",
    "PostOrderError",
    "ResourceNotFound",
    "SignatureError",
    "SigningKeyError",
    "TooManyRequests",
    "UnsupportedMediaType",
]


class EbayError(Refusal):
    """Whatever this account refuses. `message` says it in one sentence."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class DeskError(EbayError):
    """A screen does not offer this now."""


class ApiError(EbayError):
    """`parameters` are quoted back beside the sentence, in their order."""

    def __init__(
        self,
        error_id: int,
        domain: str,
        message: str,
        *,
        long_message: str = "",
        status: int = 400,
        category: str = "REQUEST",
        parameters: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.error_id = error_id
        self.domain = domain
        self.long_message = long_message or message
        self.status = status
        self.category = category
        self.parameters = dict(parameters or {})


class _Numbered(ApiError):
    """By number; `said` fills the sentence and is quoted back."""

    CODES: Mapping[int, Code]
    DOMAIN: str

    def __init__(self, error_id: int, **said: str) -> None:
        code = self.CODES[error_id]
        message = code.message
        for name, value in said.items():
            message = message.replace(f"{{{name}}}", value)
        super().__init__(
            error_id,
            self.DOMAIN,
            message,
            status=code.status,
            category=code.category,
            parameters=said,
        )


class FulfillmentError(_Numbered):
    """30xxx orders, 32xxx shipping, 349xx refunds."""

    CODES, DOMAIN = FULFILLMENT, "API_FULFILLMENT"


class FinancesError(_Numbered):
    CODES, DOMAIN = FINANCES, "API_FINANCES"


class NotificationError(_Numbered):
    CODES, DOMAIN = NOTIFICATION, "API_NOTIFICATION"


class SigningKeyError(_Numbered):
    CODES, DOMAIN = KEYS, "API_KEYS"


class AccessError(ApiError):
    """The gateway refuses before an API is asked."""


class InvalidToken(AccessError):
    def __init__(self) -> None:
        super().__init__(
            1001,
            "OAuth",
            "Invalid access token",
            long_message="Invalid access token. Check the value of the Authorization HTTP request "
            "header.",
            status=401,
        )


class MissingToken(AccessError):
    def __init__(self) -> None:
        super().__init__(
            1002,
            "OAuth",
            "Missing access token",
            long_message="Access token is missing in the Authorization HTTP request header.",
            status=401,
        )


class AccessDenied(AccessError):
    """The token is good, and lacks the scope."""

    def __init__(self) -> None:
        super().__init__(
            1100,
            "ACCESS",
            "Access denied",
            long_message="Insufficient permissions to fulfill the request.",
            status=403,
        )


class UnsupportedMediaType(AccessError):
    """Number and texts as recorded (hendt/ebay-api #104)."""

    def __init__(self) -> None:
        super().__init__(
            2005,
            "ACCESS",
            "Unsupported or not specified media type",
            long_message="Media type in the request is either missing or unsupported.",
            status=415,
        )


class TooManyRequests(AccessError):
    def __init__(self) -> None:
        super().__init__(
            2001,
            "ACCESS",
            "Too many requests.",
            long_message="The request limit has been reached for the resource.",
            status=429,
        )


class ResourceNotFound(AccessError):
    def __init__(self, status: int = 404) -> None:
        super().__init__(
            2002,
            "ACCESS",
            "Resource not found",
            long_message="The requested resource could not be found.",
            status=status,
        )


class InternalError(AccessError):
    def __init__(self, status: int = 500) -> None:
        super().__init__(
            2003,
            "ACCESS",
            "Internal error",
            long_message="There was a problem with an eBay internal system or process. "
            "Contact eBay developer support for assistance.",
            status=status,
            category="APPLICATION",
        )


class SignatureError(AccessError):
    def __init__(self, error_id: int, message: str, long_message: str = "") -> None:
        super().__init__(
            error_id, "ACCESS", message, long_message=long_message or f"{message} to fulfill the "
            "request."
        )  # fmt: skip


class PostOrderError(EbayError):
    """Returns and cancellations have an envelope of their own."""

    def __init__(
        self,
        error_id: int,
        message: str,
        *,
        domain: str = "returnErrorDomain",
        status: int = 400,
        category: str = "REQUEST",
        parameters: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.error_id = error_id
        self.domain = domain
        self.status = status
        self.category = category
        self.parameters = dict(parameters or {})


class OAuthError(EbayError):
    """The token endpoint's own."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status
