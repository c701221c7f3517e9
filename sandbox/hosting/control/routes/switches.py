"""What the documents of a platform leave open, and what an account's owner may choose: its
switches, one by one. The world's store holds them, so snapshots and state files do."""

from __future__ import annotations

from decimal import Decimal

from sandbox.hosting.control.errors import ControlError, unknown
from sandbox.hosting.control.models import SetSwitch, SwitchKind, SwitchState
from sandbox.hosting.control.routes.asking import TheWorld, router
from sandbox.hosting.control.switch_notes import notes_of
from sandbox.kernel.switches import Switches
from sandbox.world import World

__all__ = ["routes"]

routes = router("switches")


@routes.get("/switches")
async def everything(world: TheWorld) -> list[SwitchState]:
    """Every switch of every platform: what it means, what it is set to."""
    found: list[SwitchState] = []
    for platform, settings in _settings(world).items():
        found += _all(platform, settings)
    return found


@routes.get("/switches/{platform}")
async def of_one(world: TheWorld, platform: str) -> list[SwitchState]:
    """Every switch of one platform."""
    return _all(platform, _of(world, platform))


@routes.get("/switches/{platform}/{name}")
async def single(world: TheWorld, platform: str, name: str) -> SwitchState:
    """One switch."""
    settings = _known(world, platform, name)
    return _state(platform, settings, name, notes_of(type(settings)))


@routes.put("/switches/{platform}/{name}")
async def set_switch(world: TheWorld, platform: str, name: str, asked: SetSwitch) -> SwitchState:
    """Set one switch; what happened before stays as it is."""
    settings = _known(world, platform, name)
    try:
        value = settings.switches()[name].read(asked.value)
    except ValueError as error:
        fix = str(error).rpartition(", not ")[0].partition(" is ")[2]
        raise ControlError(
            422, "malformed", f"value: {error}", field="value", fix=fix or str(error)
        ) from None
    with world.store.transaction():
        setattr(settings, name, value)
    return _state(platform, settings, name, notes_of(type(settings)))


def _settings(world: World) -> dict[str, Switches]:
    found = {
        name: getattr(platform, "settings", None) for name, platform in world.platforms.items()
    }
    return {name: each for name, each in found.items() if isinstance(each, Switches)}


def _of(world: World, platform: str) -> Switches:
    found = _settings(world)
    if platform not in found:
        raise unknown("platform", platform, found, field="platform")
    return found[platform]


def _known(world: World, platform: str, name: str) -> Switches:
    settings = _of(world, platform)
    if name not in settings.names():
        raise unknown(f"switch of {platform}", name, settings.names())
    return settings


def _all(platform: str, settings: Switches) -> list[SwitchState]:
    notes = notes_of(type(settings))
    return [_state(platform, settings, name, notes) for name in settings.names()]


def _state(platform: str, settings: Switches, name: str, notes: dict[str, str]) -> SwitchState:
    switch = settings.switches()[name]
    return SwitchState(
        platform=platform,
        name=name,
        kind=_kind(switch.default),
        value=getattr(settings, name),
        default=switch.default,
        choices=list(switch.choices),
        description=notes[name],
    )


def _kind(default: object) -> SwitchKind:
    match default:
        case bool():
            return "switch"
        case int():
            return "number"
        case Decimal():
            return "amount"
    return "text"
