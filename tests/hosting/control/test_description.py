"""The OpenAPI description and the page made from it; and that all of it costs nothing unused."""

from __future__ import annotations

import subprocess
import sys

import httpx

from sandbox.hosting.control import Control
from sandbox.hosting.control.app import described


def test_the_description_names_every_route(http: httpx.Client) -> None:
    paths = http.get("openapi.json").json()["paths"]
    for path in (
        "/health", "/credentials", "/env", "/ca.pem", "/clock", "/clock/advance", "/reset",
        "/snapshots", "/diff", "/faults", "/traffic", "/traffic.har", "/audit", "/worlds",
        "/desk/shopify/place", "/desk/netsuite/refund", "/desk/quickbooks_online/receive_payment",
    ):  # fmt: skip
        assert path in paths


def test_every_answer_but_good_news_is_described_with_the_one_shape(control: Control) -> None:
    description = described(control).openapi()
    for path, methods in description["paths"].items():
        for operation in methods.values():
            refusal = operation["responses"]["422"]["content"]["application/json"]["schema"]
            assert refusal == {"$ref": "#/components/schemas/Refused"}, path
            assert operation["description"], path


def test_the_page_is_whole_without_a_network(http: httpx.Client) -> None:
    answer = http.get("docs")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    text = answer.text
    assert "<code>/_sandbox/v1/desk/shopify/place</code>" in text
    assert "A customer orders" in text
    for outside in ("<script", "http://", "https://", "src="):
        assert outside not in text


def test_an_idle_control_imports_nothing() -> None:
    program = (
        "import sys\n"
        "from sandbox.hosting.control import Control\n"
        "from sandbox.world import open_world\n"
        "before = {name for name in sys.modules}\n"
        "Control(None)\n"
        "assert {name for name in sys.modules} == before\n"
        "assert 'fastapi' not in sys.modules, 'FastAPI is imported at start'\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
