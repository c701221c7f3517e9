"""`./run clients`: the environments are pinned, and a missing prerequisite is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from features.clients import environments, matrix
from features.clients.environments import CLIENTS, NODE_PROJECT, command_of, label_of
from features.clients.pins import PINS

SCRIPTS = Path(environments.__file__).parent
LOCK = NODE_PROJECT / "package-lock.json"


@pytest.mark.parametrize("name", list(CLIENTS))
def test_every_client_has_a_script_that_makes_every_check(name: str) -> None:
    folder = SCRIPTS if name in PINS else NODE_PROJECT
    script = (folder / CLIENTS[name]).read_text()
    assert [check for check in matrix.CHECKS if f'"{check}"' not in script] == []


def test_every_client_is_pinned_exactly() -> None:
    assert [label_of(name) for name in CLIENTS] == [
        "ShopifyAPI==12.7.0",
        "netsuite==0.12.0",
        "restsuite==1.0.0",
        "python-quickbooks==0.9.12",
        "python-amazon-sp-api==2.1.35",
        "amzn-sp-api==1.13.0",
        "bidkit==0.3.0",
        "ebay_rest==1.1.4",
        "@shopify/shopify-api@13.0.0",
        "netsuite-rest@1.0.9",
        "node-quickbooks@2.0.50",
        "amazon-sp-api@1.2.1",
        "ebay-api@9.6.0",
    ]
    for pins in PINS.values():
        assert [pin for pin in pins if "==" not in pin] == []


def test_the_lock_file_holds_hashes_and_no_registry() -> None:
    packages = json.loads(LOCK.read_text())["packages"]
    assert (
        packages.pop("")["dependencies"]
        == json.loads((NODE_PROJECT / "package.json").read_text())["dependencies"]
    )
    assert [name for name, package in packages.items() if "integrity" not in package] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_without_node_its_clients_are_a_missing_prerequisite(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(environments.Missing, match=r"Node\.js"):
        command_of("netsuite-rest", Console())
    out, err = Console(width=80), Console(width=80, stderr=True)
    assert matrix.run_clients(["netsuite-rest", "@shopify/shopify-api"], out, err) == 4
    complaints = capsys.readouterr().err
    assert "netsuite-rest: Node.js" in complaints
    assert "@shopify/shopify-api: Node.js" in complaints
