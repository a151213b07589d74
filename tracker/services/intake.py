"""Photos on their way in: check what was uploaded, store it, queue its analysis."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from zoneinfo import ZoneInfo

from tracker.errors import DuplicatePhoto, InvalidInput
from tracker.imaging.quality import judge_newcomer
from tracker.imaging.sandbox import DecodeSandbox, InspectedPhoto
from tracker.model import (
    Acceptance,
    Actor,
    CaptureTimeSource,
    Finding,
    JobKind,
    Phase,
    Photo,
    PhotoFacts,
    Rendition,
    Role,
    View,
)
from tracker.rights import Action, require, require_confirmed, require_in_session
from tracker.store import acceptance, clinic, jobs, newcomers, photos, references
from tracker.store.opening import Store
from tracker.texts import gettext as _

CLOCK_SLACK = timedelta(minutes=10)
LONGEST_WAIT = timedelta(days=1)
"""A browser that says that it kept a photo for longer than this has lost count."""
NO_WAIT = timedelta(0)
HOME_PHOTO_AGE = timedelta(days=1)
"""A photo from home is of the day on which it is added."""
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class PhotoChoices:
    """What the person at the screen says of one photo."""

    view: View
    phase: Phase
    captured_at: datetime
    source: CaptureTimeSource


@dataclass(frozen=True, slots=True)
class Shot:
    """What the camera page says of one photo; ``waited`` is the time from release to sending."""

    view: View
    phase: Phase
    waited: timedelta


def check_photo(actor: Actor, sandbox: DecodeSandbox, data: bytes) -> InspectedPhoto:
    """Read an uploaded file in the sandbox; nothing is stored yet.

    Raises
    ------
    PhotoRefused
        In one sentence: what is wrong with the file and what to do.
    """
    require(actor, Action.ADD_PHOTOS)
    return sandbox.inspect(data)


def check_is_new(store: Store, actor: Actor, digest: str, *, session_id: str) -> None:
    """Recognise a photo that is stored already, before it is offered for saving.

    Raises
    ------
    DuplicatePhoto
        Says where the photo is, as far as the person may know.
    """
    require(actor, Action.ADD_PHOTOS)
    photos.check_is_new(store, digest, session_id=session_id)


def suggested_capture_time(
    facts: PhotoFacts, *, time_zone: str, held_at: datetime
) -> tuple[datetime, CaptureTimeSource]:
    """When the photo was taken, as far as the file knows; else the session's own time.

    The camera's wall clock is read in its own offset where the file has one, else in the
    clinic's time zone.

    Returns
    -------
    captured_at : datetime
        Aware, in UTC.
    source : CaptureTimeSource
    """
    local = facts.captured_at_local
    if local is None:
        return held_at, CaptureTimeSource.TYPED
    if facts.utc_offset_minutes is not None:
        zone: timezone | ZoneInfo = timezone(timedelta(minutes=facts.utc_offset_minutes))
    else:
        zone = ZoneInfo(time_zone)
    return local.replace(tzinfo=zone).astimezone(UTC), CaptureTimeSource.METADATA


def save_photo(
    store: Store,
    actor: Actor,
    data: bytes,
    inspected: InspectedPhoto,
    choices: PhotoChoices,
    *,
    session_id: str,
    now: datetime,
) -> Photo:
    """Store one checked photo with what is off in it, and queue its analysis.

    A photo with a serious finding is stored as well; it waits for a person's decision (`keep_photo`,
    `reject_photo`).

    Raises
    ------
    InvalidInput
        If the capture time lies in the future or the view says nothing.
    DuplicatePhoto
        If the same bytes are stored already.
    StorageFull
        If there is no room; nothing is half-written.
    """
    require(actor, Action.ADD_PHOTOS)
    return _store_photo(store, actor, data, inspected, choices, session_id=session_id, now=now)


def take_photo(
    store: Store,
    actor: Actor,
    sandbox: DecodeSandbox,
    data: bytes,
    shot: Shot,
    *,
    session_id: str,
    now: datetime,
) -> Photo:
    """Check and store what the camera page sends, and queue its analysis.

    The same photo sent again is the photo that is stored: the browser sends it once more when the
    answer was lost on its way.

    Raises
    ------
    PhotoRefused
        If the picture can't be used, or belongs elsewhere.
    InvalidInput
        If the view says nothing.
    StorageFull
        If there is no room; nothing is half-written.
    """
    is_home = actor.role is Role.PATIENT
    require_in_session(actor, Action.ADD_OWN if is_home else Action.TAKE_PHOTOS, session_id)
    known = photos.photo_by_digest(store, sha256(data).hexdigest())
    if known is not None and known.session_id == session_id:
        return known
    inspected = sandbox.inspect(data)
    if is_home:
        captured_at, source = _home_capture_time(store, inspected.facts, now)
    else:
        captured_at = now - min(max(shot.waited, timedelta(0)), LONGEST_WAIT)
        source = CaptureTimeSource.TAKEN_HERE
    choices = PhotoChoices(shot.view, shot.phase, captured_at, source)
    try:
        return _store_photo(store, actor, data, inspected, choices, session_id=session_id, now=now)
    except DuplicatePhoto as error:
        if actor.role not in (Role.PHONE, Role.PATIENT):
            raise
        # where it is stored is nothing that a phone or a patient is told
        raise DuplicatePhoto(_("This photo is stored already: take another one.")) from error


def _home_capture_time(store: Store, facts: PhotoFacts, now: datetime) -> tuple[datetime, CaptureTimeSource]:
    """When a photo from home was taken: by its file where that says so, else now.

    Raises
    ------
    InvalidInput
        If that is more than a day ago: it would stand in the wrong day's session.
    """
    practice = clinic.read_clinic(store)
    zone = practice.time_zone if practice else "UTC"
    captured_at, source = suggested_capture_time(facts, time_zone=zone, held_at=now)
    if captured_at < now - HOME_PHOTO_AGE:
        sentence = _("This photo was taken more than a day ago: please add a photo of today.")
        raise InvalidInput(sentence, field="captured_at")
    return min(captured_at, now), source


def _store_photo(
    store: Store,
    actor: Actor,
    data: bytes,
    inspected: InspectedPhoto,
    choices: PhotoChoices,
    *,
    session_id: str,
    now: datetime,
) -> Photo:
    _check_choices(choices, now)
    standard = newcomers.standard_for(store, session_id, choices.view)
    findings = judge_newcomer(inspected.facts, inspected.renditions, standard)
    photo = photos.add_photo(
        store,
        data,
        inspected.facts,
        session_id=session_id,
        view=choices.view,
        phase=choices.phase,
        captured_at=choices.captured_at,
        source=choices.source,
        by=actor.display_name,
        at=now,
        renditions=inspected.renditions,
        findings=findings,
        is_from_patient=actor.role is Role.PATIENT,
    )
    _queue_view(store, photo, now)
    return photo


def edit_photo(
    store: Store, actor: Actor, photo: Photo, choices: PhotoChoices, *, note: str, now: datetime
) -> Photo:
    """Correct a photo's view, phase or capture time; its readings follow.

    In another view it is judged anew, by that view's reference. What a person has decided stands.
    """
    require(actor, Action.EDIT_RECORDS)
    _check_choices(choices, now)
    findings = None if choices.view == photo.view else _judge_again(store, photo, choices.view)
    edited = photos.edit_photo(
        store,
        photo.id,
        view=choices.view,
        phase=choices.phase,
        captured_at=choices.captured_at,
        note=note,
        findings=findings,
        by=actor.display_name,
        at=now,
    )
    _queue_view(store, edited, now)
    if photo.view != edited.view:
        _queue_all_of(store, photo.series_id, photo.view, now)
    return edited


def _judge_again(store: Store, photo: Photo, view: View) -> tuple[Finding, ...] | None:
    """What is off in a stored photo by the standard of a view; None while its picture has to be made."""
    screen = photos.read_screen(store, photo.digest)
    if screen is None:
        return None
    standard = newcomers.standard_for(store, photo.session_id, view)
    return judge_newcomer(photo.facts, {Rendition.SCREEN: screen}, standard)


def delete_photo(store: Store, actor: Actor, photo_id: str, *, why: str, now: datetime) -> None:
    """Take a photo out of its series. The original stays stored and can be restored.

    Raises
    ------
    InvalidInput
        If no reason is given, or regions are drawn on the photo.
    ConfirmationNeeded
        If the password was not typed lately.
    """
    require(actor, Action.DELETE)
    require_confirmed(actor, at=now)
    if not why.strip():
        raise InvalidInput(_("Say why the photo is deleted."), field="why")
    photo = photos.read_photo(store, photo_id)
    photos.delete_photo(store, photo_id, by=actor.display_name, at=now, why=why)
    _queue_all_of(store, photo.series_id, photo.view, now)


def keep_photo(store: Store, actor: Actor, photo_id: str, *, reason: str, now: datetime) -> Photo:
    """Keep a photo in which something serious was found.

    Raises
    ------
    InvalidInput
        If no reason is given, or a very long one.
    NotFound
        If there is no such photo, or it was deleted.
    """
    _require_to_decide(store, actor, photo_id)
    return acceptance.keep_photo(store, photo_id, reason=_reason(reason), by=actor.display_name, at=now)


def reject_photo(store: Store, actor: Actor, photo_id: str, *, why: str, now: datetime) -> None:
    """Take out a photo that waits for a decision, to take it again. `restore_rejected` undoes it.

    Raises
    ------
    InvalidInput
        If no reason is given, nothing serious was found in it or somebody decided already, or regions
        are drawn on it.
    """
    photo = _require_to_decide(store, actor, photo_id)
    if photo.acceptance is not Acceptance.WAITING:
        raise InvalidInput(_("This photo doesn't wait for a decision: delete it under “Edit photos”."))
    acceptance.reject_photo(store, photo_id, by=actor.display_name, at=now, why=_reason(why))
    _queue_all_of(store, photo.series_id, photo.view, now)


def restore_rejected(store: Store, actor: Actor, photo_id: str, *, now: datetime) -> Photo:
    """Undo `reject_photo`; the photo waits for a decision again.

    Raises
    ------
    NotFound
        If there is no such photo, or it was deleted for another reason.
    """
    require(actor, Action.ADD_PHOTOS)
    photo = acceptance.restore_rejected(store, photo_id, by=actor.display_name, at=now)
    _queue_view(store, photo, now)
    return photo


def restore_photo(store: Store, actor: Actor, photo_id: str, *, now: datetime) -> Photo:
    """Undo `delete_photo`."""
    require(actor, Action.DELETE)
    photo = photos.restore_photo(store, photo_id, by=actor.display_name, at=now)
    _queue_view(store, photo, now)
    return photo


def _require_to_decide(store: Store, actor: Actor, photo_id: str) -> Photo:
    """The photo, if the actor may take photos for its session."""
    require(actor, Action.TAKE_PHOTOS)
    photo = photos.read_photo(store, photo_id)
    require_in_session(actor, Action.TAKE_PHOTOS, photo.session_id)
    return photo


def _reason(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise InvalidInput(_("Give a reason: choose one or write a few words."), field="reason")
    if len(text) > LONGEST_REASON:
        raise InvalidInput(
            _("Give the reason in at most {most} characters.", most=LONGEST_REASON), field="reason"
        )
    return text


def _check_choices(choices: PhotoChoices, now: datetime) -> None:
    if choices.captured_at > now + CLOCK_SLACK:
        raise InvalidInput(
            _("The capture time lies in the future: check the camera's clock or type the right time."),
            field="captured_at",
        )
    if choices.view.kind.needs_zone and not choices.view.zone.strip():
        raise InvalidInput(_("Say which zone the photo shows, for example left cheek."), field="zone")


def _queue_view(store: Store, photo: Photo, now: datetime) -> None:
    """Queue a photo, and the whole view with it when the photo has become its reference."""
    reference = references.read_reference(store, photo.series_id, photo.view)
    is_reference = reference is not None and reference.photo.id == photo.id
    for other in photos.list_photos(store, photo.series_id):
        if other.id == photo.id or (is_reference and other.view == photo.view):
            jobs.queue_job(store, JobKind.ANALYSE, other.id, at=now)


def _queue_all_of(store: Store, series_id: str, view: View, now: datetime) -> None:
    for photo in photos.list_photos(store, series_id):
        if photo.view == view:
            jobs.queue_job(store, JobKind.ANALYSE, photo.id, at=now)
