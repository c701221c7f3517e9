"""The pages: signing in, Payments > All Statements, Payments > Reports Repository, and the files.

Whoever is not signed in is sent to the sign-in page and back again. Wrong words there are answered
with the page once more, as the site does, not with an error status.

Sources: Seller Central help on payments reports (items 791 and 200989190); the way there as
integrators describe it.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from sandbox.amazon import hosts
from sandbox.amazon.marketplaces import BY_ID, Marketplace
from sandbox.amazon.records import Period
from sandbox.amazon.rules.figures import COLUMNS, SECTIONS, Figures, figures_of
from sandbox.amazon.rules.periods import transfer_status
from sandbox.amazon.seller_central import files, local_time
from sandbox.amazon.seller_central.pages import (
    HOME,
    SIGN_IN,
    cookie_header,
    go,
    page,
)
from sandbox.amazon.seller_central.refusals import PageRefusal, SignInNeeded
from sandbox.amazon.seller_central.sessions import (
    BROWSER_COOKIE,
    SESSION_COOKIE,
    Session,
    cookie,
    same,
)
from sandbox.kernel.routing import Request, Response, Route, form_fields

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon

__all__ = ["ROUTES", "admit", "not_found"]

STATEMENTS = "/payments/past-settlements"
REPOSITORY = "/payments/reports-repository"
_SIZE = 25  # statements a page
_FORM = "anti-csrftoken-a2z"
_COOKIE_VALUE = re.compile(r"[A-Za-z0-9]{40}")
_RETURN = re.compile(r"/[!-\[\]-~]*")  # no backslash, which browsers take for a slash


def admit(amazon: Amazon, request: Request, route: Route[Any]) -> None:
    """Every page but those of signing in is for who is signed in. Raises SignInNeeded."""
    if route.path != SIGN_IN:
        amazon.sessions.of(request)


def not_found() -> PageRefusal:
    return PageRefusal(
        404,
        "Page not found",
        "There is no such page. Look at its address, or start from the first page.",
    )


# --- signing in and out ----------------------------------------------------------------------


def root(amazon: Amazon, request: Request) -> Response:
    """Leads to the first page."""
    return go(request, HOME)


def sign_in(amazon: Amazon, request: Request) -> Response:
    """Shows the sign-in form; who is signed in goes on."""
    query = request.query
    return_to = query.get("return_to", "")
    if "expired" in query:  # said a moment ago
        return _form(amazon, request, note="expired", return_to=return_to)
    try:
        amazon.sessions.of(request)
    except SignInNeeded:
        note = "out" if "signed_out" in query else ""
        return _form(amazon, request, note=note, return_to=return_to)
    return go(request, _way_back(return_to))


def _form(
    amazon: Amazon,
    request: Request,
    *,
    note: str = "",
    problem: str = "",
    email: str = "",
    return_to: str = "",
) -> Response:
    known = cookie(request, BROWSER_COOKIE)
    browser = known if _COOKIE_VALUE.fullmatch(known) else amazon.sessions.browser()
    headers = [] if browser == known else [cookie_header(request, BROWSER_COOKIE, browser)]
    return page(
        request, "sign_in", headers=headers, token=browser, token_name=_FORM, note=note,
        problem=problem, email=email, return_to=return_to, session=None,
    )  # fmt: skip


def sign_in_with(amazon: Amazon, request: Request) -> Response:
    """Signs in with e-mail address and password. Raises PageRefusal."""
    given = form_fields(request.body)
    browser = cookie(request, BROWSER_COOKIE)
    if not browser or not same(given.get(_FORM, ""), browser):
        raise PageRefusal(
            403,
            "Please enable cookies to continue",
            "The sign-in form is out of date, or your browser sends no cookies. Open the sign-in "
            "page again.",
        )
    email, return_to = given.get("email", ""), given.get("return_to", "")
    problem = ""
    if not email.strip():
        problem = "Enter your email"
    elif not amazon.sessions.names(email):
        problem = "We cannot find an account with that email address"
    elif not given.get("password"):
        problem = "Enter your password"
    elif not amazon.sessions.opens(given["password"]):
        problem = "Your password is incorrect"
    if problem:
        return _form(amazon, request, problem=problem, email=email, return_to=return_to)
    session = amazon.sessions.start()
    cookies = [cookie_header(request, SESSION_COOKIE, session.id)]
    return go(request, _way_back(return_to), cookies)


def _way_back(return_to: str) -> str:
    """A page of this site; anything else leads to the first one."""
    if not _RETURN.fullmatch(return_to) or return_to.startswith("//"):
        return HOME
    path = urlsplit(return_to).path
    return return_to if hosts.is_page(path) and path not in ("/", SIGN_IN) else HOME


def sign_out(amazon: Amazon, request: Request) -> Response:
    """Ends the session. Raises PageRefusal."""
    session = amazon.sessions.of(request)
    if not same(form_fields(request.body).get(_FORM, ""), session.token):
        raise PageRefusal(
            403, "This form is out of date", "Go back, load the page again and try once more."
        )
    amazon.sessions.end(session)
    return go(request, f"{SIGN_IN}?signed_out=1", [cookie_header(request, SESSION_COOKIE, "")])


# --- payments ----------------------------------------------------------------------------------


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A statement as the list shows it."""

    period: Period
    marketplace: Marketplace
    figures: Figures
    downloads: list[files.Download]
    transfer: str


def home(amazon: Amazon, request: Request) -> Response:
    """Shows the first page: the balance of each marketplace, and the way to the payments."""
    rows = [_row(amazon, period) for period in _periods(amazon) if period.end is None]
    return _page(amazon, request, "home", title="Home", rows=rows, tab="")


