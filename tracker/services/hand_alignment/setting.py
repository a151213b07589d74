"""Keep what a person set, and go back to the automatic alignment."""

from datetime import datetime

from tracker.errors import InvalidInput
from tracker.model import Actor, JobKind, PointPairs, SetPoints, Similarity
from tracker.rights import Action, require
from tracker.services.hand_alignment.checks import check_pairs, check_similarity
from tracker.services.hand_alignment.present import present_pair, reference_of
from tracker.store import jobs, photos, point_pairs
from tracker.store.opening import Store
from tracker.texts import gettext as _


def set_points(
    store: Store,
    actor: Actor,
    photo_id: str,
    pairs: PointPairs,
    *,
    reference_digest: str,
    now: datetime,
) -> SetPoints:
    """Keep the points that somebody set in a photo and its reference, and align the photo from there.

    Parameters
    ----------
    reference_digest : str
        The photo in which the reference's points were set.

    Raises
    ------
    NotFound
        If there is no such photo.
    InvalidInput
        If the view's reference is another photo by now, or the points can't fix an alignment.
    """
    require(actor, Action.EDIT_REGIONS)
    photo, reference = present_pair(store, photo_id, reference_digest)
    check_pairs(pairs, reference.facts, photo.facts)
    kept = point_pairs.set_points(store, photo, reference, pairs, by=actor.display_name, at=now)
    jobs.queue_job(store, JobKind.ANALYSE, photo.id, at=now)
    return kept


def set_similarity(
    store: Store,
    actor: Actor,
    photo_id: str,
    similarity: Similarity,
    *,
    reference_digest: str,
    now: datetime,
) -> SetPoints:
    """Keep where somebody moved, turned and scaled a photo to, and align the photo from there.

    Parameters
    ----------
    reference_digest : str
        The photo over which it was laid.

    Raises
    ------
    NotFound
        If there is no such photo.
    InvalidInput
        If the view's reference is another photo by now, or the two have hardly a place in common.
    """
    require(actor, Action.EDIT_REGIONS)
    photo, reference = present_pair(store, photo_id, reference_digest)
    shapes = reference.facts.shape, photo.facts.shape
    check_similarity(similarity, *shapes)
    pairs = similarity.to_pairs(*shapes)
    kept = point_pairs.set_points(store, photo, reference, pairs, by=actor.display_name, at=now)
    jobs.queue_job(store, JobKind.ANALYSE, photo.id, at=now)
    return kept


def keep_as_set(store: Store, actor: Actor, photo_id: str, *, now: datetime) -> None:
    """Let a photo lie exactly where somebody moved it to, though no picture confirms it.

    It is shown there, marked as not confirmed, and nothing is measured in it.

    Raises
    ------
    NotFound
        If there is no such photo.
    InvalidInput
        If nobody moved, turned or scaled it.
    """
    require(actor, Action.EDIT_REGIONS)
    photo = photos.read_photo(store, photo_id)
    reference = reference_of(store, photo).photo
    points = point_pairs.read_points(store, photo.digest, reference.digest)
    if points is None or not points.pairs.is_similarity:
        raise InvalidInput(_("Nobody moved this photo by hand yet: move, turn and scale it, and save first."))
    who = actor.display_name
    point_pairs.set_points(store, photo, reference, points.pairs, is_kept_as_set=True, by=who, at=now)
    jobs.queue_job(store, JobKind.ANALYSE, photo.id, at=now)


def remove_points(store: Store, actor: Actor, photo_id: str, *, now: datetime) -> None:
    """Go back to the automatic alignment; without points nothing happens.

    Raises
    ------
    NotFound
        If there is no such photo.
    """
    require(actor, Action.EDIT_REGIONS)
    photo = photos.read_photo(store, photo_id)
    reference = reference_of(store, photo).photo
    if point_pairs.remove_points(store, photo, reference, by=actor.display_name, at=now):
        jobs.queue_job(store, JobKind.ANALYSE, photo.id, at=now)
