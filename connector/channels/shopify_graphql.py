"""One GraphQL operation against a shop, and what its answer means.

Shopify answers 200 for nearly everything. So: `errors` is never success, `userErrors` is a
refusal in the shop's own words, THROTTLED was not carried out and is waited for by the cost
block (there is no Retry-After), an internal error leaves a mutation open. Sources: shopify.dev
"Rate limits", "Response status and error codes".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import httpx

from connector.http import exact_json
from connector.http.client import Client
from connector.trouble import AnswerLost, Refused, Trouble, Unreachable

__all__ = ["SOURCE", "ShopifyGraphQL", "next_cursor", "refuse_user_errors"]

SOURCE = "Shopify"

# What Shopify says of a key whose first call has not finished: neither done nor refused.
_IN_PROGRESS = ("IDEMPOTENCY_CONCURRENT_REQUEST", "currently in progress")


class ShopifyGraphQL:
    """`shop` is the host name, `acme.myshopify.com`."""

    def __init__(self, client: Client, *, shop: str, version: str) -> None:
        self._client = client
        self._url = f"https://{shop}/admin/api/{version}/graphql.json"

    async def query(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The `data` of a read. Raises Refused, Unreachable, Throttled."""
        return await self._run(document, variables, safe=True)

    async def mutate(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The `data` of a write. Raises Refused, Unreachable, AnswerLost, Throttled.

        `userErrors` stay in the data: see `refuse_user_errors`.
        """
        return await self._run(document, variables, safe=False)

    async def rest_of(
        self, first: Mapping[str, Any], document: str, identifier: str
    ) -> list[dict[str, Any]]:
        """All nodes of a connection whose first page came with its parent. `document` asks for
        one page under the alias `page`."""
        nodes = list(first["nodes"])
        after = next_cursor(first)
        while after is not None:
            data = await self.query(document, {"id": identifier, "after": after})
            parent = next(iter(data.values()))
            if parent is None:  # deleted meanwhile
                break
            nodes += parent["page"]["nodes"]
            after = next_cursor(parent["page"])
        return nodes

    async def _run(
        self, document: str, variables: Mapping[str, Any], *, safe: bool
    ) -> dict[str, Any]:
        content = exact_json.write({"query": document, "variables": dict(variables)})
        attempt = 0
        while True:
            attempt += 1
            response = await self._client.send(
                "POST",
                self._url,
                safe=safe,
                headers={"Content-Type": "application/json", "Accept": "application/json"},
                content=content,
            )
            body = _body(response, safe=safe)
            errors = body.get("errors") or []
            codes = {_code(error) for error in errors}
            if "THROTTLED" in codes:
                await self._client.wait_or_give_up(_seconds_until_enough(body), attempt)
                continue
            if "INTERNAL_SERVER_ERROR" in codes and safe:
                if attempt >= self._client.patience.attempts:
                    raise Unreachable(str(errors[0]["message"]), SOURCE)
                await self._client.clock.sleep(self._client.patience.before(attempt))
                continue
            if errors:
                raise _trouble(errors, codes, safe=safe)
            _refuse_dropped_filters(body)
            data = body.get("data")
            if not isinstance(data, dict):
                raise _unusable(safe)
            return data


def next_cursor(page: Mapping[str, Any]) -> str | None:
    info = page["pageInfo"]
    return str(info["endCursor"]) if info["hasNextPage"] else None


def refuse_user_errors(payload: Mapping[str, Any] | None, *, member: str = "userErrors") -> None:
    """Raises Refused with the shop's own words, or AnswerLost when it says that an earlier call
    with the same key is still running."""
    if payload is None:
        raise _unusable(safe=False)
    errors: Sequence[Mapping[str, Any]] = payload.get(member) or []
    if not errors:
        return
    said = "; ".join(str(error["message"]) for error in errors)
    if any(word in said for word in _IN_PROGRESS):
        raise AnswerLost(said, SOURCE)
    first = errors[0].get("field")
    where = ".".join(str(each) for each in first) if first else ""
    raise Refused(f"Shopify refused it: {said}", SOURCE, said, code=where)


def _body(response: httpx.Response, *, safe: bool) -> dict[str, Any]:
    try:
        body = exact_json.read(response.content)
    except exact_json.BadJson:
        body = None
    if response.status_code == 200 and isinstance(body, dict):
        return body
    if response.status_code == 200:
        raise _unusable(safe)
    said = _http_sentence(response, body)
    if response.status_code == 401:
        raise Refused(
            f"Shopify refused the login: {said}",
            SOURCE,
            said,
            code="401",
            remedy="Check the access token of this shop and connect it again.",
            login=True,
        )
    raise Refused(f"Shopify refused it: {said}", SOURCE, said, code=str(response.status_code))


def _http_sentence(response: httpx.Response, body: Any) -> str:
    """`errors` of an HTTP refusal is a string, an object of lists or a list."""
    errors = body.get("errors") if isinstance(body, dict) else None
    if isinstance(errors, str):
        return errors
    if isinstance(errors, dict):
        return "; ".join(
            f"{field}: {', '.join(said) if isinstance(said, list) else said}"
            for field, said in errors.items()
        )
    return f"{response.status_code} {response.reason_phrase}"


def _code(error: Mapping[str, Any]) -> str:
    return str((error.get("extensions") or {}).get("code", ""))


def _trouble(errors: Sequence[Mapping[str, Any]], codes: set[str], *, safe: bool) -> Trouble:
    said = "; ".join(str(error.get("message", "")) for error in errors)
    open_ended = "INTERNAL_SERVER_ERROR" in codes or any(
        word in said or word in codes for word in _IN_PROGRESS
    )
    if open_ended and not safe:
        return AnswerLost(said, SOURCE)
    code = next((code for code in sorted(codes) if code), "")
    remedy = ""
    if code == "ACCESS_DENIED":
        needed = (errors[0].get("extensions") or {}).get("requiredAccess", "")
        remedy = f"Give the app this access: {needed}" if needed else "Give the app more access."
    return Refused(f"Shopify refused it: {said}", SOURCE, said, code=code, remedy=remedy)


def _seconds_until_enough(body: Mapping[str, Any]) -> float | None:
    """From the cost block: when the bucket will hold what this query asks. None without one."""
    cost = (body.get("extensions") or {}).get("cost") or {}
    status = cost.get("throttleStatus")
    if not status or not status.get("restoreRate"):
        return None
    missing = Decimal(cost.get("requestedQueryCost") or 0) - Decimal(status["currentlyAvailable"])
    return max(0.1, float(missing / Decimal(status["restoreRate"])))


def _refuse_dropped_filters(body: Mapping[str, Any]) -> None:
    """A search term that Shopify does not know is dropped and everything matches. Never go on."""
    for search in (body.get("extensions") or {}).get("search") or []:
        for warning in search.get("warnings") or []:
            raise Refused(
                f"Shopify ignored a part of the search {search.get('query')!r}: "
                f"{warning.get('message')}",
                SOURCE,
                str(warning.get("message")),
                code=str(warning.get("code", "")),
            )


def _unusable(safe: bool) -> Trouble:
    sentence = "Shopify's answer could not be read."
    return Unreachable(sentence, SOURCE) if safe else AnswerLost(sentence, SOURCE)
