"""What is tried in the browser. A story is a generator: it yields each page with its name, and what
it finds wrong is an AssertionError in the words of the check.
"""

from __future__ import annotations

import gzip
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import msgspec

from features.browser.page_checks import problems_of, reached_by_keyboard
from features.browser.tab import Tab
from sandbox.hosting.client import Sandbox

__all__ = ["HOST", "STORIES", "Ground"]

HOST = "https://sellercentral.amazon.com"
_V2 = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
_STATEMENTS = "/payments/past-settlements"
_REPOSITORY = "/payments/reports-repository"
_GATE = ("gate", "--profile", "refunds", "--only", "One TEE-BLK refunded in the storefront")
_SETTLEMENT = ("gate", "--profile", "settlement", "--only", "W8, six records and two errors")
ROOT = Path(__file__).resolve().parents[2]

Steps = Iterator[str]


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """Where the stories happen: a server with the worlds `acme` and `w8`."""

    url: str
    proxy: str
    pem: Path
    folder: Path
    acme: Sandbox
    w8: Sandbox

    def documents(self, sandbox: Sandbox, user: str = "") -> list[bytes]:
        """Every V2 document that the API gives, unpacked, the newest first."""
        known = sandbox.credentials()
        proxy = self.proxy.replace("http://", f"http://{user}@") if user else self.proxy
        context = ssl.create_default_context(cafile=str(self.pem))
        given: dict[str, Any] = {"proxy": proxy, "verify": context, "trust_env": False}
        with httpx.Client(**given) as client, httpx.Client(**given) as plain:
            login = client.post(
                "https://api.amazon.com/auth/o2/token",
                data={
                    "grant_type": "refresh_token",
                    "refresh_token": known["SPAPI_REFRESH_TOKEN"],
                    "client_id": known["SPAPI_CLIENT_ID"],
                    "client_secret": known["SPAPI_CLIENT_SECRET"],
                },
            )
            client.headers["x-amz-access-token"] = login.raise_for_status().json()["access_token"]
            api = "https://sellingpartnerapi-na.amazon.com/reports/2021-06-30"
            listed = client.get(f"{api}/reports", params={"reportTypes": _V2}).raise_for_status()
            found = []
            for report in listed.json()["reports"]:
                told = client.get(f"{api}/documents/{report['reportDocumentId']}")
                stored = plain.get(told.raise_for_status().json()["url"])
                found.append(gzip.decompress(stored.raise_for_status().content))
        return found


def _is(what: str, found: object, wanted: object) -> None:
    assert found == wanted, f"{what}: {found!r}, not {wanted!r}"


def _says(tab: Tab, *words: str) -> None:
    text = tab.text
    for each in words:
        assert each in text, f"{tab.url} does not say {each!r}"


def _adds_up(tab: Tab) -> Decimal:
    """The figures of a statement; returns what it closes with."""
    total = section = Decimal(0)
    rest: Decimal | None = None
    for name, written in tab.rows()[1:]:
        amount = Decimal(written.replace(",", ""))
        kind = str(
            tab.value(
                "[...document.querySelectorAll('tr')].find(row => row.cells[0].innerText.trim() "
                f"=== {msgspec.json.encode(name).decode()}).className"
            )
        )
        if name in ("Closing balance", "Balance so far"):
            _is("the sections add up", total, amount)
            return amount
        if kind == "group":
            assert rest in (None, section), f"the figures before {name} add up to {section}"
            total += amount
            rest, section = amount, Decimal(0)
        else:
            section += amount
    raise AssertionError("the statement has no balance")


def over_the_proxy(tab: Tab, ground: Ground) -> Steps:
    """Seller Central under its own name: the way a tester is sent to the file, by mouse."""
    yield from _come_in(tab, ground)
    documents = ground.documents(ground.acme)
    yield from _see_statements(tab, documents)
    yield from _see_repository(tab, documents)
    yield from _leave(tab, ground)


def _sign_in(tab: Tab, sandbox: Sandbox, password: str = "") -> None:
    known = sandbox.credentials()
    tab.fill("Email", known["SPAPI_SELLER_CENTRAL_USER"])
    tab.fill("Password", password or known["SPAPI_SELLER_CENTRAL_PASSWORD"])
    tab.click("button", "Sign in")


