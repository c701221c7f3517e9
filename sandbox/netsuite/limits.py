"""How the account says "not now".

NetSuite limits concurrency, not the number of requests: Help Center "Concurrency Governance Limits
Based on Service Tiers". A REST call over the limit is answered 429; `Retry-After` is not
documented, some clients honour it, so it is sent only when the account's `retry_after_seconds`
says so.
"""

from __future__ import annotations

from sandbox.netsuite.settings import Settings

__all__ = ["retry_headers"]


def retry_headers(settings: Settings) -> list[tuple[str, str]]:
    """Headers that a 429 carries beside its body."""
    seconds = settings.retry_after_seconds
    return [("Retry-After", str(seconds))] if seconds else []
