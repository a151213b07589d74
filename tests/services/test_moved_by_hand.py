"""A photo that was moved, turned and scaled by hand: aligned from there, or kept there unconfirmed."""

from dataclasses import replace

import numpy as np
import pytest

from tests.services.skin_series import CHEEK, MARKS, NOW, OWNER, SIDE_PX, SkinSeries, carried, take
from tests.ui.pages.records import Records
from tracker.errors import InvalidInput, NotAllowed, NotFound
from tracker.imaging import align, measure
from tracker.imaging.align.result import Alignment
from tracker.model import (
    AlignmentRow,
    Ellipse,
    Metric,
    Photo,
    RefusalReason,
    RegionRole,
    Rendition,
    Role,
    Similarity,
)
from tracker.services import comparison, hand_alignment, regions, series
from tracker.services.change_maps.pair import read_pair
from tracker.store import alignments, audit, jobs, photos, point_pairs, readings
from tracker.store.opening import Store

TURN = 110.0  # far beyond what is found without help
SHAPE = (SIDE_PX, SIDE_PX)


def truth(turn: float) -> Similarity:
    """How a photo turned by so much truly lies over the upright one."""
    there = [(float(r), float(c)) for r, c in MARKS]
    here = [(float(r), float(c)) for r, c in carried(MARKS, 0.0, turn)]
    return Similarity.between(there, here, SHAPE, SHAPE)


# a hand's work: 4 px, 1.5 degrees and 2 % beside the truth
ROUGH = replace(truth(TURN), shift_rc=(4.0, -3.0), turn_deg=truth(TURN).turn_deg + 1.5, scale=1.02)


@pytest.fixture
def pair(store: Store) -> tuple[SkinSeries, Photo, Photo]:
    """A reference and a photo turned by 110 degrees, not analysed yet."""
    course = SkinSeries.begin(store)
    return course, course.photo(1, take(0.0)), course.photo(2, take(TURN))


@pytest.fixture
def visits(store: Store) -> tuple[Photo, Photo]:
    """Two photos without pictures: nothing is aligned in these tests."""
    records = Records(store)
    one = records.series()
    reference, photo = (records.photo(records.session(one, number, days=30 * number)) for number in (1, 2))
    return reference, photo


def move(store: Store, photo: Photo, reference: Photo, to: Similarity) -> None:
    hand_alignment.set_similarity(store, OWNER, photo.id, to, reference_digest=reference.digest, now=NOW)


def found(store: Store, photo: Photo) -> AlignmentRow:
    return series.open_series(store, OWNER, photo.series_id).alignments[photo.digest]


def astray_px(store: Store, photo: Photo, reference: Photo, where: Similarity) -> float:
    """By how much the kept alignment lies beside a similarity, at most, in px."""
    kept = alignments.read_alignment(store, photo.digest, reference.digest, align.METHOD)
    assert kept is not None
    there = [(float(r), float(c)) for r, c in MARKS]
    astray = Alignment.from_bytes(kept.data).to_moving(there) - np.array(where.to_moving(there, SHAPE, SHAPE))
    return float(np.hypot(*astray.T).max())


def test_the_fine_alignment_starts_where_a_photo_was_moved_to_and_finds_the_truth(store: Store, pair) -> None:
    course, reference, photo = pair
    course.work()
    assert found(store, photo).refusal is RefusalReason.FAR_APART
    automatic = alignments.read_alignment(store, photo.digest, reference.digest, align.METHOD)
    move(store, photo, reference, ROUGH)
    assert photo.digest not in series.open_series(store, OWNER, photo.series_id).alignments
    assert course.work() == [photo.id]
    row = found(store, photo)
    assert (row.refusal, row.is_by_hand, row.is_confirmed) == (None, True, True)
    assert astray_px(store, photo, reference, truth(TURN)) < 0.3
    hand_alignment.remove_points(store, OWNER, photo.id, now=NOW)
    course.work()
    assert alignments.read_alignment(store, photo.digest, reference.digest, align.METHOD) == automatic


def test_what_was_set_is_kept_to_a_fifth_of_a_pixel(store: Store, pair) -> None:
    _, reference, photo = pair
    move(store, photo, reference, ROUGH)
    shown = hand_alignment.open_photo(store, OWNER, photo.id)
    there = [(float(r), float(c)) for r, c in MARKS]
    beside = np.array(shown.start.to_moving(there, SHAPE, SHAPE)) - ROUGH.to_moving(there, SHAPE, SHAPE)
    assert np.hypot(*beside.T).max() < 0.2
    kept = point_pairs.read_points(store, photo.digest, reference.digest)
    assert kept is not None
    assert kept.pairs.is_similarity


