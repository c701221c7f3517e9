"""The refusals of QuickBooks Online: every class with the platform's own code, type and sentence.

    Refusal
    +-- QuickBooksFault           400 {"Fault": {"Error": [...], "type": "ValidationFault"}}
    |   one subclass a code: Stale 5010, NotFound 610, RequiredMissing 2020, Business 6000 ...
    |   `-- Crashed               500 SystemFault 10000
    +-- GatewayFault              raised before the company is reached, in the gateway's casing
    |   +-- Unauthenticated       401 3200        +-- Forbidden   403 3100
    |   +-- WrongRealm            401 100, XML    `-- Throttled   429 3001
    +-- PlainError                404, 413, 502, 503, 504 with the web server's page
    `-- OAuthError                {"error", "error_description"} of the token endpoint

Codes and messages: developer.intuit.com "Error codes" and "Handling common errors"; details as
recorded in public client libraries and their issues.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from sandbox.kernel.platform import Refusal

__all__ = [
    "INACTIVE",
    "AccountKind",
    "AccountType",
    "BatchTooLarge",
    "Business",
    "Crashed",
    "Deposited",
    "DetailRequired",
    "DiscountLine",
    "DuplicateName",
    "DuplicateNumber",
    "FaultError",
    "FeatureNotSupported",
    "Forbidden",
    "GatewayFault",
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
    "LineAmount",
    "LineTaxCode",
    "Malformed",
    "MissingLines",
    "MissingPostingType",
    "MissingQuantity",
    "NegativeAmount",
    "NoName",
    "NotFound",
    "NotLinkable",
    "OAuthError",
    "PeriodClosed",
    "PlainError",
    "QuickBooksFault",
    "RequiredMissing",
    "Stale",
    "StartDate",
    "TaxCodeInvalid",
    "TaxNotApplicable",
    "Throttled",
    "TooLong",
    "Unauthenticated",
    "Unbalanced",
    "Unsupported",
    "WrongRealm",
]

INACTIVE = (
    "Something you're trying to use has been made inactive. Check the fields with accounts, "
    "customers, items, vendors or employees."
)


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


class Stale(QuickBooksFault):
    """5010. `user` wrote last; `entity` is the name of the object's type."""

    def __init__(self, user: str, entity: str) -> None:
        super().__init__(
            FaultError(
                "Stale Object Error",
                f"Stale Object Error : You and {user} were working on this at the same time. "
                f"{user} finished before you did, so your work was not saved. Entity={entity}",
                "5010",
            )
        )


class Business(QuickBooksFault):
    """6000: any rule without a code of its own."""

    def __init__(self, sentence: str) -> None:
        super().__init__(
            FaultError(
                "A business validation error has occurred while processing your request",
                f"Business Validation Error: {sentence}",
                "6000",
            )
        )


class FeatureNotSupported(QuickBooksFault):
    """5030."""

    def __init__(self, feature: str) -> None:
        super().__init__(
            FaultError(
                "Feature Not Supported",
                f"The feature is not supported for this company: {feature}",
                "5030",
            )
        )


class AccountKind(QuickBooksFault):
    """6010: an account needs its type or its subtype."""

    def __init__(self) -> None:
        super().__init__(
            FaultError(
                "Invalid Account.AccountType && Account.SubType",
                "Either Account.AccountType or Account.AccountSubType must be specified.",
                "6010",
            )
        )


class LineAmount(QuickBooksFault):
    """6070."""

    def __init__(self, supplied: Decimal) -> None:
        sentence = "Amount is not equal to UnitPrice * Qty"
        super().__init__(
            FaultError(
                "Amount calculation incorrect in the request",
                f"{sentence}. Supplied value:{supplied:,}",
                "6070",
            )
        )


class NoName(QuickBooksFault):
    """6080."""

    def __init__(self) -> None:
        super().__init__(
            FaultError(
                "No name provided",
                "At least one of the following must be supplied: Title, GivenName, MiddleName, "
                "FamilyName, DisplayName, Suffix.",
                "6080",
            )
        )


class DiscountLine(QuickBooksFault):
    """6090."""

    def __init__(self) -> None:
        super().__init__(
            FaultError(
                "Discount Line missing required info",
                "Discount amount or percent is required.",
                "6090",
            )
        )


class LineTaxCode(QuickBooksFault):
    """6100: a line of a US company bears TAX or NON."""

    def __init__(self, value: str) -> None:
        super().__init__(
            FaultError(
                "Invalid Line TaxCode in the request",
                f"Line TaxCode should be TAX or NON. Supplied value:{value}",
                "6100",
            )
        )


class DuplicateNumber(QuickBooksFault):
    """6140. Clients read TxnId out of the detail."""

    def __init__(self, number: str, txn_type: str, txn_id: str) -> None:
        super().__init__(
            FaultError(
                "Duplicate Document Number Error",
                "Duplicate Document Number Error : You must specify a different number. This "
                f"number has already been used. DocNumber={number} is assigned to "
                f"TxnType={txn_type} with TxnId={txn_id}",
                "6140",
            )
        )


