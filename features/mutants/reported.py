"""Wrong connectors of the catalogue of failures that users report (F19 and on)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from connector import receiving
from connector.channels import shopify as shopify_module
from connector.channels import shopify_queries, shopify_webhooks
from connector.channels.shopify_graphql import ShopifyGraphQL
from connector.http.rotating import LoginLine
from connector.journal_logins import Login
from features.mutants.mutant import Mutant, put

__all__ = ["REPORTED"]


def _at(feature: str, scenario: str) -> str:
    return f"failures/{feature}.feature: {scenario}"


def reads_days() -> None:
    def day(moment: datetime) -> str:
        return f"{moment.astimezone(UTC):%Y-%m-%d}"

    put(shopify_module, "_stamp", day)


def forgets_the_offset() -> None:
    def local(moment: datetime) -> str:
        return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"

    put(shopify_module, "_stamp", local)


def reads_by_creation() -> None:
    real = ShopifyGraphQL.query

    async def query(self: ShopifyGraphQL, document: str, variables: Any) -> Any:
        search = variables.get("search")
        if search is not None:
            variables = {**variables, "search": search.replace("updated_at", "created_at")}
        return await real(self, document, variables)

    put(ShopifyGraphQL, "query", query)


def ignores_edits() -> None:
    def as_they_are(refunds: Any, *, edited: bool) -> Any:
        return tuple(refunds)

    put(shopify_module, "with_edits", as_they_are)


def charges_what_was_edited_away() -> None:
    put(shopify_module, "without_uncharged", lambda order, refunds: order)


def books_the_base_amount() -> None:
    """What a refund is worth in the shop's currency, under the name of the order's."""
    real = ShopifyGraphQL.query
    bag = "{ presentmentMoney { amount currencyCode } }"

    def renamed(node: Any) -> Any:
        if isinstance(node, list):
            return [renamed(each) for each in node]
        if not isinstance(node, dict):
            return node
        if "shopMoney" in node:
            return {"presentmentMoney": {**node["presentmentMoney"], **node["shopMoney"]}}
        return {name: renamed(value) for name, value in node.items()}

    async def query(self: ShopifyGraphQL, document: str, variables: Any) -> Any:
        if document != shopify_queries.REFUND:
            return await real(self, document, variables)
        wider = document.replace(bag, f"{bag[:-1]} shopMoney {{ amount }} }}")
        return renamed(await real(self, wider, variables))

    put(ShopifyGraphQL, "query", query)


def sells_exchanges() -> None:
    put(shopify_module, "without_exchanges", lambda order, given: order)


def renews_at_will() -> None:
    def hold(_self: LoginLine, seen: Login, *_: object) -> Login:
        return seen

    put(LoginLine, "hold", hold)


def believes_everybody() -> None:
    put(shopify_webhooks, "_signed", lambda body, secret, signature: True)


def deaf() -> None:
    put(receiving, "TOLD", ())


REPORTED: tuple[Mutant, ...] = (
    Mutant(
        "days-only",
        "keeps the day of its cursor and drops the time",
        _at("cursors", "The time of day is part of the cursor"),
        reads_days,
    ),
    Mutant(
        "no-offset",
        "sends times without their offset",
        _at("cursors", "Times are sent with their offset, wherever the store is"),
        forgets_the_offset,
    ),
    Mutant(
        "by-creation",
        "asks for orders by their creation",
        _at("cursors", "The refund lies in the window, its order long before it"),
        reads_by_creation,
    ),
    Mutant(
        "edits-ignored",
        "takes the money of an edit for goodwill",
        _at(
            "changed_orders", "A discounted line is edited down, and the buyer gets the difference"
        ),
        ignores_edits,
    ),
    Mutant(
        "uncharged-booked",
        "books units that were edited away before anybody paid for them",
        _at("changed_orders", "Units that were edited away before anybody paid were never sold"),
        charges_what_was_edited_away,
    ),
    Mutant(
        "base-amount",
        "books a refund's worth in the shop's currency as if it were the buyer's",
        _at(
            "currencies",
            "What a refund is worth in the shop's currency is no figure of its document",
        ),
        books_the_base_amount,
    ),
    Mutant(
        "exchange-doubled",
        "counts goods given in exchange as a part of the sale",
        _at("changed_orders", "One item comes back, another one is kept for it"),
        sells_exchanges,
    ),
    Mutant(
        "two-refreshers",
        "lets every worker renew the token by itself",
        _at("logins", "Two workers need a new token at once, and one of them fetches it"),
        renews_at_will,
    ),
    Mutant(
        "any-signature",
        "takes messages of anybody",
        _at("webhooks", "A message that <what> is refused, and nothing is read or written"),
        believes_everybody,
    ),
    Mutant(
        "deaf",
        "takes messages and reads nothing because of them",
        _at("webhooks", "An order and its refund are in the books before the next poll"),
        deaf,
    ),
)
