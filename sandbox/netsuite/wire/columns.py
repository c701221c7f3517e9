"""What a body may carry beside the fields of its record type: sublists and their columns, custom
fields, and what is read past.
"""

from __future__ import annotations

from sandbox.netsuite.records import FieldKind
from sandbox.netsuite.wire.shapes import Kind

__all__ = [
    "ADDRESS_PARTS",
    "ALWAYS_IGNORED",
    "COMPUTED_ON_LINES",
    "CUSTOM_KINDS",
    "KEPT",
    "LINE_FIELDS",
    "READ_COLUMNS",
    "SUBLIST_ATTRIBUTES",
    "read_columns",
    "written_columns",
]

# Sublists that a body may carry -> their name for the rules.
SUBLIST_ATTRIBUTES: dict[str, str] = {
    "item": "lines",
    "taxDetails": "tax_details",
    "apply": "applications",
    "credit": "credits",
    "addressBook": "addresses",
    "currencyList": "currencies",
    "package": "tracking_numbers",
    "deposit": "deposits",
    "payment": "payments",
    "other": "other_deposits",
    "cashBack": "cash_back",
    "line": "journal_lines",
    "member": "members",
    "price": "prices",
    "subsidiary": "subsidiaries",
}
# Fields of transactions that NetSuite keeps and prints back but that decide nothing here.
KEPT: dict[str, Kind] = {
    "message": "text",
    "fob": "text",
    "shipComplete": "flag",
    "toBeEmailed": "flag",
    "toBeFaxed": "flag",
    "toBePrinted": "flag",
    "isMultiShipTo": "flag",
    "startDate": "day",
    "endDate": "day",
    "salesEffectiveDate": "day",
}
ADDRESS_PARTS: dict[str, str] = {
    "addressee": "addressee",
    "attention": "attention",
    "addr1": "addr1",
    "addr2": "addr2",
    "city": "city",
    "state": "state",
    "zip": "zip",
    "country": "country",
    "addrPhone": "addr_phone",
}
# Present in every answer, without meaning in a request.
ALWAYS_IGNORED = frozenset({"links", "id", "refName"})
COMPUTED_ON_LINES = frozenset(
    {
        "links", "refName", "lineUniqueKey", "itemType", "itemSubtype", "quantityBilled",
        "quantityFulfilled", "quantityReceived", "quantityCommitted", "quantityBackOrdered",
        "quantityAvailable", "quantityOnHand", "orderDoc", "lineType", "lineName", "netAmount",
        "grossAmt", "tax1Amt", "due", "total", "type", "refNum", "applyDate", "currency",
        "createdFrom", "calcDetail", "docDate", "docNumber", "paymentAmount", "transactionAmount",
        "paymentMethod", "remaining", "depositDate", "memberUnit", "appliedTo", "creditDate",
    }
)  # fmt: skip
LINE_FIELDS: dict[str, dict[str, tuple[str, str, str]]] = {
    "item": {
        "item": ("item", "reference", "item"),
        "line": ("line", "integer", ""),
        "orderLine": ("order_line", "integer", ""),
        "quantity": ("quantity", "number", ""),
        "rate": ("rate", "rate", ""),
        "amount": ("amount", "number", ""),
        "description": ("description", "text", ""),
        "price": ("price_level", "key", ""),
        "isClosed": ("is_closed", "flag", ""),
        "itemReceive": ("item_receive", "flag", ""),
        "restock": ("moves_stock", "flag", ""),
        "location": ("location", "reference", "location"),
        "taxDetailsReference": ("tax_details_reference", "text", ""),
    },
    "taxDetails": {
        "taxDetailsReference": ("reference", "name", ""),
        "taxBasis": ("tax_basis", "number", ""),
        "taxRate": ("tax_rate", "number", ""),
        "taxAmount": ("tax_amount", "number", ""),
        "taxCode": ("tax_code", "reference", "salesTaxItem"),
        "taxType": ("tax_type", "reference", "taxType"),
    },
    "apply": {
        "doc": ("doc", "reference", "transaction"),
        "line": ("line", "integer", ""),
        "apply": ("apply", "flag", ""),
        "amount": ("amount", "number", ""),
    },
    "credit": {
        "doc": ("doc", "reference", "transaction"),
        "line": ("line", "integer", ""),
        "apply": ("apply", "flag", ""),
        "amount": ("amount", "number", ""),
    },
    "addressBook": {
        "line": ("line", "integer", ""),
        "id": ("line", "integer", ""),
        "label": ("label", "text", ""),
        "defaultBilling": ("default_billing", "flag", ""),
        "defaultShipping": ("default_shipping", "flag", ""),
    },
    "currencyList": {"currency": ("currency", "reference", "currency")},
    "package": {
        "packageTrackingNumber": ("tracking", "text", ""),
        "packageWeight": ("", "number", ""),
        "packageDescr": ("", "text", ""),
    },
    "deposit": {
        "doc": ("doc", "reference", "transaction"),
        "apply": ("apply", "flag", ""),
        "amount": ("amount", "number", ""),
    },
    "payment": {
        "id": ("doc", "reference", "transaction"),
        "deposit": ("deposit", "flag", ""),
    },
    "other": {
        "line": ("line", "integer", ""),
        "account": ("account", "reference", "account"),
        "amount": ("amount", "number", ""),
        "entity": ("entity", "reference", "customer"),
        "memo": ("memo", "text", ""),
    },
    "cashBack": {
        "line": ("line", "integer", ""),
        "account": ("account", "reference", "account"),
        "amount": ("amount", "number", ""),
        "memo": ("memo", "text", ""),
    },
    "line": {
        "line": ("line", "integer", ""),
        "account": ("account", "reference", "account"),
        "debit": ("debit", "number", ""),
        "credit": ("credit", "number", ""),
        "entity": ("entity", "reference", "customer"),
        "memo": ("memo", "text", ""),
    },
    "member": {
        "line": ("line", "integer", ""),
        "item": ("item", "reference", "item"),
        "quantity": ("quantity", "number", ""),
    },
    "price": {
        "priceLevel": ("price_level", "key", ""),
        "price": ("price", "number", ""),
        "currencyPage": ("", "key", ""),
        "quantity": ("", "key", ""),
    },
    "subsidiary": {"id": ("subsidiary", "reference", "subsidiary")},
}

