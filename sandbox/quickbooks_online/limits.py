"""How much one company and one app may ask for.

developer.intuit.com "Limits and throttles": 500 requests a minute and company; 10 a second, and 40
batches a minute, company and app; 120 batches a minute and company; 40 e-mails a day of a sandbox
company. Over the limit: 429, wait a minute. No header says how much is left.

The platform needs a while for an answer, so nobody who asks one thing at a time meets the limit of
a second. This company answers at once; therefore a call that begins after the one before it was
answered is placed at least `answer_time_ms` behind it, while calls that overlap keep the distance
that they really have. Places never fall behind the world's clock and run ahead of it where a
caller is faster than the platform; spans of time begin with their first call and end by places.
What is refused is not counted. The figures are switches: 0 sets no limit.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from sandbox.kernel.clock import Clock
from sandbox.kernel.routing import Request
from sandbox.kernel.store import Store
from sandbox.quickbooks_online.errors import Throttled

if TYPE_CHECKING:
    from sandbox.quickbooks_online.settings import Settings

__all__ = ["Limits"]

_SECOND, _MINUTE, _DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
_NONE = timedelta(0)


class Span(msgspec.Struct, frozen=True):
    """Requests counted since the place `began`."""

    id: str
    began: datetime
    count: int


class Pace(msgspec.Struct, frozen=True):
    """The last call of an app was made at the world time `at`; its place was `lead` later."""

    id: str
    at: datetime
    lead: timedelta


class Limits:
    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._clock = clock
        self._settings = settings
        self._spans = store.table("limits.quickbooks_online.span", Span)
        self._paces = store.table("limits.quickbooks_online.pace", Pace)
        # Not in the store: a restore cannot end a request.
        self._served: dict[int, str] = {}  # request -> the app that asks
        self._overlapping: set[int] = set()

    def arrives(self, request: Request, app_id: str) -> None:
        """A request of an app is on its way; whether the app waits for another is noted."""
        if app_id in self._served.values():
            self._overlapping.add(id(request))
        self._served[id(request)] = app_id

    def leaves(self, request: Request) -> None:
        self._served.pop(id(request), None)
        self._overlapping.discard(id(request))

    def take(self, request: Request, realm_id: str, app_id: str, *, batch: bool) -> None:
        """Count one request. Raises Throttled, and then counts nothing."""
        settings = self._settings
        own, company = self._places(request, realm_id, f"{realm_id}|{app_id}")
        asked = [
            (f"{realm_id}|{app_id}|second", own, _SECOND, settings.requests_a_second),
            (f"{realm_id}|minute", company, _MINUTE, settings.requests_a_minute),
        ]
        if batch:
            asked += [
                (f"{realm_id}|{app_id}|batch", own, _MINUTE, settings.batches_a_minute),
                (f"{realm_id}|batch", company, _MINUTE, settings.company_batches_a_minute),
            ]
        self._count(asked)

    def mail(self, realm_id: str) -> None:
        """Count one e-mail of a sandbox company. Raises Throttled."""
        most = self._settings.sandbox_emails_a_day
        self._count([(f"{realm_id}|mail", self._clock.now(), _DAY, most)])

    def _count(self, asked: list[tuple[str, datetime, timedelta, int]]) -> None:
        """(key, place, length, limit) of each span that a call counts in. Raises Throttled."""
        counted = []
        for key, place, length, most in asked:
            span = self._spans.get(key)
            if span is None or place - span.began >= length:
                span = Span(key, place, 0)
            if most and span.count >= most:
                raise Throttled
            counted.append(msgspec.structs.replace(span, count=span.count + 1))
        for span in counted:
            self._spans.put(span)

    def _places(self, request: Request, realm_id: str, app: str) -> tuple[datetime, datetime]:
        """Where a call stands among those of its app, and among those of the company."""
        now = self._clock.now()
        last = self._paces.get(app)
        lead = _NONE
        if last is not None:
            least = timedelta(milliseconds=self._settings.answer_time_ms)
            if id(request) in self._overlapping:
                least = _NONE
            lead = last.lead + max(least - (now - last.at), _NONE)
        self._paces.put(Pace(app, now, lead))
        company = self._paces.get(realm_id)
        most = lead if company is None else max(lead, company.lead)
        self._paces.put(Pace(realm_id, now, most))
        return now + lead, now + most
