"""`./run bench`: what counts as worse, and what the command answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., "CompletedProcess[str]"]

FIGURES = """
import json
from benchmarks.figure import Figure, compare
ratio = lambda value: Figure("ratio", value, 0.25, 1.0, 4.0)
speed = lambda value: Figure("speed", value, 100.0, 1.0, smaller=False)
known = {"ratio": 1.0, "speed": 50.0}
print(json.dumps({
    "met": [ratio(0.25).met, ratio(0.26).met, speed(100.0).met, speed(99.0).met],
    "worse": [[each.name for each in compare([figure], known)] for figure in (
        ratio(1.19), ratio(1.21), ratio(0.5), speed(42.0), speed(41.0), speed(90.0),
        Figure("new", 9.0, 1.0, 1.0))],
}))
"""


def test_a_figure_may_be_a_fifth_worse_and_not_more(python: Run) -> None:
    assert json.loads(python(FIGURES).stdout) == {
        "met": [True, False, True, False],
        "worse": [[], ["ratio"], [], [], ["speed"], [], []],
    }


def test_the_ratio_is_the_median_of_rounds(python: Run) -> None:
    code = """
from benchmarks.figure import median_ratio
ours, peer = iter([1.0, 9.0, 3.0]), iter([2.0, 3.0, 3.0])
print(median_ratio(lambda: next(ours), lambda: next(peer), 3))
"""
    assert python(code).stdout.strip() == "(1.0, 3.0, 3.0)"


def test_an_unknown_name_is_refused(cli: Run) -> None:
    done = cli("bench", "P99")
    assert done.returncode == 2
    assert "P7, P8, load" in done.stderr


def test_every_committed_figure_is_on_the_page() -> None:
    page = (ROOT / "docs" / "performance.md").read_text()
    known = json.loads((ROOT / "benchmarks" / "figures.json").read_text())
    for name in known:
        assert f"| {name.split(' ', 1)[0]} |" in page
    assert f"{known['P6 scenario of ten signed calls / of none']:.1f}" in page


def test_the_peers_are_pinned_exactly(python: Run) -> None:
    code = (
        "from benchmarks import peers, proxied; "
        "print([pin for pin in peers.PINS + proxied.PINS if '==' not in pin])"
    )
    assert python(code).stdout.strip() == "[]"


def test_the_load_generator_counts_what_is_answered(python: Run) -> None:
    code = """
import asyncio
from benchmarks.load import load, request
async def answer(reader, writer):
    for status, tail in ((200, ""), (404, ""), (200, "Connection: close\\r\\n")):
        await reader.readuntil(b"\\r\\n\\r\\n")
        writer.write(f"HTTP/1.1 {status} x\\r\\nContent-Length: 2\\r\\n{tail}\\r\\nab".encode())
    await writer.drain()
    writer.close()
async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    sent = request("GET", "/", "x", {})
    loaded = await load("127.0.0.1", port, lambda: sent, 0.2, connections=2)
    print(sorted(loaded.statuses), loaded.statuses[200] > loaded.statuses[404] > 0)
    server.close()
asyncio.run(main())
"""
    assert python(code).stdout.strip() == "[200, 404] True"
