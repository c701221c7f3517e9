"""Points: what a query may cost at most, told before it runs, and what it did cost.

shopify.dev "API limits": scalars and enums 0, an object 1, a mutation 10, a connection 2 and its
page of objects. Figures of recorded answers narrow it down: `order(id)` with scalars is 1,
`orders(first: 1)` 3, orderCreate 11 (its user errors are free), and the header of an order with
some twenty amounts stays under 36, so that amounts and other values without identity are free.
A plain list counts as one object unless `first` sizes it.
"""

from __future__ import annotations

from typing import Any

from sandbox.shopify.graphql.context import Step

__all__ = ["CONNECTION", "MUTATION", "breakdown", "requested", "sizes_vary", "weight_of"]

CONNECTION = 2
MUTATION = 10

_FREE = {
    "AccessScope", "ApiVersion", "Attribute", "BulkOperationUserError", "CashRoundingAdjustment",
    "Count",
    "DiscountAllocation", "FulfillmentOrderSupportedAction", "FulfillmentTrackingInfo",
    "MoneyBag", "MoneyV2", "OrderCancellation", "OrderCreateUserError", "PageInfo",
    "PricingPercentageValue", "TaxLine", "UserError", "Weight",
}  # fmt: skip


def weight_of(type_name: str) -> int:
    """Own points of an object of this type."""
    if type_name in _FREE or type_name.startswith("__") or type_name.endswith("Edge"):
        return 0
    if type_name.endswith("Payload"):
        return MUTATION
    return CONNECTION if type_name.endswith("Connection") else 1


def requested(steps: list[Step], variables: dict[str, Any]) -> int:
    """The most that these fields may cost together."""
    return sum(_cost(step, variables) for step in steps)


def _cost(step: Step, variables: dict[str, Any]) -> int:
    if not step.children:
        return 0
    if step.type_name.endswith("Connection"):
        size = _size(step, variables) or 0
        page = requested(step.children[step.type_name], variables)
        return CONNECTION + size * page
    dearest = max(
        weight_of(name) + requested(steps, variables) for name, steps in step.children.items()
    )
    if _is_sized_list(step):
        dearest *= max(_size(step, variables) or 1, 1)
    return dearest


def _size(step: Step, variables: dict[str, Any]) -> int | None:
    arguments = step.arguments(variables)
    size = arguments.get("first")
    return size if size is not None else arguments.get("last")


def _is_sized_list(step: Step) -> bool:
    return not step.type_name.endswith("Connection") and _has_size(step)


def _has_size(step: Step) -> bool:
    return step.build is not None or "first" in step.constant or "last" in step.constant


def sizes_vary(steps: list[Step]) -> bool:
    """Whether the cost depends on variables."""
    for step in steps:
        if step.children and step.build is not None:
            return True
        if any(sizes_vary(below) for below in step.children.values()):
            return True
    return False


def breakdown(
    steps: list[Step], variables: dict[str, Any], path: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """`extensions.cost.fields` of a request with `Shopify-GraphQL-Cost-Debug: 1`: children
    before their parents, as recorded."""
    found: list[dict[str, Any]] = []
    for step in steps:
        here = (*path, step.key)
        below = 0
        for name in step.children:
            found += breakdown(step.children[name], variables, here)
            below = max(below, requested(step.children[name], variables))
        connection = step.type_name.endswith("Connection")
        own = weight_of(step.type_name) if step.children else 0
        found.append(
            {
                "path": list(here),
                "definedCost": None if connection else own,
                "requestedTotalCost": _cost(step, variables),
                "requestedChildrenCost": below if step.children else None,
            }
        )
    return found
