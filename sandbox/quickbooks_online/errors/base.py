"""What every refusal of the company has in common."""

from __future__ import annotations

import msgspec

from sandbox.kernel.platform import Refusal

__all__ = [
    "FaultError",
    "QuickBooksFault",
]


class FaultError(msgspec.Struct, frozen=True):
    """One entry of `Fault.Error`. `element` None: the member is absent, as in recorded faults of
    queries."""

    message: str
    detail: str
    code: str
    element: str | None = ""


class QuickBooksFault(Refusal):
    """One problem, or several in one Fault."""

    def __init__(
        self, *errors: FaultError, type: str = "ValidationFault", status: int = 400
    ) -> None:
        super().__init__("; ".join(error.detail for error in errors))
        self.errors = errors
        self.type = type
        self.status = status
