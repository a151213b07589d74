"""The clinic's settings: one form, which everybody reads and the owner changes."""

from dataclasses import replace
from zoneinfo import available_timezones

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import Actor, Clinic
from tracker.services import clinic
from tracker.store.opening import Store
from tracker.texts import gettext as _


def show_clinic_form(store: Store, actor: Actor, present: Clinic, *, is_owner: bool) -> None:
    """The form; what is sent is saved."""
    st.subheader(_("Clinic"))
    with st.form("clinic", border=False):
        changed = _ask(present, is_owner=is_owner)
        if st.form_submit_button(_("Save"), type="primary", disabled=not is_owner):
            try:
                clinic.save(store, actor, changed)
                st.success(_("Saved."))
            except TrackerError as error:
                st.error(str(error))


def _ask(present: Clinic, *, is_owner: bool) -> Clinic:
    """All fields, filled with what is set."""

    def number(label: str, least: int, most: int, value: int, text: str) -> int:
        return int(st.number_input(label, least, most, value, help=text, disabled=not is_owner))

    zones = sorted(available_timezones())
    return replace(
        present,
        name=st.text_input(_("Name"), present.name, disabled=not is_owner),
        time_zone=st.selectbox(
            _("Time zone"), zones, index=zones.index(present.time_zone), disabled=not is_owner
        ),
        recovery_days=number(
            _("Recovery window (days after a treatment)"),
            1,
            28,
            present.recovery_days,
            _("Photos taken in it are shown hollow and kept out of every trend."),
        ),
        structure_days=number(
            _("Texture, pores and lines are judged from day"),
            7,
            180,
            present.structure_days,
            _("New collagen takes weeks: what is seen earlier is swelling and fresh skin."),
        ),
        retention_years=number(
            _("Records are kept for (years after the last session)"),
            1,
            100,
            present.retention_years,
            _("After that they are offered for erasure. Ask which time the law of your country sets."),
        ),
        minor_age=number(
            _("Records of minors are kept at least until birthday"),
            18,
            100,
            present.minor_age,
            _(
                "For patients who were under 18 at their last session: until this birthday, or as long as "
                "for everybody else where that is later."
            ),
        ),
    )