class TaxCodeInvalid(QuickBooksFault):
    """6160."""

    def __init__(self, value: str) -> None:
        super().__init__(
            FaultError("Invalid TaxCodeRef", f"Invalid TaxCodeRef : {value}", "6160", "TaxCodeRef")
        )


class TaxNotApplicable(QuickBooksFault):
    """6170."""

    def __init__(self) -> None:
        super().__init__(
            FaultError(
                "Invalid TxnTaxDetail",
                "TxnTaxDetail is not allowed when GlobalTaxCalculation is NotApplicable.",
                "6170",
                "TxnTaxDetail",
            )
        )


class PeriodClosed(QuickBooksFault):
    """6200, or 6210 when the books are closed with a password."""

    def __init__(self, code: str = "6210") -> None:
        super().__init__(
            FaultError(
                "Account Period Closed, Cannot Update Through Services API",
                "The account period has closed and the account books cannot be updated through "
                "the QBO Services API. Please use the QBO website to make these changes.",
                code,
            )
        )


class DuplicateName(QuickBooksFault):
    """6240. `subject`: what bears the name already."""

    def __init__(self, subject: str = "customer, vendor or employee") -> None:
        super().__init__(
            FaultError(
                "Duplicate Name Exists Error",
                f"The name supplied already exists. : Another {subject} is already using this "
                "name. Please use a different name.",
                "6240",
            )
        )


class StartDate(QuickBooksFault):
    """6270: before the inventory start date of an item."""

    def __init__(self) -> None:
        super().__init__(
            FaultError(
                "InventoryTxnDatedBeforeItemStartDate",
                "Transactions with inventory items cannot be dated earlier than the inventory "
                "start date of the item.",
                "6270",
            )
        )


class AccountType(QuickBooksFault):
    """6430."""

    def __init__(self, account_type: str, element: str = "") -> None:
        super().__init__(
            FaultError(
                "Invalid account type used",
                f"Invalid account type: {account_type}",
                "6430",
                element,
            )
        )


class DetailRequired(QuickBooksFault):
    """6440."""

    def __init__(self) -> None:
        super().__init__(
            FaultError(
                "Transaction Detail Information Required",
                "You must select a product or service or an account for each split line that has "
                "an amount or a billable customer.",
                "6440",
            )
        )


class MissingQuantity(QuickBooksFault):
    """6520."""

    def __init__(self) -> None:
        super().__init__(
            FaultError(
                "Missing Tracked Inventory Item Quantity",
                "The tracked inventory item must have a quantity.",
                "6520",
            )
        )


class Deposited(QuickBooksFault):
    """6540: every update of a deposited transaction, sparse or full (recorded)."""

    def __init__(self) -> None:
        super().__init__(
            FaultError(
                "Deposited Transaction cannot be changed",
                "This transaction has been deposited. If you want to change or delete it, you "
                "must edit the deposit it appears on and remove it first",
                "6540",
            )
        )


class Crashed(QuickBooksFault):
    """10000."""

    def __init__(self, detail: str = "") -> None:
        message = "An application error has occurred while processing your request"
        super().__init__(
            FaultError(message, detail or "System Failure Error: 10000", "10000"),
            type="SystemFault",
            status=500,
        )


class GatewayFault(Refusal):
    """Raised before the company is reached. The JSON has lower-case keys and a time in
    milliseconds; `xml` answers in XML whatever the request accepts."""

    status = 401
    type = "AUTHENTICATION"
    xml = False

    def __init__(self, message: str, detail: str | None, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail
        self.code = code


class Unauthenticated(GatewayFault):
    """401, 3200: no token, a malformed, expired or revoked one."""

    def __init__(self, detail: str | None, *, application: bool = False) -> None:
        name = "ApplicationAuthenticationFailed" if application else "AuthenticationFailed"
        super().__init__(f"message={name}; errorCode=003200; statusCode=401", detail, "3200")


class WrongRealm(GatewayFault):
    """401, 100: the token of another company."""

    type = "AuthenticationFault"
    xml = True

    def __init__(self) -> None:
        super().__init__(
            "General Authentication Error",
            "AuthenticationErrorGeneral: SRV-110-Authentication Failure , statusCode: 401",
            "100",
        )


class Forbidden(GatewayFault):
    """403, 3100: a sandbox token on the production host or the reverse."""

    status = 403
    type = "SERVICE"

    def __init__(self) -> None:
        super().__init__(
            "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403",
            None,
            "3100",
        )


class Throttled(GatewayFault):
    """429, 3001 (403 in old traces)."""

    status = 429
    type = "SERVICE"

    def __init__(self) -> None:
        super().__init__(
            "message=ThrottleExceeded; errorCode=003001; statusCode=429",
            "The request limit was reached.  Try again later",
            "3001",
        )


class PlainError(Refusal):
    """A status without a Fault: an unknown path, a body too large, a gateway that is down. The
    page is the web server's own."""

    def __init__(self, status: int, title: str) -> None:
        super().__init__(title)
        self.status = status
        self.title = title


class OAuthError(Refusal):
    """The token endpoint's own error. `description` is sometimes absent."""

    def __init__(self, error: str, description: str | None = None, status: int = 400) -> None:
        super().__init__(description or error)
        self.error = error
        self.description = description
        self.status = status
