"""`serve`, `env` and `with` as a person calls them: exit statuses, sentences, a graceful end."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer import Exit
from typer.testing import CliRunner

from features.cli import app
from features.serving import _environment
from sandbox.hosting.hub import Hub
from sandbox.hosting.running import Running
from sandbox.hosting.serve import EXIT_CODES, Options, UsageError, WorldWish, serve
from sandbox.hosting.state import FORMAT, StateFile

ROOT = Path(__file__).resolve().parents[2]
SERVE = [sys.executable, "-m", "features.cli", "serve", "--world", "empty", "--quiet"]
EMPTY = (WorldWish(name="main", kind="empty"),)

Refused = Callable[..., tuple[int, str]]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def refused() -> Refused:
    """What a server that cannot start says, and its exit status."""

    def run(**options: Any) -> tuple[int, str]:
        said: list[str] = []
        told = {"worlds": EMPTY, "port": 0, "proxy_port": 0, **options}
        status = serve(Options(**told), lambda _: pytest.fail("it serves"), said.append)
        return status, "\n".join(said)

    return run


class TestItCannotStart:
    def test_a_port_is_taken(self, refused: Refused) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            for name in ("port", "proxy_port"):
                status, said = refused(**{name: port})
                assert status == 1
                assert f"127.0.0.1:{port} cannot be used: Address already in use" in said
                assert "Choose another --port or --proxy-port" in said

    def test_no_such_world(self, refused: Refused) -> None:
        status, said = refused(worlds=(WorldWish.read("nosuch"),))
        assert status == 2
        assert "there is no world 'nosuch'; there are acme" in said
        assert refused(worlds=(WorldWish.read("No such=empty"),))[0] == 2

    def test_the_same_name_twice(self, refused: Refused) -> None:
        assert refused(worlds=EMPTY * 2) == (2, "world 'main' is open already")

    def test_an_outbound_target_that_is_none(self, refused: Refused) -> None:
        status, said = refused(outbound=("hooks.example.com",))
        assert status == 2
        assert "write HOST=URL" in said

    @pytest.mark.parametrize("port", [-1, 65536])
    def test_a_port_that_cannot_be(self, refused: Refused, port: int) -> None:
        for wrong in (
            {"port": port},
            {"proxy_port": port},
            {"worlds": (WorldWish(name="main", kind="empty", port=port),)},
        ):
            status, said = refused(**wrong)
            assert (status, said) == (
                2,
                f"there is no port {port}; ports are 1 to 65535, 0: a free one",
            )

    def test_a_host_that_is_not_this_machine(self, refused: Refused) -> None:
        assert refused(host="192.0.2.1") == (
            2, "--host: 192.0.2.1 is no address of this machine: Cannot assign requested address",
        )  # fmt: skip

    def test_a_ready_file_that_cannot_be(self, refused: Refused, tmp_path: Path) -> None:
        status, said = refused(ready_file=tmp_path / "nowhere" / "ready.json")
        assert status == 2
        assert said.endswith(f"the folder {tmp_path / 'nowhere'} does not exist")
        assert refused(ready_file=tmp_path) == (2, f"--ready-file {tmp_path} cannot be written")
        assert list(tmp_path.parent.glob(f"{tmp_path.name}.*")) == []

    def test_a_damaged_state_file(self, refused: Refused, tmp_path: Path) -> None:
        path = tmp_path / "world.db"
        path.write_bytes(b"nonsense" * 1000)
        status, said = refused(state=path)
        assert status == 3
        assert "world.db is damaged or not a state file" in said
        assert path.read_bytes() == b"nonsense" * 1000

    def test_a_state_file_of_another_version(self, refused: Refused, tmp_path: Path) -> None:
        path = tmp_path / "world.db"
        StateFile.open(path).close()
        other = sqlite3.connect(path)
        other.execute(f"PRAGMA user_version = {FORMAT + 1}")
        other.close()
        status, said = refused(state=path)
        assert status == 3
        assert f"has format {FORMAT + 1}; this release reads format {FORMAT}" in said

    def test_a_state_file_in_use(self, refused: Refused, tmp_path: Path) -> None:
        path = tmp_path / "world.db"
        hub = Hub(StateFile.open(path))
        hub.open("main", "empty")
        status, said = refused(state=path)
        hub.shut()
        assert status == 3
        assert "in use by another server" in said

    def test_a_kept_world_of_another_seed_or_a_clock_set_backwards(
        self, refused: Refused, tmp_path: Path
    ) -> None:
        path = tmp_path / "world.db"
        hub = Hub(StateFile.open(path))
        hub.open("main", "empty", 7, start=datetime(2026, 11, 24, tzinfo=UTC))
        hub.shut()
        status, said = refused(state=path, seed=8)
        assert status == 2
        assert "has world 'main' with seed 7, not 8" in said
        status, said = refused(state=path, start=datetime(2025, 1, 1, tzinfo=UTC))
        assert status == 2
        assert "a clock cannot go back" in said

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["--world", "a=b@c"], "NAME=KIND@PORT"),
            (["--start", "yesterday"], "write 2026-11-24T09:00:00Z"),
            (["--start", "2026-11-24T09:00:00"], "has no time zone"),
            (["--port", "many"], "valid integer"),
            (["--bogus"], "Usage: ./run serve [OPTIONS]"),
        ],
    )
    def test_options_that_cannot_be(self, cli: Run, arguments: list[str], says: str) -> None:
        done = cli("serve", *arguments)
        assert done.returncode == 2
        assert says in done.stderr

    def test_every_status_is_documented(self) -> None:
        page = (ROOT / "docs" / "commands.md").read_text()
        (row,) = [line for line in page.splitlines() if line.startswith("| `./run serve`")]
        for status in EXIT_CODES:
            assert f" {status} " in row


def test_the_ready_file_of_a_server_that_runs_is_left_to_it(
    refused: Refused, running: dict[str, Any]
) -> None:
    ready = Path(running["ca"].removesuffix(".ca.pem"))
    status, said = refused(ready_file=ready)
    assert status == 2
    assert f"is of a server that runs, {running['url']}; name another" in said
    assert json.loads(ready.read_text())["pid"] == running["pid"]


def test_a_server_that_ends_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("features.serving._complain", lambda _, text: said.append(text))
    gone = Running(url="http://127.0.0.1:1")
    with pytest.raises(Exit) as ended:
        _environment("env", gone, "")
    assert ended.value.exit_code == 4
    assert said[0].startswith("no sandbox answers at http://127.0.0.1:1 (")


def test_a_wish_is_a_name_a_kind_and_a_port() -> None:
    assert WorldWish.read("w1") == WorldWish(name="w1", kind="w1")
    assert WorldWish.read("mine=acme") == WorldWish(name="mine", kind="acme")
    assert WorldWish.read("mine=acme@8811") == WorldWish(name="mine", kind="acme", port=8811)
    for wrong in ("", "=acme", "a@b", "a=b=c@1x", "@1"):
        with pytest.raises(UsageError, match="write NAME"):
            WorldWish.read(wrong)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the ready file of a real server says; the server ends well on SIGTERM."""
    folder = tmp_path_factory.mktemp("served")
    ready = folder / "ready.json"
    command = [*SERVE, "--port", "0", "--proxy-port", "0", "--ready-file", str(ready)]
    command += ["--world", "second=w1", "--state", str(folder / "world.db")]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    end = time.monotonic() + 90
    while not ready.exists() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    assert process.poll() is None, process.communicate()
    yield {**json.loads(ready.read_bytes()), "ready": ready, "process": process}
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=90)
    assert (process.returncode, out, err) == (0, b"", b"")
    assert not ready.exists()


