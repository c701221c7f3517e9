"""What the account allows and does. No HTTP: plain values in, documents out, refusals typed.

    create(netsuite, record_type, fields)                      -> document
    update(netsuite, record_type, id, changes, replace=())     -> document
    upsert(netsuite, record_type, external_id, fields, replace=()) -> document
    delete(netsuite, record_type, id)
    transform(netsuite, source_id, target_type, overlay, source_type=None, replace=()) -> document
    get(netsuite, record_type, id), find(netsuite, record_type, external_id) -> document

`record_type` is the REST name: a transaction type (`RECORD_TYPES`), `customer`, an item type
(`ITEM_TYPES`) or a custom record type of the account. The other lists are read-only.

`fields` and `changes` use the attribute names of records.py. A key that is absent leaves the field
as it is, None clears it. References are internal ids (int); that they exist is checked here.
Amounts are Decimal, dates `date`. Keys beside the plain attributes:

    lines         list of dicts: item, quantity, rate, amount, description, price_level, is_closed,
                  tax_details_reference, custom; `line` names the line that is meant (update);
                  `order_line` (or `line`) names the source's line (transform); item_receive
    applications  list of dicts: doc, apply (bool), amount, line
    tax_details   list of dicts: reference, tax_basis, tax_rate, tax_amount, tax_code, tax_type
    addresses     list of dicts (customer)
    deposits      list of dicts, new customerRefund: doc (customer deposit), apply, amount
    payments      list of dicts, deposit: doc, deposit (bool)
    other_deposits, cash_back
                  lists of dicts, deposit: account, amount, memo; `line` names the line
    journal_lines list of dicts, journalEntry: account, debit, credit, memo, entity
    members       list of dicts, kitItem: item, quantity
    prices        list of dicts, items: price_level, price
    payment       Decimal, customerPayment and customerDeposit: the amount received
    order_status  "A" or "B", salesOrder and returnAuthorization: approval

A line without its key is a new line. `replace` holds the names of lists whose unnamed lines go
away (`{"lines"}`). Computed fields (`total`, `subtotal`, `tax_total`, `status` ...) are ignored.
Error paths use the wire's names (`item.items[0].item`).
"""

from __future__ import annotations

from sandbox.netsuite.rules.domain import Domain
from sandbox.netsuite.rules.operations import (
    create,
    delete,
    find,
    get,
    transform,
    update,
    upsert,
)

__all__ = ["Domain", "create", "delete", "find", "get", "transform", "update", "upsert"]
