"""What QuickBooks says when it says no, in whichever shape it says it.

The API writes `Fault` with capitals; the gateway before it writes `fault` in lower case, or XML
whatever was asked for; and a Fault may stand inside HTTP 200. Sources: developer.intuit.com
"Error codes", "Handling common errors"; shapes as recorded by public clients.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

import httpx

from connector.http import exact_json
from connector.trouble import Refused

__all__ = [
    "DUPLICATE_NAME",
    "DUPLICATE_NUMBER",
    "NOT_FOUND",
    "SOURCE",
    "STALE",
    "Fault",
    "fault_in",
    "named_document",
    "refusal",
]

SOURCE = "QuickBooks"

NOT_FOUND = "610"
STALE = "5010"
DUPLICATE_NUMBER = "6140"
DUPLICATE_NAME = "6240"
THROTTLED = "3001"
_BROKEN = "10000"  # and above: QuickBooks' own mistakes
_LOGIN = {"100", "120", "3100", "3200"}

REMEDIES = {
    "100": "Check that quickbooks_online.realm_id is the company the refresh token belongs to, "
    "and connect the company again.",
    "120": "Let a user of the company who may use this app connect it again.",
    "3100": "Keys of one environment do not open companies of the other: check "
    "quickbooks_online.environment, client_id and realm_id.",
    "3200": "Connect the company to the app again.",
    "5010": "Nothing to do: it is read again with the next attempt.",
    "5030": "The company's QuickBooks subscription lacks this feature.",
    "6140": "Give the other document a number of its own in QuickBooks, or post this one with "
    "another number.",
    "6190": "Renew the company's QuickBooks subscription.",
    "6200": "Reopen the books in QuickBooks (Account and settings > Advanced > Accounting > Close "
    "the books), or give the document a later date.",
    "6210": "Reopen the books in QuickBooks (Account and settings > Advanced > Accounting > Close "
    "the books), or give the document a later date.",
    "6240": "Rename one of the two in QuickBooks.",
    "6450": "It is settled already: refund it instead.",
    "6480": "It is matched to a bank transaction: undo the match in QuickBooks first.",
    "6540": "Take it out of its deposit in QuickBooks first, then post again.",
}
_INACTIVE_REMEDY = "Make what the document uses active again in QuickBooks, or choose another."

_TAGGED = re.compile(
    r"<(?:\w+:)?Error\b([^>]*)>(.*?)</(?:\w+:)?Error>|<(?:\w+:)?Fault\b([^>]*)>", re.DOTALL
)
_ATTRIBUTE = re.compile(r"""(\w+)\s*=\s*["']([^"']*)["']""")
_NAMED = re.compile(r"DocNumber=(?P<number>.*?) .*?TxnId=(?P<id>\d+)", re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """`said` is QuickBooks' own text, every error of one answer; `code` is the first one's."""

    type: str
    code: str
    said: str
    element: str = ""

    @property
    def throttled(self) -> bool:
        return self.code == THROTTLED or "ThrottleExceeded" in self.said

    @property
    def broken(self) -> bool:
        """QuickBooks failed at its own work: nothing is said about the request."""
        return self.type.lower() == "systemfault" or (
            self.code.isdigit() and int(self.code) >= int(_BROKEN)
        )


def fault_in(response: httpx.Response) -> Fault | None:
    """The fault of an answer; None for an answer that is none. An error status without a readable
    fault becomes one with the status for a code."""
    found = _fault_of(_decoded(response)) or _fault_of_xml(response)
    if found is not None or response.status_code < 400:
        return found
    said = f"{response.status_code} {response.reason_phrase}".strip()
    return Fault(type="", code=str(response.status_code), said=said)


def refusal(fault: Fault, status: int) -> Refused:
    login = status == 401 or fault.code in _LOGIN
    remedy = REMEDIES.get(fault.code, REMEDIES["3200"] if login else "")
    if not remedy and "made inactive" in fault.said:
        remedy = _INACTIVE_REMEDY
    where = f" ({fault.element})" if fault.element and fault.element not in fault.said else ""
    what = "refused the login" if login else "refused it"
    return Refused(
        f"{SOURCE} {what}: {fault.said}{where}",
        SOURCE,
        fault.said,
        code=fault.code,
        remedy=remedy,
        login=login,
    )


def named_document(said: str) -> str | None:
    """The id of the document that has the number already (6140). The text follows the company's
    language, its members do not."""
    found = _NAMED.search(said)
    return found["id"] if found else None


def _decoded(response: httpx.Response) -> Any:
    try:
        return exact_json.read(response.content)
    except exact_json.BadJson:
        return None


def _fault_of(body: Any) -> Fault | None:
    if not isinstance(body, dict):
        return None
    fault = body.get("Fault") or body.get("fault")
    if not isinstance(fault, dict):
        return None
    errors = [each for each in _member(fault, "Error") or [] if isinstance(each, dict)]
    first = errors[0] if errors else {}
    return Fault(
        type=str(_member(fault, "type") or ""),
        code=str(_member(first, "code") or ""),
        said="; ".join(filter(None, (_said(each) for each in errors))) or "no reason given",
        element=str(_member(first, "element") or ""),
    )


def _member(holder: dict[str, Any], name: str) -> Any:
    """`Message` or `message`, `Error` or `error`."""
    if name in holder:
        return holder[name]
    return holder.get(name[:1].lower() + name[1:], holder.get(name[:1].upper() + name[1:]))


def _said(error: dict[str, Any]) -> str:
    return str(_member(error, "Detail") or _member(error, "Message") or "")


def _fault_of_xml(response: httpx.Response) -> Fault | None:
    """Read with patterns: a gateway's answer is not worth a parser that resolves entities."""
    text = response.text
    if "<" not in text or "Fault" not in text:
        return None
    fault_type, code, element, said = "", "", "", []
    for attributes, inside, fault_attributes in _TAGGED.findall(text):
        if fault_attributes:
            fault_type = dict(_ATTRIBUTE.findall(fault_attributes)).get("type", "")
            continue
        given = dict(_ATTRIBUTE.findall(attributes))
        code = code or given.get("code", "")
        element = element or given.get("element", "")
        said.append(_text(inside, "Detail") or _text(inside, "Message"))
    if not (said or fault_type):
        return None
    return Fault(
        type=fault_type,
        code=code,
        said="; ".join(filter(None, said)) or fault_type,
        element=element,
    )


def _text(inside: str, tag: str) -> str:
    found = re.search(rf"<(?:\w+:)?{tag}\b[^>]*>(.*?)</(?:\w+:)?{tag}>", inside, re.DOTALL)
    return html.unescape(found[1]).strip() if found else ""
