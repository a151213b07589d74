"""The points of a series as a table, for the page and for spreadsheets."""

import pandas as pd

from tracker.model import control_label
from tracker.model.spreadsheets import inert
from tracker.progress.result import ProgressPoint, SeriesProgress
from tracker.progress.sentences import change_unit
from tracker.texts import gettext as _

COLUMNS = (
    "Session",
    "Kind",
    "Date",
    "Days since treatment",
    "Region",
    "Metric",
    "Unit",
    "Value",
    "Change",
    "Smallest detectable change",
    "Limit from",
    "Verdict",
    "Reason",
    "Photos",
    "Compared with",
    "Method",
)


def progress_table(progress: SeriesProgress) -> pd.DataFrame:
    """One row per session, region and metric.

    Returns
    -------
    pandas.DataFrame
        Columns as in `COLUMNS`, words below them in the spoken language; dates are dates, numbers are
        rounded to the fourth decimal and missing ones are missing. A change is negative where the skin
        got better.

    Examples
    --------
    >>> from tracker.model import ToneGroup
    >>> progress_table(SeriesProgress(ToneGroup.LIGHT, (), (), ())).empty
    True
    """
    frame = pd.DataFrame([_row(p) for p in progress.points], columns=list(COLUMNS))
    return frame.astype({"Session": "int64", "Photos": "int64", "Days since treatment": "Int64"})


def to_csv(frame: pd.DataFrame) -> bytes:
    """A table as CSV that spreadsheets open without harm or garbling.

    UTF-8 with a byte order mark, ISO dates, lines ended as RFC 4180 says. Headings are in the spoken
    language; the order of the columns and the point before decimals are the same in all of them. Text that
    a spreadsheet would run as a formula gets an apostrophe in front; numbers keep their sign.
    """
    safe = frame.map(_without_formula).rename(columns=lambda name: _without_formula(_(name)))
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _row(point: ProgressPoint) -> tuple[object, ...]:
    return (
        point.session_number,
        point.session_kind.label,
        point.day,
        point.days_since_treatment,
        point.region_name,
        point.metric.label,
        change_unit(point.metric),
        _rounded(point.value),
        _rounded(point.change),
        _rounded(point.sdc),
        point.limit.source if point.limit else "",
        point.verdict.label,
        point.reason,
        len(point.photo_ids),
        control_label(point.control),
        point.method,
    )


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)


def _without_formula(cell: object) -> object:
    return inert(cell) if isinstance(cell, str) else cell
