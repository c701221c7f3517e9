"""What an eBay account must say, and what it must not. Each ValueError names the field first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector.channels.channel import Direction
from connector.http.ebay_signature import read_key
from connector.settings_parts import plain

if TYPE_CHECKING:
    from connector.settings import AccountSettings

__all__ = ["EBAY_ONLY", "check_ebay", "ebay_advice", "signing_key_of"]

EBAY_ONLY = ("ru_name", "signing_key", "signing_key_file", "signing_key_jwe")
_NEEDED = (
    ("marketplace_id", "an id like EBAY_US"),
    ("client_id", "the App ID of the application's keyset"),
    ("client_secret", "the Cert ID of the application's keyset"),
    ("refresh_token", "the refresh token that the seller's consent returned"),
)


def check_ebay(account: AccountSettings) -> None:
    """Raises ValueError."""
    for name, what in _NEEDED:
        if not plain(getattr(account, name)):
            raise ValueError(f'{name}: is missing; channel = "ebay" needs {what}')
    for name in ("shop", "token", "webhook_address"):
        if plain(getattr(account, name)):
            raise ValueError(f'{name}: is for channel = "shopify"; remove it')
    if account.marketplace_tax != "left out":
        raise ValueError(
            'marketplace_tax: is for channel = "amazon"; tax that eBay collects is never part of '
            "an order: remove it"
        )
    if account.settlement.model_fields_set:
        raise ValueError(
            'settlement: is for channel = "amazon"; an ebay account has no settlement reports: '
            "remove the section"
        )
    if account.refund_direction is Direction.FROM_BOOKS:
        raise ValueError(
            'refund_direction: "from books" is not offered for channel = "ebay": buyers ask for '
            'their refunds on eBay; write "to books"'
        )
    _check_keyset(account)
    _check_signing(account)


def _check_keyset(account: AccountSettings) -> None:
    """eBay writes the environment into the keys."""
    sandbox = account.store == "development"
    mark, other = ("-SBX-", "-PRD-") if sandbox else ("-PRD-", "-SBX-")
    if other in account.client_id and mark not in account.client_id:
        kind, store = ("production", "live") if sandbox else ("sandbox", "development")
        raise ValueError(
            f"client_id: is of a {kind} keyset ({other.strip('-')}), but store = "
            f'"{account.store}"; use the other keyset, or write store = "{store}"'
        )


def _check_signing(account: AccountSettings) -> None:
    if account.signing_key.get_secret_value() and account.signing_key_file:
        raise ValueError("signing_key: is given twice; keep it or signing_key_file")
    keyed = account.signing_key.get_secret_value() or account.signing_key_file
    if keyed and not account.signing_key_jwe.get_secret_value():
        raise ValueError(
            "signing_key_jwe: is missing; a signing key needs the JWE that eBay returned with it"
        )
    if not keyed and account.signing_key_jwe.get_secret_value():
        raise ValueError(
            "signing_key: is missing; signing_key_jwe needs the private key (or signing_key_file)"
        )
    if keyed:
        name = "signing_key_file" if account.signing_key_file else "signing_key"
        try:
            read_key(signing_key_of(account))
        except ValueError as wrong:
            raise ValueError(
                f"{name}: {wrong}; take privateKey of createSigningKey as it is"
            ) from None


def signing_key_of(account: AccountSettings) -> str:
    """The private key's text; empty where calls are not signed. Raises ValueError."""
    if not account.signing_key_file:
        return account.signing_key.get_secret_value()
    try:
        return account.signing_key_file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"{account.signing_key_file} cannot be read as a key file") from None


def ebay_advice(account: AccountSettings) -> tuple[str, ...]:
    """Of any account: nothing for another channel."""
    if account.channel != "ebay" or account.signing_key_jwe.get_secret_value():
        return ()
    if not account.ebay_site.signs:
        return ()
    return (
        f"{account.ebay_site.name}: sellers at home in the United Kingdom or the EU sign calls "
        "about money; set signing_key and signing_key_jwe if this seller is.",
    )
