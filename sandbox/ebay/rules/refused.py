"""A business rule says no, by its number; `sandbox.ebay.error_codes` has the sentences."""

from __future__ import annotations

from sandbox.kernel.platform import Refusal

__all__ = ["CANCELLATION", "FINANCES", "FULFILLMENT", "RETURN", "NotThere", "RuleError"]

# Whose numbers a refusal has.
FULFILLMENT, FINANCES = "API_FULFILLMENT", "API_FINANCES"
RETURN, CANCELLATION = "returnErrorDomain", "cancelErrorDomain"


class RuleError(Refusal):
    """`domain` and `code` name the error; `parameters` fill its sentence and stand beside it."""

    def __init__(self, code: int, /, domain: str = FULFILLMENT, **parameters: str) -> None:
        super().__init__(f"{domain} {code} {parameters or ''}".rstrip())
        self.domain = domain
        self.code = code
        self.parameters = parameters


class NotThere(RuleError):
    """What the address names does not exist: the same numbers, but 404."""
