"""The record as a page to read: one HTML file without scripts, beside its photos."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from tracker.model import PatientDetails, Session
from tracker.services.record_copies.gathering import CourseRecord, PatientRecord
from tracker.texts import gettext as _
from tracker.texts import written_day

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;"
    "color:#222;background:#fff}h2{margin-top:2.5rem}dt{font-weight:600}dd{margin:0 0 .5rem}"
    "figure{display:inline-block;margin:.5rem 1rem .5rem 0;vertical-align:top}"
    "img{max-width:15rem;max-height:15rem;background:#808080}figcaption{font-size:.85rem}"
)


def record_page(
    record: PatientRecord,
    names: Mapping[str, str],
    *,
    clinic: str,
    zone: ZoneInfo,
    made_at: datetime,
    language: str,
) -> str:
    """The page, in the spoken language.

    Parameters
    ----------
    names : mapping of str to str
        Names of the photos' files by digest.
    zone : ZoneInfo
        In which sessions were held.
    language : str
        Of the page, as HTML names it.
    """
    patient = record.patient
    title = _("Record of {name}", name=patient.full_name)
    said = _("Made by {clinic} on {day}.", clinic=clinic, day=written_day(made_at.astimezone(zone).date()))
    body = [
        _element("h1", title),
        _element("p", said),
        _list(_facts(patient.details)),
        *(part for course in record.courses for part in _course(course, names, zone)),
        _element("h2", _("Consents")),
        *_consents(record, zone),
    ]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    # opened from a folder, the photos beside it are "file:"
    policy = "default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'"
    guard = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    top = f'<!doctype html>\n<html lang="{language}"><head>{guard}{viewport}{head}</head>'
    return f"{top}<body>{''.join(body)}</body></html>\n"


def _facts(details: PatientDetails) -> list[tuple[str, str]]:
    return [
        (_("Chart number"), details.chart_number),
        (_("Date of birth"), written_day(details.born_on)),
        (_("Sex or gender"), details.sex),
        (_("Phone"), details.phone),
        (_("Email"), details.email),
        (_("Fitzpatrick skin type"), "" if details.fitzpatrick is None else str(details.fitzpatrick)),
        (_("Allergies"), details.allergies),
        (_("Medication"), details.medication),
        (_("History"), details.history),
    ]


def _course(course: CourseRecord, names: Mapping[str, str], zone: ZoneInfo) -> Iterator[str]:
    details = course.series.details
    yield _element("h2", details.treatment_type)
    yield _list(
        [
            (_("Indications"), details.indications),
            (_("Areas"), details.areas),
            (_("Status"), details.status.label),
            (_("Goals in the patient's words"), details.goals),
            (_("Home regimen"), details.home_regimen),
        ]
    )
    for session in course.sessions:
        day = written_day(session.details.held_at.astimezone(zone).date())
        number, kind = session.details.number, session.details.kind.label
        yield _element("h3", _("Session {number}, {day}, {kind}", number=number, day=day, kind=kind))
        yield _list(_visit(session))
        for photo in course.photos:
            if photo.session_id == session.id and photo.digest in names:
                label, name = escape(photo.view.label), escape(names[photo.digest])
                yield (
                    f'<figure><a href="{name}"><img src="{name}" alt="{label}"></a>'
                    f"<figcaption>{label}</figcaption></figure>"
                )


def _visit(session: Session) -> list[tuple[str, str]]:
    details = session.details
    depth = "" if details.needle_depth_mm is None else f"{details.needle_depth_mm:g} mm"
    return [
        (_("Provider"), details.provider),
        (_("Device"), details.device),
        (_("Needle depth"), depth),
        (_("Topical anaesthetic"), details.topical),
        (_("Serum"), details.serum),
        (_("Reaction"), details.reaction),
        (_("Note"), details.note),
    ]


def _consents(record: PatientRecord, zone: ZoneInfo) -> Iterator[str]:
    if not record.consents:
        yield _element("p", _("None is recorded."))
    for signed in record.consents:
        day = written_day(signed.consent.signed_at.astimezone(zone).date())
        name = signed.consent.answers.signer_name
        heading = _("{day}, signed by {name}: {status}", day=day, name=name, status=signed.status.label)
        answers = signed.consent.answers.scopes.items()
        yield _element("h3", heading)
        yield _list([(scope.label, _("yes") if is_yes else _("no")) for scope, is_yes in answers])


def _list(facts: list[tuple[str, str]]) -> str:
    """What is known, as a list of names and values."""
    shown = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts if value)
    return f"<dl>{shown}</dl>" if shown else ""


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"