def _come_in(tab: Tab, ground: Ground) -> Steps:
    tab.open(f"{HOST}/")
    _is("the first page asks who comes", tab.url, f"{HOST}/ap/signin")
    _is("the first field has the focus", tab.value("document.activeElement.id"), "email")
    yield "sign in"

    _sign_in(tab, ground.acme, "not the password")
    _says(tab, "There was a problem", "Your password is incorrect")
    _is("the password is not kept", tab.value("document.activeElement.value"), "")
    yield "wrong password"

    _sign_in(tab, ground.acme)
    _is("signing in leads to the first page", tab.url, f"{HOST}/home")
    _is("no script can read the cookies", tab.value("document.cookie"), "")
    yield "home"

    tab.press("DisclosureTriangle", "Menu")
    assert tab.is_there("link", "Reports Repository"), "the menu did not open"
    yield "menu"

    tab.click("link", "All Statements")
    _is("Menu > Payments > All Statements", tab.url, f"{HOST}{_STATEMENTS}")
    _says(tab, "Open", "Closed", "Amazon.com", "Amazon.ca")
    yield "all statements"


def _see_statements(tab: Tab, documents: list[bytes]) -> Steps:
    """From the list of all statements."""
    summary = documents[0].splitlines()[1].decode("cp1252").split("\t")
    settlement, total = summary[0], Decimal(summary[4])
    name = f"Download Flat File V2 of settlement {settlement}"
    got = tab.download("link", name)
    _is("the file is the API's document", got.content, documents[0])
    assert got.name.removesuffix(".txt").isdecimal(), f"the file is called {got.name}"

    _go_to_statement(tab, settlement)
    _says(tab, "Statement View", f"Settlement ID {settlement}", "Closing balance")
    _is("what the statement closes with", _adds_up(tab), total)
    _is("the file of the statement", tab.download("link", name).content, documents[0])
    yield "statement"

    tab.click("link", "All Statements")
    _go_to_statement(tab, "now")
    _says(tab, "Balance so far", "The flat file is made when the statement closes.")
    _adds_up(tab)
    yield "open statement"


def _go_to_statement(tab: Tab, words: str) -> None:
    """The link of the first row that has the words."""
    tab.value(
        "[...document.querySelectorAll('tbody tr')].find(row => "
        f"row.innerText.includes('{words}')).querySelector('th a').focus()"
    )
    tab.key("Enter", loads=True)


def _see_repository(tab: Tab, documents: list[bytes]) -> Steps:
    tab.click("link", "Reports Repository")
    _is("the tab leads there", tab.url, f"{HOST}{_REPOSITORY}")
    reports = tab.rows()[1:]
    _is("as many files as the API lists", len(reports), len(documents))
    for number, (row, document) in enumerate(zip(reports, documents, strict=True)):
        got = tab.download("link", f"Download Flat File V2, report {row[0]}")
        _is(f"file {number}", (got.name, got.content), (f"{row[0]}.txt", document))
    yield "reports repository"

    tab.open(f"{HOST}/payments/nothing")
    _says(tab, "Page not found")
    tab.errors.clear()  # a 404, as asked for
    yield "page not found"


def _leave(tab: Tab, ground: Ground) -> Steps:
    tab.open(f"{HOST}{_STATEMENTS}")
    ground.acme.clock.advance(minutes=61)
    tab.click("link", "Reports Repository")
    _says(tab, "Your session has expired. Sign in to go on.")
    yield "session expired"

    _sign_in(tab, ground.acme)
    _is("and back again", tab.url, f"{HOST}{_REPOSITORY}")
    tab.click("button", "Sign out")
    _says(tab, "You are signed out.")
    yield "signed out"

    tab.open(f"{HOST}{_STATEMENTS}")
    _is("the page asks again", tab.is_there("textbox", "Password"), True)


