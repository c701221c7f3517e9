"""Runs a platform's tests under the witness and adds the evidence up, call by call."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from features.coverage.amazon import AMAZON
from features.coverage.calls import Call, Catalogue, Evidence
from features.coverage.ebay import EBAY
from features.coverage.netsuite import NETSUITE
from features.coverage.quickbooks_online import QUICKBOOKS_ONLINE
from features.coverage.shopify import SHOPIFY

__all__ = ["CATALOGUES", "Row", "SuiteFailed", "survey"]

ROOT = Path(__file__).resolve().parents[2]

CATALOGUES: dict[str, Catalogue] = {
    "netsuite": NETSUITE,
    "shopify": SHOPIFY,
    "quickbooks_online": QUICKBOOKS_ONLINE,
    "amazon": AMAZON,
    "ebay": EBAY,
}


class SuiteFailed(RuntimeError):
    """A test failed or none ran; the message is the end of what pytest printed."""


class Row(msgspec.Struct, frozen=True):
    """A call, the test shown for each of its proofs (empty: none), and what is missing."""

    call: Call
    success: str
    read_back: str
    refusal: str
    gaps: list[str]


def survey(platform: str, tests: tuple[str, ...] = ()) -> list[Row]:
    """A row for every call of `platform`, in the order of its route table. Raises SuiteFailed."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "evidence.json"
        done = subprocess.run(
            [
                sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider",
                "-p", "features.coverage.witness", *(tests or (f"tests/{platform}",)),
            ],
            cwd=ROOT,
            env={**os.environ, "COVERAGE_PLATFORM": platform, "COVERAGE_REPORT": str(report)},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        if done.returncode or not report.exists():
            raise SuiteFailed((done.stdout + done.stderr)[-3000:])
        proven = msgspec.json.decode(report.read_bytes(), type=dict[str, Evidence])
    return [_row(call, proven.get(call.key, Evidence())) for call in CATALOGUES[platform].calls()]


def _row(call: Call, evidence: Evidence) -> Row:
    # The test that does the most for the call: one that reads back has changed state first.
    both = set(evidence.read_back)
    success = sorted(evidence.success, key=lambda test: (test not in both, test))
    return Row(
        call,
        _shown(success),
        "" if call.kind == "read" else _shown(sorted(evidence.read_back)),
        _shown(sorted(evidence.refusal)),
        evidence.gaps(call.kind),
    )


def _shown(tests: list[str]) -> str:
    """The first test, without its parameters."""
    return tests[0].split("[", 1)[0] if tests else ""
