"""Orders as sales receipts and invoices, refunds as refund receipts and credit memos.

The rules are those Connex documents. `boxes`, `numbering`, `rounding`, `sale_shape`,
`refund_shape` and `sentences` are pure; `matching` looks; `orders`, `payments`, `refunds` and
`cancelled` read, decide and write; `run` goes through a window.
"""
