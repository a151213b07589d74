"""Draw regions on the reference photo, change them, take them away."""

from datetime import datetime

from tracker.errors import InvalidInput
from tracker.model import (
    Actor,
    ControlChoice,
    Polygon,
    Reference,
    Region,
    RegionRole,
    Shape,
    View,
)
from tracker.rights import Action, require
from tracker.services.regions.measuring_again import measure_again, reference_of
from tracker.store import regions
from tracker.store.opening import Store
from tracker.texts import gettext as _

SMALLEST_SHARE = 0.0005
NOTHING_SAID = ControlChoice()


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
    choice: ControlChoice = NOTHING_SAID,
) -> Region:
    """Draw a region on the reference photo and measure it in every photo of the view.

    Raises
    ------
    InvalidInput
        If it has no name or no area, leaves the picture, or the view has no photo yet; if it is to be
        the other side of what is no treated region of this view.
    """
    require(actor, Action.EDIT_REGIONS)
    reference = reference_of(store, series_id, view)
    check_region(name, shape, reference)
    before = regions.list_regions(store, series_id, view)
    _check_choice(choice, before)
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
        choice=choice,
    )
    measure_again(store, actor, reference, before, now)
    return region


def edit_region(
    store: Store,
    actor: Actor,
    region: Region,
    *,
    name: str,
    role: RegionRole,
    shape: Shape,
    now: datetime,
    choice: ControlChoice | None = None,
) -> Region:
    """Change a region, by default not what it is compared with; the readings of every photo follow.

    Raises
    ------
    InvalidInput
        As `add_region`.
    """
    require(actor, Action.EDIT_REGIONS)
    reference = reference_of(store, region.series_id, region.view)
    check_region(name, shape, reference)
    before = regions.list_regions(store, region.series_id, region.view)
    _check_choice(choice or NOTHING_SAID, [one for one in before if one.id != region.id])
    edited = regions.edit_region(
        store,
        region.id,
        name=name.strip(),
        role=role,
        shape=shape,
        by=actor.display_name,
        at=now,
        choice=choice,
    )
    measure_again(store, actor, reference, before, now, edited=region.id)
    return edited


def delete_region(store: Store, actor: Actor, region: Region, *, now: datetime) -> None:
    """Take a region away, with its readings.

    Raises
    ------
    InvalidInput
        If the patient's record is under legal hold.
    """
    require(actor, Action.EDIT_REGIONS)
    require(actor, Action.DELETE_REGIONS)  # which an emergency access lacks
    reference = reference_of(store, region.series_id, region.view)
    before = regions.list_regions(store, region.series_id, region.view)
    regions.delete_region(store, region.id, by=actor.display_name, at=now)
    measure_again(store, actor, reference, before, now)


def check_region(name: str, shape: Shape, reference: Reference) -> None:
    """Whether a region can be measured.

    Raises
    ------
    InvalidInput
        If it has no name, no area, or lies outside the picture.
    """
    facts = reference.photo.facts
    if not name.strip():
        raise InvalidInput(_("Give the region a name, for example left cheek."), field="name")
    if isinstance(shape, Polygon) and len(shape.points) < 3:
        raise InvalidInput(_("A region needs at least three points: draw it again."), field="shape")
    if shape.area_px < SMALLEST_SHARE * facts.width_px * facts.height_px:
        raise InvalidInput(_("This region has almost no area: draw it larger."), field="shape")
    inside = [0 <= row <= facts.height_px and 0 <= column <= facts.width_px for row, column in shape.outline]
    if not any(inside):
        raise InvalidInput(_("This region lies outside the picture: draw it again."), field="shape")


def _check_choice(choice: ControlChoice, others: list[Region]) -> None:
    """Whether an other side is that of a treated region of the same view; anything else can be chosen."""
    treated = [one.id for one in others if one.role is RegionRole.TREATED]
    if choice.other_side_of is not None and choice.other_side_of not in treated:
        raise InvalidInput(
            _("The treated region of which this is the other side is not there any more: choose again."),
            field="other_side_of",
        )
