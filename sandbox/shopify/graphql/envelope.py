"""One request to graphql.json: from its body to the answer, with its price.

Order of things: body, document, operation, variables, cost against the single-query maximum, cost
against the bucket, execution, refund of what was not used. What fails before execution answers
with `errors` alone and costs nothing. HTTP 200 throughout.
"""

from __future__ import annotations

from collections import OrderedDict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from graphql import FragmentDefinitionNode, OperationDefinitionNode

from sandbox.kernel.nesting import deeper_than
from sandbox.kernel.routing import Request, Response, encode_json
from sandbox.shopify.errors import BadRequest, GraphQLErrors, MaxCostExceeded, Throttled
from sandbox.shopify.graphql import cost
from sandbox.shopify.graphql.context import Context, Step
from sandbox.shopify.graphql.execution import Bubble, Planner, run
from sandbox.shopify.graphql.schema import schema_of
from sandbox.shopify.graphql.syntax import read
from sandbox.shopify.graphql.validation import validate
from sandbox.shopify.graphql.variables import Declared, coerce, declared
from sandbox.shopify.limits import DEEPEST_BODY, MAX_DRAFT_LINES, MAX_INPUT_ARRAY, MAX_QUERY_COST
from sandbox.shopify.rules.visibility import window_start

if TYPE_CHECKING:
    from sandbox.shopify.app import Shopify

__all__ = ["respond", "throttled"]

_CACHED_DOCUMENTS = 512

_body = msgspec.json.Decoder(float_hook=Decimal)


class Plan:
    """What an operation does, and the price where no variable decides it."""

    def __init__(self, steps: list[Step], varies: bool, deprecated: str) -> None:
        self.steps = steps
        self.deprecated = deprecated  # the deprecated fields it uses
        self._varies = varies
        self._prices: dict[bool, int] = {}

    def price(self, variables: dict[str, Any], *, linear: bool) -> int:
        if self._varies:
            return cost.requested(self.steps, variables, linear=linear)
        known = self._prices.get(linear)
        if known is None:
            known = self._prices[linear] = cost.requested(self.steps, {}, linear=linear)
        return known


class Operation:
    """One operation of a valid document; its plans by the values of @skip/@include variables."""

    def __init__(self, document: Document, node: OperationDefinitionNode) -> None:
        self._document = document
        self.node = node
        self.variables: list[Declared] = declared(document.schema, node)
        self._switches = _switch_names(document.text) and [
            each.name for each in self.variables if str(each.kind).startswith("Boolean")
        ]
        self._plans: dict[tuple[Any, ...], Plan] = {}

    def plan(self, values: dict[str, Any]) -> Plan:
        key = tuple(values.get(name) for name in self._switches or ())
        known = self._plans.get(key)
        if known is None:
            document = self._document
            steps = Planner(document.schema, self.node, document.fragments, values).steps()
            used = ", ".join(dict.fromkeys(_deprecated(steps)))
            known = self._plans[key] = Plan(steps, cost.sizes_vary(steps), used)
        return known


def _switch_names(text: str) -> bool:
    return "@skip" in text or "@include" in text


def _deprecated(steps: list[Step]) -> list[str]:
    found: list[str] = []
    for step in steps:
        if step.deprecated:
            found.append(f"{step.owner}.{step.name}")
        for below in step.children.values():
            found += _deprecated(below)
    return found


class Document:
    """A parsed text under one version: its faults, or its operations."""

    def __init__(self, text: str, version: str) -> None:
        self.text = text
        self.schema = schema_of(version)
        self.faults: list[dict[str, Any]] = []
        self.fragments: dict[str, FragmentDefinitionNode] = {}
        self.operations: dict[str, Operation] = {}
        self.unnamed = 0
        try:
            parsed = read(text)
        except GraphQLErrors as errors:
            self.faults = errors.errors
            return
        self.faults = validate(self.schema, parsed)
        if self.faults:
            return
        nodes: list[OperationDefinitionNode] = []
        for node in parsed.definitions:
            if isinstance(node, FragmentDefinitionNode):
                self.fragments[node.name.value] = node
            elif isinstance(node, OperationDefinitionNode):
                nodes.append(node)
        for node in nodes:
            self.operations[node.name.value if node.name else ""] = Operation(self, node)

    def operation(self, name: str | None) -> Operation:
        """Raises GraphQLErrors."""
        if self.faults:
            raise GraphQLErrors(self.faults)
        if name:
            found = self.operations.get(name)
            if found is None:
                raise GraphQLErrors([{"message": f'No operation named "{name}"'}])
            return found
        if len(self.operations) != 1:
            raise GraphQLErrors([{"message": "An operation name is required"}])
        return next(iter(self.operations.values()))


_documents: OrderedDict[tuple[str, str], Document] = OrderedDict()


def _document(text: str, version: str) -> Document:
    """Documents are pure: the same text under the same version is the same document."""
    key = (version, text)
    known = _documents.get(key)
    if known is None:
        known = _documents[key] = Document(text, version)
        if len(_documents) > _CACHED_DOCUMENTS:
            _documents.popitem(last=False)
    else:
        _documents.move_to_end(key)
    return known


class Call(msgspec.Struct):
    """What the body says."""

    query: str
    variables: dict[str, Any]
    operation: str | None


