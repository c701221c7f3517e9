"""`connector settlement ...`: the Settlements screen on the command line, and its tie-out.

Exit codes as for every verb (`connector --help`). Tables fit 80 columns; what does not belong in a
table stands below it as sentences.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from connector.cli_engine import AccountName, AsJson, stop, with_engine
from connector.cli_output import NO, OK, OPEN, console, emit, is_refusal, print_problem
from connector.cli_settlement_output import (
    posting_as_dict,
    print_postings,
    print_refused,
    print_sentences,
    print_standings,
    print_tie_out,
    print_verification,
)
from connector.engine import Engine
from connector.journal_settlement_refusals import RefusedReport
from connector.settlement_sync.retrieval import Brought
from connector.settlement_sync.screen import Posted
from connector.settlement_sync.standing import Standing
from connector.settlements import SettlementRefused
from connector.settlements.postings import (
    PostingStatus,
    SettlementPosting,
    SettlementStatus,
)

__all__ = ["settlement_app", "show_settlement_tie_out"]

settlement_app = typer.Typer(
    help="Amazon settlements: retrieve, post, cancel, compare.", no_args_is_help=True
)

Number = Annotated[
    str,
    typer.Argument(metavar="SETTLEMENT", help="Settlement ID or report ID, as `list` shows them."),
]
Account = Annotated[
    str | None, typer.Option(help="The account, where several have this settlement.")
]
Postings = Annotated[
    list[int] | None,
    typer.Argument(metavar="[POSTING]...", help="Posting numbers, as `show` shows them."),
]
SettlementFile = Annotated[
    Path,
    typer.Argument(
        exists=True,
        dir_okay=False,
        readable=True,
        help="Flat file V2 from Seller Central (Payments > All Statements), also as .gz.",
    ),
]


# --- bringing in --------------------------------------------------------------------------------


@settlement_app.command("retrieve")
def retrieve(
    context: typer.Context,
    account: AccountName,
    report_id: Annotated[str, typer.Argument(help="The report's ID, not the settlement's.")],
    json: AsJson = False,
) -> None:
    """Retrieve a settlement report by its report ID."""

    async def work(engine: Engine) -> tuple[Brought, Standing | None]:
        brought = await engine.retrieve_settlement(account, report_id)
        return brought, _of(engine, brought)

    _finish_brought(*with_engine(context, work), json)


@settlement_app.command("upload")
def upload(
    context: typer.Context, account: AccountName, file: SettlementFile, json: AsJson = False
) -> None:
    """Import a settlement file: for what is older than the 90 days that Amazon lists."""

    async def work(engine: Engine) -> tuple[Brought, Standing | None]:
        brought = engine.upload_settlement(account, file)
        return brought, _of(engine, brought)

    _finish_brought(*with_engine(context, work), json)


def _of(engine: Engine, brought: Brought) -> Standing | None:
    held = brought.settlement
    return None if held is None else engine.settlement(held.number, held.account)


def _finish_brought(brought: Brought, standing: Standing | None, as_json: bool) -> None:
    problem = brought.problem
    if as_json:
        emit(
            {
                "ok": brought.ok,
                "new": brought.new,
                "message": brought.message,
                "problem": None if problem is None else asdict(problem),
                "settlement": None if standing is None else standing.as_dict(),
            }
        )
    else:
        out = console()
        out.print(brought.message)
        if problem is not None:
            out.print(f"  what to do: {problem.remedy}")
        if standing is not None:
            print_standings(out, [standing])
    if problem is not None and not is_refusal(problem):
        raise typer.Exit(OPEN)
    raise typer.Exit(OK if brought.ok else NO)


# --- the screen ---------------------------------------------------------------------------------


@settlement_app.command("list")
def list_(
    context: typer.Context,
    account: Annotated[str | None, typer.Option(help="Only this account.")] = None,
    refused: Annotated[
        bool, typer.Option("--refused", help="Instead, the reports that were not imported.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Data Flows > Settlements: every settlement and its status."""

    async def work(engine: Engine) -> tuple[list[Standing], list[RefusedReport]]:
        return engine.settlements(account), engine.refused_reports(account)

    found, left_out = with_engine(context, work)
    if json:
        emit([asdict(each) for each in left_out] if refused else [e.as_dict() for e in found])
        return
    out = console()
    if refused:
        print_refused(out, left_out)
        return
    if found:
        print_standings(out, found)
    else:
        out.print("no settlements; bring one with `connector settlement retrieve`")
    if left_out:
        several = "1 report was" if len(left_out) == 1 else f"{len(left_out)} reports were"
        out.print(f"{several} not imported: `connector settlement list --refused` says why")


@settlement_app.command("show")
def show(
    context: typer.Context,
    number: Number,
    account: Account = None,
    errors: Annotated[
        bool, typer.Option("--errors", help="Only the postings with an error.")
    ] = False,
    json: AsJson = False,
) -> None:
    """A settlement with its postings: what each became in NetSuite, or why not."""
    wanted = PostingStatus.ERROR if errors else None

    async def work(engine: Engine) -> tuple[Standing, list[SettlementPosting]]:
        standing = engine.settlement(number, account)
        held = standing.settlement
        return standing, engine.settlement_postings(held.number, held.account, wanted)

    standing, postings = with_engine(context, work)
    if json:
        emit({**standing.as_dict(), "posting_list": [posting_as_dict(each) for each in postings]})
        return
    out = console()
    print_standings(out, [standing])
    print_postings(out, postings)


