"""Worlds side by side: their accounts, how one is chosen, how they come back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.hosting.hub import Hub, UnknownWorld, WorldError
from sandbox.hosting.state import StateFile
from sandbox.kernel.clock import ClockError
from sandbox.kernel.routing import Request
from sandbox.world import World
from sandbox.worlds import UnknownKind

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def hub() -> Hub:
    hub = Hub()
    for name in ("one", "two", "three"):
        hub.open(name, "empty", 7)
    return hub


def hosts_of(world: World) -> set[str]:
    return {world.netsuite.rest_host, world.shopify.domain, world.quickbooks_online.realm_id}


class TestAccounts:
    def test_the_first_world_has_the_usual_ones_and_none_is_used_twice(self, hub: Hub) -> None:
        first = hub.default.credentials()
        assert (first["NETSUITE_ACCOUNT"], first["SHOPIFY_SHOP"], first["QBO_REALM_ID"]) == (
            "5512345", "acme-outdoor.myshopify.com", "9341453172058822",
        )  # fmt: skip
        for name in (
            "NETSUITE_ACCOUNT", "NETSUITE_CONSUMER_KEY", "NETSUITE_CONSUMER_SECRET",
            "NETSUITE_TOKEN_ID", "NETSUITE_TOKEN_SECRET", "NETSUITE_CERTIFICATE_ID",
            "NETSUITE_PRIVATE_KEY", "SHOPIFY_SHOP", "SHOPIFY_TOKEN", "SHOPIFY_CLIENT_ID",
            "SHOPIFY_CLIENT_SECRET", "QBO_CLIENT_ID", "QBO_CLIENT_SECRET", "QBO_REFRESH_TOKEN",
            "QBO_REALM_ID",
        ):  # fmt: skip
            assert len({world.credentials()[name] for world in hub}) == 3, name

    def test_they_follow_from_name_and_seed(self, hub: Hub) -> None:
        again = Hub()
        for name in ("one", "three", "two"):
            again.open(name, "empty", 7)
        for name in ("two", "three"):
            assert (
                again.world(name).credentials()["NETSUITE_ACCOUNT"]
                == (hub.world(name).credentials()["NETSUITE_ACCOUNT"])
            )
            assert again.world(name).accounts == hub.world(name).accounts

    def test_an_id_that_is_taken_is_passed_over(self) -> None:
        hub = Hub()
        for name in ("one", "two"):
            hub.open(name, "empty", 7)
        taken = hub.world("two").accounts
        hub._about["one"].accounts.update(netsuite=taken.netsuite)
        hub.close("two")
        assert hub.open("two", "empty", 7).accounts.netsuite != taken.netsuite

    def test_a_world_of_any_name_has_a_shop_that_clients_accept(self, hub: Hub) -> None:
        assert hub.world("two").shopify.domain.startswith("two-")
        assert hub.world("two").netsuite.account_id.isdigit()
        assert len(hub.world("two").quickbooks_online.realm_id) == 16


class TestChoosing:
    def test_a_named_world_wins_over_everything(self, hub: Hub) -> None:
        host = hub.world("two").shopify.domain
        assert hub.choose(user="three", host=host) is hub.world("three")
        with pytest.raises(UnknownWorld, match=r"'four' here; open: one, two, three"):
            hub.choose(user="four")

    def test_then_the_port_then_the_account_in_the_host(self, hub: Hub) -> None:
        hub.pin(8811, "three")
        host = hub.world("two").netsuite.restlet_host
        assert hub.choose(port=8811, host=host) is hub.world("three")
        assert hub.choose(port=8801, host=host) is hub.world("two")
        assert hub.choose(host=hub.world("three").netsuite.app_host) is hub.world("three")

    def test_then_what_the_request_carries(self, hub: Hub) -> None:
        two, three = hub.world("two").quickbooks_online, hub.world("three").quickbooks_online
        host = "quickbooks.api.intuit.com"
        path = f"/v3/company/{two.realm_id}/companyinfo/{two.realm_id}"
        bare = Request("GET", host, path)
        assert hub.choose(host=host, request=bare) is hub.world("two")
        token = three.auth.issue_access_token()
        bearer = Request("GET", host, path, headers=[("Authorization", f"Bearer {token}")])
        assert hub.choose(host=host, request=bearer) is hub.world("three")

    def test_else_the_default(self, hub: Hub) -> None:
        host = "developer.intuit.com"
        request = Request("GET", host, "/.well-known/openid_configuration")
        assert hub.choose(host=host, request=request) is hub.world("one")

    @pytest.mark.parametrize(
        ("platform", "path", "headers", "body"),
        [
            ("netsuite", "/x", {"authorization": "OAuth oauth_token=\"{NETSUITE_TOKEN_ID}\""}, ""),
            ("netsuite", "/x", {"authorization": "OAuth realm=\"{NETSUITE_ACCOUNT}\""}, ""),
            ("netsuite", "/rest/datacenterurls?account={NETSUITE_ACCOUNT}", {}, ""),
            ("netsuite", "/services/rest/auth/oauth2/v1/token", {},
             "client_id={NETSUITE_CLIENT_ID}"),
            ("netsuite", "/app/login/oauth2/authorize.nl?client_id={NETSUITE_CLIENT_ID}", {}, ""),
            ("shopify", "/x", {"x-shopify-access-token": "{SHOPIFY_TOKEN}"}, ""),
            ("shopify", "/admin/oauth/access_token", {}, "client_id={SHOPIFY_CLIENT_ID}"),
            ("quickbooks_online", "/oauth2/v1/tokens/bearer", {},
             "refresh_token={QBO_REFRESH_TOKEN}"),
            ("quickbooks_online", "/v2/oauth2/tokens/revoke", {}, "token={QBO_REFRESH_TOKEN}"),
            ("quickbooks_online", "/connect/oauth2?client_id={QBO_CLIENT_ID}", {}, ""),
            ("ebay", "/oauth2/authorize?client_id={EBAY_CLIENT_ID}", {}, ""),
            ("ebay", "/identity/v1/oauth2/token", {},
             "grant_type=refresh_token&refresh_token={EBAY_REFRESH_TOKEN}"),
        ],
    )  # fmt: skip
    def test_every_kind_of_credential_is_recognised(
        self, hub: Hub, platform: str, path: str, headers: dict[str, str], body: str
    ) -> None:
        for name in ("two", "three"):
            known = hub.world(name).credentials()
            raw_path, _, query = path.format(**known).partition("?")
            request = Request(
                "POST", "", raw_path, query,
                [(key, value.format(**known)) for key, value in headers.items()],
                body.format(**known).replace("#", "%23").replace("+", "%2B").encode(),
            )  # fmt: skip
            assert hub.choose(platform=platform, request=request) is hub.world(name)

    @pytest.mark.parametrize(
        ("platform", "path", "authorization", "body"),
        [
            ("netsuite", "/x", "OAuth nonsense", b""),
            ("netsuite", "/x", "Basic !!", b""),
            ("netsuite", "/services/rest/auth/oauth2/v1/token", "", b"client_assertion=a.b.c"),
            ("netsuite", "/services/rest/auth/oauth2/v1/token", "", b"\xff\xfe"),
            ("shopify", "/admin/oauth/access_token", "", b"{"),
            ("quickbooks_online", "/oauth2/v1/tokens/bearer", "Basic //8=", b"\xff"),
            ("quickbooks_online", "/v3/company/", "", b""),
            ("ebay", "/identity/v1/oauth2/token", "Basic //8=", b"\xff"),
            ("ebay", "/sell/fulfillment/v1/order", "Bearer v^1.1#nothing", b""),
        ],
    )
    def test_nonsense_belongs_to_the_default(
        self, hub: Hub, platform: str, path: str, authorization: str, body: bytes
    ) -> None:
        headers = [("authorization", authorization), ("content-type", "application/json")]
        request = Request("POST", "", path, "", headers, body)
        assert hub.choose(platform=platform, request=request) is hub.world("one")


class TestOpening:
    @pytest.mark.parametrize("name", ["", "Two", "a b", "-a", "a.b", "x" * 41, "ä"])
    def test_a_name_must_fit_into_a_host_name(self, hub: Hub, name: str) -> None:
        with pytest.raises(WorldError, match="lower-case letters, digits and hyphens"):
            hub.open(name, "empty")

    def test_what_cannot_be_is_said(self, hub: Hub) -> None:
        with pytest.raises(WorldError, match="'two' is open already"):
            hub.open("two", "empty")
        with pytest.raises(UnknownKind, match="there is no world 'nosuch'"):
            hub.open("four", "nosuch")
        with pytest.raises(UnknownWorld, match="'four'"):
            hub.close("four")
        assert hub.names() == ["one", "two", "three"]

    def test_the_last_world_stays(self, hub: Hub) -> None:
        hub.close("two")
        hub.close("one")
        assert hub.default is hub.world("three")
        with pytest.raises(WorldError, match="the only world"):
            hub.close("three")

    def test_a_clock_runs_on_from_its_start_or_stands_there(self) -> None:
        hub = Hub()
        running = hub.open("running", "empty", start=START)
        assert timedelta() <= running.clock.now() - START < timedelta(minutes=1)
        frozen = hub.open("frozen", "empty", start=START, frozen=True)
        assert not running.clock.frozen
        assert frozen.clock.frozen

    def test_a_reset_world_is_as_it_was_made(self, hub: Hub) -> None:
        world = hub.world("two")
        before, accounts = world.documents_hash(), world.accounts
        hub.act("two", lambda each: each.shopify.desk.place([("TEE-BLK", 1)]))
        assert world.documents_hash() != before
        again = hub.reset("two")
        assert again is hub.world("two")
        assert again.documents_hash() == before
        assert again.accounts == accounts
        assert hub.names() == ["one", "two", "three"]

    def test_what_a_person_does_is_one_transaction(self, hub: Hub) -> None:
        world, commits = hub.world("two"), []
        world.store.on_commit.append(commits.append)

        def both(each: World) -> None:
            each.netsuite.desk.customer(company_name="Dana Whitfield", email="d@example.com")
            each.shopify.desk.place([("TEE-BLK", 1)])

        hub.act("two", both)
        assert len(commits) == 1

        def refused(each: World) -> None:
            both(each)
            raise WorldError("no")

        before = world.documents_hash()
        with pytest.raises(WorldError):
            hub.act("two", refused)
        assert world.documents_hash() == before
        assert len(commits) == 1


class TestComingBack:
    def test_worlds_come_back_with_their_accounts_whatever_their_order(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "world.db"
        hub = Hub(StateFile.open(path))
        for name in ("one", "two"):
            hub.open(name, "empty", 7)
        hub.act("two", lambda world: world.shopify.desk.place([("TEE-BLK", 1)]))
        kept = {world.name: (world.credentials(), world.documents_hash()) for world in hub}
        hub.shut()
        again = Hub(StateFile.open(path))
        again.open("two")
        again.open_saved()
        assert again.default.name == "two"
        assert {
            world.name: (world.credentials(), world.documents_hash()) for world in again
        } == kept
        fresh = again.open("three", "empty")
        assert not hosts_of(fresh) & (hosts_of(again.world("one")) | hosts_of(again.world("two")))
        again.shut()

    def test_a_kept_world_is_what_it_is(self, tmp_path: Path) -> None:
        path = tmp_path / "world.db"
        hub = Hub(StateFile.open(path))
        hub.open("one", "empty", 9, start=START, frozen=True).advance(hours=2)
        hub.shut()
        for wrong, sentence in (
            ({"seed": 8}, "seed 9, not 8"),
            ({"kind": "w1"}, "kind empty, not w1"),
        ):
            again = Hub(StateFile.open(path))
            with pytest.raises(WorldError, match=sentence):
                again.open("one", **wrong)  # type: ignore[arg-type]
            again.shut()
        again = Hub(StateFile.open(path))
        with pytest.raises(ClockError, match="cannot go back"):
            again.open("one", start=START + timedelta(hours=1))
        world = again.open("one", start=START)  # as it was started: its time goes on
        assert world.clock.now() == START + timedelta(hours=2)
        again.shut()

    def test_closed_is_gone_and_reset_is_kept(self, tmp_path: Path) -> None:
        path = tmp_path / "world.db"
        hub = Hub(StateFile.open(path))
        for name in ("one", "two"):
            hub.open(name, "empty", 7)
        empty = hub.default.documents_hash()
        hub.act("one", lambda world: world.shopify.desk.place([("TEE-BLK", 1)]))
        hub.close("two")
        hub.reset("one")
        hub.act("one", lambda world: world.shopify.desk.place([("TEE-BLK", 1)]))
        after = hub.default.documents_hash()
        hub.shut()
        again = Hub(StateFile.open(path))
        again.open_saved()
        assert again.names() == ["one"]
        assert again.default.documents_hash() == after != empty
        again.shut()
