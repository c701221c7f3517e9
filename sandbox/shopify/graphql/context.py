"""What a resolver may use, and how it refuses."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.shopify.graphql.literals import Prepared
from sandbox.shopify.records import Records

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.shopify.app import Shopify
    from sandbox.shopify.auth import Token

__all__ = ["Arguments", "Context", "FieldError", "Step", "bad_request"]

Arguments = dict[str, Any]


class FieldError(Exception):
    """One field is refused; the rest of the answer stands. Becomes an element of `errors`."""

    def __init__(self, message: str, code: str = "", **extensions: Any) -> None:
        super().__init__(message)
        self.message = message
        self.extensions = {"code": code, **extensions} if code else extensions


def bad_request(message: str) -> FieldError:
    return FieldError(message, "BAD_REQUEST")


class Step(msgspec.Struct):
    """One field of one object type in a plan, made ready to run.

    `children` has the steps below for every object type that may stand there. `scope` is what an
    app needs to hold, "" for nothing.
    """

    key: str
    name: str
    owner: str
    type_name: str
    place: dict[str, int]
    resolve: Callable[[Any, Arguments, Context], Any]
    constant: Arguments
    build: Prepared | None
    required: bool
    complete: Callable[[Any, Context], Any]
    children: dict[str, list[Step]]
    scope: str = ""
    idempotency: Callable[[dict[str, Any]], Any] | None = None
    deprecated: bool = False

    def arguments(self, variables: dict[str, Any]) -> Arguments:
        return self.constant if self.build is None else self.build(variables)


class Context:
    """One operation of one request."""

    __slots__ = (
        "dearest", "errors", "linear", "nodes", "now", "path", "schema", "searches", "shopify",
        "since", "spent", "step", "token", "variables", "version",
    )  # fmt: skip

    def __init__(
        self,
        shopify: Shopify,
        token: Token,
        version: str,
        schema: Any,
        variables: dict[str, Any],
        since: datetime | None,
        linear: bool = False,
    ) -> None:
        self.shopify = shopify
        self.token = token
        self.version = version
        self.schema = schema
        self.variables = variables
        self.since = since  # orders created before it do not exist for this app
        self.now = shopify.clock.now()
        self.errors: list[dict[str, Any]] = []
        self.searches: list[dict[str, Any]] = []
        self.path: list[str | int] = []
        self.spent = 0
        self.linear = linear  # a page costs as many points as it has objects
        self.dearest = 0  # points of the dearest item yet of the list that is being written
        self.nodes: int | None = None  # of the page that was written last
        self.step: Step = None  # type: ignore[assignment]  # set before every resolve

    @property
    def records(self) -> Records:
        return self.shopify.records
