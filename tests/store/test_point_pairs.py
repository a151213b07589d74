"""Points set by hand: kept for two photos whichever is the reference, and written down in the audit."""

import pytest
from alembic import command
from sqlalchemy import text

from tests.store.conftest import NOW, Filler
from tracker.config import Settings
from tracker.model import Photo, PointPairs
from tracker.store import alignments, audit, migrating, point_pairs
from tracker.store.opening import Store, open_store

PAIRS = PointPairs(((10, 10), (10, 90.5), (80, 20)), ((12, 11), (11, 92), (83, 20.25)))
MOVED = PointPairs(PAIRS.reference_rc, ((12, 11), (11, 92), (84, 20.25)))


@pytest.fixture
def photos(fill: Filler) -> tuple[Photo, Photo, Photo]:
    of = fill.series()
    first, second, third = (fill.photo(fill.session(of, number)) for number in (1, 2, 3))
    return first, second, third


def test_points_come_back_as_they_were_set_with_who_and_when(store: Store, photos) -> None:
    reference, photo, other = photos
    kept = point_pairs.set_points(store, photo, reference, PAIRS, by="Dr Who", at=NOW)
    assert point_pairs.read_points(store, photo.digest, reference.digest) == kept
    assert (kept.pairs, kept.set_by, kept.set_at) == (PAIRS, "Dr Who", NOW)
    assert kept.pairs.key == PAIRS.key
    assert point_pairs.read_points(store, other.digest, reference.digest) is None


def test_points_hold_for_both_photos_whichever_is_the_reference(store: Store, photos) -> None:
    reference, photo, _ = photos
    point_pairs.set_points(store, photo, reference, PAIRS, by="Dr Who", at=NOW)
    turned = point_pairs.read_points(store, reference.digest, photo.digest)
    assert turned is not None
    assert turned.pairs == PAIRS.swapped
    listed = point_pairs.list_points(store, photo.series_id)
    assert listed[reference.digest, photo.digest] == turned
    assert listed[photo.digest, reference.digest].pairs == PAIRS


def test_points_set_anew_replace_the_former_ones_also_the_other_way_round(store: Store, photos) -> None:
    reference, photo, _ = photos
    point_pairs.set_points(store, photo, reference, PAIRS, by="Dr Who", at=NOW)
    point_pairs.set_points(store, photo, reference, MOVED, by="Dr Who", at=NOW)
    found = point_pairs.read_points(store, photo.digest, reference.digest)
    assert found is not None
    assert found.pairs == MOVED
    assert MOVED.key != PAIRS.key
    point_pairs.set_points(store, reference, photo, PAIRS, by="Dr Who", at=NOW)
    found = point_pairs.read_points(store, photo.digest, reference.digest)
    assert found is not None
    assert found.pairs == PAIRS.swapped
    assert len(point_pairs.list_points(store, photo.series_id)) == 2


def test_removed_points_are_gone_and_both_deeds_are_in_the_audit(store: Store, photos) -> None:
    reference, photo, _ = photos
    point_pairs.set_points(store, photo, reference, PAIRS, by="Dr Who", at=NOW)
    assert point_pairs.remove_points(store, photo, reference, by="Dr No", at=NOW)
    assert not point_pairs.remove_points(store, photo, reference, by="Dr No", at=NOW)
    assert point_pairs.read_points(store, photo.digest, reference.digest) is None
    events = [e for e in audit.list_events(store, object_id=photo.id) if "by hand" in e.action]
    assert [(e.user, e.action, e.patient_id) for e in events] == [
        ("Dr No", "took back the alignment by hand", photo.patient_id),
        ("Dr Who", "aligned by hand with 3 points", photo.patient_id),
    ]


@pytest.mark.parametrize(
    "sides",
    [
        (((1, 1),), ((1, 1),)),
        (((1, 1), (2, 2)), ((1, 1),)),
        (((1, 1), (2, float("nan"))), ((1, 1), (2, 2))),
        (tuple((n, n) for n in range(9)), tuple((n, n) for n in range(9))),
    ],
)
def test_what_are_no_pairs_can_not_be_made(sides) -> None:
    with pytest.raises(ValueError, match="point"):
        PointPairs(*sides)


def test_alignments_of_an_older_installation_count_as_direct_and_automatic(
    store: Store, settings: Settings, photos
) -> None:
    reference, photo, _ = photos
    store.close()
    engine = migrating._engine(settings.database_url)
    with engine.begin() as connection:
        command.downgrade(migrating._config(connection), "0003")
        connection.execute(
            text("INSERT INTO alignment VALUES (:d, :r, 'align-1', NULL, 0.2, 0.7, 0.1, 0.8, x'00')"),
            {"d": photo.digest, "r": reference.digest},
        )
    engine.dispose()
    opened = open_store(settings)
    row = alignments.read_alignment(opened, photo.digest, reference.digest, "align-1")
    assert row is not None
    assert (row.through_digest, row.points_key, row.is_direct, row.is_by_hand) == ("", "", True, False)
    opened.close()
