"""The three ways in which a query is refused, in the words of recorded answers.

4000 "Error parsing query"      lexer and grammar; the sentences are those of a JavaCC parser
4001 "Invalid query"            names, filters and paging that the entity does not have
4002 "Error processing query"   the statement is right, a row cannot be answered

Recorded: node-quickbooks issue 56, quickbooks-node-promise issue 1, quickbooks-ruby issues 309,
471 and 628, its fixture `query_validation_error`, QuickBooks-V3-DotNET-SDK issue 111. None of the
recorded errors has an element.
"""

from __future__ import annotations

from sandbox.quickbooks_online.errors import FaultError, QuickBooksFault

__all__ = ["QueryFault", "invalid", "unparsable", "unprocessable"]


class QueryFault(QuickBooksFault):
    """A statement that gets no rows."""


def unparsable(reason: str) -> QueryFault:
    return _fault("4000", "Error parsing query", f"QueryParserError: {reason}")


def invalid(reason: str) -> QueryFault:
    return _fault("4001", "Invalid query", f"QueryValidationError: {reason}")


def unprocessable(reason: str) -> QueryFault:
    return _fault("4002", "Error processing query", f"QueryProcessingError: {reason}")


def _fault(code: str, message: str, detail: str) -> QueryFault:
    return QueryFault(FaultError(message=message, detail=detail, code=code, element=None))
