"""`gate --driver`: our engine behind the contract passes, wrong and absent ones do not."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]
DRIVERS = Path(__file__).with_name("drivers")
ROOT = Path(__file__).resolve().parents[2]
OURS = f"{sys.executable} -m features.cli connector drive"


def script(name: str) -> str:
    return f"{sys.executable} {DRIVERS / name}.py"


def test_our_engine_in_a_process_of_its_own_passes_the_main_refunds(cli: Run) -> None:
    done = cli("gate", "--driver", OURS, "--only", "One TEE-BLK")
    assert done.returncode == 0, done.stdout + done.stderr
    for title in (
        "passed  Refund sync to NetSuite: One TEE-BLK refunded in the storefront becomes a cash",
        "passed  Refund sync from NetSuite: One TEE-BLK is refunded in NetSuite and paid out by",
    ):
        assert title in done.stdout
    assert "0 scenarios left out" in done.stdout
    assert "3 of 3 scenarios passed" in done.stdout


def test_orders_and_what_the_contract_cannot_say(cli: Run) -> None:
    done = cli("gate", "--driver", OURS, "--profile", "orders", "--only", "make the order complete")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed  Order sync test: Order and fulfilment make the order complete" in done.stdout


def test_connex_in_a_process_of_its_own(cli: Run) -> None:
    done = cli("gate", "--driver", OURS, "--profile", "connex", "--only", "W1 from <channel>, paid")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 of 2 scenarios passed" in done.stdout
    assert "1  the corner shop has no address on the network" in done.stdout


def test_an_ebay_refund_in_a_process_of_its_own(cli: Run) -> None:
    done = cli("gate", "--driver", OURS, "--profile", "ebay", "--only", "A buyer's 10.00 becomes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 of 1 scenarios passed" in done.stdout
    assert "0 scenarios left out" in done.stdout


def test_a_settlement_in_a_process_of_its_own(cli: Run) -> None:
    done = cli("gate", "--driver", OURS, "--profile", "settlement", "--only", "W8, six records")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 of 1 scenarios passed" in done.stdout


def test_a_killed_engine_looks_before_it_writes(cli: Run) -> None:
    done = cli("gate", "--driver", OURS, "--only", "The engine dies between the write")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 of 1 scenarios passed" in done.stdout


def test_a_wrong_connector_is_caught_by_a_figure(cli: Run, tmp_path: Path) -> None:
    done = cli(
        "gate", "--driver", script("rounds_each_unit"), "--evidence", str(tmp_path),
        "--only", "Two refunds of one line are two documents",
    )  # fmt: skip
    assert done.returncode == 3, done.stdout + done.stderr
    assert "refund documents, number 2: expected 19.48, found 19.47" in done.stdout
    page = (tmp_path / "index.html").read_text()
    assert "rounds_each_unit.py" in page
    file = json.loads(min(tmp_path.glob("replay-*.json")).read_text())
    assert file["driver"] == script("rounds_each_unit")


def test_one_that_only_says_so_is_caught_by_the_books(cli: Run) -> None:
    done = cli("gate", "--driver", script("says_posted"), "--only", "becomes a cash refund")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "NetSuite holds 0 orders for #1001" in done.stdout


def test_what_a_driver_does_not_offer_is_listed_and_nothing_ran(cli: Run, tmp_path: Path) -> None:
    report = tmp_path / "junit.xml"
    done = cli(
        "gate", "--driver", script("offers_nothing"),
        "--only", "refunded in the storefront becomes a cash refund",
        "--junit", str(report), "--evidence", str(tmp_path),
    )  # fmt: skip
    assert done.returncode == 4, done.stdout + done.stderr
    assert "1 scenarios left out:" in done.stdout
    assert "the driver does not offer it: retrieve is not there yet" in done.stdout
    assert 'skipped="1"' in report.read_text()
    assert "retrieve is not there yet" in (tmp_path / "index.html").read_text()


@pytest.mark.parametrize(
    ("driver", "code", "says"),
    [
        ("says_posted", 1, "refund documents in NetSuite: expected 1, found 0"),
        ("offers_nothing", 4, "the driver does not offer it: retrieve is not there yet"),
    ],
)
def test_one_refund_is_tried_before_the_gate(cli: Run, driver: str, code: int, says: str) -> None:
    done = cli("try-driver", script(driver))
    assert done.returncode == code, done.stdout + done.stderr
    assert says in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--driver", f"{sys.executable} -m no_such_module"), 4, "No module named no_such_module"),
        (("--driver", "x", "--url", "http://127.0.0.1:9"), 2, "choose one"),
        (("--url", "http://127.0.0.1:9"), 4, "no sandbox answers at http://127.0.0.1:9"),
    ],
)
def test_what_cannot_be_judged(cli: Run, arguments: tuple[str, ...], code: int, says: str) -> None:
    done = cli("gate", *arguments)
    assert done.returncode == code, done.stdout + done.stderr
    assert says in done.stderr


@pytest.fixture
def listening() -> Iterator[str]:
    """Our engine behind an address."""
    with subprocess.Popen(
        [*OURS.split(), "--listen", "127.0.0.1:0"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["listening"]
        process.terminate()
        assert process.wait(timeout=20) == 0


def test_the_same_over_http_but_nobody_can_kill_it(cli: Run, listening: str) -> None:
    done = cli("gate", "--driver", listening, "--only", "NetSuite writes the cash refund")
    assert done.returncode == 0, done.stdout + done.stderr
    done = cli("gate", "--driver", listening, "--only", "The engine dies between the write")
    assert done.returncode == 4, done.stdout + done.stderr
    assert "a driver that is reached over HTTP cannot be killed" in done.stdout
