"""How dates, ages, alignments and refusals read on a page."""

from datetime import date, datetime

from tracker.model import AlignmentRow, Patient, Session
from tracker.ui.context import to_local

_MARKDOWN = frozenset(r"\`*_{}[]<>()#+-!|$:~&")


def day(value: date) -> str:
    """A date without doubt about day and month.

    >>> day(date(2026, 5, 3))
    '3 May 2026'
    """
    return f"{value.day} {value:%B} {value.year}"


def plain(text: str) -> str:
    r"""Text that a person typed, escaped so that Markdown shows it as it stands.

    >>> plain("2 a* :red[x]")
    '2 a\\* \\:red\\[x\\]'
    """
    return "".join(f"\\{c}" if c in _MARKDOWN else c for c in text)


def local_day(moment: datetime) -> str:
    """The clinic's date at a moment."""
    return day(to_local(moment).date())


def age(born_on: date, on: date) -> int:
    """Completed years.

    >>> age(date(2000, 2, 29), date(2026, 2, 28))
    25
    """
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def session_title(session: Session) -> str:
    """Number, kind and date of a session in one line."""
    details = session.details
    return f"Session {details.number} · {details.kind} · {local_day(details.held_at)}"


def patient_line(patient: Patient) -> str:
    """Name, chart number and date of birth: what tells one patient from another."""
    details = patient.details
    return f"{patient.full_name} · {details.chart_number} · born {day(details.born_on)}"


def alignment_words(row: AlignmentRow | None) -> str:
    """How well a photo lies on its reference, in words with the figure behind them."""
    if row is None:
        return "not analysed yet"
    if row.refusal is not None:
        return f"not aligned: {row.refusal}"
    if row.digest == row.reference_digest:
        return "reference"
    error_mm = row.error_p95_mm
    grade = (
        "very good"
        if error_mm <= 0.25
        else "good"
        if error_mm <= 0.5
        else "fair"
        if error_mm <= 1
        else "poor"
    )
    return f"alignment {grade} (within {max(error_mm, 0.1):.1f} mm)"
