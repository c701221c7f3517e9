"""What a developer asks about the application: how much it may still call, its keys.

Sources: official descriptions Analytics v1_beta, Key Management v1.0.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.ebay import hosts, signing_keys
from sandbox.ebay.auth_records import SigningKey
from sandbox.ebay.errors import SigningKeyError
from sandbox.ebay.limits import ALLOWANCES, DAY_SECONDS
from sandbox.ebay.routes.common import Params, answer, body_of, nothing
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.ebay.app import Ebay

__all__ = ["ROUTES"]


def rates(ebay: Ebay, request: Request) -> Response:
    """getRateLimits and getUserRateLimits: allowances of today; 204 when nothing fits."""
    params = Params(request)
    context, name = params.one("api_context").lower(), params.one("api_name").lower()
    client = ebay.auth.authenticate(request).application
    reset = ebay.limits.reset().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for resource, each in ALLOWANCES.items():
        if context not in ("", each.context) or name not in ("", each.api.lower()):
            continue
        used = ebay.limits.used(client, resource)
        rate = {
            "count": used,
            "limit": each.calls,
            "remaining": each.calls - used,
            "reset": reset,
            "timeWindow": DAY_SECONDS,
        }
        key = (each.context, each.api, each.version)
        found.setdefault(key, []).append({"name": resource, "rates": [rate]})
    if not found:
        return nothing()
    told = [
        {"apiContext": key[0], "apiName": key[1], "apiVersion": key[2], "resources": resources}
        for key, resources in found.items()
    ]
    return answer({"rateLimits": told})


def create_key(ebay: Ebay, request: Request) -> Response:
    """createSigningKey: the only answer with the private key. Raises SigningKeyError."""
    body = body_of(request)
    if not isinstance(body, dict):
        raise SigningKeyError(210006)
    cipher = body.get("signingKeyCipher")
    if cipher not in signing_keys.CIPHERS:
        raise SigningKeyError(210001)
    key = ebay.create_signing_key(cipher, ebay.auth.authenticate(request).application)
    return answer({**_key(key), "privateKey": key.private_key})


def keys(ebay: Ebay, request: Request) -> Response:
    """getSigningKeys: those of the application."""
    client = ebay.auth.authenticate(request).application
    mine = [each for each in ebay.auth.signing_keys if each.application == client]
    return answer({"signingKeys": [_key(each) for each in mine]})


def key(ebay: Ebay, request: Request) -> Response:
    """getSigningKey. Raises SigningKeyError."""
    client = ebay.auth.authenticate(request).application
    found = ebay.auth.signing_keys.get(request.params["signing_key_id"])
    if found is None or found.application != client:
        raise SigningKeyError(210002, signingKeyId=request.params["signing_key_id"])
    return answer(_key(found))


def _key(key: SigningKey) -> dict[str, Any]:
    return {
        "creationTime": int(key.created.timestamp()),
        "expirationTime": int(key.expires.timestamp()),
        "jwe": key.jwe,
        "publicKey": key.public_key,
        "signingKeyCipher": key.cipher,
        "signingKeyId": key.id,
    }


_KEYS = f"{hosts.KEYS}/signing_key"
ROUTES: tuple[Route[Ebay], ...] = (
    Route("GET", f"{hosts.ANALYTICS}/rate_limit/", rates),
    Route("GET", f"{hosts.ANALYTICS}/user_rate_limit/", rates),
    Route("GET", _KEYS, keys),
    Route("POST", _KEYS, create_key),
    Route("GET", f"{_KEYS}/{{signing_key_id}}", key),
)
