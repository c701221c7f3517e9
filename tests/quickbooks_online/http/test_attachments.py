"""Notes and files on documents: up, down, found by what they hang on, and gone."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import timedelta
from textwrap import dedent
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

PICTURE = b"\x89PNG\r\n\x1a\n--edge\n\x00\xff"


@pytest.fixture
def customer(api: Any) -> str:
    return str(api.create("Customer", {"DisplayName": "Dana Reyes"})["Id"])


def on(entity: str, key: str) -> list[dict[str, Any]]:
    return [{"EntityRef": {"type": entity, "value": key}, "IncludeOnSend": True}]


def section(name: str, content: bytes, kind: str = "", file: str = "", more: str = "") -> bytes:
    said = f'; filename="{file}"' if file else ""
    head = f'--edge1\r\nContent-Disposition: form-data; name="{name}"{said}\r\n'
    head += f"Content-Type: {kind}\r\n" if kind else ""
    return f"{head}{more}\r\n".encode() + content + b"\r\n"


def send(api: Any, body: bytes, boundary: str = "edge1", **query: Any) -> Any:
    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
    return api.call("POST", "upload", body, headers, **query)


def node(api: Any) -> Any:
    """As node-quickbooks sends a file: its bytes, and nothing about them."""
    file = section("file_content_01", PICTURE, "image/png", "box.png")
    return send(api, file + b"--edge1--\r\n")


def fetch(api: Any, link: str) -> Any:
    parts = urlsplit(link)
    return api.send("GET", f"https://{parts.netloc}{parts.path}", **dict(parse_qsl(parts.query)))


class TestUpload:
    def test_keeps_the_file(self, api: Any) -> None:
        answer = node(api)
        assert answer.status == 200, answer.text
        [found] = answer.body["AttachableResponse"]
        made = found["Attachable"]
        assert (made["FileName"], made["ContentType"], made["Size"]) == ("box.png", "image/png", 17)
        assert made["Id"] == "5000000000000010001"
        assert made["FileAccessUri"] == f"{api.base}download/{made['Id']}"
        assert api.get(f"attachable/{made['Id']}").body["Attachable"]["Size"] == 17
        picture = fetch(api, made["TempDownloadUri"])
        assert (picture.status, picture.raw) == (200, PICTURE)
        assert picture.header("content-type") == "image/png"

    def test_as_node_goes_on(self, api: Any, customer: str) -> None:
        """The second step of node-quickbooks: a full update with what the file hangs on."""
        made = node(api).body["AttachableResponse"][0]["Attachable"]
        answer = api.post(
            "attachable",
            {
                "Id": made["Id"],
                "SyncToken": "0",
                "AttachableRef": [{"EntityRef": {"type": "customer", "value": customer}}],
                "FileName": "box.png",
                "ContentType": "image/png",
            },
            operation="update",
        )
        now = answer.body["Attachable"]
        assert now["AttachableRef"] == [{"EntityRef": {"value": customer, "type": "Customer"}}]
        assert (now["Size"], now["SyncToken"]) == (17, "1")
        assert fetch(api, now["TempDownloadUri"]).raw == PICTURE

    def test_as_python_quickbooks_sends_it(self, api: Any, customer: str) -> None:
        """Base64, line feeds without carriage returns, and metadata beside the file."""
        said = {"AttachableRef": on("Customer", customer), "FileName": "a.txt", "Note": "A note",
                "ContentType": "text/plain", "Size": None, "Lat": None}  # fmt: skip
        mark = "-------------PythonMultipartPost"
        body = dedent(
            """
            --%s
            Content-Disposition: form-data; name="file_metadata_01"
            Content-Type: application/json

            %s

            --%s
            Content-Disposition: form-data; name="file_content_01"
            Content-Type: text/plain
            Content-Transfer-Encoding: base64

            %s

            --%s--
            """
        ) % (mark, json.dumps(said), mark, b64encode(b"Hello\n").decode(), mark)
        [found] = send(api, body.encode(), mark).body["AttachableResponse"]
        made = found["Attachable"]
        assert (made["FileName"], made["Note"], made["Size"]) == ("a.txt", "A note", 6)
        assert fetch(api, made["TempDownloadUri"]).raw == b"Hello\n"

    def test_one_that_is_refused_stops_no_other(self, api: Any) -> None:
        wrong = json.dumps({"AttachableRef": on("Invoice", "99")}).encode()
        xml = (
            b'<Attachable xmlns="http://schema.intuit.com/finance/v3">'
            b"<FileName>c.txt</FileName></Attachable>"
        )
        body = (
            section("file_metadata_01", wrong, "application/json")
            + section("file_content_01", b"one", "text/plain", "a.txt")
            + section("file_content_02", b"two", "text/plain")
            + section("file_metadata_03", xml, "application/xml")
            + section("file_content_03", b"three", "text/plain", "b.txt")
            + b"--edge1--"
        )
        one, two, three = send(api, body).body["AttachableResponse"]
        assert one["Fault"]["Error"][0]["code"] == "2500"
        assert two["Fault"]["Error"][0]["Detail"].startswith("Required parameter FileName")
        assert three["Attachable"]["FileName"] == "c.txt"
        assert api.query("select count(*) from Attachable").body["QueryResponse"] == {
            "totalCount": 1
        }

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"nothing",
            section("file_content_01", b"x", "text/plain", "a.txt"),  # no end
            section("something", b"x") + b"--edge1--",
            b"--edge1\r\nno head--edge1--",
            b"--edge1\r\nContent-Type: text/plain\r\n\r\nx\r\n--edge1--",
            section("file_content_01", b"%%%", more="Content-Transfer-Encoding: base64\r\n")
            + b"--edge1--",
        ],
    )
    def test_what_is_no_upload_is_refused(self, api: Any, body: bytes) -> None:
        api.refused("400", lambda: send(api, body))

    def test_another_content_type_is_refused(self, api: Any) -> None:
        api.refused("400", lambda: api.post("upload", {}))

    def test_is_done_once_for_a_request_id(self, api: Any) -> None:
        file = section("file_content_01", b"x", "text/plain", "a.txt") + b"--edge1--"
        one = send(api, file, requestid="a").body
        assert send(api, file, requestid="a").body == one

    def test_may_be_larger_than_a_document(self, api: Any) -> None:
        large = b"x" * (4 * 1024 * 1024)
        file = section("file_content_01", large, "text/plain", "a.txt") + b"--edge1--"
        assert send(api, file).status == 200
        assert api.post("attachable", {"Note": "x" * len(large)}).status == 413


class TestDownload:
    def test_tells_a_link(self, api: Any) -> None:
        key = node(api).body["AttachableResponse"][0]["Attachable"]["Id"]
        answer = api.get(f"download/{key}")
        assert answer.header("content-type") == "text/plain;charset=UTF-8"
        assert fetch(api, answer.text).raw == PICTURE

    def test_of_what_is_no_file(self, api: Any) -> None:
        note = api.create("Attachable", {"Note": "Called twice"})
        assert "TempDownloadUri" not in note
        api.refused("610", lambda: api.get(f"download/{note['Id']}"))
        api.refused("610", lambda: api.get("download/424242"))

    def test_a_link_ends(self, api: Any) -> None:
        made = node(api).body["AttachableResponse"][0]["Attachable"]
        api.universe.clock.advance(timedelta(minutes=16))
        late = fetch(api, made["TempDownloadUri"])
        assert (late.status, "Request has expired" in late.text) == (403, True)
        fresh = api.get(f"attachable/{made['Id']}").body["Attachable"]["TempDownloadUri"]
        assert fetch(api, fresh).status == 200

    @pytest.mark.parametrize(("old", "new"), [("Expires=1", "Expires=9"), ("ature=", "ature=0")])
    def test_a_link_that_was_changed(self, api: Any, old: str, new: str) -> None:
        made = node(api).body["AttachableResponse"][0]["Attachable"]
        answer = fetch(api, made["TempDownloadUri"].replace(old, new))
        assert (answer.status, "SignatureDoesNotMatch" in answer.text) == (403, True)


class TestAttachable:
    def test_is_found_by_what_it_hangs_on(self, api: Any, customer: str) -> None:
        api.create("Attachable", {"Note": "Alone"})
        made = api.create("Attachable", {"Note": "Hers", "AttachableRef": on("Customer", customer)})
        api.create("Attachable", {"Note": "Goods", "AttachableRef": on("Item", "1")})
        where = "AttachableRef.EntityRef.Type = 'Customer' and AttachableRef.EntityRef.value = '1'"
        rows = api.query(f"select * from Attachable where {where}").body["QueryResponse"]
        assert [row["Id"] for row in rows["Attachable"]] == [made["Id"]]

    def test_is_deleted_with_its_file(self, api: Any) -> None:
        made = node(api).body["AttachableResponse"][0]["Attachable"]
        gone = {"Id": made["Id"], "SyncToken": "0"}
        api.refused("5010", lambda: api.post("attachable", {**gone, "SyncToken": "3"},
                                             operation="delete"))  # fmt: skip
        answer = api.post("attachable", gone, operation="delete")
        assert answer.body["Attachable"] == {
            "domain": "QBO", "status": "Deleted", "Id": made["Id"],
        }  # fmt: skip
        assert api.query("select * from Attachable").body["QueryResponse"] == {}
        api.refused("610", lambda: api.get(f"attachable/{made['Id']}"))
        assert fetch(api, made["TempDownloadUri"]).status == 404

    @pytest.mark.parametrize(
        ("code", "given"),
        [
            ("2020", {}),
            ("2020", {"AttachableRef": on("Item", "1")}),
            ("2020", {"Note": "x", "AttachableRef": [{"EntityRef": {"value": "1"}}]}),
            ("2500", {"Note": "x", "AttachableRef": on("Invoice", "99")}),
            ("2500", {"Note": "x", "AttachableRef": on("Unicorn", "1")}),
            ("2010", {"Note": "x", "AttachableRef": "1"}),
            ("2050", {"Note": "x" * 2001}),
        ],
    )
    def test_is_refused(self, api: Any, code: str, given: dict[str, Any]) -> None:
        api.refused(code, lambda: api.post("attachable", given))

    def test_what_only_the_company_writes_is_ignored(self, api: Any) -> None:
        made = api.create("Attachable", {"Note": "x", "Size": 7, "TempDownloadUri": "https://x/"})
        assert not {"Size", "TempDownloadUri"} & set(made)

    def test_a_full_update_keeps_the_file(self, api: Any) -> None:
        made = node(api).body["AttachableResponse"][0]["Attachable"]
        given = {"Id": made["Id"], "SyncToken": "0", "Note": "Broken"}
        now = api.post("attachable", given).body["Attachable"]
        assert (now["FileName"], now["Size"], now["Note"]) == ("box.png", 17, "Broken")
