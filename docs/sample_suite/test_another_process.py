"""The program as it is started in production: a process of its own, unchanged URLs, any language.
The world is served; the test acts on it through the control API."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("shop_totals.py")


@pytest.fixture
def found(sandbox_env):
    """Run the program."""

    def call():
        done = subprocess.run(
            [sys.executable, str(PROGRAM)],
            env=sandbox_env,
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    return call


def test_an_order_that_was_placed(found, sandbox):
    sandbox.desk.shopify.place([["TEE-BLK", 3]])
    assert found() == {"#1001": "67.03"}
    assert [line.status for line in sandbox.traffic.search(path="*/orders.json")] == [200]


@pytest.mark.sandbox_world("w1")
@pytest.mark.sandbox_fault("shopify", "server_error", path="*/orders.json")
def test_an_error_is_survived(found, sandbox):
    assert found() == {"#1001": "127.82", "#1002": "127.82"}
    assert [line.status for line in sandbox.traffic.search(path="*/orders.json")] == [503, 200]
