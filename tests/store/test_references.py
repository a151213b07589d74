"""Which photo a view is aligned to, and who may change that."""

from datetime import timedelta
from typing import Any

import pytest

from tests.store.conftest import FRONT, NOW, SQUARE, Filler
from tracker.errors import InvalidInput, NotFound
from tracker.model import Ellipse, Phase, Photo, Reference, RegionRole, SessionKind, View, ViewKind
from tracker.store import audit, photos, references, regions
from tracker.store.opening import Store

CHIN = View(ViewKind.CLOSE_UP, "chin")


def reference(store: Store, photo: Photo, view: View = FRONT) -> Reference | None:
    return references.read_reference(store, photo.series_id, view)


def reference_photo(store: Store, photo: Photo, view: View = FRONT) -> Photo | None:
    found = reference(store, photo, view)
    return found.photo if found else None


def choose(store: Store, photo: Photo, mm_across: float = 180.0) -> Reference:
    return references.set_reference(
        store,
        photo.series_id,
        photo.view,
        photo.id,
        mm_across=mm_across,
        is_scale_measured=True,
        by="Dr Who",
        at=NOW,
    )


def delete(store: Store, photo: Photo) -> None:
    photos.delete_photo(store, photo.id, by="Dr Who", at=NOW, why="blurred")


def move(store: Store, photo: Photo, view: View, **changes: Any) -> Photo:
    values = {"phase": photo.phase, "captured_at": photo.captured_at, "note": ""} | changes
    return photos.edit_photo(store, photo.id, view=view, **values, by="Dr Who", at=NOW)


def changes_of_reference(store: Store, photo: Photo) -> list[str]:
    return [event.detail for event in audit.list_events(store, object_id=photo.series_id)]


def test_a_photo_from_home_is_the_reference_only_until_the_clinic_takes_one(
    store: Store, fill: Filler
) -> None:
    of = fill.series()
    home = fill.photo(fill.session(of, 1, day=0, kind=SessionKind.HOME))
    assert reference_photo(store, home) == home
    later = fill.photo(fill.session(of, 2, day=9))
    assert reference_photo(store, home) == later
    fill.photo(fill.session(of, 3, day=-9, kind=SessionKind.HOME))
    assert reference_photo(store, home) == later


@pytest.mark.parametrize(
    ("view", "mm_across"),
    [
        (FRONT, 220),
        (View(ViewKind.LEFT_45), 220),
        (View(ViewKind.RIGHT_90), 220),
        (CHIN, 90),
        (View(ViewKind.OTHER, "back"), 150),
    ],
)
def test_the_first_photo_of_a_view_is_its_reference(
    store: Store, fill: Filler, view: View, mm_across: float
) -> None:
    photo = fill.photo(fill.session(fill.series(), 1), view=view)
    found = reference(store, photo, view)
    assert found == Reference(photo.series_id, view, photo, mm_across, is_scale_measured=False)
    assert references.list_references(store, photo.series_id) == [found]


def test_a_photo_of_an_earlier_session_takes_the_reference_over(store: Store, fill: Filler) -> None:
    of = fill.series()
    late, early = fill.photo(fill.session(of, 2)), fill.photo(fill.session(of, 1))
    assert reference_photo(store, late) == early
    fill.photo(fill.session(of, 3))
    assert reference_photo(store, late) == early
    assert early.digest[:12] in changes_of_reference(store, late)[0]


def test_within_a_session_the_first_taken_is_the_reference(store: Store, fill: Filler) -> None:
    session = fill.session(fill.series(), 1)
    second, first = fill.photo(session, minutes=2), fill.photo(session, minutes=1)
    assert reference_photo(store, second) == first


def test_of_one_moment_the_photo_before_treatment_is_the_reference(store: Store, fill: Filler) -> None:
    session = fill.session(fill.series(), 1)
    fill.photo(session, phase=Phase.IMMEDIATELY_POST)
    pre = fill.photo(session, phase=Phase.PRE)
    assert reference_photo(store, pre) == pre


def test_drawn_regions_hold_the_reference(store: Store, fill: Filler) -> None:
    of = fill.series()
    late = fill.photo(fill.session(of, 2))
    fill.region(of)
    fill.photo(fill.session(of, 1))
    assert reference_photo(store, late) == late


