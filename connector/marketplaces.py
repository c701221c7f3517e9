"""Amazon's marketplaces: where a seller sells, in which currency, and which host serves it.

Sources: Selling Partner API "Marketplace IDs", "SP-API Endpoints". `name` is how settlement reports
write a marketplace.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

__all__ = ["MARKETPLACES", "Marketplace", "marketplace"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Marketplace:
    country: str
    id: str
    currency: str
    name: str
    region: str
    """na, eu or fe: a seller account, its refresh token and its host belong to one."""

    def host(self, *, sandbox: bool) -> str:
        """The API's host name. Amazon's sandbox answers examples and keeps no state."""
        host = f"sellingpartnerapi-{self.region}.amazon.com"
        return f"sandbox.{host}" if sandbox else host


_KNOWN = """
US ATVPDKIKX0DER  USD Amazon.com    na
CA A2EUQ1WTGCTBG2 CAD Amazon.ca     na
MX A1AM78C64UM0Y8 MXN Amazon.com.mx na
BR A2Q3Y263D00KWC BRL Amazon.com.br na
GB A1F83G8C2ARO7P GBP Amazon.co.uk  eu
DE A1PA6795UKMFR9 EUR Amazon.de     eu
FR A13V1IB3VIYZZH EUR Amazon.fr     eu
IT APJ6JRA9NG5V4  EUR Amazon.it     eu
ES A1RKKUPIHCS9HS EUR Amazon.es     eu
NL A1805IZSGTT6HS EUR Amazon.nl     eu
BE AMEN7PMS3EDWL  EUR Amazon.com.be eu
IE A28R8C7NBKEWEA EUR Amazon.ie     eu
SE A2NODRKZP88ZB9 SEK Amazon.se     eu
PL A1C3SOZRARQ6R3 PLN Amazon.pl     eu
TR A33AVAJ2PDY3EV TRY Amazon.com.tr eu
AE A2VIGQ35RCS4UG AED Amazon.ae     eu
SA A17E79C6D8DWNP SAR Amazon.sa     eu
EG ARBP9OOSHTCHU  EGP Amazon.eg     eu
IN A21TJRUUN4KGV  INR Amazon.in     eu
ZA AE08WJ6YKNBMC  ZAR Amazon.co.za  eu
JP A1VC38T7YXB528 JPY Amazon.co.jp  fe
AU A39IBJ37TRP1C6 AUD Amazon.com.au fe
SG A19VAU5U5O7RUS SGD Amazon.sg     fe
"""


def _of(line: str) -> Marketplace:
    country, key, currency, name, region = line.split()
    return Marketplace(country=country, id=key, currency=currency, name=name, region=region)


MARKETPLACES = {each.country: each for each in map(_of, _KNOWN.strip().splitlines())}
_BY_ID = {each.id: each for each in MARKETPLACES.values()}


def marketplace(word: str) -> Marketplace:
    """By marketplace id or country code (UK counts as GB). Raises ValueError with the fix."""
    wanted = word.strip().upper()
    found = _BY_ID.get(wanted) or MARKETPLACES.get("GB" if wanted == "UK" else wanted)
    if found is not None:
        return found
    near = difflib.get_close_matches(wanted, _BY_ID, n=1, cutoff=0.8)
    hint = f"did you mean {near[0]} ({_BY_ID[near[0]].country})?" if near else ""
    hint = hint or f"write an id like ATVPDKIKX0DER or a country: {', '.join(MARKETPLACES)}"
    raise ValueError(f"{word!r} is not an Amazon marketplace; {hint}")
