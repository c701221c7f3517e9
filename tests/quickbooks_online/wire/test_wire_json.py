"""Documents and bodies in JSON."""

from __future__ import annotations

import json as plain_json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.quickbooks_online.errors import NotFound, QuickBooksFault
from sandbox.quickbooks_online.records import Invoice
from sandbox.quickbooks_online.wire import json
from sandbox.quickbooks_online.wire.parts import Changes, Count, Gone, One, Rows, Several

ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 1, 5, 18, 11, 12, 345678, tzinfo=UTC)
TIME = "2026-01-05T10:11:12.345-08:00"


def told(part: Any) -> str:
    return json.envelope(part, NOW, ZONE).decode()


def test_a_document_is_written_exactly(invoice: Invoice) -> None:
    assert told(One(invoice)) == (
        '{"Invoice":{"domain":"QBO","sparse":false,"Id":"145","SyncToken":"2",'
        '"MetaData":{"CreateTime":"2026-11-24T01:00:07-08:00",'
        '"LastUpdatedTime":"2026-07-01T05:00:00-07:00"},'
        '"DocNumber":"1001","TxnDate":"2026-11-24","PrivateNote":"5 < 6 & \\"so\\"",'
        '"LinkedTxn":[{"TxnId":"146","TxnType":"Payment"}],'
        '"Line":[{"Id":"1","LineNum":1,"Description":"Tee ü","Amount":59.97,'
        '"DetailType":"SalesItemLineDetail","SalesItemLineDetail":'
        '{"ItemRef":{"value":"19","name":"Tee \\"black\\""},"UnitPrice":19.99,"Qty":3,'
        '"TaxCodeRef":{"value":"TAX"}}},'
        '{"Amount":59.97,"DetailType":"SubTotalLineDetail","SubTotalLineDetail":{}}],'
        '"TxnTaxDetail":{"TotalTax":0.10},"CustomerRef":{"value":"1","name":"Dana Reyes"},'
        '"CustomerMemo":{"value":"Thanks"},"TotalAmt":60.07,"ApplyTaxAfterDiscount":false,'
        f'"Balance":100}},"time":"{TIME}"}}'
    )


def test_a_page_tells_its_place(invoice: Invoice) -> None:
    page = plain_json.loads(told(Rows(entity="Invoice", rows=(invoice,), start=3, total=7)))
    response = page["QueryResponse"]
    assert list(response) == ["Invoice", "startPosition", "maxResults", "totalCount"]
    assert (response["startPosition"], response["maxResults"], response["totalCount"]) == (3, 1, 7)


def test_named_fields_alone_are_sparse(invoice: Invoice) -> None:
    fields = frozenset({"Id", "MetaData.CreateTime"})
    page = plain_json.loads(told(Rows(entity="Invoice", rows=(invoice,), fields=fields)))
    assert page["QueryResponse"]["Invoice"] == [
        {
            "domain": "QBO",
            "sparse": True,
            "Id": "145",
            "MetaData": {
                "CreateTime": "2026-11-24T01:00:07-08:00",
                "LastUpdatedTime": "2026-07-01T05:00:00-07:00",
            },
        }
    ]


def test_nothing_found_is_an_empty_object() -> None:
    assert told(Rows(entity="Invoice", rows=(), total=0)) == (
        f'{{"QueryResponse":{{}},"time":"{TIME}"}}'
    )


def test_a_count() -> None:
    assert told(Count(27)) == f'{{"QueryResponse":{{"totalCount":27}},"time":"{TIME}"}}'


def test_what_was_deleted() -> None:
    assert told(Gone("Invoice", "145")) == (
        f'{{"Invoice":{{"domain":"QBO","status":"Deleted","Id":"145"}},"time":"{TIME}"}}'
    )


def test_changes_tell_the_moment_of_a_deletion() -> None:
    pages = (
        Rows(entity="Customer", rows=(), total=0),
        Rows(entity="Invoice", rows=(Gone("Invoice", "9", NOW),), total=1),
    )
    assert told(Changes(pages)) == (
        '{"CDCResponse":[{"QueryResponse":[{},{"Invoice":[{"domain":"QBO","status":"Deleted",'
        '"Id":"9","MetaData":{"LastUpdatedTime":"2026-01-05T10:11:12-08:00"}}],'
        f'"startPosition":1,"maxResults":1,"totalCount":1}}]}}],"time":"{TIME}"}}'
    )


def test_a_batch_names_its_items() -> None:
    items = (("b1", Gone("Invoice", "9")), ("b2", NotFound()), ("b3", Count(0)), (None, Count(1)))
    assert told(Several(items)) == (
        '{"BatchItemResponse":[{"bId":"b1","Invoice":{"domain":"QBO","status":"Deleted",'
        '"Id":"9"}},{"bId":"b2","Fault":{"Error":[{"Message":"Object Not Found","Detail":'
        "\"Object Not Found : Something you're trying to use has been made inactive. Check the "
        'fields with accounts, customers, items, vendors or employees.","code":"610",'
        '"element":""}],"type":"ValidationFault"}},'
        '{"bId":"b3","QueryResponse":{"totalCount":0}},{"QueryResponse":{"totalCount":1}}],'
        f'"time":"{TIME}"}}'
    )


# Bodies


def test_numbers_are_read_exactly() -> None:
    found = json.read(b'{"Amount":19.47,"Qty":3,"UnitPrice":1e2,"Id":5}')
    assert found == {
        "Amount": Decimal("19.47"),
        "Qty": Decimal(3),
        "UnitPrice": Decimal(100),
        "Id": Decimal(5),
    }
    assert str(found["Amount"]) == "19.47"


@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        (b"", "2010", "No content to map to Object due to end of input"),
        (b"  ", "2010", "No content to map to Object due to end of input"),
        (b'{"a":1', "2010", "Unexpected end-of-input"),
        (b"{'a':1}", "2010", "Unexpected character (''' (code 39))"),
        (b'{"a":1} x', "2010", "Unexpected character ('x' (code 120))"),
        (b"[]", "2010", "Can not deserialize instance out of START_ARRAY token"),
        (b'"text"', "2010", "Can not deserialize instance out of VALUE token"),
        (b'{"a":NaN}', "2010", "Unrecognized token 'NaN'"),
        (b'{"a":-Infinity}', "2010", "Unrecognized token '-Infinity'"),
        (b'{"a":1e999999999}', "2090", "Invalid Number"),
        (b'{"a":' + b"9" * 5000 + b"}", "2090", "Invalid Number"),
        (b'{"a":"\\ud800"}', "2040", "invalid characters"),
        (b'{"a":"\xff"}', "500", "not UTF-8"),
        (b"[" * 100_000, "2010", "nesting depth"),
    ],
)
def test_what_cannot_be_read_is_told(body: bytes, code: str, detail: str) -> None:
    with pytest.raises(QuickBooksFault) as refused:
        json.read(body)
    [error] = refused.value.errors
    assert error.code == code
    assert detail in error.detail


def test_an_escaped_pair_is_a_character() -> None:
    assert json.read(b'{"a":"\\ud83d\\ude00"}') == {"a": "\U0001f600"}
