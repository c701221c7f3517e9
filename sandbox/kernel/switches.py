"""Named switches of an account, kept in the world's store, so a snapshot or a state file has them.

A platform lists its own in a subclass of `Switches`; a value that differs from the default is a
document of the records' `setting_values`.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, TypeVar, overload
from zoneinfo import ZoneInfo

__all__ = ["Switch", "Switches", "a_time_zone"]

T = TypeVar("T")
_MOST = 1_000_000  # days that a date can still be moved by


def a_time_zone(name: str) -> None:
    """Raises ValueError."""
    try:
        ZoneInfo(name)
    except (LookupError, OSError, ValueError):
        raise ValueError(f"{name!r} is no time zone; as America/Los_Angeles") from None


class Switch(Generic[T]):
    """One choice: a default and, where the values are few, the list of them; `check` raises
    ValueError for a value of the right type that still means nothing."""

    def __init__(
        self,
        default: T,
        choices: tuple[T, ...] = (),
        check: Callable[[T], object] | None = None,
    ) -> None:
        self.default = default
        self.choices = choices
        self.check = check
        self.name = ""

    def read(self, value: Any) -> T:
        """The value that somebody wrote down: on or off, a whole number, an amount (also as text,
        so that it stays exact), a word. Raises ValueError: of another type, none of the choices,
        or a number below zero where no choice is."""
        found: Any = value
        match self.default:
            case bool():
                fits, kind = isinstance(value, bool), "true or false"
            case int():
                fits = type(value) is int and value <= _MOST
                kind = f"a whole number up to {_MOST}"
            case Decimal():
                found, kind = _amount(value), "a number"
                fits = found is not None
            case _:
                fits, kind = isinstance(value, str), "a text"
        if not fits:
            raise ValueError(f"{self.name} is {kind}, not {value!r}")
        if self.choices and found not in self.choices:
            listed = ", ".join(map(repr, self.choices))
            raise ValueError(f"{self.name} is one of {listed}, not {value!r}")
        if not self.choices and isinstance(found, int | Decimal) and found < 0:
            raise ValueError(f"{self.name} is not negative, as {value!r} is")
        if self.check is not None:
            self.check(found)
        typed: T = found
        return typed

    def __set_name__(self, owner: type[Switches], name: str) -> None:
        self.name = name

    @overload
    def __get__(self, settings: None, owner: type[Switches]) -> Switch[T]: ...
    @overload
    def __get__(self, settings: Switches, owner: type[Switches]) -> T: ...
    def __get__(self, settings: Switches | None, owner: type[Switches]) -> T | Switch[T]:
        if settings is None:
            return self
        stored = settings.records.setting_values.get(self.name)
        if stored is None:
            return self.default
        if isinstance(self.default, Decimal) and not isinstance(stored.value, Decimal):
            exact: Any = Decimal(str(stored.value))  # JSON of a state file knows no Decimal
            return exact  # type: ignore[no-any-return]  # T is Decimal here
        value: T = stored.value
        return value

    def __set__(self, settings: Switches, value: T) -> None:
        """Raises ValueError, naming the choices."""
        if self.choices and value not in self.choices:
            raise ValueError(f"{self.name} is one of {self.choices}, not {value!r}")
        values = settings.records.setting_values
        values.put(values.kind(id=self.name, value=value))


class Switches:
    """Every switch of one account; `WORD` is what its errors call one of them."""

    WORD = "switch"

    def __init__(self, records: Any) -> None:
        self.records = records

    def __setattr__(self, name: str, value: Any) -> None:
        if name != "records" and not isinstance(getattr(type(self), name, None), Switch):
            raise AttributeError(
                f"no {self.WORD} is called {name!r}; there are {', '.join(self.names())}"
            )
        object.__setattr__(self, name, value)

    @classmethod
    def names(cls) -> list[str]:
        return list(cls.switches())

    @classmethod
    def switches(cls) -> dict[str, Switch[Any]]:
        """By name, in the order in which they are written down."""
        return {name: value for name, value in vars(cls).items() if isinstance(value, Switch)}


def _amount(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() and -9 < found.adjusted() < 16 else None
