"""Refusals before the company is reached, and those of the token endpoint."""

from __future__ import annotations

from sandbox.kernel.platform import Refusal

__all__ = [
    "Forbidden",
    "GatewayFault",
    "OAuthError",
    "PlainError",
    "Throttled",
    "Unauthenticated",
    "WrongRealm",
]


class GatewayFault(Refusal):
    """Raised before the company is reached. The JSON has lower-case keys and a time in
    milliseconds; `xml` answers in XML whatever the request accepts."""

    status = 401
    type = "AUTHENTICATION"
    xml = False

    def __init__(self, message: str, detail: str | None, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail
        self.code = code


class Unauthenticated(GatewayFault):
    """401, 3200: no token, a malformed, expired or revoked one."""

    def __init__(self, detail: str | None, *, application: bool = False) -> None:
        name = "ApplicationAuthenticationFailed" if application else "AuthenticationFailed"
        super().__init__(f"message={name}; errorCode=003200; statusCode=401", detail, "3200")


class WrongRealm(GatewayFault):
    """401, 100: the token of another company."""

    type = "AuthenticationFault"
    xml = True

    def __init__(self) -> None:
        super().__init__(
            "General Authentication Error",
            "AuthenticationErrorGeneral: SRV-110-Authentication Failure , statusCode: 401",
            "100",
        )


class Forbidden(GatewayFault):
    """403, 3100: a sandbox token on the production host or the reverse."""

    status = 403
    type = "SERVICE"

    def __init__(self) -> None:
        super().__init__(
            "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403",
            None,
            "3100",
        )


class Throttled(GatewayFault):
    """429, 3001 (403 in old traces)."""

    status = 429
    type = "SERVICE"

    def __init__(self) -> None:
        super().__init__(
            "message=ThrottleExceeded; errorCode=003001; statusCode=429",
            "The request limit was reached.  Try again later",
            "3001",
        )


class PlainError(Refusal):
    """A status without a Fault: an unknown path, a body too large, a gateway that is down. The
    page is the web server's own."""

    def __init__(self, status: int, title: str) -> None:
        super().__init__(title)
        self.status = status
        self.title = title


class OAuthError(Refusal):
    """The token endpoint's own error. `description` is sometimes absent."""

    def __init__(self, error: str, description: str | None = None, status: int = 400) -> None:
        super().__init__(description or error)
        self.error = error
        self.description = description
        self.status = status
