"""Clock, ids, buckets, faults, secrets and the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from sandbox.kernel.clock import Clock, ClockError
from sandbox.kernel.exchange import ExchangeLog, Secrets
from sandbox.kernel.faults import FaultError, FaultKind, Faults
from sandbox.kernel.ids import Ids
from sandbox.kernel.limits import Bucket
from sandbox.kernel.routing import Request, Response
from sandbox.kernel.store import Store

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class TestClock:
    def test_a_frozen_clock_moves_only_when_told(self, store: Store) -> None:
        clock = Clock(store, NOON)
        assert clock.now() == NOON
        clock.advance(timedelta(hours=2))
        assert clock.now() == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)

    def test_a_running_clock_follows_the_wall(self, store: Store) -> None:
        wall = [NOON]
        clock = Clock(store, None, wall=lambda: wall[0])
        clock.advance(timedelta(days=1))
        wall[0] += timedelta(seconds=5)
        assert clock.now() == NOON + timedelta(days=1, seconds=5)
        clock.freeze()
        wall[0] += timedelta(hours=1)
        assert clock.now() == NOON + timedelta(days=1, seconds=5)
        clock.run()
        wall[0] += timedelta(seconds=1)
        assert clock.now() == NOON + timedelta(days=1, seconds=6)

    def test_a_step_of_nothing_is_none_while_the_wall_runs_on(self, store: Store) -> None:
        ticks = iter(range(1_000_000))
        clock = Clock(store, None, wall=lambda: NOON + timedelta(microseconds=next(ticks)))
        before = clock.now()
        clock.advance(timedelta())
        assert timedelta() < clock.now() - before < timedelta(microseconds=10)

    def test_time_does_not_go_back(self, store: Store) -> None:
        clock = Clock(store, NOON)
        with pytest.raises(ClockError, match="restore a snapshot instead"):
            clock.set(NOON - timedelta(seconds=1))
        with pytest.raises(ClockError, match="no time zone"):
            clock.set(datetime(2027, 1, 1))  # noqa: DTZ001 - the point of the test

    def test_a_restore_takes_time_back(self, store: Store) -> None:
        clock = Clock(store, NOON)
        before = store.snapshot()
        clock.advance(timedelta(days=3))
        store.restore(before)
        assert clock.now() == NOON


class TestIds:
    def test_equal_seeds_give_equal_series(self) -> None:
        def draw(seed: int, name: str) -> list[object]:
            ids = Ids(Store(), seed, name)
            return [ids.next("a"), ids.next("a"), ids.token("t"), ids.uuid("u"), ids.fixed("f")]

        assert draw(7, "w") == draw(7, "w")
        assert draw(7, "w")[2:] != draw(8, "w")[2:]
        assert draw(7, "w")[2:] != draw(7, "v")[2:]

    def test_numbers_may_be_reserved_in_a_row(self) -> None:
        ids = Ids(Store(), 7, "w")
        assert ids.reserve("a", 5, start=100) == 100
        assert ids.next("a", 100) == 105
        assert ids.reserve("a", 1) == 106
        assert ids.next("a") == 107

    def test_tokens_differ_and_restore_with_the_store(self, store: Store) -> None:
        ids = Ids(store, 7, "w")
        before = store.snapshot()
        first, second = ids.token("t"), ids.token("t")
        assert first != second
        store.restore(before)
        assert ids.token("t") == first


class TestBucket:
    def test_it_refills_with_world_time(self, store: Store) -> None:
        clock = Clock(store, NOON)
        bucket = Bucket(store, clock, "b", capacity=Decimal(40), rate=Decimal(2))
        assert all(bucket.take("shop", Decimal(1)) for _ in range(40))
        assert not bucket.take("shop", Decimal(1))
        assert bucket.take("other", Decimal(1))
        assert bucket.seconds_until("shop", Decimal(1)) == Decimal("0.5")
        clock.advance(timedelta(seconds=1))
        assert bucket.available("shop") == 2
        bucket.give_back("shop", Decimal(100))
        assert bucket.available("shop") == 40


def request(path: str = "/a/b", body: bytes = b"", method: str = "POST") -> Request:
    return Request(method, "h.example", path, body=body)


class TestFaults:
    @pytest.fixture
    def faults(self, store: Store) -> Faults:
        return Faults(store, Ids(store, 7, "w"), ["shopify"])

    def test_the_nth_match_and_its_followers_are_struck(self, faults: Faults) -> None:
        faults.plan("shopify", "reset", path="/a/*", nth=2, times=2)
        struck = [faults.strike("shopify", request()) is not None for _ in range(5)]
        assert struck == [False, True, True, False, False]
        assert [rule.fired for rule in faults] == [2]

    def test_a_rule_can_name_a_piece_of_the_body(self, faults: Faults) -> None:
        faults.plan("shopify", FaultKind.LOST_ANSWER, contains="refundCreate")
        assert faults.strike("shopify", request(body=b"{orders}")) is None
        assert faults.strike("netsuite", request(body=b"refundCreate")) is None
        assert faults.strike("shopify", request(body=b"refundCreate")) is not None

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"platform": "ebay"}, "platform: 'ebay' is not one of shopify"),
            ({"kind": "explode"}, "kind: 'explode' is not one of throttle"),
            ({"nth": 0}, "nth: 0 must be 1 or more"),
            ({"times": -1}, "times: -1 must be 1 or more"),
            ({"status": 200, "kind": "server_error"}, "status: 200 must be between"),
            ({"seconds": -1.0}, "seconds: -1.0 must not be negative"),
            ({"seconds": 86_401.0}, "seconds: 86401.0 must be 86400.0 or less"),
            ({"seconds": float("inf")}, "seconds: inf must be 86400.0 or less"),
            ({"seconds": float("nan")}, "seconds: nan must be 86400.0 or less"),
        ],
    )
    def test_malformed_rules_are_refused(
        self, faults: Faults, change: dict[str, object], message: str
    ) -> None:
        rule: dict[str, object] = {"platform": "shopify", "kind": "reset", **change}
        with pytest.raises(FaultError, match=message.replace("(", r"\(")):
            faults.plan(**rule)  # type: ignore[arg-type]


class TestLog:
    def test_secrets_never_reach_the_log(self, store: Store) -> None:
        secrets = Secrets(store)
        secrets.add("shpat_topsecret/1", "SHOPIFY_TOKEN")
        log = ExchangeLog(secrets, limit=2)
        asked = Request(
            "POST",
            "h.example",
            "/shpat_topsecret%2F1",
            "t=shpat_topsecret%2F1",
            [("Authorization", "OAuth x"), ("X-Echo", "shpat_topsecret/1")],
            b'{"token":"shpat_topsecret/1"}',
        )
        answer = Response(200, b"shpat_topsecret/1", [("x-echo", "shpat_topsecret/1")])
        for _ in range(3):
            log.record(NOON, "shopify", asked, answer, "")
        assert len(log) == 2
        text = log.encode().decode()
        assert "topsecret" not in text
        assert "OAuth x" not in text
        assert text.count("[SHOPIFY_TOKEN]") == 12

    def test_short_secrets_are_refused(self, store: Store) -> None:
        with pytest.raises(ValueError, match="too short"):
            Secrets(store).add("abc", "X")

    def test_long_bodies_push_the_oldest_out(self, store: Store) -> None:
        log = ExchangeLog(Secrets(store), limit=10, characters=100)
        for length in (40, 40, 40):
            log.record(NOON, "shopify", request("/x", b"a" * length), Response(200), "")
        assert [e.number for e in log] == [2, 3]
        log.record(NOON, "shopify", request("/x", b"a" * 500), Response(200), "")
        assert [e.number for e in log] == [4]
        log.record(NOON, "shopify", request("/x", b"a" * 60), Response(200, b"b" * 40), "")
        assert [e.number for e in log] == [5]

    def test_find(self, store: Store) -> None:
        log = ExchangeLog(Secrets(store))
        log.record(NOON, "shopify", request("/x", b"one"), Response(200), "")
        log.record(NOON, "netsuite", request("/y", b"two"), None, "reset (rule 1)")
        assert [e.number for e in log.find(platform="netsuite")] == [2]
        assert [e.number for e in log.find(contains="one")] == [1]
        assert [e.number for e in log.find(status=0, method="post")] == [2]
