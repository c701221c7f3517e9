"""`serve`, `env` and `with`: the sandbox as a server for clients in any language."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from sandbox.hosting.running import Running
    from sandbox.hosting.server import Service

__all__ = ["add_to", "here"]

err = Console(file=sys.stderr)
_SERVE = (sys.executable, "-m", "features.cli", "serve")

ReadyFile = Annotated[
    Path | None, typer.Option("--ready-file", help="The ready file of the server that is meant.")
]
Url = Annotated[str, typer.Option(help="Its address; http://127.0.0.1:8800 when left out.")]


class Format(StrEnum):
    """Values of environment.Format, which takes a moment to import; a test keeps them equal."""

    shell = "shell"
    json = "json"
    dotenv = "dotenv"


def add_to(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(env)
    app.command(
        "with", context_settings={"allow_interspersed_args": False, "ignore_unknown_options": True}
    )(with_)


def serve(
    worlds: Annotated[
        list[str] | None,
        typer.Option(
            "--world",
            help="acme, empty, w1, w8-settlement or big; may be given again: NAME, NAME=KIND or "
            "NAME=KIND@PORT.",
        ),
    ] = None,
    port: Annotated[int, typer.Option(help="All platforms below /netsuite, /shopify, ...")] = 8800,
    proxy_port: Annotated[
        int, typer.Option(help="The HTTPS proxy for production host names.")
    ] = 8801,
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    seed: Annotated[int | None, typer.Option(help="Seed of new worlds (7).")] = None,
    state: Annotated[
        Path | None, typer.Option(help="Keep the worlds in this file, kill -9 included.")
    ] = None,
    ready_file: Annotated[
        Path | None, typer.Option(help="Written in one piece when both ports answer (JSON).")
    ] = None,
    outbound: Annotated[
        list[str] | None,
        typer.Option(help="HOST=URL: calls of a platform to HOST go to URL. May be given again."),
    ] = None,
    start: Annotated[
        str, typer.Option(help="The world's time at the beginning: 2026-11-24T09:00:00Z.")
    ] = "",
    freeze: Annotated[bool, typer.Option("--freeze", help="The world's clock stands.")] = False,
    token: Annotated[
        str,
        typer.Option(
            envvar="SANDBOX_TOKEN",
            help="What callers of the control API must show; made up when --host is not loopback.",
        ),
    ] = "",
    host_names: Annotated[
        list[str] | None,
        typer.Option(
            "--host-name",
            help="A name by which other machines call the control API (a container's, say). May "
            "be given again.",
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing when it is ready.")] = False,
) -> None:
    """Serve every platform: one port with path prefixes, and an HTTPS proxy for production URLs.

    Exit status: 0 stopped as asked (SIGTERM, Ctrl-C), 1 a port is taken, 2 usage, an unknown world
    or a clock set backwards, 3 the state file is damaged, in use or of another version.
    """
    from sandbox.hosting.serve import Options, UsageError, WorldWish
    from sandbox.hosting.serve import serve as run

    try:
        options = Options(
            worlds=tuple(WorldWish.read(text) for text in worlds or ["acme"]),
            host=host,
            port=port,
            proxy_port=proxy_port,
            seed=seed,
            state=here(state),
            ready_file=here(ready_file),
            outbound=tuple(outbound or ()),
            start=_moment(start),
            freeze=True if freeze else None,
            token=token,
            host_names=tuple(host_names or ()),
        )
    except UsageError as wrong:
        _complain("serve", str(wrong))
        raise typer.Exit(2) from None
    raise typer.Exit(
        run(options, (lambda _: None) if quiet else _say, lambda text: _complain("serve", text))
    )


def env(
    form: Annotated[Format, typer.Option("--format", help="How to write them.")] = Format.shell,
    world: Annotated[str, typer.Option(help="Whose credentials; the default world's.")] = "",
    ready_file: ReadyFile = None,
    url: Url = "",
) -> None:
    """Proxy, certificate and credentials of the running sandbox, as environment variables.

    For the shell: eval "$(./run env)". Exit status: 0, 2 usage or an unknown world, 4 no server
    runs there.
    """
    from sandbox.hosting import environment

    variables = _environment("env", _find("env", ready_file, url), world)
    sys.stdout.write(environment.write(variables, environment.Format(form)))


def with_(
    command: Annotated[list[str], typer.Argument(help="The command, after --.")],
    world: Annotated[str, typer.Option(help="Whose credentials; the default world's.")] = "",
    ready_file: ReadyFile = None,
    url: Url = "",
) -> None:
    """Run a command as a client of the sandbox: ./run with -- npm test

    Of the server that runs; when none does (and none was named), of one that lives as long as the
    command. Exit status: the command's; 2 usage or an unknown world, 4 no server, 127 there is no
    such command.
    """
    from sandbox.hosting.running import NotRunning, find, run_with, started

    try:
        running = find(here(ready_file), url)
    except NotRunning as absent:
        if ready_file is not None or url:
            _complain("with", str(absent))
            raise typer.Exit(4) from None
    else:
        raise typer.Exit(_run(run_with, command, _environment("with", running, world)))
    try:
        with started(_SERVE, [world] if world else []) as own:
            status = _run(run_with, command, _environment("with", own, world))
    except NotRunning as failed:
        _complain("with", str(failed))
        raise typer.Exit(4) from None
    raise typer.Exit(status)


def here(path: Path | None) -> Path | None:
    """As the caller meant it: `./run` goes to its own folder first."""
    return None if path is None else Path(os.environ.get("SANDBOX_CALLED_FROM", "")) / path


def _run(run: Callable[..., int], command: list[str], variables: dict[str, str]) -> int:
    try:
        return run(command, variables, here(Path()))
    except OSError as wrong:
        _complain("with", f"{command[0]}: {wrong.strerror}")
        return 127


def _find(verb: str, ready_file: Path | None, url: str) -> Running:
    from sandbox.hosting.running import NotRunning, find

    try:
        return find(here(ready_file), url)
    except NotRunning as absent:
        _complain(verb, f"{absent}. Start one with ./run serve, or say --ready-file or --url.")
        raise typer.Exit(4) from None


def _environment(verb: str, running: Running, world: str) -> dict[str, str]:
    from sandbox.hosting.running import NotRunning

    try:
        return running.environment(world)
    except NotRunning as gone:  # it answered a moment ago
        _complain(verb, f"{gone}. Start one with ./run serve.")
        raise typer.Exit(4) from None
    except LookupError as unknown:
        _complain(verb, str(unknown.args[0]))
        raise typer.Exit(2) from None


def _moment(text: str) -> datetime | None:
    """Raises UsageError."""
    from sandbox.hosting.serve import UsageError

    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--start {text!r}: write 2026-11-24T09:00:00Z") from None
    if moment.tzinfo is None:
        raise UsageError(f"--start {text!r} has no time zone; add Z or an offset")
    return moment.astimezone(UTC)


def _say(service: Service) -> None:
    names = ", ".join(f"/{each.name}" for each in service.hub.platforms())
    lines = [
        f"All platforms    {service.url}  ({names})",
        f"HTTPS proxy      {service.proxy_url}  (production host names; CA {service.pem})",
        f"Control API      {service.url}/_sandbox/v1/docs",
        *(f"World {name:10} {proxy}" for name, proxy in service.describe()["worlds"].items()),
        f'A client:        eval "$(./run env --url {service.url})"',
    ]
    if service.token:
        lines.append(f"Control token    {service.token}")
    print("\n".join(lines), flush=True)


def _complain(verb: str, text: str) -> None:
    err.print(f"{verb}: {text}", markup=False, highlight=False, soft_wrap=True)
