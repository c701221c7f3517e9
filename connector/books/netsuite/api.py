"""SuiteTalk REST calls: records, transforms, SuiteQL; refusals in NetSuite's own words.

Writes answer 204 without a body, the new id stands only in `Location`. SuiteQL needs
`Prefer: transient`, gives lower-case keys, text values, and leaves nulls out. Sources: Help
Center "Creating a Record Instance", "Transforming Records", "Executing SuiteQL Queries Through
REST Web Services", "Error Handling in REST Web Services".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from connector.http import exact_json
from connector.http.client import Client
from connector.trouble import AnswerLost, Refused, Unreachable

__all__ = ["PAGE", "SOURCE", "Row", "SuiteTalk", "host_of"]

SOURCE = "NetSuite"
PAGE = 1000

# What NetSuite says of a transaction that is not there, as of one of another type (captured).
_NO_SUCH_TRANSACTION = "Transaction type specified is incorrect."

Row = Mapping[str, str]
Json = dict[str, Any]


def host_of(account: str) -> str:
    """`1234567_SB1` lives at `1234567-sb1`."""
    return account.strip().lower().replace("_", "-")


class SuiteTalk:
    def __init__(self, client: Client, account: str) -> None:
        self._client = client
        root = f"https://{host_of(account)}.suitetalk.api.netsuite.com/services/rest"
        self._record = f"{root}/record/v1"
        self._suiteql = f"{root}/query/v1/suiteql"

    async def get(self, record_type: str, key: str) -> Json | None:
        """A record with all its sublists; None when there is none under this type and id."""
        response = await self._client.send(
            "GET",
            f"{self._record}/{record_type}/{key}",
            params={"expandSubResources": "true"},
            headers={"Accept": "application/json"},
            safe=True,
        )
        if response.status_code == 404:
            return None
        try:
            return _body(response)
        except Refused as refused:
            if _NO_SUCH_TRANSACTION in refused.verbatim:
                return None
            raise

    async def find(self, record_type: str, field: str, value: str) -> list[str]:
        """Internal ids of the records whose `field` is exactly `value` (first page)."""
        quoted = value.replace('"', "")
        response = await self._client.send(
            "GET",
            f"{self._record}/{record_type}",
            params={"q": f'{field} IS "{quoted}"'},
            headers={"Accept": "application/json"},
            safe=True,
        )
        return [str(each["id"]) for each in _body(response)["items"]]

    async def create(self, record_type: str, body: Mapping[str, Any]) -> str:
        """The new internal id. Raises Refused, AnswerLost, Throttled, Unreachable."""
        return await self._write("POST", record_type, body)

    async def upsert(self, record_type: str, external_id: str, body: Mapping[str, Any]) -> str:
        """Create under the external id, or change what is there. The internal id."""
        return await self._write("PUT", f"{record_type}/eid:{external_id}", body)

    async def change(
        self,
        record_type: str,
        internal_id: str,
        body: Mapping[str, Any],
        *,
        replace: Sequence[str] = (),
    ) -> None:
        """`replace`: sublists whose old lines go; without it, lines in the body are appended."""
        await self._write("PATCH", f"{record_type}/{internal_id}", body, replace=replace)

    async def transform(
        self, record_type: str, internal_id: str, target: str, body: Mapping[str, Any]
    ) -> str:
        """The internal id of the new `target`."""
        return await self._write("POST", f"{record_type}/{internal_id}/!transform/{target}", body)

    async def rows(self, sql: str, *binds: str) -> list[Row]:
        """Every row of a query, all pages. The query must have an ORDER BY that no two rows
        share, or pages overlap. Text is bound (`?`), never written into the SQL."""
        found: list[Row] = []
        body: Json = {"q": sql}
        if binds:
            body["params"] = list(binds)
        offset = 0
        while True:
            page = await self._page(body, offset=offset)
            found += page["items"]
            if not page["hasMore"]:
                return found
            offset += PAGE  # NetSuite takes multiples of the limit only

    async def first(self, sql: str, *binds: str) -> Row | None:
        """The first row only."""
        body: Json = {"q": sql}
        if binds:
            body["params"] = list(binds)
        page = await self._page(body, offset=0, limit=1)
        return next(iter(page["items"]), None)

    async def _page(self, body: Json, *, offset: int, limit: int = PAGE) -> Json:
        response = await self._client.send(
            "POST",
            self._suiteql,
            params={"limit": str(limit), "offset": str(offset)},
            headers={
                "Content-Type": "application/json",
                "Accept": "application/json",
                "Prefer": "transient",
            },
            content=exact_json.write(body),
            safe=True,
        )
        page = _body(response)
        # Keys are lower case today; the vendor warns that this may change.
        page["items"] = [
            {name.lower(): value for name, value in row.items() if name != "links"}
            for row in page["items"]
        ]
        return page

    async def _write(
        self, method: str, path: str, body: Mapping[str, Any], *, replace: Sequence[str] = ()
    ) -> str:
        response = await self._client.send(
            method,
            f"{self._record}/{path}",
            params={"replace": ",".join(replace)} if replace else None,
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            content=exact_json.write(dict(body)),
            safe=False,
        )
        if response.status_code >= 400:
            raise _refusal(response)
        written = response.headers.get("location", "").rstrip("/").rsplit("/", 1)[-1]
        if response.status_code != 204 or not written:
            raise AnswerLost(
                f"NetSuite answered {response.status_code} without the id of what it wrote.",
                SOURCE,
            )
        return str(written)


def _body(response: httpx.Response) -> Json:
    if response.status_code >= 400:
        raise _refusal(response)
    try:
        body = exact_json.read(response.content)
    except exact_json.BadJson as broken:
        raise Unreachable("NetSuite's answer could not be read.", SOURCE) from broken
    if not isinstance(body, dict):
        raise Unreachable("NetSuite's answer could not be read.", SOURCE)
    return body


def _refusal(response: httpx.Response) -> Refused:
    """`o:errorDetails[].detail` verbatim. One body may name several mistakes."""
    try:
        body = exact_json.read(response.content)
    except exact_json.BadJson:
        body = None
    details = (body.get("o:errorDetails") or []) if isinstance(body, dict) else []
    if not details:
        said = f"{response.status_code} {response.reason_phrase}"
        return Refused(f"NetSuite refused it: {said}", SOURCE, said, code=str(response.status_code))
    said = "; ".join(str(each.get("detail", "")) for each in details)
    path = details[0].get("o:errorPath", "")
    code = str(details[0].get("o:errorCode", ""))
    if response.status_code == 401:
        return Refused(
            f"NetSuite refused the login: {said}",
            SOURCE,
            said,
            code=code,
            remedy="Check the tokens and their role in NetSuite; the cause stands in the login "
            "audit trail.",
            login=True,
        )
    where = f" ({path})" if path else ""
    return Refused(f"NetSuite refused it: {said}{where}", SOURCE, said, code=code)
