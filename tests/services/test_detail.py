"""Full detail: made when somebody looks closer, true to the present alignment, given up when it fails."""

from datetime import timedelta

import pytest

from tests.services.detailed_photos import Pair, add_pair, dotted, lay_over, shifted
from tests.ui.pages.records import NOW, Records
from tracker.errors import NotAllowed, NotFound, NotReady
from tracker.imaging.detail import Manifest, Tile
from tracker.model import Actor, JobKind, JobState, Photo, Role
from tracker.services import detail
from tracker.services.analysis import aligning
from tracker.store import details, jobs, photos, references
from tracker.store.opening import Store

OWNER = Actor("0" * 32, "Dr Eva Muster", Role.OWNER)
SHAPE = (320, 2600)


@pytest.fixture
def pair(store: Store) -> Pair:
    return add_pair(store, Records(store).series().id, SHAPE, now=NOW)


def manifest(store: Store, photo: Photo, reference: Photo | None = None, **how: object) -> Manifest:
    digest = reference.digest if reference else ""
    return detail.find_manifest(store, OWNER, photo.digest, reference_digest=digest, now=NOW, **how)[0]  # type: ignore[arg-type]


def work(store: Store) -> list[str]:
    """Do what is queued, and say about what it was."""
    done = []
    while job := jobs.claim_job(store, at=NOW, lease_seconds=60):
        assert job.kind == JobKind.DETAIL
        assert job.is_background
        detail.make_detail(store, job.subject, report=lambda share, message: None)
        jobs.finish_job(store, job.id, at=NOW)
        done.append(job.subject)
    return done


def test_who_looks_closer_first_has_it_made_once(store: Store, pair: Pair) -> None:
    for _ in range(3):
        with pytest.raises(NotReady, match="being made"):
            manifest(store, pair.photo, pair.reference)
    assert work(store) == [f"{pair.photo.digest} {pair.reference.digest}"]
    found = manifest(store, pair.photo, pair.reference)
    assert found.sizes == ((2600, 320),)
    tile, _ = detail.find_tile(
        store, OWNER, pair.photo.digest, Tile(0, 0, 5), key=found.key, reference_digest=pair.reference.digest
    )
    assert tile[:4] == b"RIFF"
    assert work(store) == []


def test_a_reference_in_its_own_frame_is_made_and_kept_once(store: Store, pair: Pair) -> None:
    with pytest.raises(NotReady):
        manifest(store, pair.reference, pair.reference)
    assert work(store) == [pair.reference.digest]
    assert manifest(store, pair.reference) == manifest(store, pair.reference, pair.reference)


def test_a_changed_alignment_makes_it_anew_and_gives_out_no_tile_of_the_former(
    store: Store, pair: Pair
) -> None:
    with pytest.raises(NotReady):
        manifest(store, pair.photo, pair.reference)
    work(store)
    former = manifest(store, pair.photo, pair.reference)
    rgb = dotted(*SHAPE)
    lay_over(store, pair.photo, pair.reference, shifted(SHAPE, (8, 8)), rgb)
    with pytest.raises(NotReady):
        manifest(store, pair.photo, pair.reference)
    work(store)
    assert manifest(store, pair.photo, pair.reference).key != former.key
    with pytest.raises(NotFound):
        detail.find_tile(
            store,
            OWNER,
            pair.photo.digest,
            Tile(0, 0, 0),
            key=former.key,
            reference_digest=pair.reference.digest,
        )


def test_an_analysis_that_aligns_anew_takes_the_former_tiles_off_the_disk(store: Store, pair: Pair) -> None:
    with pytest.raises(NotReady):
        manifest(store, pair.photo, pair.reference)
    work(store)
    kept = {"reference_digest": pair.reference.digest}
    assert details.read_detail(store, pair.photo.digest, **kept)
    reference = references.read_reference(store, pair.photo.series_id, pair.photo.view)
    assert reference is not None
    row = aligning.alignments.read_alignment(
        store, pair.photo.digest, reference.photo.digest, aligning.align.METHOD
    )
    assert row is not None
    aligning._keep(store, pair.photo, dotted(*SHAPE), reference, row)
    assert details.read_detail(store, pair.photo.digest, **kept) is None


