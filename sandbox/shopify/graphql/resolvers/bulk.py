"""Bulk operations. An app sees its own only."""

from __future__ import annotations

from sandbox.shopify.bulk_records import BulkOperation
from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.cursors import Page
from sandbox.shopify.graphql.lists import listed
from sandbox.shopify.graphql.resolvers.payloads import (
    Payload,
    mutation,
    number_in,
    payload_fields,
)
from sandbox.shopify.graphql.resolvers.registry import Resolver, attribute, constant, own_gid
from sandbox.shopify.rules import bulk
from sandbox.shopify.rules.visibility import window_start

__all__ = ["FIELDS", "operation"]

KIND = "BulkOperation"


def operation(number: int, context: Context) -> BulkOperation | None:
    found = context.records.bulk_operations.get(number)
    return found if found is not None and found.app_id == context.token.app_id else None


def _one(source: None, arguments: Arguments, context: Context) -> BulkOperation | None:
    return operation(number_in(arguments["id"], KIND), context)


def _some(source: None, arguments: Arguments, context: Context) -> Page:
    return listed(
        bulk.of_app(context.shopify, context.token.app_id),
        arguments,
        context,
        keys={
            "created_at": lambda each: each.created_at,
            "id": lambda each: each.id,
            "operation_type": lambda each: "query",
            "status": lambda each: bulk.status_at(each, context.now),
        },
        sorts={
            "COMPLETED_AT": lambda each: each.ends_at,
            "CREATED_AT": lambda each: each.created_at,
        },
    )


def _current(source: None, arguments: Arguments, context: Context) -> BulkOperation | None:
    """The last one asked for, whatever became of it."""
    if arguments.get("type") == "MUTATION":
        return None
    found = bulk.of_app(context.shopify, context.token.app_id)
    return found[-1] if found else None


def _run(arguments: Arguments, context: Context) -> Payload:
    from sandbox.shopify.graphql import bulk as queries  # it needs every resolver there is

    shopify = context.shopify
    document = queries.check(arguments["query"], context.version)
    bulk.check_free(shopify, context.token.app_id, context.version)
    inner = Context(
        shopify,
        context.token,
        context.version,
        context.schema,
        {},
        window_start(context.token.scopes, context.now),
    )
    output = queries.write(document, inner, grouped=arguments["groupObjects"])
    made = bulk.keep(
        shopify,
        context.token.app_id,
        arguments["query"],
        output.lines,
        objects=len(output.rows),
        roots=output.roots,
        failed=output.failed,
    )
    if made.file:
        signature = shopify.records.bulk_outputs[made.file].signature
        shopify.universe.secrets.add(signature, "SHOPIFY_FILE_SIGNATURE")
    shopify.deliveries.tell_end(made)
    return {"bulkOperation": made}


def _cancel(arguments: Arguments, context: Context) -> Payload:
    number = number_in(arguments["id"], KIND)
    cancelled = bulk.cancel(context.shopify, context.token.app_id, number)
    context.shopify.deliveries.tell_end(cancelled)
    return {"bulkOperation": cancelled}


def _size(each: BulkOperation, arguments: Arguments, context: Context) -> int | None:
    done = bulk.completed_at(each, context.now) is not None
    return each.size if done and each.size else None


def _error(each: BulkOperation, arguments: Arguments, context: Context) -> str | None:
    return each.failed if bulk.status_at(each, context.now) == "FAILED" else None


FIELDS: dict[str, Resolver] = {
    "QueryRoot.bulkOperation": _one,
    "QueryRoot.bulkOperations": _some,
    "QueryRoot.currentBulkOperation": _current,
    "Mutation.bulkOperationCancel": mutation("bulkOperation", _cancel),
    "Mutation.bulkOperationRunQuery": mutation("bulkOperation", _run),
    "BulkOperation.completedAt": lambda each, a, c: bulk.completed_at(each, c.now),
    "BulkOperation.createdAt": attribute("created_at"),
    "BulkOperation.errorCode": _error,
    "BulkOperation.fileSize": _size,
    "BulkOperation.id": own_gid(KIND),
    "BulkOperation.objectCount": lambda each, a, c: bulk.objects_at(each, c.now)[0],
    "BulkOperation.partialDataUrl": constant(None),
    "BulkOperation.query": attribute("query"),
    "BulkOperation.rootObjectCount": lambda each, a, c: bulk.objects_at(each, c.now)[1],
    "BulkOperation.status": lambda each, a, c: bulk.status_at(each, c.now),
    "BulkOperation.type": constant("QUERY"),
    "BulkOperation.url": lambda each, a, c: bulk.url_of(c.shopify, each, c.shopify.base),
    "BulkOperationUserError.code": attribute("code"),
    "BulkOperationUserError.field": attribute("field"),
    "BulkOperationUserError.message": attribute("message"),
    **payload_fields(
        {
            "BulkOperationRunQueryPayload": ("bulkOperation",),
            "BulkOperationCancelPayload": ("bulkOperation",),
        }
    ),
}
