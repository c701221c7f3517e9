"""What every verb of the command line shares: the engine opened, and mistakes as exit codes."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from sqlalchemy.exc import OperationalError

from connector.checklist import ChecklistIncomplete
from connector.cli_output import NO, SETTINGS, USAGE, explained
from connector.engine import (
    ActionRefused,
    Engine,
    SettingsRefused,
    UnknownAccount,
    UnknownPosting,
    UnknownRow,
    UnknownSettlement,
)
from connector.jobs.inline import InlineJobs
from connector.journal import Journal, JournalUnusable
from connector.journal_database import database_url, why_unusable
from connector.settings import SettingsInvalid
from connector.surroundings import Surroundings
from connector.trouble import Trouble

__all__ = ["AccountName", "AsJson", "stop", "with_engine"]

T = TypeVar("T")
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document instead of tables.")]
AccountName = Annotated[str, typer.Argument(help="The account's name in the settings.")]


def stop(code: int, *sentences: str) -> typer.Exit:
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return typer.Exit(code)


def with_engine(context: typer.Context, work: Callable[[Engine], Awaitable[T]]) -> T:
    """Open the engine, do the work, close it; what the user did wrong becomes an exit code."""
    surroundings: Surroundings = context.obj

    async def whole() -> T:
        settings = surroundings.settings()
        if settings.environment_conflicts:
            raise SettingsInvalid(list(settings.environment_conflicts))
        journal = Journal(settings.journal)
        try:
            engine = Engine(
                settings,
                journal,
                surroundings.clock,
                InlineJobs(),
                surroundings.http,
                surroundings.adapters,
            )
            async with engine:
                return await work(engine)
        finally:
            journal.close()

    try:
        return asyncio.run(whole())
    except SettingsInvalid as invalid:
        raise stop(SETTINGS, *invalid.problems) from invalid
    except JournalUnusable as unusable:
        raise stop(SETTINGS, str(unusable)) from unusable
    except OperationalError as lost:
        said = why_unusable(database_url(surroundings.settings().journal), lost)
        raise stop(SETTINGS, said) from lost
    except (UnknownAccount, UnknownPosting, UnknownRow, UnknownSettlement) as unknown:
        raise stop(USAGE, str(unknown)) from unknown
    except (ActionRefused, ChecklistIncomplete, SettingsRefused) as no:
        raise stop(NO, str(no)) from no
    except Trouble as trouble:
        raise stop(*explained(trouble)) from trouble
