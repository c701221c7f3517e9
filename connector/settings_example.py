"""Writes the example settings file from the fields themselves."""

from __future__ import annotations

import textwrap
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

__all__ = ["example_toml"]

SECTIONS = ("worker", "netsuite", "quickbooks_online", "accounts")


def example_toml(settings: type[BaseModel], account: str = "acme-outdoor") -> str:
    """Valid TOML: required fields carry an example, optional ones their default (commented out)."""
    from connector.settings import (
        AccountSettings,
        NetSuiteSettings,
        QuickBooksOnlineSettings,
        WorkerSettings,
    )
    from connector.settings_connex import ConnexSettings
    from connector.settings_settlement import SettlementSettings

    lines = ["# Settings of the connector. Secrets may come from the environment instead:"]
    lines.append("# CONNECTOR_NETSUITE__TOKEN_SECRET and so on.")
    for name, field in settings.model_fields.items():
        if name not in SECTIONS:
            lines += ["", *_field(name, field)]
    lines += ["", "[netsuite]"]
    for name, field in NetSuiteSettings.model_fields.items():
        lines += ["", *_field(name, field)]
    lines += ["", "[quickbooks_online]"]
    for name, field in QuickBooksOnlineSettings.model_fields.items():
        lines += ["", *_field(name, field)]
    lines += ["", "[worker]"]
    for name, field in WorkerSettings.model_fields.items():
        lines += ["", *_field(name, field)]
    tables: list[tuple[str, FieldInfo]] = []
    lines += ["", f"[accounts.{account}]"]
    for name, field in AccountSettings.model_fields.items():
        if name in {"connex", "settlement"}:
            continue
        if _default(field) == {}:
            tables.append((name, field))
        else:
            lines += ["", *_field(name, field)]
    for name, field in tables:
        lines += ["", *_comment(field), f"[accounts.{account}.{name}]"]
        example = (field.examples or [{}])[0]
        lines += [f"{_toml(key)} = {_toml(value)}" for key, value in dict(example).items()]
    lines += ["", *_comment(AccountSettings.model_fields["connex"])]
    lines += [f"[accounts.{account}.connex]"]
    for name, field in ConnexSettings.model_fields.items():
        lines += ["", *_field(name, field)]
    lines += ["", *_comment(AccountSettings.model_fields["settlement"])]
    lines += [f"[accounts.{account}.settlement]"]
    for name, field in SettlementSettings.model_fields.items():
        lines += ["", *_optional(name, field)]
    return "\n".join(lines) + "\n"


# What a working file must hold although the field has a default: one whole login of each side.
SHOWN = {
    "consumer_key": "consumer key",
    "consumer_secret": "consumer secret",
    "token_id": "token ID",
    "token_secret": "token secret",
    "token": "shpat_...",
}


def _comment(field: FieldInfo) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(field.description or "", 92)]


def _optional(name: str, field: FieldInfo) -> list[str]:
    """Of a section that this account may not have: nothing in it is set."""
    default = (field.examples or [_default(field)])[0]
    said = _toml(default) if not isinstance(default, dict) else _inline(default)
    return [*_comment(field), f"# {name} = {said}"]


def _inline(table: dict[str, str]) -> str:
    return "{" + ", ".join(f"{_toml(key)} = {_toml(each)}" for key, each in table.items()) + "}"


def _field(name: str, field: FieldInfo) -> list[str]:
    if name in SHOWN:
        return [*_comment(field), f"{name} = {_toml(SHOWN[name])}"]
    if field.examples:
        return [*_comment(field), f"{name} = {_toml(field.examples[0])}"]
    default = _default(field)
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    if default is None:
        return [*_comment(field), f"# {name} ="]
    return [*_comment(field), f"# {name} = {_toml(default)}"]


def _default(field: FieldInfo) -> Any:
    if field.default is PydanticUndefined:
        return field.default_factory() if field.default_factory else None  # type: ignore[call-arg]
    return field.default


def _toml(value: Any) -> str:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    if isinstance(value, (str, Path)):
        text = str(value).replace("\\", "\\\\").replace('"', '\\"')
        return f'"{text}"'
    raise TypeError(f"{value!r} has no TOML form here")
