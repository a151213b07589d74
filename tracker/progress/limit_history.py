"""How a clinic's limits tightened as its repeats grew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta, tzinfo
from itertools import count, takewhile

from tracker.model import RepeatReading
from tracker.progress.limits import ENOUGH_PAIRS, Limit, Stratum, learn_limits
from tracker.progress.precision import limit_of
from tracker.texts import gettext as _

_MONTHS = 3


@dataclass(frozen=True, slots=True)
class QuarterLimit:
    """The limit of one photo against one as it stood at the end of a quarter of a year."""

    starts_on: date
    ends_on: date
    limit: Limit

    @property
    def label(self) -> str:
        """As in 2026 Q1."""
        quarter = (self.starts_on.month - 1) // _MONTHS + 1
        return _("{year} Q{quarter}", year=self.starts_on.year, quarter=quarter)


def find_history(
    repeats: Sequence[RepeatReading],
    stratum: Stratum,
    *,
    zone: tzinfo = UTC,
    enough_pairs: int = ENOUGH_PAIRS,
) -> tuple[QuarterLimit, ...]:
    """How a limit tightened: at the end of every quarter, from the repeats up to then.

    Parameters
    ----------
    repeats : sequence of RepeatReading
        Of a clinic; those that don't say when they were taken count from the beginning.
    stratum : Stratum
        Whose limit, as `find_precision` gives them.
    zone : tzinfo
        The clinic's zone, by which days are counted.

    Returns
    -------
    tuple of QuarterLimit
        From the quarter of the first repeat to that of the last, oldest first.
    """
    mine = [r for r in repeats if (r.metric, r.control) == stratum[:2]]
    days = [r.held_at.astimezone(zone).date() if r.held_at else None for r in mine]
    known = [day for day in days if day is not None]
    quarters = _quarters(min(known), max(known)) if known else []
    found = []
    for starts_on, ends_on in quarters:
        so_far = [r for r, day in zip(mine, days, strict=True) if day is None or day <= ends_on]
        limit = limit_of(stratum, learn_limits(so_far, enough_pairs=enough_pairs), 1)
        found.append(QuarterLimit(starts_on, ends_on, limit))
    return tuple(found)


def _quarters(first: date, last: date) -> list[tuple[date, date]]:
    """First and last days of the quarters from one day to another."""
    began = first.year * 12 + (first.month - 1) // _MONTHS * _MONTHS
    starts = (date(month // 12, month % 12 + 1, 1) for month in count(began, _MONTHS))
    return [(start, _after(start) - timedelta(days=1)) for start in takewhile(lambda s: s <= last, starts)]


def _after(start: date) -> date:
    """The first day of the next quarter."""
    month = start.year * 12 + start.month - 1 + _MONTHS
    return date(month // 12, month % 12 + 1, 1)
