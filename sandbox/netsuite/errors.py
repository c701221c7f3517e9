"""The refusals of NetSuite REST: every class with the platform's own code, status and sentence.

    Refusal
    +-- NetSuiteError            {type, title, status, "o:errorDetails": [...]}
    |   +-- InvalidContent       400 INVALID_CONTENT       malformed JSON, a bad reference
    |   +-- UserError            400 USER_ERROR            every business rule
    |   +-- InvalidParameter     400 INVALID_PARAMETER     SuiteQL, query parameters
    |   +-- InvalidHeader        400 INVALID_HEADER        a request header with a value it lacks
    |   +-- InvalidRequest       400 INVALID_REQUEST       malformed URL, unknown transform
    |   +-- IdempotencyError     400 IDEMPOTENCY_ERROR     a key used twice
    |   +-- InvalidLogin         401 INVALID_LOGIN         the cause stays in the audit trail
    |   +-- InsufficientPermission 403
    |   +-- NonexistentId        404 NONEXISTENT_ID        unknown record type or id
    |   +-- MethodNotAllowed     405                       UnsupportedMediaType 415
    |   +-- ContentTooLarge      413
    |   +-- ConcurrencyLimitExceeded 429
    |   `-- UnexpectedError      500 UNEXPECTED_ERROR      "Error ID: <20 letters>"
    `-- TokenRefused             400 {"error", "error_description"} of the OAuth 2.0 token endpoint

Codes, titles and sentences: Help Center "Error Handling in REST Web Services" and answers captured
from live accounts. Codes 405, 413, 415 and INVALID_HEADER are not published: by the scheme.
"""

from __future__ import annotations

import msgspec

from sandbox.kernel.platform import Refusal

__all__ = [
    "ConcurrencyLimitExceeded",
    "ContentTooLarge",
    "Detail",
    "IdempotencyError",
    "InsufficientPermission",
    "InvalidContent",
    "InvalidHeader",
    "InvalidLogin",
    "InvalidParameter",
    "InvalidRequest",
    "MethodNotAllowed",
    "NetSuiteError",
    "NonexistentId",
    "TokenRefused",
    "UnexpectedError",
    "UnsupportedMediaType",
    "UserError",
]

_RFC9110 = "https://www.rfc-editor.org/rfc/rfc9110.html#section-"
_RFC2616 = "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html"

_ACCESSING = "Error while accessing a resource. "


