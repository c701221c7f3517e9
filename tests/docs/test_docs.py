"""The documentation names every command, option, setting and switch, and its examples run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from connector.cli import app as engine
from connector.settings import Settings
from features.cli import app
from features.gate import EXIT_CODES, PROFILES
from sandbox.amazon.settings import Settings as AmazonSwitches
from sandbox.ebay.settings import Settings as EbaySwitches
from sandbox.kernel.faults import FaultKind
from sandbox.netsuite.settings import Settings as NetSuiteSwitches
from sandbox.quickbooks_online.settings import Settings as QuickBooksSwitches
from sandbox.shopify.settings import Settings as ShopifySwitches

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
COMMANDS = (DOCS / "commands.md").read_text()
SWITCHES = (DOCS / "switches.md").read_text()
UNIVERSAL = {"--help", "-h", "--json", "--install-completion", "--show-completion"}


def verbs(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, list[str]]]:
    """Every leaf command with its own options."""
    children = getattr(command, "commands", {})
    for name, child in children.items():
        yield from verbs(child, (*path, name))
    if not children:
        options = [option for each in command.params for option in each.opts]
        yield " ".join(path), [each for each in options if each.startswith("--")]


@pytest.mark.parametrize(
    ("prefix", "verb", "options"),
    [("./run", *each) for each in verbs(typer.main.get_command(app))]
    + [("", *each) for each in verbs(typer.main.get_command(engine))],
)
def test_every_command_and_option_is_documented(prefix: str, verb: str, options: list[str]) -> None:
    assert f"`{prefix} {verb}".replace("` ", "`") in COMMANDS
    missing = [each for each in set(options) - UNIVERSAL if f"`{each}`" not in COMMANDS]
    assert missing == []


def test_every_profile_and_exit_code_is_documented() -> None:
    for profile in PROFILES:
        assert f"`{profile}`" in COMMANDS
    gate = next(line for line in COMMANDS.splitlines() if "`./run gate`" in line)
    assert [str(code) for code in EXIT_CODES] == re.findall(r"(?:\| |, )(\d) ", gate)


def test_the_settings_page_is_the_engine_s_own_example() -> None:
    page = (DOCS / "settings.md").read_text()
    assert Settings.example().strip() in page


@pytest.mark.parametrize(
    "switch",
    [
        *NetSuiteSwitches.names(),
        *QuickBooksSwitches.names(),
        *AmazonSwitches.names(),
        *EbaySwitches.names(),
        *ShopifySwitches.names(),
    ],
)
def test_every_switch_is_documented(switch: str) -> None:
    assert f"`{switch}`" in SWITCHES


def test_every_kind_of_fault_is_documented() -> None:
    page = (DOCS / "first-scenario.md").read_text()
    assert [kind for kind in FaultKind if f"`{kind}`" not in page] == []


def test_the_first_scenario_on_the_page_is_the_file_that_runs() -> None:
    page = (DOCS / "first-scenario.md").read_text()
    assert (DOCS / "examples" / "first_scenario.feature").read_text().strip() in page


def test_pages_link_to_files_that_exist() -> None:
    for page in [ROOT / "README.md", *DOCS.glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_starts_with_its_two_commands() -> None:
    blocks = re.findall(r"```\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    assert blocks[0].split("\n")[:2] == ["./run demo", "./run test"]


@pytest.mark.parametrize(("place", "story"), [(0, "refund"), (1, "connex"), (2, "settlement")])
def test_the_screens_in_the_readme_are_real(
    place: int, story: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from rich.console import Console

    from features.demo import tell

    assert tell(story, Console(width=80, color_system=None)) == 0
    told = capsys.readouterr().out.splitlines()
    screen = re.findall(r"```text\n(.*?)```", (ROOT / "README.md").read_text(), re.S)[place]
    shown = [line for line in screen.rstrip().splitlines() if not line.startswith("everything")]
    assert [line for line in shown if line.rstrip() not in {each.rstrip() for each in told}] == []
