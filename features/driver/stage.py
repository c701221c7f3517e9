"""The stage with a foreign engine on it, which reaches the world through an HTTPS proxy."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from connector.channels.channel import Direction
from connector.flows.settlements.items import KINDS, item_for, kind_name
from connector.rows import Row
from connector.run_steps import RunReport
from connector.settings import SettingsInvalid
from features.driver.carriers import Carrier
from features.driver.engine import ForeignEngine
from features.driver.line import Line, Traps
from features.driver.scene import Scene
from features.expect import LeftOut, StateDiffers
from features.recorder import ScenarioResult
from features.stage import Stage
from sandbox.audit import AuditReport
from sandbox.hosting.proxy import Authority, Proxy
from sandbox.netsuite.rules import operations
from sandbox.world import World, open_world

if TYPE_CHECKING:
    from connector.engine import Engine

__all__ = ["DrivenStage"]

# Words of the screens that say how long an engine leaves something open, which is its own affair.
OPEN = ("Posting in Progress", "Scheduled to Post to NetSuite", "Checking QuickBooks", "To Sync")


class DrivenStage(Stage):
    """`in_words` is told when the engine had to say something in its own. The world's clock runs,
    since a foreign engine waits by its own."""

    def __init__(
        self,
        seed: int,
        carrier: Carrier,
        authority: Authority,
        ca_file: Path,
        in_words: Callable[[], None],
    ) -> None:
        self._carrier = carrier
        self._authority = authority
        self._ca_file = ca_file
        self._proxy: Proxy | None = None
        self._in_words = in_words
        super().__init__(seed=seed)

    # --- the world and its line -----------------------------------------------------------------

    def _open(self, start: datetime) -> None:
        self._hang_up()
        self.world = self._make_world(start)
        self.world.clock.run()
        traps = Traps(self.world, self._kill if self._carrier.kills else None)
        self.transport = traps
        line = Line.of(self.world)
        assert isinstance(line, Line)  # `of` makes what it is called on
        line.traps = traps
        self._proxy = Proxy(line, self._authority)
        self.run(self._proxy.__aenter__())
        self.scene = Scene(
            world=self.world,
            run=self.run,
            state=self._new_state(),
            proxy=self._proxy.url,
            ca_file=str(self._ca_file),
            ended=self._note,
        )

    def _make_world(self, start: datetime) -> World:
        return open_world("features", seed=self.seed, start=start)

    def _note(self, report: RunReport) -> None:
        self.report = report

    def _new_state(self) -> str:
        return self.closing.enter_context(tempfile.TemporaryDirectory(prefix="driver-"))

    def _hang_up(self) -> None:
        if self._proxy is not None:
            self.run(self._proxy.__aexit__(None, None, None))
            self._proxy = None

    def _kill(self) -> None:
        self.scene.killed = True
        self._carrier.kill()

    def close(self) -> None:
        self._carrier.close()
        self._hang_up()
        self.journal.close()
        self.closing.close()
        self._runner.close()

    # --- the engine -----------------------------------------------------------------------------

    def start_engine(self) -> None:
        """Settings go with every call; the process stays."""
        try:
            settings = self.settings()
        except SettingsInvalid:
            raise LeftOut("the refusal of settings is the engine's own screen") from None
        if settings.environment_conflicts:
            raise LeftOut("the refusal of settings is the engine's own screen")
        self.scene.settings = settings
        self.scene.settings_file = self.settings_file()
        self.engine = self._foreign(self._carrier)

    def _foreign(self, carrier: Carrier) -> Engine:
        # It has as much of an engine as the contract can stand for; the rest raises LeftOut.
        return cast("Engine", ForeignEngine(self.scene, carrier))

    def use_new_journal(self) -> None:
        """Another machine: another process, an empty folder."""
        self._carrier.close()
        self.scene.state = self._new_state()
        self.start_engine()

    def create_items(self, account: str = "main") -> list[str]:
        """By people in NetSuite: how an engine has them made is its own affair."""
        netsuite = self.world.netsuite
        names = [
            item_for(kind_name(amount_type, each), {})
            for amount_type, kinds in KINDS
            for each in kinds
        ]
        known = {each.item_id for each in netsuite.records.items}
        made = [name for name in dict.fromkeys(names) if name not in known]
        for name in made:
            fields = {"item_id": name, "is_taxable": False}
            operations.create(netsuite, "otherChargeSaleItem", fields)
        return made

    def own_tie_out(self) -> None:
        """A foreign engine has none that could be asked; the judge looks at the end."""

    def failures(self) -> str:
        return "the engine says why on its own screen"

    def offer_only(self, direction: Direction) -> None:
        raise LeftOut("what a channel offers is the engine's own affair")

    def sell_in_corner_shop(self) -> None:
        raise LeftOut("the corner shop has no address on the network")

    def listen(self, account: str = "main") -> None:
        raise LeftOut("webhooks are no part of the contract")

    def type_command(self, words: list[str]) -> None:
        raise LeftOut("the command line is the engine's own")

    def post_twice_at_once(self, row: Row) -> None:
        raise LeftOut("two windows on one row are the engine's own screens")

    def run_two_machines_at_once(self) -> None:
        raise LeftOut("two machines at once are two drivers; the contract speaks to one")

    @property
    def switched(self) -> Any:
        raise LeftOut("Manage Data Syncs is the engine's own screen")

    @switched.setter
    def switched(self, switch: object) -> None:
        """Nobody reads it."""

    @property
    def words_seen(self) -> Any:
        raise LeftOut("what a row reads while it is posted is on the engine's own screen")

    @words_seen.setter
    def words_seen(self, words: object) -> None:
        """Nobody reads them."""

    # --- what the engine says -------------------------------------------------------------------

    def expect_status(self, row: Row, status: str) -> None:
        if status in OPEN:
            raise LeftOut(f'how long a row reads "{status}" is the engine\'s own affair')
        super().expect_status(row, status)

    def expect_words(self, said: str | None, *pieces: str, what: str) -> None:
        """That it says something; the sentences of the scenario are another engine's."""
        self._in_words()
        if not (said or "").strip():
            raise StateDiffers(f"{what}: the engine says nothing")

    def compare_verdicts(self, report: AuditReport, *, lines: bool = True) -> None:
        """A foreign engine has no tie-out to compare with."""

    def describe(self, result: ScenarioResult) -> None:
        self.scene.over = True
        super().describe(result)