def below_a_path(tab: Tab, ground: Ground) -> Steps:
    """The same pages below /amazon/ of the one port, in another world, by keyboard alone; files of
    Germany and Japan beside the example's."""
    known = ground.w8.credentials()
    home = f"{ground.url}/amazon"
    tab.open(f"{home}/payments/past-settlements")
    _is("below the path", tab.url.partition("?")[0], f"{home}/ap/signin")
    tab.type(known["SPAPI_SELLER_CENTRAL_USER"])
    tab.key("Tab")
    tab.type(known["SPAPI_SELLER_CENTRAL_PASSWORD"])
    tab.key("Enter", loads=True)
    _is("signed in by keyboard", tab.url, f"{home}/payments/past-settlements")
    row = next(row for row in tab.rows() if "10000000001" in row[0])
    _is(
        "the statement of the example",
        row[4:12],
        ["60.00", "181.99", "-5.99", "-128.52", "-63.36", "25.18", "-45.00", "USD 24.30"],
    )
    _is("the Tab key", reached_by_keyboard(tab), [])
    yield "by keyboard"

    documents = ground.documents(ground.w8, "w8")
    got = tab.download("link", "Download Flat File V2 of settlement 10000000001")
    assert got.content in documents, "the file is none of the API's documents"
    assert b"\t24.30\tUSD\t" in got.content, "the file is another settlement's"

    desk = ground.w8.desk.amazon
    for country, amount in (("DE", "1234.56"), ("JP", "5000")):
        desk.do("join", marketplace=country)
        desk.do("charge", kind="warehouse damage", amount=amount, marketplace=country)
    ground.w8.clock.advance(days=14)
    for country in ("DE", "JP"):
        desk.do("close_period", marketplace=country)
    tab.open(f"{home}/payments/past-settlements")
    _says(tab, "Your session has expired")
    _sign_in(tab, ground.w8)
    _says(tab, "EUR 1,234.56", "JPY 5,000")
    yield "three marketplaces"

    for row in tab.rows()[1:]:
        if row[1] not in ("Amazon.de", "Amazon.co.jp") or row[2] != "Closed":
            continue
        number = row[0].split()[-1]
        content = tab.download("link", f"Download Flat File V2 of settlement {number}").content
        german = row[1] == "Amazon.de"
        assert (b"\t1234,56\t" if german else b"\t5000\t") in content, f"{row[1]}: {content!r}"
    tab.size(760, 900)
    yield "in a narrow window"
    tab.size(1440, 900)

    tab.click("button", "Sign out")
    _is("signing out stays below the path", tab.url, f"{home}/ap/signin?signed_out=1")
    yield "signed out below the path"


def documentation(tab: Tab, ground: Ground) -> Steps:
    """The control API's own page."""
    tab.open(f"{ground.url}/_sandbox/v1/docs")
    _says(tab, "connector-sandbox control API", "/_sandbox/v1/worlds")
    yield "control API"


def evidence(tab: Tab, ground: Ground) -> Steps:
    """The page of `./run gate` for a person to sign, of one scenario."""
    tab.open(_gate_page(ground, *_GATE))
    _says(tab, "Acceptance gate: refunds", "Passed", "Totals on both sides", "TEE-BLK")
    yield "evidence"
    _open_details(tab)
    yield "evidence, all of it"


def settlement_evidence(tab: Tab, ground: Ground) -> Steps:
    """The same of a settlement, of a good connector and of one that posts fees twice: a picture
    with its name, its bars in words, and the same figures in a table beside it."""
    title = "Settlement 10000000001, 2024-01-24 to 2024-02-07: deposit 24.30 USD"
    tab.open(_gate_page(ground, *_SETTLEMENT))
    _says(tab, "Acceptance gate: settlement", "Passed", "From the documents to the deposit")
    _says(tab, "123.17 - 52.80 - 69.21 + 15.00 = 16.16; + 8.14 not in NetSuite = 24.30")
    _is("the picture", _pictures(tab), [title])
    _is("bars", int(tab.value("document.querySelectorAll('svg > rect').length")), 16)
    _within_the_picture(tab)
    yield "settlement evidence"
    _open_details(tab)
    _is("and with its scenario", _pictures(tab), [title, title])
    yield "settlement evidence, all of it"
    tab.size(760, 900)
    yield "settlement evidence in a narrow window"
    tab.size(1440, 900)

    wrong = ("--mutant", "settlement-fees-twice")
    tab.open(_gate_page(ground, *_SETTLEMENT, *wrong, status=3))
    _says(tab, "Refused", "expected 46.74, found 38.49", "+41.81", "too much in the books")
    _is("the picture", _pictures(tab), [title])
    _within_the_picture(tab)
    yield "settlement evidence, red"


