"""Points: what a query may cost at most, told before it runs, and what it did cost.

shopify.dev "API limits": scalars and enums 0, an object 1, a mutation 10, a connection 2 and its
page of objects. Recorded answers of 2026 say the rest:

* a page of n counts as 2 ln n objects, rounded down, at least one: `orders(first: 1)` 3,
  `locations(first: 10)` 6, variants of `first: 250` with their inventory items 24;
* amounts, page infos, edges and user errors are free, and so is the object that a mutation hands
  back: its 10 points are for that;
* a plain list is one object, however long; `ordersCount` and its kin are 10;
* introspection is not free: every object of it is one.

What was spent, as far as the recordings go: of a page, its share of the points in whole ones; an
empty page as many as were asked for, without what would have hung below; a list its dearest item;
a root that is null its own point.

`linear` is the rule of answers before 2025, where a page of n counted as n objects.
"""

from __future__ import annotations

import math
from typing import Any

from sandbox.shopify.graphql.context import Step

__all__ = [
    "CONNECTION",
    "MUTATION",
    "breakdown",
    "node_points",
    "page_points",
    "requested",
    "size_of",
    "sizes_vary",
    "spent_on_page",
    "weight_of",
]

CONNECTION = 2
MUTATION = 10
COUNT = 10

_FREE = {"MoneyBag", "MoneyV2", "PageInfo"}


def weight_of(type_name: str) -> int:
    """Own points of an object of this type."""
    if type_name in _FREE or type_name.endswith(("Edge", "UserError")):
        return 0
    if type_name.endswith("Payload"):
        return MUTATION
    if type_name == "Count":
        return COUNT
    return CONNECTION if type_name.endswith("Connection") else 1


def page_points(size: int, *, linear: bool = False) -> int:
    """How many objects a page of this size counts as."""
    if linear or size < 1:
        return size
    return max(1, math.floor(2 * math.log(size)))


def requested(steps: list[Step], variables: dict[str, Any], *, linear: bool = False) -> int:
    """The most that these fields may cost together."""
    return sum(_cost(step, variables, linear) for step in steps)


def _cost(step: Step, variables: dict[str, Any], linear: bool) -> int:
    if not step.children:
        return 0
    if step.type_name.endswith("Connection"):
        points = page_points(size_of(step, variables) or 0, linear=linear)
        page = requested(step.children[step.type_name], variables, linear=linear)
        return CONNECTION + points * page
    return max(
        own_points(step, name) + requested(steps, variables, linear=linear)
        for name, steps in step.children.items()
    )


def own_points(step: Step, type_name: str) -> int:
    """Of the object itself, here: what a mutation hands back is paid for."""
    return 0 if step.owner.endswith("Payload") else weight_of(type_name)


def size_of(step: Step, variables: dict[str, Any]) -> int | None:
    """The page that is asked for."""
    arguments = step.arguments(variables)
    size = arguments.get("first")
    return size if size is not None else arguments.get("last")


def sizes_vary(steps: list[Step]) -> bool:
    """Whether the cost depends on variables: only the size of a page can."""
    for step in steps:
        if step.type_name.endswith("Connection") and step.build is not None:
            return True
        if any(sizes_vary(below) for below in step.children.values()):
            return True
    return False


def node_points(steps: list[Step]) -> int:
    """Own points of one node of a connection, for each way in which it is selected."""
    found = 0
    for step in steps:
        if step.name == "nodes":
            found += max(map(weight_of, step.children), default=0)
        elif step.name == "edges":
            found += sum(
                max(map(weight_of, below.children), default=0)
                for below in step.children[step.type_name]
                if below.name == "node"
            )
    return found


def spent_on_page(size: int, count: int | None, below: int, own: int) -> int:
    """Of a connection with `count` nodes of a page of `size`; `below`: what they came to
    together. None: no node was selected."""
    if count is None:
        return CONNECTION
    points = page_points(size)
    if not count:
        return CONNECTION + points * own
    return CONNECTION + math.ceil(points * (count / size) * (below / count))


def breakdown(
    steps: list[Step],
    variables: dict[str, Any],
    path: tuple[str, ...] = (),
    *,
    linear: bool = False,
) -> list[dict[str, Any]]:
    """`extensions.cost.fields` of a request with `Shopify-GraphQL-Cost-Debug: 1`: children
    before their parents, as recorded."""
    found: list[dict[str, Any]] = []
    for step in steps:
        here = (*path, step.key)
        below = 0
        for name in step.children:
            found += breakdown(step.children[name], variables, here, linear=linear)
            below = max(below, requested(step.children[name], variables, linear=linear))
        connection = step.type_name.endswith("Connection")
        own = own_points(step, step.type_name) if step.children else 0
        found.append(
            {
                "path": list(here),
                "definedCost": None if connection else own,
                "requestedTotalCost": _cost(step, variables, linear),
                "requestedChildrenCost": below if step.children else None,
            }
        )
    return found
