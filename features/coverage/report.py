"""What `./run coverage` prints and answers."""

from __future__ import annotations

import msgspec
from rich.console import Console
from rich.markup import escape

from features.coverage.page import page_of, path_of
from features.coverage.survey import Row, SuiteFailed, survey

__all__ = ["run_coverage"]


def run_coverage(
    platform: str,
    out: Console,
    err: Console,
    *,
    check: bool = False,
    as_json: bool = False,
    readme: bool = False,
) -> int:
    """Exit status: 0, 1 a gap (when checking), 4 the tests themselves are red."""
    if not as_json:
        out.print(f"Running the tests of {platform} under the witness ...", highlight=False)
    try:
        rows = survey(platform)
    except SuiteFailed as failed:
        err.print(str(failed), highlight=False, markup=False)
        err.print("coverage: the tests are red, so nothing was measured", highlight=False)
        return 4
    gaps = [row for row in rows if row.gaps]
    if as_json:
        out.file.write(msgspec.json.format(msgspec.json.encode(rows)).decode() + "\n")
    else:
        for row in rows:
            _tell(row, out)
        out.print(
            f"{len(rows) - len(gaps)} of {len(rows)} calls proven, {len(gaps)} with a gap",
            highlight=False,
        )
    if readme:
        path_of(platform).write_text(page_of(platform, rows))
        err.print(f"wrote {path_of(platform)}", highlight=False)
    return 1 if check and gaps else 0


def _tell(row: Row, out: Console) -> None:
    """The call, and a line for each of its proofs."""
    state = f"[red]GAP[/] {', '.join(row.gaps)}" if row.gaps else "[green]proven[/]"
    out.print(f"{escape(row.call.key)}  {state}", highlight=False)
    for name, test in (
        ("success", row.success),
        ("refusal", row.refusal),
        ("read back", row.read_back),
    ):
        if test:
            out.print(f"  {name:9} {test}", highlight=False, markup=False, soft_wrap=True)
