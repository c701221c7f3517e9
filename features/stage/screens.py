"""The connector's screens and its schedule."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from connector.channels.channel import Direction
from connector.engine import ChecklistIncomplete, SettingsRefused
from connector.flows.directions import Sync
from connector.rows import List, Retrieval, Row
from features.expect import StateDiffers, expect_state, expect_text
from features.stage.storefront import Storefront
from features.wire import EngineKilled

__all__ = ["Screens"]


class Screens(Storefront):
    """What a tester clicks and reads there, and what runs by itself."""

    def run_sync(self, sync: Sync, account: str = "main") -> None:
        """One run now, by hand."""
        self._attempt(lambda: self.run(self.engine.run(account, sync)))

    def order_row(self, name: str = "") -> Row:
        wanted = name or self.order_name
        rows = [row for row in self.engine.rows(List.ORDERS) if row.order_name == wanted]
        if not rows:
            raise StateDiffers(f"there is no order row for {wanted}")
        return rows[-1]

    def refund_rows(self) -> list[Row]:
        return list(self.engine.rows(List.OTHER_TRANSACTIONS))

    @property
    def refund_row(self) -> Row:
        rows = self.refund_rows()
        if not rows:
            raise StateDiffers("there is no refund row")
        return rows[-1]

    def expect_status(self, row: Row, status: str) -> None:
        """The row reads the documented word. Raises StateDiffers."""
        reason = f" ({row.problem.sentence})" if row.problem else ""
        expect_state(str(row.status), status, f"status of {row.order_name}{reason}")

    def expect_words(self, said: str | None, *pieces: str, what: str) -> None:
        """What the screen says holds every piece. Raises StateDiffers."""
        expect_text(said, *pieces, what=what)

    def retrieve_order(self, asked: str, account: str = "main") -> Retrieval:
        return self._retrieve(lambda: self.engine.retrieve_order(account, asked))

    def retrieve_refund(self, asked: str, source: str, account: str = "main") -> Retrieval:
        return self._retrieve(lambda: self.engine.retrieve_refund(account, asked, source=source))

    def _retrieve(self, ask: Callable[[], Coroutine[Any, Any, Retrieval]]) -> Retrieval:
        def retrieve() -> None:
            self.retrieval = self.run(ask())

        self._attempt(retrieve)
        if self.retrieval is None:
            raise StateDiffers("the engine was killed before it had retrieved anything")
        return self.retrieval

    def act(self, entry: str, row: Row) -> None:
        """Choose an entry of the Action menu."""
        actions: dict[str, Callable[[int], Any]] = {
            "Post Order to NetSuite": lambda row_id: self.run(self.engine.post(row_id)),
            "Update Order in NetSuite": lambda row_id: self.run(self.engine.update_order(row_id)),
            "Cancel": self.engine.cancel,
            "Uncancel": self.engine.uncancel,
            "Delete from FarApp": self.engine.delete,
        }
        self._attempt(lambda: actions[entry](row.id))

    def post_twice_at_once(self, row: Row) -> None:
        """Two engines on one journal, as two windows or two machines on one database."""

        def post() -> None:
            first = self.engine
            self.start_engine()

            async def both() -> None:
                await asyncio.gather(first.post(row.id), self.engine.post(row.id))

            try:
                self.run(both())
            finally:
                self.run(first.aclose())

        self._attempt(post)

    def switch(self, sync: Sync, on: bool = True, account: str = "main") -> None:
        """Click a switch under Manage Data Syncs; a refusal is remembered, not raised."""
        try:
            self.switched = self.engine.set_switch(account, sync, on)
        except SettingsRefused as refused:
            self.switched = refused

    def activate(self, direction: Direction, account: str = "main") -> None:
        """Turn a refund sync on the way the deployment check list asks for."""
        try:
            self.switched = self.run(self.engine.activate_refund_sync(account, direction))
        except (ChecklistIncomplete, SettingsRefused) as refused:
            self.switched = refused

    def retrieve_and_post(self, name: str, source: str) -> None:
        """Retrieve, then post every row that the window brought."""
        retrieved = self.retrieve_refund(name, source)
        for row in retrieved.rows:
            self.act("Post Order to NetSuite", row)

    def let_time_pass(self, minutes: int, every: int = 10) -> None:
        """World time passes and whatever the schedule makes due runs, every ten minutes."""
        for _ in range(max(1, minutes // every)):
            self._tick(every)
        self._let_the_schedule_mend(every)

    def _let_the_schedule_mend(self, every: int = 10) -> None:
        """After a trouble of a sweep the schedule itself is the remedy: its next two turns."""
        if self._was_struck():
            for _ in range(180 // every):
                self.mending_turns += 1
                self._tick(every)

    def _tick(self, minutes: int) -> None:
        self.turns += 1
        self.world.advance(minutes=minutes)
        self.run(self.world.pump())
        self._due()

    def _due(self) -> None:
        try:
            self.run(self.engine.run_due())
        except EngineKilled:
            self.start_engine()
