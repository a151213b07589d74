"""Erasing for good what is deleted, and what was erased, as the clinic's owner sees it."""

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import OF_PATIENTS, OF_PHOTOS, Actor, ErasedKind, Erasure, ErasureGround
from tracker.services import intake, retention
from tracker.services.retention import Deletion
from tracker.store.deletions import DeletedPatient, DeletedPhoto
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import context, words
from tracker.ui.confirming import confirm_identity


def offer_erasure(store: Store, actor: Actor, deleted: DeletedPatient) -> None:
    """A button that asks once more and then erases a deleted record at once."""
    if st.button(_("Erase now"), icon=":material/delete_forever:", key=f"erase-{deleted.patient.id}"):
        st.dialog(_("Erase for good"), width="medium")(_ask_patient)(store, actor, deleted)


def show_deleted_photo(store: Store, actor: Actor, deleted: DeletedPhoto) -> None:
    """One deleted photo: whose, who took it out and why, back with it or erase it."""
    photo, patient = deleted.photo, deleted.patient
    with st.container(border=True):
        st.markdown(
            _(
                "**{name}**, session {number}, {view}",
                name=words.plain(patient.full_name),
                number=deleted.session_number,
                view=words.plain(photo.view.label),
            )
        )
        st.caption(
            _(
                "Deleted by {name} on {day}: {why}",
                name=words.plain(deleted.deleted_by),
                day=words.local_day(deleted.deleted_at),
                why=words.plain(deleted.why),
            )
        )
        with st.container(horizontal=True, gap="small"):
            if st.button(_("Restore"), icon=":material/undo:", key=f"restore-{photo.id}"):
                _restore(store, actor, photo.id)
            if st.button(_("Erase photo"), icon=":material/delete_forever:", key=f"erase-{photo.id}"):
                st.dialog(_("Erase for good"), width="medium")(_ask_photo)(store, actor, deleted)


def show_erased(erasure: Erasure, *, problem: str) -> None:
    """All that stays of what was erased; of what isn't done, why the last try came to nothing."""
    if erasure.kind is ErasedKind.PHOTO:
        what = _("a photo")
    else:
        what = ngettext("a patient with {count} photo", "a patient with {count} photos", erasure.photo_count)
    asked, ground = words.plain(erasure.asked_by), erasure.ground.label
    if erasure.swept_at is None:
        st.write(
            _("{what}: being erased, asked for by {name} ({ground})", what=what, name=asked, ground=ground)
        )
        if problem:
            st.warning(problem)
        return
    st.write(
        _(
            "{day}: {what}, asked for by {name} ({ground}: “{note}”)",
            day=words.local_day(erasure.erased_at or erasure.swept_at),
            what=what,
            name=asked,
            ground=ground,
            note=words.plain(erasure.note),
        )
    )
    st.caption(_("Number {id}", id=erasure.subject_id))


def _ask_patient(store: Store, actor: Actor, deleted: DeletedPatient) -> None:
    _warn()
    if not confirm_identity(key="erase", why=_("Type your password to erase a record.")):
        return
    with st.form("erase", border=False):
        known = OF_PATIENTS.index(deleted.erasure.ground)
        ground = st.selectbox(_("Why"), OF_PATIENTS, index=known, format_func=_label)
        note = st.text_input(_("Reason, in a few words"), deleted.erasure.note)
        number = st.text_input(_("Type the chart number to confirm"), autocomplete="off")
        if st.form_submit_button(_("Erase for good"), type="primary"):
            said = Deletion(ground, note, number)
            try:
                retention.erase_patient(store, actor, deleted.patient.id, said, now=context.now())
            except TrackerError as error:
                st.error(str(error))
                return
            st.rerun()


def _ask_photo(store: Store, actor: Actor, deleted: DeletedPhoto) -> None:
    _warn()
    if not confirm_identity(key="erase", why=_("Type your password to erase a photo.")):
        return
    with st.form("erase", border=False):
        ground = st.selectbox(_("Why"), OF_PHOTOS, format_func=_label)
        note = st.text_input(
            _("Reason, in a few words"),
            help=_("It stays when the record is erased: don't name the patient in it."),
        )
        if st.form_submit_button(_("Erase for good"), type="primary"):
            try:
                retention.erase_photo(
                    store, actor, deleted.photo.id, ground=ground, note=note, now=context.now()
                )
            except TrackerError as error:
                st.error(str(error))
                return
            st.rerun()


def _restore(store: Store, actor: Actor, photo_id: str) -> None:
    try:
        intake.restore_photo(store, actor, photo_id, now=context.now())
    except TrackerError as error:
        st.error(str(error))
        return
    st.rerun()


def _warn() -> None:
    st.warning(
        _("Originals, pictures, readings and notes are removed at once. Nothing brings them back."),
        icon=":material/delete_forever:",
    )


def _label(ground: ErasureGround) -> str:
    return ground.label
