"""The reference photo of a view: which one it is, and how many millimetres it is wide."""

from datetime import datetime

from tracker.errors import InvalidInput
from tracker.imaging import align
from tracker.imaging.align.result import Alignment
from tracker.imaging.decode import decode_photo
from tracker.imaging.faces.estimate import scale_from_eyes
from tracker.model import Actor, AlignmentRow, Ellipse, Photo, Polygon, Shape, View
from tracker.rights import Action, require
from tracker.services.regions.measuring_again import measure_all_again, reference_of
from tracker.store import alignments, photos, references, regions
from tracker.store.opening import Store
from tracker.texts import gettext as _

_LEAST_MM, _MOST_MM = 10, 2000
# drawn to a pixel at either end, its diameter is right to 5 %
_SMALLEST_STICKER_PX = 40
_FLATTEST_STICKER = 0.4


def set_scale(
    store: Store, actor: Actor, series_id: str, view: View, *, mm_across: float, now: datetime
) -> None:
    """Say how many millimetres of skin the reference photo is wide; readings follow.

    Raises
    ------
    InvalidInput
        If the width is not between 10 and 2,000 mm.
    """
    require(actor, Action.EDIT_REGIONS)
    if not _LEAST_MM <= mm_across <= _MOST_MM:
        raise InvalidInput(_("The picture's width lies between 10 and 2,000 mm."), field="mm_across")
    reference = reference_of(store, series_id, view)
    references.set_reference(
        store,
        series_id,
        view,
        reference.photo.id,
        mm_across=mm_across,
        is_scale_measured=True,
        by=actor.display_name,
        at=now,
    )
    measure_all_again(store, actor, series_id, view, now)


def scale_by_sticker(
    store: Store,
    actor: Actor,
    series_id: str,
    view: View,
    outline: Ellipse,
    *,
    diameter_mm: float,
    now: datetime,
) -> None:
    """Take the scale from a round sticker of known diameter that lies on the skin; readings follow.

    A tilted circle is seen as an ellipse whose long axis is the diameter.

    Raises
    ------
    InvalidInput
        If the diameter is not between 1 and 100 mm, the sticker is seen too much from the side or too
        small, or the picture's width would not be between 10 and 2,000 mm.
    """
    require(actor, Action.EDIT_REGIONS)
    radii = sorted((outline.radius_row_px, outline.radius_column_px))
    if not 1 <= diameter_mm <= 100:
        raise InvalidInput(_("The diameter of a sticker lies between 1 and 100 mm."), field="diameter_mm")
    if 2 * radii[1] < _SMALLEST_STICKER_PX or radii[0] < _FLATTEST_STICKER * radii[1]:
        raise InvalidInput(
            _("The sticker is seen too small or too much from the side: use the ruler instead."),
            field="shape",
        )
    reference = reference_of(store, series_id, view)
    across = diameter_mm / (2 * radii[1]) * reference.photo.facts.width_px
    set_scale(store, actor, series_id, view, mm_across=across, now=now)


def estimate_scale(store: Store, actor: Actor, series_id: str, view: View, *, now: datetime) -> None:
    """Estimate the scale of the reference photo from the eyes; readings follow. A measured one stays.

    Raises
    ------
    InvalidInput
        If the scale is measured already, no face is found, or the eyes say what no photo can be.
    """
    require(actor, Action.EDIT_REGIONS)
    reference = reference_of(store, series_id, view)
    if reference.is_scale_measured:
        raise InvalidInput(_("The scale of this photo is measured: an estimate would be worse."))
    rgb = decode_photo(photos.read_original(store, reference.photo.digest)).rgb
    scale = scale_from_eyes(rgb, models=store.settings.models_dir)
    if scale is None or not _LEAST_MM <= scale.mm_per_px * rgb.shape[1] <= _MOST_MM:
        raise InvalidInput(
            _("The eyes can't be seen well enough on this photo: use the ruler, or type the width.")
        )
    is_kept = references.keep_estimate(
        store,
        reference,
        mm_across=scale.mm_per_px * rgb.shape[1],
        scale_error_share=scale.error_share,
        by=actor.display_name,
        at=now,
    )
    if is_kept:
        measure_all_again(store, actor, series_id, view, now)


def change_reference(
    store: Store, actor: Actor, series_id: str, view: View, photo: Photo, *, now: datetime
) -> None:
    """Align a view to another photo; regions are carried over to it.

    Raises
    ------
    InvalidInput
        If the photo could not be aligned to the present reference, so that regions can't be
        carried.
    """
    require(actor, Action.EDIT_REGIONS)
    old = reference_of(store, series_id, view)
    if photo.id == old.photo.id:
        return
    drawn = regions.list_regions(store, series_id, view)
    holds = alignments.read_view(store, old, align.METHOD).row(photo.digest) is not None
    row = alignments.read_alignment(store, photo.digest, old.photo.digest, align.METHOD) if holds else None
    if not (row and row.is_confirmed) and drawn:
        raise InvalidInput(_not_carried(row))
    mm_across, is_measured, error_share = references.assumed_mm_across(view), False, None
    carried = {}
    if row is not None and row.is_confirmed:
        alignment = Alignment.from_bytes(row.data)
        facts = old.photo.facts
        where = [p for r in drawn for p in r.shape.outline] or [(facts.height_px / 2, facts.width_px / 2)]
        mm_across = old.mm_per_px / alignment.scale_at(where) * photo.facts.width_px
        is_measured, error_share = old.is_scale_measured, old.scale_error_share
        carried = {r.id: _carried(r.shape, alignment) for r in drawn}
    references.set_reference(
        store,
        series_id,
        view,
        photo.id,
        mm_across=mm_across,
        is_scale_measured=is_measured,
        scale_error_share=error_share,
        by=actor.display_name,
        at=now,
    )
    if carried:
        regions.replace_shapes(store, series_id, view, photo.digest, carried)
    measure_all_again(store, actor, series_id, view, now)


def _not_carried(row: AlignmentRow | None) -> str:
    """Why regions don't follow to another reference."""
    if row and not row.refusal:
        return _(
            "This photo was laid over the present reference by hand and the pictures don't confirm it, so "
            "the regions can't be carried over: choose another photo, or delete the regions first."
        )
    return _(
        "This photo is not aligned to the present reference, so the regions can't be carried over: "
        "choose another photo, or delete the regions first."
    )


def _carried(shape: Shape, alignment: Alignment) -> Shape:
    return Polygon(tuple((float(r), float(c)) for r, c in alignment.to_moving(shape.outline)))
