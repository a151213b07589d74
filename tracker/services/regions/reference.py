"""The reference photo of a view: which one it is, and how many millimetres it is wide."""

from datetime import datetime

from tracker.errors import InvalidInput
from tracker.imaging import align
from tracker.imaging.align.result import Alignment
from tracker.model import Actor, AlignmentRow, Photo, Polygon, Shape, View
from tracker.rights import Action, require
from tracker.services.regions.measuring_again import measure_all_again, reference_of
from tracker.store import alignments, references, regions
from tracker.store.opening import Store
from tracker.texts import gettext as _


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
    if not 10 <= mm_across <= 2000:
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
    mm_across, is_measured, carried = references.assumed_mm_across(view), False, {}
    if row is not None and row.is_confirmed:
        alignment = Alignment.from_bytes(row.data)
        facts = old.photo.facts
        where = [p for r in drawn for p in r.shape.outline] or [(facts.height_px / 2, facts.width_px / 2)]
        mm_across = old.mm_per_px / alignment.scale_at(where) * photo.facts.width_px
        is_measured = old.is_scale_measured
        carried = {r.id: _carried(r.shape, alignment) for r in drawn}
    references.set_reference(
        store,
        series_id,
        view,
        photo.id,
        mm_across=mm_across,
        is_scale_measured=is_measured,
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
