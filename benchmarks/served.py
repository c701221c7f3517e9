"""P2, P3 and two minutes of load, of a world that `./run serve` serves.

P2   a signed-in read of an order through one worker, eight connections, against a static FastAPI
     route under the same uvicorn and moto_server's `GetItem`. What is compared is the processor
     time that the server spends on an answer, which is what bounds a worker; the wall would also
     count who sends the requests, and whatever else the machine does.
P3   from the start of the process to the first signed answer, against moto_server's first of S3.
load reads and writes of three platforms for two minutes: how much memory the server gains after
     its exchange log is full. What is made is deleted again where the platform allows it.
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

import psutil
from oauthlib.oauth1 import Client as Signer

from benchmarks.figure import Figure, median_ratio
from benchmarks.load import Loaded, load, request
from benchmarks.peers import Peers, interpreter
from sandbox.hosting.running import Running, started

__all__ = ["Served", "await_port", "measure_cold", "measure_load", "measure_throughput", "serving"]

ROOT = Path(__file__).resolve().parent.parent
SERVE = (sys.executable, "-m", "features.cli", "serve")
ROUNDS, SECONDS = 5, 2.0
COLD_ROUNDS = 5
MINUTES = 2
PATIENCE = 60.0

STATIC = """
import sys, uvicorn
from fastapi import FastAPI
app = FastAPI()
ORDER = {"id": "1", "lines": [{"item": "TEE-BLK", "quantity": 3, "rate": 19.99}] * 3,
    "total": 127.82, "memo": "m" * 1400}
@app.get("/orders/1")
async def order():
    return ORDER
