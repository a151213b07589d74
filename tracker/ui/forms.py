"""The forms for patients, series and sessions.

A form returns the details when it was submitted, else None; the page hands them to a service and
shows its sentence. Nothing is cleared, so what was typed stays when something is wrong.
"""

from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st

from tracker.model import (
    FOLLOW_UP_DAYS,
    PatientDetails,
    SeriesDetails,
    SeriesStatus,
    Session,
    SessionDetails,
    SessionKind,
)
from tracker.services.series import read_follow_up_days
from tracker.texts import gettext as _
from tracker.texts import marked
from tracker.ui.context import from_local, to_local
from tracker.ui.unchanged_mark import choose_unchanged_since

FITZPATRICK = [marked("not entered"), "I", "II", "III", "IV", "V", "VI"]
EARLIEST = date(1900, 1, 1)


def patient_form(known: PatientDetails | None, *, today: date) -> PatientDetails | None:
    """Ask for a patient's details; required ones first."""
    with st.form("patient", border=False):
        left, right = st.columns(2)
        family = left.text_input(_("Family name"), known.family_name if known else "", autocomplete="off")
        given = right.text_input(_("Given name"), known.given_name if known else "", autocomplete="off")
        chart = left.text_input(_("Chart number"), known.chart_number if known else "", autocomplete="off")
        born = right.date_input(
            _("Date of birth"),
            known.born_on if known else None,
            min_value=EARLIEST,
            max_value=date(today.year + 10, 12, 31),
            format="YYYY-MM-DD",
        )
        tone = left.selectbox(
            _("Fitzpatrick skin type"),
            range(7),
            index=(known.fitzpatrick or 0) if known else 0,
            format_func=lambda tone: _(FITZPATRICK[tone]),
            help=_("Entered by a person, never guessed from a photo. Limits are kept by skin tone."),
        )
        sex = right.text_input(_("Sex or gender (optional)"), known.sex if known else "")
        phone = left.text_input(_("Phone (optional)"), known.phone if known else "", type="phone")
        email = right.text_input(_("Email (optional)"), known.email if known else "", type="email")
        allergies = st.text_input(_("Allergies"), known.allergies if known else "")
        medication = st.text_input(
            _("Medication"),
            known.medication if known else "",
            help=_("Isotretinoin with its stop date, anticoagulants, retinoids, photosensitisers."),
        )
        history = st.text_input(
            _("History"),
            known.history if known else "",
            help=_("Keloid, herpes, active acne or infection, eczema, bleeding disorder, pregnancy."),
        )
        if not st.form_submit_button(_("Save patient"), type="primary"):
            return None
    if not isinstance(born, date):
        st.error(_("Enter the date of birth."))
        return None
    return PatientDetails(
        chart_number=chart.strip(),
        family_name=family.strip(),
        given_name=given.strip(),
        born_on=born,
        sex=sex,
        phone=phone or "",
        email=email or "",
        language=known.language if known else "",
        fitzpatrick=tone or None,
        monk_tone=known.monk_tone if known else None,
        allergies=allergies,
        medication=medication,
        history=history,
    )


