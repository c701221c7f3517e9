"""What every part of the settings file has in common."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, SecretStr, StringConstraints

__all__ = ["Environment", "Part", "Text", "plain", "time_zones"]

Environment = Literal["production", "sandbox"]
Text = Annotated[str, StringConstraints(strip_whitespace=True)]


class Part(BaseModel):
    """A section: what it does not know is a mistake, and it never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@cache
def time_zones() -> frozenset[str]:
    """Their names. To find them a folder of six hundred files is searched, so once."""
    return frozenset(available_timezones())


def plain(value: object) -> str:
    """The text of a field, a secret's too."""
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)