def _call(request: Request) -> Call:
    """Raises BadRequest: the only refusals with a status of their own."""
    if request.headers.get("content-type", "").startswith("application/graphql"):
        return Call(request.body.decode("utf-8", "replace"), {}, None)
    try:
        body = None if deeper_than(DEEPEST_BODY, request.body) else _body.decode(request.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        body = None
    if not isinstance(body, dict):
        raise BadRequest({"query": "Required parameter missing or invalid"})
    query, variables = body.get("query"), body.get("variables")
    if not isinstance(query, str) or not query.strip():
        raise BadRequest({"query": "Required parameter missing or invalid"})
    if variables is None:
        variables = {}
    if not isinstance(variables, dict):
        raise BadRequest({"variables": f"expected {_ruby_class(variables)} to be a Hash"})
    name = body.get("operationName")
    return Call(query, variables, name if isinstance(name, str) else None)


def _ruby_class(value: Any) -> str:
    return {str: "String", list: "Array", int: "Integer", bool: "Boolean"}.get(type(value), "Float")


def respond(shopify: Shopify, request: Request) -> Response:
    call = _call(request)
    version = shopify.version(request).schema
    document = _document(call.query, version)
    operation = document.operation(call.operation)
    variables = coerce(operation.variables, call.variables)
    plan = operation.plan(variables)
    steps = plan.steps
    _check_sizes(steps, variables)
    linear = shopify.settings.linear_costs
    price = plan.price(variables, linear=linear)
    if price > MAX_QUERY_COST:
        raise MaxCostExceeded(price, MAX_QUERY_COST)
    token = shopify.auth.authenticate(request)
    key = shopify.bucket(token.app_id)
    limits = shopify.limits
    if not limits.take_points(key, price):
        raise Throttled(_cost_block(price, None, limits.throttle_status(key)))
    context = Context(
        shopify,
        token,
        version,
        document.schema,
        variables,
        window_start(token.scopes, shopify.clock.now()),
        linear,
    )
    answer = _execute(steps, context)
    actual = min(context.spent, price)
    limits.give_back(key, price - actual)
    extensions: dict[str, Any] = {"cost": _cost_block(price, actual, limits.throttle_status(key))}
    if request.headers.get("shopify-graphql-cost-debug") == "1":
        extensions["cost"]["fields"] = cost.breakdown(steps, variables, linear=linear)
    if context.searches:
        extensions["search"] = context.searches
    answer["extensions"] = extensions
    headers = [("content-type", "application/json; charset=utf-8")]
    if plan.deprecated:
        headers.append(("x-shopify-api-deprecated-reason", plan.deprecated))
    return Response(200, encode_json(answer), headers)


def _check_sizes(steps: list[Step], variables: dict[str, Any]) -> None:
    """No array of an input may be too long. Raises GraphQLErrors."""
    for step in steps:
        if step.constant or step.build is not None:
            arguments = step.arguments(variables)
            errors = [
                _too_long(step, path, size, most)
                for path, size in _long_arrays(arguments)
                if size > (most := _most(step, path))
            ]
            if errors:
                raise GraphQLErrors(errors)


def _long_arrays(value: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], int]]:
    found: list[tuple[tuple[str, ...], int]] = []
    if isinstance(value, dict):
        for name, each in value.items():
            found += _long_arrays(each, (*path, name))
    elif isinstance(value, list):
        if len(value) > MAX_INPUT_ARRAY:
            return [(path, len(value))]
        for index, each in enumerate(value):
            found += _long_arrays(each, (*path, str(index)))
    return found


def _most(step: Step, path: tuple[str, ...]) -> int:
    """Lines of a draft order may be more than other arrays (recorded)."""
    draft = step.name.startswith("draftOrder") and path == ("input", "lineItems")
    return MAX_DRAFT_LINES if draft else MAX_INPUT_ARRAY


def _too_long(step: Step, path: tuple[str, ...], size: int, most: int) -> dict[str, Any]:
    return {
        "message": f"The input array size of {size} is greater than the maximum allowed of {most}.",
        "locations": [step.place],
        "path": [step.key, *path],
        "extensions": {"code": "MAX_INPUT_SIZE_EXCEEDED"},
    }


def _execute(steps: list[Step], context: Context) -> dict[str, Any]:
    try:
        data: Any = run(steps, None, context)
        # A root that is null was looked for all the same.
        for step in steps:
            if step.children and data[step.key] is None:
                context.spent += cost.weight_of(step.type_name)
    except Bubble:
        data = None
    answer: dict[str, Any] = {"data": data}
    if context.errors:
        answer["errors"] = context.errors
    return answer


def _cost_block(asked: int, actual: int | None, status: dict[str, int]) -> dict[str, Any]:
    return {
        "requestedQueryCost": asked,
        "actualQueryCost": actual,
        "throttleStatus": status,
    }


def throttled(shopify: Shopify, request: Request) -> Throttled:
    """The refusal of a bucket that somebody else emptied: a planned fault."""
    try:
        call = _call(request)
        version = shopify.version(request).schema
        operation = _document(call.query, version).operation(call.operation)
        variables = coerce(operation.variables, call.variables)
        price = operation.plan(variables).price(variables, linear=shopify.settings.linear_costs)
    except (BadRequest, GraphQLErrors):
        price = 1
    plan = shopify.limits.plan
    return Throttled(
        _cost_block(
            price,
            None,
            {
                "maximumAvailable": plan.points,
                "currentlyAvailable": 0,
                "restoreRate": plan.points_a_second,
            },
        )
    )
