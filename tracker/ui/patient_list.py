"""Patients as lines of a list."""

from collections.abc import Sequence

import streamlit as st

from tracker.model import PatientSummary
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import words
from tracker.ui.banner import PATIENT_PAGE


def show_patients(summaries: Sequence[PatientSummary]) -> None:
    """A line for each: the way to the page, and what tells one from another."""
    for summary in summaries:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.page_link(
                PATIENT_PAGE,
                label=words.plain(summary.patient.full_name),
                query_params={"patient": summary.patient.id},
                icon=":material/science:" if summary.patient.is_synthetic else ":material/person:",
                width=260,
            )
            st.caption(_line(summary), width="stretch")


def _line(summary: PatientSummary) -> str:
    details = summary.patient.details
    last = summary.last_session_at
    parts = (
        words.plain(details.chart_number),
        _("born {day}", day=words.day(details.born_on)),
        ngettext("{count} photo", "{count} photos", summary.photo_count),
        words.local_day(last) if last else _("no session yet"),
    )
    return " · ".join(parts)
