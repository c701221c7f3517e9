"""The functions of SuiteQL that SQLite does not have, has with floats, or has with other rules.

Everything takes and gives stored values (values.py). NULL in, NULL out, unless said otherwise; text
where a number is wanted is read as one, as Oracle does, and refused when it is none. Results are
exact to the 40 digits of NUMBER. Source of the list: Help Center "SuiteQL Supported and
Unsupported Functions"; of the behaviour: Oracle Database SQL Language Reference.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from sandbox.netsuite.rules.statuses import STATUS_NAMES, TYPE_NAMES
from sandbox.netsuite.suiteql.errors import unsupported
from sandbox.netsuite.suiteql.formats import (
    format_date,
    format_number,
    parse_account_date,
    parse_date,
)
from sandbox.netsuite.suiteql.schema import Kind
from sandbox.netsuite.suiteql.values import (
    NUMERIC,
    Stored,
    as_date,
    as_number,
    as_text,
    is_date,
    is_number,
    stored_date,
    stored_number,
)

__all__ = ["SCALARS", "Function", "number_of"]

_SECONDS_PER_DAY = Decimal(86400)

# `item.itemtype` in words, as BUILTIN.DF shows it.
_ITEM_TYPE_NAMES = {
    "InvtPart": "Inventory Item",
    "NonInvtPart": "Non-inventory Item",
    "OthCharge": "Other Charge",
    "Service": "Service",
    "Discount": "Discount",
    "ShipItem": "Shipping Cost Item",
}


@dataclass(frozen=True)
class Function:
    """`kind` None: that of the first argument. `eager`: called even when an argument is NULL.
    A condition (LIKE) answers 0 or 1; everything else a stored value."""

    call: Callable[..., Stored | int]
    least: int
    most: int
    kind: Kind | None
    eager: bool = False


# --- reading arguments -----------------------------------------------------------------------


def number_of(value: Stored) -> Decimal:
    if isinstance(value, bytes) and is_number(value):
        return as_number(value)
    if isinstance(value, str):
        try:
            number = Decimal(value.strip())
        except InvalidOperation:
            raise unsupported() from None
        if number.is_finite():
            return number
    raise unsupported()


def _date_of(value: Stored) -> datetime:
    if isinstance(value, bytes) and is_date(value):
        return as_date(value)
    if isinstance(value, str):
        try:
            return parse_account_date(value)
        except ValueError:
            raise unsupported() from None
    raise unsupported()


def _text_of(value: Stored) -> str:
    return as_text(value) or ""


def _int_of(value: Stored) -> int:
    return int(number_of(value))


def _text(text: str) -> Stored:
    return text or None  # the empty string is NULL in Oracle


def _exact(number: Decimal) -> Stored:
    return stored_number(NUMERIC.plus(number))


# --- arithmetic ------------------------------------------------------------------------------


def _days(span: timedelta) -> Decimal:
    seconds = Decimal(span.days) * _SECONDS_PER_DAY + span.seconds
    return NUMERIC.divide(seconds, _SECONDS_PER_DAY)


def _shifted(moment: datetime, days: Decimal) -> Stored:
    seconds = (days * _SECONDS_PER_DAY).to_integral_value(ROUND_HALF_UP)
    try:
        return stored_date(moment + timedelta(seconds=int(seconds)))
    except OverflowError:
        raise unsupported() from None


def _add(a: Stored, b: Stored) -> Stored:
    """Numbers, or a date and a number of days."""
    if is_date(a):
        return _shifted(_date_of(a), number_of(b))
    if is_date(b):
        return _shifted(_date_of(b), number_of(a))
    return stored_number(NUMERIC.add(number_of(a), number_of(b)))


def _subtract(a: Stored, b: Stored) -> Stored:
    """Numbers; a date less days; the days between two dates."""
    if is_date(a) and is_date(b):
        return _exact(_days(_date_of(a) - _date_of(b)))
    if is_date(a):
        return _shifted(_date_of(a), -number_of(b))
    return stored_number(NUMERIC.subtract(number_of(a), number_of(b)))


def _multiply(a: Stored, b: Stored) -> Stored:
    return stored_number(NUMERIC.multiply(number_of(a), number_of(b)))


def _divide(a: Stored, b: Stored) -> Stored:
    divisor = number_of(b)
    if not divisor:
        raise unsupported()  # ORA-01476
    return stored_number(NUMERIC.divide(number_of(a), divisor))


def _negate(a: Stored) -> Stored:
    return stored_number(-number_of(a))


def _rounded(rounding: str) -> Callable[..., Stored]:
    def call(value: Stored, digits: Stored = None) -> Stored:
        if is_date(value):
            return _date_part(value, digits, rounding)
        places = 0 if digits is None else _int_of(digits)
        unit = Decimal(1).scaleb(-places)
        number = number_of(value)
        return _exact((number / unit).to_integral_value(rounding) * unit)

    return call


def _date_part(value: Stored, unit: Stored, rounding: str) -> Stored:
    """TRUNC(date, 'MM') and the like; ROUND knows the day only."""
    moment = _date_of(value)
    day = moment.replace(hour=0, minute=0, second=0)
    name = "DD" if unit is None else _text_of(unit).upper()
    if rounding != ROUND_DOWN:
        if name not in ("DD", "DDD", "J"):
            raise unsupported()
        return stored_date(day + timedelta(days=1) if moment.hour >= 12 else day)
    if name in ("DD", "DDD", "J"):
        return stored_date(day)
    if name in ("MM", "MON", "MONTH"):
        return stored_date(day.replace(day=1))
    if name in ("YYYY", "YEAR", "YY", "Y"):
        return stored_date(day.replace(month=1, day=1))
    if name == "Q":
        return stored_date(day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1))
    if name == "IW":
        return stored_date(day - timedelta(days=day.weekday()))
    if name in ("HH", "HH24"):
        return stored_date(moment.replace(minute=0, second=0))
    if name == "MI":
        return stored_date(moment.replace(second=0))
    raise unsupported()


def _mod(a: Stored, b: Stored) -> Stored:
    """The sign of the dividend; MOD(x, 0) is x."""
    number, divisor = number_of(a), number_of(b)
    return _exact(number % divisor if divisor else number)


def _power(a: Stored, b: Stored) -> Stored:
    try:
        return stored_number(NUMERIC.power(number_of(a), number_of(b)))
    except InvalidOperation:
        raise unsupported() from None


def _sqrt(a: Stored) -> Stored:
    if number_of(a) < 0:
        raise unsupported()
    return stored_number(NUMERIC.sqrt(number_of(a)))


def _sign(a: Stored) -> Stored:
    number = number_of(a)
    return stored_number((number > 0) - (number < 0))


def _extreme(largest: bool) -> Callable[..., Stored]:
    def call(*values: Stored) -> Stored:
        """GREATEST and LEAST compare as the first argument's type says."""
        read: Callable[[Stored], Stored] = (
            (lambda v: stored_number(number_of(v))) if is_number(values[0])
            else (lambda v: stored_date(_date_of(v))) if is_date(values[0])
            else _text_of
        )  # fmt: skip
        found = [read(value) for value in values]
        return max(found) if largest else min(found)  # type: ignore[type-var]  # one type, not None

    return call


