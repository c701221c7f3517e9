"""Two worlds in one server, the same client, no header: neither sees anything of the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from sandbox.world import World

Serve = Callable[..., Any]
NAMES = ("one", "two")
HOOK = "https://connector.example.com/callback"
COMPANY = "/v3/company"


def furnish(world: World) -> str:
    """An order, a customer and an invoice's customer whose names say whose they are."""
    name = f"Only {world.name}"
    world.shopify.desk.place([("TEE-BLK", 1)], email=f"{world.name}@example.com")
    world.netsuite.desk.customer(company_name=name, email=f"{world.name}@example.com")
    return name


async def read_everything(served: Any, signed: Any, known: dict[str, str]) -> dict[str, str]:
    """What one unchanged client reads with its own credentials under production names."""
    found: dict[str, str] = {}
    account, shop, realm = (
        known[each] for each in ("NETSUITE_ACCOUNT", "SHOPIFY_SHOP", "QBO_REALM_ID")
    )
    async with served.through_proxy() as http:
        place = await http.get(f"https://rest.netsuite.com/rest/datacenterurls?account={account}")
        base = place.json()["webservicesDomain"]
        rows = await http.post(
            f"{base}/services/rest/query/v1/suiteql",
            json={"q": "SELECT companyname, email FROM customer ORDER BY id"},
            headers={"Prefer": "transient"},
            auth=signed(known),
        )
        found["customers"] = rows.text
        token = {"X-Shopify-Access-Token": known["SHOPIFY_TOKEN"]}
        orders = await http.get(
            f"https://{shop}/admin/api/2026-07/orders.json?status=any", headers=token
        )
        found["orders"] = orders.text
        found["file"] = await bulk_file(http, shop, token)
        document = (
            await http.get("https://developer.intuit.com/.well-known/openid_configuration/")
        ).json()
        basic = (known["QBO_CLIENT_ID"], known["QBO_CLIENT_SECRET"])
        fresh = (
            await http.post(
                document["token_endpoint"],
                data={"grant_type": "refresh_token", "refresh_token": known["QBO_REFRESH_TOKEN"]},
                auth=basic,
            )
        ).json()
        bearer = {"Authorization": f"Bearer {fresh['access_token']}", "Accept": "application/json"}
        company = await http.get(
            f"https://quickbooks.api.intuit.com{COMPANY}/{realm}/companyinfo/{realm}",
            headers=bearer,
        )
        found["company"] = f"{company.status_code}"
        consent = await http.post(
            document["authorization_endpoint"],
            params={
                "client_id": known["QBO_CLIENT_ID"], "redirect_uri": HOOK, "response_type": "code",
                "scope": "com.intuit.quickbooks.accounting", "state": "abc",
            },
        )  # fmt: skip
        back = parse_qs(urlsplit(consent.headers["location"]).query)
        found["consent"] = back["realmId"][0]
        traded = await http.post(
            document["token_endpoint"],
            data={"grant_type": "authorization_code", "code": back["code"][0],
                  "redirect_uri": HOOK},
            auth=basic,
        )  # fmt: skip
        found["traded"] = f"{traded.status_code}"
    return found


async def bulk_file(http: httpx.AsyncClient, shop: str, token: dict[str, str]) -> str:
    """The file of a bulk operation, from a storage that all shops share."""
    url = f"https://{shop}/admin/api/2026-07/graphql.json"
    query = "{ orders { edges { node { id email } } } }"
    run = (
        'mutation { bulkOperationRunQuery(query: """' + query + '""")'
        " { bulkOperation { id } userErrors { message } } }"
    )
    assert (await http.post(url, headers=token, json={"query": run})).status_code == 200
    ask = "{ currentBulkOperation { status url } }"
    async with asyncio.timeout(60):
        while True:
            answer = await http.post(url, headers=token, json={"query": ask})
            operation = answer.json()["data"]["currentBulkOperation"]
            if operation["status"] == "COMPLETED":
                return (await http.get(operation["url"])).text
            await asyncio.sleep(0.05)


def test_each_client_reads_its_own_world_and_nothing_of_the_other(
    serve: Serve, signed: Any
) -> None:
    async def use(served: Any) -> Any:
        for name in NAMES:
            furnish(served.world(name))

        async def hurry() -> None:
            while True:  # the end of a bulk operation is seconds away: the world's, not ours
                await asyncio.sleep(0.1)
                for name in NAMES:
                    served.world(name).advance(seconds=1)

        hurrying = asyncio.ensure_future(hurry())
        known = {name: served.world(name).credentials() for name in NAMES}
        found = dict(
            zip(
                NAMES,
                await asyncio.gather(
                    *(read_everything(served, signed, known[name]) for name in NAMES)
                ),
                strict=True,
            )
        )
        hurrying.cancel()
        return known, found

    known, found = serve(use, worlds=NAMES)
    for name, other in zip(NAMES, reversed(NAMES), strict=True):
        read = found[name]
        assert f"Only {name}" in read["customers"]
        assert f"{name}@example.com" in read["orders"]
        assert f"{name}@example.com" in read["file"]
        assert read["company"] == read["traded"] == "200"
        assert read["consent"] == known[name]["QBO_REALM_ID"]
        everything = "".join(read.values())
        assert f"Only {other}" not in everything
        assert f"{other}@example.com" not in everything
        for secret in known[other].values():
            if len(secret) > 12 and secret not in known[name].values():
                assert secret not in everything