def statements(amazon: Amazon, request: Request) -> Response:
    """Lists all statements, the latest first, of one marketplace or all. Raises PageRefusal."""
    marketplace = _wanted_marketplace(amazon, request)
    first, last = _day(request, "from"), _day(request, "to")
    found = [
        period
        for period in _periods(amazon)
        if marketplace in ("", period.marketplace) and _within(amazon, period, first, last)
    ]
    number = _number(request, (len(found) + _SIZE - 1) // _SIZE or 1)
    shown = [_row(amazon, each) for each in found[(number - 1) * _SIZE : number * _SIZE]]
    return _page(
        amazon, request, "statements", title="All Statements", tab=STATEMENTS, rows=shown,
        columns=COLUMNS, number=number, last=(len(found) + _SIZE - 1) // _SIZE or 1,
        count=len(found), marketplace=marketplace, marketplaces=_marketplaces(amazon),
        start=request.query.get("from", ""), end=request.query.get("to", ""),
    )  # fmt: skip


def statement(amazon: Amazon, request: Request) -> Response:
    """Shows a statement, closed or open, with what it adds up to. Raises PageRefusal."""
    period = amazon.records.periods.get(request.params["group"])
    if period is None:
        raise not_found()
    row = _row(amazon, period)
    return _page(
        amazon, request, "statement", title="Statement View", tab=STATEMENTS, row=row,
        columns=COLUMNS, sections=SECTIONS,
    )  # fmt: skip


def repository(amazon: Amazon, request: Request) -> Response:
    """Lists the settlement reports that have come out, by report id. Raises PageRefusal."""
    marketplace = _wanted_marketplace(amazon, request)
    found = [
        (report, BY_ID[report.marketplaces[0]], files.offered(amazon, report))
        for report in files.reports(amazon)
        if marketplace in ("", *report.marketplaces)
    ]
    last = (len(found) + _SIZE - 1) // _SIZE or 1
    number = _number(request, last)
    return _page(
        amazon, request, "repository", title="Reports Repository", tab=REPOSITORY,
        reports=found[(number - 1) * _SIZE : number * _SIZE], names=files.NAMES, number=number,
        last=last, count=len(found), marketplace=marketplace, marketplaces=_marketplaces(amazon),
    )  # fmt: skip


def download(amazon: Amazon, request: Request) -> Response:
    """Gives a settlement file: the bytes of the API's document, unpacked. Raises PageRefusal."""
    key = request.params["report"]
    report = next((each for each in files.reports(amazon) if each.id == key), None)
    if report is None:
        raise not_found()
    if not files.offered(amazon, report):
        raise PageRefusal(
            410,
            "This file is no longer available",
            "The Flat File was removed on November 11, 2026. Download Flat File V2 instead.",
        )
    content, kind = files.content_of(amazon, report)
    return Response(
        200,
        content,
        [
            ("content-type", kind),
            ("content-disposition", f'attachment; filename="{report.id}.txt"'),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
        ],
    )


def _page(amazon: Amazon, request: Request, template: str, **told: Any) -> Response:
    session: Session = amazon.sessions.of(request)
    store = amazon.records.participations[amazon.marketplace].store_name
    return page(
        request, template, session=session, token_name=_FORM, store=store,
        seller=amazon.seller_id, **told,
    )  # fmt: skip


def _periods(amazon: Amazon) -> list[Period]:
    """The latest first; those of one moment by marketplace."""
    found = sorted(amazon.records.periods, key=lambda each: BY_ID[each.marketplace].country)
    return sorted(found, key=lambda each: each.start, reverse=True)


def _row(amazon: Amazon, period: Period) -> Row:
    return Row(
        period=period,
        marketplace=BY_ID[period.marketplace],
        figures=figures_of(amazon, period),
        downloads=files.downloads_of(amazon, period),
        transfer="" if period.end is None else transfer_status(period, amazon.clock.now()),
    )


def _marketplaces(amazon: Amazon) -> list[Marketplace]:
    return [BY_ID[each.id] for each in amazon.records.participations]


def _wanted_marketplace(amazon: Amazon, request: Request) -> str:
    """Empty for all. Raises PageRefusal."""
    given = request.query.get("marketplace", "")
    if given and given not in amazon.records.participations:
        raise PageRefusal(
            400, "Unknown marketplace", f"This account does not sell in a marketplace “{given}”."
        )
    return given


def _within(amazon: Amazon, period: Period, first: date | None, last: date | None) -> bool:
    """By the day on which the period ends, there; an open one ends today."""
    day = local_time.day_of(period.end or amazon.clock.now(), BY_ID[period.marketplace])
    return (first is None or day >= first) and (last is None or day <= last)


def _day(request: Request, name: str) -> date | None:
    """Raises PageRefusal."""
    text = request.query.get(name, "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PageRefusal(
            400, "That is not a date", f"Write a day as 2026-11-24, not “{text}”."
        ) from None


def _number(request: Request, last: int) -> int:
    """Of the page of a list. Raises PageRefusal."""
    text = request.query.get("page", "1")
    if not re.fullmatch(r"[1-9][0-9]{0,5}", text) or int(text) > last:
        raise PageRefusal(404, "Page not found", "The list has no such page.")
    return int(text)


ROUTES: tuple[Route[Amazon], ...] = (
    Route("GET", "/", root),
    Route("GET", SIGN_IN, sign_in),
    Route("POST", SIGN_IN, sign_in_with),
    Route("POST", "/sign-out", sign_out),
    Route("GET", HOME, home),
    Route("GET", STATEMENTS, statements),
    Route("GET", f"{STATEMENTS}/{{group}}", statement),
    Route("GET", REPOSITORY, repository),
    Route("GET", "/payments/reports/{report}.txt", download),
)
