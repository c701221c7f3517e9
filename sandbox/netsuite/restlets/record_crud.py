"""The sample RESTlet of the Help Center: read, delete, create and change a record of any type.

Behaviour: Help Center "SuiteScript 2.x RESTlet Script Samples". GET and PUT return the record as
JSON text, POST and DELETE the internal id as text; a missing argument is `MISSING_REQ_ARG`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sandbox.netsuite.restlets.errors import RestletError
from sandbox.netsuite.restlets.registry import Restlets
from sandbox.netsuite.restlets.script import Script

__all__ = ["DEPLOY", "SCRIPT", "deploy"]

SCRIPT = "customscript_record_crud"
DEPLOY = "customdeploy_record_crud"


def deploy(restlets: Restlets) -> None:
    for method, function in (
        ("GET", _get), ("POST", _post), ("PUT", _put), ("DELETE", _delete),
    ):  # fmt: skip
        restlets.register(SCRIPT, DEPLOY, method, function)


def _get(script: Script, parameters: Any) -> str:
    _require(parameters, ("recordtype", "id"), "GET")
    return _text(script.load(parameters["recordtype"], parameters["id"]))


def _delete(script: Script, parameters: Any) -> str:
    _require(parameters, ("recordtype", "id"), "DELETE")
    script.delete(parameters["recordtype"], parameters["id"])
    return str(parameters["id"])


def _post(script: Script, body: Any) -> str:
    _require(body, ("recordtype",), "POST")
    values = {name: value for name, value in body.items() if name != "recordtype"}
    return str(script.create(body["recordtype"], values))


def _put(script: Script, body: Any) -> str:
    _require(body, ("recordtype", "id"), "PUT")
    values = {name: value for name, value in body.items() if name not in ("recordtype", "id")}
    script.update(body["recordtype"], body["id"], values)
    return _text(script.load(body["recordtype"], body["id"]))


def _require(given: Any, names: tuple[str, ...], method: str) -> None:
    for name in names:
        value = given.get(name) if isinstance(given, dict) else None
        if not value and value != 0:
            raise RestletError(
                "MISSING_REQ_ARG", f"Missing a required argument: [{name}] for method: {method}"
            )


def _text(record: dict[str, Any]) -> str:
    return msgspec.json.encode(record).decode()
