"""Arrows, ellipses, lines and words on a layer over photos: who drew them, and where in which frame."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.errors import InvalidInput, NotAllowed, NotFound
from tracker.imaging.align.result import Alignment
from tracker.model import (
    Actor,
    AlignmentRow,
    Annotation,
    AnnotationKind,
    Drawing,
    Photo,
    PhotoFacts,
    Point,
)
from tracker.rights import Action, is_allowed, require
from tracker.store import alignments, annotations, photos
from tracker.store.opening import Store
from tracker.texts import gettext

MOST_POINTS, MOST_LETTERS, MOST_OF_A_PHOTO = 300, 200, 60
SMALLEST_PX = 2.0
# of points that an alignment carries to the photo's edge, which is known to a fraction of a pixel
EDGE_PX = 1.0

_COUNTS = {AnnotationKind.ARROW: (2, 2), AnnotationKind.ELLIPSE: (3, 3), AnnotationKind.TEXT: (1, 1)}
_ID = re.compile(r"[0-9a-f]{32}")
# signs that turn the direction of writing could make one person's words look like another's
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class ShownAnnotation:
    """An annotation, as one person sees it.

    ``aligned_rc`` are its points in px of the reference photo; None where the photo isn't aligned.
    """

    annotation: Annotation
    aligned_rc: tuple[Point, ...] | None
    is_removable: bool


def may_annotate(actor: Actor) -> bool:
    """Whether the person may draw."""
    return is_allowed(actor, Action.ANNOTATE)


def list_annotations(
    store: Store, actor: Actor, shown: Sequence[Photo], laid: Mapping[str, AlignmentRow]
) -> list[ShownAnnotation]:
    """The annotations of photos, oldest first, also in the frame of the reference.

    Parameters
    ----------
    laid : mapping of str to AlignmentRow
        How the aligned ones among the photos lie on their reference, by digest.
    """
    require(actor, Action.VIEW)
    found = annotations.list_annotations(store, [photo.digest for photo in shown])
    drawn_on = {one.digest for one in found}
    maps = {digest: _read_map(store, row) for digest, row in laid.items() if digest in drawn_on}
    return [
        ShownAnnotation(one, _carried(maps.get(one.digest), one.drawing.points), _is_removable(actor, one))
        for one in found
    ]


def add_annotation(
    store: Store,
    actor: Actor,
    photo: Photo,
    drawing: Drawing,
    *,
    annotation_id: str,
    laid: AlignmentRow | None,
    now: datetime,
) -> Annotation:
    """Keep a drawing on a photo; the same one sent twice is kept once.

    Parameters
    ----------
    drawing : Drawing
        In px of the upright original, or of the reference where ``laid`` is given.
    annotation_id : str
        32 hexadecimal digits, made where it was drawn.
    laid : AlignmentRow or None
        The alignment by which the photo was shown in the reference's frame; None where it was shown
        as taken.

    Raises
    ------
    NotFound
        If the photo was deleted.
    InvalidInput
        If the drawing is none, lies outside the photo, or the photo has too many.
    """
    require(actor, Action.ANNOTATE)
    if photos.photo_by_digest(store, photo.digest) is None:
        raise NotFound(gettext("This photo was deleted: go back and choose another one."))
    kept = check_drawing(_on_photo(store, drawing, laid), photo.facts)
    new = Annotation(annotation_id, photo.digest, kept, actor.user_id, actor.display_name, now)
    if there := _sent_before(store, new):
        return there
    if len(annotations.list_annotations(store, [photo.digest])) >= MOST_OF_A_PHOTO:
        raise InvalidInput(
            gettext(
                "This photo has {count} annotations, the most there can be: remove one first.",
                count=MOST_OF_A_PHOTO,
            )
        )
    return annotations.add_annotation(store, photo, new)


def remove_annotation(store: Store, actor: Actor, annotation_id: str, *, now: datetime) -> None:
    """Take an annotation away: one's own, or anybody's by the clinic's owner.

    Raises
    ------
    NotAllowed
        If it is somebody else's.
    NotFound
        If there is none, or the photo was deleted.
    """
    photo = _photo_to_change(store, actor, annotation_id)
    annotations.remove_annotation(store, photo, annotation_id, by=actor.display_name, at=now)


def restore_annotation(store: Store, actor: Actor, annotation_id: str, *, now: datetime) -> None:
    """Bring a removed annotation back, by whom may remove it.

    Raises
    ------
    NotAllowed, NotFound
        As `remove_annotation`.
    """
    photo = _photo_to_change(store, actor, annotation_id)
    annotations.restore_annotation(store, photo, annotation_id, by=actor.display_name, at=now)


def check_drawing(drawing: Drawing, facts: PhotoFacts) -> Drawing:
    """The drawing as it is kept: on the photo, its words on one line.

    Raises
    ------
    InvalidInput
        If it has too many or too few points, no size, leaves the photo, or its words can't be shown.
    """
    fewest, most = _COUNTS.get(drawing.kind, (2, MOST_POINTS))
    if not fewest <= len(drawing.points) <= most:
        raise InvalidInput(gettext("This drawing has too many or too few points: draw it again."))
    if not all(_is_on(point, facts) for point in drawing.points):
        raise InvalidInput(gettext("This drawing reaches beyond the photo: keep it on the picture."))
    if drawing.kind is not AnnotationKind.TEXT and _extent_px(drawing.points) < SMALLEST_PX:
        raise InvalidInput(gettext("This drawing is too small to be seen: draw it larger."))
    height, width = facts.height_px, facts.width_px
    points = tuple((_within(row, height), _within(column, width)) for row, column in drawing.points)
    return Drawing(drawing.kind, points, _checked_text(drawing))


def _checked_text(drawing: Drawing) -> str:
    if drawing.kind is not AnnotationKind.TEXT:
        return ""
    text = " ".join(drawing.text.split())
    if not text:
        raise InvalidInput(gettext("Type what the annotation says."))
    if len(text) > MOST_LETTERS:
        raise InvalidInput(
            gettext("An annotation says at most {count} letters: shorten it.", count=MOST_LETTERS)
        )
    if any(unicodedata.category(sign) in ("Cc", "Cs") or sign in _TURNING for sign in text):
        raise InvalidInput(gettext("The text has signs that can't be shown: type it again."))
    return text


def _sent_before(store: Store, new: Annotation) -> Annotation | None:
    """The annotation with the same id; nobody takes the id of another one."""
    there = annotations.find_annotation(store, new.id) if _ID.fullmatch(new.id) else None
    is_same = there is None or (there.author_id, there.digest) == (new.author_id, new.digest)
    if not _ID.fullmatch(new.id) or not is_same:
        raise InvalidInput(gettext("The annotation could not be read: reload the page and draw it again."))
    return there


def _on_photo(store: Store, drawing: Drawing, laid: AlignmentRow | None) -> Drawing:
    """The drawing in px of the photo itself."""
    if laid is None or not drawing.points:
        return drawing
    alignment = _read_map(store, laid)
    if alignment is None:
        raise InvalidInput(gettext("This photo is being aligned again: reload the page in a moment."))
    return replace(drawing, points=_pairs(alignment.to_moving(drawing.points).tolist()))


def _carried(alignment: Alignment | None, points: Sequence[Point]) -> tuple[Point, ...] | None:
    """Points of a photo in its reference's frame; None without an alignment, or where that leads nowhere."""
    if alignment is None:
        return None
    carried = _pairs(alignment.to_reference(points).tolist())
    return carried if all(math.isfinite(value) for point in carried for value in point) else None


