"""What is corrected and decided about photos that are stored, taking them out, and undoing that."""

from datetime import datetime

from tracker.errors import InvalidInput
from tracker.imaging.quality import judge_newcomer
from tracker.model import Acceptance, Actor, Finding, Photo, Rendition, View
from tracker.rights import Action, require, require_confirmed, require_in_session
from tracker.services.intake.choices import PhotoChoices, check_choices
from tracker.store import acceptance, newcomers, photos
from tracker.store.analysis_queue import queue_photo, queue_view
from tracker.store.opening import Store
from tracker.texts import gettext as _

LONGEST_REASON = 200


def edit_photo(
    store: Store, actor: Actor, photo: Photo, choices: PhotoChoices, *, note: str, now: datetime
) -> Photo:
    """Correct a photo's view, phase or capture time; its readings follow.

    In another view it is judged anew, by that view's reference. What a person has decided stands.
    """
    require(actor, Action.EDIT_RECORDS)
    check_choices(choices, now)
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
    queue_photo(store, edited, now=now)
    if photo.view != edited.view:
        queue_view(store, photo.series_id, photo.view, now=now)
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
    queue_view(store, photo.series_id, photo.view, now=now)


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
    queue_view(store, photo.series_id, photo.view, now=now)


def restore_rejected(store: Store, actor: Actor, photo_id: str, *, now: datetime) -> Photo:
    """Undo `reject_photo`; the photo waits for a decision again.

    Raises
    ------
    NotFound
        If there is no such photo, or it was deleted for another reason.
    """
    require(actor, Action.ADD_PHOTOS)
    photo = acceptance.restore_rejected(store, photo_id, by=actor.display_name, at=now)
    queue_photo(store, photo, now=now)
    return photo


def restore_photo(store: Store, actor: Actor, photo_id: str, *, now: datetime) -> Photo:
    """Undo `delete_photo`."""
    require(actor, Action.DELETE)
    photo = photos.restore_photo(store, photo_id, by=actor.display_name, at=now)
    queue_photo(store, photo, now=now)
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
