"""NetSuite: `api` calls, `lookups` asks SuiteQL, `reading` and `bodies` translate, `adapter` is
the contract's side of orders and refunds, `settlements` that of settlements."""

from connector.books.netsuite.settlements import NetSuite

__all__ = ["NetSuite"]
