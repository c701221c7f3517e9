"""`./run browser` on the terminal: every story, every page, and a picture of each."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from features.browser.chromium import find, key_of, started
from features.browser.devtools import BrowserGone, DevTools, Refused
from features.browser.page_checks import problems_of
from features.browser.stories import HOST, STORIES, Ground
from features.browser.tab import Tab
from sandbox.hosting.client import Sandbox
from sandbox.hosting.running import NotRunning, Running
from sandbox.hosting.running import started as served

__all__ = ["run_browser"]

_SERVE = (sys.executable, "-m", "features.cli", "serve")
_WORLDS = ("acme", "w8=w8-settlement")


def run_browser(out: Console, err: Console, folder: Path | None = None) -> int:
    """0 everything held, 1 something did not, 2 `folder`, which takes the pictures, cannot be
    made. Raises BrowserMissing."""
    program = find()
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as wrong:
            _complain(err, f"--out {folder}: {wrong.strerror}")
            return 2
    with tempfile.TemporaryDirectory(prefix="connector-sandbox-downloads-") as downloads:
        try:
            with (
                served(_SERVE, _WORLDS) as running,
                Sandbox(running.url, token=running.token) as sandbox,
            ):
                ground = _ground(running, sandbox, Path(downloads))
                key = key_of(HOST.removeprefix("https://"), ground.proxy, ground.pem)
                with started(program, proxy=ground.proxy, keys=[key]) as devtools:
                    version = devtools.ask("Browser.getVersion")["product"]
                    out.print(f"{version} ({program})", highlight=False, markup=False)
                    failed = sum(_story(name, devtools, ground, out, folder) for name in STORIES)
        except (BrowserGone, NotRunning, OSError) as trouble:
            _complain(err, str(trouble))
            return 1
    out.print("Every page held." if not failed else f"{failed} of them did not hold.")
    return 1 if failed else 0


def _ground(running: Running, sandbox: Sandbox, folder: Path) -> Ground:
    told = running.environment()
    return Ground(
        url=running.url,
        proxy=told["HTTPS_PROXY"],
        pem=Path(told["SSL_CERT_FILE"]),
        folder=folder,
        acme=sandbox.of("acme"),
        w8=sandbox.of("w8"),
    )


def _complain(err: Console, text: str) -> None:
    err.print(f"browser: {text}", markup=False, highlight=False, soft_wrap=True)


def _story(name: str, devtools: DevTools, ground: Ground, out: Console, folder: Path | None) -> int:
    """How many pages did not hold; a story ends where it cannot go on."""
    out.print(f"[bold]{name}[/bold]", highlight=False)
    tab, wrong = Tab(devtools, ground.folder), 0
    tab.size(1440, 900)
    steps = STORIES[name](tab, ground)
    try:
        while True:
            try:
                page = next(steps)
            except StopIteration:
                break
            except (AssertionError, Refused) as stopped:
                _tell(out, "the story stops", [str(stopped)])
                _keep(tab, folder, f"{name} stopped")
                return wrong + 1
            home = HOST if tab.url.startswith(HOST) else ground.url
            found = problems_of(tab, home if not tab.url.startswith("file:") else "file:")
            _tell(out, page, found)
            _keep(tab, folder, page)
            wrong += bool(found)
            tab.errors.clear()
    finally:
        tab.close()
    return wrong


def _tell(out: Console, page: str, found: list[str]) -> None:
    mark = "[red]FAILED[/red]" if found else "[green]holds [/green]"
    out.print(f"  {mark}  {page}", highlight=False)
    for each in found:
        out.print(f"          {each}", highlight=False, markup=False, soft_wrap=True)


def _keep(tab: Tab, folder: Path | None, page: str) -> None:
    if folder is not None:
        name = re.sub(r"[^a-z0-9]+", "-", page.lower()).strip("-")
        (folder / f"{name}.png").write_bytes(tab.picture())
