"""docs/driver.md is the contract: what it shows is what is sent and taken."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from features.driver.contract import (
    Answer,
    BrokenAnswer,
    Call,
    ChosenSync,
    Kind,
    Post,
    ReportedProblem,
    ReportedRow,
    Retrieve,
    Source,
    State,
    Status,
    SyncCall,
    Wait,
    decode_answer,
    encode_call,
)

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "driver.md").read_text()
CALLS = {"retrieve": Retrieve, "post": Post, "sync": SyncCall, "status": Status}
COMMON: dict[str, Any] = {
    "contract": 1,
    "now": datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    "state": "/tmp/driver-x7k2",  # noqa: S108 - never opened
    "environment": {},
    "settings": {},
    "switched_on": {},
}


def blocks(kind: str) -> list[dict[str, Any]]:
    return [
        msgspec.json.decode(text) for text in re.findall(rf"```json {kind}\n(.*?)```", PAGE, re.S)
    ]


def test_every_answer_on_the_page_is_taken() -> None:
    shown = blocks("answer")
    assert len(shown) == 7
    for each in shown:
        decode_answer(msgspec.json.encode(each))
    assert [decode_answer(msgspec.json.encode(each), may_wait=True) for each in blocks("wait")] == [
        Wait(wait=30.5)
    ]


def test_every_call_on_the_page_is_one_that_is_sent() -> None:
    """Also none of its members is misspelt: written again it says the same."""
    shown = blocks("call")
    assert [each["call"] for each in shown] == ["status", "retrieve", "post", "sync", "status"]
    for each in shown:
        whole = {**msgspec.to_builtins(COMMON), **each}
        call = msgspec.convert(whole, CALLS[each["call"]], strict=True)
        again = msgspec.json.decode(encode_call(call))
        assert again == {**whole, "now": again["now"]}


def test_a_call_on_the_wire_is_this() -> None:
    call = SyncCall(
        **COMMON, account="main", sync=ChosenSync.REFUNDS_TO_BOOKS, first_day=date(2026, 11, 20)
    )
    assert msgspec.json.decode(encode_call(call)) == {
        "call": "sync",
        "contract": 1,
        "now": "2026-11-24T09:00:00Z",
        "state": "/tmp/driver-x7k2",  # noqa: S108 - never opened
        "environment": {},
        "settings": {},
        "switched_on": {},
        "account": "main",
        "sync": "refunds to books",
        "first_day": "2026-11-20",
    }


@pytest.mark.parametrize(
    "struct", [Call, Retrieve, Post, SyncCall, Answer, ReportedRow, ReportedProblem, Wait]
)
def test_every_member_is_on_the_page(struct: type[msgspec.Struct]) -> None:
    names = struct.__struct_fields__
    assert [name for name in names if f'"{name}"' not in PAGE and f"`{name}`" not in PAGE] == []


@pytest.mark.parametrize("words", [State, Kind, Source, ChosenSync])
def test_every_word_is_on_the_page(words: type[State]) -> None:
    assert [each for each in words if f"`{each}`" not in PAGE and f'"{each}"' not in PAGE] == []


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        (b"", "Input data was truncated"),
        (b"starting up\n", "malformed"),
        (b'{"okay": true}', "unknown field `okay`"),
        (b"{}", "missing required field `ok`"),
        (b'{"ok": true, "rows": [{"id": 1}]}', "Expected `str`, got `int`"),
        (b'{"ok": true, "rows": [{"id": "1", "account": "main", "kind": "order", '
         b'"source": "storefront", "order": "#1001", "state": "done"}]}', "'done'"),
        (b'{"wait": 3}', "unknown field `wait`"),
    ],
)  # fmt: skip
def test_what_is_not_of_the_contract_is_named(said: bytes, complaint: str) -> None:
    with pytest.raises(BrokenAnswer, match=re.escape(complaint)):
        decode_answer(said)
