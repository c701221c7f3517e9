"""Sending one request, and what its failure means.

    never left (no connection)          -> retried, then Unreachable
    read:  lost, 5xx, 408               -> retried, then Unreachable (nothing was written)
    write: lost, 5xx, 408               -> AnswerLost at once: it may have been carried out
    429                                 -> waited for when short, else Throttled(until)
    everything else                     -> the answer, for the adapter to read

A write is sent again only when it certainly was not carried out. Waiting happens on the injected
clock, so a virtual day costs no real one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta

import httpx

from connector.clock import Clock
from connector.http.tokens import LoginRefused
from connector.trouble import AnswerLost, Refused, Throttled, Unreachable

__all__ = ["Client", "Patience", "retry_after"]

# The request did not get as far as the platform.
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


@dataclass(frozen=True)
class Patience:
    """How long one call may keep trying.

    `attempts` sendings at most; before the nth repetition `first * 2^n` seconds pass. A wait that
    a platform asks for is taken when it is no longer than `longest`; otherwise, and when the
    attempts are used up without a date, the caller is told to come back after `pause`.
    """

    attempts: int = 4
    first: float = 0.5
    longest: float = 10.0
    pause: float = 60.0

    def before(self, repetition: int) -> float:
        return min(self.first * 2.0 ** (repetition - 1), self.longest)


class Client:
    """One platform account over an `httpx.AsyncClient` that somebody else opens and closes."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        clock: Clock,
        *,
        source: str,
        auth: httpx.Auth,
        patience: Patience | None = None,
        concurrency: int | None = None,
        wait_of: Callable[[httpx.Response], float | None] | None = None,
        trace_header: str = "",
    ) -> None:
        """`concurrency`: calls in flight at once; the others wait their turn here. `wait_of`: the
        seconds that an answer of 429 asks for (Retry-After by default). `trace_header`: where this
        platform names the request, for its support to find it again."""
        self.clock = clock
        self.source = source
        self.patience = patience or Patience()
        self._http = http
        self._auth = auth
        self._wait_of = wait_of or retry_after
        self._trace_header = trace_header
        self._slots = asyncio.Semaphore(concurrency) if concurrency else nullcontext()

    async def send(
        self,
        method: str,
        url: str,
        *,
        safe: bool,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> httpx.Response:
        """`safe`: the call changes nothing, so it may be repeated whatever happened.

        Raises Unreachable, AnswerLost (never when safe), Throttled, and Refused(login=True) when
        no access token was to be had.
        """
        attempt = 0
        while True:
            attempt += 1
            last = attempt >= self.patience.attempts
            # Built anew every time: signatures and nonces are used once.
            request = self._http.build_request(
                method, url, params=params, headers=headers, content=content
            )
            try:
                async with self._slots:
                    response = await self._http.send(request, auth=self._auth)
            except LoginRefused as refused:
                raise Refused(
                    f"{self.source} refused the login: {refused.sentence}",
                    self.source,
                    refused.sentence,
                    remedy=refused.remedy
                    or "Check the credentials of this account and connect it again.",
                    login=True,
                ) from refused
            except httpx.RequestError as error:
                self._judge(error, request, safe=safe, last=last)
                await self.clock.sleep(self.patience.before(attempt))
                continue
            if response.status_code == 429:
                await self.wait_or_give_up(self._wait_of(response), attempt)
                continue
            if response.status_code >= 500 or response.status_code == 408:
                self._judge_server_error(response, safe=safe, last=last)
                await self.clock.sleep(self.patience.before(attempt))
                continue
            return response

    async def wait_or_give_up(self, seconds: float | None, attempt: int) -> None:
        """After a refusal for sending too much: sleep `seconds` (None: as we see fit).

        Raises Throttled when that is too long or when `attempt` was the last one.
        """
        asked = seconds if seconds is not None else self.patience.before(attempt)
        if asked > self.patience.longest or attempt >= self.patience.attempts:
            pause = max(asked, self.patience.pause) if seconds is None else asked
            until = self.clock.now() + timedelta(seconds=pause)
            raise Throttled(
                f"{self.source} asks for fewer requests; due again at {until.isoformat()}.",
                self.source,
                until,
            )
        await self.clock.sleep(asked)

    def _judge(
        self, error: httpx.RequestError, request: httpx.Request, *, safe: bool, last: bool
    ) -> None:
        """Return when the call may be repeated, raise otherwise."""
        logging_in = _request_of(error) not in (None, request)
        certain = isinstance(error, _NEVER_LEFT) or logging_in
        if not (certain or safe):
            raise AnswerLost(
                f"The connection to {self.source} was lost before the answer came "
                f"({error or type(error).__name__}).",
                self.source,
            ) from error
        if last:
            raise Unreachable(
                f"{self.source} could not be reached at {request.url.host} "
                f"({error or type(error).__name__}).",
                self.source,
            ) from error

    def _judge_server_error(self, response: httpx.Response, *, safe: bool, last: bool) -> None:
        """Return when the call may be repeated. A 5xx on a write says nothing about the write:
        NetSuite is known to have committed before an UNEXPECTED_ERROR."""
        said = f"{self.source} answered {response.status_code} {response.reason_phrase}"
        trace = response.headers.get(self._trace_header) if self._trace_header else None
        said += f" (request {trace})" if trace else ""
        if not safe:
            raise AnswerLost(f"{said}; whether the write was carried out is open.", self.source)
        if last:
            raise Unreachable(f"{said} to {self.patience.attempts} attempts.", self.source)


def _request_of(error: httpx.RequestError) -> httpx.Request | None:
    try:
        return error.request
    except RuntimeError:  # httpx's way of saying that none was attached
        return None


def retry_after(response: httpx.Response) -> float | None:
    """Seconds; Shopify writes `2.0`. A date or nonsense counts as absent."""
    try:
        return max(0.0, float(response.headers["retry-after"]))
    except (KeyError, ValueError):
        return None
