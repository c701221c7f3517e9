"""The certificates with which a server of this machine answers for the platforms' host names."""

from __future__ import annotations

import ssl
from collections import OrderedDict
from pathlib import Path

import trustme

__all__ = ["Authority"]

_KEPT = 256  # any name below netsuite.com may be asked for


class Authority:
    """A certificate authority of this process, and one certificate for each host asked for."""

    def __init__(self) -> None:
        self._authority = trustme.CA(organization_name="connector-sandbox")
        self._contexts: OrderedDict[str, ssl.SSLContext] = OrderedDict()

    @property
    def pem(self) -> bytes:
        """What a client must trust (SSL_CERT_FILE, REQUESTS_CA_BUNDLE, NODE_EXTRA_CA_CERTS)."""
        return self._authority.cert_pem.bytes()

    def write_pem(self, path: Path) -> Path:
        path.write_bytes(self.pem)
        return path

    def context_for(self, host: str) -> ssl.SSLContext:
        context = self._contexts.get(host)
        if context is None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.set_alpn_protocols(["http/1.1"])
            self._authority.issue_cert(host).configure_cert(context)
            self._contexts[host] = context
            if len(self._contexts) > _KEPT:
                self._contexts.popitem(last=False)
        return context
