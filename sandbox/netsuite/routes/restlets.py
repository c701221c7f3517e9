"""The RESTlet URL: find the function, run it, say what it returned or threw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request, Response
from sandbox.netsuite.errors import NetSuiteError
from sandbox.netsuite.restlets.errors import RestletError, in_words_of_scripts
from sandbox.netsuite.restlets.formats import answer, error, format_of, read_body
from sandbox.netsuite.restlets.script import Script

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = ["call"]


def call(netsuite: NetSuite, request: Request) -> Response:
    """What a script threw is returned, not raised: the records that it saved before stay saved.

    Raises RestletError for calls that reach no script.
    """
    form = format_of(request)
    query = request.query
    restlet = netsuite.restlets.find(query.get("script", ""), query.get("deploy", ""))
    function = netsuite.restlets.function(restlet, request.method)
    if request.method == "GET" and request.body:
        raise RestletError.body_on_get()
    given = read_body(request, form) if request.method in ("POST", "PUT") else dict(query)
    session = netsuite.session
    assert session is not None  # noqa: S101 - a request gets here through `admit`
    quoted = netsuite.settings.restlet_json_strings == "quoted"
    try:
        return answer(function(Script(netsuite, session), given), form, quote_strings=quoted)
    except RestletError as thrown:
        return error(request, thrown)
    except NetSuiteError as refused:
        return error(request, in_words_of_scripts(refused))
    except Exception as unhandled:  # noqa: BLE001 - a script is foreign code; 400 says what it threw
        message = f"{type(unhandled).__name__}: {unhandled}"
        return error(request, RestletError("UNEXPECTED_ERROR", message))
