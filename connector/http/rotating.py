"""Access tokens whose refresh token is good for one use.

Two refreshers at once, or an answer that is lost, cut a connection until a person connects it
again (F53). So the line of tokens lives in the journal: whoever renews holds it there first, all
others wait, in this process and in any other; the answer is kept before the new token is used. When
an answer is lost the old refresh token is tried once more, since it may not have arrived; when the
platform then refuses it, the refusal says what happened and who can help.

Sources: shopify.dev "Access token types" (expiring offline tokens: an hour, with a refresh token
that is replaced at every use); developer.intuit.com "OAuth 2.0" (the last refresh token that was
returned is the one that counts; it may be the same one for a day).
"""

from __future__ import annotations

import hashlib
import uuid
from abc import abstractmethod
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import httpx

from connector.clock import Clock
from connector.http import exact_json
from connector.http.shopify_token import HEADER, ShopifyClientCredentials
from connector.http.tokens import EARLY, LoginRefused, sentence_of
from connector.journal_logins import Login, Logins

__all__ = [
    "LoginLine",
    "RotatingToken",
    "ShopifyBoughtToken",
    "ShopifyRefreshToken",
    "TokenLine",
]

HOLD = timedelta(seconds=60)
"""How long a refresher is waited for that gives no sign; longer than any HTTP time-out."""
PAUSE = 0.5


class TokenLine(Protocol):
    """The tokens of one account, wherever they are kept; see `Logins` for what each promises."""

    def read(self, seed: str, refresh_token: str) -> Login: ...

    def hold(self, seen: Login, holder: str, now: datetime, until: datetime) -> Login | None: ...

    def keep(
        self, held: Login, access_token: str, refresh_token: str, expires_at: datetime
    ) -> Login | None: ...

    def let_go(self, held: Login, *, answered: bool) -> None: ...


@dataclass(frozen=True)
class LoginLine:
    """In the journal."""

    journal: Logins
    account: str

    def read(self, seed: str, refresh_token: str) -> Login:
        known = self.journal.login(self.account)
        if known is not None and known.seed == seed:
            return known
        return self.journal.begin_login(self.account, seed, refresh_token)

    def hold(self, seen: Login, holder: str, now: datetime, until: datetime) -> Login | None:
        return self.journal.hold_login(seen, holder, now=now, until=until)

    def keep(
        self, held: Login, access_token: str, refresh_token: str, expires_at: datetime
    ) -> Login | None:
        return self.journal.keep_login(
            held, access_token=access_token, refresh_token=refresh_token, expires_at=expires_at
        )

    def let_go(self, held: Login, *, answered: bool) -> None:
        self.journal.let_login_go(held, answered=answered)


