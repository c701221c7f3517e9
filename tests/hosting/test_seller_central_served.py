"""Seller Central of a served world: under its own name and below a path, of the world whose user
signs in."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

from sandbox.world import World

Serve = Callable[..., Any]
NAMES = ("one", "two")
HOST = "https://sellercentral.amazon.com"


def furnish(world: World, amount: str) -> bytes:
    """A settlement that pays `amount`; its file."""
    desk = world.amazon.desk
    desk.charge("warehouse damage", Decimal(amount))
    world.advance(days=14)
    return desk.download(desk.close_period().settlement_id)


async def sign_in(http: httpx.AsyncClient, base: str, world: World) -> httpx.Response:
    form = await http.get(f"{base}/payments/reports-repository")
    [token] = re.findall(r'name="anti-csrftoken-a2z" value="(\w+)"', form.text)
    known = world.credentials()
    return await http.post(
        form.url.join("signin"),
        data={
            "anti-csrftoken-a2z": token,
            "return_to": "/payments/reports-repository",
            "email": known["SPAPI_SELLER_CENTRAL_USER"],
            "password": known["SPAPI_SELLER_CENTRAL_PASSWORD"],
        },
    )


async def first_file(http: httpx.AsyncClient, page: httpx.Response) -> httpx.Response:
    return await http.get(page.url.join(re.findall(r'href="([^"]*\.txt)"', page.text)[0]))


@pytest.mark.parametrize("below", [False, True])
def test_who_signs_in_says_which_world_is_meant(serve: Serve, below: bool) -> None:
    async def use(served: Any) -> Any:
        wanted = [furnish(served.world(name), f"{10 + n}.00") for n, name in enumerate(NAMES)]
        base = f"{served.service.url}/amazon" if below else HOST
        found = []
        client = served.below("amazon") if below else served.through_proxy()
        async with client as http:
            http.follow_redirects = True
            for name in NAMES:
                page = await sign_in(http, base, served.world(name))
                assert str(page.url) == f"{base}/payments/reports-repository"
                assert all(each["path"] == ("/amazon" if below else "/") for each in cookies(page))
                found.append((await first_file(http, page)).content)
                # Without signing out: the other one's e-mail address leads to the other world.
                http.cookies.delete("session-token")
        return wanted, found

    wanted, found = serve(use, worlds=NAMES, frozen=True)
    assert found == wanted
    assert found[0] != found[1]


def cookies(page: httpx.Response) -> list[dict[str, str]]:
    return [{"path": each.path} for each in page.history[0].cookies.jar]


def test_a_session_outlives_the_server(serve: Serve, tmp_path: Any) -> None:
    """With a state file, as everything else does."""
    state = tmp_path / "world.db"

    async def before(served: Any) -> dict[str, str]:
        furnish(served.world(), "10.00")
        async with served.through_proxy(follow_redirects=True) as http:
            await sign_in(http, HOST, served.world())
            return dict(http.cookies)

    kept = serve(before, state=state, frozen=True)

    async def after(served: Any) -> tuple[str, bytes]:
        async with served.through_proxy(cookies=kept) as http:
            page = await http.get(f"{HOST}/payments/reports-repository")
            return page.url.path, (await first_file(http, page)).content[:13]

    assert serve(after, state=state) == ("/payments/reports-repository", b"settlement-id")


def test_a_path_of_the_port_is_no_document(serve: Serve) -> None:
    """Below /amazon/ the pages stand beside API and documents."""

    async def use(served: Any) -> list[tuple[int, str]]:
        async with served.below("amazon") as http:
            found = [
                await http.get(path)
                for path in ("/", "/home", "/payments/x", "/amzn1.spdoc", "/sellers/v1/account")
            ]
        return [(each.status_code, each.headers.get("location", "")) for each in found]

    found = serve(use)
    assert [status for status, _ in found] == [302, 302, 404, 403, 403]
    assert [place.rpartition("/amazon/")[2] for _, place in found] == [
        "ap/signin", "ap/signin", "", "", "",
    ]  # fmt: skip
