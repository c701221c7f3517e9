"""QuickBooks Online: `api` calls, `faults` reads refusals, `query` words statements, `lookups` asks
them, `reading` and `bodies` translate, `adapter` is the contract's side."""

from connector.books.quickbooks_online.adapter import QuickBooksOnline

__all__ = ["QuickBooksOnline"]
