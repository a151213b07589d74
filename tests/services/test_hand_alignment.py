"""Points set by hand lead where the machine finds no start; what can't fix an alignment is refused."""

from dataclasses import replace

import numpy as np
import pytest

from tests.services.skin_series import (
    CHEEK,
    MARKS,
    NOW,
    OWNER,
    SkinSeries,
    carried,
    marked,
    set_by_hand,
    take,
)
from tests.ui.pages.records import Records
from tracker.errors import InvalidInput, NotAllowed, NotFound
from tracker.imaging import align
from tracker.imaging.align.result import Alignment
from tracker.model import Photo, PointPairs, RefusalReason, Rendition, Role
from tracker.services import comparison, hand_alignment, progress, regions, series
from tracker.store import alignments, audit, jobs, photos, point_pairs
from tracker.store.opening import Store

TURN = 110.0  # far beyond what is found without help
GOOD = marked(0.0, TURN)


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


def found(store: Store, photo: Photo):
    return series.open_series(store, OWNER, photo.series_id).alignments[photo.digest]


def made_at(store: Store, photo: Photo, reference: Photo) -> int:
    """When the aligned picture was made."""
    file = photos.read_rendition(store, photo.digest, Rendition.ALIGNED, reference_digest=reference.digest)
    return file.path.stat().st_mtime_ns


def test_points_lead_where_no_start_is_found_and_back_to_automatic_without_them(store: Store, pair) -> None:
    course, reference, photo = pair
    course.work()
    assert found(store, photo).refusal is RefusalReason.FAR_APART
    set_by_hand(store, photo, GOOD)
    assert photo.digest not in series.open_series(store, OWNER, photo.series_id).alignments
    assert course.work() == [photo.id]
    row = found(store, photo)
    assert (row.refusal, row.points_key) == (None, GOOD.key)
    kept = alignments.read_alignment(store, photo.digest, reference.digest, align.METHOD)
    astray = Alignment.from_bytes(kept.data).to_moving(MARKS) - carried(MARKS, 0.0, TURN)
    assert np.hypot(*astray.T).max() < 0.3  # though the points were set 3 to 4 px beside the truth
    hand_alignment.remove_points(store, OWNER, photo.id, now=NOW)
    course.work()
    assert (found(store, photo).refusal, found(store, photo).is_by_hand) == (RefusalReason.FAR_APART, False)
    hand_alignment.remove_points(store, OWNER, photo.id, now=NOW)
    assert course.work() == []


def test_points_are_aligned_from_once_and_again_when_one_moved_or_the_method_is_new(
    store: Store, pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    course, reference, photo = pair
    set_by_hand(store, photo, GOOD)
    course.work()
    starts = []
    first_made_at = made_at(store, photo, reference)
    real = align.align
    monkeypatch.setattr(
        align, "align", lambda *of, start, **more: starts.append(start) or real(*of, start=start, **more)
    )
    course.queue_all()
    course.work()
    assert starts == []
    assert made_at(store, photo, reference) == first_made_at
    moved = marked(0.0, TURN, astray_px=2.0)
    set_by_hand(store, photo, moved)
    course.work()
    assert starts == [moved]
    assert made_at(store, photo, reference) != first_made_at
    monkeypatch.setattr(align, "METHOD", "a later one")
    course.queue_all()
    course.work()
    assert starts == [moved, moved]
    assert found(store, photo).points_key == moved.key


def test_points_survive_a_change_of_the_reference_and_back(store: Store, pair) -> None:
    course, reference, photo = pair
    set_by_hand(store, photo, GOOD)
    course.work()
    regions.change_reference(store, OWNER, photo.series_id, CHEEK, photo, now=NOW)
    course.work()
    assert found(store, reference).points_key == GOOD.swapped.key
    assert found(store, reference).refusal is None
    regions.change_reference(store, OWNER, photo.series_id, CHEEK, reference, now=NOW)
    course.work()
    assert found(store, photo).points_key == GOOD.key


def test_wrong_points_leave_a_photo_refused_and_the_pages_say_that_they_did_not_help(
    store: Store, pair
) -> None:
    course, reference, photo = pair
    set_by_hand(store, photo, PointPairs(GOOD.reference_rc, marked(0.0, 0.0).moving_rc))
    course.work()
    row = found(store, photo)
    assert row.refusal is not None
    assert row.problem.startswith(row.refusal.sentence)
    assert "set by hand did not help" in row.problem
    compared = comparison.compare_sessions(
        store, OWNER, photo.series_id, CHEEK, left_id=reference.session_id, right_id=photo.session_id
    )
    assert compared.problems == [f"Session 2 can't be compared. {row.problem}"]
    assert progress._refusals(store, photo.series_id, CHEEK) == {photo.id: row.problem}


def test_setting_and_taking_back_are_in_the_audit_and_queue_the_photo(store: Store, visits) -> None:
    reference, photo = visits
    set_by_hand(store, photo, wide())
    hand_alignment.remove_points(store, OWNER, photo.id, now=NOW)
    events = audit.list_events(store, object_id=photo.id)[:2]
    assert [e.action for e in events] == ["took back the alignment by hand", "aligned by hand with 3 points"]
    assert {(e.user, e.patient_id) for e in events} == {(OWNER.display_name, photo.patient_id)}
    assert [job.subject for job in jobs.list_jobs(store, [photo.id, reference.id])] == [photo.id]


def wide(*, shift: float = 0.0) -> PointPairs:
    """Three good points in photos of 4000 x 3000 px."""
    there = ((400.0 + shift, 500.0), (600.0, 3000.0), (2500.0, 1500.0))
    return PointPairs(((500.0, 600.0), (500.0, 3000.0), (2500.0, 1600.0)), there)


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        (PointPairs(wide().reference_rc[:2], wide().moving_rc[:2]), "at least three points in both"),
        (wide(shift=-401.0), "Point 1 lies outside the photo"),
        (PointPairs(wide().reference_rc, ((0, 0), (0, 90), (90, 0))), "too close together"),
        (PointPairs(((0, 0), (1000, 1000), (2000, 2010)), wide().moving_rc), "almost on one line"),
        (PointPairs(wide().reference_rc, wide().moving_rc[::-1]), "the other way round"),
    ],
)
def test_points_that_can_fix_nothing_are_refused_in_one_sentence(store, visits, pairs, sentence) -> None:
    reference, photo = visits
    with pytest.raises(InvalidInput, match=sentence):
        set_by_hand(store, photo, pairs)
    assert point_pairs.read_points(store, photo.digest, reference.digest) is None


