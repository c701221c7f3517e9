"""Refusals of what a request asks for: stale versions, books, numbers, names (5000 and above)."""

from __future__ import annotations

from decimal import Decimal

from sandbox.quickbooks_online.errors.base import FaultError, QuickBooksFault

__all__ = [
    "AccountKind",
    "AccountType",
    "Business",
    "Crashed",
    "Deposited",
    "DetailRequired",
    "DiscountLine",
    "DuplicateName",
    "DuplicateNumber",
    "EmailRequired",
    "FeatureNotSupported",
    "LineAmount",
    "LineTaxCode",
    "MissingQuantity",
    "NoName",
    "PeriodClosed",
    "Stale",
    "StartDate",
    "TaxCodeInvalid",
    "TaxNotApplicable",
]


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


class EmailRequired(QuickBooksFault):
    """6420: a form that is to be sent needs an address."""

    def __init__(self) -> None:
        super().__init__(
            FaultError(
                "Email address is required",
                "An email address is required since the delivery type is email.",
                "6420",
                "BillEmail",
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
