"""The engine on the command line: `connector retrieve order acme-outdoor '#1001'`.

`connector --help` documents the exit codes (`HELP`). `--json` prints one JSON document on
standard output instead of tables.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from connector.channels.channel import Direction
from connector.cli_engine import AccountName, AsJson, stop, with_engine
from connector.cli_output import (
    NO,
    OK,
    OPEN,
    SETTINGS,
    USAGE,
    console,
    emit,
    finish_retrieval,
    finish_rows,
    is_refusal,
    print_problem,
)
from connector.cli_settlement import settlement_app, show_settlement_tie_out
from connector.engine import (
    Engine,
    Sync,
)
from connector.flows.connex.run import Span
from connector.journal_sales import LogLine
from connector.rows import List, Row
from connector.runs import RunReport
from connector.settings import Settings, SettingsInvalid
from connector.surroundings import Surroundings
from connector.tie_out import TieOut
from connector.trouble import Trouble

__all__ = ["Surroundings", "app"]

HELP = """Storefronts and books in step: orders, shipments, refunds, settlements, to the cent.

Exit status, the same for every verb:

0  done

1  answered no: refused, not found, does not tie, a row of the check list is missing

2  wrong usage: unknown verb, option, account or row

3  the settings or the journal file or database cannot be used, or mix production and
sandbox

5  not known or put off: out of reach, a limit, or a lost answer; the target is looked at
again, nothing is repeated blindly; a worker whose slot was taken over
"""


app = typer.Typer(
    name="connector",
    help=HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
retrieve_app = typer.Typer(help="The Retrieve windows.", no_args_is_help=True)
settings_app = typer.Typer(help="The settings file.", no_args_is_help=True)
app.add_typer(retrieve_app, name="retrieve")
app.add_typer(settings_app, name="settings")
app.add_typer(settlement_app, name="settlement")

RowIds = Annotated[list[int], typer.Argument(help="Row numbers, as `rows` shows them.")]
OneRow = Annotated[int, typer.Argument(help="Row number, as `rows` shows it.")]
OrderId = Annotated[
    str, typer.Argument(help="The order's name (#1001 or 1001) or its internal ID.")
]
SyncName = Annotated[
    Sync | None, typer.Argument(help="Which sync. Connex: there is one only, leave it out.")
]
RefundDirection = Annotated[
    Direction | None, typer.Argument(help="Default: refund_direction of the settings.")
]


class SwitchWord(StrEnum):
    ON = "on"
    OFF = "off"


@app.callback()
def _main(
    context: typer.Context,
    settings: Annotated[
        Path, typer.Option(envvar="CONNECTOR_SETTINGS", help="The settings file.")
    ] = Path("connector.toml"),
) -> None:
    surroundings = context.obj if isinstance(context.obj, Surroundings) else Surroundings()
    surroundings.settings_path = settings
    context.obj = surroundings


# --- verbs --------------------------------------------------------------------------------------


@retrieve_app.command("order")
def retrieve_order(
    context: typer.Context, account: AccountName, order_id: OrderId, json: AsJson = False
) -> None:
    """Retrieve an order by its name or ID."""
    found = with_engine(context, lambda engine: engine.retrieve_order(account, order_id))
    finish_retrieval(found, json)


@retrieve_app.command("refund")
def retrieve_refund(
    context: typer.Context,
    account: AccountName,
    order_id: OrderId,
    source: Annotated[
        str | None, typer.Option(help="Source Channel: NetSuite, or the channel (default).")
    ] = None,
    json: AsJson = False,
) -> None:
    """Retrieve the refunds of an order."""
    found = with_engine(context, lambda engine: engine.retrieve_refund(account, order_id, source))
    finish_retrieval(found, json)


@app.command()
def post(context: typer.Context, rows: RowIds, json: AsJson = False) -> None:
    """Post Order to NetSuite (refunds from NetSuite: to the storefront; Connex: to QuickBooks)."""

    async def work(engine: Engine) -> list[Row]:
        known = [engine.row(each).id for each in rows]  # none is posted when one is unknown
        return [await engine.post(each) for each in known]

    finish_rows(with_engine(context, work), json)


@app.command()
def update(context: typer.Context, row: OneRow, json: AsJson = False) -> None:
    """Update Order in NetSuite; a Complete order is pending afterwards and synced again."""
    changed = with_engine(context, lambda engine: engine.update_order(row))
    finish_rows([changed], json)


@app.command("show-transaction-id")
def show_transaction_id(context: typer.Context, row: OneRow, json: AsJson = False) -> None:
    """Show NetSuite Transaction ID (Connex: number, ID and address in QuickBooks)."""
    text = with_engine(context, lambda engine: engine.show_transaction_id(row))
    if json:
        emit({"row": row, "transaction": text})
    else:
        print(text or "not posted")
    raise typer.Exit(OK if text else NO)


@app.command("rows")
def list_rows(
    context: typer.Context,
    list_: Annotated[List, typer.Argument(metavar="LIST", help="Which screen.")] = List.ORDERS,
    account: Annotated[str | None, typer.Option(help="Only this account.")] = None,
    json: AsJson = False,
) -> None:
    """The rows of Data Flows > Orders or > Other Transactions."""

    async def work(engine: Engine) -> list[Row]:
        return engine.rows(list_, account)

    finish_rows(with_engine(context, work), json, OK)


@app.command()
def cancel(context: typer.Context, rows: RowIds, json: AsJson = False) -> None:
    """Cancel: keep the rows, ignore them."""

    async def work(engine: Engine) -> list[Row]:
        return engine.cancel_selected(rows)

    finish_rows(with_engine(context, work), json, OK)


@app.command()
def uncancel(context: typer.Context, rows: RowIds, json: AsJson = False) -> None:
    """Uncancel: back to active."""

    async def work(engine: Engine) -> list[Row]:
        known = [engine.row(each).id for each in rows]
        return [engine.uncancel(each) for each in known]

    finish_rows(with_engine(context, work), json, OK)


@app.command()
def delete(
    context: typer.Context,
    rows: RowIds,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: AsJson = False,
) -> None:
    """Delete from FarApp: remove the connector's copy; neither side is touched."""
    if not yes:
        typer.confirm(f"Delete {len(rows)} row(s) from the connector?", abort=True)

    async def work(engine: Engine) -> list[int]:
        engine.delete_selected(rows)
        return rows

    deleted = with_engine(context, work)
    if json:
        emit({"deleted": deleted})
    else:
        print(f"{len(deleted)} row(s) deleted")


