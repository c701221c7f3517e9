"""A Chromium of one's own: found on this machine, started without a window, ended afterwards.

Nothing is downloaded. It trusts the certificates of the sandbox alone, by their keys, and is told
of no other way out than the sandbox's proxy.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from features.browser.devtools import BrowserGone, DevTools, listening

__all__ = ["BrowserMissing", "find", "key_of", "started"]

NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
    "microsoft-edge",
)  # fmt: skip
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--disable-extensions", "--no-default-browser-check",
    "--lang=en-US", "--window-size=1440,900", "--hide-scrollbars", "--remote-debugging-port=0",
)  # fmt: skip
_START_SECONDS = 30.0
_END_SECONDS = 10.0


class BrowserMissing(RuntimeError):
    """There is no browser on this machine; the text says what to do."""


def find() -> str:
    """Chromium's program: CHROMIUM, else the first on PATH. Raises BrowserMissing."""
    named = os.environ.get("CHROMIUM", "")
    if named:
        found = shutil.which(named)
        if found is None:
            raise BrowserMissing(f"CHROMIUM names {named}, and there is no such program")
        return found
    for name in NAMES:
        found = shutil.which(name)
        if found is not None:
            return found
    raise BrowserMissing(
        "there is no Chromium on PATH (tried chromium, google-chrome and the like); install it, or "
        "let CHROMIUM name its program"
    )


def key_of(host: str, proxy: str, pem: Path) -> str:
    """The key with which the sandbox answers for `host`, checked against its authority: the form
    in which Chromium is told of it. Raises OSError."""
    place = urlsplit(proxy)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=10) as line:
        line.sendall(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n".encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            piece = line.recv(4096)
            if not piece:
                raise OSError(f"the proxy does not answer for {host}")
            answer += piece
        context = ssl.create_default_context(cafile=str(pem))
        with context.wrap_socket(line, server_hostname=host) as secure:
            given = secure.getpeercert(binary_form=True) or b""
    key = x509.load_der_x509_certificate(given).public_key()
    told = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b64encode(hashlib.sha256(told).digest()).decode()


@contextmanager
def started(program: str, *, proxy: str = "", keys: Sequence[str] = ()) -> Iterator[DevTools]:
    """A new browser without a past; `keys` are those of `key_of`. Raises BrowserGone."""
    with tempfile.TemporaryDirectory(
        prefix="connector-sandbox-browser-", ignore_cleanup_errors=True
    ) as folder:
        command = [program, *_FLAGS, f"--user-data-dir={folder}/profile"]
        if proxy:
            # Loopback goes by the proxy only where that is asked for: the port with prefixes is
            # reached as it is.
            command.append(f"--proxy-server={proxy}")
        if keys:
            command.append(f"--ignore-certificate-errors-spki-list={','.join(keys)}")
        said = Path(folder) / "said"
        with said.open("wb") as into:
            process = subprocess.Popen(
                [*command, "about:blank"],
                stdin=subprocess.DEVNULL,
                stdout=into,
                stderr=into,
                start_new_session=True,
            )
        try:
            with listening(_address(program, process, Path(folder) / "profile", said)) as devtools:
                yield devtools
        finally:
            _end(process)


def _address(program: str, process: subprocess.Popen[bytes], profile: Path, said: Path) -> str:
    """Where the browser listens; it writes that down. Raises BrowserGone."""
    told = profile / "DevToolsActivePort"
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        lines = told.read_text().splitlines() if told.exists() else []
        if len(lines) >= 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        if process.poll() is not None:
            break
        time.sleep(0.02)
    tail = " / ".join(said.read_text(errors="replace").splitlines()[-3:])
    raise BrowserGone(f"{program} did not start: {tail or 'it said nothing'}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """The browser and what it started: its own process group."""
    for kind in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, kind)
        except ProcessLookupError:
            break
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        if kind is signal.SIGTERM:
            time.sleep(0.1)  # its helpers end a moment later
    process.wait(_END_SECONDS)
