from __future__ import annotations

import msgspec
import pytest

from sandbox.kernel.store import Store, Table


class Doc(msgspec.Struct, frozen=True):
    id: int
    value: int
    group: str = ""


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def docs(store: Store) -> Table[Doc]:
    return store.table("docs", Doc)


@pytest.fixture
def doc() -> type[Doc]:
    return Doc
