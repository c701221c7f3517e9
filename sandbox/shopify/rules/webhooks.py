"""Subscriptions to webhooks: what may be subscribed to, and where messages may go.

Sentences: recorded answers of webhookSubscriptionCreate and -Update, except where marked. All
complaints about the address stand under `callbackUrl`, whatever the input calls it (recorded).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from sandbox.shopify.account import Account, moment
from sandbox.shopify.errors import UserError, UserErrors, refuse
from sandbox.shopify.graphql.search import And, Node, Not, Or, Term, parse
from sandbox.shopify.records import next_id
from sandbox.shopify.topics import scope_of
from sandbox.shopify.webhook_records import WebhookSubscription

__all__ = ["SubscriptionInput", "create", "delete", "of_app", "update"]

_ROOT = "webhookSubscription"
_ADDRESS = (_ROOT, "callbackUrl")
_LONGEST = 65_535
_NAME = re.compile(r"[A-Za-z0-9_-]*")
_PUBSUB = re.compile(r"pubsub://([^:]+):(.+)")
_EVENTBRIDGE = re.compile(r"arn:aws:events:[a-z0-9-]+::event-source/aws\.partner/shopify\.com/.+")
_OF_SHOPIFY = ("shopify.com", "myshopify.com", "shopifycloud.com", "myshopify.io")
_INTERNAL = ("localhost", "local", "internal", "localdomain")


class SubscriptionInput(msgspec.Struct, frozen=True, kw_only=True):
    """None: not given, stays as it is (an update) or takes the default (a new one)."""

    uri: str | None = None
    format: str | None = None
    include_fields: tuple[str, ...] | None = None
    metafield_namespaces: tuple[str, ...] | None = None
    filter: str | None = None
    name: str | None = None


def of_app(account: Account, app_id: str) -> list[WebhookSubscription]:
    """An app sees its own subscriptions only, by id."""
    return [each for each in account.records.webhook_subscriptions if each.app_id == app_id]


def create(
    account: Account, app_id: str, topic: str, asked: SubscriptionInput, allowed: bool
) -> WebhookSubscription:
    """`allowed`: the app holds the scope of the topic. Raises UserErrors."""
    if not allowed or scope_of(topic) is None:
        # Seen in reports of apps without the scope.
        message = "You cannot create a webhook subscription with the specified topic"
        raise refuse((_ROOT,), message)
    now = moment(account)
    draft = WebhookSubscription(
        id=0,
        app_id=app_id,
        topic=topic,
        uri=(asked.uri or "").strip(),
        created_at=now,
        updated_at=now,
        format=asked.format or "json",
        include_fields=asked.include_fields or (),
        metafield_namespaces=asked.metafield_namespaces or (),
        filter=asked.filter,
        name=asked.name,
    )
    _check(account, draft)
    number = next_id(account.ids, "WebhookSubscription")
    return account.records.webhook_subscriptions.put(replace(draft, id=number))


def update(
    account: Account, app_id: str, number: int, asked: SubscriptionInput
) -> WebhookSubscription:
    """The topic stays. Raises UserErrors."""
    known = _known(account, app_id, number)
    changes = {
        name: value
        for name in SubscriptionInput.__struct_fields__
        if (value := getattr(asked, name)) is not None
    }
    if "uri" in changes:
        changes["uri"] = changes["uri"].strip()
    changed = replace(known, updated_at=moment(account), **changes)
    _check(account, changed)
    return account.records.webhook_subscriptions.put(changed)


def delete(account: Account, app_id: str, number: int) -> WebhookSubscription:
    """Messages under way to it are dropped. Raises UserErrors."""
    known = _known(account, app_id, number)
    account.records.webhook_subscriptions.delete(known.id)
    return known


def _known(account: Account, app_id: str, number: int) -> WebhookSubscription:
    known = account.records.webhook_subscriptions.get(number)
    if known is None or known.app_id != app_id:
        raise refuse(("id",), "Webhook subscription does not exist")
    return known


def _check(account: Account, asked: WebhookSubscription) -> None:
    """Everything that is wrong is told at once."""
    errors = [UserError(_ADDRESS, message) for message in _address_faults(account, asked.uri)]
    if asked.format != "json":
        # Ours for most topics (recorded for returns): messages are written as JSON only.
        message = (
            f"Format '{asked.format}' is invalid for this webhook topic. Allowed formats: json"
        )
        errors.append(UserError((_ROOT, "format"), message))
    others = [each for each in of_app(account, asked.app_id) if each.id != asked.id]
    if any(
        (each.topic, each.uri, each.format, each.filter)
        == (asked.topic, asked.uri, asked.format, asked.filter)
        for each in others
    ):
        errors.append(UserError(_ADDRESS, "Address for this topic has already been taken"))
    errors += [UserError((_ROOT, "name"), message) for message in _name_faults(asked.name, others)]
    if asked.filter and not _names_fields(parse(asked.filter)):
        message = (
            "The specified filter is invalid, please ensure you specify the field(s) you wish "
            "to filter on."
        )
        errors.append(UserError((_ROOT,), message))
    if errors:
        raise UserErrors(errors)


def _address_faults(account: Account, uri: str) -> Iterator[str]:
    if not uri:
        yield "Address can't be blank"
        return
    if len(uri.encode()) > _LONGEST:
        yield "Address is too big (maximum is 64 KB)"
    protocol = uri.partition(":")[0].lower()
    if protocol == "pubsub":
        if not _PUBSUB.fullmatch(uri):
            yield "Address protocol pubsub:// is not supported"
            yield (
                "Address is not a valid GCP pub/sub format. Format should be pubsub://project:topic"
            )
    elif protocol == "arn":
        if not _EVENTBRIDGE.fullmatch(uri):
            yield "Address is invalid"
            yield "Address is not a valid AWS ARN"
    elif protocol in {"http", "https"}:
        if protocol == "http" and not account.settings.local_webhooks:
            yield "Address protocol http:// is not supported"
        yield from _host_faults(account, uri)
    elif "://" in uri:
        yield f"Address protocol {protocol}:// is not supported"
    else:
        yield "Address is invalid"


def _host_faults(account: Account, uri: str) -> Iterator[str]:
    try:
        host = (urlsplit(uri).hostname or "").rstrip(".")
    except ValueError:
        host = ""
    if not host or any(mark.isspace() for mark in uri):
        yield "Address is invalid"
    elif not account.settings.local_webhooks and _is_inside(host):
        yield "Address cannot be a Shopify or an internal domain"


def _is_inside(host: str) -> bool:
    """Shopify's own hosts and whatever the public internet does not reach."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        pass
    ends = (*_OF_SHOPIFY, *_INTERNAL)
    return any(host == end or host.endswith(f".{end}") for end in ends)


def _name_faults(name: str | None, others: list[WebhookSubscription]) -> Iterator[str]:
    if name is None:
        return
    if not name:
        yield "Name is too short (minimum is 1 character)"
    if not name or not _NAME.fullmatch(name):
        yield ("Name name field can only contain alphanumeric characters, underscores, and hyphens")
    if len(name) > 50:
        yield "Name is too long (maximum is 50 characters)"
    if any((each.name or "").casefold() == name.casefold() for each in others if each.name):
        yield "Name already exists, no duplicate allowed"


def _names_fields(node: Node | None) -> bool:
    match node:
        case None:
            return False
        case Term():
            return bool(node.field)
        case Not():
            return _names_fields(node.node)
        case And() | Or():
            return all(_names_fields(each) for each in node.nodes)
