"""Dates and times as people write them into names and tables."""

import re
from collections.abc import Iterable
from datetime import date, time

_YEAR_FIRST = re.compile(r"(\d{4})([-_. /]?)(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-_. /])(\d{1,2})\2(\d{4})")
_CLOCK = re.compile(r"[T _](\d{1,2})[-:.h]?(\d{2})(?:[-:.]?(\d{2}))?")
PATTERN = r"\d{4}[-_. ]?\d{1,2}[-_. ]?\d{1,2}|\d{1,2}[-_. ]\d{1,2}[-_. ]\d{4}"
"""Matches what `read_date` reads, inside a name."""


class AmbiguousDate(ValueError):
    """Day and month can't be told apart."""


def read_date(text: str, *, is_day_first: bool | None = None) -> date:
    """The day that a text means.

    Years have four digits. Dots mean day before month, as in 9.3.2024; with other signs day and month must
    tell themselves apart, by a number above 12, unless the caller knows which comes first.

    Raises
    ------
    AmbiguousDate
        If it can be two days, as 3-9-2024.
    ValueError
        If it is no date.

    Examples
    --------
    >>> read_date("20240309"), read_date("09.03.2024"), read_date("31/12/2023")
    (datetime.date(2024, 3, 9), datetime.date(2024, 3, 9), datetime.date(2023, 12, 31))
    """
    text = text.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        if not found[2] and len(text) != 8:
            raise ValueError(f"not a date: {text!r}")
        return date(int(found[1]), int(found[3]), int(found[4]))
    found = _YEAR_LAST.fullmatch(text)
    if not found:
        raise ValueError(f"not a date: {text!r}")
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if is_day_first is None:
        is_day_first = True if found[2] == "." or first == second else _told_order(first, second)
    if is_day_first is None:
        raise AmbiguousDate(text)
    day, month = (first, second) if is_day_first else (second, first)
    return date(year, month, day)


def read_moment(text: str, *, is_day_first: bool | None = None) -> tuple[date, time | None]:
    """The day that a text means, and the time behind it if there is one; raises as `read_date`.

    >>> read_moment("2024-03-09 14:30")
    (datetime.date(2024, 3, 9), datetime.time(14, 30))
    >>> read_moment("9.3.2024")
    (datetime.date(2024, 3, 9), None)
    """
    text = text.strip()
    clock = next((c for c in _CLOCK.finditer(text) if c.end() == len(text) and c.start() >= 8), None)
    if clock is None:
        return read_date(text, is_day_first=is_day_first), None
    moment = time(int(clock[1]), int(clock[2]), int(clock[3] or 0))
    return read_date(text[: clock.start()], is_day_first=is_day_first), moment


def common_order(texts: Iterable[str]) -> bool | None:
    """Whether a column of dates puts the day first, if one of them tells and none contradicts.

    >>> common_order(["03/04/2024", "25/04/2024"]), common_order(["04/25/2024"]), common_order(["3/4/2024"])
    (True, False, None)
    """
    told = set()
    for text in texts:
        if found := _YEAR_LAST.match(text.strip()):
            told.add(_told_order(int(found[1]), int(found[3])))
    told.discard(None)
    return told.pop() if len(told) == 1 else None


def _told_order(first: int, second: int) -> bool | None:
    """Whether the first of two numbers is the day; None where both could be."""
    if first > 12:
        return True
    return False if second > 12 else None
