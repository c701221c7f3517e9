"""`gate`, its evidence and `replay`, as a pipeline uses them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from xml.etree import ElementTree

import pytest

from features.stage import Stage

Run = Callable[..., CompletedProcess[str]]
RED = ("--only", "unit after unit of <sku>, refunded in the storefront", "--mutant",
       "per-unit-rounding")  # fmt: skip


@pytest.fixture(scope="module")
def red(cli: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[CompletedProcess[str], Path]:
    folder = tmp_path_factory.mktemp("evidence")
    done = cli(
        "gate", *RED, "--evidence", str(folder), "--junit", str(folder / "junit.xml"),
        "--cucumber", str(folder / "cucumber.json"),
    )  # fmt: skip
    return done, folder


def test_money_that_differs_exits_3_and_names_figure_and_step(
    red: tuple[CompletedProcess[str], Path],
) -> None:
    done, _folder = red
    assert done.returncode == 3, done.stdout + done.stderr
    assert "refund documents, number 2: expected 19.48, found 19.47" in done.stdout
    assert "money differs" in done.stdout


def test_reports_are_machine_readable(red: tuple[CompletedProcess[str], Path]) -> None:
    _done, folder = red
    suite = ElementTree.parse(folder / "junit.xml").getroot().find("testsuite")  # noqa: S314
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")
    features = json.loads((folder / "cucumber.json").read_text())
    assert features[0]["name"] == "Worked money examples"


def test_the_page_says_what_a_signer_needs(red: tuple[CompletedProcess[str], Path]) -> None:
    _done, folder = red
    page = (folder / "index.html").read_text()
    for text in ("Refused", "expected 19.48, found 19.47", "119.21", "Checked by",
                 "Shopify Admin API", "per-unit-rounding", "./run replay"):  # fmt: skip
        assert text in page


def test_replay_meets_the_same_failure_and_exit_code(
    cli: Run, red: tuple[CompletedProcess[str], Path]
) -> None:
    _done, folder = red
    file = min(folder.glob("replay-*.json"))
    stored = json.loads(file.read_text())
    assert stored["exit_code"] == 3
    again = cli("replay", str(file))
    assert again.returncode == 3, again.stdout + again.stderr
    assert f"Failed again at: {stored['failing_step']}" in again.stdout
    assert "The last 4 exchanges" in again.stdout
    assert "expected 19.48, found 19.47" in again.stdout


def test_no_credential_of_the_world_is_in_log_evidence_or_replay(
    red: tuple[CompletedProcess[str], Path],
) -> None:
    _done, folder = red
    stage = Stage(seed=7)
    stage.add_account("main")
    stage.place("#1001")
    stage.sync_order("#1001")
    credentials = stage.world.credentials()
    secrets = {
        value
        for name, value in credentials.items()
        if name.endswith(("SECRET", "TOKEN", "KEY", "TOKEN_ID", "CONSUMER_KEY"))
    } | set(stage.world.secrets)
    log = stage.world.exchanges.encode().decode()
    stage.close()
    assert len(secrets) >= 6
    texts = {path.name: path.read_text() for path in folder.iterdir()} | {"log": log}
    assert {"index.html", "junit.xml", "cucumber.json", "log"} < set(texts)
    found = [(name, value[:6]) for name, text in texts.items() for value in secrets
             if value in text]  # fmt: skip
    assert found == []


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("gate", "--profile", "nosuch"), 2, "nosuch"),
        (("gate", "--mutant", "nosuch"), 2, "no mutant 'nosuch'"),
        (("gate", "--only", "no scenario is called this"), 4, "nothing ran"),
        (("replay", "/no/such/file.json"), 2, "there is no such file"),
        (("replay", "pyproject.toml"), 2, "is not a replay file"),
        (("mutants", "nosuch"), 2, "unknown nosuch"),
        (("demo", "nosuch"), 2, "there is no story 'nosuch'"),
        (("clients", "nosuch"), 2, "unknown nosuch"),
        (("nosuch",), 2, "nosuch"),
    ],
)
def test_usage_errors_have_a_sentence_and_a_code(
    cli: Run, arguments: tuple[str, ...], code: int, says: str
) -> None:
    done = cli(*arguments)
    assert done.returncode == code, done.stdout + done.stderr
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_help_documents_the_exit_codes(cli: Run) -> None:
    done = cli("gate", "--help")
    for line in ("0  every scenario passed and the audit ties", "1  a scenario failed",
                 "2  usage", "3  money differs", "4  nothing ran"):  # fmt: skip
        assert line in done.stdout


def test_the_demo_tells_its_story_and_ties(cli: Run) -> None:
    done = cli("demo")
    assert done.returncode == 0, done.stdout + done.stderr
    for text in ("127.82 USD", "19.47 USD", "Posted", "everything ties to the cent",
                 "refunds of #1002 counted in Shopify: 1"):  # fmt: skip
        assert text in done.stdout


def test_the_connex_demo_tells_its_story_and_ties(cli: Run) -> None:
    done = cli("demo", "connex")
    assert done.returncode == 0, done.stdout + done.stderr
    for text in (
        "QuickBooks refund receipt 124: 19.47 USD",
        "QuickBooks credit memo 125: 19.47 USD",
        "Skipped refund of order 123: no matching order in QuickBooks. Nothing was written.",
        "QuickBooks sales receipt 123: 127.82 USD",
        "everything ties to the cent",
    ):
        assert text in done.stdout


def test_the_settlement_demo_tells_its_story_and_ties(cli: Run) -> None:
    done = cli("demo", "settlement")
    assert done.returncode == 0, done.stdout + done.stderr
    for text in (
        "Error posting to NetSuite (75 %)",
        "warning: 2 postings cancelled, 8.14 USD not in NetSuite",
        "tie-out: 123.17 - 52.80 - 69.21 + 15.00 = 16.16; + 8.14 not in NetSuite =",
        "Refunds, not in the books",
        "everything ties to the cent but what was cancelled",
    ):
        assert text in done.stdout


def test_the_ebay_demo_books_the_gross_and_neither_of_the_other_two(cli: Run) -> None:
    done = cli("demo", "ebay")
    assert done.returncode == 0, done.stdout + done.stderr
    said = " ".join(done.stdout.split())
    for piece in (
        "under the line, gross: 10.00 USD",
        "under the order, after fees: 8.51 USD",
        "what the buyer got, with tax: 10.82 USD",
        "NetSuite cash refund CR1001: 10.00 USD",
        "it is an external transaction and cannot be retrieved.",
        "everything ties to the cent",
    ):
        assert piece in said


def test_every_profile_of_the_command_exists() -> None:
    from features.cli import Profile
    from features.gate import PROFILES

    assert {each.value for each in Profile} == set(PROFILES)
