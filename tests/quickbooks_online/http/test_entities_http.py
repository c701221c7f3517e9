"""Envelopes, formats and bad bodies, on real documents."""

from __future__ import annotations

from typing import Any

import pytest

NAMESPACE = "http://schema.intuit.com/finance/v3"
XML = {"content-type": "application/xml", "accept": "application/xml"}


class TestFormats:
    @pytest.mark.parametrize(
        ("accept", "kind"),
        [
            ("application/json", "application/json;charset=UTF-8"),
            ("application/json, text/plain, */*", "application/json;charset=UTF-8"),
            ("application/xml", "application/xml;charset=UTF-8"),
            ("*/*", "application/xml;charset=UTF-8"),
            ("", "application/xml;charset=UTF-8"),
        ],
    )
    def test_answers_are_xml_unless_json_is_accepted(
        self, api: Any, accept: str, kind: str
    ) -> None:
        answer = api.call("GET", "preferences", headers={"accept": accept})
        assert (answer.status, answer.header("content-type")) == (200, kind)
        refused = api.call("GET", "customer/424242", headers={"accept": accept})
        assert (refused.status, refused.header("content-type")) == (400, kind)

    def test_xml_goes_both_ways(self, api: Any) -> None:
        body = (
            f'<Customer xmlns="{NAMESPACE}"><Notes>5 &lt; 6</Notes><DisplayName>Dana &amp; Co'
            "</DisplayName><Active>true</Active></Customer>"
        ).encode()
        answer = api.call("POST", "customer", body, XML)
        assert answer.status == 200, answer.text
        assert f'<IntuitResponse xmlns="{NAMESPACE}" time="2026-11-24T01:00:01.000-08:00">' in (
            answer.text
        )
        assert "<DisplayName>Dana &amp; Co</DisplayName>" in answer.text
        rows = api.query("select * from Customer where DisplayName = 'Dana & Co'")
        [row] = rows.body["QueryResponse"]["Customer"]
        assert row["Notes"] == "5 < 6"

    def test_xml_is_refused_by_the_same_rules(self, api: Any) -> None:
        def post(inner: str) -> Any:
            text = f'<Customer xmlns="{NAMESPACE}">{inner}</Customer>'
            return api.call("POST", "customer", text.encode(), {"content-type": "application/xml"})

        api.refused("2010", lambda: post("<Colour>red</Colour>"))
        api.refused("6080", lambda: post(""))
        api.refused("400", lambda: post("<DisplayName>"))
        name = "<DisplayName>Dana Reyes</DisplayName>"
        assert post(name).status == 200
        api.refused("6240", lambda: post(name))

    @pytest.mark.parametrize("version", ["1", "65", "75", "99", "nonsense", ""])
    def test_every_minor_version_is_taken(self, api: Any, version: str) -> None:
        plain = api.get("preferences").body["Preferences"]
        answer = api.get("preferences", minorversion=version, format="json")
        assert answer.body["Preferences"] == plain


class TestBodies:
    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (b"", "2010"),
            (b"{", "2010"),
            (b"[]", "2010"),
            (b'{"DisplayName":"\xff"}', "500"),
            (b'{"DisplayName":"\\ud800"}', "2040"),
            (b'{"DisplayName":NaN}', "2010"),
        ],
    )
    def test_that_cannot_be_read_are_refused(self, api: Any, body: bytes, code: str) -> None:
        api.refused(code, lambda: api.post("customer", body))

    def test_what_was_read_is_what_is_written(self, api: Any) -> None:
        body = '{"DisplayName":"Zoë 😀 O\'Neil \\\\ \\"Q\\""}'.encode()
        made = api.post("customer", body).body["Customer"]
        assert made["DisplayName"] == 'Zoë \U0001f600 O\'Neil \\ "Q"'


class TestQuery:
    @pytest.mark.parametrize("kind", ["application/text", "text/plain", "application/json", None])
    def test_a_statement_may_be_the_body(self, api: Any, kind: str | None) -> None:
        statement = "select * from Account where Name = 'Checking'"
        headers = {} if kind is None else {"content-type": kind}
        posted = api.call("POST", "query", statement.encode(), headers).body["QueryResponse"]
        assert posted == api.query(statement).body["QueryResponse"]
        assert [row["Name"] for row in posted["Account"]] == ["Checking"]
        assert (posted["startPosition"], posted["maxResults"]) == (1, 1)

    def test_nothing_found_has_no_entity(self, api: Any) -> None:
        answer = api.query("select * from Invoice where DocNumber = 'nothing'")
        assert answer.body["QueryResponse"] == {}

    def test_a_count_is_a_count(self, api: Any) -> None:
        answer = api.query("select count(*) from Account where Name = 'Checking'")
        assert answer.body["QueryResponse"] == {"totalCount": 1}

    @pytest.mark.parametrize(
        ("statement", "code"),
        [
            ("", "4000"),
            ("select", "4000"),
            ("select * from Nothing", "4001"),
            ("select * from Customer where Nothing = '1'", "4001"),
            ("select * from Customer startposition 0", "4001"),
            ("select * from Customer maxresults 1001", "4001"),
            ("select * from Customer where DisplayName = 'O'Neil'", "4000"),
        ],
    )
    def test_is_refused_in_both_forms(self, api: Any, statement: str, code: str) -> None:
        api.refused(code, lambda: api.query(statement))
        api.refused(code, lambda: api.call("POST", "query", statement.encode()))

    def test_bytes_that_are_no_text(self, api: Any) -> None:
        api.refused("500", lambda: api.call("POST", "query", b"select \xff"))


class TestChanges:
    def test_pages_of_entities(self, api: Any) -> None:
        made = api.create("Customer", {"DisplayName": "Dana Reyes"})
        payment = api.create("Payment", {"CustomerRef": {"value": made["Id"]}, "TotalAmt": 5})
        gone = {"Id": payment["Id"], "SyncToken": "0"}
        assert api.post("payment", gone, operation="delete").status == 200
        answer = api.get(
            "cdc", entities="Customer,Payment,Invoice", changedSince="2026-11-24T00:59:00-08:00"
        )
        assert answer.status == 200
        [found] = answer.body["CDCResponse"]
        customers, payments, invoices = found["QueryResponse"]
        assert "Dana Reyes" in [row["DisplayName"] for row in customers["Customer"]]
        [row] = payments["Payment"]
        assert (row["domain"], row["status"], row["Id"]) == ("QBO", "Deleted", payment["Id"])
        assert row["MetaData"]["LastUpdatedTime"].startswith("2026-11-24T01:00:")
        assert invoices == {}

    @pytest.mark.parametrize(
        ("asked", "code"),
        [
            ({}, "2020"),
            ({"entities": "Customer"}, "2020"),
            ({"changedSince": "2026-11-24"}, "2020"),
            ({"entities": "Nothing", "changedSince": "2026-11-24"}, "2000"),
            ({"entities": "TaxCode", "changedSince": "2026-11-24"}, "2000"),
            ({"entities": "Customer", "changedSince": "yesterday"}, "2060"),
            ({"entities": "Customer", "changedSince": "2026-10-01"}, "2070"),
        ],
    )
    def test_is_refused(self, api: Any, asked: dict[str, str], code: str) -> None:
        api.refused(code, lambda: api.get("cdc", **asked))