def test_points_belong_to_the_reference_that_they_were_set_in(store: Store, visits) -> None:
    reference, photo = visits
    with pytest.raises(InvalidInput, match="reference photo of this view has changed"):
        hand_alignment.set_points(store, OWNER, photo.id, wide(), reference_digest=photo.digest, now=NOW)
    for attempt in (
        lambda: hand_alignment.open_photo(store, OWNER, reference.id),
        lambda: set_by_hand(store, reference, wide()),
    ):
        with pytest.raises(InvalidInput, match="is the reference photo itself"):
            attempt()


def test_what_the_page_shows_is_the_pair_with_the_points_as_they_were_set(store: Store, visits) -> None:
    reference, photo = visits
    assert hand_alignment.open_photo(store, OWNER, photo.id).points is None
    set_by_hand(store, photo, wide())
    shown = hand_alignment.open_photo(store, OWNER, photo.id)
    assert (shown.photo, shown.reference.photo, shown.row) == (photo, reference, None)
    assert shown.points.pairs == wide()
    assert (shown.session.id, shown.reference_session.id) == (photo.session_id, reference.session_id)


def test_regions_are_not_carried_by_an_alignment_that_waits_to_be_made_again(store: Store, visits) -> None:
    reference, photo = visits
    records = Records(store)
    records.region(photo.series_id, "cheek")
    records.aligned(photo)
    set_by_hand(store, photo, wide())
    with pytest.raises(InvalidInput, match="is not aligned to the present reference"):
        regions.change_reference(store, OWNER, photo.series_id, CHEEK, photo, now=NOW)
    assert regions.open_regions(store, OWNER, photo.series_id, CHEEK).reference.photo == reference


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.PATIENT])
def test_only_who_draws_regions_aligns_by_hand(role: Role, store: Store, visits) -> None:
    reference, photo = visits
    somebody = replace(OWNER, role=role)
    for attempt in (
        lambda: hand_alignment.open_photo(store, somebody, photo.id),
        lambda: hand_alignment.set_points(
            store, somebody, photo.id, wide(), reference_digest=reference.digest, now=NOW
        ),
        lambda: hand_alignment.remove_points(store, somebody, photo.id, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert point_pairs.read_points(store, photo.digest, reference.digest) is None


def test_a_deleted_photo_is_not_aligned(store: Store, visits) -> None:
    _, photo = visits
    photos.delete_photo(store, photo.id, by="", at=NOW, why="")
    with pytest.raises(NotFound):
        hand_alignment.open_photo(store, OWNER, photo.id)
