"""A world's shop over HTTP, with bulk operations at hand."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from sandbox.world import World, open_world

RUN = """mutation ($query: String!, $group: Boolean! = false) {
  bulkOperationRunQuery(query: $query, groupObjects: $group) {
    bulkOperation { id status type objectCount rootObjectCount fileSize url errorCode completedAt }
    userErrors { field message code } } }"""
READ = """query ($id: ID!) { node(id: $id) { ... on BulkOperation {
  status objectCount rootObjectCount fileSize url partialDataUrl errorCode createdAt completedAt
  query type } } }"""


class Shop:
    def __init__(self, version: str = "2026-07") -> None:
        self.world: World = open_world()
        self.desk = self.world.shopify.desk
        found = self.world.credentials()
        self.token = found["SHOPIFY_TOKEN"]
        self.version = version
        self.domain = found["SHOPIFY_SHOP"]

    def fetch(self, url: str) -> httpx.Response:
        async def go() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.world.transport()) as http:
                return await http.get(url)

        answer = asyncio.run(go())
        assert self.world.bugs == []
        return answer

    def post(self, text: str, token: str = "", **variables: Any) -> Any:
        async def go() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.world.transport()) as http:
                return await http.post(
                    f"https://{self.domain}/admin/api/{self.version}/graphql.json",
                    json={"query": text, "variables": variables},
                    headers={"x-shopify-access-token": token or self.token},
                )

        answer = asyncio.run(go())
        assert self.world.bugs == []
        return answer.json()

    def query(self, text: str, token: str = "", **variables: Any) -> Any:
        answer = self.post(text, token, **variables)
        assert "errors" not in answer, answer
        return answer["data"]

    def run(self, text: str, token: str = "", group: bool = False) -> Any:
        return self.query(RUN, token, query=text, group=group)["bulkOperationRunQuery"]

    def read(self, number: str) -> Any:
        return self.query(READ, id=number)["node"]

    def wait(self, **step: float) -> None:
        self.world.clock.advance(timedelta(**step))

    def lines(self, text: str, group: bool = False) -> list[Any]:
        """The whole way: run, wait, fetch, read."""
        answer = self.run(text, group=group)
        assert answer["userErrors"] == []
        self.wait(seconds=30)
        done = self.read(answer["bulkOperation"]["id"])
        assert done["status"] == "COMPLETED"
        return [json.loads(line) for line in self.fetch(done["url"]).text.splitlines()]


@pytest.fixture
def shop() -> Shop:
    return Shop()
