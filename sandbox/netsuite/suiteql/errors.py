"""The sentences with which NetSuite refuses a query. All are 400 INVALID_PARAMETER on `q`.

The common beginning and the first three endings are as captured from live accounts.
"""

from __future__ import annotations

from sandbox.netsuite.errors import InvalidParameter

__all__ = ["record_not_found", "unknown_identifier", "unknown_table", "unsupported"]

_BEGINNING = "Invalid search query. Detailed unprocessed description follows. "


def unknown_identifier(name: str, sources: dict[str, str]) -> InvalidParameter:
    """`sources`: the tables of that SELECT by alias, as NetSuite lists them."""
    known = ", ".join(f"{alias}={table}" for alias, table in sources.items())
    return _refusal(
        f"Search error occurred: Unknown identifier '{name}'. "
        f"Available identifiers are: {{{known}}}."
    )


def unknown_table(name: str) -> InvalidParameter:
    return _refusal(f"Invalid search type: {name}.")


def record_not_found(name: str) -> InvalidParameter:
    """The table exists, but not for this account or role: a feature is off, a permission lacks."""
    return _refusal(f"Search error occurred: Record '{name}' was not found.")


def unsupported() -> InvalidParameter:
    """Not SuiteQL: syntax, functions and mixtures that it does not have."""
    return _refusal("Search error occurred: Invalid or unsupported search.")


def _refusal(sentence: str) -> InvalidParameter:
    return InvalidParameter(f"{_BEGINNING}{sentence}", query_param="q")
