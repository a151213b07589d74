"""Regions, scale and reference photo: what an edit makes outdated is measured again."""

from dataclasses import replace

import numpy as np
import pytest

from tests.ui.pages.records import BELOW, CHEEK, NOW, SQUARE, Records
from tracker.errors import InvalidInput, NotAllowed
from tracker.imaging import align, measure
from tracker.imaging.align.result import Alignment
from tracker.model import (
    Actor,
    AlignmentRow,
    ControlChoice,
    ControlKind,
    Ellipse,
    Metric,
    Photo,
    Polygon,
    RegionRole,
    Role,
    Session,
)
from tracker.services import regions
from tracker.store import alignments, jobs, photos, readings, references, retention
from tracker.store import regions as stored
from tracker.store.opening import Store

OWNER = Actor("0" * 32, "Dr Eva Muster", Role.OWNER)
ROWS, COLUMNS = 3000, 4000
ASIDE = Polygon(((1000.0, 2300.0), (1000.0, 2700.0), (1400.0, 2700.0), (1400.0, 2300.0)))
FAR = Polygon(((100.0, 3300.0), (100.0, 3800.0), (600.0, 3800.0), (600.0, 3300.0)))


@pytest.fixture
def visits(store: Store) -> list[Session]:
    """Three sessions with a photo of the cheek each; their analysis is done."""
    records = Records(store)
    one = records.series()
    held = [records.session(one, number, days=number) for number in (1, 2, 3)]
    for session in held:
        records.photo(session)
    return held


def cheeks(store: Store, visits: list[Session]) -> list[Photo]:
    return photos.list_photos(store, visits[0].series_id)


def draw(store: Store, visits: list[Session], name: str = "cheek", **changes: object):
    values = {"role": RegionRole.TREATED, "shape": SQUARE} | changes
    return regions.add_region(store, OWNER, visits[0].series_id, CHEEK, name=name, now=NOW, **values)


def other_side_of(region) -> ControlChoice:
    return ControlChoice(other_side_of=region.id)


def queued(store: Store, visits: list[Session]) -> int:
    """Photos waiting to be measured; the queue is emptied."""
    count = 0
    while job := jobs.claim_job(store, at=NOW, lease_seconds=60):
        jobs.finish_job(store, job.id, at=NOW)
        count += 1
    return count


def revisions(store: Store, visits: list[Session]) -> dict[str, int]:
    return {r.name: r.revision for r in stored.list_regions(store, visits[0].series_id, CHEEK)}


def test_a_treated_region_is_measured_in_every_photo_and_leaves_the_others_alone(store, visits):
    draw(store, visits)
    assert queued(store, visits) == 3
    draw(store, visits, "jaw", shape=BELOW)
    assert queued(store, visits) == 3
    assert revisions(store, visits) == {"cheek": 1, "jaw": 1}


def test_a_new_edited_or_deleted_control_outdates_what_leans_on_it(store, visits):
    draw(store, visits)
    control = draw(store, visits, "below", role=RegionRole.UNTREATED, shape=BELOW)
    assert revisions(store, visits) == {"cheek": 2, "below": 1}
    queued(store, visits)
    control = regions.edit_region(
        store, OWNER, control, name="below", role=RegionRole.UNTREATED, shape=SQUARE, now=NOW
    )
    assert revisions(store, visits) == {"cheek": 3, "below": 2}
    assert queued(store, visits) == 3
    regions.delete_region(store, OWNER, control, now=NOW)
    assert revisions(store, visits) == {"cheek": 4}
    assert queued(store, visits) == 3


def test_a_region_that_stops_being_treated_becomes_a_control_for_the_others(store, visits):
    draw(store, visits)
    jaw = draw(store, visits, "jaw", shape=BELOW)
    regions.edit_region(store, OWNER, jaw, name="jaw", role=RegionRole.UNTREATED, shape=BELOW, now=NOW)
    assert revisions(store, visits) == {"cheek": 2, "jaw": 2}


def test_a_control_that_is_only_renamed_outdates_nothing(store, visits):
    draw(store, visits)
    control = draw(store, visits, "below", role=RegionRole.UNTREATED, shape=BELOW)
    regions.edit_region(store, OWNER, control, name="neck", role=control.role, shape=BELOW, now=NOW)
    assert revisions(store, visits) == {"cheek": 2, "neck": 2}


def test_a_control_that_another_region_does_not_use_leaves_it_alone(store, visits):
    cheek = draw(store, visits)
    chin = draw(store, visits, "chin", shape=ASIDE)
    draw(store, visits, "below", role=RegionRole.UNTREATED, shape=BELOW, choice=other_side_of(chin))
    draw(store, visits, "opposite", role=RegionRole.UNTREATED, shape=FAR, choice=other_side_of(cheek))
    # the chin has an other side of its own before and after, the cheek gets a better control
    assert revisions(store, visits) == {"cheek": 3, "chin": 2, "below": 1, "opposite": 1}