def test_a_chosen_reference_stays_chosen(store: Store, fill: Filler) -> None:
    of = fill.series()
    fill.photo(fill.session(of, 2))
    late = fill.photo(fill.session(of, 3))
    chosen = choose(store, late)
    assert chosen == reference(store, late)
    assert (chosen.photo, chosen.mm_across, chosen.is_scale_measured) == (late, 180.0, True)
    fill.photo(fill.session(of, 1))
    assert reference(store, late) == chosen


def test_choosing_is_audited_and_only_for_photos_of_the_view(store: Store, fill: Filler) -> None:
    of = fill.series()
    photo = fill.photo(fill.session(of, 1))
    other = fill.photo(fill.session(fill.series(), 1))
    choose(store, photo)
    event = audit.list_events(store, object_id=of.id)[0]
    assert (event.action, event.user, event.patient_id) == ("set reference", "Dr Who", photo.patient_id)
    assert "180 mm" in event.detail
    settings: dict[str, Any] = {"mm_across": 1.0, "is_scale_measured": True, "by": "", "at": NOW}
    for wrong_view, wrong_photo in ((CHIN, photo), (FRONT, other)):
        with pytest.raises(InvalidInput, match="does not show the view"):
            references.set_reference(store, of.id, wrong_view, wrong_photo.id, **settings)
    with pytest.raises(NotFound):
        references.set_reference(store, of.id, FRONT, "nobody", **settings)
    with pytest.raises(NotFound):
        references.set_reference(store, "nobody", FRONT, photo.id, **settings)


def test_deleting_the_reference_hands_it_to_the_next_earliest(store: Store, fill: Filler) -> None:
    of = fill.series()
    third, first, second = (fill.photo(fill.session(of, number)) for number in (3, 1, 2))
    choose(store, first)
    delete(store, first)
    found = reference(store, third)
    assert found is not None
    # the width that was measured on the deleted photo says nothing of this one
    assert (found.photo, found.mm_across, found.is_scale_measured) == (second, 220, False)


def test_a_reference_with_regions_is_not_deleted_from_under_others(store: Store, fill: Filler) -> None:
    of = fill.series()
    first, second = (fill.photo(fill.session(of, number)) for number in (1, 2))
    fill.region(of)
    with pytest.raises(InvalidInput, match="choose another reference photo first"):
        delete(store, first)
    with pytest.raises(InvalidInput, match="choose another reference photo first"):
        move(store, first, CHIN)
    assert photos.list_photos(store, of.id) == [first, second]
    assert reference_photo(store, first) == first
    delete(store, second)
    assert reference_photo(store, first) == first


def test_the_last_photo_leaves_and_comes_back_with_scale_and_regions(store: Store, fill: Filler) -> None:
    of = fill.series()
    photo = fill.photo(fill.session(of, 1))
    chosen = choose(store, photo)
    region = fill.region(of)
    delete(store, photo)
    assert reference(store, photo) is None
    assert references.list_references(store, of.id) == []
    assert regions.list_regions(store, of.id, FRONT) == []
    photos.restore_photo(store, photo.id, by="Dr Who", at=NOW)
    assert reference(store, photo) == chosen
    assert regions.list_regions(store, of.id, FRONT) == [region]


def test_a_view_that_lost_its_last_photo_takes_the_next_one_that_comes(store: Store, fill: Filler) -> None:
    of = fill.series()
    first = fill.photo(fill.session(of, 1))
    fill.region(of)
    delete(store, first)
    second = fill.photo(fill.session(of, 2))
    assert reference_photo(store, second) == second
    # what was drawn on the deleted photo is no place on this one
    assert regions.list_regions(store, of.id, FRONT) == []


def test_changing_the_view_follows_the_rules_of_both_views(store: Store, fill: Filler) -> None:
    of = fill.series()
    first, second = (fill.photo(fill.session(of, number)) for number in (1, 2))
    chin = fill.photo(fill.session(of, 3), view=CHIN)
    moved = move(store, first, CHIN)
    assert reference_photo(store, first, FRONT) == second
    assert reference_photo(store, first, CHIN) == moved
    back = move(store, moved, FRONT)
    assert reference_photo(store, first, FRONT) == back
    assert reference_photo(store, first, CHIN) == chin


