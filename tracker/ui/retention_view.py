"""How long a patient's record is kept, legal hold and deletion, as the clinic's owner sees them."""

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import OF_PATIENTS, Actor, ErasureGround, Patient
from tracker.services import retention
from tracker.services.retention import Deletion
from tracker.store.deletions import DeletedPatient
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import context, words
from tracker.ui.banner import HOME_PAGE, PATIENT_PAGE
from tracker.ui.confirming import confirm_identity
from tracker.ui.erasure_view import offer_erasure


def offer_retention(store: Store, actor: Actor, patient: Patient) -> None:
    """A button that opens all of it."""
    if st.button(_("Retention and deletion"), icon=":material/inventory_2:"):
        # the title is said for each reader, not once for all when this file is imported
        st.dialog(_("Retention and deletion"), width="medium")(_show)(store, actor, patient)


def show_hold(patient: Patient) -> None:
    """That nothing of the record may be deleted, and since when."""
    if patient.hold is not None:
        st.info(
            _(
                "Under legal hold since {day}: nothing of this record can be deleted.",
                day=words.local_day(patient.hold.since),
            ),
            icon=":material/gavel:",
        )


def show_deleted(store: Store, actor: Actor, deleted: DeletedPatient) -> None:
    """One deleted patient: who, for how long it can be undone, and the button for that."""
    patient, erasure = deleted.patient, deleted.erasure
    with st.container(border=True):
        st.markdown(f"**{words.plain(patient.full_name)}** · {words.plain(patient.details.chart_number)}")
        st.caption(
            _(
                "Deleted by {name} on {day}: {ground} (“{note}”)",
                name=words.plain(erasure.asked_by),
                day=words.local_day(erasure.asked_at),
                ground=erasure.ground.label,
                note=words.plain(erasure.note),
            )
        )
        st.write(_time_left(erasure.due_at, context.now(), deleted.photo_count))
        if patient.hold is not None:
            st.write(_("Under legal hold: it is not erased before the hold is lifted."))
        with st.container(horizontal=True, gap="small"):
            if st.button(_("Undo"), icon=":material/undo:", key=f"undo-{patient.id}"):
                _do(lambda: retention.undo_deletion(store, actor, patient.id, now=context.now()))
            if patient.hold is None:
                offer_erasure(store, actor, deleted)


def show_ended(ended: retention.Retention) -> None:
    """One record that needn't be kept any longer, and the way to it."""
    patient = ended.patient
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(
            PATIENT_PAGE,
            label=words.plain(patient.full_name),
            query_params={"patient": patient.id},
            icon=":material/person:",
        )
        number, day = words.plain(patient.details.chart_number), words.day(ended.ends_on)
        st.caption(_("chart {number}, kept until {day}", number=number, day=day), width="stretch")


def show_held(patient: Patient) -> None:
    """One record under legal hold, and the way to it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(
            PATIENT_PAGE,
            label=words.plain(patient.full_name),
            query_params={"patient": patient.id},
            icon=":material/gavel:",
        )
        if patient.hold is not None:
            since, by = words.local_day(patient.hold.since), words.plain(patient.hold.by)
            why = words.plain(patient.hold.reason)
            st.caption(_("since {day}, by {name}: {why}", day=since, name=by, why=why), width="stretch")


def _show(store: Store, actor: Actor, patient: Patient) -> None:
    try:
        _ask_keep_until(store, actor, patient)
        if confirm_identity(key="retention", why=_("Type your password for legal holds and deletions.")):
            _ask_hold(store, actor, patient)
            if patient.hold is None:
                _ask_deletion(store, actor, patient)
    except TrackerError as error:
        st.error(str(error))


def _ask_keep_until(store: Store, actor: Actor, patient: Patient) -> None:
    known = retention.read_retention(store, actor, patient.id)
    st.write(_("This record is kept until **{day}**.", day=words.day(known.ends_on)))
    is_own = st.checkbox(_("Another day than by the clinic's rule"), patient.keep_until is not None)
    with st.form("keep-until", border=False):
        day = st.date_input(
            _("Kept until"),
            known.ends_on if is_own else known.usual,
            max_value=known.usual.replace(year=retention.LATEST_YEAR - 1, day=1),
            format="YYYY-MM-DD",
            disabled=not is_own,
            help=_("After it the record is offered for erasure. Nothing is erased by itself then."),
        )
        if st.form_submit_button(_("Save the day")):
            chosen = day if is_own else None
            _do(lambda: retention.set_keep_until(store, actor, patient.id, chosen, now=context.now()))


def _ask_hold(store: Store, actor: Actor, patient: Patient) -> None:
    if patient.hold is not None:
        show_held(patient)
        if st.button(_("Lift the legal hold"), icon=":material/lock_open:"):
            _do(lambda: retention.lift_hold(store, actor, patient.id, now=context.now()))
        return
    with st.expander(_("Legal hold"), icon=":material/gavel:"), st.form("hold", border=False):
        st.write(_("Forbids to delete or erase anything of this record, photos too, until it is lifted."))
        reason = st.text_input(_("Reason for the hold"))
        if st.form_submit_button(_("Set the hold")):
            _do(
                lambda: retention.set_hold(store, actor, patient.id, reason=reason, now=context.now()),
            )


def _ask_deletion(store: Store, actor: Actor, patient: Patient) -> None:
    with st.expander(_("Delete this patient"), icon=":material/delete:"), st.form("deletion", border=False):
        st.write(
            _(
                "The whole record is hidden at once, also by link and by phone. You can undo that for "
                "30 days on the page “Deleted and retention”; then everything is erased for good."
            )
        )
        ground = st.selectbox(_("Why"), OF_PATIENTS, index=None, format_func=_ground_label)
        note = st.text_input(
            _("Reason, in a few words"),
            help=_("It stays when the record is erased: don't name the patient in it."),
        )
        number = st.text_input(_("Type the chart number to confirm"), autocomplete="off")
        if st.form_submit_button(_("Delete patient")):
            if ground is None:
                st.error(_("Choose why the record is to be deleted."))
                return
            said = Deletion(ground, note, number)
            retention.delete_patient(store, actor, patient.id, said, now=context.now())
            st.switch_page(HOME_PAGE)


def _ground_label(ground: ErasureGround) -> str:
    return ground.label


def _time_left(due_at: datetime, now: datetime, photo_count: int) -> str:
    days = -(-(due_at - now).total_seconds() // 86400)
    photos = ngettext("{count} photo", "{count} photos", photo_count)
    if days <= 0:
        return _("{photos}; the erasure is due.", photos=photos)
    return ngettext(
        "{photos}; erased in {count} day.",
        "{photos}; erased in {count} days.",
        int(days),
        photos=photos,
    )


def _do(change: Callable[[], object]) -> None:
    try:
        change()
    except TrackerError as error:
        st.error(str(error))
        return
    st.rerun()
