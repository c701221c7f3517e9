"""`./run specs` for QuickBooks Online: what a published XSD says, and answers held to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from features.specs.official import MissingSpecs
from features.specs.quickbooks_answers import XsdJudge
from features.specs.quickbooks_records import record_differences
from features.specs.xsd import FILES, official_xsd, read_schema

BASE = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="http://schema.intuit.com/finance/v3">
 <xs:simpleType name="id"><xs:restriction base="xs:string"/></xs:simpleType>
 <xs:simpleType name="StateEnum"><xs:restriction base="xs:string">
  <xs:enumeration value="Open"/><xs:enumeration value="Deleted"/></xs:restriction></xs:simpleType>
 <xs:simpleType name="FaultTypeEnum"><xs:restriction base="xs:string">
  <xs:enumeration value="ValidationFault"/></xs:restriction></xs:simpleType>
 <xs:complexType name="ReferenceType"><xs:simpleContent><xs:extension base="id">
  <xs:attribute name="name" type="xs:string"/></xs:extension></xs:simpleContent></xs:complexType>
 <xs:complexType name="Anything"><xs:sequence><xs:any minOccurs="0"/></xs:sequence></xs:complexType>
 <xs:group name="Link"><xs:sequence>
  <xs:element name="LinkId" type="id" minOccurs="0"/>
  <xs:element name="LinkType" type="xs:string" minOccurs="0"/></xs:sequence></xs:group>
 <xs:complexType name="Line"><xs:sequence>
  <xs:element name="LineNum" type="xs:positiveInteger" minOccurs="0"/>
  <xs:element name="Amount" type="xs:decimal"/>
  <xs:choice minOccurs="0">
   <xs:element name="Sale" type="xs:string"/><xs:element name="Discount" type="xs:string"/>
  </xs:choice>
  <xs:group ref="Link" minOccurs="0"/>
  <xs:element name="LineEx" type="Anything" minOccurs="0"/></xs:sequence></xs:complexType>
 <xs:complexType name="Entity" abstract="true"><xs:sequence>
  <xs:element name="Id" type="id" minOccurs="0"/></xs:sequence>
  <xs:attribute name="domain" type="xs:string"/><xs:attribute name="status" type="StateEnum"/>
  <xs:attribute name="sparse" type="xs:boolean"/></xs:complexType>
 <xs:complexType name="Fault"><xs:sequence>
  <xs:element name="Error" type="Error" maxOccurs="unbounded"/></xs:sequence>
  <xs:attribute name="type" type="FaultTypeEnum"/></xs:complexType>
 <xs:complexType name="Error"><xs:sequence><xs:element name="Message" type="xs:string"/>
  <xs:element name="Detail" type="xs:string" minOccurs="0"/></xs:sequence>
  <xs:attribute name="code" type="xs:string"/></xs:complexType>
</xs:schema>"""
MAIN = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="http://schema.intuit.com/finance/v3">
 <xs:complexType name="Bill"><xs:complexContent><xs:extension base="Entity"><xs:sequence>
  <xs:element name="TxnDate" type="xs:date" minOccurs="0"/>
  <xs:element name="At" type="xs:dateTime" minOccurs="0"/>
  <xs:element name="CustomerRef" type="ReferenceType" minOccurs="0"/>
  <xs:element name="State" type="StateEnum" minOccurs="0"/>
  <xs:element name="Line" type="Line" minOccurs="0" maxOccurs="unbounded"/>
 </xs:sequence></xs:extension></xs:complexContent></xs:complexType>
 <xs:element name="Bill" type="Bill" substitutionGroup="IntuitObject"/>
 <xs:complexType name="IntuitResponse"><xs:sequence/>
  <xs:attribute name="time" type="xs:dateTime"/></xs:complexType>
 <xs:complexType name="QueryResponse"><xs:sequence/>
  <xs:attribute name="startPosition" type="xs:int"/></xs:complexType>
 <xs:complexType name="CDCResponse"><xs:sequence/></xs:complexType>
 <xs:complexType name="BatchItemResponse"><xs:sequence/>
  <xs:attribute name="bId" type="xs:string"/></xs:complexType>
