"""What `./run specs` prints and answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console

from features.specs.amazon_answers import ModelJudge
from features.specs.amazon_examples import refused_examples
from features.specs.amazon_models import home_of_models, official_models
from features.specs.answers import Judge
from features.specs.compare import differences
from features.specs.ebay_answers import DescriptionJudge, unpublished
from features.specs.ebay_models import official_descriptions
from features.specs.official import VERSION, MissingSpecs, official_schema
from features.specs.quickbooks_answers import XsdJudge
from features.specs.quickbooks_records import record_differences
from features.specs.xsd import official_xsd
from sandbox.quickbooks_online.records import ENTITIES
from sandbox.shopify.graphql.schema import schema_of

__all__ = ["run_specs"]

ROOT = Path(__file__).resolve().parents[2]
# Their answers are judged: the tests that speak to the platforms, and every scenario.
RUNS = (
    "tests/shopify", "tests/quickbooks_online", "tests/amazon", "tests/ebay", "tests/end_to_end",
    "features",
)  # fmt: skip

Kept = dict[str, Any]
Verdict = Callable[[Kept], list[str] | None]  # None: no schema covers this answer


def run_specs(out: Console, err: Console) -> int:
    """Exit status: 0, 1 something differs, 4 an official schema is missing, a run is red, or
    nothing was judged."""
    missing: list[str] = []
    verdicts: dict[str, Verdict] = {}
    differs = 0
    try:
        verdicts["quickbooks_online"], differs = _quickbooks(out)
    except MissingSpecs as problem:
        missing.append(str(problem))
    try:
        verdicts["shopify"], found = _shopify(out)
        differs += found
    except MissingSpecs as problem:
        missing.append(str(problem))
    try:
        verdicts["amazon"], found = _amazon(out)
        differs += found
    except MissingSpecs as problem:
        missing.append(str(problem))
    try:
        verdicts["ebay"], found = _ebay(out)
        differs += found
    except MissingSpecs as problem:
        missing.append(str(problem))
    for each in missing:
        err.print(f"specs: {each}", highlight=False, markup=False)
    if not verdicts:
        return 4
    out.print(f"Running {', '.join(RUNS)} and keeping their answers ...", highlight=False)
    answers, red = _answers()
    kept = [json.loads(line) for line in answers]
    for platform, verdict in sorted(verdicts.items()):
        mine = [each for each in kept if each["platform"] == platform]
        faults = _judge(out, platform, verdict, mine)
        if faults is None:
            missing.append(platform)
            err.print(f"specs: no answer of {platform} was judged", highlight=False)
        else:
            differs += faults
    if red:
        err.print(f"specs: the runs are red\n{red}", highlight=False, markup=False)
    if red or missing:
        return 4
    return 1 if differs else 0


def _judge(out: Console, platform: str, verdict: Verdict, kept: list[Kept]) -> int | None:
    """Prints what is wrong; how many kinds of fault there are, None when nothing was judged."""
    faults: Counter[str] = Counter()
    judged = 0
    for each in kept:
        found = verdict(each)
        judged += found is not None
        faults.update(found or ())
    for fault, times in sorted(faults.items()):
        out.print(f"  {platform} {fault} ({times}x)", highlight=False, markup=False)
    out.print(
        f"{platform}: {judged} of {len(kept)} distinct answers judged; {len(faults)} kinds of "
        "fault",
        highlight=False,
    )
    return len(faults) if judged else None


def _shopify(out: Console) -> tuple[Verdict, int]:
    """Also compares the schemas. Raises MissingSpecs."""
    official = official_schema()
    ours = schema_of(VERSION)
    found = differences(ours, official)
    for each in found:
        out.print(f"  {each}", highlight=False, markup=False)
    kinds = sum(not name.startswith("__") for name in ours.type_map)
    out.print(
        f"Schema {VERSION}: {kinds} types against the published ones, {len(found)} differences",
        highlight=False,
    )
    judge = Judge(official)

    def verdict(kept: Kept) -> list[str] | None:
        faults = judge.faults(kept["query"], kept["operation"], kept["answer"])
        return None if kept["answer"].get("data") is None and not faults else faults

    return verdict, len(found)


def _quickbooks(out: Console) -> tuple[Verdict, int]:
    """Also compares the records. Raises MissingSpecs."""
    schema = official_xsd()
    found = record_differences(schema)
    for each in found:
        out.print(f"  {each}", highlight=False, markup=False)
    out.print(
        f"Records of QuickBooks Online: {len(ENTITIES)} entities against the published ones, "
        f"{len(found)} differences",
        highlight=False,
    )
    judge = XsdJudge(schema)
    return lambda kept: judge.faults(kept["format"], kept["answer"]), len(found)


def _amazon(out: Console) -> tuple[Verdict, int]:
    """Also asks the sandbox hosts for every published example. Raises MissingSpecs."""
    models = official_models()
    found = refused_examples(models, home_of_models())
    for each in found:
        out.print(f"  {each}", highlight=False, markup=False)
    asked = sum(len(each.examples) for each in models.operations)
    out.print(
        f"Sandbox of Amazon: {asked} published examples asked, {len(found)} answered otherwise",
        highlight=False,
    )
    judge = ModelJudge(models)

    def verdict(kept: Kept) -> list[str] | None:
        if "notification" in kept:
            return judge.notification(kept["notification"], kept["answer"])
        return judge.answer(kept["method"], kept["path"], kept["status"], kept["answer"])

    return verdict, len(found)


def _ebay(out: Console) -> tuple[Verdict, int]:
    """Also compares routes and scopes. Raises MissingSpecs."""
    descriptions = official_descriptions()
    found = unpublished(descriptions)
    for each in found:
        out.print(f"  {each}", highlight=False, markup=False)
    out.print(
        f"Routes of eBay: against {len(descriptions.published)} published calls, {len(found)} "
        "differences",
        highlight=False,
    )
    judge = DescriptionJudge(descriptions)
    return (
        lambda kept: judge.answer(kept["method"], kept["path"], kept["status"], kept["answer"]),
        len(found),
    )


def _answers() -> tuple[list[str], str]:
    """(kept answers, the end of what pytest printed when it was red)."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answers.jsonl"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
             "-p", "features.specs.recorder", *RUNS],
            cwd=ROOT,
            env={**os.environ, "SPECS_ANSWERS": str(file)},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        kept = file.read_text().splitlines() if file.exists() else []
        return kept, (done.stdout + done.stderr)[-2000:] if done.returncode else ""
