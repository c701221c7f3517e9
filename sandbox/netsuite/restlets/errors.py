"""Refusals as RESTlets say them: a code, a sentence and a status.

A script throws its own with `RestletError("MY_CODE", "...")`; they keep their code and answer 400.
Codes that Oracle's error tables name are used as they are. Not published, so by the scheme:
`METHOD_NOT_ALLOWED`, `UNSUPPORTED_MEDIA_TYPE`, `INVALID_DOMAIN`, and the sentences beside them.
"""

from __future__ import annotations

from sandbox.kernel.platform import Refusal
from sandbox.netsuite.errors import (
    ConcurrencyLimitExceeded,
    InsufficientPermission,
    InvalidContent,
    InvalidLogin,
    MethodNotAllowed,
    NetSuiteError,
    NonexistentId,
    UserError,
)

__all__ = ["RestletError", "in_words_of_restlets", "in_words_of_scripts"]

_PREFIX = "Error while accessing a resource. "
_NO_RECORD = "That record does not exist."
_RECORD_ERRORS = ("Transaction type specified is incorrect.",)


class RestletError(Refusal):
    """`code` and `message` go out as they are."""

    def __init__(
        self, code: str, message: str, status: int = 400, allowed: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.allowed = allowed

    @classmethod
    def no_such_script(cls) -> RestletError:
        return cls(
            "SSS_INVALID_SCRIPTLET_ID",
            "That Suitelet is invalid, disabled, or no longer exists.",
            404,
        )

    @classmethod
    def return_format(cls, wanted: str) -> RestletError:
        return cls(
            "INVALID_RETURN_DATA_FORMAT", f"Invalid data format. You should return {wanted}."
        )

    @classmethod
    def wrong_domain(cls) -> RestletError:
        return cls("INVALID_DOMAIN", "The RESTlet request was sent to an invalid domain.", 403)

    @classmethod
    def role_for_web_services_only(cls) -> RestletError:
        return cls(
            "INSUFFICIENT_PERMISSION",
            "A role restricted to web services only cannot call RESTlets.",
            403,
        )

    @classmethod
    def body_on_get(cls) -> RestletError:
        return cls("INVALID_REQUEST", "A GET request cannot have a body.")

    @classmethod
    def usage_exceeded(cls) -> RestletError:
        return cls("SSS_USAGE_LIMIT_EXCEEDED", "Script Execution Usage Limit Exceeded")


def in_words_of_restlets(refusal: NetSuiteError, *, password: bool) -> RestletError:
    """A refusal of the account's door. `password`: the client tried an email and a password."""
    match refusal:
        case InvalidLogin() if password:
            return RestletError(
                "INVALID_LOGIN_CREDENTIALS",
                "You have entered an invalid email address or password. Please try again.",
                401,
            )
        case InvalidLogin():
            return RestletError("INVALID_LOGIN_ATTEMPT", "Invalid login attempt.", 401)
        case ConcurrencyLimitExceeded():  # 400, where REST says 429
            return RestletError("SSS_REQUEST_LIMIT_EXCEEDED", "Request limit exceeded.")
        case MethodNotAllowed():
            return RestletError(refusal.code, refusal.detail, 405, tuple(refusal.allowed))
        case _:
            return RestletError(refusal.code, refusal.detail, refusal.status)


def in_words_of_scripts(refusal: NetSuiteError) -> RestletError:
    """What SuiteScript calls a refusal of the rules."""
    match refusal:
        case NonexistentId():
            return RestletError("RCRD_DSNT_EXIST", _NO_RECORD)
        case InvalidContent():
            return RestletError(
                "INVALID_FLD_VALUE", refusal.detail.replace(_PREFIX, "You have entered an ", 1)
            )
        case InsufficientPermission():
            return RestletError("INSUFFICIENT_PERMISSION", refusal.detail)
        case UserError():
            sentence = refusal.detail.removeprefix(_PREFIX)
            if sentence in _RECORD_ERRORS:
                return RestletError("RCRD_DSNT_EXIST", _NO_RECORD)
            return RestletError("USER_ERROR", sentence)
        case _:
            return RestletError(refusal.code, refusal.detail.removeprefix(_PREFIX))
