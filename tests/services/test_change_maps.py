"""Change maps: made when somebody asks, true to the present alignment and regions, refused with a reason."""

import io
import os
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.services.prepared import open_copy, open_folder
from tests.services.skin_series import CHEEK, NOW, OWNER, SIDE_PX, SkinSeries, marked, set_by_hand, take
from tracker.errors import NotAllowed, NotFound, NotReady
from tracker.model import (
    Actor,
    CardKind,
    JobKind,
    JobState,
    MappedChange,
    Photo,
    PhotoCard,
    Polygon,
    Region,
    RegionRole,
    Role,
)
from tracker.services import change_maps, regions
from tracker.store import cards, jobs, photos
from tracker.store.opening import Store

# files bear the time of the machine
TODAY = datetime.now(UTC)
REDNESS, TEXTURE = MappedChange.REDNESS, MappedChange.TEXTURE
TREATED = Polygon(((150.0, 60.0), (150.0, 230.0), (330.0, 230.0), (330.0, 60.0)))
UPPER = Polygon(((150.0, 60.0), (150.0, 230.0), (250.0, 230.0), (250.0, 60.0)))
UNTREATED = Polygon(((100.0, 300.0), (100.0, 440.0), (400.0, 440.0), (400.0, 300.0)))


def reddened(data: bytes) -> bytes:
    """The file with much more blood in the treated region."""
    rgb = np.asarray(Image.open(io.BytesIO(data))).astype(float)
    rgb[160:320, 70:220] *= (1.0, 0.78, 0.84)
    out = io.BytesIO()
    Image.fromarray(rgb.astype(np.uint8)).save(out, "PNG")
    return out.getvalue()


class Course:
    """Three photos of one view: reference, reddened, refused; with regions on the reference."""

    def __init__(self, store: Store, *, has_control: bool = True) -> None:
        self.store, self.series = store, SkinSeries.begin(store)
        self.reference = self.series.photo(1, take(0))
        self.photo = self.series.photo(2, reddened(take(0.4)))
        self.series.work()
        self.region = self.draw("Cheek", RegionRole.TREATED, TREATED)
        if has_control:
            self.draw("Jaw", RegionRole.UNTREATED, UNTREATED)
        self.series.work()

    def in_store(self, store: Store) -> "Course":
        """The same course in a copy of the store."""
        mine = copy(self)
        mine.store, mine.series = store, replace(self.series, store=store)
        return mine

    def draw(self, name: str, role: RegionRole, shape: Polygon) -> Region:
        return regions.add_region(
            self.store,
            OWNER,
            self.series.series_id,
            CHEEK,
            name=name,
            role=role,
            shape=shape,
            now=NOW,
        )

    def legend(self, *, actor: Actor = OWNER, now: datetime = TODAY, left: Photo | None = None) -> dict:
        left = left or self.reference
        return change_maps.find_legend(
            self.store, actor, left.digest, self.photo.digest, reference_digest=self.reference.digest, now=now
        )[0]

    def picture(self, kind: MappedChange, key: str) -> bytes:
        return change_maps.find_picture(
            self.store,
            OWNER,
            self.reference.digest,
            self.photo.digest,
            kind,
            key=key,
            reference_digest=self.reference.digest,
        )[0]

    def made(self) -> dict:
        with pytest.raises(NotReady):
            self.legend()
        self.series.work()
        return self.legend()


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Course]:
    """The photos are aligned and measured once for all tests of this file."""
    folder = tmp_path_factory.mktemp("maps") / "data"
    with open_folder(folder) as store:
        return folder, Course(store)


@pytest.fixture
def course(analysed: tuple[Path, Course], tmp_path: Path) -> Iterator[Course]:
    """A course of the test's own."""
    folder, made = analysed
    with open_copy(folder, tmp_path / "data") as store:
        yield made.in_store(store)


