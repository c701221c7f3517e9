"""The variables of a client, in the three ways to write them."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from features.serving import Format
from sandbox.hosting.environment import PRELOAD, write
from sandbox.hosting.environment import Format as Ways

VALUES = {
    "PLAIN": "http://w1:world@127.0.0.1:8801",
    "EMPTY": "",
    "ODD": "a 'b' \"c\" $HOME `id` \\n\\",
    "PEM": "-----BEGIN PRIVATE KEY-----\nMIG/+=\n-----END PRIVATE KEY-----\n",
}


def test_a_shell_reads_what_was_written() -> None:
    script = write(VALUES, Ways.SHELL) + "".join(f'printf "%s\\0" "${name}"; ' for name in VALUES)
    seen = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=True).stdout
    assert seen.decode().split("\0")[:-1] == list(VALUES.values())


def test_json_reads_what_was_written() -> None:
    assert json.loads(write(VALUES, Ways.JSON)) == VALUES


def test_a_dotenv_file_has_one_line_a_variable() -> None:
    assert write(VALUES, Ways.DOTENV).splitlines() == [
        "PLAIN=http://w1:world@127.0.0.1:8801",
        "EMPTY=",
        r'''ODD="a 'b' \"c\" \$HOME `id` \\n\\"''',
        r'PEM="-----BEGIN PRIVATE KEY-----\nMIG/+=\n-----END PRIVATE KEY-----\n"',
    ]


def test_the_command_knows_the_same_formats() -> None:
    assert set(Format) == set(Ways)


def test_a_client_is_told_everything(serve: Any) -> None:
    async def use(served: Any) -> Any:
        service = served.service
        return [service.environment(world) for world in served.hub], service.pem.read_bytes()

    (first, second), pem = serve(use, worlds=("one", "two"))
    for name in (
        "NETSUITE_ACCOUNT", "NETSUITE_CONSUMER_KEY", "NETSUITE_CONSUMER_SECRET",
        "NETSUITE_TOKEN_ID", "NETSUITE_TOKEN_SECRET", "SHOPIFY_SHOP", "SHOPIFY_TOKEN",
        "SHOPIFY_API_VERSION", "QBO_CLIENT_ID", "QBO_CLIENT_SECRET", "QBO_REFRESH_TOKEN",
        "QBO_REALM_ID", "HTTPS_PROXY", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE",
        "NODE_EXTRA_CA_CERTS", "NODE_OPTIONS", "SANDBOX_URL", "SANDBOX_WORLD",
    ):  # fmt: skip
        assert first[name], name
        assert second[name], name
    assert second["HTTPS_PROXY"] == first["HTTPS_PROXY"].replace("http://", "http://two:world@")
    assert (first["SANDBOX_WORLD"], second["SANDBOX_WORLD"]) == ("one", "two")
    assert first["SSL_CERT_FILE"] == first["NODE_EXTRA_CA_CERTS"] == first["REQUESTS_CA_BUNDLE"]
    assert first["CURL_CA_BUNDLE"] == first["SSL_CERT_FILE"]
    assert pem.startswith(b"-----BEGIN CERTIFICATE-----")
    assert first["NODE_OPTIONS"] == f"--require={PRELOAD}"
    assert PRELOAD.read_text().startswith("// Loaded before a program (node --require)")
