"""Hostile requests to every call, a few each; `./run fuzz` sends more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from features.fuzz.checks import problems_of
from features.fuzz.fuzzing import SUBJECTS, fuzz
from features.fuzz.heavy import CANARY
from features.fuzz.sending import Answer, Sent
from features.fuzz.show import _table

SENT = Sent("POST", "acme-outdoor.myshopify.com", "/admin/api/2026-07/orders.json", body=b"{}")
GOOD = Answer(422, [(b"content-type", b"application/json")], b'{"errors":{}}', 0.1)


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_call_holds(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL", "sandbox")
    found = fuzz(name, examples=2, deep=False)
    assert found.findings == []
    assert found.not_reached == []
    assert found.clean
    assert found.refused > found.total / 2


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (replace(GOOD, status=503), "status 503"),
        (replace(GOOD, seconds=5.1), "took 5.1 s"),
        (replace(GOOD, body=CANARY.encode()), "the content of a file"),
        (replace(GOOD, body=b"Traceback (most recent call last):"), "our insides"),
        (replace(GOOD, body=b"KeyError: 'id'"), "our insides"),
        (replace(GOOD, body=b"<Order object at 0x7f00>"), "our insides"),
        (replace(GOOD, headers=[(b"location", b"/a\r\nx: 1")]), "headers that HTTP"),
        (replace(GOOD, error=ValueError("x")), "no answer: ValueError"),
    ],
)
def test_what_must_not_be_is_seen(answer: Answer, problem: str) -> None:
    (found,) = problems_of(SENT, answer, [])
    assert found.startswith(problem)


def test_what_is_good_is_no_finding() -> None:
    assert problems_of(SENT, GOOD, []) == []
    assert (
        problems_of(replace(SENT, body=b"KeyError: "), replace(GOOD, body=b"KeyError: "), []) == []
    )


def test_a_bug_is_named_with_its_place() -> None:
    try:
        Sent.told(None)  # type: ignore[arg-type]
    except AttributeError as error:
        (found,) = problems_of(SENT, GOOD, [error])
    assert found.startswith("unexpected AttributeError at features/fuzz/sending.py:")


def test_the_table_says_how_much_was_fuzzed() -> None:
    from rich.console import Console

    from features.fuzz.fuzzing import Fuzzed

    console = Console(width=100)
    with console.capture() as captured:
        console.print(_table([Fuzzed("shopify", total=4, fuzzed=3, requests=1200)]))
    assert "3 / 4 = 75 %" in captured.get()
    assert "1,200" in captured.get()
