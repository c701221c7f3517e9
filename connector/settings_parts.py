"""What every part of the settings file has in common."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, SecretStr, StringConstraints

__all__ = ["Environment", "Part", "Text", "plain"]

Environment = Literal["production", "sandbox"]
Text = Annotated[str, StringConstraints(strip_whitespace=True)]


class Part(BaseModel):
    """A section: what it does not know is a mistake, and it never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def plain(value: object) -> str:
    """The text of a field, a secret's too."""
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)
