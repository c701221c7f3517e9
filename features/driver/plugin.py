"""A run of scenarios on a stage with a foreign engine."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType

import pytest

from features.driver.carriers import Carrier, DriverFailed, DriverMissing
from features.driver.contract import BrokenAnswer
from features.driver.stage import DrivenStage
from features.expect import LeftOut
from features.fixtures import STAGE
from sandbox.hosting.authority import Authority

__all__ = ["Driven"]


class Driven:
    """A pytest plugin. `words`: how often an engine had to say something in words of its own."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._authority = Authority()
        self._folder = tempfile.TemporaryDirectory(prefix="driver-ca-")
        self._ca_file = self._authority.write_pem(Path(self._folder.name) / "ca.pem")
        self.words = 0

    def probe(self, *, connex: bool = False) -> None:
        """One call, so that a driver that does not work is told before the first scenario. Raises
        DriverMissing."""
        stage = self.stage(7)
        try:
            (stage.add_connex_account if connex else stage.add_account)("main")
            stage.refund_rows()
        except (DriverFailed, BrokenAnswer) as wrong:
            self.close()
            raise DriverMissing(f"the driver does not work: {wrong}") from wrong
        except LeftOut:
            return  # it works, and offers no status
        finally:
            stage.close()

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[STAGE] = self.stage

    def pytest_unconfigure(self) -> None:
        self.close()

    def close(self) -> None:
        self._carrier.close()
        self._folder.cleanup()

    def __enter__(self) -> Driven:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def stage(self, seed: int, kind: type[DrivenStage] = DrivenStage) -> DrivenStage:
        """The caller closes it."""
        return kind(seed, self._carrier, self._authority, self._ca_file, self._count_words)

    def _count_words(self) -> None:
        self.words += 1
