"""`./run browser`: which browser it takes, what it says without one, and how it listens. The pages
themselves are tried by the command, in a real browser.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner
from websockets.sync.server import ServerConnection, serve

from features.browser import BrowserMissing
from features.browser.chromium import find
from features.browser.devtools import BrowserGone, DevTools, Refused, listening
from features.cli import app

ROOT = Path(__file__).resolve().parents[2]


def test_the_browser_is_the_one_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("google-chrome", "mine"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert find() == str(tmp_path / "google-chrome")
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "mine"))
    assert find() == str(tmp_path / "mine")
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "no"))
    with pytest.raises(BrowserMissing, match=r"^CHROMIUM names .*/no, and there is no such progr"):
        find()


def test_without_a_browser_the_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert CliRunner().invoke(app, ["browser"]).exit_code == 4
    with pytest.raises(BrowserMissing, match=r"^there is no Chromium on PATH .* or let CHROMIUM"):
        find()


def test_pictures_need_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, file = tmp_path / "mine", tmp_path / "file"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    file.write_text("")
    monkeypatch.setenv("CHROMIUM", str(program))
    assert CliRunner().invoke(app, ["browser", "--out", str(file / "in")]).exit_code == 2


@pytest.mark.parametrize(("status", "passed"), [(0, True), (4, True), (1, False), (2, False)])
def test_the_pipeline_passes_over_a_missing_browser_only(
    tmp_path: Path, status: int, passed: bool
) -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    [line] = [each for each in lines if each.startswith("./run browser")]
    (tmp_path / "run").write_text(f"#!/bin/sh\nexit {status}\n")
    (tmp_path / "run").chmod(0o755)
    script = f"set -euo pipefail\n{line}\necho on\n"
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, check=False)
    assert (done.stdout == b"on\n") is passed
    assert done.returncode == (0 if passed else status)


def _answer(line: ServerConnection) -> None:
    """A browser of few words: it tells of an event before it answers."""
    for text in line:
        asked = json.loads(text)
        match asked["method"]:
            case "Good":
                line.send(json.dumps({"method": "Said", "params": asked["params"]}))
                line.send(
                    json.dumps({"id": asked["id"], "result": {"session": asked["sessionId"]}})
                )
            case "Bad":
                line.send(json.dumps({"id": asked["id"], "error": {"message": "no such thing"}}))
            case "End":
                line.close()


@pytest.fixture
def devtools() -> Iterator[DevTools]:
    with serve(_answer, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        port = server.socket.getsockname()[1]
        with listening(f"ws://127.0.0.1:{port}") as found:
            yield found
        server.shutdown()
        thread.join()


def test_answers_are_told_from_events(devtools: DevTools) -> None:
    heard: list[str] = []
    devtools.listeners.append(lambda event: heard.append(event["method"]))
    assert devtools.ask("Good", "one", number=1) == {"session": "one"}
    assert devtools.ask("Good", "two", number=2) == {"session": "two"}
    assert heard == ["Said", "Said"]
    assert devtools.wait("Said") == {"number": 1}
    assert devtools.wait("Said", lambda event: event["number"] == 2) == {"number": 2}
    devtools.forget()
    with pytest.raises(BrowserGone, match="the browser did not say Said in time"):
        devtools.wait("Said", seconds=0.01)


def test_a_refusal_and_an_end_have_words(devtools: DevTools) -> None:
    with pytest.raises(Refused, match="Bad: no such thing"):
        devtools.ask("Bad", "one")
    with pytest.raises(BrowserGone, match=r"^End: "):
        devtools.ask("End", "one")
    with pytest.raises(BrowserGone, match=r"^Good: "):
        devtools.ask("Good", "one")