@settlement_app.command("post")
def post(
    context: typer.Context,
    number: Number,
    postings: Postings = None,
    account: Account = None,
    json: AsJson = False,
) -> None:
    """Post: all that is not in NetSuite yet, or the postings named.

    A large report takes long. It may be stopped at any moment and posted again: what is in
    NetSuite already is recognised and not written a second time."""
    counting = sys.stderr.isatty() and not json

    def told(tried: int, of: int) -> None:
        end = "\n" if tried == of else ""
        print(f"\r{tried} of {of} postings", end=end, file=sys.stderr, flush=True)

    async def work(engine: Engine) -> tuple[Posted, list[SettlementPosting]]:
        posted = await engine.post_settlement(
            number, account, postings or (), told if counting else None
        )
        held = posted.standing.settlement
        open_ = [
            each
            for each in engine.settlement_postings(held.number, held.account)
            if each.problem is not None or each.warnings
        ]
        return posted, open_

    posted, open_ = with_engine(context, work)
    problem = posted.problem
    if json:
        emit(
            {
                **posted.standing.as_dict(),
                "tried": posted.tried,
                "problem": None if problem is None else asdict(problem),
                "posting_list": [posting_as_dict(each) for each in open_],
            }
        )
    else:
        out = console()
        print_standings(out, [posted.standing])
        print_sentences(out, open_)
        if problem is not None:
            print_problem(out, "Posting ended early", problem)
    raise typer.Exit(_code(posted.standing, posted))


@settlement_app.command("cancel")
def cancel(
    context: typer.Context,
    number: Number,
    postings: Postings = None,
    account: Account = None,
    json: AsJson = False,
) -> None:
    """Cancel postings (default: every one with an error): their figures never reach NetSuite."""

    async def work(engine: Engine) -> Standing:
        return engine.cancel_settlement_postings(number, account, postings or ())

    _finish_standing(with_engine(context, work), json)


@settlement_app.command("uncancel")
def uncancel(
    context: typer.Context,
    number: Number,
    postings: Postings = None,
    account: Account = None,
    json: AsJson = False,
) -> None:
    """Bring cancelled postings back (default: all): they wait to be posted again."""

    async def work(engine: Engine) -> Standing:
        return engine.uncancel_settlement_postings(number, account, postings or ())

    _finish_standing(with_engine(context, work), json)


@settlement_app.command("delete")
def delete(
    context: typer.Context,
    number: Number,
    account: Account = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: AsJson = False,
) -> None:
    """Delete from FarApp: the connector's copy; documents in NetSuite stay as they are."""
    if not yes:
        typer.confirm(f"Delete settlement {number} from the connector?", abort=True)

    async def work(engine: Engine) -> str:
        return engine.delete_settlement(number, account).number

    deleted = with_engine(context, work)
    if json:
        emit({"deleted": deleted})
    else:
        print(f"settlement {deleted} deleted; what it wrote to NetSuite is still there")


@settlement_app.command("create-items")
def create_items(context: typer.Context, account: AccountName, json: AsJson = False) -> None:
    """Create Settlement Items: one NetSuite item for each kind of fee and credit."""

    async def work(engine: Engine) -> list[str]:
        return [each.sku for each in await engine.create_settlement_items(account)]

    made = with_engine(context, work)
    if json:
        emit({"account": account, "created": made})
        return
    out = console()
    for each in made:
        out.print(each)
    noun = "item" if len(made) == 1 else "items"
    out.print(f"{len(made)} {noun} created" if made else "every item is there already")


# --- comparing ----------------------------------------------------------------------------------


@settlement_app.command("verify")
def verify(
    context: typer.Context,
    file: SettlementFile,
    account: Account = None,
    rows: Annotated[
        bool, typer.Option("--rows", help="Show every row, not only those that are wrong.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Compare a file downloaded from Seller Central with what was posted, row by row.

    Exit status 0: every row is in a document of NetSuite, or excluded by name.

    Exit status 1: one was changed, is missing, was not imported or not posted, or NetSuite shows
    another amount; or the file is no settlement."""
    try:
        found = with_engine(context, lambda engine: engine.verify_settlement(file, account))
    except SettlementRefused as refused:
        sentences = [f"{file.name} cannot be compared: {refused}."]
        if refused.remedy:
            sentences.append(f"  what to do: {refused.remedy}")
        raise stop(NO, *sentences) from refused
    if json:
        emit(found.as_dict())
    else:
        print_verification(console(), found, every=rows)
    raise typer.Exit(OK if found.verified else NO)


def show_settlement_tie_out(
    context: typer.Context, number: str, account: str | None, as_json: bool
) -> NoReturn:
    """`connector tie-out --settlement`: from NetSuite's documents to the deposit."""
    seen = with_engine(context, lambda engine: engine.tie_out_settlement(number, account))
    if as_json:
        emit(seen.as_dict())
    else:
        print_tie_out(console(), seen)
    raise typer.Exit(OK if seen.ties else NO)


# --- how it is said -----------------------------------------------------------------------------


def _finish_standing(standing: Standing, as_json: bool) -> None:
    if as_json:
        emit(standing.as_dict())
    else:
        print_standings(console(), [standing])


def _code(standing: Standing, posted: Posted) -> int:
    if posted.problem is not None and not is_refusal(posted.problem):
        return OPEN
    if posted.problem is not None or standing.status is SettlementStatus.ERROR:
        return NO
    done = {SettlementStatus.COMPLETE, SettlementStatus.CANCELED}
    return OK if standing.status in done else OPEN
