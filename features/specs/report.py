"""What `./run specs` prints and answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from rich.console import Console

from features.specs.answers import Judge
from features.specs.compare import differences
from features.specs.official import VERSION, MissingSpecs, official_schema
from sandbox.shopify.graphql.schema import schema_of

__all__ = ["run_specs"]

ROOT = Path(__file__).resolve().parents[2]
TESTS = ("tests/shopify", "tests/end_to_end")


def run_specs(out: Console, err: Console) -> int:
    """Exit status: 0, 1 something differs, 4 no official schema or nothing was judged."""
    try:
        official = official_schema()
    except MissingSpecs as missing:
        err.print(f"specs: {missing}", highlight=False, markup=False)
        return 4
    ours = schema_of(VERSION)
    found = differences(ours, official)
    for each in found:
        out.print(f"  {each}", highlight=False, markup=False)
    kinds = sum(not name.startswith("__") for name in ours.type_map)
    out.print(
        f"Schema {VERSION}: {kinds} types against the published ones, {len(found)} differences",
        highlight=False,
    )
    out.print(f"Running {', '.join(TESTS)} and keeping their answers ...", highlight=False)
    answers, red = _answers()
    if not answers:
        err.print(f"specs: no answer was kept\n{red}", highlight=False, markup=False)
        return 4
    judge = Judge(official)
    faults: Counter[str] = Counter()
    judged = 0
    for line in answers:
        kept = json.loads(line)
        judged += kept["answer"].get("data") is not None
        faults.update(judge.faults(kept["query"], kept["operation"], kept["answer"]))
    for fault, times in sorted(faults.items()):
        out.print(f"  {fault} ({times}x)", highlight=False, markup=False)
    out.print(
        f"{judged} of {len(answers)} distinct answers hold data; {len(faults)} kinds of fault",
        highlight=False,
    )
    if red:
        err.print(f"specs: the tests are red\n{red}", highlight=False, markup=False)
        return 4
    return 1 if found or faults else 0


def _answers() -> tuple[list[str], str]:
    """(kept answers, the end of what pytest printed when it was red)."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answers.jsonl"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
             "-p", "features.specs.recorder", *TESTS],
            cwd=ROOT,
            env={**os.environ, "SPECS_ANSWERS": str(file)},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        kept = file.read_text().splitlines() if file.exists() else []
        return kept, (done.stdout + done.stderr)[-2000:] if done.returncode else ""
