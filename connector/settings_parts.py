"""What every part of the settings file has in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

__all__ = ["Part", "Text"]

Text = Annotated[str, StringConstraints(strip_whitespace=True)]


class Part(BaseModel):
    """A section: what it does not know is a mistake, and it never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)
