"""Photos on their way in: check what was uploaded, store it, queue its analysis."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from zoneinfo import ZoneInfo

from tracker.errors import DuplicatePhoto, InvalidInput
from tracker.imaging.quality import judge_newcomer
from tracker.imaging.sandbox import DecodeSandbox, InspectedPhoto
from tracker.model import (
    Actor,
    CaptureTimeSource,
    Phase,
    Photo,
    PhotoFacts,
    Role,
    View,
)
from tracker.rights import Action, require, require_in_session
from tracker.services.intake.choices import PhotoChoices, check_choices
from tracker.store import clinic, newcomers, photos
from tracker.store.analysis_queue import queue_photo
from tracker.store.opening import Store
from tracker.texts import gettext as _

LONGEST_WAIT = timedelta(days=1)
"""A browser that says that it kept a photo for longer than this has lost count."""
NO_WAIT = timedelta(0)
HOME_PHOTO_AGE = timedelta(days=1)
"""A photo from home is of the day on which it is added."""


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
    check_choices(choices, now)
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
    queue_photo(store, photo, now=now)
    return photo
