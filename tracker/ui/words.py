"""How dates, ages, alignments and refusals read on a page."""

from datetime import date, datetime

from tracker.model import AlignmentRow, Patient, Phase, Reference, Session
from tracker.texts import gettext as _
from tracker.texts import marked, ngettext, written_day
from tracker.ui.context import to_local

_MARKDOWN = frozenset(r"\`*_{}[]<>()#+-!|$:~&")


def day(value: date) -> str:
    """A date without doubt about day and month.

    >>> day(date(2026, 5, 3))
    '3 May 2026'
    """
    return written_day(value)


def plain(text: str) -> str:
    r"""Text that a person typed, escaped so that Markdown shows it as it stands.

    >>> plain("2 a* :red[x]")
    '2 a\\* \\:red\\[x\\]'
    """
    return "".join(f"\\{c}" if c in _MARKDOWN else c for c in text)


def local_day(moment: datetime) -> str:
    """The clinic's date at a moment."""
    return day(to_local(moment).date())


def local_minute(moment: datetime) -> str:
    """A moment on the clinic's wall clock, as 3 May 2026, 14:05."""
    return f"{local_day(moment)}, {to_local(moment):%H:%M}"


def days_after_treatment(days: int | None) -> str:
    """How long a session was held after the last treatment before it.

    >>> days_after_treatment(84), days_after_treatment(1), days_after_treatment(None)
    ('84 days after treatment', '1 day after treatment', 'before treatment')
    """
    if days is None:
        return _("before treatment")
    return ngettext("{count} day after treatment", "{count} days after treatment", days)


def age(born_on: date, on: date) -> int:
    """Completed years.

    >>> age(date(2000, 2, 29), date(2026, 2, 28))
    25
    """
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def phase_words(phase: Phase) -> str:
    """When in its session a photo was taken, as it reads on a page."""
    return {
        Phase.PRE: _("before the treatment"),
        Phase.IMMEDIATELY_POST: _("right after the treatment"),
        Phase.FOLLOW_UP: _("follow-up"),
    }[phase]


def session_title(session: Session) -> str:
    """Number, kind and date of a session in one line."""
    details = session.details
    number = _("Session {number}", number=details.number)
    return f"{number} · {details.kind.label} · {local_day(details.held_at)}"


def patient_line(patient: Patient) -> str:
    """Name, chart number and date of birth: what tells one patient from another."""
    details = patient.details
    return _(
        "{full_name} · {chart_number} · born {day}",
        full_name=patient.full_name,
        chart_number=details.chart_number,
        day=day(details.born_on),
    )


def alignment_words(row: AlignmentRow | None) -> str:
    """How well a photo lies on its reference, in words with the figure behind them."""
    if row is None:
        return _("not analysed yet")
    if row.refusal is not None:
        return _("not aligned: {refusal}", refusal=row.refusal)
    if row.digest == row.reference_digest:
        return _("reference")
    if not row.is_confirmed:
        return _("by hand, not confirmed by the picture")
    error_mm = row.error_p95_mm
    grade = alignment_grade(error_mm)
    way = ", " + _("by way of another photo") if row.through_digest else ""
    way += ", " + _("by hand") if row.is_by_hand else ""
    return _("alignment {grade} (within {error}){way}", grade=_(grade), error=millimetres(error_mm), way=way)


def alignment_badge(row: AlignmentRow | None) -> str:
    """The same in the fewest words: "good, 0.3 mm"."""
    if row is not None and row.refusal is not None:
        return _("not aligned")
    if row is None or row.digest == row.reference_digest:
        return alignment_words(row)
    if not row.is_confirmed:
        return _("by hand, not confirmed")
    grade = _(alignment_grade(row.error_p95_mm))
    return _("{grade}, {error}", grade=grade, error=millimetres(row.error_p95_mm))


def alignment_grade(error_mm: float) -> str:
    """One English word for an error; 95 % of the skin lies within it.

    >>> alignment_grade(0.25), alignment_grade(0.3), alignment_grade(1.2)
    ('very good', 'good', 'poor')
    """
    if error_mm <= 0.25:
        return marked("very good")
    if error_mm <= 0.5:
        return marked("good")
    return marked("fair") if error_mm <= 1 else marked("poor")


def millimetres(error_mm: float, *, is_scale_measured: bool = True) -> str:
    """An error in mm, never less than can be said, and never sharper than the scale is known.

    >>> millimetres(0.31), millimetres(0.004), millimetres(0.31, is_scale_measured=False)
    ('0.3 mm', '0.1 mm', 'about 0.3 mm')
    """
    error = max(error_mm, 0.1)
    return _("{error:.1f} mm", error=error) if is_scale_measured else _("about {error:.1f} mm", error=error)


def scale_words(reference: Reference) -> str:
    """How the scale of a reference photo is known, in a few words."""
    if reference.scale_error_share is not None:
        return _(
            "estimated from the eyes, about ±{share:.0f} %: better measured",
            share=100 * reference.scale_error_share,
        )
    if reference.is_scale_measured:
        return _("measured")
    return _("assumed from the view: please measure once")


def way_sentence(
    session: Session, row: AlignmentRow, through: Session | None, *, is_scale_measured: bool
) -> str:
    """How a session's photo came over its reference when it was not straight and by itself; else empty.

    Parameters
    ----------
    through : Session or None
        The session of the photo between, None for the straight way.
    """
    if row.refusal is not None:
        return ""
    number = session.details.number
    if through is None:
        return _hand_sentence(number, row) if row.is_by_hand else ""
    by_way_of = (
        _("another photo of its own")
        if through.id == session.id
        else _("session {number}", number=through.details.number)
    )
    points = ", " + _("partly by hand") if row.is_by_hand else ""
    error = millimetres(row.error_p95_mm, is_scale_measured=is_scale_measured)
    return _(
        "Session {number} was laid over the reference through {by_way_of}{points}; "
        "the errors add up to {error}.",
        number=number,
        by_way_of=by_way_of,
        points=points,
        error=error,
    )


def _hand_sentence(number: int, row: AlignmentRow) -> str:
    """That a person laid the photo there, and whether more than that speaks for it."""
    if row.is_confirmed:
        return _("Session {number} was laid over the reference by hand.", number=number)
    return _(
        "Session {number} was laid over the reference by hand and is not confirmed by the picture: "
        "nothing is measured in it.",
        number=number,
    )
