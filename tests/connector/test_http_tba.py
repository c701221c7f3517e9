"""Signatures against the vector that the Help Center prints."""

import re
from datetime import UTC, datetime

import httpx
import pytest

from connector.http.tba import TokenBasedAuth, realm_of


class Stopped:
    def now(self) -> datetime:
        return datetime.fromtimestamp(1508242306, UTC)

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nobody waits here")


def auth(account: str = "123456") -> TokenBasedAuth:
    return TokenBasedAuth(
        account=account,
        consumer_key="ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4",
        consumer_secret="d26ad321a4b2f23b0741c8d38392ce01c3e23e109df6c96eac6d099e9ab9e8b5",
        token_id="2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc",
        token_secret="c29a677df7d5439a458c063654187e3d678d73aca8e3c9d8bea1478a3eb0d295",
        clock=Stopped(),
        nonce=lambda: "fjaLirsIcCGVZWzBX0pg",
    )


def signed(request: httpx.Request, account: str = "123456") -> dict[str, str]:
    header = next(auth(account).auth_flow(request)).headers["Authorization"]
    scheme, _, rest = header.partition(" ")
    assert scheme == "OAuth"
    return dict(re.findall(r'(\w+)="([^"]*)"', rest))


def test_the_restlet_example_of_the_help_center() -> None:
    request = httpx.Request(
        "POST",
        "https://123456.restlets.api.netsuite.com/app/site/hosting/restlet.nl"
        "?script=6&deploy=1&customParam=someValue&testParam=someOtherValue",
    )

    parameters = signed(request)

    assert parameters["oauth_signature"] == "%2BKK4SKNgz4ZiILGLwOMtfYlgcXSy1eis8ldE9X90azQ%3D"
    assert parameters["oauth_signature_method"] == "HMAC-SHA256"
    assert parameters["oauth_version"] == "1.0"


def test_a_json_body_is_not_signed() -> None:
    url = "https://123456.suitetalk.api.netsuite.com/services/rest/record/v1/customer"
    empty = signed(httpx.Request("POST", url))
    full = signed(httpx.Request("POST", url, json={"email": "jane@example.com"}))

    assert empty["oauth_signature"] == full["oauth_signature"]


def test_the_query_is_signed() -> None:
    url = "https://123456.suitetalk.api.netsuite.com/services/rest/query/v1/suiteql"
    first = signed(httpx.Request("POST", url, params={"limit": "1000", "offset": "0"}))
    second = signed(httpx.Request("POST", url, params={"limit": "1000", "offset": "1000"}))

    assert first["oauth_signature"] != second["oauth_signature"]


@pytest.mark.parametrize("written", ["1234567_SB1", "1234567-sb1", " 1234567_sb1 "])
def test_the_realm_is_upper_case_with_an_underscore(written: str) -> None:
    assert realm_of(written) == "1234567_SB1"
    request = httpx.Request("GET", "https://1234567-sb1.suitetalk.api.netsuite.com/x")
    assert signed(request, written)["realm"] == "1234567_SB1"
