"""Who is signed in at Seller Central: one user, and a cookie for each browser.

A session ends when its user signs out, or has asked for nothing for as long as the switch
`seller_central_session_minutes` says. What a form sends bears a value that only the browser that
got the form knows: before signing in the value of a cookie of its own, afterwards one of the
session's.
"""

from __future__ import annotations

import hmac
import string
from datetime import datetime, timedelta

import msgspec

from sandbox.amazon.domain import Domain
from sandbox.amazon.seller_central.refusals import SignInNeeded
from sandbox.kernel.routing import Request

__all__ = ["BROWSER_COOKIE", "SESSION_COOKIE", "Session", "Sessions", "cookie", "same"]

BROWSER_COOKIE = "session-id"
SESSION_COOKIE = "session-token"
_LETTERS = string.ascii_letters + string.digits


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is the cookie's value, `token` that of the session's forms; `seen`: last asked for
    something."""

    id: str
    token: str
    seen: datetime


class Sessions:
    """`user` and `password` are those of the seller account."""

    def __init__(self, account: Domain) -> None:
        self._account = account
        self._table = account.store.table("auth.amazon.session", Session)
        self.user = f"owner.{account.seller_id.lower()}@example.com"
        self.password = account.universe.secrets.add(
            account.ids.fixed("amazon.seller_central.password", 16, _LETTERS),
            "SPAPI_SELLER_CENTRAL_PASSWORD",
        )

    def __contains__(self, key: str) -> bool:
        return key in self._table

    def names(self, user: str) -> bool:
        """The e-mail address is that of this account; capitals do not matter."""
        return user.strip().lower() == self.user

    def opens(self, password: str) -> bool:
        return same(password, self.password)

    def browser(self) -> str:
        """A value for a browser that has none yet."""
        return self._secret("SPAPI_SELLER_CENTRAL_BROWSER")

    def start(self) -> Session:
        """A new session; those that have ended by themselves are forgotten."""
        end = self._account.clock.now() - self._life
        for over in [session for session in self._table if session.seen <= end]:
            self._table.delete(over.id)
        return self._table.put(
            Session(
                id=self._secret("SPAPI_SELLER_CENTRAL_SESSION"),
                token=self._secret("SPAPI_SELLER_CENTRAL_FORM"),
                seen=self._account.clock.now(),
            )
        )

    def of(self, request: Request) -> Session:
        """The session of a request, which goes on by it. Raises SignInNeeded."""
        key = cookie(request, SESSION_COOKIE)
        session = self._table.get(key)
        if session is None:
            raise SignInNeeded(expired=False)
        now = self._account.clock.now()
        if now >= session.seen + self._life:
            raise SignInNeeded(expired=True)
        return self._table.put(msgspec.structs.replace(session, seen=now))

    def end(self, session: Session) -> None:
        self._table.delete(session.id)

    @property
    def _life(self) -> timedelta:
        return timedelta(minutes=self._account.settings.seller_central_session_minutes)

    def _secret(self, label: str) -> str:
        value = self._account.ids.token("amazon.seller_central", 40, _LETTERS)
        return self._account.universe.secrets.add(value, label)


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def cookie(request: Request, name: str) -> str:
    """Empty without one."""
    for part in request.headers.get("cookie", "").split(";"):
        known, _, value = part.strip().partition("=")
        if known == name:
            return value.strip().strip('"')
    return ""
