"""Settlements into the books, posting by posting, in the style of NetSuite Connector.

`order_plan`, `refund_plan` and `summary_plan` decide what the rows of a posting become; `posting`
writes it once; `items` knows which item stands for which kind of fee or credit; `keys` leads from a
line in the books back to its row. Source: Help Center "Importing Amazon Settlement Reports in
NetSuite Connector".
"""

from connector.flows.settlements.account import SettlementAccount, SettlementOptions
from connector.flows.settlements.items import create_settlement_items, missing_items
from connector.flows.settlements.keys import key_of, rows_in
from connector.flows.settlements.posting import post_posting

__all__ = [
    "SettlementAccount",
    "SettlementOptions",
    "create_settlement_items",
    "key_of",
    "missing_items",
    "post_posting",
    "rows_in",
]
