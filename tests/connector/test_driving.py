"""The driver contract from the engine's side, without a world: what it refuses and remembers."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from connector.cli import app
from connector.driving import STATES, Driving, MalformedCall
from connector.rows import OrderStatus, RefundStatus, SalesStatus


def call(folder: Path, **members: Any) -> dict[str, Any]:
    return {
        "call": "status",
        "contract": 1,
        "now": "2026-11-24T09:00:00+00:00",
        "state": str(folder),
        "environment": {},
        "settings": {
            "environment": "production",
            "netsuite": {
                "account": "5512345",
                "consumer_key": "ck",
                "consumer_secret": "cs",
                "token_id": "ti",
                "token_secret": "ts",
            },
            "accounts": {"main": {"shop": "acme-outdoor.myshopify.com", "token": "shpat_1"}},
        },
        "switched_on": {},
        **members,
    }


def answer(*calls: dict[str, Any]) -> list[dict[str, Any]]:
    async def whole() -> list[dict[str, Any]]:
        driving = Driving()
        try:
            return [await driving.answer(each) for each in calls]
        finally:
            await driving.aclose()

    return asyncio.run(whole())


def test_an_empty_folder_has_no_rows_and_gets_a_journal(tmp_path: Path) -> None:
    assert answer(call(tmp_path)) == [{"ok": True, "rows": []}]
    assert (tmp_path / "journal.db").exists()


@pytest.mark.parametrize(
    ("members", "complaint"),
    [
        ({"contract": 2}, "contract 2: this engine speaks 1"),
        ({"call": "dance"}, "there is no call 'dance'"),
        ({"call": "sync", "account": "main", "sync": "stock"}, "there is no sync 'stock'"),
        ({"call": "post"}, "the call has no member 'row'"),
    ],
)
def test_a_malformed_call(tmp_path: Path, members: dict[str, Any], complaint: str) -> None:
    with pytest.raises(MalformedCall, match=complaint):
        answer(call(tmp_path, **members))


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    wrong = call(tmp_path)
    wrong["settings"]["accounts"]["main"]["tokn"] = "x"
    said = answer(
        wrong,
        call(tmp_path, call="post", row="17"),
        call(tmp_path, call="sync", account="outlet", sync="orders"),
    )
    assert [each["ok"] for each in said] == [False, False, False]
    assert [each["message"].split(";")[0] for each in said] == [
        "accounts.main.tokn: there is no such setting",
        "there is no row 17",
        "there is no account 'outlet' in the settings",
    ]


def test_switches_follow_the_call_also_from_one_refund_direction_to_the_other(
    tmp_path: Path,
) -> None:
    both = ["refunds to books"], ["refunds from books"]
    said = answer(*(call(tmp_path, switched_on={"main": each}) for each in (*both, [])))
    assert [each["ok"] for each in said] == [True, True, True]


def test_every_status_has_a_state() -> None:
    assert set(STATES) == {*OrderStatus, *RefundStatus, *SalesStatus}


def test_lines_in_lines_out_until_the_input_ends(tmp_path: Path) -> None:
    lines = json.dumps(call(tmp_path)) + "\n"
    done = CliRunner().invoke(app, ["drive"], input=lines * 2)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == ['{"ok": true, "rows": []}'] * 2


@pytest.mark.parametrize("line", ["[]\n", "retrieve #1001\n", '{"call": "status"}\n'])
def test_a_line_that_is_no_call_ends_it(line: str) -> None:
    done = CliRunner().invoke(app, ["drive"], input=line)
    assert done.exit_code == 2
    assert "call" in done.stderr


def test_a_place_that_is_none_is_usage() -> None:
    done = CliRunner().invoke(app, ["drive", "--listen", "nowhere"])
    assert done.exit_code == 2
    assert "write it like 127.0.0.1:8642" in done.stderr