class RotatingToken(httpx.Auth):
    """`refresh_token` is that of the settings; the journal's newest is used instead while it
    descends from it. Raises LoginRefused; a token endpoint that is down or asks for patience is
    an httpx.RequestError of its own request, so that the call may be tried again."""

    def __init__(
        self, *, refresh_token: str, line: TokenLine, clock: Clock, seed: str = ""
    ) -> None:
        """`seed`: what the line starts from where that is no refresh token; only its hash is
        kept."""
        self._first = refresh_token
        self._seed = hashlib.sha256((seed or refresh_token).encode()).hexdigest()
        self._line = line
        self._clock = clock
        self._holder = uuid.uuid4().hex
        self._known: Login | None = None

    @abstractmethod
    def token_request(self, refresh_token: str) -> httpx.Request:
        """The call that renews."""

    @abstractmethod
    def apply(self, request: httpx.Request, access_token: str) -> None:
        """Put the token where this platform wants it."""

    def successor(self, answer: Mapping[str, Any]) -> str:
        """The refresh token that takes the old one's place. Raises KeyError."""
        return str(answer["refresh_token"])

    def spent(self, response: httpx.Response) -> bool:
        """The platform did nothing because it does not take this access token any more."""
        return response.status_code == 401

    def remedy(self, answer: httpx.Response) -> str:
        """What helps against this refusal of the token endpoint; empty: nothing particular."""
        return ""

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        refused = -1  # the version that the platform would not take any more
        while True:
            login = self._known
            if login is None or not self._usable(login) or login.version == refused:
                login = self._known = self._line.read(self._seed, self._first)
            if self._usable(login) and login.version != refused:
                self.apply(request, login.access_token)
                response = yield request
                if response.status_code >= 400:
                    await response.aread()  # why may stand in the body
                if refused >= 0 or not self.spent(response):
                    return
                refused = login.version
                continue
            now = self._clock.now()
            held = self._line.hold(login, self._holder, now, now + HOLD)
            if held is None:  # somebody else renews, or has just renewed
                await self._clock.sleep(PAUSE)
                continue
            kept: Login | None = None
            answered = False
            try:
                answer = yield self.token_request(held.refresh_token)
                await answer.aread()
                _answering(answer)
                answered = True
                kept = self._keep(held, answer)
            finally:  # also when the answer was lost: httpx closes this generator then
                if kept is None:
                    self._line.let_go(held, answered=answered)

    def sync_auth_flow(self, request: httpx.Request) -> Any:
        raise RuntimeError("tokens are renewed by one refresher at a time; use httpx.AsyncClient")

    def _usable(self, login: Login) -> bool:
        end = login.expires_at
        return bool(login.access_token) and end is not None and self._clock.now() < end - EARLY

    def _keep(self, held: Login, answer: httpx.Response) -> Login | None:
        if answer.status_code != 200:
            raise LoginRefused(
                self._why(held, sentence_of(answer)), answer.status_code, self.remedy(answer)
            )
        try:
            body = exact_json.read(answer.content)
            seconds = int(body["expires_in"])
            tokens = str(body["access_token"]), self.successor(body)
        except (exact_json.BadJson, KeyError, TypeError, ValueError) as error:
            raise LoginRefused(
                f"the token endpoint answered 200 without usable tokens ({error!r})", 200
            ) from error
        return self._line.keep(held, *tokens, self._clock.now() + timedelta(seconds=seconds))

    def _why(self, held: Login, said: str) -> str:
        if held.sent_at is None:
            return f"{said}. The account must be connected again"
        return (
            f"{said}. The answer to a renewal sent on {held.sent_at:%Y-%m-%d at %H:%M:%SZ} never "
            "arrived, and the new refresh token with it. The account must be connected again; "
            "what changed meanwhile is read then"
        )


class ShopifyRefreshToken(RotatingToken):
    """`shop` is the host name, `acme.myshopify.com`."""

    def __init__(
        self,
        *,
        shop: str,
        client_id: str,
        client_secret: str,
        refresh_token: str,
        line: TokenLine,
        clock: Clock,
    ) -> None:
        super().__init__(refresh_token=refresh_token, line=line, clock=clock)
        self._url = f"https://{shop}/admin/oauth/access_token"
        self._client = (client_id, client_secret)

    def token_request(self, refresh_token: str) -> httpx.Request:
        client_id, client_secret = self._client
        return httpx.Request(
            "POST",
            self._url,
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            content=exact_json.write(
                {
                    "client_id": client_id,
                    "client_secret": client_secret,
                    "grant_type": "refresh_token",
                    "refresh_token": refresh_token,
                }
            ),
        )

    def apply(self, request: httpx.Request, access_token: str) -> None:
        request.headers[HEADER] = access_token


class ShopifyBoughtToken(RotatingToken):
    """A token that is bought for a day with the app's client id and secret, and kept: every
    process of the connector uses the one, and one of them buys the next. There is no refresh
    token, so an answer that was lost costs nothing; the next call buys again.

    Source: shopify.dev "Client credentials grant" (24 hours)."""

    def __init__(
        self, *, shop: str, client_id: str, client_secret: str, line: TokenLine, clock: Clock
    ) -> None:
        seed = f"{shop} {client_id} {client_secret}"
        super().__init__(refresh_token="", line=line, clock=clock, seed=seed)
        self._buys = ShopifyClientCredentials(
            shop=shop, client_id=client_id, client_secret=client_secret, clock=clock
        )

    def token_request(self, refresh_token: str) -> httpx.Request:
        return self._buys.token_request()

    def successor(self, answer: Mapping[str, Any]) -> str:
        return ""

    def apply(self, request: httpx.Request, access_token: str) -> None:
        self._buys.apply(request, access_token)

    def _why(self, held: Login, said: str) -> str:
        return said


def _answering(answer: httpx.Response) -> None:
    """Raises for an answer that says nothing about the token."""
    if answer.status_code >= 500 or answer.status_code == 429:
        raise httpx.RemoteProtocolError(
            f"the token endpoint answered {answer.status_code}", request=answer.request
        )