class Detail(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of `o:errorDetails`; `path` points into the body (`item.items[0].item`)."""

    detail: str
    code: str
    path: str | None = None
    query_param: str | None = None
    header: str | None = None
    url: str | None = None


class NetSuiteError(Refusal):
    """One problem, or several at once when `more` names them. Subclasses fix status and code."""

    status = 400
    code = "USER_ERROR"
    title = "Bad Request"
    type = f"{_RFC9110}15.5.1"
    top_code: str | None = None  # a few answers repeat a code beside `status`

    def __init__(
        self,
        detail: str,
        path: str | None = None,
        *,
        query_param: str | None = None,
        header: str | None = None,
        url: str | None = None,
        more: tuple[Detail, ...] = (),
    ) -> None:
        super().__init__(detail)
        first = Detail(
            detail=detail,
            code=self.code,
            path=path,
            query_param=query_param,
            header=header,
            url=url,
        )
        self.details: tuple[Detail, ...] = (first, *more)

    @property
    def detail(self) -> str:
        return self.details[0].detail


class InvalidContent(NetSuiteError):
    """The body cannot be read, or names something that does not exist."""

    code = "INVALID_CONTENT"

    @classmethod
    def malformed(cls) -> InvalidContent:
        return cls("Invalid content in the request body.")

    @classmethod
    def field_value(cls, value: object, field: str, path: str | None = None) -> InvalidContent:
        """A reference, enumeration or date NetSuite does not know. `field` is its wire name."""
        return cls(
            f"{_ACCESSING}Invalid Field Value {value} for the following field: {field}",
            path if path is not None else field,
        )

    @classmethod
    def unknown_field(cls, path: str) -> InvalidContent:
        """X-NetSuite-PropertyNameValidation: error."""
        return cls(f"Unknown reference or field '{path.rsplit('.', 1)[-1]}'.", path)


class UserError(NetSuiteError):
    """A business rule says no. The sentence gets NetSuite's usual beginning in front."""

    def __init__(self, detail: str, path: str | None = None) -> None:
        sentence = detail if detail.startswith(_ACCESSING) else f"{_ACCESSING}{detail}"
        super().__init__(sentence, path)

    @classmethod
    def missing(cls, *labels: str, path: str | None = None) -> UserError:
        """Mandatory fields without a value, by the labels of the form (`First Name`)."""
        return cls(f"Please enter value(s) for: {', '.join(labels)}.", path)

    @classmethod
    def wrong_transaction_type(cls) -> UserError:
        """A transaction asked for under another type; missing transactions answer this too."""
        return cls("Transaction type specified is incorrect.")


class InvalidParameter(NetSuiteError):
    code = "INVALID_PARAMETER"

    def __init__(self, detail: str, query_param: str | None = None) -> None:
        super().__init__(detail, query_param=query_param)


class InvalidHeader(NetSuiteError):
    code = "INVALID_HEADER"

    def __init__(self, detail: str, header: str) -> None:
        super().__init__(detail, header=header)


class InvalidRequest(NetSuiteError):
    code = "INVALID_REQUEST"


class IdempotencyError(NetSuiteError):
    """The status line says 400 while `type` and `title` say 409, as the Help Center prints it."""

    code = "IDEMPOTENCY_ERROR"
    title = "Conflict"
    type = f"{_RFC9110}15.5.10"

    def __init__(self, location: str) -> None:
        super().__init__(
            "A request with the same idempotency key is already submitted. See the "
            '"Location" header for a link to the previously submitted job'
        )
        self.location = location


class InvalidLogin(NetSuiteError):
    """`cause` (`InvalidSignature`, `NonceUsed` ...) goes to the login audit trail only."""

    status = 401
    code = "INVALID_LOGIN"
    title = "Unauthorized"
    type = f"{_RFC9110}15.5.2"

    def __init__(self, cause: str, scheme: str = "OAuth") -> None:
        super().__init__(
            "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI "
            "at Setup > Users/Roles > User Management > View Login Audit Trail."
        )
        self.cause = cause
        self.scheme = scheme


class InsufficientPermission(NetSuiteError):
    status = 403
    code = "INSUFFICIENT_PERMISSION"
    title = "Forbidden"
    type = f"{_RFC9110}15.5.4"

    def __init__(self, detail: str = "You do not have permission to access this record.") -> None:
        super().__init__(detail)


class NonexistentId(NetSuiteError):
    status = 404
    code = "NONEXISTENT_ID"
    title = "Not Found"
    type = f"{_RFC9110}15.5.5"

    def __init__(
        self,
        detail: str = ("The record instance does not exist. Provide a valid record instance ID."),
    ) -> None:
        super().__init__(detail)

    @classmethod
    def record_type(cls, name: str) -> NonexistentId:
        return cls(f"Record type '{name}' does not exist.")


class MethodNotAllowed(NetSuiteError):
    status = 405
    code = "METHOD_NOT_ALLOWED"
    title = "Method Not Allowed"
    type = f"{_RFC9110}15.5.6"

    def __init__(self, allowed: list[str]) -> None:
        super().__init__("The HTTP method is not allowed for this resource.")
        self.allowed = allowed


class ContentTooLarge(NetSuiteError):
    """No limit of the REST services is published."""

    status = 413
    code = "CONTENT_TOO_LARGE"
    title = "Content Too Large"
    type = f"{_RFC9110}15.5.14"

    def __init__(self) -> None:
        super().__init__("The request body is too large.")


class UnsupportedMediaType(NetSuiteError):
    status = 415
    code = "UNSUPPORTED_MEDIA_TYPE"
    title = "Unsupported Media Type"
    type = f"{_RFC9110}15.5.16"

    def __init__(self, media_type: str) -> None:
        super().__init__(
            f"The media type '{media_type}' of the request is not supported.",
            header="Content-Type",
        )


class ConcurrencyLimitExceeded(NetSuiteError):
    """Too many requests at once. The title and the second code are the Help Center's own."""

    status = 429
    code = "CONCURRENCY_LIMIT_EXCEEDED"
    title = "Bad Request"
    type = _RFC2616  # RFC 9110 has no section for 429
    top_code = "USER_ERROR"

    def __init__(self) -> None:
        super().__init__("Concurrent request limit exceeded. Request blocked.")


class UnexpectedError(NetSuiteError):
    """`error_id`: twenty lower-case letters that NetSuite's support could look up."""

    status = 500
    code = "UNEXPECTED_ERROR"

    def __init__(self, error_id: str, status: int = 500) -> None:
        super().__init__(f"An unexpected error occurred. Error ID: {error_id}")
        self.status = status
        self.title, section = _SERVER_ERRORS.get(status, _SERVER_ERRORS[500])
        self.type = f"{_RFC9110}{section}"


_SERVER_ERRORS = {
    500: ("Internal Server Error", "15.6.1"),
    502: ("Bad Gateway", "15.6.3"),
    503: ("Service Unavailable", "15.6.4"),
    504: ("Gateway Timeout", "15.6.5"),
}


class TokenRefused(Refusal):
    """The token endpoint's own form (RFC 6749, 5.2). `error` is one of its five words."""

    status = 400

    def __init__(self, error: str, description: str, cause: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.cause = cause
