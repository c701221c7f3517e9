"""The production names under which Intuit answers, and what answers where.

Source: developer.intuit.com "Create basic requests", "Set up OAuth 2.0"; the constants of
intuit-oauth and node-quickbooks.
"""

from __future__ import annotations

from sandbox.quickbooks_online.issuer import JWKS_PATH

__all__ = [
    "API",
    "AUTHORIZE",
    "COMPANY",
    "DISCOVERY",
    "FILES",
    "FILES_PATH",
    "HOSTS",
    "REVOKE",
    "SANDBOX_API",
    "SANDBOX_DISCOVERY",
    "TOKEN",
    "USER_INFO",
    "answers",
    "host_of",
]

API = "quickbooks.api.intuit.com"
SANDBOX_API = "sandbox-quickbooks.api.intuit.com"
APP_CENTER = "appcenter.intuit.com"
PLATFORM = "oauth.platform.intuit.com"
DEVELOPER_API = "developer.api.intuit.com"
DEVELOPER = "developer.intuit.com"
ACCOUNTS = "accounts.platform.intuit.com"
SANDBOX_ACCOUNTS = "sandbox-accounts.platform.intuit.com"
FILES = "intuit-qbo-prod-29.s3.amazonaws.com"
HOSTS = (
    API, SANDBOX_API, APP_CENTER, PLATFORM, DEVELOPER_API, DEVELOPER, ACCOUNTS, SANDBOX_ACCOUNTS,
    FILES,
)  # fmt: skip

AUTHORIZE = "/connect/oauth2"
TOKEN = "/oauth2/v1/tokens/bearer"
REVOKE = "/v2/oauth2/tokens/revoke"
USER_INFO = "/v1/openid_connect/userinfo"
DISCOVERY = "/.well-known/openid_configuration"
SANDBOX_DISCOVERY = "/.well-known/openid_sandbox_configuration"
COMPANY = "/v3/company/"
FILES_PATH = "/attachments/"

# A path answers on its own hosts only.
_PLACES = {
    AUTHORIZE: (APP_CENTER,),
    TOKEN: (PLATFORM,),
    REVOKE: (DEVELOPER_API,),
    USER_INFO: (ACCOUNTS, SANDBOX_ACCOUNTS),
    JWKS_PATH: (PLATFORM,),
    DISCOVERY: (DEVELOPER, DEVELOPER_API),
    SANDBOX_DISCOVERY: (DEVELOPER, DEVELOPER_API),
}


def host_of(path: str, company_host: str) -> str:
    """Where a client would look for `path`, a company's at `company_host`."""
    if path.startswith(FILES_PATH):
        return FILES
    return _PLACES.get(path.rstrip("/"), (company_host,))[0]


def answers(host: str, path: str) -> bool:
    """Whether `host` knows `path`, a route's path without a trailing slash."""
    name = host.partition(":")[0]
    if path.startswith(COMPANY):
        return name in (API, SANDBOX_API)
    if path.startswith(FILES_PATH):
        return name == FILES
    return name in _PLACES.get(path.rstrip("/"), ())
