"""Who is on the screen and how one got here: stands at the head of every patient's page."""

import streamlit as st

from tracker.model import Patient, Series
from tracker.services import consents
from tracker.texts import gettext as _
from tracker.ui import context, words
from tracker.ui.consent_words import badge_of

PATIENT_PAGE = "screens/patient.py"
SERIES_PAGE = "screens/series.py"
SESSION_PAGE = "screens/session.py"
CONSENT_PAGE = "screens/consent.py"
HOME_PAGE = "screens/patients.py"


def show_banner(patient: Patient, series: Series | None = None, *, here: str = "") -> None:
    """Breadcrumbs, then the patient's identity; that it was seen is written down."""
    kind = "patient" if series is None else here or "series"
    context.record_view(kind, series.id if series else patient.id, patient.id)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.page_link(HOME_PAGE, label=_("Patients"))
        st.page_link(PATIENT_PAGE, label=words.plain(patient.full_name), query_params={"patient": patient.id})
        if series is not None and here:
            st.page_link(
                SERIES_PAGE,
                label=words.plain(series.details.treatment_type),
                query_params={"series": series.id},
            )
    details = patient.details
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"**{words.plain(patient.full_name)}**", width="content")
        st.markdown(_("chart {number}", number=words.plain(details.chart_number)), width="content")
        years = words.age(details.born_on, context.to_local(context.now()).date())
        st.markdown(
            _("born {day} ({years} years)", day=words.day(details.born_on), years=years), width="content"
        )
        if patient.is_synthetic:
            st.badge(_("synthetic, no real person"), color="violet", icon=":material/science:")
    _show_consent(patient)


def _show_consent(patient: Patient) -> None:
    """What the patient allows, which leads to all that is known of it; on a phone in several lines."""
    st.html("<style>.st-key-consent-badge a * { white-space: normal !important; overflow: visible; }</style>")
    standing = consents.read_standing(context.store(), context.actor(), patient.id)
    with st.container(key="consent-badge"):
        st.page_link(
            CONSENT_PAGE,
            label=badge_of(standing, context.now()),
            query_params={"patient": patient.id},
            help=_("What the patient allows the photos to be used for"),
        )
