"""How much one company and one app may ask for.

developer.intuit.com "Limits and throttles": 500 requests a minute and company; 10 a second, and 40
batches a minute, company and app; 120 batches a minute and company. Over the limit: 429, wait a
minute. No header says how much is left.

A span of time begins with its first request and ends by the world's clock; what is refused is not
counted. The figures are switches: 0 sets no limit.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from sandbox.kernel.clock import Clock
from sandbox.kernel.store import Store
from sandbox.quickbooks_online.errors import Throttled

if TYPE_CHECKING:
    from sandbox.quickbooks_online.settings import Settings

__all__ = ["Limits"]

_SECOND, _MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Span(msgspec.Struct, frozen=True):
    """Requests counted since `began`."""

    id: str
    began: datetime
    count: int


class Limits:
    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._clock = clock
        self._settings = settings
        self._spans = store.table("limits.quickbooks_online.span", Span)

    def take(self, realm_id: str, app_id: str, *, batch: bool) -> None:
        """Count one request. Raises Throttled, and then counts nothing."""
        settings = self._settings
        asked = [
            (f"{realm_id}|{app_id}|second", _SECOND, settings.requests_a_second),
            (f"{realm_id}|minute", _MINUTE, settings.requests_a_minute),
        ]
        if batch:
            asked += [
                (f"{realm_id}|{app_id}|batch", _MINUTE, settings.batches_a_minute),
                (f"{realm_id}|batch", _MINUTE, settings.company_batches_a_minute),
            ]
        counted = []
        for key, length, most in asked:
            span = self._span(key, length)
            if most and span.count >= most:
                raise Throttled
            counted.append(msgspec.structs.replace(span, count=span.count + 1))
        for span in counted:
            self._spans.put(span)

    def _span(self, key: str, length: timedelta) -> Span:
        now = self._clock.now()
        span = self._spans.get(key)
        if span is None or now - span.began >= length:
            return Span(key, now, 0)
        return span
