"""Calls of the Accounting API: reading, querying, writing; one realm.

Every write carries a request id: QuickBooks answers a repetition with the first result. Success is
always 200. Sources: developer.intuit.com "Create basic requests", "Data queries", "Minor versions
of our API" (75 since August 2025), "Limits and throttles" (over a limit one waits a minute).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx

from connector.books.quickbooks_online.faults import NOT_FOUND, SOURCE, Fault, fault_in, refusal
from connector.http import exact_json
from connector.http.client import Client
from connector.trouble import AnswerLost, Refused, Unreachable

__all__ = ["MINOR_VERSION", "PAGE", "Accounting", "Json", "request_id"]

MINOR_VERSION = "75"
PAGE = 1000
LONGEST_REQUEST_ID = 50
HOSTS = {
    "production": "https://quickbooks.api.intuit.com",
    "sandbox": "https://sandbox-quickbooks.api.intuit.com",
}
# An answer about an object that is older than this repeats the result of an earlier request.
REPEATED = timedelta(seconds=60)

Json = dict[str, Any]


def request_id(key: str) -> str:
    """The request id of a key: itself, or a digest of it where it is too long or has letters that
    an address does not take as they are."""
    if len(key) <= LONGEST_REQUEST_ID and re.fullmatch(r"[A-Za-z0-9_-]+", key):
        return key
    return f"nsc-{hashlib.sha256(key.encode()).hexdigest()[:40]}"


class Accounting:
    """Raises Refused, AnswerLost, Throttled, Unreachable."""

    def __init__(self, client: Client, environment: str, realm: str) -> None:
        self._client = client
        self._realm = realm
        self._root = f"{HOSTS[environment]}/v3/company/{realm}"

    async def company(self) -> Json:
        return _object(await self._read(f"companyinfo/{self._realm}"), "CompanyInfo")

    async def preferences(self) -> Json:
        return _object(await self._read("preferences"), "Preferences")

    async def get(self, entity: str, object_id: str) -> Json | None:
        """None when there is none, or when it was deleted: both answer 400 with code 610."""
        if not object_id.isdigit():
            return None
        try:
            return _object(await self._read(f"{entity.lower()}/{object_id}"), entity)
        except Refused as refused:
            if refused.code == NOT_FOUND:
                return None
            raise

    async def rows(
        self, entity: str, condition: str = "", *, columns: str = "*", page: int = PAGE
    ) -> list[Json]:
        """Every row, all pages, oldest first. A row that moves between two pages is taken once."""
        found: dict[str, Json] = {}
        where = f" where {condition}" if condition else ""
        start = 1
        while True:
            statement = (
                f"select {columns} from {entity}{where} orderby Id "  # noqa: S608 - quoted by query.py
                f"startposition {start} maxresults {page}"
            )
            body = await self._exchange(
                "POST",
                "query",
                safe=True,
                headers={"Content-Type": "application/text"},
                content=statement.encode(),
            )
            rows = (body.get("QueryResponse") or {}).get(entity) or []
            found.update({str(each["Id"]): each for each in rows})
            if len(rows) < page:
                return sorted(found.values(), key=lambda each: int(each["Id"]))
            start += page

    async def create(self, entity: str, body: Mapping[str, Any], key: str) -> Json:
        """The object as QuickBooks wrote it. The same key again gives the first object; where that
        one was deleted since, the answer would be of something that is not there any more, and the
        object is written anew."""
        asked = self._client.clock.now()
        written = await self._write(entity, body, request_id(key))
        if not _repeated(written, asked) or await self.get(entity, str(written["Id"])) is not None:
            return written
        return await self._write(entity, body, request_id(f"{key} after {written['Id']}"))

    async def change(
        self, entity: str, body: Mapping[str, Any], key: str, *, operation: str, include: str = ""
    ) -> Json:
        """`body` names Id and SyncToken. Raises Refused with code 5010 for a state that has
        passed; a refusal is not remembered under its request id."""
        params = {"operation": operation, **({"include": include} if include else {})}
        return await self._write(entity, body, request_id(key), params)

    async def _write(
        self,
        entity: str,
        body: Mapping[str, Any],
        requestid: str,
        params: Mapping[str, str] | None = None,
    ) -> Json:
        answer = await self._exchange(
            "POST",
            entity.lower(),
            safe=False,
            params={**(params or {}), "requestid": requestid},
            headers={"Content-Type": "application/json"},
            content=exact_json.write(dict(body)),
        )
        written = answer.get(entity)
        if not isinstance(written, dict) or not written.get("Id"):
            raise AnswerLost(f"{SOURCE} answered without the id of what it wrote.", SOURCE)
        return written

    async def _read(self, path: str) -> Json:
        return await self._exchange("GET", path, safe=True)

    async def _exchange(
        self,
        method: str,
        path: str,
        *,
        safe: bool,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Json:
        attempt = 0
        while True:
            attempt += 1
            response = await self._client.send(
                method,
                f"{self._root}/{path}",
                safe=safe,
                params={**(params or {}), "minorversion": MINOR_VERSION},
                headers={"Accept": "application/json", **(headers or {})},
                content=content,
            )
            fault = fault_in(response)
            if fault is None:
                return _body(response, safe=safe)
            if fault.throttled:  # older gateways say it with 403
                await self._client.wait_or_give_up(None, attempt)
                continue
            if fault.broken:
                raise _broken(fault, safe=safe)
            raise refusal(fault, response.status_code)


def _body(response: httpx.Response, *, safe: bool) -> Json:
    try:
        body = exact_json.read(response.content)
    except exact_json.BadJson:
        body = None
    if isinstance(body, dict):
        return body
    said = f"{SOURCE}'s answer could not be read"
    if safe:
        raise Unreachable(f"{said}.", SOURCE)
    raise AnswerLost(f"{said}; whether the write was carried out is open.", SOURCE)


def _object(body: Json, entity: str) -> Json:
    found = body.get(entity)
    if not isinstance(found, dict):
        raise Unreachable(f"{SOURCE}'s answer holds no {entity}.", SOURCE)
    return found


def _broken(fault: Fault, *, safe: bool) -> AnswerLost | Unreachable:
    """A failure of QuickBooks inside an answer; its HTTP 500 is judged by the client."""
    said = f"{SOURCE} failed at it: {fault.said}"
    return Unreachable(said, SOURCE) if safe else AnswerLost(said, SOURCE)


def _repeated(written: Json, asked: datetime) -> bool:
    created = str((written.get("MetaData") or {}).get("CreateTime", ""))
    try:
        return datetime.fromisoformat(created) < asked - REPEATED
    except (ValueError, TypeError):  # absent, or without an offset
        return False