def command(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "features.cli", *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False, **more,
    )  # fmt: skip


def test_env_is_asked_of_the_server_that_runs(cli: Run, running: dict[str, Any]) -> None:
    found = json.loads(cli("env", "--format", "json", "--url", running["url"]).stdout)
    assert found["HTTPS_PROXY"] == running["proxy"]
    assert found["SSL_CERT_FILE"] == running["ca"]
    assert found["NETSUITE_ACCOUNT"] == "5512345"
    second = cli("env", "--ready-file", str(running["ready"]), "--world", "second")
    assert f"export HTTPS_PROXY={running['worlds']['second']}\n" in second.stdout
    assert "export SHOPIFY_SHOP=second-" in second.stdout
    unknown = cli("env", "--url", running["url"], "--world", "nosuch")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "there is no world 'nosuch'" in unknown.stderr


def test_with_gives_a_command_the_variables_and_its_status_back(running: dict[str, Any]) -> None:
    script = (
        "import json, os, ssl, sys, urllib.request as u\n"
        "shop, token = os.environ['SHOPIFY_SHOP'], os.environ['SHOPIFY_TOKEN']\n"
        "ask = u.Request(f'https://{shop}/admin/api/2026-07/shop.json',\n"
        "                headers={'X-Shopify-Access-Token': token})\n"
        "print(json.load(u.urlopen(ask))['shop']['myshopify_domain'] == shop)\n"
        "sys.exit(7)\n"
    )
    ready = str(running["ready"])
    for world in ("empty", "second"):
        done = command(
            "with", "--ready-file", ready, "--world", world, "--", sys.executable, "-c", script
        )
        assert (done.returncode, done.stdout, done.stderr) == (7, "True\n", ""), world
    called_from = {**os.environ, "SANDBOX_CALLED_FROM": running["ready"].parent.as_posix()}
    there = command("with", "--ready-file", "ready.json", "--", "pwd", env=called_from)
    assert Path(there.stdout.strip()) == running["ready"].parent.resolve()
    missing = command("with", "--ready-file", ready, "--", "no-such-command")
    assert missing.returncode == 127
    assert "no-such-command: No such file or directory" in missing.stderr


