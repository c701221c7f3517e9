"""A journal that goes away while a command works is a sentence, not a traceback."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from connector.cli import Surroundings, app
from connector.journal import Journal
from connector.settings import Settings


def test_a_journal_that_goes_away(bench: Any, tmp_path: Path, monkeypatch: Any) -> None:
    settings = tmp_path / "connector.toml"
    text = Settings.example().replace('# journal = "connector.db"', f'journal = "{tmp_path}/j.db"')
    settings.write_text(text)

    def gone(*_: Any) -> Any:
        raise OperationalError("SELECT", {}, Exception("database is locked\nby another program"))

    monkeypatch.setattr(Journal, "rows", gone)
    surroundings = Surroundings(
        clock=bench.clock,
        http=httpx.MockTransport(lambda _: httpx.Response(500)),
        adapters=bench.adapters,
    )
    found = CliRunner().invoke(app, ["--settings", str(settings), "rows"], obj=surroundings)
    assert (found.exit_code, found.stdout) == (3, "")
    assert found.stderr == (
        f"journal: {tmp_path}/j.db cannot be used (database is locked); name a file in a folder "
        "that exists and may be written, or one that an earlier run made\n"
    )