# --- text ------------------------------------------------------------------------------------


def _concat(a: Stored, b: Stored) -> Stored:
    """`||`: NULL counts as nothing."""
    return _text(_text_of(a) + _text_of(b))


def _substr(value: Stored, start: Stored, length: Stored = None) -> Stored:
    """Counts from 1; a negative start counts from the end."""
    text, at = _text_of(value), _int_of(start)
    at = at - 1 if at > 0 else len(text) + at if at < 0 else 0
    if at < 0:
        return None
    return _text(text[at:] if length is None else text[at : at + max(_int_of(length), 0)])


def _instr(value: Stored, part: Stored, start: Stored = None, nth: Stored = None) -> Stored:
    """The position of the nth occurrence, counted from 1; 0: none."""
    text, wanted = _text_of(value), _text_of(part)
    begin = 1 if start is None else _int_of(start)
    occurrence = 1 if nth is None else _int_of(nth)
    step = 1 if begin > 0 else -1
    places = range(begin - 1, len(text)) if step > 0 else range(len(text) + begin, -1, -1)
    hits = [at for at in places if text.startswith(wanted, at)]
    return stored_number(hits[occurrence - 1] + 1 if 0 < occurrence <= len(hits) else 0)


def _replace(value: Stored, old: Stored, new: Stored = None) -> Stored:
    if old is None:
        return as_text(value)
    return _text(_text_of(value).replace(_text_of(old), _text_of(new)))


