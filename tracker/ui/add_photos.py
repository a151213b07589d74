"""Put photos into a session: read several at once, confirm view and time, save."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from tracker.errors import TrackerError
from tracker.imaging.limits import MAX_BYTES
from tracker.imaging.sandbox import InspectedPhoto
from tracker.model import Acceptance, CaptureTimeSource, Phase, Rendition, Session, View
from tracker.services import intake
from tracker.services.series import SeriesRecord
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import context, words
from tracker.ui.capture_time import choose_capture_time
from tracker.ui.view_choice import choose_view

SUFFIXES = ["jpg", "jpeg", "png", "webp", "tif", "tiff", "heic", "heif"]
BATCH = "photo-batch"


@dataclass(frozen=True, slots=True)
class Checked:
    """One uploaded file after reading: either what it holds, or what is wrong with it."""

    name: str
    inspected: InspectedPhoto | None
    problem: str = ""


def show_add_photos(session: Session, record: SeriesRecord) -> None:
    """The whole way of photos into a session, on one page."""
    st.subheader(_("Add photos"))
    _show_outcome()
    batch = st.session_state.setdefault(BATCH, 0)
    files = st.file_uploader(
        _("JPEG, PNG, WebP, TIFF or HEIC, up to 50 MB each"),
        type=None,
        accept_multiple_files=True,
        max_upload_size=MAX_BYTES // 1_000_000,
        key=f"upload-{session.id}-{batch}",
    )
    if not files:
        return
    checked = _read_all(files, session)
    usable = [(file, c.inspected) for file, c in zip(files, checked, strict=True) if c.inspected is not None]
    for one in checked:
        if one.problem:
            st.warning(f"**{_plain(one.name)}**: {one.problem}")
    if not usable:
        return
    view = choose_view(_usual_view(record), key=f"view-{session.id}-{batch}")
    chosen = [_choose(file, photo, session, view) for file, photo in usable]
    label = ngettext("Save {count} photo", "Save {count} photos", len(usable))
    if st.button(label, type="primary"):
        _save(usable, chosen, session)


def _read_all(files: Sequence[UploadedFile], session: Session) -> list[Checked]:
    """Read what was not read before; what was read stays with the upload."""
    known: dict[str, Checked] = st.session_state.setdefault(f"checked-{session.id}", {})
    new = [file for file in files if file.file_id not in known]
    if new:
        bar = st.progress(0.0)
        for done, file in enumerate(new):
            bar.progress(
                done / len(new), text=_("Reading photo {done} of {count}", done=done + 1, count=len(new))
            )
            known[file.file_id] = _read(file, session)
        bar.empty()
    present = {file.file_id for file in files}
    for gone in set(known) - present:
        del known[gone]
    return [_without_twins(known, files, index) for index in range(len(files))]


def _read(file: UploadedFile, session: Session) -> Checked:
    try:
        inspected = intake.check_photo(context.actor(), context.sandbox(), file.getvalue())
        intake.check_is_new(context.store(), context.actor(), inspected.facts.digest, session_id=session.id)
    except TrackerError as error:
        return Checked(file.name, None, str(error))
    return Checked(file.name, inspected)


def _without_twins(known: dict[str, Checked], files: Sequence[UploadedFile], index: int) -> Checked:
    """The same photo twice in one batch goes in once."""
    checked = known[files[index].file_id]
    if checked.inspected is None:
        return checked
    digest = checked.inspected.facts.digest
    earlier = (known[f.file_id].inspected for f in files[:index])
    if any(photo is not None and photo.facts.digest == digest for photo in earlier):
        return Checked(checked.name, None, _("The same photo is in this batch already; it is taken once."))
    return checked


def _choose(
    file: UploadedFile, inspected: InspectedPhoto, session: Session, usual: View
) -> intake.PhotoChoices:
    """One photo's card: picture, phase, capture time to confirm, and a view of its own if need be."""
    facts, key = inspected.facts, file.file_id
    suggested, source = intake.suggested_capture_time(
        facts, time_zone=context.clinic().time_zone, held_at=session.details.held_at
    )
    with st.container(border=True):
        picture, fields = st.columns([1, 3])
        picture.html(_preview(inspected, file.name))
        with fields:
            is_other = st.toggle(_("Another view"), key=f"{key}-other")
            view = choose_view(usual, key=key) if is_other else usual
            phase = st.selectbox(_("Phase"), list(Phase), format_func=words.phase_words, key=f"{key}-phase")
            local = context.to_local_minute(suggested)
            taken = choose_capture_time(local, key=f"{key}-taken")
            if source is CaptureTimeSource.METADATA:
                origin = _("Time from the camera: please confirm.")
            else:
                origin = _("The file does not say when it was taken: please check.")
            st.caption(
                _(
                    "{origin} {width_px} × {height_px} px. {camera}",
                    origin=origin,
                    width_px=facts.width_px,
                    height_px=facts.height_px,
                    camera=words.plain(facts.camera),
                )
            )
            held_on = context.to_local(session.details.held_at).date()
            if taken is not None and taken.date() != held_on:
                st.warning(
                    _(
                        "Taken on {taken_on}, but the session was on {held_on}: is this the right session?",
                        taken_on=words.day(taken.date()),
                        held_on=words.day(held_on),
                    )
                )
    is_same = taken is None or taken == local
    return intake.PhotoChoices(
        view=view,
        phase=Phase(phase or Phase.PRE),
        captured_at=suggested if is_same or taken is None else context.from_local(taken),
        source=source if is_same else CaptureTimeSource.TYPED,
    )