@app.command()
def switches(
    context: typer.Context,
    account: AccountName,
    sync: Annotated[Sync | None, typer.Argument(help="Which switch to set.")] = None,
    to: Annotated[SwitchWord | None, typer.Argument(help="on or off.")] = None,
    json: AsJson = False,
) -> None:
    """Manage Data Syncs: show the switches, or set one."""
    if (sync is None) is not (to is None):
        raise stop(USAGE, "name a sync and on or off, or neither")

    async def work(engine: Engine) -> tuple[dict[Sync, bool], tuple[str, ...]]:
        advice: tuple[str, ...] = ()
        if sync is not None:
            advice = engine.set_switch(account, sync, to is SwitchWord.ON).advice
        return engine.switches(account), advice

    states, advice = with_engine(context, work)
    if json:
        emit({"account": account, "switches": states, "advice": list(advice)})
        return
    table = Table("Sync", "Switch")
    for each, on in states.items():
        table.add_row(each.label, "on" if on else "off")
    console().print(table)
    for sentence in advice:
        print(f"advice: {sentence}")


@app.command()
def activate(
    context: typer.Context,
    account: AccountName,
    direction: RefundDirection = None,
    json: AsJson = False,
) -> None:
    """Switch the refund sync on, after the check list."""
    switch = with_engine(context, lambda engine: engine.activate_refund_sync(account, direction))
    if json:
        emit({"account": account, "sync": switch.sync, "on": switch.on, "advice": switch.advice})
        return
    print(f"{switch.sync.label} of {account} is on")
    for sentence in switch.advice:
        print(f"advice: {sentence}")


@app.command("run-due")
def run_due(context: typer.Context, json: AsJson = False) -> None:
    """Run every sync that its schedule makes due now."""
    _finish_reports(with_engine(context, lambda engine: engine.run_due()), json)


