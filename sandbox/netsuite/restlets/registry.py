"""Which function answers: by script, deployment and method."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.netsuite.restlets.errors import RestletError

if TYPE_CHECKING:
    from sandbox.netsuite.restlets.script import Script

__all__ = ["METHODS", "Function", "Restlet", "Restlets"]

METHODS = ("GET", "POST", "PUT", "DELETE")

# (script, parameters of the URL) for GET and DELETE, (script, body) for POST and PUT.
Function = Callable[["Script", Any], Any]


class Restlet:
    """One deployment of one script, with the numbers under which the account lists them."""

    def __init__(self, script: str, deploy: str, script_number: int, deploy_number: int) -> None:
        self.script = script
        self.deploy = deploy
        self.script_number = script_number
        self.deploy_number = deploy_number
        self.functions: dict[str, Function] = {}

    @property
    def url_query(self) -> str:
        return f"script={self.script_number}&deploy={self.deploy_number}"


class Restlets:
    """The RESTlets of one account. Code, not state: a restore leaves them deployed."""

    def __init__(self) -> None:
        self._deployed: dict[tuple[str, str], Restlet] = {}
        self._script_numbers: dict[str, int] = {}

    def register(self, script: str, deploy: str, method: str, function: Function) -> Restlet:
        """`function` answers `method` of this deployment from now on.

        Raises ValueError for an id or a method that NetSuite would not accept.
        """
        script, deploy, method = script.lower(), deploy.lower(), method.upper()
        if not script.startswith("customscript") or not deploy.startswith("customdeploy"):
            raise ValueError(
                f"{script!r}, {deploy!r}: script ids begin with customscript, deployment ids with "
                "customdeploy"
            )
        if method not in METHODS:
            raise ValueError(f"{method!r} is not one of {', '.join(METHODS)}")
        restlet = self._deployed.get((script, deploy))
        if restlet is None:
            number = self._script_numbers.setdefault(script, len(self._script_numbers) + 1)
            siblings = sum(1 for known, _ in self._deployed if known == script)
            restlet = Restlet(script, deploy, number, siblings + 1)
            self._deployed[script, deploy] = restlet
        restlet.functions[method] = function
        return restlet

    def remove(self, script: str, deploy: str) -> None:
        """Undeploy. Raises KeyError."""
        del self._deployed[script.lower(), deploy.lower()]

    def find(self, script: str, deploy: str) -> Restlet:
        """By ids or by numbers, as a URL writes them. Raises RestletError."""
        for restlet in self._deployed.values():
            if script.lower() in (restlet.script, str(restlet.script_number)) and (
                deploy.lower() in (restlet.deploy, str(restlet.deploy_number))
            ):
                return restlet
        raise RestletError.no_such_script()

    def function(self, restlet: Restlet, method: str) -> Function:
        """Raises RestletError for a method that the script does not define."""
        function = restlet.functions.get(method)
        if function is None:
            raise RestletError(
                "METHOD_NOT_ALLOWED",
                f"The script does not define a function for {method}.",
                405,
                tuple(known for known in METHODS if known in restlet.functions),
            )
        return function
