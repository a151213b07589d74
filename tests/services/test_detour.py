"""A photo that is refused against its reference goes by way of a neighbour, with the errors added up."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
from tracker.config import read_settings
from tracker.imaging import align
from tracker.imaging.align.result import Alignment
from tracker.model import AlignmentRow, Photo, RefusalReason, Rendition
from tracker.services import comparison, intake, regions, series
from tracker.services.analysis import detour
from tracker.store import alignments, photos, point_pairs
from tracker.store.opening import Store, open_store

FIRST, MIDDLE, FAR = 0.0, 38.0, 76.0  # degrees; from the first to the far one is too much


@dataclass(frozen=True)
class Turned:
    """A reference, a photo turned by 38 degrees and one by 76, analysed."""

    store: Store
    course: SkinSeries
    first: Photo
    middle: Photo
    far: Photo


@pytest.fixture
def course(store: Store) -> SkinSeries:
    return SkinSeries.begin(store)


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder of data in which three turned photos are analysed, and their series."""
    folder = tmp_path_factory.mktemp("three")
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(folder)}))
    course = SkinSeries.begin(store)
    for number, turn in enumerate((FIRST, MIDDLE, FAR), 1):
        course.photo(number, take(turn))
    course.work()
    store.close()
    return folder, course.series_id


@pytest.fixture
def turned(analysed: tuple[Path, str], tmp_path: Path) -> Iterator[Turned]:
    folder, series_id = analysed
    shutil.copytree(folder, tmp_path / "three")
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(tmp_path / "three")}))
    yield Turned(store, SkinSeries(store, series_id), *photos.list_photos(store, series_id))
    store.close()


def row_of(store: Store, photo: Photo) -> AlignmentRow:
    """How a photo lies on the reference, with its map; it must hold."""
    reference = series.open_series(store, OWNER, photo.series_id).references[CHEEK].photo
    row = alignments.read_alignment(store, photo.digest, reference.digest, align.METHOD)
    assert row is not None
    assert series.open_series(store, OWNER, photo.series_id).alignments[photo.digest].variant == row.variant
    return row


def astray_px(row: AlignmentRow, from_deg: float, to_deg: float) -> float:
    """Greatest distance of the map from the truth at a few points."""
    found = Alignment.from_bytes(row.data).to_moving(MARKS)
    return float(np.hypot(*(found - carried(MARKS, from_deg, to_deg)).T).max())


def test_the_way_round_leads_to_the_truth_with_both_errors_in_it(turned: Turned) -> None:
    store, reference, middle, far = turned.store, turned.first, turned.middle, turned.far
    step = row_of(store, middle)
    row = row_of(store, far)
    assert (row.refusal, row.through_digest, row.is_by_hand) == (None, middle.digest, False)
    assert astray_px(row, FIRST, FAR) < 0.3
    between = alignments.read_alignment(store, far.digest, middle.digest, align.METHOD)
    assert between is not None
    assert row.error_p95_px == pytest.approx(step.error_p95_px + between.error_p95_px, rel=0.01)
    assert row.error_p95_mm == pytest.approx(step.error_p95_mm + between.error_p95_mm, rel=0.01)
    for kind in (Rendition.ALIGNED, Rendition.TRUST):
        assert photos.read_rendition(store, far.digest, kind, reference_digest=reference.digest)


def test_two_sessions_compare_by_what_lies_between_them(turned: Turned) -> None:
    store, reference, middle, far = turned.store, turned.first, turned.middle, turned.far
    one, two = row_of(store, middle).error_p95_mm, row_of(store, far).error_p95_mm
    for left, right, error in ((reference, middle, one), (reference, far, two), (middle, far, two - one)):
        pair = comparison.compare_sessions(
            store, OWNER, far.series_id, CHEEK, left_id=left.session_id, right_id=right.session_id
        )
        assert pair.error_p95_mm == pytest.approx(error)
    assert pair.right.through is not None
    assert pair.right.through.id == middle.session_id
    assert pair.left.through is None