def _save(
    usable: Sequence[tuple[UploadedFile, InspectedPhoto]],
    chosen: Sequence[intake.PhotoChoices],
    session: Session,
) -> None:
    """Save what can be saved; what can't keeps its place with the reason beside it."""
    saved, waiting, problems = 0, 0, []
    bar = st.progress(0.0)
    for done, ((file, inspected), choices) in enumerate(zip(usable, chosen, strict=True)):
        bar.progress(
            done / len(usable), text=_("Saving photo {done} of {count}", done=done + 1, count=len(usable))
        )
        try:
            photo = intake.save_photo(
                context.store(),
                context.actor(),
                file.getvalue(),
                inspected,
                choices,
                session_id=session.id,
                now=context.now(),
            )
            # read again if it stays in the batch, it then says where it is instead of being offered
            st.session_state[f"checked-{session.id}"].pop(file.file_id, None)
            saved += 1
            waiting += photo.acceptance is Acceptance.WAITING
        except TrackerError as error:
            problems.append(f"**{_plain(file.name)}**: {error}")
    bar.empty()
    if problems:
        for problem in problems:
            st.error(problem)
        if saved:
            st.success(_("The other {count} are saved.", count=saved))
        return
    st.session_state[BATCH] += 1
    st.session_state.pop(f"checked-{session.id}", None)
    st.session_state["photos-saved"] = (saved, waiting)
    st.rerun()


def _show_outcome() -> None:
    saved, waiting = st.session_state.pop("photos-saved", (0, 0))
    if saved:
        st.success(ngettext("{count} photo is saved.", "{count} photos are saved.", saved))
    if waiting:
        st.warning(
            ngettext(
                "Something is off in {count} of them: decide about it above.",
                "Something is off in {count} of them: decide about them above.",
                waiting,
            )
        )


def _usual_view(record: SeriesRecord) -> View | None:
    return record.views[0] if record.views else None


def _preview(inspected: InspectedPhoto, name: str) -> str:
    """The thumbnail as a data address: nothing is stored before it is confirmed."""
    data = base64.b64encode(inspected.renditions[Rendition.THUMBNAIL]).decode("ascii")
    return f'<img src="data:image/webp;base64,{data}" alt="Preview" style="max-width:100%;border-radius:6px">'


def _plain(name: str) -> str:
    """A file's name without what Markdown would read."""
    return "".join(c for c in name if c.isalnum() or c in " ._-")