def series_form(known: SeriesDetails | None, *, today: date) -> SeriesDetails | None:
    """Ask for a course of treatment.

    Raises
    ------
    InvalidInput
        If what was typed as days of follow-ups is none.
    """
    with st.form("series", border=False):
        left, right = st.columns(2)
        treatment = left.text_input(_("Treatment"), known.treatment_type if known else _("Microneedling"))
        indications = right.text_input(
            _("What it is for"), known.indications if known else "", placeholder=_("acne scars, texture")
        )
        areas = left.text_input(_("Treated areas"), known.areas if known else "", placeholder=_("left cheek"))
        started = right.date_input(_("Start"), known.started_on if known else today, format="YYYY-MM-DD")
        planned = left.number_input(_("Planned treatments"), 1, 12, known.planned_sessions if known else 4)
        weeks = right.number_input(_("Weeks between treatments"), 2, 8, known.interval_weeks if known else 4)
        status = left.selectbox(
            _("Status"),
            list(SeriesStatus),
            index=list(SeriesStatus).index(known.status) if known else 1,
            format_func=lambda status: status.label,
        )
        stop_reason = right.text_input(_("Reason, if stopped"), known.stop_reason if known else "")
        days = known.follow_up_days if known else FOLLOW_UP_DAYS
        follow_ups = st.text_input(
            _("Follow-ups, in days after the last treatment"),
            ", ".join(str(day) for day in days),
            help=_("The worklist asks for these visits. Leave it empty for none."),
        )
        goals = st.text_area(_("Goals in the patient's words"), known.goals if known else "", height=80)
        regimen = st.text_area(_("Home regimen"), known.home_regimen if known else "", height=80)
        if not st.form_submit_button(_("Save series"), type="primary"):
            return None
    return SeriesDetails(
        treatment_type=treatment.strip(),
        indications=indications.strip(),
        areas=areas.strip(),
        started_on=started if isinstance(started, date) else today,
        planned_sessions=int(planned),
        interval_weeks=int(weeks),
        goals=goals,
        home_regimen=regimen,
        status=SeriesStatus(status or SeriesStatus.ACTIVE),
        stop_reason=stop_reason.strip(),
        follow_up_days=read_follow_up_days(follow_ups),
    )


def session_form(
    known: SessionDetails | None,
    *,
    number: int,
    provider: str,
    moment: datetime,
    earlier: Sequence[Session] = (),
) -> SessionDetails | None:
    """Ask for a dated visit; ``number`` and ``moment`` are offered for a new one.

    ``earlier`` are the sessions since which its skin may be marked as unchanged.
    """
    kinds = list(SessionKind)
    with st.form("session", border=False):
        left, right = st.columns(2)
        kind = left.selectbox(
            _("Kind"), kinds, index=_kind_index(known, number), format_func=lambda kind: kind.label
        )
        chosen_number = right.number_input(_("Session number"), 1, 99, known.number if known else number)
        held = st.datetime_input(
            _("Date and time"),
            to_local(known.held_at if known else moment).replace(tzinfo=None),
            min_value=datetime(2000, 1, 1),
            format="YYYY-MM-DD",
            step=300,
            # the offered time moves on while somebody types, and without a key takes the typed one's place
            key=f"held-{known.held_at.isoformat() if known else 'new'}",
        )
        by = left.text_input(_("Provider"), known.provider if known else provider)
        device = right.text_input(_("Device and serial"), known.device if known else "")
        depth = left.number_input(
            _("Needle depth (mm)"), 0.0, 5.0, known.needle_depth_mm if known else None, step=0.25
        )
        passes = right.number_input(_("Passes"), 0, 20, known.passes if known else None)
        topical = left.text_input(_("Anaesthetic"), known.topical if known else "")
        serum = right.text_input(_("Serum"), known.serum if known else "")
        reaction = st.text_input(_("Immediate reaction"), known.reaction if known else "")
        note = st.text_area(_("Note"), known.note if known else "", height=80)
        marked = known.unchanged_since if known else None
        since = choose_unchanged_since(earlier, marked) if earlier else marked
        if not st.form_submit_button(_("Save session"), type="primary"):
            return None
    if held is None:
        st.error(_("Enter the session's date and time."))
        return None
    return SessionDetails(
        number=int(chosen_number),
        held_at=from_local(held),
        kind=SessionKind(kind),
        provider=by.strip(),
        device=device.strip(),
        needle_depth_mm=float(depth) if depth else None,
        passes=int(passes) if passes else None,
        topical=topical,
        serum=serum,
        reaction=reaction,
        note=note,
        unchanged_since=since,
    )


def _kind_index(known: SessionDetails | None, number: int) -> int:
    """A first visit is a baseline, a later one a treatment, unless said otherwise."""
    kinds = list(SessionKind)
    return kinds.index(
        known.kind if known else SessionKind.BASELINE if number == 1 else SessionKind.TREATMENT
    )