def test_choosing_another_control_outdates_the_region_alone(store, visits):
    cheek = draw(store, visits)
    draw(store, visits, "chin", shape=ASIDE)
    draw(store, visits, "below", role=RegionRole.UNTREATED, shape=BELOW)
    queued(store, visits)
    chosen = ControlChoice(ControlKind.NONE)
    regions.edit_region(
        store, OWNER, cheek, name="cheek", role=cheek.role, shape=SQUARE, choice=chosen, now=NOW
    )
    assert revisions(store, visits) == {"cheek": 3, "chin": 2, "below": 1}
    assert queued(store, visits) == 3
    page = regions.open_regions(store, OWNER, visits[0].series_id, CHEEK)
    found = {region.name: page.control(region).kind for region in page.treated}
    assert found == {"cheek": ControlKind.NONE, "chin": ControlKind.ELSEWHERE}


def test_an_edit_of_the_outline_leaves_what_was_said_about_comparing(store, visits):
    said = ControlChoice(is_skin_around_untreated=True)
    cheek = draw(store, visits, choice=said)
    edited = regions.edit_region(store, OWNER, cheek, name="x", role=cheek.role, shape=ASIDE, now=NOW)
    assert edited.choice == said


def test_a_treated_region_near_by_moves_the_ring_of_another_and_outdates_it(store, visits):
    draw(store, visits, choice=ControlChoice(is_skin_around_untreated=True))
    chin = draw(store, visits, "chin", shape=ASIDE)
    assert revisions(store, visits) == {"cheek": 2, "chin": 1}
    regions.delete_region(store, OWNER, chin, now=NOW)
    assert revisions(store, visits) == {"cheek": 3}


def test_the_other_side_of_a_deleted_region_is_untreated_skin_again(store, visits):
    cheek, chin = draw(store, visits), draw(store, visits, "chin", shape=ASIDE)
    draw(store, visits, "below", role=RegionRole.UNTREATED, shape=BELOW, choice=other_side_of(cheek))
    regions.delete_region(store, OWNER, cheek, now=NOW)
    page = regions.open_regions(store, OWNER, visits[0].series_id, CHEEK)
    assert [r.choice.other_side_of for r in page.regions] == [None, None]
    assert page.control(chin).kind is ControlKind.ELSEWHERE


def test_the_other_side_must_be_that_of_a_treated_region_of_the_view(store, visits):
    cheek = draw(store, visits)
    below = draw(store, visits, "below", role=RegionRole.UNTREATED, shape=BELOW)
    for wrong in (below, None):
        choice = ControlChoice(other_side_of=wrong.id if wrong else "nobody")
        with pytest.raises(InvalidInput, match="is not there any more"):
            draw(store, visits, "far", role=RegionRole.UNTREATED, shape=FAR, choice=choice)
    with pytest.raises(InvalidInput, match="is not there any more"):
        regions.edit_region(
            store, OWNER, cheek, name="x", role=cheek.role, shape=SQUARE, choice=other_side_of(cheek), now=NOW
        )
    assert revisions(store, visits) == {"cheek": 2, "below": 1}


def test_a_new_scale_outdates_every_reading(store, visits):
    draw(store, visits)
    queued(store, visits)
    regions.set_scale(store, OWNER, visits[0].series_id, CHEEK, mm_across=80, now=NOW)
    assert references.read_reference(store, visits[0].series_id, CHEEK).is_scale_measured
    assert revisions(store, visits) == {"cheek": 2}
    assert queued(store, visits) == 3


def lay_over(store: Store, photo: Photo, reference: Photo) -> None:
    """Say that two photos show the very same frame."""
    same = Alignment.identity((ROWS, COLUMNS)).to_bytes()
    alignments.save_alignment(
        store, AlignmentRow(photo.digest, reference.digest, align.METHOD, None, 0, 0, 0, 1, same)
    )


def test_regions_and_scale_are_carried_to_another_reference_photo(store, visits):
    first, second, _ = cheeks(store, visits)
    draw(store, visits)
    regions.set_scale(store, OWNER, visits[0].series_id, CHEEK, mm_across=80, now=NOW)
    queued(store, visits)
    lay_over(store, second, first)
    regions.change_reference(store, OWNER, visits[0].series_id, CHEEK, second, now=NOW)
    page = regions.open_regions(store, OWNER, visits[0].series_id, CHEEK)
    assert page.reference.photo == second
    assert page.reference.mm_across == pytest.approx(80, rel=1e-6)
    assert page.reference.is_scale_measured
    (carried,) = page.regions
    np.testing.assert_allclose(carried.shape.points, SQUARE.points, atol=1e-3)
    assert carried.reference_digest == second.digest
    assert queued(store, visits) == 3


