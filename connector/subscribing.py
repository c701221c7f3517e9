"""A process that listens sees to it that storefronts go on sending.

A storefront that reaches nobody gives up: Shopify deletes a subscription after eight tries in four
hours, without a word to the app (shopify.dev "HTTPS webhooks"). Polling goes on, so nothing is
lost, but everything would be late from then on. So the subscriptions are asked for when listening
begins and every hour; those that are there stay as they are.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from connector.engine import Engine, SettingsRefused
from connector.trouble import Trouble

__all__ = ["AGAIN", "EVERY", "kept_subscribed", "renew"]

EVERY = timedelta(hours=1)
AGAIN = timedelta(minutes=5)
"""After a check that some storefront did not answer."""

Tell = Callable[[dict[str, Any]], None]


async def renew(engine: Engine, tell: Tell) -> bool:
    """Ask every store that has a `webhook_address` once; `tell` hears of what was added and of
    what went wrong. Whether all of them answered."""
    answered = True
    for name, account in engine.settings.accounts.items():
        if not account.webhook_address:
            continue
        try:
            added = await engine.subscribe(name)
        except (Trouble, SettingsRefused) as wrong:
            answered = False
            tell({"event": "trouble", "sentence": f"{name}: not subscribed: {wrong}"})
            continue
        if added:
            tell({"event": "subscribed", "account": name, "topics": added})
    return answered


@asynccontextmanager
async def kept_subscribed(engine: Engine, tell: Tell) -> AsyncIterator[None]:
    """While the body runs; `engine` belongs to the loop of the caller."""

    async def keep() -> None:
        while True:
            pause = EVERY if await renew(engine, tell) else AGAIN
            await engine.clock.sleep(pause.total_seconds())

    keeping = asyncio.ensure_future(keep())
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
