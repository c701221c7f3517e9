"""Whatever a body holds, the company answers with a Fault or writes something sound."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import UnionType
from typing import Any, get_args, get_origin

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.quickbooks_online.errors import QuickBooksFault
from sandbox.quickbooks_online.records import ENTITIES, LinkedTxn, MemoRef, Part, Ref
from sandbox.quickbooks_online.rules.views import shown

D = Decimal

IDS = st.sampled_from(
    ["1", "2", "3", "4", "35", "79", "81", "84", "999", "SHIPPING_ITEM_ID", "", "TAX"]
)
TEXTS = st.sampled_from(
    [
        "", "x", "O'Brien", "SalesItemLineDetail", "DiscountLineDetail", "Check", "Inventory",
        "Debit", "Bank", "2026-11-02", "2026-02-31", "y" * 30, "true", "DepositLineDetail",
        "JournalEntryLineDetail", "AccountBasedExpenseLineDetail", "ItemBasedExpenseLineDetail",
        "Credit", "Cash", "Service", "Invoice", "Payment", "SalesReceipt", "DescriptionOnly",
    ]
)  # fmt: skip
NUMBERS = st.sampled_from([0, 1, -1, 5, D("19.99"), D("0.005"), D("-3.50"), "2", "1e99", 10**14])
ODD = st.one_of(TEXTS, NUMBERS, st.none(), st.booleans(), st.just([]), st.just({}))


def values(hint: Any, depth: int) -> st.SearchStrategy[Any]:
    """Mostly what the member takes, now and then anything."""
    origin = get_origin(hint)
    if origin is UnionType:
        hint = next(each for each in get_args(hint) if each is not type(None))
        origin = get_origin(hint)
    right: st.SearchStrategy[Any]
    if origin is tuple:
        right = st.lists(values(get_args(hint)[0], depth), max_size=3)
    elif hint in (Ref, MemoRef):
        right = st.fixed_dictionaries({"value": IDS})
    elif hint is LinkedTxn:
        right = st.fixed_dictionaries({"TxnId": IDS, "TxnType": TEXTS})
    elif isinstance(hint, type) and issubclass(hint, Part):
        right = bodies(hint, depth + 1) if depth < 3 else st.just({})
    elif hint in (Decimal, int):
        right = NUMBERS
    elif hint is bool:
        right = st.booleans()
    else:
        right = TEXTS
    return right if depth else st.one_of(*[right] * 30, ODD)


def bodies(struct: type[msgspec.Struct], depth: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    members = {
        field.encode_name: values(field.type, depth)
        for field in msgspec.structs.fields(struct)
        if field.encode_name not in ("Id", "SyncToken", "MetaData", "CustomField")
    }
    return st.fixed_dictionaries({}, optional=members)


REQUESTS = st.sampled_from(sorted(ENTITIES)).flatmap(
    lambda name: st.tuples(st.just(name), bodies(ENTITIES[name].struct), st.booleans())
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large,
    ],
)  # fmt: skip
@given(requests=st.lists(REQUESTS, min_size=1, max_size=4))
def test_any_body_is_answered(
    new_books: Callable[[], Any], requests: list[tuple[str, dict[str, Any], bool]]
) -> None:
    books = new_books()
    who = books.create("Customer", {"DisplayName": "Jane Roe"})
    books.create("Invoice", books.w1(who.id))
    for entity, body, sparse in requests:
        before = books.store.fingerprint("quickbooks_online.")
        try:
            if ENTITIES[entity].create:
                made = books.create(entity, body)
            else:
                made = next(iter(books.records.table(entity)))
            shown(books, books.update(made, {**body, "sparse": sparse}))
        except QuickBooksFault:
            if not ENTITIES[entity].create:
                assert books.store.fingerprint("quickbooks_online.") == before
        books.sound()
