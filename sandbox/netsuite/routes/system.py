"""What the account says about itself: limits, its clock, its hosts, the token in use.

Sources: Help Center "GovernanceLimits Operation", "ServerTime Operation", "Issue Token and Revoke
Token REST Services for Token-based Authentication"; the discovery service `datacenterurls`, which
legacy clients call before a RESTlet. The members of `tokeninfo` beyond company, role and token
name are not published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request, Response
from sandbox.netsuite.errors import InsufficientPermission
from sandbox.netsuite.limits import account_limit
from sandbox.netsuite.restlets.errors import RestletError
from sandbox.netsuite.roles import Session
from sandbox.netsuite.routes.common import resource
from sandbox.netsuite.wire.values import Object, moment

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = [
    "DATA_CENTER_HOST",
    "DATA_CENTER_PATH",
    "TOKEN_INFO_PATH",
    "data_center_urls",
    "governance_limits",
    "server_time",
    "token_info",
]

DATA_CENTER_HOST = "rest.netsuite.com"
DATA_CENTER_PATH = "/rest/datacenterurls"
TOKEN_INFO_PATH = "/rest/tokeninfo"
COMPANY = "Acme Outdoor"


def governance_limits(netsuite: NetSuite, request: Request) -> Response:
    """For administrators only. Raises InsufficientPermission."""
    session = _session(netsuite)
    if not session.role.administrator:
        raise InsufficientPermission("You do not have permission to perform this operation.")
    integration = netsuite.auth.integrations[session.integration]
    answer: Object = {
        "accountConcurrencyLimit": account_limit(netsuite.settings),
        "accountUnallocatedConcurrencyLimit": netsuite.concurrency.unallocated(),
    }
    if integration.concurrency_limit is not None:
        answer["integrationConcurrencyLimit"] = integration.concurrency_limit
    specific = integration.concurrency_limit is not None
    answer["integrationLimitType"] = "integrationSpecific" if specific else "accountLimit"
    return resource(answer)


def server_time(netsuite: NetSuite, request: Request) -> Response:
    """UTC, to the second, milliseconds printed."""
    now = moment(netsuite.clock.now())
    return resource({"serverTime": f"{now[:-1]}.000Z"})


def data_center_urls(netsuite: NetSuite, request: Request) -> Response:
    """The hosts of an account; nobody logs in for that."""
    written = request.query.get("account", "")
    if written.upper().replace("-", "_") != netsuite.account_id:
        raise RestletError(
            "INVALID_ACCOUNT", f"The account '{written}' does not exist.", status=400
        )
    hosts = {
        "restDomain": netsuite.restlet_host,
        "webservicesDomain": netsuite.rest_host,
        "systemDomain": netsuite.app_host,
    }
    return Response.json({name: request.base or f"https://{host}" for name, host in hosts.items()})


def token_info(netsuite: NetSuite, request: Request) -> Response:
    session = _session(netsuite)
    token = netsuite.auth.tokens.get(session.token)
    return Response.json(
        {
            "companyName": COMPANY,
            "companyId": netsuite.account_id,
            "roleName": session.role.name,
            "roleId": session.role.id,
            "scriptId": session.role.script_id,
            "userName": session.user,
            "tokenName": "" if token is None else token.name,
            "consumerName": netsuite.auth.integrations[session.integration].name,
            "expires": None,
        }
    )


def _session(netsuite: NetSuite) -> Session:
    session = netsuite.session
    assert session is not None  # noqa: S101 - these routes are admitted
    return session