def _gate_page(ground: Ground, *words: str, status: int = 0) -> str:
    """The address of the page that the gate has written."""
    folder = ground.folder / f"evidence-{status}-{len(words)}-{words[2]}"
    command = [sys.executable, "-m", "features.cli", *words, "--evidence", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    _is(f"the gate ({done.stdout[-500:]}{done.stderr[-500:]})", done.returncode, status)
    return (folder / "index.html").as_uri()


def _open_details(tab: Tab) -> None:
    for number in range(int(tab.value("document.querySelectorAll('details').length"))):
        tab.value(f"document.querySelectorAll('details')[{number}].open = true")


def _pictures(tab: Tab) -> list[str]:
    """What the pictures on the page are called for somebody who cannot see them."""
    return [
        str(node["name"]["value"]).partition(" A waterfall")[0].strip()
        for node in tab.tree()
        if node.get("role", {}).get("value") in ("image", "img", "graphics-document")
    ]


def _within_the_picture(tab: Tab) -> None:
    """No word of a picture lies on another one, or beyond its edge."""
    found = tab.value(_OVERLAPS)
    _is("words that lie on each other or outside", found, [])


_OVERLAPS = """
[...document.querySelectorAll('svg')].filter(e => e.checkVisibility()).flatMap(svg => {
  const edge = svg.getBoundingClientRect(), found = [];
  const words = [...svg.querySelectorAll('text')].map(e => [e, e.getBoundingClientRect()]);
  words.forEach(([e, a], i) => {
    if (a.left < edge.left - 1 || a.right > edge.right + 1 || a.bottom > edge.bottom + 1)
      found.push('outside: ' + e.textContent);
    words.slice(i + 1).forEach(([f, b]) => {
      if (a.left + 1 < b.right && b.left + 1 < a.right && a.top + 3 < b.bottom
          && b.top + 3 < a.bottom) found.push(e.textContent + ' / ' + f.textContent); });
  });
  return found; })
"""
_BAD = """<html><title> </title><p style="color:#aaa">pale words</p><button></button>
<table><tr><td>x</td></tr></table><img src="https://elsewhere.example/x.png"><p id=a><p id=a>
<div style="width:3000px">wide</div><input style="outline:none"><script>nothing()</script></html>"""
_FAULTS = (
    "the browser complains: Failed to load resource", 'the browser complains: "Uncaught',
    "https://elsewhere.example/x.png is loaded from elsewhere", "the page has no title",
    "the page says no language", "a button has no name", "a image has no name",
    "a textbox has no name", "a table has no headers: x", "the id a is given twice",
    "hard to read: pale words 2.32", "the page is wider than its window",
)  # fmt: skip
_GOOD = '<!doctype html><html lang="en"><title>Nothing wrong</title><p>Nothing wrong.</html>'


def the_checks(tab: Tab, ground: Ground) -> Steps:
    """A page on which everything is wrong: each check has to notice."""
    bad, good = ground.folder / "bad.html", ground.folder / "good.html"
    bad.write_text(_BAD)
    good.write_text(_GOOD)
    tab.open(bad.as_uri())
    found = problems_of(tab, "file:")
    for fault in _FAULTS:
        assert [each for each in found if each.startswith(fault)], f"nobody noticed: {fault}"
    _is("the Tab key", reached_by_keyboard(tab), ["no outline: INPUT"])
    tab.errors.clear()
    tab.asked.clear()
    tab.open(good.as_uri())
    yield "a page with every fault is noticed"


STORIES: dict[str, Callable[[Tab, Ground], Steps]] = {
    "The checks": the_checks,
    "Seller Central under its own name": over_the_proxy,
    "Seller Central below a path": below_a_path,
    "Control API": documentation,
    "Evidence of the gate": evidence,
    "Evidence of a settlement": settlement_evidence,
}
