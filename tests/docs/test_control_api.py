"""Every example of docs/control_api.md is run, top to bottom, against one world."""

from __future__ import annotations

import doctest
import json
import re
import shlex
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx
import pytest

from sandbox.hosting import client
from sandbox.hosting.control import PREFIX, Control
from sandbox.hosting.hub import Hub
from sandbox.hosting.in_process import InProcess

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "control_api.md").read_text()


@pytest.fixture
def transport() -> InProcess:
    hub = Hub()
    hub.open("main", kind="empty", start=datetime(2026, 11, 24, 9, tzinfo=UTC), frozen=True)
    return InProcess(Control(hub))


def curl(http: httpx.Client, command: str) -> httpx.Response:
    words = shlex.split(command)
    assert words.pop(0) == "curl"
    method, headers, body, url = "", {}, None, ""
    while words:
        match words.pop(0):
            case "-X":
                method = words.pop(0)
            case "-d":
                body = words.pop(0)
            case "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name] = value
            case other:
                url = other
    return http.request(method or ("POST" if body else "GET"), url, headers=headers, content=body)


def test_the_page_is_true(transport: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    http = httpx.Client(transport=transport)
    asked = 0
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.S):
        for command, answer in re.findall(r"\$ (curl .*)\n(\{.*\})", block):
            asked += 1
            assert curl(http, command).json() == json.loads(answer), command
    assert asked == 4

    # The page's own line opens a client; here it finds the world of this test at its other end.
    monkeypatch.setattr(client, "Sandbox", partial(client.Sandbox, transport=transport))
    blocks = re.findall(r"```pycon\n(.*?)```", PAGE, re.S)
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "page", None, 0)
    told: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(examples, out=told.append)
    assert told == []
    assert runner.summarize(verbose=False).attempted == len(examples.examples) > 20


def test_every_code_of_a_refusal_is_documented() -> None:
    source = Path(client.__file__).parent / "control"
    written = "\n".join(each.read_text() for each in source.rglob("*.py"))
    used = set(re.findall(r'(?:\d{3}|HTTPStatus\.\w+),\s+"([a-z_]+)"', written))
    assert {"malformed", "unknown", "refused", "conflict", "forbidden"} <= used
    assert [code for code in used if f"`{code}`" not in PAGE] == []


def test_the_page_speaks_of_the_paths_there_are() -> None:
    assert f"`{PREFIX}/docs`" in PAGE
    assert f"`{PREFIX}/openapi.json`" in PAGE