def test_who_asks_first_has_it_made_once(course: Course) -> None:
    for _ in range(3):
        with pytest.raises(NotReady, match="being made"):
            course.legend()
    subject = f"{course.reference.digest} {course.photo.digest} {course.reference.digest}"
    assert course.series.work() == [subject]
    told = course.legend()
    assert course.series.work() == []
    redness = told["redness"]
    assert redness["rose"] > 0.08 > redness["fell"]
    assert redness["threshold"] >= told["limits"]["redness"]
    assert "provisional" in told["limit_source"]["redness"]
    assert "mm of skin" in told["texture"]["refused"]
    picture = Image.open(io.BytesIO(course.picture(REDNESS, told["key"])))
    assert picture.size == (SIDE_PX, SIDE_PX)
    assert np.asarray(picture.convert("RGBA"))[240, 145, 3] == 255
    with pytest.raises(NotFound):
        course.picture(TEXTURE, told["key"])


def test_an_edited_region_makes_it_out_of_date(course: Course) -> None:
    before = course.made()
    regions.edit_region(
        course.store, OWNER, course.region, name="Cheek", role=RegionRole.TREATED, shape=UPPER, now=NOW
    )
    course.series.work()
    after = course.made()
    assert after["key"] != before["key"]
    with pytest.raises(NotFound, match="load the page again"):
        course.picture(REDNESS, before["key"])


def test_another_alignment_makes_it_out_of_date(course: Course) -> None:
    before = course.made()
    set_by_hand(course.store, course.photo, marked(0, 0.4))
    with pytest.raises(NotFound, match="not aligned like this"):
        course.legend()
    course.series.work()
    assert course.made()["key"] != before["key"]


def test_a_card_that_somebody_marks_makes_it_out_of_date(course: Course) -> None:
    before = course.made()
    corners = ((20.0, 20.0), (20.0, 60.0), (60.0, 60.0), (60.0, 20.0))
    card = PhotoCard(course.photo.digest, CardKind.GREY, corners, 0.01)
    cards.mark_card(course.store, course.photo, card, by="Dr. Test", at=NOW)
    assert course.made()["key"] != before["key"]


def test_without_untreated_skin_the_reason_stands_in_the_legend(store: Store) -> None:
    told = Course(store, has_control=False).made()
    assert "may be the lamp's" in told["redness"]["refused"]


def test_a_map_with_a_provisional_limit_is_made_again_the_next_day(course: Course) -> None:
    assert course.made()["is_provisional"]
    path = course.store.photos.change_map_path(
        course.reference.digest, course.photo.digest, reference_digest=course.reference.digest
    )
    long_ago = (TODAY - timedelta(hours=25)).timestamp()
    os.utime(path, (long_ago, long_ago))
    with pytest.raises(NotReady):
        course.legend()
    an_hour_ago = (TODAY - timedelta(hours=1)).timestamp()
    os.utime(path, (an_hour_ago, an_hour_ago))
    assert course.legend()["is_provisional"]


def test_only_who_may_see_photos_gets_either(course: Course) -> None:
    told = course.made()
    assert course.legend(actor=Actor("1" * 32, "Anna", Role.ASSISTANT)) == told
    patient = Actor("2" * 32, "Pat", Role.PATIENT)
    with pytest.raises(NotAllowed):
        course.legend(actor=patient)
    with pytest.raises(NotAllowed):
        change_maps.find_picture(
            course.store,
            patient,
            course.reference.digest,
            course.photo.digest,
            REDNESS,
            key=told["key"],
            reference_digest=course.reference.digest,
        )


def test_of_a_deleted_photo_there_is_no_map_any_more(course: Course) -> None:
    key = course.made()["key"]
    photos.delete_photo(course.store, course.photo.id, by="Dr. Test", at=NOW, why="wrong patient")
    for ask in (course.legend, lambda: course.picture(REDNESS, key)):
        with pytest.raises(NotFound, match="deleted"):
            ask()


def test_a_map_that_could_not_be_made_is_not_tried_for_ever(course: Course) -> None:
    with pytest.raises(NotReady):
        course.legend()
    for _ in range(jobs.MOST_TRIES):
        job = jobs.claim_job(course.store, at=NOW, lease_seconds=60)
        assert job is not None
        assert job.kind == JobKind.CHANGE_MAP
        jobs.fail_job(course.store, job.id, "The disk is full.", at=NOW)
    with pytest.raises(NotFound, match=r"could not be made\. The disk is full\."):
        course.legend()
    with pytest.raises(NotReady):
        course.legend(now=TODAY + timedelta(hours=2))
    assert jobs.list_jobs(course.store, [job.subject])[0].state is JobState.QUEUED
