"""The page to sign draws how documents lead to the deposit, from what the judge read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from xml.etree import ElementTree

import pytest

from features.gate import GateResult
from features.gate.evidence import write_evidence
from features.gate.waterfall import chosen, picture_of
from features.recorder import ScenarioResult
from features.stage import Stage
from features.waterfall import bars_of, steps_of
from sandbox.audit import SettledPart, SettlementFact

W8 = SettlementFact(
    settlement="10000000001",
    currency="USD",
    start=date(2024, 1, 24),
    end=date(2024, 2, 7),
    parts=(
        SettledPart("orders", D("141.87"), D("123.17")),
        SettledPart("refunds", D("-63.36"), D("-52.80")),
        SettledPart("no order", D("-69.21"), D("-69.21")),
    ),
    carried=D("15.00"),
    deposit=D("24.30"),
)
FEES_TWICE = replace(
    W8, parts=(SettledPart("orders", D("141.87"), D("123.17"), D("-41.81")), *W8.parts[1:])
)


def result(name: str, *facts: SettlementFact, passed: bool = True, tag: str = "") -> ScenarioResult:
    return ScenarioResult(
        nodeid=name,
        feature="settlement_postings.feature",
        feature_title="What becomes of a settlement",
        name=name,
        tags=(tag,) if tag else (),
        passed=passed,
        kind="" if passed else "money",
        settlements=list(facts),
    )


def test_every_step_leads_to_the_next_and_all_of_them_to_the_deposit() -> None:
    assert [(each.label, str(each.amount), str(each.ends)) for each in bars_of(W8)] == [
        ("Orders, in documents", "123.17", "123.17"),
        ("Refunds, in documents", "-52.80", "70.37"),
        ("Non-order, in documents", "-69.21", "1.16"),
        ("Reserves, a transfer", "15.00", "16.16"),
        ("In documents and transfers", "16.16", "16.16"),
        ("Orders, not in the books", "18.70", "34.86"),
        ("Refunds, not in the books", "-10.56", "24.30"),
        ("Deposit", "24.30", "24.30"),
    ]


@pytest.mark.parametrize(
    ("fact", "line"),
    [
        (W8, "123.17 - 52.80 - 69.21 + 15.00 = 16.16; + 8.14 not in NetSuite = 24.30"),
        (
            FEES_TWICE,
            "81.36 - 52.80 - 69.21 + 15.00 = -25.65; + 8.14 not in NetSuite; + 41.81 too much in "
            "NetSuite = 24.30",
        ),
        (
            replace(
                W8,
                currency="JPY",
                parts=(SettledPart("orders", D(5300), D(5300)),),
                carried=D(-25),
                deposit=D(5275),
            ),
            "5300 - 25 = 5275",
        ),
    ],
    ids=["W8", "fees twice", "yen"],
)
def test_the_same_as_one_line(fact: SettlementFact, line: str) -> None:
    assert steps_of(fact) == line


def test_steps_that_lead_elsewhere_are_no_picture() -> None:
    with pytest.raises(ArithmeticError, match=r"lead to 24\.30, the deposit is 24\.31"):
        bars_of(replace(W8, deposit=D("24.31")))


def test_the_picture_says_in_words_what_it_shows() -> None:
    seen = picture_of(result("six records", W8), W8, 1)
    assert seen.title == "Settlement 10000000001, 2024-01-24 to 2024-02-07: deposit 24.30 USD"
    assert seen.described == (
        "A waterfall of bars from left to right: Orders, in documents +123.17; Refunds, in "
        "documents -52.80; Non-order, in documents -69.21; Reserves, a transfer +15.00; In "
        "documents and transfers 16.16; Orders, not in the books +18.70; Refunds, not in the books "
        "-10.56; Deposit 24.30."
    )
    assert [words for _y, words in seen.scale] == ["0", "50", "100", "150"]
    high, low = seen.scale[-1][0], seen.scale[0][0]
    for each in seen.bars:
        assert high <= each.y
        assert each.y + each.height <= low + 1
        assert each.x + each.width <= 760


def test_red_scenarios_come_first_then_the_worked_example() -> None:
    other = result("another", W8)
    example = result("six records", W8, tag="W8")
    red = result("fees twice", FEES_TWICE, passed=False)
    assert [each.name for each, _ in chosen([other, example])] == ["six records"]
    assert [each.name for each, _ in chosen([other, example, red])] == ["fees twice"]
    assert chosen([result("nothing was posted")]) == []


@pytest.mark.parametrize("red", [False, True], ids=["green", "red"])
def test_the_page_has_pictures_with_a_table_beside_each(red: bool, tmp_path: Path) -> None:
    fact = FEES_TWICE if red else W8
    gate = GateResult("settlement", 7, results=[result("six records", fact, passed=not red)])
    page = write_evidence(gate, tmp_path).read_text()
    drawn = re.findall(r"<svg.*?</svg>", page, re.S)
    assert len(drawn) == 2  # at the top, and with its scenario
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for each in drawn:
        picture = ElementTree.fromstring(each)  # noqa: S314
        assert picture.get("role") == "img"
        named = str(picture.get("aria-labelledby")).split()
        assert [found.get("id") for found in picture[:2]] == named
        kinds = [str(bar.get("class")) for bar in picture.findall("rect")]
        assert kinds.count("missing") == 2
        assert kinds.count("surplus") == red
    assert ("+41.81" in page) is red
    for text in ("+123.17" if not red else "+81.36", "-52.80", "-69.21", "+15.00", "24.30",
                 "Orders, not in the books", "Non-order, in documents"):  # fmt: skip
        assert text in page


def test_what_is_drawn_is_what_the_judge_read() -> None:
    stage = Stage()
    stage.begin_with_w8()
    stage.add_settling_account("main")
    stage.set_tab(customer_internal_id=stage.settlement_customer())
    stage.create_items()
    stage.retrieve_settlement("5000000000219760")
    stage.post_settlement()
    told = result("six records")
    stage.describe(told)
    stage.close()
    assert told.settlements == [W8]
    assert told.warnings == [
        "2 postings failed, 8.14 USD not in NetSuite yet: order 111-0000004-0000004 (18.70 USD), "
        "refund of 111-0000009-0000009 (-10.56 USD)"
    ]


def test_a_page_without_settlements_has_no_picture(tmp_path: Path) -> None:
    gate = GateResult("refunds", 7, results=[result("a refund")])
    page = write_evidence(gate, tmp_path).read_text()
    assert "From the documents to the deposit" not in page
    assert "<svg" not in page