# Columns that are read and not written, or written another way than they are read, as
# `name -> (kind, target)`; a key `salesOrder.item` adds those of one record type.
READ_COLUMNS: dict[str, dict[str, tuple[str, str]]] = {
    "item": {"lineUniqueKey": ("text", ""), "itemType": ("enum", "")},
    "salesOrder.item": {
        "quantityBilled": ("number", ""),
        "quantityFulfilled": ("number", ""),
        "quantityCommitted": ("number", ""),
        "quantityBackOrdered": ("number", ""),
    },
    "returnAuthorization.item": {
        "quantityBilled": ("number", ""),
        "quantityReceived": ("number", ""),
    },
    "estimate.item": {"quantityBilled": ("number", "")},
    "creditMemo.item": {"orderDoc": ("reference", "transaction")},
    "taxDetails": {
        "lineType": ("text", ""),
        "lineName": ("text", ""),
        "netAmount": ("number", ""),
    },
    "apply": {
        "due": ("number", ""),
        "total": ("number", ""),
        "type": ("text", ""),
        "refNum": ("text", ""),
        "applyDate": ("day", ""),
        "currency": ("text", ""),
    },
    "credit": {
        "due": ("number", ""),
        "total": ("number", ""),
        "type": ("text", ""),
        "refNum": ("text", ""),
        "creditDate": ("day", ""),
        "currency": ("text", ""),
        "appliedTo": ("text", ""),
    },
    "deposit": {
        "remaining": ("number", ""),
        "total": ("number", ""),
        "refNum": ("text", ""),
        "depositDate": ("day", ""),
        "currency": ("text", ""),
    },
    "payment": {
        "docDate": ("day", ""),
        "docNumber": ("text", ""),
        "type": ("text", ""),
        "entity": ("reference", "customer"),
        "paymentMethod": ("reference", "paymentMethod"),
        "currency": ("reference", "currency"),
        "paymentAmount": ("number", ""),
        "transactionAmount": ("number", ""),
    },
    "price": {"priceLevelName": ("text", "")},
    "subsidiary": {"refName": ("text", "")},
    "locations": {
        "locationId": ("reference", "location"),
        "location": ("text", ""),
        "quantityOnHand": ("number", ""),
        "quantityAvailable": ("number", ""),
        "quantityCommitted": ("number", ""),
        "quantityBackOrdered": ("number", ""),
        "averageCostMli": ("number", ""),
        "onHandValueMli": ("number", ""),
    },
}
# What moves goods has no prices, what has prices moves no goods.
_OF_GOODS = frozenset({"item", "line", "orderLine", "quantity", "description", "location"})
_ONLY_OF_GOODS = frozenset({"itemReceive", "restock"})


def written_columns(record: str, sublist: str) -> dict[str, tuple[str, str, str]]:
    """The columns that a body of this record type may carry."""
    known = LINE_FIELDS.get(sublist, {})
    if sublist != "item":
        return {} if (record, sublist) in _READ_ONLY else known
    if record in ("itemFulfillment", "itemReceipt"):
        wanted = _OF_GOODS | (_ONLY_OF_GOODS if record == "itemReceipt" else {"itemReceive"})
        return {name: column for name, column in known.items() if name in wanted}
    left_out = _ONLY_OF_GOODS if record != "salesOrder" else {*_ONLY_OF_GOODS, "orderLine"}
    return {name: column for name, column in known.items() if name not in left_out}


def read_columns(record: str, sublist: str) -> dict[str, tuple[str, str]]:
    """The columns that are only read."""
    found = dict(READ_COLUMNS.get(sublist, {}))
    if sublist == "item" and record in ("itemFulfillment", "itemReceipt"):
        found = {}
    if (record, sublist) in _READ_ONLY:
        found = {name: (kind, to) for name, (_, kind, to) in LINE_FIELDS[sublist].items()} | found
    return found | READ_COLUMNS.get(f"{record}.{sublist}", {})


# Lists of types whose other records write them: a deposit is spent by its applications.
_READ_ONLY = frozenset({("customerDeposit", "apply")})

# How a custom field of each kind is written and read.
CUSTOM_KINDS: dict[FieldKind, Kind] = {
    "text": "text",
    "currency": "number",
    "number": "number",
    "integer": "integer",
    "flag": "flag",
    "day": "day",
    "select": "reference",
}