def _pad(left: bool) -> Callable[..., Stored]:
    def call(value: Stored, length: Stored, fill: Stored = " ") -> Stored:
        text, size = _text_of(value), max(_int_of(length), 0)
        missing = size - len(text)
        if missing <= 0:
            return _text(text[:size])
        filler = _text_of(fill)
        padding = (filler * (missing // len(filler) + 1))[:missing]
        return _text(padding + text if left else text + padding)

    return call


def _trim(value: Stored, characters: Stored = " ", side: Stored = "BOTH") -> Stored:
    text, chars = _text_of(value), _text_of(characters)
    if side != "TRAILING":
        text = text.lstrip(chars)
    return _text(text.rstrip(chars) if side != "LEADING" else text)


def _ltrim(value: Stored, characters: Stored = " ") -> Stored:
    return _trim(value, characters, "LEADING")


def _rtrim(value: Stored, characters: Stored = " ") -> Stored:
    return _trim(value, characters, "TRAILING")


def _translate(value: Stored, old: Stored, new: Stored) -> Stored:
    source, target = _text_of(old), _text_of(new)
    table = {
        ord(character): target[at] if at < len(target) else None
        for at, character in reversed(list(enumerate(source)))
    }
    return _text(_text_of(value).translate(table))


@lru_cache(maxsize=512)
def _like_pattern(pattern: str, escape: str) -> re.Pattern[str]:
    out, at = "", 0
    while at < len(pattern):
        character = pattern[at]
        if escape and character == escape:
            at += 1
            if pattern[at : at + 1] not in ("%", "_", escape):
                raise unsupported()  # ORA-01424
            out += re.escape(pattern[at])
        else:
            out += {"%": ".*", "_": "."}.get(character) or re.escape(character)
        at += 1
    return re.compile(out, re.DOTALL)


def _like(value: Stored, pattern: Stored, escape: Stored = None) -> int:
    """Case-sensitive, unlike SQLite's own LIKE. The answer is a condition, not a stored value."""
    sign = "" if escape is None else _text_of(escape)
    return int(_like_pattern(_text_of(pattern), sign).fullmatch(_text_of(value)) is not None)


@lru_cache(maxsize=512)
def _regex(pattern: str, flags: str) -> re.Pattern[str]:
    modes = {"i": re.IGNORECASE, "n": re.DOTALL, "m": re.MULTILINE, "x": re.VERBOSE}
    mode = re.NOFLAG
    for flag in flags:
        mode |= modes.get(flag, re.NOFLAG)
    posix = {"alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "space": r"\s",
             "upper": "A-Z", "lower": "a-z"}  # fmt: skip
    for name, characters in posix.items():
        pattern = pattern.replace(f"[:{name}:]", characters)
    try:
        return re.compile(pattern, mode)
    except re.error:
        raise unsupported() from None


def _regexp_like(value: Stored, pattern: Stored, flags: Stored = None) -> int:
    return int(_regex(_text_of(pattern), _text_of(flags)).search(_text_of(value)) is not None)


def _regexp_substr(
    value: Stored, pattern: Stored, start: Stored = None, nth: Stored = None, flags: Stored = None
) -> Stored:
    begin = 0 if start is None else _int_of(start) - 1
    wanted = 1 if nth is None else _int_of(nth)
    hits = list(_regex(_text_of(pattern), _text_of(flags)).finditer(_text_of(value), begin))
    return _text(hits[wanted - 1].group()) if 0 < wanted <= len(hits) else None


def _regexp_replace(value: Stored, pattern: Stored, new: Stored = None) -> Stored:
    if pattern is None:
        return as_text(value)
    return _text(_regex(_text_of(pattern), "").sub(_text_of(new), _text_of(value)))


# --- dates and conversion --------------------------------------------------------------------


def _to_char(value: Stored, model: Stored = None) -> Stored:
    if model is None or isinstance(value, str):
        return as_text(value)
    try:
        if is_date(value):
            return _text(format_date(_date_of(value), _text_of(model)))
        return _text(format_number(number_of(value), _text_of(model)))
    except ValueError:
        raise unsupported() from None


def _to_date(value: Stored, model: Stored = None) -> Stored:
    if is_date(value):
        return value
    if model is None:
        return stored_date(_date_of(value))
    try:
        return stored_date(parse_date(_text_of(value), _text_of(model)))
    except ValueError:
        raise unsupported() from None


def _to_number(value: Stored, model: Stored = None) -> Stored:
    if model is not None and isinstance(value, str):
        value = value.strip().lstrip("$").replace(",", "")
    return _exact(number_of(value))


def _add_months(value: Stored, months: Stored) -> Stored:
    """The last day of a month stays a last day."""
    moment = _date_of(value)
    year, month = divmod(moment.year * 12 + moment.month - 1 + _int_of(months), 12)
    if not 1 <= year <= 9999:
        raise unsupported()
    last = calendar.monthrange(year, month + 1)[1]
    at_end = moment.day == calendar.monthrange(moment.year, moment.month)[1]
    day = last if at_end else min(moment.day, last)
    return stored_date(moment.replace(year=year, month=month + 1, day=day))


def _last_day(value: Stored) -> Stored:
    moment = _date_of(value)
    return stored_date(moment.replace(day=calendar.monthrange(moment.year, moment.month)[1]))


def _months_between(a: Stored, b: Stored) -> Stored:
    late, early = _date_of(a), _date_of(b)
    months = Decimal((late.year - early.year) * 12 + late.month - early.month)
    ends = [d.day == calendar.monthrange(d.year, d.month)[1] for d in (late, early)]
    if late.day == early.day or all(ends):
        return stored_number(months)
    rest = _days(late - late.replace(day=1)) - _days(early - early.replace(day=1))
    return _exact(months + NUMERIC.divide(rest, Decimal(31)))


def _extract(part: Stored, value: Stored) -> Stored:
    name = _text_of(part).lower()
    if name not in ("year", "month", "day", "hour", "minute", "second"):
        raise unsupported()
    return stored_number(int(getattr(_date_of(value), name)))


def _to_integer(value: Stored) -> Stored:
    return _exact(number_of(value).to_integral_value(ROUND_HALF_UP))


# --- display ---------------------------------------------------------------------------------


def _status_text(kind: Stored, letter: Stored) -> Stored:
    """BUILTIN.DF(status): `Sales Order : Pending Fulfillment`."""
    label = STATUS_NAMES.get(_text_of(kind), {}).get(_text_of(letter), "")
    return f"{TYPE_NAMES.get(_text_of(kind), _text_of(kind))} : {label}" if label else None


def _type_text(kind: Stored) -> Stored:
    return TYPE_NAMES.get(_text_of(kind), _text_of(kind))


def _item_type_text(kind: Stored) -> Stored:
    return _ITEM_TYPE_NAMES.get(_text_of(kind), _text_of(kind))


def _character(code: Stored) -> Stored:
    number = _int_of(code)
    return chr(number) if 0 < number < 0x110000 else None


_N, _T, _D = Kind.NUMBER, Kind.TEXT, Kind.DATE

# By name; a `$` marks what only rewrite.py writes, never a query.
SCALARS: dict[str, Function] = {
    "$add": Function(_add, 2, 2, None),
    "$subtract": Function(_subtract, 2, 2, None),
    "$multiply": Function(_multiply, 2, 2, _N),
    "$divide": Function(_divide, 2, 2, _N),
    "$negate": Function(_negate, 1, 1, _N),
    "$concat": Function(_concat, 2, 2, _T, eager=True),
    "$like": Function(_like, 2, 3, None),
    "$trim": Function(_trim, 1, 3, _T),
    "$extract": Function(_extract, 2, 2, _N),
    "$integer": Function(_to_integer, 1, 1, _N),
    "$status": Function(_status_text, 2, 2, _T),
    "$type": Function(_type_text, 1, 1, _T),
    "$itemtype": Function(_item_type_text, 1, 1, _T),
    "abs": Function(lambda a: stored_number(abs(number_of(a))), 1, 1, _N),
    "ceil": Function(lambda a: _exact(number_of(a).to_integral_value(ROUND_CEILING)), 1, 1, _N),
    "floor": Function(lambda a: _exact(number_of(a).to_integral_value(ROUND_FLOOR)), 1, 1, _N),
    "round": Function(_rounded(ROUND_HALF_UP), 1, 2, None),
    "trunc": Function(_rounded(ROUND_DOWN), 1, 2, None),
    "mod": Function(_mod, 2, 2, _N),
    "power": Function(_power, 2, 2, _N),
    "sqrt": Function(_sqrt, 1, 1, _N),
    "sign": Function(_sign, 1, 1, _N),
    "greatest": Function(_extreme(True), 1, 100, None),
    "least": Function(_extreme(False), 1, 100, None),
    "concat": Function(_concat, 2, 2, _T, eager=True),
    "upper": Function(lambda a: _text(_text_of(a).upper()), 1, 1, _T),
    "lower": Function(lambda a: _text(_text_of(a).lower()), 1, 1, _T),
    "initcap": Function(
        lambda a: _text(re.sub(r"[^\W_]+", lambda m: m.group().capitalize(), _text_of(a))), 1, 1, _T
    ),
    "length": Function(lambda a: stored_number(len(_text_of(a))), 1, 1, _N),
    "ascii": Function(lambda a: stored_number(ord(_text_of(a)[0])), 1, 1, _N),
    "chr": Function(_character, 1, 1, _T),
    "substr": Function(_substr, 2, 3, _T),
    "instr": Function(_instr, 2, 4, _N),
    "replace": Function(_replace, 2, 3, _T, eager=True),
    "lpad": Function(_pad(True), 2, 3, _T),
    "rpad": Function(_pad(False), 2, 3, _T),
    "ltrim": Function(_ltrim, 1, 2, _T),
    "rtrim": Function(_rtrim, 1, 2, _T),
    "translate": Function(_translate, 3, 3, _T),
    "regexp_like": Function(_regexp_like, 2, 3, None),
    "regexp_substr": Function(_regexp_substr, 2, 5, _T),
    "regexp_replace": Function(_regexp_replace, 2, 3, _T, eager=True),
    "to_char": Function(_to_char, 1, 2, _T),
    "to_nchar": Function(_to_char, 1, 2, _T),
    "to_date": Function(_to_date, 1, 2, _D),
    "to_timestamp": Function(_to_date, 1, 2, _D),
    "to_number": Function(_to_number, 1, 2, _N),
    "add_months": Function(_add_months, 2, 2, _D),
    "last_day": Function(_last_day, 1, 1, _D),
    "months_between": Function(_months_between, 2, 2, _N),
}