def test_no_server_is_said_in_a_sentence(tmp_path: Path) -> None:
    runner = CliRunner()
    with socket.socket() as held:  # bound: nobody else gets it; not listening: nobody answers
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        for arguments in (
            ["env", "--url", f"http://127.0.0.1:{port}"],
            ["env", "--ready-file", str(tmp_path / "none.json")],
            ["with", "--url", f"http://127.0.0.1:{port}", "--", "true"],
        ):
            assert runner.invoke(app, arguments).exit_code == 4
    (tmp_path / "none.json").write_text("[]")
    done = command("env", "--ready-file", str(tmp_path / "none.json"))
    assert (done.returncode, done.stdout) == (4, "")
    assert "none.json is no ready file" in done.stderr


def test_with_starts_a_server_of_its_own_when_none_runs() -> None:
    from sandbox.hosting.running import NotRunning, run_with, started

    with started(SERVE) as own:
        variables = own.environment()
        assert run_with(["/bin/sh", "-c", 'test -n "$QBO_REALM_ID"'], variables) == 0
        assert httpx.get(f"{own.url}/shopify/x", trust_env=False).status_code == 404
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{own.url}/shopify/x", trust_env=False)
    with (
        pytest.raises(NotRunning, match="there is no world 'nosuch'"),
        started([*SERVE, "--world", "nosuch"]),
    ):
        pass


def test_node_s_options_are_added_to_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    from sandbox.hosting.running import run_with

    monkeypatch.setenv("NODE_OPTIONS", "--max-old-space-size=512")
    script = 'test "$NODE_OPTIONS" = "--max-old-space-size=512 --require=/x.cjs"'
    variables = {"NODE_OPTIONS": "--require=/x.cjs"}
    assert run_with(["/bin/sh", "-c", script], variables) == 0
    assert run_with(["/bin/sh", "-c", "kill -15 $$"], variables) == 128 + signal.SIGTERM


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_well_with_clients_on_the_line(tmp_path: Path, number: int) -> None:
    """A kept connection, a request half sent, and an answer that is held back for a minute."""
    ready = tmp_path / "ready.json"
    arguments = [*SERVE, "--port", "0", "--proxy-port", "0", "--ready-file", str(ready)]
    process = subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.PIPE)
    while not ready.exists():
        assert process.poll() is None
        time.sleep(0.01)
    told = json.loads(ready.read_bytes())
    with httpx.Client(base_url=told["url"], trust_env=False) as http:
        rule = {"platform": "shopify", "kind": "delay", "seconds": 60}
        assert http.post("/_sandbox/v1/faults", json=rule).is_success
        place = told["url"].removeprefix("http://").split(":")
        half = socket.create_connection((place[0], int(place[1])))
        half.sendall(b"POST /shopify/x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
        held = socket.create_connection((place[0], int(place[1])))
        held.sendall(b"GET /shopify/x HTTP/1.1\r\nHost: x\r\n\r\n")
        assert http.get("/netsuite/x").status_code in (401, 404)
        process.send_signal(number)
        began = time.monotonic()
        _, said = process.communicate(timeout=90)
    half.close()
    held.close()
    assert process.returncode == 0
    assert b"Traceback" not in said, said
    assert time.monotonic() - began < 45  # the answer is held back for 60
    assert not ready.exists()
    assert not os.path.exists(told["ca"])