@app.command()
def run(
    context: typer.Context,
    account: AccountName,
    sync: SyncName = None,
    from_: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            formats=["%Y-%m-%d"],
            help="Connex: orders and refunds from this day on.",
        ),
    ] = None,
    to: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="Connex: up to this day, included."),
    ] = None,
    order: Annotated[str, typer.Option(help="Connex: this order only.")] = "",
    json: AsJson = False,
) -> None:
    """Run one sync once, now."""
    if to is not None and from_ is None:
        raise stop(USAGE, "--to needs --from: name the first day too")
    if from_ is not None and to is not None and to < from_:
        raise stop(USAGE, "--to is before --from: name the later day with --to")
    if order and from_ is not None:
        raise stop(USAGE, "name days (--from, --to) or one order (--order), not both")
    span = None
    if from_ is not None or order:
        start = None if from_ is None else from_.date()
        span = Span(start=start, to=None if to is None else to.date(), order=order)
    report = with_engine(context, lambda engine: engine.run(account, sync, span))
    _finish_reports([report], json)


@app.command()
def log(
    context: typer.Context,
    account: AccountName,
    from_: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="Lines from this day (UTC) on."),
    ] = None,
    json: AsJson = False,
) -> None:
    """What the runs of a Connex account said, oldest first."""
    since = None if from_ is None else from_.replace(tzinfo=UTC)

    async def work(engine: Engine) -> list[LogLine]:
        return engine.log(account, since)

    lines = with_engine(context, work)
    if json:
        emit([{"at": each.noted_at, "about": each.about, "line": each.line} for each in lines])
        return
    out = console()
    for each in lines:
        out.print(f"{each.noted_at:%Y-%m-%d %H:%M:%S}Z  {each.line}")
    if not lines:
        out.print("the log is empty")


def _finish_reports(reports: list[RunReport], as_json: bool) -> None:
    if as_json:
        emit([report.as_dict() for report in reports])
    else:
        table = Table("Account", "Sync", "Seen", "New", "Posted", "Failed", "Unknown", "Waiting")
        for report in reports:
            counts = (report.seen, report.new, report.posted, report.failed, report.unknown)
            table.add_row(report.account, report.sync, *map(str, counts), str(report.waiting))
        out = console()
        out.print(table if reports else "nothing is due")
        for report in reports:
            for sentence in [*report.skipped, *report.warned]:
                out.print(f"{report.account} {report.sync}: {sentence}")
            if report.problem is not None:
                print_problem(out, f"{report.account} {report.sync}", report.problem)
    refused = (each.problem for each in reports if each.problem is not None)
    if any(report.failed for report in reports) or any(map(is_refusal, refused)):
        raise typer.Exit(NO)
    raise typer.Exit(OPEN if any(each.problem or each.unknown for each in reports) else OK)


@app.command()
def worker(
    context: typer.Context,
    settings: Annotated[
        Path | None, typer.Option(help="The settings file, as before the verb.")
    ] = None,
    slot: Annotated[
        str | None, typer.Option(help="This worker's own name; default: worker.slot.")
    ] = None,
    database: Annotated[
        str | None, typer.Option(help="File or URL that holds journal and jobs; default: journal.")
    ] = None,
    listen: Annotated[
        str, typer.Option(help="Take webhooks there, HOST:PORT; behind something that does TLS.")
    ] = "",
    json: AsJson = False,
) -> None:
    """Run every sync when it falls due, until stopped; many workers may share one journal."""
    from connector.cli_worker import run_worker

    surroundings: Surroundings = context.obj
    if settings is not None:
        surroundings.settings_path = settings
    code, sentence = run_worker(surroundings, slot, database, listen=listen, as_json=json)
    raise stop(code, *([sentence] if sentence else []))


@app.command()
def drive(
    listen: Annotated[
        str, typer.Option(help="Take calls there, HOST:PORT, instead of the standard streams.")
    ] = "",
) -> None:
    """Be driven by calls in JSON: retrieve, post, sync, status; each brings its own settings."""
    from connector.cli_driving import run_driver

    code, sentence = run_driver(listen)
    raise stop(code, *([sentence] if sentence else []))


