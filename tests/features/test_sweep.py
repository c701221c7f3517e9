"""`sweep`: the grid is whole for a sound engine, and red for one that never looks."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from subprocess import CompletedProcess

import httpx
import pytest
from rich.console import Console

from features.sweep.misfortune import Misfortune, SweepFault, Write, write_of
from features.sweep.show import Showing
from features.sweep.sweep import Cell, Swept
from sandbox.world import open_world

Run = Callable[..., CompletedProcess[str]]
TO_BOOKS = "One TEE-BLK refunded in the storefront becomes a cash refund"
W8 = "W8, six records and two errors"
FROM_BOOKS = "One TEE-BLK is refunded in NetSuite and paid out by the storefront"


@pytest.mark.parametrize(
    ("scenario", "last"),
    [
        (TO_BOOKS, "POST cashSale/1003/!transform/cashRefund"),
        (FROM_BOOKS, "refundCreate"),
    ],
)
def test_every_write_and_every_fault_ties(cli: Run, scenario: str, last: str) -> None:
    done = cli("sweep", scenario, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    (swept,) = json.loads(done.stdout)
    assert [each["write"].split("/")[0] for each in swept["writes"]][:3] == [
        "PUT customer",
        "POST salesOrder",
        "fulfillmentCreate",
    ]
    assert [each["write"] for each in swept["writes"]][3:] == [last]
    assert [(cell["write"], cell["fault"]) for cell in swept["cells"]] == [
        (write, fault)
        for write in (1, 2, 3, 4)
        for fault in ("reset", "lost after the write", "duplicated", "throttled", "killed")
    ]
    assert all(cell["ties"] for cell in swept["cells"])


def test_every_write_of_an_ebay_refund_ties(cli: Run) -> None:
    done = cli("sweep", "A buyer's 10.00 becomes a cash refund of 10.00", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    (swept,) = json.loads(done.stdout)
    assert [each["write"] for each in swept["writes"]][1:] == [
        "POST salesOrder",
        "POST order/01-00006-00001/shipping_fulfillment",
        "POST cashSale/1003/!transform/cashRefund",
    ]
    assert len(swept["cells"]) == 20
    assert all(cell["ties"] for cell in swept["cells"])


def test_every_write_at_quickbooks_ties(cli: Run) -> None:
    done = cli("sweep", "A person uses a store credit on a second invoice", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    (swept,) = json.loads(done.stdout)
    assert [each["write"] for each in swept["writes"]] == [
        "POST customer",
        "POST invoice",
        "POST payment",
        "POST creditmemo",
        "POST invoice",
    ]
    assert {each["platform"] for each in swept["writes"]} == {"quickbooks_online"}
    assert len(swept["cells"]) == 25
    assert all(cell["ties"] for cell in swept["cells"])


def test_every_posting_write_of_a_settlement_ties(cli: Run) -> None:
    done = cli("sweep", W8, "--write", "cash", "--fault", "lost after the write", "--fault",
               "killed", "--json")  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    (swept,) = json.loads(done.stdout)
    struck = sorted({cell["write"] for cell in swept["cells"]})
    assert [swept["writes"][number - 1]["write"] for number in struck] == [
        "PATCH cashSale/1004",
        "PATCH cashSale/1005",
        "PATCH cashSale/1006",
        "POST cashSale/1004/!transform/cashRefund",
        "POST cashSale/1001/!transform/cashRefund",
        "POST cashRefund",
    ]
    assert len(swept["cells"]) == 12
    assert all(cell["ties"] for cell in swept["cells"])


def test_an_engine_that_never_looks_is_red_where_it_pays_twice(cli: Run) -> None:
    done = cli("sweep", FROM_BOOKS, "--mutant", "new-key-per-retry")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "DIFFERS" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("no such scenario at all",), 2, "no scenario is called"),
        (("@no-such-tag",), 2, "no scenario is called"),
        ((TO_BOOKS, "--fault", "earthquake"), 2, "there is no fault 'earthquake'"),
        ((TO_BOOKS, "--write", "invoice"), 4, "writes nothing whose name holds 'invoice'"),
        ((TO_BOOKS, "--mutant", "nobody"), 2, "there is no mutant 'nobody'"),
        (("The order was never synced",), 4, "writes nothing"),
        (
            (
                "unit after unit of <sku>, refunded in the storefront",
                "--mutant",
                "per-unit-rounding",
            ),
            4,
            "red without any fault",
        ),
    ],
)
def test_what_cannot_be_swept_is_explained(
    cli: Run, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    done = cli("sweep", *arguments)
    assert done.returncode == code, done.stdout + done.stderr
    assert sentence in done.stderr


# --- while it works -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terminal", "quiet", "told"),
    [(True, False, True), (True, True, False), (False, False, False)],
)
def test_a_line_tells_what_is_tried_on_a_terminal_only(
    terminal: bool, quiet: bool, told: bool
) -> None:
    printed, said = StringIO(), StringIO()
    out = Console(file=printed, width=120)
    err = Console(file=said, width=120, force_terminal=terminal, no_color=True)
    write = Write("netsuite", "POST salesOrder")
    swept = Swept("Refund sync: The period is closed", writes=[write])
    with Showing(out, err, (SweepFault.RESET, SweepFault.KILLED), quiet=quiet) as showing:
        showing.scenario(3, 17)
        showing.begins(swept, 2)
        cell = Cell(1, write, SweepFault.RESET)
        swept.cells += [cell, Cell(1, write, SweepFault.KILLED, "one refund too many")]
        showing.cell(swept, cell)
        showing.refresh()
        showing.ends(swept)
    line = said.getvalue()
    assert ("1/2 cells 0:00:0" in line) is told
    assert ("3 of 17: The period is closed: POST salesOrder, reset" in line) is told
    assert (line == "") is not told
    assert "write 1 (POST salesOrder) killed: one refund too many" in printed.getvalue()


# --- what counts as a write ---------------------------------------------------------------------

SHOP = "https://acme-outdoor.myshopify.com"
COMPANY = "https://quickbooks.api.intuit.com/v3/company/9341453172058822"
TOKENS = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"
BOOKS = "https://5512345.suitetalk.api.netsuite.com/services/rest"


@pytest.mark.parametrize(
    ("platform", "method", "url", "body", "what"),
    [
        ("netsuite", "GET", f"{BOOKS}/record/v1/salesOrder/1", b"", None),
        ("netsuite", "POST", f"{BOOKS}/query/v1/suiteql", b"{}", None),
        ("netsuite", "POST", f"{BOOKS}/auth/oauth2/v1/token", b"", None),
        ("netsuite", "POST", f"{BOOKS}/record/v1/salesOrder", b"{}", "POST salesOrder"),
        ("netsuite", "PATCH", f"{BOOKS}/record/v1/salesOrder/7", b"{}", "PATCH salesOrder/7"),
        ("quickbooks_online", "GET", f"{COMPANY}/query?query=select", b"", None),
        ("quickbooks_online", "POST", f"{COMPANY}/query", b"select * from Item", None),
        ("quickbooks_online", "POST", TOKENS, b"", None),
        ("quickbooks_online", "POST", f"{COMPANY}/refundreceipt?requestid=a", b"{}",
         "POST refundreceipt"),
        ("shopify", "POST", f"{SHOP}/admin/oauth/access_token", b"{}", None),
        ("shopify", "POST", f"{SHOP}/admin/api/2026-07/graphql.json",
         b'{"query":"query Order { order(id: 1) { id } }"}', None),
        ("shopify", "POST", f"{SHOP}/admin/api/2026-07/graphql.json",
         b'{"query":"mutation Refund($input: RefundInput!) {\\n  refundCreate(input: $input) {"}',
         "refundCreate"),
    ],
)  # fmt: skip
def test_reads_and_log_ins_are_no_writes(
    platform: str, method: str, url: str, body: bytes, what: str | None
) -> None:
    found = write_of(platform, httpx.Request(method, url), body)
    assert (found and found.what) == what


def test_a_misfortune_strikes_one_write_and_tells_once() -> None:
    world, misfortune = open_world(), Misfortune(2, SweepFault.LOST)
    write = httpx.Request("POST", f"{BOOKS}/record/v1/salesOrder")
    read = httpx.Request("GET", f"{BOOKS}/record/v1/salesOrder/1")
    for request in (write, read, read):
        misfortune.before(world, request, b"{}")
    assert not misfortune.take_strike()
    misfortune.before(world, write, b"{}")
    assert [(each.kind, each.path) for each in world.faults] == [
        ("lost_answer", "/services/rest/record/v1/salesOrder")
    ]
    assert misfortune.take_strike()
    assert not misfortune.take_strike()
    misfortune.before(world, write, b"{}")
    assert len(list(world.faults)) == 1
