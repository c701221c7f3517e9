"""Documents and bodies in XML."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from sandbox.kernel.routing import Request
from sandbox.quickbooks_online.errors import Malformed, NotFound
from sandbox.quickbooks_online.records import Invoice
from sandbox.quickbooks_online.wire import xml
from sandbox.quickbooks_online.wire.parts import Changes, Count, Gone, One, Rows, Several
from sandbox.quickbooks_online.wire.reading import entity_body

ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 1, 5, 18, 11, 12, 345678, tzinfo=UTC)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
OPEN = (
    '<IntuitResponse xmlns="http://schema.intuit.com/finance/v3" '
    'time="2026-01-05T10:11:12.345-08:00">'
)
NAMESPACE = 'xmlns="http://schema.intuit.com/finance/v3"'


def told(part: Any) -> str:
    text = xml.envelope(part, NOW, ZONE).decode()
    ElementTree.fromstring(text)  # noqa: S314 - our own text
    assert text.startswith(HEAD + OPEN)
    assert text.endswith("</IntuitResponse>")
    return text.removeprefix(HEAD + OPEN).removesuffix("</IntuitResponse>")


def read(body: str, entity: str = "Invoice", kind: str = "application/xml") -> dict[str, Any]:
    return entity_body(
        Request("POST", "h", "/", "", [("content-type", kind)], body.encode()), entity
    )


def test_a_document_stands_in_the_order_of_the_schema(invoice: Invoice) -> None:
    assert told(One(invoice)) == (
        '<Invoice domain="QBO" sparse="false"><Id>145</Id><SyncToken>2</SyncToken>'
        "<MetaData><CreateTime>2026-11-24T01:00:07-08:00</CreateTime>"
        "<LastUpdatedTime>2026-07-01T05:00:00-07:00</LastUpdatedTime></MetaData>"
        "<DocNumber>1001</DocNumber><TxnDate>2026-11-24</TxnDate>"
        '<PrivateNote>5 &lt; 6 &amp; "so"</PrivateNote>'
        "<LinkedTxn><TxnId>146</TxnId><TxnType>Payment</TxnType></LinkedTxn>"
        "<Line><Id>1</Id><LineNum>1</LineNum><Description>Tee ü</Description>"
        "<Amount>59.97</Amount><DetailType>SalesItemLineDetail</DetailType>"
        "<SalesItemLineDetail><ItemRef name='Tee \"black\"'>19</ItemRef>"
        "<UnitPrice>19.99</UnitPrice><Qty>3</Qty><TaxCodeRef>TAX</TaxCodeRef>"
        "</SalesItemLineDetail></Line>"
        "<Line><Amount>59.97</Amount><DetailType>SubTotalLineDetail</DetailType>"
        "<SubTotalLineDetail></SubTotalLineDetail></Line>"
        "<TxnTaxDetail><TotalTax>0.10</TotalTax></TxnTaxDetail>"
        '<CustomerRef name="Dana Reyes">1</CustomerRef><CustomerMemo>Thanks</CustomerMemo>'
        "<TotalAmt>60.07</TotalAmt><ApplyTaxAfterDiscount>false</ApplyTaxAfterDiscount>"
        "<Balance>100</Balance></Invoice>"
    )


def test_pages_counts_and_deletions(invoice: Invoice) -> None:
    assert told(Rows(entity="Invoice", rows=())) == "<QueryResponse></QueryResponse>"
    assert told(Count(3)) == '<QueryResponse totalCount="3"></QueryResponse>'
    gone = '<Invoice domain="QBO" status="Deleted"><Id>9</Id></Invoice>'
    assert told(Gone("Invoice", "9")) == gone
    page = told(Rows(entity="Invoice", rows=(invoice,), start=2, total=2))
    assert page.startswith(
        '<QueryResponse startPosition="2" maxResults="1" totalCount="2"><Invoice domain="QBO"'
    )
    fields = frozenset({"DocNumber"})
    assert told(Rows(entity="Invoice", rows=(invoice,), fields=fields)) == (
        '<QueryResponse startPosition="1" maxResults="1"><Invoice domain="QBO" sparse="true">'
        "<DocNumber>1001</DocNumber></Invoice></QueryResponse>"
    )


def test_changes_and_batches() -> None:
    page = Rows(entity="Invoice", rows=(Gone("Invoice", "9", NOW),), total=1)
    changed = (
        "<CDCResponse><QueryResponse></QueryResponse>"
        '<QueryResponse startPosition="1" maxResults="1" totalCount="1">'
        '<Invoice domain="QBO" status="Deleted"><Id>9</Id><MetaData>'
        "<LastUpdatedTime>2026-01-05T10:11:12-08:00</LastUpdatedTime></MetaData></Invoice>"
        "</QueryResponse></CDCResponse>"
    )
    assert told(Changes((Rows(entity="Customer", rows=()), page))) == changed
    text = told(Several((("a&b", Count(1)), ("2", NotFound.deleted()), (None, Count(2)))))
    assert text == (
        '<BatchItemResponse bId="a&amp;b"><QueryResponse totalCount="1"></QueryResponse>'
        '</BatchItemResponse><BatchItemResponse bId="2"><Fault type="ValidationFault">'
        '<Error code="610"><Message>Object Not Found</Message><Detail>Object Not Found : '
        "Another user has deleted this transaction.</Detail></Error></Fault></BatchItemResponse>"
        '<BatchItemResponse><QueryResponse totalCount="2"></QueryResponse></BatchItemResponse>'
    )


def test_a_body_becomes_what_json_would_have_said() -> None:
    body = (
        f'<Invoice {NAMESPACE} sparse="true"><Id>145</Id><SyncToken>0</SyncToken>'
        "<TxnDate>2026-11-24</TxnDate><PrivateNote>a &amp; b</PrivateNote>"
        "<Line><Amount>19.47</Amount><DetailType>SalesItemLineDetail</DetailType>"
        '<SalesItemLineDetail><ItemRef name="Tee">19</ItemRef><Qty>1</Qty></SalesItemLineDetail>'
        '</Line><CustomerRef type="Customer">1</CustomerRef><CustomerMemo>Hi</CustomerMemo>'
        "<ApplyTaxAfterDiscount>true</ApplyTaxAfterDiscount></Invoice>"
    )
    assert read(body) == {
        "sparse": True,
        "Id": "145",
        "SyncToken": "0",
        "TxnDate": "2026-11-24",
        "PrivateNote": "a & b",
        "Line": [
            {
                "Amount": Decimal("19.47"),
                "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": {
                    "ItemRef": {"value": "19", "name": "Tee"},
                    "Qty": Decimal(1),
                },
            }
        ],
        "CustomerRef": {"value": "1", "type": "Customer"},
        "CustomerMemo": {"value": "Hi"},
        "ApplyTaxAfterDiscount": True,
    }


def test_what_is_no_number_stays_text_and_the_unknown_stays() -> None:
    found = read(
        f"<Invoice {NAMESPACE}><TotalAmt>1e9</TotalAmt><Nonsense>x</Nonsense>"
        "<ApplyTaxAfterDiscount>maybe</ApplyTaxAfterDiscount>"
        "<Deep><Er>1</Er></Deep></Invoice>"
    )
    assert found == {
        "TotalAmt": "1e9",
        "Nonsense": "x",
        "ApplyTaxAfterDiscount": "maybe",
        "Deep": {"Er": "1"},
    }


def test_a_body_without_a_type_is_known_by_its_look() -> None:
    assert read(" <Invoice/>", kind="") == {}
    assert read("{}", kind="") == {}


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<Invoice><PrivateNote>&b;</PrivateNote></Invoice>"
)
OUTSIDE = (
    '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    "<Invoice><PrivateNote>&f;</PrivateNote></Invoice>"
)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (BOMB, "DOCTYPE is disallowed"),
        (OUTSIDE, "DOCTYPE is disallowed"),
        ("<!DOCTYPE Invoice><Invoice/>", "DOCTYPE is disallowed"),
        ("<Invoice><PrivateNote>&nbsp;</PrivateNote></Invoice>", "undefined entity"),
        ("<Invoice><Id>1</Invoice>", "mismatched tag"),
        ("<Invoice>", "no element found"),
        ("<Invoice/><Invoice/>", "junk after document element"),
        ("", "no element found"),
        ("<a>" * 60 + "</a>" * 60, "nested too deeply"),
        ("<Customer/>", "found Customer where Invoice was expected"),
        ("<Invoice>\x01</Invoice>", "not well-formed"),
    ],
)
def test_unsafe_and_broken_bodies_are_malformed(body: str, detail: str) -> None:
    with pytest.raises(Malformed) as refused:
        read(body)
    [error] = refused.value.errors
    assert error.code == "400"
    assert detail in error.detail


def test_bytes_that_are_no_text_are_malformed() -> None:
    request = Request(
        "POST", "h", "/", "", [("content-type", "application/xml")], b"<Invoice>\xff</Invoice>"
    )
    with pytest.raises(Malformed):
        entity_body(request, "Invoice")
