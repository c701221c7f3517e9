"""Oracle's format models, as far as published queries use them: TO_CHAR and TO_DATE of dates,
TO_CHAR of numbers. Source: Oracle Database SQL Language Reference, "Format Models". Raises
ValueError for a model or a text that does not fit; the caller says so in NetSuite's words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

__all__ = ["format_date", "format_number", "parse_account_date", "parse_date"]

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_ELEMENT = re.compile(
    r'"[^"]*"|FM|YYYY|IYYY|RRRR|YYY|YY|RR|MONTH|MON|MM|MI|DDD|DD|DAY|DY|D|HH24|HH12|HH|SSSSS|SS'
    r"|A\.M\.|P\.M\.|AM|PM|IW|WW|Q|T(?=HH)|[-/.,:; ]",
    re.IGNORECASE,
)

_WRITTEN: dict[str, Callable[[datetime], str]] = {
    "YYYY": lambda d: f"{d.year:04d}",
    "RRRR": lambda d: f"{d.year:04d}",
    "IYYY": lambda d: f"{d.isocalendar().year:04d}",
    "YYY": lambda d: f"{d.year % 1000:03d}",
    "YY": lambda d: f"{d.year % 100:02d}",
    "RR": lambda d: f"{d.year % 100:02d}",
    "MONTH": lambda d: f"{_MONTHS[d.month - 1]:<9}",
    "MON": lambda d: _MONTHS[d.month - 1][:3],
    "MM": lambda d: f"{d.month:02d}",
    "MI": lambda d: f"{d.minute:02d}",
    "DDD": lambda d: f"{d.timetuple().tm_yday:03d}",
    "DD": lambda d: f"{d.day:02d}",
    "DAY": lambda d: f"{_DAYS[d.weekday()]:<9}",
    "DY": lambda d: _DAYS[d.weekday()][:3],
    "D": lambda d: str(d.isoweekday() % 7 + 1),  # Sunday is 1
    "HH24": lambda d: f"{d.hour:02d}",
    "HH12": lambda d: f"{(d.hour - 1) % 12 + 1:02d}",
    "HH": lambda d: f"{(d.hour - 1) % 12 + 1:02d}",
    "SSSSS": lambda d: f"{d.hour * 3600 + d.minute * 60 + d.second:05d}",
    "SS": lambda d: f"{d.second:02d}",
    "AM": lambda d: "AM" if d.hour < 12 else "PM",
    "PM": lambda d: "AM" if d.hour < 12 else "PM",
    "A.M.": lambda d: "A.M." if d.hour < 12 else "P.M.",
    "P.M.": lambda d: "A.M." if d.hour < 12 else "P.M.",
    "IW": lambda d: f"{d.isocalendar().week:02d}",
    "WW": lambda d: f"{(d.timetuple().tm_yday - 1) // 7 + 1:02d}",
    "Q": lambda d: str((d.month - 1) // 3 + 1),
}
_WORDS = frozenset({"MONTH", "MON", "DAY", "DY"})

# Elements that TO_DATE reads: how they look (Oracle accepts fewer digits) and what they set.
_READ: dict[str, tuple[str, str]] = {
    "YYYY": (r"\d{4}", "year"),
    "RRRR": (r"\d{4}", "year"),
    "YY": (r"\d{2}", "short"),
    "RR": (r"\d{2}", "short"),
    "MM": (r"\d{1,2}", "month"),
    "MON": (r"[A-Za-z]{3}", "name"),
    "MONTH": (r"[A-Za-z]+", "name"),
    "DD": (r"\d{1,2}", "day"),
    "HH24": (r"\d{1,2}", "hour"),
    "HH12": (r"\d{1,2}", "hour12"),
    "HH": (r"\d{1,2}", "hour12"),
    "MI": (r"\d{1,2}", "minute"),
    "SS": (r"\d{1,2}", "second"),
    "AM": (r"[AaPp][Mm]", "half"),
    "PM": (r"[AaPp][Mm]", "half"),
}
_ACCOUNT_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def format_date(moment: datetime, model: str) -> str:
    """TO_CHAR(date, model)."""
    out: list[str] = []
    fill = True
    for element in _elements(model):
        name = element.upper()
        if name == "FM":
            fill = not fill
        elif name in _WRITTEN:
            text = (
                _cased(_WRITTEN[name](moment), element)
                if name in _WORDS
                else _WRITTEN[name](moment)
            )
            out.append(text if fill else _trimmed(text))
        else:
            out.append(element.strip('"'))
    return "".join(out)


def parse_date(text: str, model: str) -> datetime:
    """TO_DATE(text, model)."""
    pattern, parts = "", list[str]()
    for element in _elements(model):
        name = element.upper()
        if name == "FM":
            continue
        if name in _READ:
            look, part = _READ[name]
            pattern += f"({look})"
            parts.append(part)
        elif name in _WRITTEN:
            raise ValueError(f"{element} cannot be read")
        elif element.startswith('"') or element.upper() == "T":
            pattern += re.escape(element.strip('"'))
        else:  # any punctuation stands for any other
            pattern += r"[-/.,:; ]"
    found = re.fullmatch(pattern, text.strip())
    if found is None:
        raise ValueError(f"{text!r} is not a date of the form {model!r}")
    return _assemble(dict(zip(parts, found.groups(), strict=True)))


def parse_account_date(text: str) -> datetime:
    """A date in the account's own format, M/D/YYYY."""
    found = _ACCOUNT_DATE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is not a date of the form M/D/YYYY")
    month, day, year = map(int, found.groups())
    return datetime(year, month, day)  # noqa: DTZ001 - account time


