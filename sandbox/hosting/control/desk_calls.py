"""Doing an action of a desk: one transaction, the platform's own words when it refuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from pydantic import BaseModel

from sandbox.hosting.control.changes import changes_between
from sandbox.hosting.control.desk_actions import Action, DocumentReference, fits, given
from sandbox.hosting.control.errors import ControlError
from sandbox.hosting.control.models import DeskAnswer
from sandbox.hosting.control.words import describe
from sandbox.kernel.platform import Platform, Refusal
from sandbox.world import World

__all__ = ["do", "in_json"]

_IMPOSSIBLE = (LookupError, ValueError, ArithmeticError)
"""What a desk raises for a name that is not there or a value that cannot be."""
_OF_ANOTHER_TYPE = (TypeError, AttributeError)
"""What members that a desk takes as they come raise where they are used."""


def do(world: World, platform: Platform, action: Action, body: BaseModel) -> DeskAnswer:
    """Raises ControlError: 409 when the platform refuses, 422 for what it cannot mean."""
    many, named = given(action, body, lambda reference: _document(platform, reference))
    method = getattr(_desk(platform), action.name)
    before = world.snapshot()
    try:
        with world.store.transaction():
            result = method(*many, **named)
    except Refusal as refusal:
        raise _refused(platform, refusal) from refusal
    except _IMPOSSIBLE as error:
        raise _impossible(action, body, error) from error
    except Exception as error:
        if isinstance(error, _OF_ANOTHER_TYPE) and body.model_extra:
            raise _of_another_type(body.model_extra) from error
        world.bug(error)
        raise
    happened = describe(world, changes_between(before, None), "before", "now")
    return DeskAnswer(result=in_json(result), changes=happened.sentences)


def _desk(platform: Platform) -> Any:
    return getattr(platform, "desk")  # noqa: B009 - the kernel's platforms need not have one


def _document(platform: Platform, reference: DocumentReference) -> Any:
    """The document of this type and id. Raises ControlError."""
    keys = (reference.id, str(reference.id), _number(reference.id))
    for name, table in platform.store.tables.items():
        if platform.name not in name.split(".") or table.kind.__name__ != reference.document:
            continue
        if fits(reference, table.kind):
            for key in keys:
                if key in table:
                    return table[key]
    raise ControlError(
        422,
        "malformed",
        f"{platform.name} has no {reference.document} {reference.id} that can stand here",
        field="document",
        fix="a document that an action or the platform's API has answered",
    )


def _number(key: int | str) -> int | str:
    return int(key) if isinstance(key, str) and key.isdecimal() and len(key) < 20 else key


def _refused(platform: Platform, refusal: Refusal) -> ControlError:
    words: Iterable[Any] = getattr(refusal, "details", ()) or getattr(refusal, "errors", ())
    if isinstance(words, str | Mapping):  # a sentence, or complaints by field
        words = (words,)
    spoken = [msgspec.to_builtins(each) for each in words]
    return ControlError(
        HTTPStatus.CONFLICT,
        "refused",
        str(refusal) or type(refusal).__name__,
        fix=f"{platform.name} says no; nothing has happened",
        details=spoken,
    )


def _impossible(action: Action, body: BaseModel, error: Exception) -> ControlError:
    """A KeyError's text is its argument: a sentence, or only the key."""
    said = error.args[0] if isinstance(error, KeyError) and error.args else error
    text = str(said) or type(error).__name__
    sent = body.model_dump()
    if isinstance(error, KeyError) and said in [*map(str, sent.values()), None, ""]:
        text = f"there is no {said!r}"
    if isinstance(error, OverflowError):
        text = "a number is too large"
    named = [each.name for each in action.description.arguments]
    return ControlError(
        422,
        "malformed",
        text,
        field=next((name for name in named if name in text.split()), ""),
        fix=f"the arguments of {action.name} are: {', '.join(named) or 'none'}",
    )


def _of_another_type(extra: Mapping[str, Any]) -> ControlError:
    names = ", ".join(extra)
    return ControlError(
        422,
        "malformed",
        f"a member cannot be what it is: one of {names}",
        field=next(iter(extra)) if len(extra) == 1 else "",
        fix="give it as the platform writes it",
    )


def in_json(value: Any) -> Any:
    """Documents with their type under `document`, amounts as text."""
    if isinstance(value, msgspec.Struct):
        return {"document": type(value).__name__, **msgspec.to_builtins(value, str_keys=True)}
    if isinstance(value, (list, tuple)):
        return [in_json(each) for each in value]
    if isinstance(value, dict):
        return {str(key): in_json(each) for key, each in value.items()}
    return msgspec.to_builtins(value)
