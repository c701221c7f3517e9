"""Planned misfortune: plan, look, drop."""

from __future__ import annotations

import msgspec

from sandbox.hosting.control.errors import ControlError, unknown
from sandbox.hosting.control.models import FaultPlan, FaultRule
from sandbox.hosting.control.routes.asking import TheWorld, router
from sandbox.kernel.faults import Fault, FaultError

__all__ = ["routes"]

routes = router("faults")


def _rule(fault: Fault) -> FaultRule:
    return FaultRule.model_validate(msgspec.structs.asdict(fault))


@routes.get("/faults")
async def listed(world: TheWorld) -> list[FaultRule]:
    """Every rule, how often it matched and fired."""
    return [_rule(each) for each in world.faults]


@routes.post("/faults", status_code=201)
async def plan(world: TheWorld, asked: FaultPlan) -> FaultRule:
    """Let requests go wrong: the `nth` match and the `times - 1` after it."""
    try:
        return _rule(world.faults.plan(**asked.model_dump()))
    except FaultError as error:
        field, _, why = str(error).partition(": ")
        raise ControlError(422, "malformed", str(error), field=field, fix=why) from None


@routes.delete("/faults/{number}", status_code=204)
async def drop(world: TheWorld, number: int) -> None:
    """Take one rule back."""
    known = [each.id for each in world.faults]
    if number not in known:
        raise unknown("fault rule", str(number), map(str, known), field="number")
    world.faults.drop(number)


@routes.delete("/faults", status_code=204)
async def clear(world: TheWorld) -> None:
    """Take all rules back."""
    world.faults.clear()
