"""Buyers, made up per seed. Every e-mail address is @example.com, which belongs to nobody."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from sandbox.world import World
from sandbox.worlds.facts import Buyer

__all__ = ["DANA", "buyers"]

# Who buys in every example: the storefront knows her from its first day.
DANA = Buyer(
    first_name="Dana",
    last_name="Whitfield",
    email="dana.whitfield@example.com",
    street="48 Chestnut Lane",
    city="Albany",
    region="New York",
    region_code="NY",
    postcode="12203",
    phone="+15185550143",
)


def buyers(world: World, abroad: bool = False) -> Iterator[Buyer]:
    """People without end, no name twice: in the United States, or in Germany when `abroad`."""
    from faker import Faker  # slow to import: only when somebody is made up

    faker = Faker("de_DE" if abroad else "en_US")
    place = "abroad" if abroad else "home"
    faker.seed_instance(world.ids.random(f"worlds.people.{place}").getrandbits(64))
    known: set[tuple[str, str]] = set()
    while True:
        first, last = faker.first_name(), faker.last_name()
        if (first, last) in known:
            continue
        known.add((first, last))
        region, code = "", ""
        if not abroad:
            region, code = faker.random_element(_STATES)
        number = len(known)
        yield Buyer(
            first_name=first,
            last_name=last,
            email=f"{_plain(first)}.{_plain(last)}.{'de' if abroad else 'us'}{number}@example.com",
            street=faker.street_address(),
            city=faker.city(),
            region=region,
            region_code=code,
            postcode=faker.postcode(),
            country="Germany" if abroad else "United States",
            country_code="DE" if abroad else "US",
            phone=_phone(number, abroad),
        )


def _phone(number: int, abroad: bool) -> str:
    """Numbers that are kept for stories; everybody after the hundredth has none."""
    if number >= 100:
        return ""
    return f"+49302312{number:04d}" if abroad else f"+16175550{100 + number}"


# Name and code belong together; Faker's two do not.
_STATES = (
    ("California", "CA"), ("Colorado", "CO"), ("Florida", "FL"), ("Illinois", "IL"),
    ("Massachusetts", "MA"), ("New York", "NY"), ("Ohio", "OH"), ("Oregon", "OR"),
    ("Texas", "TX"), ("Vermont", "VT"), ("Washington", "WA"),
)  # fmt: skip


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", folded.lower())
