"""Each client's own environment below .clients/: a venv, or the pinned packages of Node.

A client never sees this project's packages, and its pins are no dependency of this project.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from features.clients.pins import PINS
from sandbox.hosting.environment import PRELOAD

__all__ = ["CLIENTS", "Missing", "command_of", "label_of"]

HERE = Path(__file__).resolve().parent
HOME = HERE.parent.parent / ".clients"
NODE_HOME = HOME / "node"
NODE_PROJECT = HERE / "node"

# Client -> the script that drives it.
CLIENTS: dict[str, str] = {
    "ShopifyAPI": "shopifyapi_script.py",
    "netsuite": "netsuite_script.py",
    "restsuite": "restsuite_script.py",
    "python-quickbooks": "quickbooks_script.py",
    "python-amazon-sp-api": "python_amazon_script.py",
    "amzn-sp-api": "amzn_script.py",
    "bidkit": "bidkit_script.py",
    "ebay-rest": "ebay_rest_script.py",
    "@shopify/shopify-api": "shopify_api.mjs",
    "netsuite-rest": "netsuite_rest.cjs",
    "node-quickbooks": "node_quickbooks.cjs",
    "amazon-sp-api": "amazon_sp_api.cjs",
    "ebay-api": "ebay_api.cjs",
}


class Missing(RuntimeError):
    """A prerequisite is not there; the message says which and what to do."""


def label_of(name: str) -> str:
    """`netsuite==0.12.0`, `netsuite-rest@1.0.9`."""
    if name in PINS:
        own = name.replace("-", "_"), name  # a package may write itself either way
        return next(pin for pin in PINS[name] if pin.partition("==")[0] in own)
    wanted = json.loads((NODE_PROJECT / "package.json").read_text())["dependencies"]
    return f"{name}@{wanted[name]}"


def command_of(name: str, out: Console) -> list[str]:
    """What to run to drive the client; its environment is made when its pins changed.

    Raises Missing.
    """
    if name in PINS:
        return [str(_python_of(name, out)), "-W", "ignore", str(HERE / CLIENTS[name])]
    node = _node_packages(out)
    # Node's own HTTP knows no HTTPS_PROXY before version 24; the preload is all we add, the one
    # that every user of a served sandbox gets.
    return [node, "--require", str(PRELOAD), str(NODE_HOME / CLIENTS[name])]


def _python_of(name: str, out: Console) -> Path:
    home = HOME / name
    stamp, python = home / ".stamp", home / "bin" / "python"
    wanted = hashlib.sha256(repr((PINS[name], sys.version_info[:3])).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    out.print(f"  making the environment of {name} ...", highlight=False)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    _must([sys.executable, "-m", "venv", "--clear", str(home)])
    _must([str(python), *install, *PINS[name]])
    stamp.write_text(wanted)
    return python


def _node_packages(out: Console) -> str:
    """The path of Node, with the packages of the lock file installed."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise Missing("Node.js 20 or newer with npm is not installed; its clients cannot be driven")
    NODE_HOME.mkdir(parents=True, exist_ok=True)
    for file in NODE_PROJECT.iterdir():
        shutil.copy(file, NODE_HOME / file.name)
    stamp = NODE_HOME / ".stamp"
    lock = (NODE_PROJECT / "package-lock.json").read_bytes()
    version = subprocess.run([node, "--version"], capture_output=True, check=True).stdout
    wanted = hashlib.sha256(lock + version).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return node
    out.print("  installing the packages of Node's clients ...", highlight=False)
    _must([npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(NODE_HOME)])
    stamp.write_text(wanted)
    return node


def _must(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"could not install the pinned client: {done.stderr.strip()[-600:]}")