@pytest.fixture
def stranger(store: Store) -> tuple[SkinSeries, Photo, Photo]:
    """A reference and a photo of other skin: nothing in the pictures agrees."""
    course = SkinSeries.begin(store)
    return course, course.photo(1, take(0.0)), course.photo(2, take(0.0, seed=7))


def test_without_evidence_it_is_refused_and_can_be_kept_exactly_as_it_was_set(store: Store, stranger) -> None:
    course, reference, photo = stranger
    course.work()
    automatic = alignments.read_alignment(store, photo.digest, reference.digest, align.METHOD)
    where = Similarity((12.5, -20.0), 7.3, 1.11)
    move(store, photo, reference, where)
    course.work()
    assert found(store, photo).refusal is not None
    assert "What was set by hand did not help" in found(store, photo).problem
    assert hand_alignment.open_photo(store, OWNER, photo.id).may_be_kept_as_set
    hand_alignment.keep_as_set(store, OWNER, photo.id, now=NOW)
    assert course.work() == [photo.id]
    row = found(store, photo)
    assert (row.refusal, row.is_by_hand, row.is_confirmed, row.is_direct) == (None, True, False, False)
    assert astray_px(store, photo, reference, where) < 0.01
    course.queue_all()
    course.work()
    assert found(store, photo) == row
    shown = hand_alignment.open_photo(store, OWNER, photo.id)
    assert (shown.is_kept_as_set, shown.may_be_kept_as_set) == (True, False)
    hand_alignment.remove_points(store, OWNER, photo.id, now=NOW)
    course.work()
    assert alignments.read_alignment(store, photo.digest, reference.digest, align.METHOD) == automatic


def test_a_photo_kept_as_set_is_shown_but_not_measured_and_carries_no_regions(store: Store, stranger) -> None:
    course, reference, photo = stranger
    treated, untreated = Ellipse((180.0, 180.0), 60.0, 60.0, 0.0), Ellipse((330.0, 330.0), 60.0, 60.0, 0.0)
    for shape, role in ((treated, RegionRole.TREATED), (untreated, RegionRole.UNTREATED)):
        regions.add_region(
            store, OWNER, photo.series_id, CHEEK, name=str(role), role=role, shape=shape, now=NOW
        )
    move(store, photo, reference, Similarity((0.0, 0.0), 3.0, 1.0))
    hand_alignment.keep_as_set(store, OWNER, photo.id, now=NOW)
    course.work()
    mine = [
        one
        for one in readings.list_readings(store, photo.series_id, method=measure.METHOD)
        if one.digest == photo.digest
    ]
    assert {one.metric for one in mine} == set(Metric)
    assert {(one.value, one.withheld_because) for one in mine} == {
        (
            None,
            "The photo was laid over the reference photo by hand, and the pictures don't confirm it: "
            "nothing is measured in it.",
        )
    }
    compared = comparison.compare_sessions(
        store, OWNER, photo.series_id, CHEEK, left_id=reference.session_id, right_id=photo.session_id
    )
    assert (compared.is_aligned, compared.is_confirmed, compared.error_p95_mm) == (True, False, None)
    assert compared.problems == []
    assert "nothing in the pictures confirms it" in compared.right.evidence
    with pytest.raises(NotFound, match="laid there by hand and is not confirmed by the picture"):
        read_pair(store, reference.digest, photo.digest, reference.digest)
    aligned = photos.read_rendition(store, photo.digest, Rendition.ALIGNED, reference_digest=reference.digest)
    assert aligned is not None
    with pytest.raises(InvalidInput, match="by hand and the pictures don't confirm it"):
        regions.change_reference(store, OWNER, photo.series_id, CHEEK, photo, now=NOW)


def test_a_photo_kept_as_set_helps_no_other_over_the_reference(store: Store, stranger) -> None:
    """A third photo of the stranger's skin lies on the stranger, which lies nowhere for sure."""
    course, reference, photo = stranger
    third = course.photo(3, take(10.0, seed=7))
    move(store, photo, reference, Similarity((0.0, 0.0), 3.0, 1.0))
    hand_alignment.keep_as_set(store, OWNER, photo.id, now=NOW)
    course.work()
    assert found(store, photo).refusal is None
    assert found(store, third).refusal is not None
    assert course.work() == []