@app.command()
def subscribe(context: typer.Context, account: AccountName, json: AsJson = False) -> None:
    """Have the storefront send its messages (webhooks) to webhook_address; polling goes on."""
    try:
        added = with_engine(context, lambda engine: engine.subscribe(account))
    except Trouble as trouble:
        raise stop(NO, trouble.sentence) from trouble
    if json:
        emit({"account": account, "added": added})
    else:
        console().print(", ".join(added) if added else "everything was subscribed to already")


@app.command("tie-out")
def show_tie_out(
    context: typer.Context,
    account: Annotated[
        str | None, typer.Argument(help="The account's name in the settings.")
    ] = None,
    settlement: Annotated[
        str, typer.Option(help="A settlement instead, by its settlement ID or report ID.")
    ] = "",
    json: AsJson = False,
) -> None:
    """Both sides of every synced order, to the cent; or a settlement, to the bank's deposit."""
    if settlement:
        show_settlement_tie_out(context, settlement, account, json)
    if account is None:
        raise stop(USAGE, "name an account, or a settlement with --settlement")
    name = account

    async def work(engine: Engine) -> tuple[TieOut, str]:
        return await engine.tie_out(name), engine.store(name).books.name

    seen, books = with_engine(context, work)
    if json:
        emit(seen.as_dict())
    else:
        table = Table("Order", "Storefront", books, "Difference", "Lines")
        for row in seen.rows:
            table.add_row(
                row.order_name,
                f"{row.channel_document or 'missing'}\n{row.channel_amount or ''}",
                f"{row.books_document or 'missing'}\n{row.books_amount or ''}",
                str(row.difference),
                "tie" if row.lines_tie else "DIFFER",
            )
        out = console()
        out.print(table)
        for row in seen.rows:
            if row.sentence:
                out.print(f"{row.order_name}: {row.sentence}")
        out.print(f"{'ties' if seen.ties else 'does NOT tie'}: difference {seen.difference}")
    raise typer.Exit(OK if seen.ties else NO)


@app.command()
def checklist(
    context: typer.Context,
    account: AccountName,
    direction: RefundDirection = None,
    json: AsJson = False,
) -> None:
    """The deployment check list."""
    found = with_engine(context, lambda engine: engine.checklist(account, direction))
    if json:
        emit(found.as_dict())
    else:
        table = Table("Check", "State")
        for title in ("Evidence", "What to do"):
            table.add_column(title, overflow="fold")  # names of settings are long, and needed
        for row in found.rows:
            table.add_row(row.name, row.state, row.evidence, row.remedy)
        console().print(table)
    raise typer.Exit(OK if found.passed else NO)


@settings_app.command("check")
def settings_check(
    context: typer.Context,
    login: Annotated[bool, typer.Option("--login", help="Also log in to the books.")] = False,
    json: AsJson = False,
) -> None:
    """Validate the settings: every mistake by field and fix, advice, and the environment banner."""
    surroundings: Surroundings = context.obj
    try:
        settings = surroundings.settings()
    except SettingsInvalid as invalid:
        if json:
            emit({"ok": False, "problems": invalid.problems})
        raise stop(SETTINGS, *([] if json else invalid.problems)) from invalid
    problems = list(settings.environment_conflicts)
    advice = [
        f"accounts.{name}: {sentence}"
        for name, account in settings.accounts.items()
        for sentence in account.advice
    ]
    reached = ""
    if login and not problems:
        reached = ", ".join(with_engine(context, lambda engine: engine.check_logins()))
    if json:
        emit(
            {
                "ok": not problems,
                "banner": settings.banner,
                "problems": problems,
                "advice": advice,
                "reached": reached,
            }
        )
    else:
        print(settings.banner)
        for sentence in problems:
            print(f"problem: {sentence}")
        for sentence in advice:
            print(f"advice: {sentence}")
        if reached:
            print(f"logged in to {reached}")
    raise typer.Exit(SETTINGS if problems else OK)


@settings_app.command("example")
def settings_example() -> None:
    """Print a complete, commented settings file."""
    print(Settings.example(), end="")
