"""Documents as they are shown: with the figures that follow from others, and names at references."""

from __future__ import annotations

from typing import TypeVar

from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.records import Stored

__all__ = ["shown"]

S = TypeVar("S", bound=Stored)


def shown(company: Domain, document: S) -> S:
    """`document` with its computed members."""
    return document
