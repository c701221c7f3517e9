"""P5: a settlement of a million rows, against csv.DictReader and a sum of Decimals.

Ours reads exact cents, groups them by words and month, checks every line and the total; the peer
only adds up. Stored, ours also keeps every row in a journal on SQLite, as the engine does. Each is
a process of its own, one after the other in every round: the time is the processor's, without what
importing and opening an empty journal cost, and the peak memory is the system's figure for the
whole process.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.peers import Peers
from connector.settlements.columns import STANDARD

__all__ = ["measure", "write_report"]

ROOT = Path(__file__).resolve().parent.parent
ROWS, FEW = 1_000_000, 10_000
ROUNDS = 3
NUMBER = "10000000001"

OURS = """
from connector.settlements.reader import read_statement
def work(file, folder):
    return read_statement(file).summary.total.amount
"""
STORED = """
from datetime import UTC, datetime
from connector.journal import Journal
journal = None
def before(folder):
    global journal
    journal = Journal(str(folder / "journal.db"))
def work(file, folder):
    now = datetime(2026, 3, 18, tzinfo=UTC)
    taken = journal.take("bench", file, name="bench", now=now)
    journal.close()
    return taken.statement.summary.total.amount
"""
PEER = """
import csv
from decimal import Decimal
def work(file, folder):
    total = Decimal(0)
    with file.open(encoding="cp1252", newline="") as text:
        rows = csv.DictReader(text, delimiter="\\t", quoting=csv.QUOTE_NONE)
        next(rows)
        for row in rows:
            total += Decimal(row["amount"])
    return total
"""
MEASURE = """
import json, resource, sys, tempfile, time
from pathlib import Path
with tempfile.TemporaryDirectory() as folder:
    if "before" in globals():
        before(Path(folder))
    began = time.process_time()
    total = work(Path(sys.argv[1]), Path(folder))
    seconds = time.process_time() - began
status = Path("/proc/self/status")
if status.exists():  # ru_maxrss begins with the peak of the process that started this one
    peak = next(int(line.split()[1]) for line in status.open() if line.startswith("VmHWM"))
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([seconds * 1e6, peak, str(total)]))
"""


def measure(peers: Peers) -> list[Figure]:
    """Raises RuntimeError when two of them read different totals."""
    with tempfile.TemporaryDirectory() as folder:
        many, few = Path(folder, "many.txt"), Path(folder, "few.txt")
        write_report(many, ROWS)
        write_report(few, FEW)
        rounds = [[_run(code, many) for code in (OURS, STORED, PEER)] for _ in range(ROUNDS)]
        small = [min(_run(code, few) for _ in range(ROUNDS)) for code in (OURS, STORED)]
    if len({total for each in rounds for _, _, total in each}) != 1:
        raise RuntimeError("two readers of one settlement read different totals")
    ours, stored, peer = (
        [statistics.median(each[which][0] for each in rounds)] for which in range(3)
    )
    figures = []
    for name, which, mine, target in (("read", 0, ours, 4.0), ("stored", 1, stored, 3.5)):
        rate = statistics.median(each[2][0] / each[which][0] for each in rounds)
        figures.append(
            Figure(f"P5 settlement {name}, rate / csv and Decimal", rate, target, mine[0], peer[0],
                   smaller=False)
        )  # fmt: skip
        peak = max(each[which][1] for each in rounds)
        figures.append(
            Figure(f"P5 settlement {name}, peak memory of 1,000,000 rows / 10,000",
                   peak / small[which][1], 1.1, mine[0], small[which][0])
        )  # fmt: skip
    return figures


def _run(code: str, file: Path) -> tuple[float, float, str]:
    """(microseconds, peak kilobytes, the total that was read)."""
    done = subprocess.run(
        [sys.executable, "-c", code + MEASURE, str(file)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-800:])
    elapsed, peak, total = json.loads(done.stdout)
    return elapsed, peak, total


def write_report(file: Path, rows: int, seed: int = 7) -> None:
    """A fortnight of a seller of 500 products: orders of one item, refunds, both kinds of stock."""
    chance = random.Random(seed)
    products = [(f"SKU-{n:04d}", chance.randrange(900, 9900), chance.randrange(300, 900))
                for n in range(500)]  # fmt: skip
    body = file.with_suffix(".rows")
    written = total = 0
    with body.open("w", newline="") as out:
        while written < rows:
            lines, minor = _order(chance, *chance.choice(products), written)
            lines = lines[: rows - written]
            total += sum(minor[: len(lines)])
            written += len(lines)
            out.writelines(lines)
    ends = ("2026-03-01 00:00:00 UTC", "2026-03-15 00:00:00 UTC", "2026-03-17 00:00:00 UTC")
    with file.open("w", newline="") as out, body.open(newline="") as said:
        out.write("\t".join(STANDARD) + "\n")
        out.write("\t".join([NUMBER, *ends, _amount(total), "USD", *[""] * 18]) + "\n")
        while piece := said.read(1 << 20):
            out.write(piece)
    body.unlink()


def _order(
    chance: random.Random, sku: str, price: int, fee: int, number: int
) -> tuple[list[str], list[int]]:
    order = f"{100 + number % 900}-{number:07d}-{chance.randrange(10**7):07d}"
    day = f"2026-03-{chance.randrange(1, 15):02d}"
    time = f"{chance.randrange(24):02d}:{chance.randrange(60):02d}:{chance.randrange(60):02d}"
    stock = chance.choice(("AFN", "AFN", "MFN"))
    refunded = chance.random() < 0.06
    sign = -1 if refunded else 1
    tax, commission = price * 8 // 100, price * 15 // 100
    parts = [
        ("ItemPrice", "Principal", price * sign),
        ("ItemPrice", "Tax", tax * sign),
        ("ItemWithheldTax", "MarketplaceFacilitatorTax-Principal", -tax * sign),
        ("ItemFees", "Commission", -commission * sign),
    ]
    if stock == "AFN" and not refunded:
        parts.append(("ItemFees", "FBAPerUnitFulfillmentFee", -fee))
    code = str(chance.randrange(10**13, 10**14))
    shipment = "" if refunded else f"D{chance.randrange(10**9)}"
    lines = [
        "\t".join((
            NUMBER, "", "", "", "", "", "Refund" if refunded else "Order", order, order, "",
            shipment, "Amazon.com", kind, what, _amount(minor), stock, day, f"{day} {time} UTC",
            code, "", "", sku, "1" if what == "Principal" else "", "",
        )) + "\n"
        for kind, what, minor in parts
    ]  # fmt: skip
    return lines, [minor for _, _, minor in parts]


def _amount(minor: int) -> str:
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}"
