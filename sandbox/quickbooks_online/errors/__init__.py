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

from sandbox.quickbooks_online.errors.base import (
    FaultError,
    QuickBooksFault,
)
from sandbox.quickbooks_online.errors.business import (
    AccountKind,
    AccountType,
    Business,
    Crashed,
    Deposited,
    DetailRequired,
    DiscountLine,
    DuplicateName,
    DuplicateNumber,
    EmailRequired,
    FeatureNotSupported,
    LineAmount,
    LineTaxCode,
    MissingQuantity,
    NoName,
    PeriodClosed,
    Stale,
    StartDate,
    TaxCodeInvalid,
    TaxNotApplicable,
)
from sandbox.quickbooks_online.errors.gateway import (
    Forbidden,
    GatewayFault,
    OAuthError,
    PlainError,
    Throttled,
    Unauthenticated,
    WrongRealm,
)
from sandbox.quickbooks_online.errors.requests import (
    INACTIVE,
    BatchTooLarge,
    InvalidAmount,
    InvalidBoolean,
    InvalidDate,
    InvalidDateFormat,
    InvalidEnumeration,
    InvalidId,
    InvalidNumber,
    InvalidProperty,
    InvalidReference,
    InvalidRequestId,
    InvalidString,
    Malformed,
    MissingLines,
    MissingPostingType,
    NegativeAmount,
    NotFound,
    NotLinkable,
    RequiredMissing,
    TooLong,
    Unbalanced,
    Unsupported,
)

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
    "EmailRequired",
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
