"""A person at Seller Central: signs in, looks at the statements, takes a file. Over HTTP."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import httpx

from features.expect import StateDiffers

__all__ = ["SellerCentral"]

SITE = "https://sellercentral.amazon.com"
STATEMENTS = "/payments/past-settlements"


class SellerCentral:
    """`client` is the person's browser: it keeps cookies and follows where it is sent."""

    def __init__(self, client: httpx.AsyncClient, user: str, password: str) -> None:
        self._client = client
        self._user, self._password = user, password

    async def flat_file(self, settlement: str) -> tuple[str, bytes]:
        """(report ID, file): Payments > All Statements > Download Flat File V2. Raises
        StateDiffers."""
        page = await self._open(STATEMENTS)
        wanted = f"Download Flat File V2 of settlement {settlement}"
        link = next((where for name, where in page.links if name == wanted), None)
        if link is None:
            raise StateDiffers(f"Seller Central shows no link {wanted!r}")
        answer = await self._client.get(urljoin(page.address, link))
        if answer.status_code != 200:
            raise StateDiffers(f"Seller Central answered the download with {answer.status_code}")
        return link.rpartition("/")[2].removesuffix(".txt"), answer.content

    async def statements(self) -> str:
        """What the list of statements says. Raises StateDiffers."""
        return " ".join((await self._open(STATEMENTS)).text.split())

    async def _open(self, path: str) -> _Page:
        """Signs in where the site asks for it."""
        page = _Page.of(await self._client.get(f"{SITE}{path}"))
        if "password" not in page.fields:
            return page
        form = {**page.fields, "email": self._user, "password": self._password}
        return _Page.of(await self._client.post(urljoin(page.address, page.action), data=form))


class _Page(HTMLParser):
    """Links by what they are called for everybody, and the fields of the form."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.action = ""
        self.links: list[tuple[str, str]] = []
        self.fields: dict[str, str] = {}
        self._link: str | None = None
        self._name = self._label = self.text = ""

    @classmethod
    def of(cls, answer: httpx.Response) -> _Page:
        if answer.status_code != 200:
            raise StateDiffers(f"Seller Central answered {answer.url} with {answer.status_code}")
        page = cls(str(answer.url))
        page.feed(answer.text)
        return page

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        own = {name: value or "" for name, value in attrs}
        if tag == "a":
            self._link, self._name = own.get("href"), ""
            self._label = own.get("aria-label", "")
        elif tag == "form":
            self.action = own.get("action", "")
        elif tag == "input" and "name" in own:
            self.fields[own["name"]] = own.get("value", "")

    def handle_data(self, data: str) -> None:
        self.text += data
        self._name += data if self._link is not None else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link is not None:
            self.links.append((" ".join((self._label or self._name).split()), self._link))
            self._link = None