def test_without_an_alignment_the_reference_is_changed_only_while_nothing_is_drawn(store, visits):
    _, second, third = cheeks(store, visits)
    regions.change_reference(store, OWNER, visits[0].series_id, CHEEK, second, now=NOW)
    draw(store, visits)
    with pytest.raises(InvalidInput, match="is not aligned to the present reference"):
        regions.change_reference(store, OWNER, visits[0].series_id, CHEEK, third, now=NOW)
    assert references.read_reference(store, visits[0].series_id, CHEEK).photo == second
    assert revisions(store, visits) == {"cheek": 1}


def test_choosing_the_present_reference_again_changes_nothing(store, visits):
    draw(store, visits)
    queued(store, visits)
    regions.change_reference(store, OWNER, visits[0].series_id, CHEEK, cheeks(store, visits)[0], now=NOW)
    assert queued(store, visits) == 0


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        (Polygon(((0.0, 0.0), (9.0, 9.0))), "at least three points"),
        (Polygon(((0.0, 0.0), (0.0, 77.0), (77.0, 77.0), (77.0, 0.0))), "almost no area"),
        (Ellipse((500.0, 500.0), 0.0, 100.0), "almost no area"),
        (Ellipse((-900.0, -900.0), 100.0, 100.0), "outside the picture"),
    ],
)
def test_what_can_not_be_measured_is_not_drawn(shape, sentence, store, visits):
    with pytest.raises(InvalidInput, match=sentence):
        draw(store, visits, shape=shape)
    region = draw(store, visits)
    with pytest.raises(InvalidInput, match=sentence):
        regions.edit_region(store, OWNER, region, name="x", role=region.role, shape=shape, now=NOW)
    assert revisions(store, visits) == {"cheek": 1}


def test_the_smallest_region_is_a_two_thousandth_of_the_picture(store, visits):
    side = (0.0005 * ROWS * COLUMNS) ** 0.5 + 0.1
    draw(store, visits, shape=Polygon(((0.0, 0.0), (0.0, side), (side, side), (side, 0.0))))
    assert revisions(store, visits) == {"cheek": 1}


def test_a_view_without_a_photo_has_nothing_to_draw_on(store):
    one = Records(store).series()
    for attempt in (
        lambda: regions.open_regions(store, OWNER, one.id, CHEEK),
        lambda: regions.set_scale(store, OWNER, one.id, CHEEK, mm_across=80, now=NOW),
    ):
        with pytest.raises(InvalidInput, match="no photo of that view yet"):
            attempt()


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.PATIENT])
def test_only_providers_and_the_owner_draw(role, store, visits):
    region, (first, second, _) = draw(store, visits), cheeks(store, visits)
    lay_over(store, second, first)
    somebody = replace(OWNER, role=role)
    of = (store, somebody, visits[0].series_id, CHEEK)
    for attempt in (
        lambda: regions.add_region(*of, name="x", role=RegionRole.TREATED, shape=SQUARE, now=NOW),
        lambda: regions.edit_region(
            store, somebody, region, name="x", role=RegionRole.TREATED, shape=BELOW, now=NOW
        ),
        lambda: regions.delete_region(store, somebody, region, now=NOW),
        lambda: regions.set_scale(*of, mm_across=80, now=NOW),
        lambda: regions.change_reference(*of, second, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    page = regions.open_regions(store, OWNER, visits[0].series_id, CHEEK)
    if role is Role.PATIENT:
        with pytest.raises(NotAllowed):
            regions.lay_rings(store, somebody, page)
    else:
        assert regions.lay_rings(store, somebody, page) == {}
    assert revisions(store, visits) == {"cheek": 1}


def test_under_legal_hold_a_region_keeps_its_readings(store: Store, visits: list[Session]) -> None:
    region = draw(store, visits)
    photo = cheeks(store, visits)[0]
    Records(store).read(photo, region, {Metric.REDNESS: 8.0})
    held = {"by": "Dr Eva", "at": NOW}
    retention.set_hold(store, photo.patient_id, reason="a lawsuit", **held)
    with pytest.raises(InvalidInput, match="under legal hold"):
        regions.delete_region(store, OWNER, region, now=NOW)
    assert readings.list_methods(store, region.series_id, CHEEK) == [measure.METHOD]
    retention.lift_hold(store, photo.patient_id, **held)
    regions.delete_region(store, OWNER, region, now=NOW)
    assert readings.list_methods(store, region.series_id, CHEEK) == []
