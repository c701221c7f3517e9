"""RESTlets: scripts that an account serves under their own URL.

    registry      which Python function answers for a script, a deployment and a method
    script        what a function is given: the account, the caller's role, a budget of usage units
    formats       bodies in and out by the request's Content-Type, refusals in the same
    errors        the refusals of RESTlets, and what the account's other refusals are called there
    record_crud   the sample that every account of this sandbox has deployed
    record_json   a record as SuiteScript shows it

    world.netsuite.restlets.register(
        "customscript_stock", "customdeploy_stock", "GET", lambda script, params: {...}
    )

Sources: Help Center "SuiteScript 2.x RESTlet Error Handling", "RESTlet Governance and Security",
"SuiteScript 2.x RESTlet Script Type". Every record a script saves stays saved, whatever the script
does afterwards.
"""

from __future__ import annotations

from sandbox.netsuite.restlets.errors import RestletError
from sandbox.netsuite.restlets.registry import Restlet, Restlets
from sandbox.netsuite.restlets.script import Script

__all__ = ["Restlet", "RestletError", "Restlets", "Script"]