def test_deleted_renditions_are_made_again_when_asked_for(store: Store, pair: Pair) -> None:
    with pytest.raises(NotReady):
        manifest(store, pair.photo)
    work(store)
    before = manifest(store, pair.photo)
    details.delete_detail(store, pair.photo.digest)
    with pytest.raises(NotReady):
        manifest(store, pair.photo)
    work(store)
    assert manifest(store, pair.photo) == before


def test_another_variant_than_the_present_alignment_is_not_served(store: Store, pair: Pair) -> None:
    with pytest.raises(NotFound, match="load the page again") as raised:
        manifest(store, pair.photo, pair.reference, variant="abc")
    assert not isinstance(raised.value, NotReady)
    assert work(store) == []


def test_a_photo_that_does_not_lie_on_that_reference_queues_nothing(store: Store, pair: Pair) -> None:
    with pytest.raises(NotFound, match="not aligned"):
        manifest(store, pair.reference, pair.photo)
    assert work(store) == []


def test_a_photo_no_larger_than_the_screen_rendition_needs_none(store: Store) -> None:
    small = add_pair(store, Records(store).series().id, (300, 2048), now=NOW)
    for reference in (None, small.reference):
        with pytest.raises(NotFound, match="no more detail"):
            manifest(store, small.photo, reference)
    assert work(store) == []


def test_a_deleted_photo_has_no_detail_and_its_queued_work_ends_well(store: Store, pair: Pair) -> None:
    with pytest.raises(NotReady):
        manifest(store, pair.photo)
    photos.delete_photo(store, pair.photo.id, by="Dr Eva", at=NOW, why="blurred")
    assert work(store) == [pair.photo.digest]
    assert details.read_detail(store, pair.photo.digest) is None
    with pytest.raises(NotFound, match="deleted"):
        manifest(store, pair.photo)
    with pytest.raises(NotFound, match="deleted"):
        detail.find_tile(store, OWNER, pair.photo.digest, Tile(0, 0, 0), key="k")


def test_what_failed_three_times_is_said_and_tried_again_an_hour_later(store: Store, pair: Pair) -> None:
    with pytest.raises(NotReady):
        manifest(store, pair.photo)
    while job := jobs.claim_job(store, at=NOW, lease_seconds=60):
        jobs.fail_job(store, job.id, "The disk is full.", at=NOW)
    with pytest.raises(NotFound, match=r"could not be made\. The disk is full\.") as raised:
        manifest(store, pair.photo)
    assert not isinstance(raised.value, NotReady)
    later = NOW + timedelta(minutes=61)
    with pytest.raises(NotReady):
        detail.find_manifest(store, OWNER, pair.photo.digest, now=later)
    assert [job.state for job in jobs.list_jobs(store, [pair.photo.digest])] == [JobState.QUEUED]


@pytest.mark.parametrize("digest", ["../../secret.key", "0" * 63, "A" * 64, "\0"])
def test_an_address_typed_by_hand_leads_nowhere(digest: str, store: Store, pair: Pair) -> None:
    for mine, other in ((digest, ""), (pair.photo.digest, digest)):
        with pytest.raises(NotFound):
            detail.find_manifest(store, OWNER, mine, reference_digest=other, now=NOW)
        with pytest.raises(NotFound):
            detail.find_tile(store, OWNER, mine, Tile(0, 0, 0), key="k", reference_digest=other)


@pytest.mark.parametrize("role", list(Role))
def test_the_right_comes_before_the_photo(role: Role, store: Store) -> None:
    refusal = NotAllowed if role in (Role.PATIENT, Role.PHONE) else NotFound
    actor = Actor("id", "Pat", role)
    with pytest.raises(refusal):
        detail.find_manifest(store, actor, "0" * 64, now=NOW)
    with pytest.raises(refusal):
        detail.find_tile(store, actor, "0" * 64, Tile(0, 0, 0), key="k")
    assert jobs.count_open_jobs(store) == 0
