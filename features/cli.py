"""The `connector-sandbox` command; `./run X` is this with the venv set up first."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from features import serving

__all__ = ["app", "main"]

ROOT = Path(__file__).resolve().parent.parent

app = typer.Typer(
    name="connector-sandbox",
    help="Fakes of NetSuite, QuickBooks and Shopify, a connector engine, and a gate that ties the "
    "money out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
# Bound to the real streams: scenarios run with their own output caught.
out = Console(file=sys.stdout)
err = Console(file=sys.stderr)

Seed = Annotated[int, typer.Option(help="Seed of every world: same seed, same run.")]


class Profile(StrEnum):
    """Names of gate.PROFILES; a test keeps the two equal."""

    refunds = "refunds"
    connex = "connex"
    orders = "orders"
    settlement = "settlement"
    ebay = "ebay"


class Platform(StrEnum):
    """Names of coverage.CATALOGUES; a test keeps the two equal."""

    netsuite = "netsuite"
    shopify = "shopify"
    quickbooks_online = "quickbooks_online"
    amazon = "amazon"
    ebay = "ebay"


@app.command()
def demo(
    story: Annotated[
        str, typer.Argument(help="Which story to tell: refund, connex, settlement or ebay.")
    ] = "refund",
    seed: Seed = 7,
) -> None:
    """Tell a story on real wire traffic, from the order to the tie-out: a refund from NetSuite,
    Connex's refunds in QuickBooks, an Amazon settlement up to the bank's deposit, or a refund on
    eBay and the three figures in which it is told.

    Exit status: 0 everything ties, 1 the story went another way, 2 unknown story,
    3 money differs.
    """
    from features.demo import STORIES, tell

    if story not in STORIES:
        err.print(f"demo: there is no story {story!r}; choose one of {', '.join(STORIES)}")
        raise typer.Exit(2)
    raise typer.Exit(tell(story, out, seed=seed))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(context: typer.Context) -> None:
    """Run every test and every scenario, in random order, without a network.

    On every core. Anything after `test` goes to pytest instead, on one core unless it says
    `-n`: `./run test tests/kernel -k store`.
    """
    arguments = context.args or ["-n", "auto", "--dist", "loadscope"]
    command = [sys.executable, "-m", "pytest", *arguments]
    raise typer.Exit(subprocess.run(command, cwd=ROOT, check=False).returncode)


@app.command()
def gate(
    profile: Annotated[Profile, typer.Option(help="Which scenarios must pass.")] = Profile.refunds,
    junit: Annotated[Path | None, typer.Option(help="Write a JUnit XML report here.")] = None,
    cucumber: Annotated[Path | None, typer.Option(help="Write a Cucumber JSON report.")] = None,
    evidence: Annotated[
        Path | None, typer.Option(help="Folder for the page to sign and the replay files.")
    ] = None,
    only: Annotated[str, typer.Option(help="Only scenarios whose name holds this text.")] = "",
    seed: Seed = 7,
    mutant: Annotated[str, typer.Option(help="Judge a wrong connector (see mutants).")] = "",
    driver: Annotated[
        str,
        typer.Option(help="Judge your own connector: a command, or http://... (docs/driver.md)."),
    ] = "",
    url: Annotated[
        str, typer.Option(help="Judge a served world as it stands now, without any scenario.")
    ] = "",
    world: Annotated[str, typer.Option(help="Which world of --url; its default one.")] = "",
    token: Annotated[
        str, typer.Option(envvar="SANDBOX_TOKEN", help="Of the control API of --url.")
    ] = "",
) -> None:
    """The acceptance gate for CI: every scenario of the profile, and the judge after each.

    [bold]Exit status[/bold]

    0  every scenario passed and the audit ties

    1  a scenario failed

    2  usage: an unknown option, profile or file

    3  money differs: a figure or the audit is off

    4  nothing ran, or a prerequisite is missing
    """
    from features.driver import DriverMissing
    from features.gate.command import show_gate
    from features.gate.served import judge_served
    from features.mutants import MUTANTS

    if mutant and mutant not in {each.name for each in MUTANTS}:
        err.print(f"gate: there is no mutant {mutant!r}; `./run mutants --list` names them")
        raise typer.Exit(2)
    if sum(map(bool, (driver, url, mutant))) > 1:
        err.print("gate: --driver, --url and --mutant each name the engine; choose one")
        raise typer.Exit(2)
    if url:
        raise typer.Exit(judge_served(url, out, err, world=world, token=token))
    try:
        code = show_gate(
            profile.value,
            out,
            err,
            seed=seed,
            mutant=mutant,
            driver=driver,
            only=only,
            junit=junit,
            cucumber=cucumber,
            evidence=evidence,
        )
    except DriverMissing as missing:
        err.print(f"gate: {missing}", markup=False, highlight=False)
        raise typer.Exit(4) from None
    raise typer.Exit(code)


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="A replay-*.json of an evidence folder.")],
    last: Annotated[int, typer.Option(help="How many of the last exchanges to print.")] = 4,
) -> None:
    """Run a red scenario again, with its seed, up to the step that failed.

    Exit status: that of the original gate when it fails again; 0 when it passes now;
    2 when the file cannot be read; 4 when the scenario is gone.
    """
    from features.driver import DriverMissing
    from features.gate.replay import ReplayError
    from features.gate.replay import replay as run_again
    from features.gate.show import print_exchange

    try:
        again = run_again(file)
    except ReplayError as wrong:
        err.print(f"replay: {wrong}", markup=False)
        raise typer.Exit(2) from None
    except DriverMissing as missing:
        err.print(f"replay: {missing}", markup=False, highlight=False)
        raise typer.Exit(4) from None
    out.print(f"{again.file.scenario} (seed {again.file.seed})", highlight=False, markup=False)
    if again.result is None:
        err.print("The scenario is not there any more.")
        for trouble in again.trouble:
            err.print(trouble, markup=False, highlight=False)
        raise typer.Exit(4)
    for step in again.result.steps:
        out.print(f"  {step}", highlight=False, markup=False)
    if again.result.passed:
        out.print("It passes now.")
        raise typer.Exit(0)
    exchanges = again.result.exchanges[-last:] if last else []
    out.print(f"\nThe last {len(exchanges)} exchanges:", highlight=False)
    for exchange in exchanges:
        print_exchange(out, exchange)
    where = again.result.failing_step or "the final audit"
    same = "again" if again.same else f"elsewhere than before ({again.file.failing_step})"
    out.print(f"\nFailed {same} at: {where}", highlight=False, markup=False)
    out.print(again.result.message, highlight=False, markup=False)
    raise typer.Exit(again.exit_code)


@app.command()
def browser(
    folder: Annotated[
        Path | None, typer.Option("--out", help="Folder for a picture of every page.")
    ] = None,
) -> None:
    """The pages that people use, in a headless Chromium: Seller Central, the evidence of the gate,
    the control API's own page.

    Chromium is CHROMIUM, or the first on PATH; nothing is downloaded.

    Exit status: 0 every page held, 1 one did not, 2 usage, 4 there is no browser.
    """
    from features.browser import BrowserMissing, run_browser

    try:
        code = run_browser(out, err, serving.here(folder))
    except BrowserMissing as missing:
        err.print(f"browser: {missing}", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(4) from None
    raise typer.Exit(code)


@app.command("try-driver")
def try_driver(
    driver: Annotated[str, typer.Argument(help="A command, or http://... (docs/driver.md).")],
) -> None:
    """One refund through a driver, on a world in which everything else is done.

    Exit status: 0 the refund is in the books once and everything ties, 1 it is not, 3 a figure
    differs, 4 the driver does not work or does not offer it.
    """
    from features.driver import DriverMissing
    from features.driver.trial import try_driver as run_trial

    try:
        code = run_trial(driver, out, err)
    except DriverMissing as missing:
        err.print(f"try-driver: {missing}", markup=False, highlight=False)
        raise typer.Exit(4) from None
    raise typer.Exit(code)


@app.command()
def sweep(
    scenario: Annotated[
        str,
        typer.Argument(
            help="A piece of a scenario's name, a file (`x.feature`, `x.feature: name`) or a @tag."
        ),
    ],
    fault: Annotated[
        list[str] | None, typer.Option(help="Only this fault; may be given again.")
    ] = None,
    write: Annotated[
        str, typer.Option(help="Only writes whose name holds this text (`cashSale`).")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The grids as JSON on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No line while it works.")] = False,
    seed: Seed = 7,
    mutant: Annotated[str, typer.Option(help="Sweep a wrong connector (see mutants).")] = "",
) -> None:
    """Run a scenario once for every write it makes and every fault that can meet the write.

    The faults: reset, lost after the write, duplicated, throttled, and the engine killed between
    the write and its record. After each the tester does the ordinary thing, once more. A cell
    ties when every step passes, the judge finds what the scenario says, and both platforms hold
    each document exactly once.

    Exit status: 0 every cell ties, 2 usage, 3 a cell differs, 4 nothing ran (the scenario is red
    without a fault, or writes nothing).
    """
    from features.sweep.show import show_sweep

    raise typer.Exit(
        show_sweep(
            scenario,
            out,
            err,
            faults=fault or [],
            write=write,
            as_json=as_json,
            seed=seed,
            mutant=mutant,
            quiet=quiet,
        )
    )


@app.command()
def trace(
    brief: Annotated[bool, typer.Option("--brief", help="Count the scenarios only.")] = False,
) -> None:
    """Which documented step, and which reported failure, is walked by which scenario.

    Exit status: 0, 1 a gap or a tag that names nothing.
    """
    from features.trace import trace as trace_steps
    from features.trace import trace_failures

    gaps = unknown = 0
    for title, (steps, strange) in (
        ("Documented procedures", trace_steps()),
        ("Reported failures", trace_failures()),
    ):
        table = Table("Step", "What is wanted", "Scenarios", title=title)
        for step in steps:
            found = str(len(step.scenarios)) if brief else "\n".join(step.scenarios)
            if step.gap:
                found = "[red]GAP[/red]"
            elif not step.scenarios:
                found = f"[dim]waits for {step.waits_for}[/dim]"
            table.add_row(step.id, step.text, found)
        out.print(table)
        missing = sum(step.gap for step in steps)
        walked = sum(bool(step.scenarios) for step in steps)
        out.print(f"{walked} of {len(steps)} walked, {missing} gaps", highlight=False)
        for tag in strange:
            err.print(f"@{tag} names no row of: {title}", highlight=False)
        gaps, unknown = gaps + missing, unknown + len(strange)
    raise typer.Exit(1 if gaps or unknown else 0)


@app.command()
def mutants(
    only: Annotated[list[str] | None, typer.Argument(help="Names; all when left out.")] = None,
    show: Annotated[bool, typer.Option("--list", help="Name them and stop.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="How many at a time.")] = 2,
) -> None:
    """Run wrong connectors against the scenarios that must catch them.

    Exit status: 0 all caught, 1 one survived, 2 unknown name, 4 a scenario is missing or red
    without the mutation.
    """
    from features.mutants import MUTANTS
    from features.mutants.hunt import Hunted, hunt

    known = {mutant.name: mutant for mutant in MUTANTS}
    if show:
        table = Table("Mutant", "What is wrong with it", "Caught by")
        for mutant in MUTANTS:
            table.add_row(mutant.name, mutant.wrong, mutant.scenario)
        out.print(table)
        raise typer.Exit(0)
    strange = [name for name in only or [] if name not in known]
    if strange:
        err.print(f"mutants: unknown {', '.join(strange)}; `./run mutants --list` names them")
        raise typer.Exit(2)
    chosen = [known[name] for name in only] if only else list(MUTANTS)

    def tell(hunted: Hunted) -> None:
        colour = "green" if hunted.caught else "red"
        out.print(
            f"  [{colour}]{hunted.verdict:8}[/{colour}] {hunted.mutant.name}: "
            f"{hunted.mutant.wrong}",
            highlight=False,
        )
        if hunted.caught:
            said = textwrap.shorten(hunted.message, 400)
            out.print(f"           {said}", highlight=False, markup=False)
        else:
            out.print(f"           {hunted.mutant.scenario}", highlight=False, markup=False)
            out.print(f"           {hunted.step} {hunted.message}", highlight=False, markup=False)

    began = time.monotonic()
    verdicts = hunt(chosen, workers=workers, on_result=tell)
    caught = sum(each.caught for each in verdicts)
    out.print(
        f"{caught} of {len(verdicts)} wrong connectors caught in {time.monotonic() - began:.1f} s",
        highlight=False,
    )
    if any(each.verdict == "unfit" for each in verdicts):
        raise typer.Exit(4)
    raise typer.Exit(0 if caught == len(verdicts) else 1)


@app.command()
def clients(
    only: Annotated[list[str] | None, typer.Argument(help="Client names; all if left out.")] = None,
) -> None:
    """Drive third-party clients, unmodified, through the HTTPS proxy of a served world.

    `./run serve` runs beside them with the world acme, and they are told what `./run env` says.
    Each has its own pinned environment below .clients/; three need Node.js. Exit status: 0 every
    check passed, 1 one failed, 2 unknown client, 4 a prerequisite is missing or a check did not
    run.
    """
    from features.clients.matrix import CLIENTS, run_clients

    strange = [name for name in only or [] if name not in CLIENTS]
    if strange:
        err.print(f"clients: unknown {', '.join(strange)}; there are {', '.join(CLIENTS)}")
        raise typer.Exit(2)
    raise typer.Exit(run_clients(only or list(CLIENTS), out, err))


@app.command()
def coverage(
    platform: Annotated[Platform, typer.Argument(help="Whose calls.")],
    check: Annotated[bool, typer.Option("--check", help="Exit 1 on a gap.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Rows as JSON on stdout.")] = False,
    readme: Annotated[
        bool, typer.Option("--readme", help="Write the platform's README from it.")
    ] = False,
) -> None:
    """Every call of a platform with its success, refusal and read-back test.

    Runs the platform's tests under a witness. Exit status: 0, 1 a call is not proven (with
    --check; without it the gaps are only shown), 2 usage, 4 a test failed: nothing was measured.
    """
    from features.coverage.report import run_coverage

    raise typer.Exit(
        run_coverage(platform.value, out, err, check=check, as_json=as_json, readme=readme)
    )


@app.command()
def fuzz(
    only: Annotated[
        list[str] | None,
        typer.Argument(
            help="netsuite, shopify, quickbooks_online, amazon, ebay, control; all if left out."
        ),
    ] = None,
    examples: Annotated[int, typer.Option(min=1, help="Requests drawn for each call.")] = 25,
    large: Annotated[
        bool, typer.Option("--large", help="10 MB to every call, not once for each reader.")
    ] = False,
    seed: Seed = 7,
    as_json: Annotated[bool, typer.Option("--json", help="Results as JSON on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No line while it works.")] = False,
    record: Annotated[
        bool, typer.Option("--record", help="Record the good requests anew from the tests.")
    ] = False,
) -> None:
    """Send hostile requests to every call of every platform and of the control API.

    Bad members, encodings, headers and logins, deep nesting and XML bombs at each call, bodies of
    10 MB at everything that reads one. No answer may be a 5xx, take 5 seconds or show our insides,
    and a refused call leaves documents and ledger as they were.

    Exit status: 0 every call was fuzzed and held, 1 something was found, 2 usage, 4 a call was not
    reached or the tests cannot be recorded.
    """
    from features.fuzz.show import record_seeds, show_fuzz

    if record:
        raise typer.Exit(record_seeds(only or [], out, err))
    raise typer.Exit(
        show_fuzz(
            only or [],
            out,
            err,
            examples=examples,
            large=large,
            seed=seed,
            as_json=as_json,
            quiet=quiet,
        )
    )


@app.command()
def specs() -> None:
    """Our schemas, and every answer of tests and scenarios, against what the vendors publish.

    Needs VENDOR_SPECS=DIR with shopify/admin-2026-07.schema.graphql.gz, for QuickBooks Online
    quickbooks/Finance.xsd and the schemas beside it, and for Amazon amazon/ordersV0.json and the
    models beside it, whose sandbox examples are asked, too. Exit status: 0, 1 something differs, 4
    a schema is not there, a run is red, or nothing was judged.
    """
    from features.specs.report import run_specs

    raise typer.Exit(run_specs(out, err))


@app.command()
def bench(
    only: Annotated[
        list[str] | None, typer.Argument(help="P1 to P8, or load; all if left out.")
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Write the figures that later runs are held to.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Figures as JSON on stdout.")] = False,
) -> None:
    """Measure speed as ratios against peers in the same run (see docs/performance.md).

    The peers have pinned venvs of their own. Exit status: 0, 1 a ratio is more than 20 % worse
    than the committed one, 2 unknown name, 4 a peer cannot be installed (the others are measured).
    """
    options = [*(["--update"] if update else []), *(["--json"] if as_json else [])]
    command = [sys.executable, "-m", "benchmarks", *(only or []), *options]
    raise typer.Exit(subprocess.run(command, cwd=ROOT, check=False).returncode)


serving.add_to(app)


def main() -> None:
    """Entry point; `connector` is the engine's own command with its own options."""
    os.environ.setdefault("PYTHONHASHSEED", "0")
    if sys.argv[1:2] == ["connector"]:
        from connector.cli import app as engine

        engine(sys.argv[2:], prog_name="connector-sandbox connector")
        return
    app(prog_name="./run")


@app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def connector() -> None:
    """The engine itself: retrieve, post, schedule, tie out. See `connector --help`."""


if __name__ == "__main__":
    main()
