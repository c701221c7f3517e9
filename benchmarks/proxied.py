"""P7: a signed-in read through the HTTPS proxy, against mitmproxy with a FastAPI application in it.

The same client for both: one connection that is kept open, TLS and all, one call after the other.
mitmproxy has a venv of its own, since it needs other versions of what is used here.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.figure import Figure, median_ratio
from benchmarks.peers import MissingPeer, Peers, interpreter
from benchmarks.served import await_port, serving

__all__ = ["PINS", "measure"]

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".bench-mitmproxy"
ROUNDS, CALLS = 7, 200
PEER = "shop.example"

PINS = (
    "aioquic==1.2.0",
    "annotated-doc==0.0.7",
    "annotated-types==0.8.0",
    "anyio==4.16.0",
    "asgiref==3.8.1",
    "attrs==26.1.0",
    "blinker==1.9.0",
    "Brotli==1.1.0",
    "certifi==2026.10.19.post1",
    "cffi==2.1.1",
    "click==8.5.1",
    "cryptography==44.0.3",
    "fastapi==0.165.0",
    "Flask==3.1.0",
    "h11==0.14.0",
    "h2==4.1.0",
    "hpack==4.2.0",
    "httptools==0.9.0",
    "hyperframe==6.0.1",
    "idna==3.20",
    "itsdangerous==2.2.0",
    "Jinja2==3.1.6",
    "kaitaistruct==0.10",
    "ldap3==2.9.1",
    "MarkupSafe==3.0.4",
    "mitmproxy==11.0.2",
    "mitmproxy_rs==0.10.7",
    "msgpack==1.1.0",
    "opentelemetry-api==1.45.2",
    "passlib==1.7.4",
    "publicsuffix2==2.20191221",
    "pyasn1==0.6.5",
    "pyasn1_modules==0.4.2",
    "pycparser==3.12",
    "pydantic==2.14.4",
    "pydantic_core==2.50.5",
    "pylsqpack==0.3.24",
    "pyOpenSSL==24.3.0",
    "pyparsing==3.2.0",
    "pyperclip==1.9.0",
    "python-dotenv==1.2.4",
    "PyYAML==6.0.4",
    "ruamel.yaml==0.18.6",
    "ruamel.yaml.clib==0.2.15",
    "service-identity==24.2.0",
    "sortedcontainers==2.4.0",
    "starlette==1.10.0",
    "tornado==6.4.2",
    "typing-inspection==0.4.5",
    "typing_extensions==4.16.0",
    "urwid==2.6.16",
    "uvicorn==0.54.0",
    "uvloop==0.23.0",
    "watchfiles==1.3.0",
    "wcwidth==0.9.4",
    "websockets==17.4",
    "Werkzeug==3.1.9",
    "wsproto==1.2.0",
    "zstandard==0.23.0",
)

ADDON = """
from fastapi import FastAPI
from mitmproxy.addons import asgiapp
app = FastAPI()
ORDER = {"id": "1", "lines": [{"item": "TEE-BLK", "quantity": 3, "rate": 19.99}] * 3,
    "total": 127.82, "memo": "m" * 1400}
@app.get("/orders/1")
async def order():
    return ORDER
addons = [asgiapp.ASGIApp(app, "shop.example", 443)]
"""


class Client:
    """One connection through a proxy."""

    def __init__(self, proxy: str, pem: str, host: str) -> None:
        place = urlsplit(proxy)
        trust = ssl.create_default_context(cafile=pem)
        self._line = http.client.HTTPSConnection(
            str(place.hostname), place.port, context=trust, timeout=30
        )
        self._line.set_tunnel(host, 443)

    def calls(self, path: str, headers: dict[str, str]) -> float:
        """Microseconds a call, the median."""
        measured = []
        for _ in range(CALLS):
            began = time.perf_counter()
            self._line.request("GET", path, headers=headers)
            answer = self._line.getresponse()
            answer.read()
            measured.append(time.perf_counter() - began)
            if answer.status != 200:
                raise RuntimeError(f"{path} was answered {answer.status}")
        return statistics.median(measured) * 1e6

    def close(self) -> None:
        self._line.close()


@contextmanager
def _mitmproxy(python: Path) -> Iterator[tuple[str, str]]:
    """Its address and its certificate."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
        free.close()
        addon = Path(folder) / "addon.py"
        addon.write_text(ADDON)
        command = [
            str(python.parent / "mitmdump"), "-q", "-p", str(port), "-s", str(addon),
            "--set", f"confdir={folder}", "--set", "connection_strategy=lazy",
            "--listen-host", "127.0.0.1",
        ]  # fmt: skip
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            await_port(port)
            yield f"http://127.0.0.1:{port}", str(Path(folder) / "mitmproxy-ca-cert.pem")
        finally:
            process.terminate()
            process.communicate()


def measure(peers: Peers) -> list[Figure]:
    python = interpreter(PINS, HOME)
    if sys.platform == "win32":
        raise MissingPeer("mitmdump is started as on Unix")
    figures = []
    with serving() as ours, _mitmproxy(python) as (proxy, pem):
        told = ours.told
        token = {"Authorization": f"Bearer {ours.bearer()}"}
        base = "/services/rest/record/v1"
        order = ours.ask("GET", f"/netsuite{base}/salesOrder?limit=1", token)["items"][0]["id"]
        host = f"{told['NETSUITE_ACCOUNT']}.suitetalk.api.netsuite.com"
        mine = Client(told["HTTPS_PROXY"], told["SSL_CERT_FILE"], host)
        theirs = Client(proxy, pem, PEER)
        peer: Callable[[], float] = partial(theirs.calls, "/orders/1", {})
        for what, path in (
            ("order", f"{base}/salesOrder/{order}"),
            ("currency", f"{base}/currency/1"),
        ):
            ratio, our_time, peer_time = median_ratio(
                partial(mine.calls, path, token), peer, ROUNDS
            )
            figures.append(
                Figure(f"P7 proxied {what} / mitmproxy", ratio, 0.35, our_time, peer_time)
            )
        mine.close()
        theirs.close()
    return figures
