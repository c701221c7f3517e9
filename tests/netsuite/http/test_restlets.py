"""RESTlets: registered functions, Oracle's record CRUD sample, formats and errors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest

from sandbox.kernel.routing import Request, Response
from sandbox.netsuite.restlets import RestletError

PATH = "/app/site/hosting/restlet.nl"
JSON = "application/json"
CRUD = {"script": "customscript_record_crud", "deploy": "customdeploy_record_crud"}


class Caller:
    """`call("GET", {"a": "1"})`: a signed call of the RESTlet `script`."""

    def __init__(self, rest: Any) -> None:
        self.rest = rest
        self.netsuite = rest.netsuite
        self.script: dict[str, str] = CRUD
        self.host = self.netsuite.restlet_host

    def __call__(
        self,
        method: str,
        parameters: Mapping[str, Any] | None = None,
        body: Any = None,
        content_type: str | None = JSON,
        authorization: str | None = None,
    ) -> Response:
        query = urlencode({**self.script, **(parameters or {})})
        self.rest.host = self.host
        if authorization is None:
            authorization = self.rest.signed(method, PATH, query)
        headers = [("Authorization", authorization)]
        if content_type is not None:
            headers.append(("Content-Type", content_type))
        content = body if isinstance(body, bytes) else b""
        if body is not None and not isinstance(body, bytes):
            content = json.dumps(body).encode()
        return self.netsuite.handle(Request(method, self.host, PATH, query, headers, content))

    def serve(self, method: str, function: Any) -> None:
        self.script = {"script": "customscript_mine", "deploy": "customdeploy_mine"}
        self.netsuite.restlets.register(
            self.script["script"], self.script["deploy"], method, function
        )

    def error(self, response: Response, status: int) -> tuple[str, str]:
        assert response.status == status, response.body
        found = json.loads(response.body)["error"]
        return found["code"], found["message"]


@pytest.fixture
def call(rest: Any) -> Caller:
    return Caller(rest)


class TestRecordCrud:
    def test_create_read_change_delete(self, call: Caller, rest: Any) -> None:
        made = call("POST", body={"recordtype": "customer", "companyname": "Acme"})
        assert made.status == 200
        key = made.body.decode()
        where = {"recordtype": "customer", "id": key}
        record = json.loads(call("GET", where).body)
        assert (record["id"], record["type"], record["isDynamic"]) == (key, "customer", False)
        assert record["fields"]["companyname"] == "Acme"
        assert record["fields"]["isperson"] == "F"
        changed = call("PUT", body=where | {"phone": "555-0100"})
        assert json.loads(changed.body)["fields"]["phone"] == "555-0100"
        rest.host = rest.netsuite.rest_host
        assert rest.get(f"/customer/{key}")["phone"] == "555-0100"
        assert call("DELETE", where).body.decode() == key
        rest.host = rest.netsuite.rest_host
        assert rest("GET", f"/customer/{key}").status == 404
        assert key not in [item["id"] for item in rest.get("/customer")["items"]]

    def test_a_transaction_with_its_lines(self, call: Caller, order: str) -> None:
        record = json.loads(call("GET", {"recordtype": "salesorder", "id": order}).body)
        assert record["fields"]["total"] == "127.82"
        assert record["fields"]["trandate"] == "11/24/2026"
        assert record["fields"]["status"] == "Pending Fulfillment"
        assert record["fields"]["orderstatus"] == "B"
        lines = record["sublists"]["item"]
        assert list(lines) == ["line 1", "line 2", "line 3"]
        assert lines["line 1"]["quantity"] == "3"
        assert lines["line 1"]["rate"] == "19.99"

    def test_date_in_the_account_format(self, call: Caller, order: str) -> None:
        body = {"recordtype": "salesorder", "id": order, "trandate": "11/20/2026"}
        assert json.loads(call("PUT", body=body).body)["fields"]["trandate"] == "11/20/2026"

    @pytest.mark.parametrize(
        ("method", "given", "missing"),
        [
            ("GET", {"id": "5"}, "recordtype"),
            ("GET", {"recordtype": "customer"}, "id"),
            ("DELETE", {"recordtype": "customer"}, "id"),
            ("POST", {}, "recordtype"),
            ("PUT", {"recordtype": "customer"}, "id"),
        ],
    )
    def test_missing_argument(
        self, call: Caller, method: str, given: dict[str, str], missing: str
    ) -> None:
        in_url = method in ("GET", "DELETE")
        response = call(method, given if in_url else None, None if in_url else given)
        assert call.error(response, 400) == (
            "MISSING_REQ_ARG",
            f"Missing a required argument: [{missing}] for method: {method}",
        )

    @pytest.mark.parametrize(
        ("record", "key", "expected"),
        [
            ("customer", "99999", ("RCRD_DSNT_EXIST", "That record does not exist.")),
            ("salesorder", "99999", ("RCRD_DSNT_EXIST", "That record does not exist.")),
            ("customer", "x", ("RCRD_DSNT_EXIST", "That record does not exist.")),
            ("nothing", "5", ("INVALID_RCRD_TYPE", "The record type [nothing] is invalid.")),
        ],
    )
    def test_unknown_record(self, call: Caller, record: str, key: str, expected: Any) -> None:
        response = call("GET", {"recordtype": record, "id": key})
        assert call.error(response, 400) == expected

    def test_refused_by_a_rule(self, call: Caller, rest: Any) -> None:
        before = rest.hash()
        response = call("POST", body={"recordtype": "customer", "email": "x"})
        code, message = call.error(response, 400)
        assert code == "USER_ERROR"
        assert message.startswith("Please enter value(s) for: ")
        assert rest.hash() == before

    def test_wrong_value(self, call: Caller, jane: str) -> None:
        body = {"recordtype": "customer", "id": jane, "currency": "nonsense"}
        assert call.error(call("PUT", body=body), 400) == (
            "INVALID_FLD_VALUE",
            "You have entered an Invalid Field Value nonsense for the following field: currency",
        )

    def test_runs_with_the_role_of_the_caller(self, call: Caller, rest: Any, jane: str) -> None:
        desk = rest.netsuite.desk
        token = desk.create_token(desk.create_role("Clerk", {"customer": "view"}))
        rest.credentials |= {"NETSUITE_TOKEN_ID": token.id, "NETSUITE_TOKEN_SECRET": token.secret}
        where = {"recordtype": "customer", "id": jane}
        assert call("GET", where).status == 200
        assert call.error(call("DELETE", where), 400)[0] == "INSUFFICIENT_PERMISSION"


class TestRegistered:
    def test_parameters_of_the_url(self, call: Caller) -> None:
        call.serve("GET", lambda _script, parameters: {"given": parameters})
        answer = json.loads(call("GET", {"a": "1"}).body)
        assert answer == {"given": {**call.script, "a": "1"}}

    def test_body(self, call: Caller) -> None:
        seen: list[Any] = []
        call.serve("POST", lambda _script, body: seen.append(body))
        response = call("POST", body=b'{"amount": 19.47}')
        assert (response.status, response.body) == (200, b"")
        assert seen == [{"amount": Decimal("19.47")}]

    def test_exact_numbers_out(self, call: Caller) -> None:
        call.serve("GET", lambda _script, _given: {"amount": Decimal("19.47")})
        assert call("GET").body == b'{"amount":19.47}'

    def test_by_numbers(self, call: Caller) -> None:
        call.serve("GET", lambda _script, _given: {"ok": True})
        restlet = call.netsuite.restlets.find("customscript_mine", "customdeploy_mine")
        call.script = {"script": str(restlet.script_number), "deploy": "1"}
        assert call("GET").body == b'{"ok":true}'

    def test_thrown_error_keeps_its_code(self, call: Caller) -> None:
        def throws(_script: Any, _given: Any) -> Any:
            raise RestletError("MY_CODE", '{"why": "no"}')

        call.serve("GET", throws)
        assert call.error(call("GET"), 400) == ("MY_CODE", '{"why": "no"}')

    def test_unhandled_error(self, call: Caller) -> None:
        call.serve("GET", lambda _script, _given: {}["x"])
        assert call.error(call("GET"), 400) == ("UNEXPECTED_ERROR", "KeyError: 'x'")

    def test_what_was_saved_before_an_error_stays_saved(self, call: Caller, rest: Any) -> None:
        def half(script: Any, _given: Any) -> Any:
            script.create("customer", {"companyname": "Kept", "externalid": "K"})
            raise RestletError("LATER", "x")

        call.serve("POST", half)
        assert call("POST", body={}).status == 400
        rest.host = rest.netsuite.rest_host
        assert rest.get("/customer/eid:K")["companyName"] == "Kept"

    def test_usage_units(self, call: Caller, jane: str) -> None:
        def greedy(script: Any, _given: Any) -> Any:
            for number in range(1000):
                script.load("customer", jane)
                seen.append(number)
            script.load("customer", jane)

        seen: list[int] = []
        call.serve("GET", greedy)
        assert call.error(call("GET"), 400)[0] == "SSS_USAGE_LIMIT_EXCEEDED"
        assert len(seen) == 1000  # five units each

    def test_ids_that_netsuite_would_not_take(self, call: Caller) -> None:
        with pytest.raises(ValueError, match="begin with customscript"):
            call.netsuite.restlets.register("mine", "customdeploy_x", "GET", lambda *_: None)
        with pytest.raises(ValueError, match="PATCH"):
            call.netsuite.restlets.register("customscript_x", "customdeploy_x", "PATCH",
                                            lambda *_: None)  # fmt: skip


class TestFormats:
    @pytest.mark.parametrize(
        ("content_type", "value", "body"),
        [
            (JSON, {"a": [1]}, b'{"a":[1]}'),
            (JSON, "5", b"5"),
            (JSON, None, b""),
            ("text/plain", "5", b"5"),
            (None, "5", b"5"),
            ("application/xml", "<a/>", b"<a/>"),
            ("application/json; charset=utf-8", [], b"[]"),
        ],
    )
    def test_answer_follows_the_content_type(
        self, call: Caller, content_type: str | None, value: Any, body: bytes
    ) -> None:
        call.serve("GET", lambda _script, _given: value)
        response = call("GET", content_type=content_type)
        assert (response.status, response.body) == (200, body)
        form = (content_type or "text/plain").partition(";")[0]
        assert response.header("Content-Type") == f"{form}; charset=utf-8"

    @pytest.mark.parametrize(
        ("content_type", "value", "wanted"),
        [
            ("text/plain", {"a": 1}, "text"),
            (None, {"a": 1}, "text"),
            (None, None, "text"),
            ("application/xml", {"a": 1}, "XML"),
            (JSON, 5, "JSON"),
        ],
    )
    def test_wrong_return_type(
        self, call: Caller, content_type: str | None, value: Any, wanted: str
    ) -> None:
        call.serve("GET", lambda _script, _given: value)
        response = call("GET", content_type=content_type)
        assert response.status == 400
        assert b"INVALID_RETURN_DATA_FORMAT" in response.body
        assert f"Invalid data format. You should return {wanted}.".encode() in response.body

    def test_strings_can_be_quoted(self, call: Caller) -> None:
        call.netsuite.settings.restlet_json_strings = "quoted"
        call.serve("GET", lambda _script, _given: '{"a":1}')
        assert call("GET").body == b'"{\\"a\\":1}"'

    def test_text_in(self, call: Caller) -> None:
        call.serve("PUT", lambda _script, body: body.upper())
        assert call("PUT", body=b"abc", content_type="text/plain").body == b"ABC"

    @pytest.mark.parametrize(
        ("content_type", "body"),
        [
            (JSON, b'{"error" : {"code" : "A","message" : "b < c"}}'),
            ("text/plain", b"error code: A\nerror message: b < c"),
            (
                "application/xml",
                b'<?xml version="1.0" encoding="UTF-8"?>\n'
                b"<error><code>A</code><message>b &lt; c</message></error>",
            ),
        ],
    )
    def test_errors(self, call: Caller, content_type: str, body: bytes) -> None:
        def throws(_script: Any, _given: Any) -> Any:
            raise RestletError("A", "b < c")

        call.serve("GET", throws)
        assert call("GET", content_type=content_type).body == body

    def test_unknown_content_type(self, call: Caller) -> None:
        response = call("POST", body=b"a=1", content_type="application/x-www-form-urlencoded")
        assert response.status == 415
        assert response.body.startswith(b"error code: UNSUPPORTED_MEDIA_TYPE\n")

    def test_body_that_is_no_json(self, call: Caller) -> None:
        assert call.error(call("POST", body=b"{"), 400)[0] == "SYNTAX_ERROR"

    def test_body_on_get(self, call: Caller) -> None:
        assert call.error(call("GET", body={"a": 1}), 400)[0] == "INVALID_REQUEST"


class TestRefused:
    def test_a_body_nested_too_deep(self, call: Caller) -> None:
        assert call.error(call("POST", body=b"[" * 100_000), 400) == (
            "SYNTAX_ERROR",
            "SyntaxError: the text is nested too deep",
        )

    @pytest.mark.parametrize(
        "script",
        [
            {"script": "customscript_none", "deploy": "customdeploy_record_crud"},
            {"script": "customscript_record_crud", "deploy": "7"},
            {"script": "customscript_record_crud"},
            {},
        ],
    )
    def test_unknown_script(self, call: Caller, script: dict[str, str]) -> None:
        call.script = script
        assert call.error(call("GET"), 404) == (
            "SSS_INVALID_SCRIPTLET_ID",
            "That Suitelet is invalid, disabled, or no longer exists.",
        )

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
    def test_unknown_script_under_every_method(self, call: Caller, rest: Any, method: str) -> None:
        before = rest.hash()
        call.script = {"script": "customscript_none", "deploy": "1"}
        assert call.error(call(method), 404)[0] == "SSS_INVALID_SCRIPTLET_ID"
        assert rest.hash() == before

    def test_removed_script(self, call: Caller) -> None:
        call.serve("GET", lambda *_: {})
        call.netsuite.restlets.remove("customscript_mine", "customdeploy_mine")
        assert call("GET").status == 404

    def test_method_without_function(self, call: Caller) -> None:
        call.serve("GET", lambda *_: {})
        response = call("POST", body={})
        assert call.error(response, 405)[0] == "METHOD_NOT_ALLOWED"
        assert response.header("Allow") == "GET"

    def test_method_that_no_script_can_have(self, call: Caller) -> None:
        response = call("PATCH", body={})
        assert call.error(response, 405)[0] == "METHOD_NOT_ALLOWED"
        assert response.header("Allow") == "DELETE, GET, POST, PUT"

    def test_wrong_host(self, call: Caller) -> None:
        call.host = call.netsuite.rest_host
        assert call.error(call("GET"), 403)[0] == "INVALID_DOMAIN"

    def test_the_system_domain_serves_them_too(self, call: Caller, jane: str) -> None:
        call.host = call.netsuite.app_host
        assert call("GET", {"recordtype": "customer", "id": jane}).status == 200

    def test_without_login(self, call: Caller) -> None:
        response = call("GET", authorization="")
        assert call.error(response, 401) == ("INVALID_LOGIN_ATTEMPT", "Invalid login attempt.")
        assert (response.header("WWW-Authenticate") or "").startswith('OAuth realm="5512345"')

    def test_with_email_and_password(self, call: Caller) -> None:
        response = call("GET", authorization="NLAuth nlauth_account=5512345,nlauth_email=a")
        assert call.error(response, 401)[0] == "INVALID_LOGIN_CREDENTIALS"

    def test_web_services_only_role(self, call: Caller, rest: Any, jane: str) -> None:
        desk = rest.netsuite.desk
        role = desk.create_role("Robot", {"customer": "full"}, web_services_only=True)
        token = desk.create_token(role)
        rest.credentials |= {"NETSUITE_TOKEN_ID": token.id, "NETSUITE_TOKEN_SECRET": token.secret}
        rest.host = rest.netsuite.rest_host
        assert rest("GET", f"/customer/{jane}").status == 200
        response = call("GET", {"recordtype": "customer", "id": jane})
        assert call.error(response, 403)[0] == "INSUFFICIENT_PERMISSION"

    @pytest.mark.parametrize(("scope", "status"), [("restlets", 200), ("rest_webservices", 401)])
    def test_scope_of_a_bearer(self, call: Caller, jane: str, scope: str, status: int) -> None:
        bearer = call.netsuite.auth.oauth2.issue("u", (scope,))
        response = call("GET", {"recordtype": "customer", "id": jane},
                        authorization=f"Bearer {bearer.id}")  # fmt: skip
        assert response.status == status

    def test_a_bearer_for_restlets_cannot_call_rest(self, rest: Any) -> None:
        bearer = rest.netsuite.auth.oauth2.issue("u", ("restlets",))
        assert rest("GET", "/term", authorization=f"Bearer {bearer.id}").status == 401
