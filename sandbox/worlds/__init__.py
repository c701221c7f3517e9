"""Named worlds: what a person finds when a sandbox is opened.

    world = open_named("acme", seed=7)

    catalogue    the kinds, and how one is opened
    past         a world's clock, moved back while its past is written
    facts        what is known of a sale or a refund, whichever platform it happened on
    people       buyers, made up
    shopify      a channel: sells, refunds, cancels, and says so in facts
    amazon       orders and a settlement that no books know of yet
    ebay         orders in every state, and NetSuite that keeps them
    netsuite     books: keep what they are told, as a connector would have written it
    quickbooks   books, likewise
    story        what happened to an order on each day, whichever channel and books
    acme, big    two of the worlds

A new channel is a module like `shopify` and an entry in `acme.CHANNELS`; new books are a module
like `netsuite` and an entry in `acme.BOOKS`. docs/worlds.md describes every world.
"""

from sandbox.worlds.catalogue import KINDS, UnknownKind, furnish, open_named

__all__ = ["KINDS", "UnknownKind", "furnish", "open_named"]