def test_it_survives_a_new_method_and_a_change_of_the_reference_and_back(
    store: Store, stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    course, reference, photo = stranger
    where = Similarity((12.5, -20.0), 7.3, 1.11)
    move(store, photo, reference, where)
    hand_alignment.keep_as_set(store, OWNER, photo.id, now=NOW)
    course.work()
    regions.change_reference(store, OWNER, photo.series_id, CHEEK, photo, now=NOW)
    course.work()
    turned = found(store, reference)
    assert (turned.refusal, turned.is_confirmed) == (None, False)
    back = Similarity.of(where.to_pairs(SHAPE, SHAPE).swapped, SHAPE, SHAPE)
    assert astray_px(store, reference, photo, back) < 0.01
    regions.change_reference(store, OWNER, photo.series_id, CHEEK, reference, now=NOW)
    monkeypatch.setattr(align, "METHOD", "a later one")
    course.queue_all()
    course.work()
    assert not found(store, photo).is_confirmed
    assert astray_px(store, photo, reference, where) < 0.01


def test_a_photo_moved_again_is_aligned_from_there_and_no_longer_kept(store: Store, pair) -> None:
    course, reference, photo = pair
    move(store, photo, reference, ROUGH)
    hand_alignment.keep_as_set(store, OWNER, photo.id, now=NOW)
    course.work()
    assert not found(store, photo).is_confirmed
    move(store, photo, reference, ROUGH)
    course.work()
    assert found(store, photo).is_confirmed


def test_the_page_starts_where_the_photo_lies_now(store: Store, pair) -> None:
    course, _, photo = pair
    assert hand_alignment.open_photo(store, OWNER, photo.id).start == Similarity((0.0, 0.0), 0.0, 1.0)
    near = course.photo(3, take(20.0))
    course.work()
    start = hand_alignment.open_photo(store, OWNER, near.id).start
    assert start.turn_deg == pytest.approx(truth(20.0).turn_deg, abs=0.1)
    assert start.shift_rc == pytest.approx(truth(20.0).shift_rc, abs=0.5)
    assert start.scale == pytest.approx(1.0, abs=0.002)


def test_moving_keeping_and_taking_back_are_in_the_audit(store: Store, visits) -> None:
    reference, photo = visits
    move(store, photo, reference, Similarity((5.0, 6.0), 1.0, 1.0))
    hand_alignment.keep_as_set(store, OWNER, photo.id, now=NOW)
    hand_alignment.remove_points(store, OWNER, photo.id, now=NOW)
    events = audit.list_events(store, object_id=photo.id)[:3]
    assert [event.action for event in events] == [
        "took back the alignment by hand",
        "kept the alignment by hand as it was set",
        "aligned by hand: moved, turned and scaled",
    ]
    assert {(e.user, e.patient_id) for e in events} == {(OWNER.display_name, photo.patient_id)}
    assert [job.subject for job in jobs.list_jobs(store, [photo.id, reference.id])] == [photo.id]


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        (Similarity((0.0, 3900.0), 0.0, 1.0), "covers hardly any of the reference photo"),
        (Similarity((0.0, 0.0), 0.0, 10.1), "scaled too far"),
        (Similarity((0.0, 0.0), 0.0, 0.2), "covers hardly any of the reference photo"),
    ],
)
def test_a_photo_moved_out_of_all_proportion_is_refused(store: Store, visits, where, sentence) -> None:
    reference, photo = visits
    with pytest.raises(InvalidInput, match=sentence):
        move(store, photo, reference, where)
    assert point_pairs.read_points(store, photo.digest, reference.digest) is None


def test_a_photo_is_moved_over_the_reference_that_somebody_saw(store: Store, visits) -> None:
    _, photo = visits
    with pytest.raises(InvalidInput, match="reference photo of this view has changed"):
        move(store, photo, photo, Similarity((0.0, 0.0), 0.0, 1.0))


def test_nothing_is_kept_as_set_where_nobody_moved_the_photo(store: Store, visits) -> None:
    reference, photo = visits
    shapes = reference.facts.shape, photo.facts.shape
    marked = Similarity((5.0, 6.0), 1.0, 1.0).to_pairs(*shapes, ((0.2, 0.2), (0.2, 0.8), (0.8, 0.5)))
    with pytest.raises(InvalidInput, match="Nobody moved this photo by hand yet"):
        hand_alignment.keep_as_set(store, OWNER, photo.id, now=NOW)
    hand_alignment.set_points(store, OWNER, photo.id, marked, reference_digest=reference.digest, now=NOW)
    with pytest.raises(InvalidInput, match="Nobody moved this photo by hand yet"):
        hand_alignment.keep_as_set(store, OWNER, photo.id, now=NOW)


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.PATIENT])
def test_only_who_draws_regions_moves_photos(role: Role, store: Store, visits) -> None:
    reference, photo = visits
    somebody, where = replace(OWNER, role=role), Similarity((0.0, 0.0), 0.0, 1.0)
    for attempt in (
        lambda: hand_alignment.set_similarity(
            store, somebody, photo.id, where, reference_digest=reference.digest, now=NOW
        ),
        lambda: hand_alignment.keep_as_set(store, somebody, photo.id, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert point_pairs.read_points(store, photo.digest, reference.digest) is None
