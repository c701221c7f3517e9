"""Both adapters of jobs, and the workshop on files that both are tested with."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def victim() -> ModuleType:
    """`victim.py` as a module: it is a program, too."""
    spec = importlib.util.spec_from_file_location("connector_jobs_victim", HERE / "victim.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def system_database(victim: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of DBOS with its queue: making one takes a second."""
    folder = tmp_path_factory.mktemp("dbos")
    jobs = victim.adapter("dbos", folder)
    workshop = victim.FileWorkshop(folder)
    with closing(workshop.journal):
        jobs.start(workshop)
        jobs.stop()
    return folder / "j.jobs.db"


class Bench:
    """One test's folder; `jobs()` is an adapter of a new process, the former one being gone."""

    def __init__(self, name: str, folder: Path, victim: ModuleType) -> None:
        self.name, self.folder, self.victim = name, folder, victim
        self._open: list[Any] = []
        self._workshops: list[Any] = []

    def jobs(self) -> Any:
        self.leave()
        self._open.append(self.victim.adapter(self.name, self.folder))
        return self._open[-1]

    def workshop(self, **options: Any) -> Any:
        self._workshops.append(self.victim.FileWorkshop(self.folder, **options))
        return self._workshops[-1]

    def leave(self) -> None:
        for each in self._open:
            if self.name == "dbos":
                each.stop()
        self._open.clear()

    def close(self) -> None:
        self.leave()
        for each in self._workshops:
            each.journal.close()


@pytest.fixture
def new_bench(
    tmp_path: Path, victim: ModuleType, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], Bench]]:
    made: list[Bench] = []

    def new(name: str) -> Bench:
        if name == "dbos":
            shutil.copy(request.getfixturevalue("system_database"), tmp_path / "j.jobs.db")
        made.append(Bench(name, tmp_path, victim))
        return made[-1]

    yield new
    for each in made:
        each.close()


@pytest.fixture(params=["inline", "dbos"])
def jobs_bench(request: pytest.FixtureRequest, new_bench: Callable[[str], Bench]) -> Bench:
    return new_bench(request.param)
