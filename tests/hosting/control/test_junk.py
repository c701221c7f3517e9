"""Whatever is sent to whatever route: an answer in the one shape, and a refusal changes nothing."""

from __future__ import annotations

import json
import random
from typing import Any

import httpx

from sandbox.world import World

JUNK: tuple[Any, ...] = (
    None, True, 0, -1, 1, 13, 1001, 10**30, 9.5, "", "1", "19.47", "1E+400", "-5", "\x00", "ü" * 60,
    "#1001", "TEE-BLK", "USD", "Checking", "0001-01-01", "9999-12-31T23:59:59Z", [], {}, [[]],
    [["TEE-BLK", 1]], [[1, "5", "0"], [3, "0", "5"]], {"TEE-BLK": 1}, {"1": 2}, {"a": {"b": [1]}},
    {"document": "Invoice", "id": "1"}, {"document": "Account", "id": 1}, {"document": "Role"},
)  # fmt: skip
MORE = ("DisplayName", "Line", "TxnDate", "entity", "memo", "custom", "lines", "currency", "Id")
SHAPE = {"code", "message", "field", "fix", "details"}


def test_every_action_of_every_desk(http: httpx.Client, world: World) -> None:
    source = random.Random(7)
    start = world.snapshot()
    for action in http.get("desk").json():
        path = f"desk/{action['platform']}/{action['name']}"
        for _ in range(3):
            sent = {
                each["name"]: source.choice(JUNK)
                for each in action["arguments"]
                if each["required"] or source.random() < 0.5
            }
            if action["more"]:
                sent |= {name: source.choice(JUNK) for name in source.sample(MORE, 2)}
            before = world.documents_hash()
            answer = http.post(path, json=sent)
            if answer.status_code == 200:
                world.restore(start)
                continue
            assert answer.status_code in (409, 422), (path, sent, answer.text)
            assert set(answer.json()["error"]) == SHAPE
            assert world.documents_hash() == before, (path, sent)
    assert world.bugs == []


def test_every_other_route(http: httpx.Client, world: World) -> None:
    source = random.Random(7)
    paths = http.get("openapi.json").json()["paths"]
    for path, methods in paths.items():
        if path.startswith("/desk/"):
            continue
        for method, operation in methods.items():
            for junk in (*source.sample(JUNK, 8), "%00", "../.."):
                text = junk if isinstance(junk, str) else json.dumps(junk)
                filled = path.replace("{name}", "x").replace("{number}", "7")
                query = {each["name"]: text for each in operation.get("parameters", ())}
                query.pop("world", None)
                answer = http.request(method, filled[1:], params=query, json=junk)
                assert answer.status_code < 500, (method, path, junk, answer.text)
                if answer.status_code >= 400:
                    assert set(answer.json()["error"]) == SHAPE
    assert world.bugs == []
