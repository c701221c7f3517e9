"""Access tokens that rotate: kept before they are used, renewed by one process at a time.

A refresh token is good for one use. The answer that carries its successor is written here before
anything else happens, and only the process that holds the login may send the old one. A process
that dies while it holds it is waited for no longer than `held_until`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from connector.journal_database import Database
from connector.journal_tables import LOGINS

__all__ = ["Login", "Logins"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Login:
    """`version` counts the renewals. `sent_at` without a later version: the answer never came."""

    account: str
    seed: str
    version: int
    access_token: str
    refresh_token: str
    expires_at: datetime | None
    holder: str
    held_until: datetime | None
    sent_at: datetime | None


class Logins(Database):
    def login(self, account: str) -> Login | None:
        asked = select(LOGINS).where(LOGINS.c.account == account)
        with self._begin() as connection:
            found = connection.execute(asked).mappings().first()
        return None if found is None else Login(**found)

    def begin_login(self, account: str, seed: str, refresh_token: str) -> Login:
        """The line of tokens that starts from the settings; one that started from another seed is
        forgotten, since a person has connected the account again."""
        fresh = {
            "seed": seed,
            "version": 0,
            "access_token": "",
            "refresh_token": refresh_token,
            "expires_at": None,
            "holder": "",
            "held_until": None,
            "sent_at": None,
        }
        statement = self._insert(LOGINS).values(account=account, **fresh)
        statement = statement.on_conflict_do_update(
            index_elements=["account"], set_=fresh, where=LOGINS.c.seed != seed
        )
        with self._begin() as connection:
            connection.execute(statement)
            asked = select(LOGINS).where(LOGINS.c.account == account)
            return Login(**connection.execute(asked).mappings().one())

    def hold_login(
        self, seen: Login, holder: str, *, now: datetime, until: datetime
    ) -> Login | None:
        """The right to renew what was `seen`; None when another process has it, or has renewed.
        From here on the old refresh token counts as sent."""
        statement = (
            update(LOGINS)
            .where(
                LOGINS.c.account == seen.account,
                LOGINS.c.seed == seen.seed,
                LOGINS.c.version == seen.version,
                (LOGINS.c.held_until.is_(None)) | (LOGINS.c.held_until <= now),
            )
            .values(holder=holder, held_until=until)
        )
        with self._begin() as connection:
            if not self._changed(connection, statement, LOGINS.c.account):
                return None
            asked = select(LOGINS).where(LOGINS.c.account == seen.account)
            held = Login(**connection.execute(asked).mappings().one())
            sent = update(LOGINS).where(LOGINS.c.account == seen.account).values(sent_at=now)
            connection.execute(sent)
            return held

    def keep_login(
        self, held: Login, *, access_token: str, refresh_token: str, expires_at: datetime
    ) -> Login | None:
        """What the platform answered; None when the holder was not waited for any longer and
        another process has renewed meanwhile."""
        statement = (
            update(LOGINS)
            .where(
                LOGINS.c.account == held.account,
                LOGINS.c.seed == held.seed,
                LOGINS.c.version == held.version,
            )
            .values(
                version=held.version + 1,
                access_token=access_token,
                refresh_token=refresh_token,
                expires_at=expires_at,
                holder="",
                held_until=None,
                sent_at=None,
            )
        )
        with self._begin() as connection:
            if not self._changed(connection, statement, LOGINS.c.account):
                return None
        return self.login(held.account)

    def let_login_go(self, held: Login, *, answered: bool) -> None:
        """Not renewed. `answered`: the platform said no; otherwise `sent_at` stays, for the
        answer may have been lost with the new token in it."""
        values: dict[str, object] = {"holder": "", "held_until": None}
        if answered:
            values["sent_at"] = held.sent_at
        statement = update(LOGINS).where(
            LOGINS.c.account == held.account,
            LOGINS.c.version == held.version,
            LOGINS.c.holder == held.holder,
        )
        with self._begin() as connection:
            connection.execute(statement.values(values))
