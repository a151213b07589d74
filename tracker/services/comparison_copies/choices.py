"""What has to be covered in a copy, and what can be: by the consent, the view, the faces and the regions."""

from dataclasses import dataclass
from datetime import datetime

from tracker.errors import ConsentMissing, InvalidInput
from tracker.imaging.comparison_copy import Rgb, cover_box, keep_region
from tracker.imaging.faces import Face
from tracker.imaging.faces.eye_bar import eye_boxes, least_bar, proposed_bar
from tracker.imaging.measure.masks import rasterise
from tracker.model import Actor, Box, ConsentScope, CoverKind, FaceCover, Point, Region, WantedCopy
from tracker.rights import Action, require
from tracker.services.comparison_copies.pair import Pair, read_pair
from tracker.store import consents, regions
from tracker.store.opening import Store
from tracker.texts import gettext as _

# for these no copy of a comparison is made: the record stays, the patient's own view has its link
_OWN_USES = (ConsentScope.TREATMENT_RECORD, ConsentScope.PATIENT_VIEW)


@dataclass(frozen=True, slots=True)
class Covers:
    """What may be chosen.

    Attributes
    ----------
    is_face_allowed : bool
        Whether the patient lets the face be recognisable.
    kinds : list of CoverKind
        The proposed one first: the whole picture where that is allowed, else what hides most. Never
        empty.
    bar : Box or None
        Where a bar over the eyes of both pictures is proposed.
    regions : list of Region
        To which the copy may be cropped.
    """

    is_face_allowed: bool
    kinds: list[CoverKind]
    bar: Box | None
    regions: list[Region]


def find_covers(store: Store, actor: Actor, wanted: WantedCopy, *, at: datetime) -> Covers:
    """What may be chosen for a copy; its own cover is left aside.

    Raises
    ------
    ConsentMissing
        If the patient doesn't allow the use, or the face may not be recognisable and can't be hidden.
    NotFound
        If these are no two aligned photos of one view.
    """
    require(actor, Action.EXPORT)
    return covers_of(read_pair(store, wanted), wanted, at=at)


def covers_of(pair: Pair, wanted: WantedCopy, *, at: datetime) -> Covers:
    """The same for photos that were read."""
    if wanted.scope not in uses_of_copies():
        raise InvalidInput(_("Choose what the copy is for."), field="scope")
    standing = consents.require_scope(pair.store, pair.left.patient_id, wanted.scope, at=at)
    is_allowed = standing.is_face_allowed(at)
    drawn = regions.list_regions(pair.store, pair.left.series_id, pair.left.view)
    found = [face for face in pair.faces if face is not None]
    kinds = [CoverKind.REGION] if drawn else []
    bar = _both(found, pair.pictures[0]) if len(found) == 2 else None
    if bar is not None:
        kinds.append(CoverKind.EYES)
    if is_allowed:
        kinds.insert(0, CoverKind.NOTHING)
    elif not pair.left.view.kind.is_head and not found:
        # a close-up in which no face was found shows skin; a person looks at it before it leaves
        kinds.append(CoverKind.NOTHING)
    if not kinds:
        raise ConsentMissing(
            _(
                "The face may not be recognisable, no face was found to cover its eyes, and no region is "
                "drawn in this view: draw a region, then make the copy of it."
            )
        )
    return Covers(is_allowed, kinds, bar, drawn)


def uses_of_copies() -> list[ConsentScope]:
    """The uses for which a copy can be made."""
    return [scope for scope in ConsentScope if scope not in _OWN_USES]


def covered(pair: Pair, wanted: WantedCopy, covers: Covers) -> tuple[Rgb, Rgb]:
    """Both pictures with what has to be hidden hidden.

    Raises
    ------
    InvalidInput
        If that cover can't be chosen here, leaves the eyes to be seen, or shows a region that was changed
        since it was looked at.
    """
    cover = wanted.cover
    if cover.kind not in covers.kinds:
        raise InvalidInput(_("Choose how the face is hidden."), field="cover")
    left, right = pair.pictures
    if cover.kind is CoverKind.EYES:
        bar = _checked_bar(pair, cover, covers)
        return cover_box(left, bar), cover_box(right, bar)
    if cover.kind is CoverKind.REGION:
        outline = _checked_outline(pair, cover, covers)
        return keep_region(left, outline), keep_region(right, outline)
    return left, right


def _both(faces: list[Face], rgb: Rgb) -> Box:
    """A bar for both pictures, whose faces need not lie on the very same place."""
    first, second = (proposed_bar(face, rgb.shape) for face in faces)
    return first.around(second)


def _checked_bar(pair: Pair, cover: FaceCover, covers: Covers) -> Box:
    bar = cover.bar or covers.bar
    eyes = [least_bar(face, pair.pictures[0].shape) for face in pair.faces if face is not None]
    if bar is None or not all(bar.holds(each) for each in eyes):
        raise InvalidInput(
            _("The bar leaves an eye or a brow to be seen: move it, or make it larger."), field="bar"
        )
    return bar


def _checked_outline(pair: Pair, cover: FaceCover, covers: Covers) -> list[Point]:
    """The region's outline in px of the aligned pictures."""
    region = next((one for one in covers.regions if one.id == cover.region_id), None)
    if region is None:
        raise InvalidInput(_("Choose the region that the copy shows."), field="region")
    if region.revision != cover.region_revision:
        raise InvalidInput(
            _("The region was changed after you looked at the copy: load the page again, and look anew."),
            field="region",
        )
    rgb = pair.pictures[0]
    facts = pair.reference.photo.facts
    # pixel centres at whole numbers: a picture reaches from -0.5 on
    tall, wide = rgb.shape[0] / facts.height_px, rgb.shape[1] / facts.width_px
    outline = [
        ((row + 0.5) * tall - 0.5, (column + 0.5) * wide - 0.5) for row, column in region.shape.outline
    ]
    if not covers.is_face_allowed and _shows_eyes(pair, outline, rgb):
        raise InvalidInput(_("This region shows the eyes: choose or draw another one."), field="region")
    return outline


def _shows_eyes(pair: Pair, outline: list[Point], rgb: Rgb) -> bool:
    """Whether an eye of either picture may reach into an outline."""
    mask = rasterise(outline, rgb.shape[:2])
    found = [face for face in pair.faces if face is not None]
    for face in found:
        # where the other picture's eyes lie is known about only: the faces lie over each other, no more
        is_sure = len(found) == len(pair.faces)
        for eye in eye_boxes(face, rgb.shape) if is_sure else [proposed_bar(face, rgb.shape)]:
            rows = slice(int(eye.top * rgb.shape[0]), int(eye.bottom * rgb.shape[0]) + 1)
            columns = slice(int(eye.left * rgb.shape[1]), int(eye.right * rgb.shape[1]) + 1)
            if mask[rows, columns].any():
                return True
    return False