def _read_map(store: Store, row: AlignmentRow) -> Alignment | None:
    """The map of an alignment; None while it is made anew."""
    kept = alignments.read_alignment(store, row.digest, row.reference_digest, row.method)
    return Alignment.from_bytes(kept.data) if kept and kept.data else None


def _pairs(rows: Sequence[Sequence[float]]) -> tuple[Point, ...]:
    return tuple((row, column) for row, column in rows)


def _is_on(point: Point, facts: PhotoFacts) -> bool:
    sizes = (facts.height_px, facts.width_px)
    return all(-0.5 - EDGE_PX <= at <= size - 0.5 + EDGE_PX for at, size in zip(point, sizes, strict=True))


def _within(at: float, size_px: int) -> float:
    """A coordinate on the photo, to a hundredth of a pixel."""
    return round(min(max(at, -0.5), size_px - 0.5), 2)


def _extent_px(points: Sequence[Point]) -> float:
    rows, columns = zip(*points, strict=True)
    return math.hypot(max(rows) - min(rows), max(columns) - min(columns))


def _is_removable(actor: Actor, annotation: Annotation) -> bool:
    """Whether the person may take it away: whose it is, or who may do so with anybody's."""
    is_own = annotation.author_id == actor.user_id and is_allowed(actor, Action.ANNOTATE)
    return is_own or is_allowed(actor, Action.REMOVE_ANNOTATIONS)


def _photo_to_change(store: Store, actor: Actor, annotation_id: str) -> Photo:
    """The photo of an annotation that the person may take away and bring back."""
    require(actor, Action.ANNOTATE)
    there = annotations.find_annotation(store, annotation_id)
    photo = photos.photo_by_digest(store, there.digest) if there else None
    if there is None or photo is None:
        raise NotFound(gettext("There is no such annotation: reload the page."))
    if not _is_removable(actor, there):
        raise NotAllowed(gettext("Only {author} or the clinic's owner can remove this.", author=there.author))
    return photo
