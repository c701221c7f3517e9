"""eBay's part of the ground: how its client is let in, and whose documents a request names."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import Any

from features.fuzz.sending import Sent
from sandbox.ebay import hosts
from sandbox.world import World

__all__ = ["let_in", "look", "named", "tokens", "trade"]

# Parts of a request that name something of the account that was recorded, by kind.
_NAMES = {
    "order": re.compile(r"\b\d{2}-\d{5}-\d{5}\b"),
    "line": re.compile(r"\b1005\d{10}\b"),
    "return": re.compile(r"(?<=/return/)\d+"),
    "cancellation": re.compile(r"(?<=/cancellation/)\d+"),
    "payout": re.compile(r"(?<=/payout/)\d+"),
    "transfer": re.compile(r"(?<=/transfer/)\d+"),
    "parcel": re.compile(r"(?<=/shipping_fulfillment/)\w+"),
    "signing_key": re.compile(r"(?<=/signing_key/)[\w-]+"),
    "public_key": re.compile(r"(?<=/public_key/)[\w-]+"),
    "subscription": re.compile(r"(?<=/subscription/)[\w-]+"),
    "destination": re.compile(r'(?<=/destination/)[\w-]+|(?<="destinationId": ")[\w-]+'),
    "application": re.compile(r"AcmeOutd-Connecto-PRD-[0-9a-f]+-[0-9a-f]+"),
    "ru_name": re.compile(r"Acme_Outdoor-AcmeOutd-Connecto-[0-9a-f]+"),
}
_PAIRED = ("order", "line", "parcel")  # of one order


def tokens(world: World) -> dict[str, str]:
    auth = world.ebay.auth
    return {
        "EBAY_ACCESS_TOKEN": auth.issue_access_token(),
        "EBAY_APPLICATION_TOKEN": auth.issue_application_token(),
        "EBAY_CODE": auth.consent(),
    }


def let_in(known: dict[str, str], sent: Sent) -> Sent:
    """As the seller; as the application where tokens are made."""
    if sent.path == hosts.TOKEN:
        pair = f"{known['EBAY_CLIENT_ID']}:{known['EBAY_CLIENT_SECRET']}"
        return sent.with_header("authorization", f"Basic {b64encode(pair.encode()).decode()}")
    if sent.path == hosts.AUTHORIZE:
        return sent
    scheme = "IAF" if sent.path.startswith(hosts.POST_ORDER) else "Bearer"
    return sent.with_header("authorization", f"{scheme} {known['EBAY_ACCESS_TOKEN']}")


def trade(world: World) -> None:
    """Something of every kind that can be answered: returns, requests to cancel, a transfer."""
    desk = world.ebay.desk
    sold = [desk.buy("EB-TENT") for _ in range(6)]
    desk.ship(sold[0].id)
    for order in sold[1:3]:
        desk.buyer_asks_return(order.id)
    sent = desk.buyer_asks_return(sold[3].id)
    desk.answer_return(sent.id)
    desk.buyer_sends_return(sent.id)
    desk.buyer_asks_to_cancel(sold[4].id)
    outside = desk.place_order({"EB-LAMP": 1}, managed=False)
    desk.cancel(outside.id)
    desk.charge("TRANSFER", sold[0].total)
    world.ebay.create_signing_key("ED25519", world.ebay.auth.application.id)
    world.clock.advance(timedelta(minutes=5))


def look(world: World) -> dict[str, list[dict[str, Any]]]:
    """Ids by kind, `ebay.order` ..."""
    ebay = world.ebay
    records, told = ebay.records, ebay.notifications
    open_returns = [each.id for each in records.returns if each.closed is None]
    open_requests = [each.id for each in records.cancellations if each.closed is None]
    ids = {
        "return": open_returns,
        "cancellation": open_requests,
        "payout": [each.id for each in records.payouts],
        "transfer": [each.id for each in records.transactions if each.type == "TRANSFER"],
        "signing_key": [each.id for each in ebay.auth.signing_keys],
        "public_key": [told.key_id],
        "subscription": [each.id for each in told.subscriptions],
        "destination": [each.id for each in told.destinations],
        "application": [ebay.auth.application.id],
        "ru_name": [ebay.auth.ru_name],
    }
    found = {kind: [{"id": each} for each in there] for kind, there in ids.items()}
    orders = [each for each in records.orders if each.paid is not None]
    found["order"] = [
        {
            "id": each.id,
            "line": each.lines[0].id,
            "parcel": each.shipments[0].id if each.shipments else "",
        }
        for each in orders
    ]
    found["parcel"] = [each for each in found["order"] if each["parcel"]]
    return {f"ebay.{kind}": there for kind, there in found.items()}


def named(found: dict[str, list[dict[str, Any]]], sent: Sent, turn: int) -> Sent:
    """With ids of this account in the place of those that were recorded."""
    written = [sent.path, sent.query, sent.body.decode()]
    of_parcel = "/shipping_fulfillment/" in sent.path
    for kind, pattern in _NAMES.items():
        home = "order" if kind in _PAIRED else kind
        there = found.get(f"ebay.{'parcel' if of_parcel and home == 'order' else home}", [])
        if there:
            own = str(there[turn % len(there)]["id" if kind == home else kind])
            written[:] = [pattern.sub(own, each) for each in written]
    path, query, body = written
    return replace(sent, path=path, query=query, body=body.encode())