def test_a_photo_refused_before_its_neighbour_came_is_tried_again_then(
    store: Store, course: SkinSeries
) -> None:
    course.photo(1, take(FIRST))
    far = course.photo(3, take(FAR))
    course.work()
    assert row_of(store, far).refusal is RefusalReason.FAR_APART
    middle = course.photo(2, take(MIDDLE))
    assert course.work() == [middle.id, far.id]
    assert row_of(store, far).through_digest == middle.digest


def test_whoever_finds_no_way_is_tried_once_with_a_neighbour_and_then_left_alone(
    store: Store, course: SkinSeries, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.photo(1, take(FIRST))
    stranger = course.photo(3, take(FIRST, seed=3))
    course.work()
    neighbour = course.photo(2, take(MIDDLE))
    assert course.work() == [neighbour.id, stranger.id]
    assert row_of(store, stranger).refusal is RefusalReason.DIFFERENT
    step = alignments.read_alignment(store, stranger.digest, neighbour.digest, align.METHOD)
    assert step is not None
    assert step.refusal is RefusalReason.DIFFERENT
    monkeypatch.setattr(align, "align", lambda *_, **__: pytest.fail("aligned again"))
    course.queue_all()
    assert len(course.work()) == 3


def test_no_way_round_is_taken_that_leaves_too_little_skin_in_common(
    store: Store, course: SkinSeries, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, turn in enumerate((FIRST, MIDDLE, FAR), 1):
        last = course.photo(number, take(turn))
    monkeypatch.setattr(detour, "LEAST_SUPPORT", 0.99)
    course.work()
    assert row_of(store, last).refusal is RefusalReason.FAR_APART
    monkeypatch.undo()
    course.queue_all()
    course.work()
    assert row_of(store, last).refusal is None


def test_a_deleted_neighbour_leads_nobody_and_a_restored_one_does_again(turned: Turned) -> None:
    store, course, middle, far = turned.store, turned.course, turned.middle, turned.far
    intake.delete_photo(store, OWNER, middle.id, why="test", now=NOW)
    assert far.digest not in series.open_series(store, OWNER, far.series_id).alignments
    course.work()
    assert row_of(store, far).refusal is RefusalReason.FAR_APART
    intake.restore_photo(store, OWNER, middle.id, now=NOW)
    course.work()
    assert row_of(store, far).through_digest == middle.digest


def test_a_neighbour_that_is_aligned_by_hand_takes_along_what_went_through_it(turned: Turned) -> None:
    store, course, middle, far = turned.store, turned.course, turned.middle, turned.far
    set_by_hand(store, middle, marked(FIRST, MIDDLE))
    assert sorted(course.work()) == sorted([middle.id, far.id])
    key = marked(FIRST, MIDDLE).key
    assert row_of(store, middle).points_key == key
    row = row_of(store, far)
    assert (row.through_digest, row.points_key) == (middle.digest, f"{key}+")
    assert astray_px(row, FIRST, FAR) < 0.3


def test_another_reference_aligns_the_view_again_also_round_about(turned: Turned) -> None:
    store, course, first, middle, far = turned.store, turned.course, turned.first, turned.middle, turned.far
    regions.change_reference(store, OWNER, far.series_id, CHEEK, far, now=NOW)
    assert series.open_series(store, OWNER, far.series_id).alignments == {}
    assert set(course.work()) == {first.id, middle.id, far.id}
    assert row_of(store, middle).is_direct
    row = row_of(store, first)
    assert row.through_digest == middle.digest
    assert astray_px(row, FAR, FIRST) < 0.3


def test_points_set_against_a_former_reference_still_lead_to_the_new_one(
    store: Store, course: SkinSeries
) -> None:
    first, far = course.photo(1, take(FIRST)), course.photo(3, take(110.0))
    course.work()
    set_by_hand(store, far, marked(FIRST, 110.0))
    course.work()
    middle = course.photo(2, take(-30.0))
    course.work()
    regions.change_reference(store, OWNER, far.series_id, CHEEK, middle, now=NOW)
    course.work()
    row = row_of(store, far)
    assert (row.through_digest, row.is_by_hand) == (first.digest, True)
    assert astray_px(row, -30.0, 110.0) < 0.3
    regions.change_reference(store, OWNER, far.series_id, CHEEK, first, now=NOW)
    course.work()
    assert row_of(store, far).points_key == point_pairs.read_points(store, far.digest, first.digest).pairs.key
