"""The actions of a platform's desk, read from its methods: a new method is a new action.

A method's signature says what an action takes, its docstring what it does. An argument that is a
document is given as a reference, `{"document": "Invoice", "id": "145"}`; what an action answered
is one, so it can be handed on as it is.
"""

from __future__ import annotations

import builtins
import inspect
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache, cached_property
from typing import Annotated, Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin

import msgspec
from pydantic import AliasChoices, AwareDatetime, BaseModel, ConfigDict, Field, Strict, create_model

from sandbox.hosting.control.models import ActionDescription, Argument

__all__ = ["Action", "DocumentReference", "actions_of", "fits", "given"]


class DocumentReference(BaseModel):
    """A document of the platform; any other members are not looked at. `wanted`: its type, or what
    that is built on."""

    model_config = ConfigDict(extra="ignore")
    wanted: ClassVar[type]

    document: str
    id: Annotated[int | str, Field(validation_alias=AliasChoices("id", "Id"))]


class Action:
    """One method of a desk. `rest`: its parameter, if any, that takes many (`*lines`)."""

    def __init__(self, platform: str, method: types.FunctionType) -> None:
        names = _Names(method)
        signature = inspect.signature(method)
        parameters = list(signature.parameters.values())[1:]  # the first is the desk itself
        self.name = method.__name__
        self.rest = ""
        self._platform = platform
        self._types: dict[str, Any] = {}
        self._defaults: dict[str, Any] = {}
        more = False
        for each in parameters:
            if each.kind is inspect.Parameter.VAR_KEYWORD:
                more = True
                continue
            said = names.resolve(each.annotation)
            if each.kind is inspect.Parameter.VAR_POSITIONAL:
                self.rest, said = each.name, list.__class_getitem__(said)
                self._defaults[each.name] = []
            elif each.default is not inspect.Parameter.empty:
                self._defaults[each.name] = each.default
            self._types[each.name] = said
        self.description = ActionDescription(
            platform=platform,
            name=self.name,
            description=inspect.getdoc(method) or f"{self.name.replace('_', ' ').capitalize()}.",
            arguments=[
                Argument(
                    name=name,
                    type=_say(said),
                    required=name not in self._defaults,
                    default=_plain(self._defaults[name]) if name in self._defaults else "",
                )
                for name, said in self._types.items()
            ],
            more=more,
            returns=_say(names.resolve(signature.return_annotation)),
        )

    @cached_property
    def body(self) -> type[BaseModel]:
        """Checks what was sent."""
        words = f"{self._platform}_{self.name}".split("_")
        fields: dict[str, Any] = {
            name: (_wire(said), Field(self._defaults[name]) if name in self._defaults else ...)
            for name, said in self._types.items()
        }
        config = ConfigDict(extra="allow" if self.description.more else "forbid")
        made: type[BaseModel] = create_model(
            "".join(word.capitalize() for word in words), __config__=config, **fields
        )
        return made


def _plain(default: Any) -> str:
    """As JSON writes it."""
    return msgspec.json.encode(default).decode()


def actions_of(platform: str, desk: type) -> dict[str, Action]:
    """By name, in order of the class, what it builds on last."""
    found: dict[str, Action] = {}
    for owner in desk.__mro__[:-1]:
        for name, method in vars(owner).items():
            if not name.startswith("_") and inspect.isfunction(method) and name not in found:
                found[name] = Action(platform, method)
    return found


class _Later:
    """A type that its module imports for type checkers only: some document."""


class _Names(dict[str, Any]):
    """What the words of annotations mean where a method was written."""

    def __init__(self, method: types.FunctionType) -> None:
        super().__init__()
        self._module = vars(sys.modules[method.__module__])

    def __missing__(self, name: str) -> Any:
        if name in self._module or hasattr(builtins, name):
            raise KeyError(name)
        return type(name, (_Later,), {})

    def resolve(self, annotation: Any) -> Any:
        if isinstance(annotation, str):
            return eval(annotation, self._module, self)  # noqa: S307 - our own source
        return annotation


def _is_document(said: Any) -> bool:
    return isinstance(said, type) and issubclass(said, (msgspec.Struct, _Later))


@cache
def _reference(said: Any) -> Any:
    made = create_model(
        f"{said.__name__}Reference",
        __base__=DocumentReference,
        __doc__=f"A {said.__name__} of the platform, by type and id.",
    )
    made.wanted = said
    return made


def fits(reference: DocumentReference, kind: type) -> bool:
    """Whether documents of type `kind` may be meant."""
    wanted = reference.wanted
    if issubclass(wanted, _Later):
        return kind.__name__ == wanted.__name__
    return issubclass(kind, wanted)


def _wire(said: Any) -> Any:
    """The type as JSON bears it."""
    if _is_document(said):
        return _reference(said)
    if isinstance(said, TypeVar):
        return Any
    if said is bool:
        return Annotated[bool, Strict()]  # else "1" would be a yes where an amount may stand, too
    if said is datetime:
        return AwareDatetime
    origin, inner = get_origin(said), get_args(said)
    if origin in (Union, types.UnionType):
        return Union[tuple(dict.fromkeys(map(_wire, inner)))]  # noqa: UP007 - not written, made
    if origin is Literal or origin is None:
        return said
    if origin is tuple:
        return tuple.__class_getitem__(
            tuple(each if each is ... else _wire(each) for each in inner)
        )
    if issubclass(origin, Mapping):
        return dict.__class_getitem__((_wire(inner[0]), _wire(inner[1])))
    if issubclass(origin, Sequence):
        return list.__class_getitem__(_wire(inner[0]))
    return Any


def _say(said: Any) -> str:
    """A type in a line: `object of text: integer or amount`."""
    if _is_document(said):
        return f"document {said.__name__}"
    if said is None or said is type(None):
        return "null"
    origin, inner = get_origin(said), get_args(said)
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(map(_say, inner)))
    if origin is Literal:
        return " or ".join(f'"{each}"' for each in inner)
    if origin is tuple:
        return f"[{', '.join(_say(each) for each in inner if each is not ...)}]"
    if origin is not None and issubclass(origin, Mapping):
        return f"object of {_say(inner[0])}: {_say(inner[1])}"
    if origin is not None and issubclass(origin, Sequence):
        return f"list of {_say(inner[0])}"
    known = {
        "int": "integer", "str": "text", "bool": "true or false", "Decimal": "amount",
        "date": "date", "datetime": "time", "Any": "anything",
    }  # fmt: skip
    name = getattr(said, "__name__", str(said))
    return known.get(name, name)


def _walk(value: Any, found: Callable[[DocumentReference], Any]) -> Any:
    if isinstance(value, DocumentReference):
        return found(value)
    if isinstance(value, (list, tuple)):
        return type(value)(_walk(each, found) for each in value)
    if isinstance(value, dict):
        return {key: _walk(each, found) for key, each in value.items()}
    return value


def given(
    action: Action, body: BaseModel, found: Callable[[DocumentReference], Any]
) -> tuple[list[Any], dict[str, Any]]:
    """What to call the method with; what was not sent keeps its default there."""
    sent = {
        name: _walk(getattr(body, name), found)
        for name in type(body).model_fields
        if name in body.model_fields_set
    }
    many = list(sent.pop(action.rest, ())) if action.rest else []
    return many, {**sent, **(body.model_extra or {})}
