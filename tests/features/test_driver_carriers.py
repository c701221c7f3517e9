"""A command that stays, ends, waits, hangs or dies; an address that answers, refuses or is dead."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from features.driver.carriers import (
    Carrier,
    CommandCarrier,
    DriverFailed,
    DriverGone,
    DriverMissing,
    carrier_for,
)
from features.driver.contract import Answer, BrokenAnswer, Status

SCRIPT = Path(__file__).with_name("drivers") / "scripted.py"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CALL = Status(
    contract=1,
    now=NOON,
    state="",
    environment={"SHOPIFY_SHOP": "acme-outdoor.myshopify.com"},
    settings={},
    switched_on={},
)
Scripted = Callable[..., CommandCarrier]


def ask(carrier: Carrier) -> Answer:
    return asyncio.run(carrier.call(CALL, lambda span: NOON + span))


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    made: list[CommandCarrier] = []

    def make(*acts: str, patience: float = 20.0) -> CommandCarrier:
        made.append(CommandCarrier([sys.executable, str(SCRIPT), *acts], patience))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_a_command_that_stays_is_asked_again_and_has_the_environment(scripted: Scripted) -> None:
    carrier = scripted("pid", "pid")
    first, second = ask(carrier).message, ask(carrier).message
    assert first == second
    assert first.endswith(" acme-outdoor.myshopify.com")


def test_one_that_ends_is_started_again(scripted: Scripted) -> None:
    carrier = scripted("pid")
    assert len({ask(carrier).message for _ in range(4)}) == 4


def test_it_may_ask_for_time_to_pass(scripted: Scripted) -> None:
    assert ask(scripted("wait")).message == (NOON + timedelta(seconds=90)).strftime("%FT%TZ")


def test_one_that_dies_is_quoted(scripted: Scripted) -> None:
    with pytest.raises(DriverGone, match=r"ended \(7\) without an answer:\nno more paper"):
        ask(scripted("die"))


def test_one_that_hangs_is_ended(scripted: Scripted) -> None:
    with pytest.raises(DriverFailed, match=r"no answer within 0\.5 s"):
        ask(scripted("hang", patience=0.5))


def test_a_killed_one_is_gone_and_the_next_call_starts_another(scripted: Scripted) -> None:
    carrier = scripted("hang")

    async def both() -> None:
        asking = asyncio.ensure_future(carrier.call(CALL, lambda span: NOON + span))
        await asyncio.sleep(0.2)
        carrier.kill()
        await asking

    with pytest.raises(DriverGone, match=r"\(-9\)"):
        asyncio.run(both())
    carrier.kill()  # nothing is there any more


@pytest.mark.parametrize(
    ("act", "complaint"),
    [("misspell", "unknown field `okay`"), ("chatter", "starting up"),
     ("wait for ever", "a day is the longest")],
)  # fmt: skip
def test_what_it_says_wrongly_is_named(scripted: Scripted, act: str, complaint: str) -> None:
    with pytest.raises((BrokenAnswer, DriverFailed), match=complaint):
        ask(scripted(act))


@pytest.mark.parametrize(
    ("driver", "complaint"),
    [
        ("no-such-command --fast", "no command 'no-such-command'"),
        ("'unbalanced", "is no command"),
        ("", "no command ''"),
        ("http://127.0.0.1:9/", "nobody answers"),
    ],
)
def test_a_driver_that_is_not_there(driver: str, complaint: str) -> None:
    with pytest.raises(DriverMissing, match=complaint):
        carrier_for(driver)


@pytest.fixture
def address() -> Iterator[tuple[str, list[tuple[int, bytes]]]]:
    """A server on this machine that gives the listed answers, the last one again and again."""
    answers: list[tuple[int, bytes]] = [(200, b'{"ok": true, "message": "here"}')]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            status, body = answers[-1]
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            """A test says nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", answers
        server.shutdown()
        thread.join()


def test_an_address_is_posted_to(address: tuple[str, list[tuple[int, bytes]]]) -> None:
    url, answers = address
    carrier = carrier_for(url)
    assert ask(carrier).message == "here"
    assert not carrier.kills
    answers.append((500, b"out of ink"))
    with pytest.raises(DriverFailed, match="answered 500: out of ink"):
        ask(carrier)
    answers.append((200, b'{"wait": 5}'))
    with pytest.raises(BrokenAnswer, match="unknown field `wait`"):
        ask(carrier)
