"""A short-lived access token that many calls share and one of them renews.

Two renewals at once would waste a token at best; with rotating tokens the second would cut the
connection. So a lock guards the renewal, and whoever waited for it uses the fresh token.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from connector.clock import Clock
from connector.http import exact_json

__all__ = ["EARLY", "AccessToken", "LoginRefused", "RenewedToken", "sentence_of"]

EARLY = timedelta(seconds=60)  # renew before the platform's clock and ours can disagree


class LoginRefused(Exception):
    """The platform would not issue a token. `sentence` is the platform's own; `remedy` where more
    is known than that the login is wrong."""

    def __init__(self, sentence: str, status: int, remedy: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
        self.remedy = remedy


@dataclass(frozen=True)
class AccessToken:
    value: str
    expires_at: datetime


class RenewedToken(httpx.Auth):
    """Fetches a token when there is none, when it is about to expire, and once after a 401.

    A 401 means that the platform did nothing, so sending the same request again is safe even
    for a write. Raises LoginRefused when the token endpoint says no.
    """

    requires_response_body = False

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._token: AccessToken | None = None
        self._renewing = asyncio.Lock()

    @abstractmethod
    def token_request(self) -> httpx.Request:
        """The call that asks for a new token."""

    @abstractmethod
    def apply(self, request: httpx.Request, token: str) -> None:
        """Put the token where this platform wants it."""

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        token = self._usable()
        if token is None:
            async with self._renewing:
                token = self._usable()
                if token is None:
                    answer = yield self.token_request()
                    await answer.aread()
                    token = self._keep(answer)
        self.apply(request, token.value)
        response = yield request
        if response.status_code != 401:
            return
        async with self._renewing:
            if self._token is token:
                answer = yield self.token_request()
                await answer.aread()
                self._keep(answer)
            renewed = self._token
        if renewed is not None:
            self.apply(request, renewed.value)
            yield request

    def sync_auth_flow(self, request: httpx.Request) -> Any:
        raise RuntimeError("tokens are renewed under an asyncio lock; use httpx.AsyncClient")

    def _usable(self) -> AccessToken | None:
        token = self._token
        if token is None or self._clock.now() >= token.expires_at - EARLY:
            return None
        return token

    def _keep(self, answer: httpx.Response) -> AccessToken:
        if answer.status_code != 200:
            raise LoginRefused(sentence_of(answer), answer.status_code)
        try:
            body = exact_json.read(answer.content)
            # Seen as a number and as text: public clients parse both.
            seconds = int(body["expires_in"])
            value = str(body["access_token"])
        except (exact_json.BadJson, KeyError, TypeError, ValueError) as error:
            raise LoginRefused(
                f"the token endpoint answered 200 without a usable token ({error!r})", 200
            ) from error
        self._token = AccessToken(value, self._clock.now() + timedelta(seconds=seconds))
        return self._token


def sentence_of(answer: httpx.Response) -> str:
    """The token endpoint's own words."""
    try:
        body = exact_json.read(answer.content)
    except exact_json.BadJson:
        return f"the token endpoint answered {answer.status_code}"
    if isinstance(body, dict):
        for member in ("error_description", "errors", "error"):
            if isinstance(body.get(member), str):
                return str(body[member])
    return f"the token endpoint answered {answer.status_code}"
