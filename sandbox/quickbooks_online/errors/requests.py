"""Refusals of what a request says: objects, properties, values, references (codes below 5000)."""

from __future__ import annotations

from sandbox.quickbooks_online.errors.base import FaultError, QuickBooksFault

__all__ = [
    "INACTIVE",
    "BatchTooLarge",
    "InvalidAmount",
    "InvalidBoolean",
    "InvalidDate",
    "InvalidDateFormat",
    "InvalidEnumeration",
    "InvalidId",
    "InvalidNumber",
    "InvalidProperty",
    "InvalidReference",
    "InvalidRequestId",
    "InvalidString",
    "Malformed",
    "MissingLines",
    "MissingPostingType",
    "NegativeAmount",
    "NotFound",
    "NotLinkable",
    "RequiredMissing",
    "TooLong",
    "Unbalanced",
    "Unsupported",
]

INACTIVE = (
    "Something you're trying to use has been made inactive. Check the fields with accounts, "
    "customers, items, vendors or employees."
)


class NotFound(QuickBooksFault):
    """610, with HTTP 400. An unknown id and an inactive object answer alike."""

    def __init__(self, detail: str = INACTIVE, element: str = "") -> None:
        super().__init__(
            FaultError("Object Not Found", f"Object Not Found : {detail}", "610", element)
        )

    @classmethod
    def deleted(cls) -> NotFound:
        return cls("Another user has deleted this transaction.")


class NotLinkable(QuickBooksFault):
    """620: the transaction cannot be linked: wrong kind, other customer, nothing left."""

    def __init__(self, txn_id: str, reason: str = "") -> None:
        detail = f"Transaction cannot be linked : TxnId={txn_id}"
        super().__init__(
            FaultError(
                "Transaction cannot be linked", f"{detail}. {reason}" if reason else detail, "620"
            )
        )


class Unsupported(QuickBooksFault):
    """500: the entity has no such operation."""

    def __init__(self, operation: str) -> None:
        super().__init__(
            FaultError("Unsupported Operation", f"Operation {operation} is not supported.", "500")
        )


class Malformed(QuickBooksFault):
    """400: the request is not what this resource takes (recorded of an empty batch)."""

    def __init__(self, detail: str) -> None:
        super().__init__(FaultError("MalformedRequest", detail, "400"))


class BatchTooLarge(QuickBooksFault):
    """1040."""

    def __init__(self, most: int) -> None:
        super().__init__(
            FaultError(
                "The maximum number of batch items in a single request exceeded",
                f"The maximum number of batch items supported in a single request is {most}.",
                "1040",
            )
        )


class InvalidProperty(QuickBooksFault):
    """2010. `reason` replaces the plain name where the JSON reader has more to say."""

    def __init__(self, name: str, reason: str = "") -> None:
        super().__init__(
            FaultError(
                "Request has invalid or unsupported property",
                f"Property Name:{reason or name} specified is unsupported or invalid",
                "2010",
                name,
            )
        )


class RequiredMissing(QuickBooksFault):
    """2020; `element` is the parameter's name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            FaultError(
                "Required param missing, need to supply the required value for the API",
                f"Required parameter {name} is missing in the request",
                "2020",
                name,
            )
        )


class InvalidId(QuickBooksFault):
    """2030."""

    def __init__(self, value: object) -> None:
        super().__init__(
            FaultError("Invalid ID", f"Id should be a valid number. Supplied value:{value}", "2030")
        )


class InvalidString(QuickBooksFault):
    """2040."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(
            FaultError(
                "Invalid String", f"Element contains invalid characters: {value}", "2040", name
            )
        )


class TooLong(QuickBooksFault):
    """2050 (recorded: consolibyte/quickbooks-php#79)."""

    def __init__(self, name: str, longest: int, supplied: int, shortest: int = 0) -> None:
        super().__init__(
            FaultError(
                "String length is either shorter or longer than supported by specification",
                "String length specified does not match the supported length. "
                f"Min:{shortest} Max:{longest} supported. Supplied length:{supplied}",
                "2050",
                name,
            )
        )


class InvalidDateFormat(QuickBooksFault):
    """2060: not a date at all."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(
            FaultError(
                "Invalid Date Format",
                f"Date format should be YYYY-MM-DD. Supplied value:{value}",
                "2060",
                name,
            )
        )


class InvalidDate(QuickBooksFault):
    """2070: the form of a date, but no such day."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(
            FaultError(
                "Invalid Date",
                f"Date value should be valid. Supplied value:{value}",
                "2070",
                name,
            )
        )


class InvalidNumber(QuickBooksFault):
    """2080 for what is no number, 2090 for a number out of range."""

    def __init__(self, name: str, value: object, *, form: bool = True) -> None:
        message = "Invalid Number Format" if form else "Invalid Number"
        super().__init__(
            FaultError(message, f"{message} : {value}", "2080" if form else "2090", name)
        )


class InvalidRequestId(QuickBooksFault):
    """2130: `requestid` is empty, too long or holds a space."""

    def __init__(self, value: str) -> None:
        super().__init__(
            FaultError(
                "Invalid Request Id Format",
                f"Request Id should have 1 to 50 characters without spaces. Supplied value:{value}",
                "2130",
                "requestid",
            )
        )


class InvalidAmount(QuickBooksFault):
    """2140."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(FaultError("Invalid Amount", f"Invalid Amount : {value}", "2140", name))


class InvalidEnumeration(QuickBooksFault):
    """2170."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(
            FaultError("Invalid Enumeration", f"Invalid Enumeration : {value}", "2170", name)
        )


class InvalidBoolean(QuickBooksFault):
    """2230."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(FaultError("Invalid Boolean", f"Invalid Boolean : {value}", "2230", name))


class MissingLines(QuickBooksFault):
    """2250."""

    def __init__(self) -> None:
        super().__init__(
            FaultError("Missing lines", "You must enter at least one split line.", "2250", "Line")
        )


class MissingPostingType(QuickBooksFault):
    """2260."""

    def __init__(self) -> None:
        super().__init__(
            FaultError(
                "MissingPostingType",
                "Posting type is required. Valid values are Credit or Debit.",
                "2260",
                "PostingType",
            )
        )


class NegativeAmount(QuickBooksFault):
    """2290."""

    def __init__(self, element: str = "Amount") -> None:
        super().__init__(
            FaultError(
                "NegativeAmount",
                "Negative amounts are not supported on transaction lines.",
                "2290",
                element,
            )
        )


class Unbalanced(QuickBooksFault):
    """2300: debits and credits of a journal entry differ."""

    def __init__(self) -> None:
        super().__init__(
            FaultError(
                "Amount on debits not equal to credits",
                "Please balance debits and credits.",
                "2300",
            )
        )


class InvalidReference(QuickBooksFault):
    """2500. `noun` is QuickBooks' own: Names, Accounts, Klasses, or a path into the body."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            FaultError(
                "Invalid Reference Id", f"Invalid Reference Id : {detail}", "2500", "Reference Id"
            )
        )

    @classmethod
    def unknown(cls, noun: str, value: str) -> InvalidReference:
        return cls(f"{noun} element id {value} not found")

    @classmethod
    def inactive(cls) -> InvalidReference:
        return cls(INACTIVE)

    @classmethod
    def category(cls) -> InvalidReference:
        return cls(
            "An item in this transaction is set up as a category instead of a product or service."
        )