</xs:schema>"""
TIME = "2026-11-24T01:00:00.000-08:00"


@pytest.fixture(scope="module")
def judge() -> XsdJudge:
    return XsdJudge(read_schema([BASE, MAIN]))


def test_what_is_read() -> None:
    schema = read_schema([BASE, MAIN])
    bill = schema.complexes["Bill"]
    assert [each.place for each in bill.elements.values()] == [0, 1, 2, 3, 4, 5]
    assert list(bill.elements) == ["Id", "TxnDate", "At", "CustomerRef", "State", "Line"]
    assert bill.elements["Line"].many
    assert set(bill.attributes) == {"domain", "status", "sparse"}
    line = schema.complexes["Line"].elements
    assert line["Sale"].place == line["Discount"].place < line["LinkId"].place
    assert line["LinkType"].place < line["LineEx"].place
    assert [name for name, each in line.items() if each.required] == ["Amount"]
    assert schema.complexes["Anything"].open
    assert schema.objects == {"Bill": "Bill"}


@pytest.mark.parametrize(
    ("bill", "found"),
    [
        ({"domain": "QBO", "sparse": False, "Id": "1", "TxnDate": "2026-11-24"}, []),
        ({"status": "Deleted", "Id": "1"}, []),
        ({"Id": 1}, ["Bill.Id: 1 is no string"]),
        ({"Bogus": 1}, ["Bill.Bogus: not published"]),
        ({"sparse": "false"}, ["Bill.sparse: 'false' is no boolean"]),
        ({"TxnDate": "11/24/2026"}, ["Bill.TxnDate: '11/24/2026' is no date"]),
        ({"TxnDate": "2026-13-01"}, ["Bill.TxnDate: '2026-13-01' is no date"]),
        ({"At": "2026-11-24T01:00:00-08:00"}, []),
        ({"At": "2026-11-24T01:00:00"}, ["Bill.At: '2026-11-24T01:00:00' is no dateTime"]),
        ({"State": "Closed"}, ["Bill.State: 'Closed' is no StateEnum"]),
        ({"CustomerRef": {"value": "7", "name": "A"}}, []),
        ({"CustomerRef": "7"}, ["Bill.CustomerRef: '7' is no ReferenceType"]),
        ({"CustomerRef": {"value": 7, "kind": "x"}},
         ["Bill.CustomerRef.value: 7 is no string", "Bill.CustomerRef.kind: not published"]),
        ({"Line": {"Amount": 1}}, ["Bill.Line: no list"]),
        ({"TxnDate": ["2026-11-24"]}, ["Bill.TxnDate: a list"]),
        ({"Line": [{"Amount": 19.47, "LineNum": 1, "Sale": "x", "LineEx": {"any": []}}]}, []),
        ({"Line": [{"Amount": "19.47"}]}, ["Bill.Line.Amount: '19.47' is no decimal"]),
        ({"Line": [{"LineNum": 1}]}, ["Bill.Line.Amount: is missing"]),
        ({"Line": [{"Amount": 1, "LineNum": 0}]}, ["Bill.Line.LineNum: 0 is no positiveInteger"]),
        ({"Line": [{"Amount": 1, "Sale": "x", "Discount": "y"}]},
         ["Bill.Line: one of Discount, Sale, not all"]),
    ],
)  # fmt: skip
def test_json(judge: XsdJudge, bill: dict[str, Any], found: list[str]) -> None:
    whole = {"Bill": bill, "time": TIME}
    assert judge.faults("json", json.dumps(whole)) == found
    page = {"QueryResponse": {"Bill": [bill], "startPosition": 1}, "time": TIME}
    assert judge.faults("json", json.dumps(page)) == found
    batch = {"BatchItemResponse": [{"bId": "1", "Bill": bill}], "time": TIME}
    assert judge.faults("json", json.dumps(batch)) == found
    changes = {"CDCResponse": [{"QueryResponse": [{"Bill": [bill]}, {}]}], "time": TIME}
    assert judge.faults("json", json.dumps(changes)) == found


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"QueryResponse": {}, "time": TIME}, []),
        ({"QueryResponse": {"Bill": []}}, ["QueryResponse.Bill: no list of rows"]),
        ({"QueryResponse": {"totalCount": "3"}}, ["totalCount: '3' is no int"]),
        ({"Payslip": {}}, ["Payslip: no member of an answer"]),
        ({"time": 5}, ["time: 5 is no dateTime"]),
        ({"Fault": {"Error": [{"Message": "m", "Detail": "d", "code": "5010", "element": ""}],
                    "type": "ValidationFault"}}, []),
        ({"Fault": {"Error": [{"message": "m", "code": 5010}], "type": "SERVICE"}},
         ["Fault.Error.message: not published", "Fault.Error.Message: None is no text",
          "Fault.Error.code: 5010 is no text", "Fault.type: 'SERVICE' is no FaultTypeEnum"]),
        ({"fault": {"error": []}, "time": 1}, None),
        ({"Header": {}, "Columns": {}, "Rows": {}}, None),
    ],
)  # fmt: skip
def test_envelopes(judge: XsdJudge, answer: Any, found: list[str] | None) -> None:
    assert judge.faults("json", json.dumps(answer)) == found


@pytest.mark.parametrize(
    ("inner", "found"),
    [
        ("<Id>1</Id><TxnDate>2026-11-24</TxnDate>", []),
        ("<TxnDate>2026-11-24</TxnDate><Id>1</Id>", ["Bill.Id: behind TxnDate"]),
        ("<Id>1</Id><Id>1</Id>", ["Bill.Id: more than one"]),
        ('<CustomerRef name="A">7</CustomerRef>', []),
        ('<CustomerRef kind="A">7</CustomerRef>', ["Bill.CustomerRef@kind: not published"]),
        ("<State>Closed</State>", ["Bill.State: 'Closed' is no StateEnum"]),
        ("<Bogus>1</Bogus>", ["Bill.Bogus: not published"]),
        ("<Line><Amount>1E+2</Amount></Line>", ["Bill.Line.Amount: '1E+2' is no decimal"]),
        ("<Line><Amount>1</Amount></Line><Line><Amount>-2.50</Amount></Line>", []),
        ("<Line><LineNum>0</LineNum><Amount>1</Amount></Line>",
         ["Bill.Line.LineNum: '0' is no positiveInteger"]),
        ("<Line><Amount>1</Amount><LineEx><x:y xmlns:x='z'/></LineEx></Line>", []),
    ],
)  # fmt: skip
def test_xml(judge: XsdJudge, inner: str, found: list[str]) -> None:
    bill = f'<Bill domain="QBO" sparse="false">{inner}</Bill>'
    for body in (
        bill,
        f'<QueryResponse startPosition="1">{bill}</QueryResponse>',
        f"<CDCResponse><QueryResponse>{bill}</QueryResponse></CDCResponse>",
        f'<BatchItemResponse bId="1">{bill}</BatchItemResponse>',
    ):
        root = f'<IntuitResponse xmlns="http://schema.intuit.com/finance/v3" time="{TIME}">'
        assert judge.faults("xml", f"{root}{body}</IntuitResponse>") == found


def test_xml_of_no_namespace(judge: XsdJudge) -> None:
    assert judge.faults("xml", "<IntuitResponse/>") == ["IntuitResponse: no IntuitResponse"]


def test_a_fault_in_xml(judge: XsdJudge) -> None:
    root = '<IntuitResponse xmlns="http://schema.intuit.com/finance/v3">'
    error = '<Error code="5010"><Message>m</Message><Detail>d</Detail></Error>'
    body = f'{root}<Fault type="ValidationFault">{error}</Fault></IntuitResponse>'
    assert judge.faults("xml", body) == []
    assert judge.faults("xml", body.replace("Message", "Sentence")) == [
        "Fault.Error.Sentence: not published",
        "Fault.Error.Message: is missing",
    ]


def test_the_schemas_are_read_from_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VENDOR_SPECS", raising=False)
    with pytest.raises(MissingSpecs, match="set VENDOR_SPECS"):
        official_xsd()
    monkeypatch.setenv("VENDOR_SPECS", str(tmp_path))
    with pytest.raises(MissingSpecs, match="is not there"):
        official_xsd()
    (tmp_path / "quickbooks").mkdir()
    for name in FILES:
        text = {"IntuitBaseTypes.xsd": BASE, "Finance.xsd": MAIN}.get(name, "<schema/>")
        (tmp_path / "quickbooks" / name).write_text(text)
    assert official_xsd().objects == {"Bill": "Bill"}


TERM = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="http://schema.intuit.com/finance/v3">
 <xs:complexType name="Term"><xs:sequence>
  <xs:element name="SyncToken" type="xs:string" minOccurs="0"/>
  <xs:element name="Id" type="xs:string" minOccurs="0"/>
  <xs:element name="Name" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>
  <xs:element name="Active" type="xs:string" minOccurs="0"/>
  <xs:element name="DueDays" type="xs:int" minOccurs="0"/>
 </xs:sequence></xs:complexType></xs:schema>"""


def test_records_are_held_to_the_types() -> None:
    found = record_differences(read_schema([BASE, TERM]))
    assert "Invoice: no type Invoice is published" in found
    of_term = [each for each in found if each.startswith("Term.")]
    assert "Term.SyncToken: behind Id, published before it" in of_term
    assert "Term.MetaData: not published" in of_term
    assert "Term.Name: one, published otherwise" in of_term
    assert "Term.Active: boolean, published string" in of_term
    assert [each for each in of_term if "DueDays" in each] == []
