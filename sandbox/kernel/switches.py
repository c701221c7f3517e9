"""Named switches of an account, kept in the world's store, so a snapshot or a state file has them.

A platform lists its own in a subclass of `Switches`; a value that differs from the default is a
document of the records' `setting_values`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Generic, TypeVar, overload

__all__ = ["Switch", "Switches"]

T = TypeVar("T")


class Switch(Generic[T]):
    """One choice: a default and, where the values are few, the list of them."""

    def __init__(self, default: T, choices: tuple[T, ...] = ()) -> None:
        self.default = default
        self.choices = choices
        self.name = ""

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
        return [name for name, value in vars(cls).items() if isinstance(value, Switch)]
