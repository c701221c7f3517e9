"""Refusals in every shape that QuickBooks was recorded to use, and statements that hold."""

from __future__ import annotations

import httpx
import pytest

from connector.books.quickbooks_online import query
from connector.books.quickbooks_online.api import request_id
from connector.books.quickbooks_online.faults import fault_in, named_document, refusal

STALE = {
    "Fault": {
        "Error": [
            {
                "Message": "Stale Object Error",
                "Detail": "Stale Object Error : You and Jane were working on this at the same "
                "time. Jane finished before you did, so your work was not saved.",
                "code": "5010",
                "element": "",
            }
        ],
        "type": "ValidationFault",
    },
    "time": "2026-11-24T01:00:00.000-08:00",
}
ODD_401 = {
    "warnings": None,
    "intuitObject": None,
    "fault": {
        "error": [
            {
                "message": "message=AuthenticationFailed; errorCode=003200; statusCode=401",
                "detail": "Malformed bearer token: too short or too long",
                "code": "3200",
                "element": None,
            }
        ],
        "type": "AUTHENTICATION",
    },
    "report": None,
    "queryResponse": None,
    "batchItemResponse": [],
    "time": 1633520295688,
}
XML_401 = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<IntuitResponse time="2026-11-24T01:00:00.000-08:00" '
    'xmlns="http://schema.intuit.com/finance/v3"><Fault type="AuthenticationFault">'
    '<Error code="100"><Message>General Authentication Error</Message>'
    "<Detail>AuthenticationErrorGeneral: SRV-110-Authentication Failure , statusCode: 401</Detail>"
    "</Error></Fault></IntuitResponse>"
)
ENVIRONMENT_403 = {
    "fault": {
        "error": [
            {
                "message": "message=ApplicationAuthorizationFailed; errorCode=003100; "
                "statusCode=403",
                "detail": None,
                "code": "3100",
                "element": None,
            }
        ],
        "type": "SERVICE",
    }
}
DUPLICATE = (
    "Duplicate Document Number Error : You must specify a different number. This number has "
    "already been used. DocNumber=1001 is assigned to TxnType=Sales Receipt with TxnId=145"
)


def test_the_usual_fault() -> None:
    fault = fault_in(httpx.Response(400, json=STALE))
    assert fault is not None
    assert (fault.code, fault.type, fault.throttled, fault.broken) == (
        "5010",
        "ValidationFault",
        False,
        False,
    )
    refused = refusal(fault, 400)
    assert refused.verbatim.startswith("Stale Object Error : You and Jane")
    assert not refused.login


def test_a_fault_inside_200() -> None:
    fault = fault_in(httpx.Response(200, json=STALE))
    assert fault is not None
    assert fault.code == "5010"


def test_an_answer_without_a_fault() -> None:
    assert fault_in(httpx.Response(200, json={"QueryResponse": {}, "time": "x"})) is None


def test_the_401_in_its_odd_casing() -> None:
    fault = fault_in(httpx.Response(401, json=ODD_401))
    assert fault is not None
    refused = refusal(fault, 401)
    assert refused.login
    assert refused.code == "3200"
    assert refused.verbatim == "Malformed bearer token: too short or too long"
    assert refused.remedy == "Connect the company to the app again."


def test_xml_from_the_gateway() -> None:
    fault = fault_in(httpx.Response(401, text=XML_401, headers={"content-type": "application/xml"}))
    assert fault is not None
    refused = refusal(fault, 401)
    assert (refused.code, refused.login) == ("100", True)
    assert refused.verbatim == (
        "AuthenticationErrorGeneral: SRV-110-Authentication Failure , statusCode: 401"
    )
    assert "realm_id" in refused.remedy


def test_keys_of_the_other_environment() -> None:
    fault = fault_in(httpx.Response(403, json=ENVIRONMENT_403))
    assert fault is not None
    refused = refusal(fault, 403)
    assert refused.login
    assert "errorCode=003100" in refused.verbatim
    assert "quickbooks_online.environment" in refused.remedy


