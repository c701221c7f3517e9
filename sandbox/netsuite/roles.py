"""Roles: what a login may do, and the session of the request that is being answered.

A token belongs to one user in one role. A role holds permissions by record type, each at one of
four levels that contain the lower ones, as on the form Setup > Users/Roles > Manage Roles. REST
reads a record in edit mode, so reading one needs the level Edit; a list needs View (Help Center
"Getting a Record Instance").

Roles live in a table of logins (`auth.netsuite.role`): a role is no business document.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sandbox.kernel.ids import Ids
from sandbox.kernel.store import Store

__all__ = ["ADMINISTRATOR", "LEVELS", "NO_PERMISSION", "Role", "Roles", "Session"]

ADMINISTRATOR = 3  # the internal id that the role has in every account
LEVELS = ("view", "create", "edit", "full")
_FIRST_CUSTOM_ROLE = 1000

# Captured: what a role without the permission is told, with 400 and not 403.
NO_PERMISSION = "Your current role does not have permission to perform this action."


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """`permissions`: level by record type (`{"salesOrder": "edit"}`); an administrator needs none.

    `web_services_only`: the box of that name on the form. Such a role cannot call RESTlets (Help
    Center "Token-based Authentication and RESTlets").
    """

    id: int
    name: str
    script_id: str
    permissions: dict[str, str] = msgspec.field(default_factory=dict)
    administrator: bool = False
    web_services_only: bool = False

    def may(self, level: str, record_type: str) -> bool:
        if self.administrator:
            return True
        held = self.permissions.get(record_type)
        return held is not None and LEVELS.index(held) >= LEVELS.index(level)


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Who is calling: a user in a role, through an integration. `token` is a TBA token's id, empty
    for a bearer."""

    user: str
    role: Role
    integration: str
    token: str = ""


class Roles:
    """The roles of one account."""

    def __init__(self, store: Store, ids: Ids) -> None:
        self._ids = ids
        self.table = store.table("auth.netsuite.role", Role)
        self.administrator = self.table.put(
            Role(
                id=ADMINISTRATOR,
                name="Administrator",
                script_id="administrator",
                administrator=True,
            )
        )

    def create(
        self, name: str, permissions: Mapping[str, str], *, web_services_only: bool = False
    ) -> Role:
        """A custom role. Raises ValueError for a level that does not exist."""
        for record_type, level in permissions.items():
            if level not in LEVELS:
                raise ValueError(f"{record_type}: {level!r} is not one of {', '.join(LEVELS)}")
        key = self._ids.next("netsuite.role", _FIRST_CUSTOM_ROLE)
        return self.table.put(
            Role(
                id=key,
                name=name,
                script_id=f"customrole{key}",
                permissions=dict(permissions),
                web_services_only=web_services_only,
            )
        )