@pytest.mark.parametrize("user", ["", "one"])
def test_the_other_world_s_credentials_open_nothing(serve: Serve, signed: Any, user: str) -> None:
    """Credentials of `two` at the accounts of `one`, and, as a client that names world `one`, at
    the accounts of `two`."""

    async def use(served: Any) -> Any:
        one, two = (served.world(name).credentials() for name in NAMES)
        for name in NAMES:
            furnish(served.world(name))
        realm = {"": one["QBO_REALM_ID"], "one": two["QBO_REALM_ID"]}[user]
        place = {"": one, "one": two}[user]
        account = place["NETSUITE_ACCOUNT"]
        bearer = served.world("two").quickbooks_online.auth.issue_access_token()
        proxy = served.service.proxy_url
        if user:
            proxy = proxy.replace("http://", f"http://{user}:x@")
        async with served.through_proxy(proxy) as http:
            answers = [
                await http.get(
                    f"https://{account}.suitetalk.api.netsuite.com/services/rest/record/v1/customer",
                    auth=signed({**two, "NETSUITE_ACCOUNT": account}),
                ),
                await http.get(
                    f"https://{place['SHOPIFY_SHOP']}/admin/api/2026-07/orders.json",
                    headers={"X-Shopify-Access-Token": two["SHOPIFY_TOKEN"]},
                ),
                await http.get(
                    f"https://quickbooks.api.intuit.com{COMPANY}/{realm}/companyinfo/{realm}",
                    headers={"Authorization": f"Bearer {bearer}"},
                ),
                await http.post(
                    "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",
                    data={"grant_type": "refresh_token",
                          "refresh_token": two["QBO_REFRESH_TOKEN"]},
                    auth=(one["QBO_CLIENT_ID"], one["QBO_CLIENT_SECRET"]),
                ),
            ]  # fmt: skip
        return [each.status_code for each in answers], "".join(each.text for each in answers)

    statuses, text = serve(use, worlds=NAMES)
    assert statuses == {"": [401, 401, 401, 400], "one": [401, 404, 401, 400]}[user]
    # As Intuit says it of a token of another company; where only world `one` is asked, nobody
    # knows the token.
    said = {"": "SRV-110-Authentication Failure", "one": "Incorrect Token type or clientID"}
    assert said[user] in text
    assert "Only" not in text


def test_a_port_of_its_own_means_a_world(serve: Serve) -> None:
    async def use(served: Any) -> Any:
        proxy = served.service.environment(served.world("two"))["HTTPS_PROXY"]
        assert "@" not in proxy
        assert proxy == served.service.describe()["worlds"]["two"] != served.service.proxy_url
        known = served.world("two").credentials()
        url = f"https://{known['SHOPIFY_SHOP']}/admin/api/2026-07/shop.json"
        headers = {"X-Shopify-Access-Token": known["SHOPIFY_TOKEN"]}
        async with served.through_proxy(proxy) as http:
            own = (await http.get(url, headers=headers)).json()["shop"]["myshopify_domain"]
            other = await http.get("https://acme-outdoor.myshopify.com/admin/api/2026-07/shop.json")
        return own, other.status_code, known["SHOPIFY_SHOP"]

    own, other, shop = serve(use, worlds=NAMES, ports=("two",))
    assert (own, other) == (shop, 404)


def test_a_user_who_is_no_world_is_refused_before_tls(serve: Serve) -> None:
    async def use(served: Any) -> Any:
        proxy = served.service.proxy_url.replace("http://", "http://nobody:x@")
        async with served.through_proxy(proxy) as http:
            with pytest.raises(httpx.ProxyError, match="403"):
                await http.get("https://acme-outdoor.myshopify.com/")
        host, port = served.service.proxy_url.removeprefix("http://").split(":")
        said = []
        for credentials in ("Basic bm9ib2R5Ong=", "Bearer x", "Basic !"):
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(
                b"CONNECT acme-outdoor.myshopify.com:443 HTTP/1.1\r\n"
                b"Proxy-Authorization: " + credentials.encode() + b"\r\n\r\n"
            )
            said.append((await reader.read()).decode())
            writer.close()
            await writer.wait_closed()
        return said

    unknown, bearer, broken = serve(use, worlds=NAMES)
    assert "there is no world 'nobody' here; open: one, two" in unknown
    assert bearer.startswith("HTTP/1.1 400 ")
    assert broken.startswith("HTTP/1.1 400 ")


def test_a_world_closed_under_a_connection_is_refused(serve: Serve) -> None:
    async def use(served: Any) -> Any:
        shop = served.world("two").credentials()["SHOPIFY_SHOP"]
        proxy = served.service.proxy_url.replace("http://", "http://two:x@")
        async with served.through_proxy(proxy) as http:
            first = await http.get(f"https://{shop}/admin/x")
            served.hub.close("two")
            second = await http.get(f"https://{shop}/admin/x")
        return first.status_code, second.status_code, second.text

    first, second, text = serve(use, worlds=NAMES)
    assert (first, second) == (404, 403)
    assert "there is no world 'two' here; open: one" in text