@pytest.mark.parametrize("status", [403, 429])
def test_a_throttle(status: int) -> None:
    body = {
        "Fault": {
            "Error": [
                {
                    "Message": "message=ThrottleExceeded; errorCode=003001; statusCode=429",
                    "Detail": "The request limit was reached.  Try again later",
                    "code": "3001",
                }
            ],
            "type": "SERVICE",
        }
    }
    fault = fault_in(httpx.Response(status, json=body))
    assert fault is not None
    assert fault.throttled


def test_several_errors_are_all_told() -> None:
    body = {
        "Fault": {
            "Error": [
                {"Message": "A", "Detail": "First thing", "code": "2500", "element": "ItemRef"},
                {"Message": "Second thing", "Detail": None, "code": "2020"},
            ],
            "type": "ValidationFault",
        }
    }
    fault = fault_in(httpx.Response(400, json=body))
    assert fault is not None
    assert fault.said == "First thing; Second thing"
    assert refusal(fault, 400).sentence == (
        "QuickBooks refused it: First thing; Second thing (ItemRef)"
    )


def test_a_proxy_s_page_is_a_refusal_with_its_status() -> None:
    fault = fault_in(httpx.Response(413, text="<html><body>Too Large</body></html>"))
    assert fault is not None
    assert fault.code == "413"


@pytest.mark.parametrize(
    ("code", "said", "remedy"),
    [
        ("6540", "Deposited Transaction cannot be changed", "deposit"),
        ("6210", "The account period has closed", "Reopen the books"),
        ("6240", "The name supplied already exists.", "Rename"),
        ("610", "Something you're trying to use has been made inactive.", "active again"),
    ],
)
def test_remedies(code: str, said: str, remedy: str) -> None:
    body = {"Fault": {"Error": [{"Message": "x", "Detail": said, "code": code}], "type": "V"}}
    fault = fault_in(httpx.Response(400, json=body))
    assert fault is not None
    refused = refusal(fault, 400)
    assert (refused.code, refused.verbatim) == (code, said)
    assert remedy in refused.remedy


def test_a_failure_of_quickbooks_itself() -> None:
    body = {
        "Fault": {
            "Error": [
                {
                    "Message": "An application error has occurred while processing your request",
                    "Detail": "System Failure Error",
                    "code": "10000",
                }
            ],
            "type": "SystemFault",
        }
    }
    fault = fault_in(httpx.Response(200, json=body))
    assert fault is not None
    assert fault.broken


def test_the_document_that_has_the_number() -> None:
    assert named_document(DUPLICATE) == "145"
    assert (
        named_document(
            "Numéro de document en double : DocNumber=1001-1 est affecté à TxnType=Reçu TxnId=77"
        )
        == "77"
    )
    assert named_document("This number has already been used.") is None


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("1001", "DocNumber = '1001'"),
        ("O'Hara", r"DocNumber = 'O\'Hara'"),
        ("a\\b", r"DocNumber = 'a\\b'"),
        (r"\' or Id > '0", r"DocNumber = '\\\' or Id > \'0'"),
        ("O\u2019Hara", "DocNumber LIKE 'O%Hara'"),
        ("50% off", "DocNumber = '50% off'"),
    ],
)
def test_text_stays_in_its_quotes(text: str, condition: str) -> None:
    assert query.equals("DocNumber", text) == condition


def test_lists_and_beginnings() -> None:
    assert query.one_of("Name", ["A", "B'", "A", "C\u2019"]) == [
        r"Name IN ('A', 'B\'')",
        "Name LIKE 'C%'",
    ]
    assert query.one_of("Name", []) == []
    assert query.begins_with("DocNumber", "100-") == "DocNumber LIKE '100-%'"
    assert query.and_("A = '1'", "B = '2'") == "A = '1' AND B = '2'"


def test_request_ids() -> None:
    short = "nsc_refund_Shopify_acme_900"
    assert request_id(short) == short
    long = "nsc_refund_Shopify_" + "acme" * 12
    assert request_id(long) == request_id(long)
    assert len(request_id(long)) <= 50
    assert request_id(long) != request_id(long + "x")
    assert " " not in request_id("a key")