uvicorn.run(app, port=int(sys.argv[1]), log_level="error", access_log=False)
"""


@dataclass
class Served:
    """A server of ours and what signs a client in. Requests go to a platform's prefix."""

    running: Running
    told: dict[str, str]
    pid: int

    def __post_init__(self) -> None:
        self.host, _, port = self.running.url.removeprefix("http://").partition(":")
        self.port = int(port)
        self.netsuite = f"{self.running.url}/netsuite"
        self._signer = Signer(
            self.told["NETSUITE_CONSUMER_KEY"],
            self.told["NETSUITE_CONSUMER_SECRET"],
            self.told["NETSUITE_TOKEN_ID"],
            self.told["NETSUITE_TOKEN_SECRET"],
            signature_method="HMAC-SHA256",
            realm=self.told["NETSUITE_ACCOUNT"],
        )

    def signed(self, method: str, path: str, body: bytes = b"") -> bytes:
        _, headers, _ = self._signer.sign(f"{self.netsuite}{path}", method)
        return self.request(
            method, f"/netsuite{path}", {**headers, "Content-Type": "application/json"}, body
        )

    def request(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
        return request(method, path, f"{self.host}:{self.port}", headers, body)

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Any:
        sent = Request(f"{self.running.url}{path}", body or None, headers, method=method)  # noqa: S310
        with urlopen(sent, timeout=30) as answer:  # noqa: S310 - http, to this machine
            return json.loads(answer.read() or b"null")

    def bearer(self) -> str:
        """An OAuth 2.0 token, so that a request can be sent again as it is."""
        from joserfc import jwt
        from joserfc.jwk import ECKey

        path = "/services/rest/auth/oauth2/v1/token"
        now = int(time.time())
        claims = {
            "iss": self.told["NETSUITE_CLIENT_ID"], "scope": ["rest_webservices"],
            "aud": f"{self.netsuite}{path}", "iat": now, "exp": now + 600,
        }  # fmt: skip
        header = {"alg": "ES256", "typ": "JWT", "kid": self.told["NETSUITE_CERTIFICATE_ID"]}
        key = ECKey.import_key(self.told["NETSUITE_PRIVATE_KEY"])
        kind = quote("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", safe="")
        form = (
            f"grant_type=client_credentials&client_assertion_type={kind}"
            f"&client_assertion={jwt.encode(header, claims, key)}"
        )
        typed = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.ask("POST", f"/netsuite{path}", typed, form.encode())
        return str(answer["access_token"])


@contextmanager
def serving(world: str = "acme") -> Iterator[Served]:
    with started(SERVE, [world]) as running:
        (server,) = [each for each in psutil.Process().children() if "serve" in each.cmdline()]
        yield Served(running, running.environment(), server.pid)


@contextmanager
def _process(command: list[str]) -> Iterator[tuple[int, int]]:
    """A server of somebody else on a free port: (port, pid), once something listens there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    process = subprocess.Popen(
        [*command, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        await_port(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(10)


def await_port(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.005)
    raise RuntimeError(f"nobody listens at {port}")


# -- P2 -------------------------------------------------------------------------------------------


def _moto(body: dict[str, Any], target: str, port: int) -> bytes:
    headers = {
        "X-Amz-Target": f"DynamoDB_20120810.{target}",
        "Content-Type": "application/x-amz-json-1.0",
        "Authorization": "AWS4-HMAC-SHA256 Credential=a/20261124/us-east-1/dynamodb/aws4_request, "
        "SignedHeaders=host, Signature=0",
    }
    return request("POST", "/", f"127.0.0.1:{port}", headers, json.dumps(body).encode())


def _per_answer(pid: int, port: int, sent: bytes) -> float:
    """Microseconds of the server's processor time an answer. Raises RuntimeError for an answer
    that is not 200."""
    before = _processor_seconds(pid)
    found: Loaded = asyncio.run(load("127.0.0.1", port, lambda: sent, SECONDS))
    spent = _processor_seconds(pid) - before
    strange = {status for status in found.statuses if status != 200}
    if strange or not found.answers:
        raise RuntimeError(f"{sent[:60]!r} was answered {dict(found.statuses)}")
    return spent * 1e6 / found.answers


def _processor_seconds(pid: int) -> float:
    spent = psutil.Process(pid).cpu_times()
    return float(spent.user + spent.system)


def _once(port: int, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(sent)
        answer = line.recv(65536)
    if b" 200 " not in answer.split(b"\r\n", 1)[0]:
        raise RuntimeError(f"moto_server: {answer[:200]!r}")


def measure_throughput(peers: Peers) -> list[Figure]:
    """Ratios of speed: ours over theirs, larger is better."""
    moto_server = str(interpreter().parent / "moto_server")
    item = {"id": {"S": "1"}, "body": {"S": "x" * 2000}}
    table = {
        "TableName": "orders", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    }  # fmt: skip
    figures = []
    with (
        serving() as ours,
        _process([sys.executable, "-c", STATIC]) as (static, static_pid),
        _process([str(interpreter()), moto_server, "-p"]) as (moto, moto_pid),
    ):
        _once(moto, _moto(table, "CreateTable", moto))
        _once(moto, _moto({"TableName": "orders", "Item": item}, "PutItem", moto))
        token = {"Authorization": f"Bearer {ours.bearer()}"}
        base = "/netsuite/services/rest/record/v1"
        order = ours.ask("GET", f"{base}/salesOrder?limit=1", token)["items"][0]["id"]
        read = request("GET", "/orders/1", f"127.0.0.1:{static}", {})
        get_item = _moto({"TableName": "orders", "Key": {"id": {"S": "1"}}}, "GetItem", moto)
        for what, path in (
            ("order", f"{base}/salesOrder/{order}"),
            ("currency", f"{base}/currency/1"),
        ):
            mine = partial(_per_answer, ours.pid, ours.port, ours.request("GET", path, token))
            for peer, target, theirs in (
                ("FastAPI static", 1.25, partial(_per_answer, static_pid, static, read)),
                ("moto_server", 20.0, partial(_per_answer, moto_pid, moto, get_item)),
            ):
                ratio, our_time, peer_time = median_ratio(mine, theirs, ROUNDS)
                figures.append(
                    Figure(
                        f"P2 served {what} / {peer}",
                        1 / ratio,
                        target,
                        our_time,
                        peer_time,
                        smaller=False,
                    )
                )
    return figures


# -- P3 -------------------------------------------------------------------------------------------


def _first_answer(world: str) -> float:
    """Microseconds from the start of the process to the first signed answer."""
    began = time.perf_counter()
    with started(SERVE, [world]) as running:
        served = Served(running, running.environment(), 0)
        _once(served.port, served.signed("GET", "/services/rest/record/v1/currency/1"))
        return (time.perf_counter() - began) * 1e6


def _first_of_moto() -> float:
    began = time.perf_counter()
    with _process([str(interpreter()), str(interpreter().parent / "moto_server"), "-p"]) as (
        port,
        _,
    ):
        signed = "AWS4-HMAC-SHA256 Credential=a/20261124/us-east-1/s3/aws4_request, Signature=0"
        _once(port, request("PUT", "/orders", f"127.0.0.1:{port}", {"Authorization": signed}))
        return (time.perf_counter() - began) * 1e6


def measure_cold(peers: Peers) -> list[Figure]:
    figures = []
    for world in ("acme", "empty"):
        ratio, ours, theirs = median_ratio(
            partial(_first_answer, world), _first_of_moto, COLD_ROUNDS
        )
        figures.append(
            Figure(f"P3 served {world} cold start / moto_server", ratio, 0.6, ours, theirs)
        )
    return figures


# -- load -----------------------------------------------------------------------------------------


class Mixed:
    """Requests of three platforms in turn; every customer that is made is deleted later."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.source = random.Random(7)
        self.number = 0
        token = {"Authorization": f"Bearer {served.bearer()}"}
        self.token = {**token, "Content-Type": "application/json"}
        records = "/netsuite/services/rest/record/v1"
        found = served.ask("GET", f"{records}/salesOrder?limit=20", token)["items"]
        self.orders = [f"/services/rest/record/v1/salesOrder/{each['id']}" for each in found]
        self.shop = {
            "X-Shopify-Access-Token": served.told["SHOPIFY_TOKEN"],
            "Content-Type": "application/json",
        }
        form = f"grant_type=refresh_token&refresh_token={served.told['QBO_REFRESH_TOKEN']}"
        answer = served.ask(
            "POST",
            "/quickbooks_online/oauth2/v1/tokens/bearer",
            {
                "Authorization": _basic(served.told),
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
            },
            form.encode(),
        )
        self.books = {
            "Authorization": f"Bearer {answer['access_token']}",
            "Accept": "application/json",
        }
        self.company = f"/quickbooks_online/v3/company/{served.told['QBO_REALM_ID']}"

    def __call__(self) -> bytes:
        self.number += 1
        return self._ways()[self.number % 8]()

    def _ways(self) -> list[Callable[[], bytes]]:
        served, order = self.served, self.source.choice(self.orders)
        shop = "/shopify/admin/api/2026-07"
        graphql = b'{"query": "{ orders(first: 5) { nodes { id name } } }"}'
        suiteql = b'{"q": "SELECT id, trandate FROM transaction"}'
        query = "select%20*%20from%20Invoice%20maxresults%205"
        customer = f"/netsuite/services/rest/record/v1/customer/eid:load-{self.number // 8}"
        made = b'{"firstName": "Load", "lastName": "Test"}'
        return [
            partial(served.request, "GET", f"/netsuite{order}", self.token),
            partial(served.signed, "GET", order),
            partial(served.request, "PUT", customer, self.token, made),
            partial(served.request, "GET", f"{shop}/orders.json?limit=5", self.shop),
            partial(served.request, "POST", f"{shop}/graphql.json", self.shop, graphql),
            partial(served.request, "DELETE", customer, self.token),
            partial(served.request, "GET", f"{self.company}/query?query={query}", self.books),
            partial(
                served.request, "POST", "/netsuite/services/rest/query/v1/suiteql",
                {**self.token, "Prefer": "transient"}, suiteql,
            ),
        ]  # fmt: skip


def _basic(told: dict[str, str]) -> str:
    from base64 import b64encode

    pair = f"{told['QBO_CLIENT_ID']}:{told['QBO_CLIENT_SECRET']}"
    return f"Basic {b64encode(pair.encode()).decode()}"


def measure_load(peers: Peers) -> list[Figure]:
    """Memory at the end over memory when the log of exchanges was full."""
    with serving() as served:
        process = psutil.Process(served.pid)
        mixed = Mixed(served)
        warm = asyncio.run(load(served.host, served.port, mixed, MINUTES * 60 / 4))
        before = process.memory_info().rss
        loaded = asyncio.run(load(served.host, served.port, mixed, MINUTES * 60 * 3 / 4))
        after = process.memory_info().rss
        bugs = served.ask("GET", "/_sandbox/v1/worlds", {})[0]["bugs"]
    total = warm.statuses + loaded.statuses
    wrong = {status: count for status, count in total.items() if status >= 500}
    if bugs or wrong:
        raise RuntimeError(f"under load: {bugs} unexpected errors, {wrong}")
    shown = ", ".join(f"{status}: {count:,}" for status, count in sorted(total.items()))
    print(
        f"  {total.total():,} answers ({shown}); {before >> 20} MB, then {after >> 20} MB",
        file=sys.stderr,
    )
    return [
        Figure("load two minutes, memory after / before", after / before, 1.05, loaded.microseconds)
    ]
