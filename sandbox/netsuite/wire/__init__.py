"""Records as SuiteTalk REST writes and reads them.

    values   JSON, numbers, dates            schema   the fields of every record type
    encode   document -> JSON                decode   JSON -> what the rules take
    errors   refusal -> JSON

Source: REST API Browser 2026.1 and Help Center "SuiteTalk REST Web Services API Guide". Ids are
strings, amounts are JSON numbers written and read exactly, empty fields are left out, references
are `{links, id, refName}`, enumerations `{id, refName}`, sublists a link unless expanded.

References may be written as `{"id": "5"}`, `{"id": 5}`, `{"externalId": "X"}`, `"5"` or `5`.

Tax (SuiteTax), the same on salesOrder, cashSale, invoice, cashRefund and creditMemo
------------------------------------------------------------------------------------
Without `taxDetailsOverride` the account computes the tax. With `"taxDetailsOverride": true` the
`taxDetails` of the body stand as they are:

    {"taxDetailsOverride": true,
     "item": {"items": [{"item": {"id": "7"}, "quantity": 3, "rate": 19.99,
                         "taxDetailsReference": "L1"}]},
     "shippingCost": 7.95,
     "taxDetails": {"items": [
        {"taxDetailsReference": {"id": "L1"}, "taxBasis": 53.97, "taxRate": 8.25,
         "taxAmount": 4.45, "taxCode": {"id": "5"}, "taxType": "4"},
        {"taxDetailsReference": {"id": "SHIPPING"}, "taxBasis": 7.95, "taxRate": 8.25,
         "taxAmount": 0.66, "taxCode": {"id": "5"}, "taxType": "4"}]}}

- A line's reference is any text, unique in the transaction: `taxDetailsReference` of the item
  line, a string (API Browser `salesOrder-itemElement`).
- A tax detail names it in `taxDetailsReference`, read as `{id, refName}` (API Browser
  `salesOrder-taxDetailsElement`); written as `{"id": "L1"}` or as the bare string `"L1"`.
- The reference of shipping is the constant `SHIPPING` (Help Center "taxdetails"). There is no
  body field for it; `shippingTaxDetailsReference` exists on lines of `shipGroup` only, which an
  order with one address does not use.
- `taxRate` is in percent (8.25). `taxType` is a string, the id of the tax type; `{"id": "4"}` is
  taken too. `taxCode` and `taxType` may be left out: the account's default stands.
- Answers add `lineType` (`Item`, `Shipping`), `lineName` and `netAmount`, which are computed.
- `taxItem`, `taxRate`, `taxCode` of lines: legacy tax, which REST does not support.
"""

from __future__ import annotations
