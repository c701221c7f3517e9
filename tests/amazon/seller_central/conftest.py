"""A person at Seller Central with a browser that keeps cookies and shows no pictures:

person.sign_in()
page = person.open("/payments/past-settlements")
page.click("Download Flat File V2")
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from sandbox.world import open_world

START = datetime(2024, 1, 10, 8, 0, tzinfo=UTC)
HOST = "sellercentral.amazon.com"
V2 = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"


class Reader(HTMLParser):
    """Text, links, forms and tables of a page, as the standard library finds them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.forms: list[tuple[dict[str, str], dict[str, str]]] = []
        self.rows: list[list[str]] = []
        self.labels: list[str] = []
        self.controls: list[dict[str, str]] = []
        self._link: tuple[str, list[str]] | None = None
        self._cell: list[str] | None = None
        self._quiet = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("style", "title"):
            self._quiet += 1
        elif tag == "a":
            self._link = (given.get("href", ""), [])
        elif tag == "form":
            self.forms.append((given, {}))
        elif tag == "label":
            self.labels.append(given["for"])
        elif tag in ("input", "select"):
            self.controls.append({"tag": tag, **given})
            if self.forms and tag == "input":
                self.forms[-1][1][given["name"]] = given.get("value", "")
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "title"):
            self._quiet -= 1
        elif tag == "a" and self._link is not None:
            self.links.append((self._link[0], " ".join("".join(self._link[1]).split())))
            self._link = None
        elif tag in ("td", "th") and self._cell is not None:
            self.rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._quiet:
            return
        self.words.append(data)
        if self._link is not None:
            self._link[1].append(data)
        if self._cell is not None:
            self._cell.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


class Page:
    def __init__(self, person: Person, answer: httpx.Response) -> None:
        self.person = person
        self.answer = answer
        self.status = answer.status_code
        self.url = str(answer.url)
        self.path = answer.url.path
        self.raw = answer.content

    @property
    def read(self) -> Reader:
        return Reader(self.answer.text)

    @property
    def text(self) -> str:
        return self.read.text

    def row(self, first: str) -> list[str]:
        """The one row of a table that begins with these words."""
        [found] = [row for row in self.read.rows if row and row[0].startswith(first)]
        return found

    def link(self, text: str, number: int = 0) -> str:
        return [href for href, words in self.read.links if words == text][number]

    def click(self, text: str, number: int = 0) -> Page:
        """The link of these words; of several the one of this number."""
        return self.person.get(str(self.answer.url.join(self.link(text, number))))

    def submit(self, number: int = -1, **fields: str) -> Page:
        """A form of the page, the last one, with what was written into it."""
        form, given = self.read.forms[number]
        url = self.answer.url.join(form["action"])
        filled = given | fields
        if form["method"] == "get":
            return self.person.get(str(url.copy_merge_params(filled)))
        return self.person.post(str(url), filled)


class Person:
    def __init__(self, as_of: date = date(2026, 11, 24), start: datetime = START) -> None:
        self.world = open_world("t", as_of=as_of, start=start)
        self.amazon = self.world.amazon
        self.desk = self.amazon.desk
        known = self.world.credentials()
        self.user = known["SPAPI_SELLER_CENTRAL_USER"]
        self.password = known["SPAPI_SELLER_CENTRAL_PASSWORD"]
        self.host = f"https://{HOST}"
        self.client = httpx.AsyncClient(transport=self.world.transport(), follow_redirects=True)

    def at(self, month: int, day: int, hour: int = 12, year: int = 2024) -> None:
        self.world.clock.set(datetime(year, month, day, hour, tzinfo=UTC))

    def later(self, **step: float) -> None:
        self.world.clock.advance(timedelta(**step))

    def send(self, method: str, url: str, **more: Any) -> httpx.Response:
        answer = asyncio.run(self.client.request(method, url, **more))
        assert self.world.bugs == []
        return answer

    def get(self, url: str) -> Page:
        return Page(self, self.send("GET", url))

    def post(self, url: str, fields: dict[str, str]) -> Page:
        return Page(self, self.send("POST", url, data=fields))

    def open(self, path: str = "/") -> Page:
        return self.get(self.host + path)

    def sign_in(self, path: str = "/") -> Page:
        return self.open(path).submit(email=self.user, password=self.password)

    def document(self, number: int = 0) -> bytes:
        """What the API gives as a V2 document, unpacked; number 0 is the newest."""
        token = {"x-amz-access-token": self.amazon.auth.issue_access_token()}
        api = "https://sellingpartnerapi-na.amazon.com/reports/2021-06-30"
        listed = self.send("GET", f"{api}/reports?reportTypes={V2}", headers=token).json()
        key = listed["reports"][number]["reportDocumentId"]
        told = self.send("GET", f"{api}/documents/{key}", headers=token).json()
        return gzip.decompress(self.send("GET", told["url"]).content)


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture
def new_person() -> Callable[..., Person]:
    return Person


@pytest.fixture
def seller(tell_w8: Callable[[Any], None]) -> Person:
    """Signed in, after the story of W8."""
    made = Person()
    tell_w8(made)
    made.sign_in()
    return made
