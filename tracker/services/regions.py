"""Reference photos, their scale, and the regions drawn on them."""

from dataclasses import dataclass
from datetime import datetime

from tracker.errors import InvalidInput
from tracker.imaging import align
from tracker.imaging.align.result import Alignment
from tracker.model import (
    Actor,
    JobKind,
    Patient,
    Photo,
    Polygon,
    Reference,
    Region,
    RegionRole,
    Series,
    Shape,
    View,
)
from tracker.rights import Action, require
from tracker.store import alignments, jobs, patients, photos, references, regions
from tracker.store import series as series_store
from tracker.store.opening import Store

SMALLEST_SHARE = 0.0005


@dataclass(frozen=True, slots=True)
class RegionPage:
    """What the page that draws regions shows."""

    patient: Patient
    series: Series
    reference: Reference
    regions: list[Region]
    candidates: list[Photo]


def open_regions(store: Store, actor: Actor, series_id: str, view: View) -> RegionPage:
    """The reference of a view with its regions.

    Raises
    ------
    InvalidInput
        If the view has no photo yet.
    """
    require(actor, Action.VIEW)
    found = series_store.read_series(store, series_id)
    reference = _reference(store, series_id, view)
    return RegionPage(
        patient=patients.read_patient(store, found.patient_id),
        series=found,
        reference=reference,
        regions=regions.list_regions(store, series_id, view),
        candidates=[p for p in photos.list_photos(store, series_id) if p.view == view],
    )


def add_region(
    store: Store,
    actor: Actor,
    series_id: str,
    view: View,
    *,
    name: str,
    role: RegionRole,
    shape: Shape,
    now: datetime,
) -> Region:
    """Draw a region on the reference photo and measure it in every photo of the view.

    Raises
    ------
    InvalidInput
        If it has no name or no area, leaves the picture, or the view has no photo yet.
    """
    require(actor, Action.EDIT_REGIONS)
    reference = _reference(store, series_id, view)
    check_region(name, shape, reference)
    region = regions.add_region(
        store,
        series_id,
        view,
        name=name.strip(),
        role=role,
        shape=shape,
        reference_digest=reference.photo.digest,
        by=actor.display_name,
        at=now,
    )
    _measure_again(store, actor, region, now)
    return region


def edit_region(
    store: Store, actor: Actor, region: Region, *, name: str, role: RegionRole, shape: Shape, now: datetime
) -> Region:
    """Change a region; the readings of every photo follow."""
    require(actor, Action.EDIT_REGIONS)
    check_region(name, shape, _reference(store, region.series_id, region.view))
    edited = regions.edit_region(
        store, region.id, name=name.strip(), role=role, shape=shape, by=actor.display_name, at=now
    )
    is_control = RegionRole.UNTREATED in (region.role, edited.role)
    _measure_again(store, actor, edited, now, is_control=is_control)
    return edited


def delete_region(store: Store, actor: Actor, region: Region, *, now: datetime) -> None:
    """Take a region away, with its readings."""
    require(actor, Action.EDIT_REGIONS)
    regions.delete_region(store, region.id, by=actor.display_name, at=now)
    _measure_again(store, actor, region, now)


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
        raise InvalidInput("The picture's width lies between 10 and 2,000 mm.", field="mm_across")
    reference = _reference(store, series_id, view)
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
    _start_afresh(store, actor, series_id, view, now)


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
    old = _reference(store, series_id, view)
    if photo.id == old.photo.id:
        return
    drawn = regions.list_regions(store, series_id, view)
    holds = alignments.read_view(store, old, align.METHOD).row(photo.digest) is not None
    row = alignments.read_alignment(store, photo.digest, old.photo.digest, align.METHOD) if holds else None
    if (row is None or row.refusal) and drawn:
        raise InvalidInput(
            "This photo is not aligned to the present reference, so the regions can't be carried over: "
            "choose another photo, or delete the regions first."
        )
    mm_across, is_measured, carried = references.assumed_mm_across(view), False, {}
    if row is not None and not row.refusal:
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
    _start_afresh(store, actor, series_id, view, now)


def check_region(name: str, shape: Shape, reference: Reference) -> None:
    """Whether a region can be measured.

    Raises
    ------
    InvalidInput
        If it has no name, no area, or lies outside the picture.
    """
    facts = reference.photo.facts
    if not name.strip():
        raise InvalidInput("Give the region a name, for example left cheek.", field="name")
    if isinstance(shape, Polygon) and len(shape.points) < 3:
        raise InvalidInput("A region needs at least three points: draw it again.", field="shape")
    if shape.area_px < SMALLEST_SHARE * facts.width_px * facts.height_px:
        raise InvalidInput("This region has almost no area: draw it larger.", field="shape")
    inside = [0 <= row <= facts.height_px and 0 <= column <= facts.width_px for row, column in shape.outline]
    if not any(inside):
        raise InvalidInput("This region lies outside the picture: draw it again.", field="shape")


def _carried(shape: Shape, alignment: Alignment) -> Shape:
    return Polygon(tuple((float(r), float(c)) for r, c in alignment.to_moving(shape.outline)))


def _reference(store: Store, series_id: str, view: View) -> Reference:
    reference = references.read_reference(store, series_id, view)
    if reference is None:
        raise InvalidInput("This series has no photo of that view yet: add photos to a session first.")
    return reference


def _measure_again(
    store: Store, actor: Actor, region: Region, now: datetime, *, is_control: bool | None = None
) -> None:
    """Queue the view; what leans on an edited control is as outdated as the control itself."""
    if is_control if is_control is not None else region.role is RegionRole.UNTREATED:
        _start_afresh(store, actor, region.series_id, region.view, now)
    else:
        _queue_view(store, region.series_id, region.view, now)


def _start_afresh(store: Store, actor: Actor, series_id: str, view: View, now: datetime) -> None:
    for region in regions.list_regions(store, series_id, view):
        if region.role is RegionRole.TREATED:
            regions.edit_region(
                store,
                region.id,
                name=region.name,
                role=region.role,
                shape=region.shape,
                by=actor.display_name,
                at=now,
            )
    _queue_view(store, series_id, view, now)


def _queue_view(store: Store, series_id: str, view: View, now: datetime) -> None:
    for photo in photos.list_photos(store, series_id):
        if photo.view == view:
            jobs.queue_job(store, JobKind.ANALYSE, photo.id, at=now)
