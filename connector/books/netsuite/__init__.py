"""NetSuite: `api` calls, `lookups` asks SuiteQL, `reading` and `bodies` translate, `adapter` is
the contract's side."""

from connector.books.netsuite.adapter import NetSuite

__all__ = ["NetSuite"]
