"""The Settlements screen: retrieve, post, cancel, the daily sync, and what explains a deposit.

What a settlement file says is `connector.settlements`; what becomes of a posting in the books is
`connector.flows.settlements`; this room decides which posting is tried when, and what people see.
"""