def test_an_earlier_capture_time_can_make_a_photo_the_reference(store: Store, fill: Filler) -> None:
    session = fill.session(fill.series(), 1)
    first, second = fill.photo(session, minutes=1), fill.photo(session, minutes=2)
    edited = move(store, second, FRONT, captured_at=NOW)
    assert reference_photo(store, first) == edited
    # but an edit never takes the reference away from a photo: its view would stay unanalysed
    later = move(store, edited, FRONT, captured_at=NOW + timedelta(hours=1))
    assert reference_photo(store, first) == later


# --- regions


def test_regions_are_listed_in_the_order_of_drawing(store: Store, fill: Filler) -> None:
    of = fill.series()
    photo = fill.photo(fill.session(of, 1))
    fill.photo(fill.session(of, 2), view=CHIN)
    treated = fill.region(of)
    fill.region(of, CHIN)
    assert treated.reference_digest == photo.digest
    assert (treated.revision, treated.shape, treated.role) == (1, SQUARE, RegionRole.TREATED)
    assert regions.list_regions(store, of.id, FRONT) == [treated]
    assert len(regions.list_regions(store, of.id, CHIN)) == 1


def test_every_edit_of_a_region_makes_a_new_revision(store: Store, fill: Filler) -> None:
    of = fill.series()
    fill.photo(fill.session(of, 1))
    region = fill.region(of)
    shape = Ellipse((50.0, 40.0), 10.0, 20.0, 30.0)
    for revision in (2, 3):
        edited = regions.edit_region(
            store, region.id, name="patch", role=RegionRole.UNTREATED, shape=shape, by="Dr Who", at=NOW
        )
        assert (edited.revision, edited.name, edited.role) == (revision, "patch", RegionRole.UNTREATED)
    assert regions.list_regions(store, of.id, FRONT) == [edited]
    assert edited.shape == shape


def test_a_deleted_region_is_gone(store: Store, fill: Filler) -> None:
    of = fill.series()
    fill.photo(fill.session(of, 1))
    region = fill.region(of)
    regions.delete_region(store, region.id, by="Dr Who", at=NOW)
    assert regions.list_regions(store, of.id, FRONT) == []
    with pytest.raises(NotFound):
        regions.delete_region(store, region.id, by="Dr Who", at=NOW)
    events = audit.list_events(store, object_id=region.id)
    assert [event.action for event in events] == ["deleted region", "added region"]


def test_a_region_drawn_on_a_former_reference_is_refused(store: Store, fill: Filler) -> None:
    of = fill.series()
    photo = fill.photo(fill.session(of, 2))
    fill.photo(fill.session(of, 1))
    with pytest.raises(InvalidInput, match="has changed") as caught:
        regions.add_region(
            store,
            of.id,
            FRONT,
            name="cheek",
            role=RegionRole.TREATED,
            shape=SQUARE,
            reference_digest=photo.digest,
            by="Dr Who",
            at=NOW,
        )
    assert caught.value.field == "shape"


def test_regions_are_carried_over_to_another_reference(store: Store, fill: Filler) -> None:
    of = fill.series()
    fill.photo(fill.session(of, 1))
    second = fill.photo(fill.session(of, 2))
    region = fill.region(of)
    choose(store, second)
    assert regions.list_regions(store, of.id, FRONT) == []
    carried = Ellipse((5.0, 5.0), 1.0, 1.0)
    regions.replace_shapes(store, of.id, FRONT, second.digest, {region.id: carried})
    (found,) = regions.list_regions(store, of.id, FRONT)
    assert (found.id, found.shape, found.reference_digest, found.revision) == (
        region.id,
        carried,
        second.digest,
        2,
    )


def test_carrying_is_all_or_nothing(store: Store, fill: Filler) -> None:
    of = fill.series()
    photo = fill.photo(fill.session(of, 1))
    region = fill.region(of)
    with pytest.raises(NotFound):
        regions.replace_shapes(store, of.id, FRONT, photo.digest, {region.id: SQUARE, "nobody": SQUARE})
    with pytest.raises(ValueError, match="is not of view"):
        regions.replace_shapes(store, of.id, CHIN, photo.digest, {region.id: SQUARE})
    assert regions.list_regions(store, of.id, FRONT) == [region]
