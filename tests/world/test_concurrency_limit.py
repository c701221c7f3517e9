"""Delayed requests occupy NetSuite's slots; the next one is refused, over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
from oauthlib.oauth1 import Client as Signer

from sandbox.world import World, open_world

REST = "https://5512345.suitetalk.api.netsuite.com/services/rest/record/v1/term"
RESTLET = (
    "https://5512345.restlets.api.netsuite.com/app/site/hosting/restlet.nl"
    "?script=customscript_record_crud&deploy=customdeploy_record_crud&recordtype=customer&id=1"
)


def headers(world: World, url: str) -> dict[str, str]:
    known = world.credentials()
    signer = Signer(
        known["NETSUITE_CONSUMER_KEY"],
        known["NETSUITE_CONSUMER_SECRET"],
        known["NETSUITE_TOKEN_ID"],
        known["NETSUITE_TOKEN_SECRET"],
        signature_method="HMAC-SHA256",
        realm=known["NETSUITE_ACCOUNT"],
    )
    _, signed, _ = signer.sign(url, "GET")
    return {"Authorization": str(signed["Authorization"]), "Content-Type": "application/json"}


def together(world: World, urls: list[str]) -> list[httpx.Response]:
    async def run() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=world.transport()) as client:
            calls: list[Any] = [client.get(url, headers=headers(world, url)) for url in urls]
            return list(await asyncio.gather(*calls))

    return asyncio.run(run())


def test_the_sixth_of_six_slow_requests_is_refused() -> None:
    world = open_world()
    world.faults.plan("netsuite", "delay", seconds=3, times=5)
    answers = together(world, [REST] * 6)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 200, 429]


def test_rest_and_restlets_share_the_slots() -> None:
    world = open_world()
    world.faults.plan("netsuite", "delay", path="/services/*", seconds=3, times=5)
    answers = together(world, [*[REST] * 5, RESTLET])
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 200, 400]
    assert answers[5].json()["error"]["code"] == "SSS_REQUEST_LIMIT_EXCEEDED"


def test_one_after_the_other_is_no_crowd() -> None:
    world = open_world()
    for _ in range(9):
        assert together(world, [REST])[0].status_code == 200