def format_number(number: Decimal, model: str) -> str:
    """TO_CHAR(number, model) with 9, 0, a decimal point, group commas, $ and FM."""
    found = re.fullmatch(r"(FM)?(\$?)([90,]*)(?:([.D])([90]*))?", model.upper())
    if found is None or not (found[3] or found[5]):
        raise ValueError(f"unknown number format {model!r}")
    fill, dollar, whole, point, decimals = found[1] is None, found[2], found[3], found[4], found[5]
    places = len(decimals or "")
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    digits, _, fraction = format(abs(rounded), "f").partition(".")
    least = len(whole.replace(",", "")) - whole.replace(",", "").find("0") if "0" in whole else 0
    digits = digits.lstrip("0").rjust(least, "0") if digits != "0" or least else ""
    width = len(whole.replace(",", ""))
    if len(digits) > width:
        return "#" * (len(model) + 1)
    if not fill:
        kept = (decimals or "").rfind("0") + 1
        fraction = fraction[:kept] + fraction[kept:].rstrip("0")
    if "," in whole:
        digits = _grouped(digits, whole)
    text = f"{'-' if rounded < 0 else ''}{dollar}{digits}{'.' if point else ''}{fraction}"
    if not digits and not point:
        text += "0"
    return text.rjust(len(whole) + len(dollar) + (1 + places if point else 0) + 1) if fill else text


def _grouped(digits: str, whole: str) -> str:
    """Put commas where the model has them, counted from the right."""
    out, left = "", list(digits)
    for place in reversed(whole):
        if not left:
            break
        out = ("," if place == "," else left.pop()) + out
    return out


def _elements(model: str) -> list[str]:
    elements, at = list[str](), 0
    while at < len(model):
        found = _ELEMENT.match(model, at)
        if found is None:
            raise ValueError(f"unknown date format {model!r}")
        elements.append(found.group())
        at = found.end()
    return elements


def _cased(word: str, element: str) -> str:
    """MON -> JAN, Mon -> Jan, mon -> jan."""
    if element.isupper():
        return word.upper()
    return word.lower() if element.islower() else word


def _trimmed(text: str) -> str:
    return text.strip().lstrip("0") or "0"


def _assemble(parts: dict[str, str]) -> datetime:
    numbers = {name: int(text) for name, text in parts.items() if text.isdigit()}
    year = numbers.get("year")
    if year is None and "short" in numbers:
        year = numbers["short"] + (2000 if numbers["short"] < 50 else 1900)
    month = numbers.get("month", 1)
    if "name" in parts:
        wanted = parts["name"].lower()
        names = [m.lower() for m in _MONTHS]
        names = [m[:3] for m in names] if len(wanted) == 3 else names
        month = names.index(wanted) + 1
    hour = numbers.get("hour", 0)
    if "hour12" in numbers:
        hour = numbers["hour12"] % 12 + (12 if parts.get("half", "am").lower() == "pm" else 0)
    if year is None:
        raise ValueError("a date needs a year")
    return datetime(  # noqa: DTZ001 - account time
        year, month, numbers.get("day", 1), hour, numbers.get("minute", 0), numbers.get("second", 0)
    )
