"""Every way this account says no.

    Refusal
     └ AmazonError
        ├ RuleError         a business rule refused; routes and feeds word it
        ├ ApiError          `{"errors": [{"code", "message", "details"}]}` of the API
        │   ├ InvalidInput 400  InvalidRequest 400  NotFound 404
        │   ├ Conflict 409  StateConflict 409  Forbidden 403
        │   ├ QuotaExceeded 429
        │   ├ Unauthorized 403  MissingToken 403  RequestTooLarge 413  UnsupportedMedia 415
        │   └ InternalFailure 500  Unavailable 503
        ├ LwaError          `{"error", "error_description"}` of Login with Amazon
        └ StoreError        XML of the document host

Sources: developer-docs.amazon.com "Response format", "Resolve common HTTP and authorization
errors", "LWA credentials FAQ"; texts that clients match on are as recorded in public threads of
amzn/selling-partner-api-models. Codes for 404, 413 and 415 are not published.
"""

from __future__ import annotations

from sandbox.kernel.platform import Refusal

__all__ = [
    "EXPIRED",
    "MALFORMED",
    "NOT_VALID",
    "AmazonError",
    "ApiError",
    "Conflict",
    "Forbidden",
    "InternalFailure",
    "InvalidInput",
    "InvalidRequest",
    "LwaError",
    "MissingToken",
    "NotFound",
    "QuotaExceeded",
    "RequestTooLarge",
    "RuleError",
    "StateConflict",
    "StoreError",
    "Unauthorized",
    "Unavailable",
    "UnsupportedMedia",
]

EXPIRED = "The access token you provided has expired."
MALFORMED = "The access token you provided is revoked, malformed or invalid."
NOT_VALID = "The input you have submitted is not valid. Please check your input and try again."
_DENIED = "Access to requested resource is denied."


class AmazonError(Refusal):
    """Whatever this account refuses."""


class RuleError(AmazonError):
    """`code` is the result code of a feed's processing report."""

    def __init__(self, message: str, code: str = "8560") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class ApiError(AmazonError):
    """`kind` is the `x-amzn-ErrorType`."""

    status = 400
    code = "InvalidInput"
    kind = "InvalidInputException"

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class InvalidInput(ApiError):
    def __init__(self, message: str = NOT_VALID, details: str = "") -> None:
        super().__init__(message, details)


class InvalidRequest(ApiError):
    """The Tokens API's own."""

    code = "InvalidRequest"
    kind = "InvalidRequestException"


class Unauthorized(ApiError):
    """`details` says why; without a role it is empty."""

    status = 403
    code = "Unauthorized"
    kind = "AccessDeniedException"

    def __init__(self, details: str = "") -> None:
        super().__init__(_DENIED, details)


class MissingToken(ApiError):
    """No token, or no such route."""

    status = 403
    code = "MissingAuthenticationToken"
    kind = "MissingAuthenticationTokenException"

    def __init__(self) -> None:
        super().__init__(_DENIED)


class NotFound(ApiError):
    status = 404
    code = "NotFound"
    kind = "ResourceNotFoundException"


class Conflict(ApiError):
    status = 409
    code = "Conflict"
    kind = "ConflictException"


class StateConflict(ApiError):
    """Of a subscription that is there already."""

    status = 409
    code = "StateConflict"
    kind = "StateConflictException"

    def __init__(self, details: str) -> None:
        super().__init__("The resource specified conflicts with the current state.", details)


class Forbidden(ApiError):
    """Known, allowed to see, and not possible: no matter of the token."""

    status = 403
    code = "Unauthorized"
    kind = "AccessDeniedException"

    def __init__(self, details: str) -> None:
        super().__init__("The requested action is forbidden.", details)


class RequestTooLarge(ApiError):
    status = 413
    code = "RequestTooLarge"
    kind = "RequestTooLargeException"

    def __init__(self) -> None:
        super().__init__("The request size exceeded the maximum accepted size.")


class UnsupportedMedia(ApiError):
    status = 415
    code = "UnsupportedMediaType"
    kind = "UnsupportedMediaTypeException"

    def __init__(self) -> None:
        super().__init__("The entity of the request is in a format not supported.")


class QuotaExceeded(ApiError):
    status = 429
    code = "QuotaExceeded"
    kind = "QuotaExceededException"

    def __init__(self) -> None:
        super().__init__("You exceeded your quota for the requested resource.")


class InternalFailure(ApiError):
    status = 500
    code = "InternalFailure"
    kind = "InternalFailureException"

    def __init__(self) -> None:
        super().__init__("We encountered an internal error. Please try again.")


class Unavailable(ApiError):
    status = 503
    code = "ServiceUnavailable"
    kind = "ServiceUnavailableException"

    def __init__(self) -> None:
        super().__init__("Service is temporarily unavailable. Please try again.")


class LwaError(AmazonError):
    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status


class StoreError(AmazonError):
    """The document host's own XML."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
