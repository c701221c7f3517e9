"""Settlements into the books, posting by posting, in the style of NetSuite Connector.

Source: Help Center "Importing Amazon Settlement Reports in NetSuite Connector".
"""

from connector.flows.settlements.account import SettlementAccount, SettlementOptions

__all__ = ["SettlementAccount", "SettlementOptions"]
