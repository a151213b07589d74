"""Photos on their way in: several at once, good and bad, confirmed and saved."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image

from tests.ui.pages.records import CHEEK, Records
from tests.ui.pages.tab import Tab
from tracker.model import CaptureTimeSource, Phase, Role, Session, View, ViewKind
from tracker.store import jobs, photos
from tracker.ui import add_photos

EXIF_IFD, TAKEN_AT, SOFTWARE = 0x8769, 0x9003, 0x0131


def jpeg(shade: int, *, taken_at: str = "2026:04:15 14:20:37", side_px: int = 240) -> bytes:
    """A small even picture with the capture time of a camera."""
    exif = Image.Exif()
    exif[SOFTWARE] = "camera 1.0"
    if taken_at:
        exif.get_ifd(EXIF_IFD)[TAKEN_AT] = taken_at
    out = io.BytesIO()
    Image.new("RGB", (320, side_px), (shade, 148, 124)).save(out, "JPEG", exif=exif.tobytes(), quality=95)
    return out.getvalue()


@pytest.fixture
def session(records: Records, owner) -> Session:
    """The first session of a series that has no photo yet."""
    return records.session(records.series(), 1)


def upload(session: Session, *files: tuple[str, bytes]) -> Tab:
    tab = Tab.open("session", session=session.id)
    return add(tab, *files)


def add(tab: Tab, *files: tuple[str, bytes]) -> Tab:
    tab.app.file_uploader[0].set_value([(name, data, "image/jpeg") for name, data in files])
    return tab.run()


def close_up(tab: Tab, zone: str = "left cheek") -> Tab:
    return tab.type("View", ViewKind.CLOSE_UP).run().type("Zone", zone).run()


def stored(store, session: Session) -> list[Any]:
    return photos.list_photos(store, session.series_id)


def test_a_photo_is_read_confirmed_and_saved_under_its_own_bytes(store, session) -> None:
    data = jpeg(190)
    tab = upload(session, ("cheek.jpg", data))
    assert "Time from the camera: please confirm. 320 × 240 px." in tab.words
    assert tab.field("Taken").value == datetime(2026, 4, 15, 14, 20)
    assert stored(store, session) == []
    close_up(tab).press("Save 1 photo")
    assert "1 photo is saved." in tab.words
    (photo,) = stored(store, session)
    assert photos.read_original(store, photo.digest) == data
    assert (photo.view, photo.phase) == (CHEEK, Phase.PRE)
    assert photo.captured_at == datetime(2026, 4, 15, 12, 20, 37, tzinfo=UTC)
    assert photo.captured_at_source is CaptureTimeSource.METADATA
    assert [job.kind for job in jobs.list_jobs(store, [photo.id])] == ["analyse"]
    assert f"/photo/{photo.digest}/thumbnail" in tab.words


def test_a_photo_of_another_day_than_the_session_asks_whether_it_belongs_here(session) -> None:
    assert upload(session, ("a.jpg", jpeg(190))).warnings == []
    other_day = upload(session, ("b.jpg", jpeg(191, taken_at="2026:04:02 14:20:37")))
    assert other_day.warnings == [
        "Taken on 2 April 2026, but the session was on 15 April 2026: is this the right session?"
    ]


def test_after_saving_the_field_is_empty_again(session) -> None:
    tab = upload(session, ("a.jpg", jpeg(190))).press("Save 1 photo")
    assert tab.app.file_uploader[0].value == []
    assert not [b for b in tab.buttons if b.startswith("Save ") and "photo" in b]
    assert "is saved" not in tab.run().words


def test_what_is_no_photo_gets_a_sentence_and_the_rest_of_the_batch_goes_in(store, session) -> None:
    good, small = jpeg(190), jpeg(10, side_px=120)
    tab = upload(
        session,
        ("good.jpg", good),
        ("notes.jpg", b"Dear diary, this is no photo."),
        ("empty.jpg", b""),
        ("again.jpg", good),
        ("small.jpg", small),
        ("cut*off*.jpg", jpeg(55)[:700]),
    )
    starts = {
        "**notes.jpg**": "This file is not a photo that can be read",
        "**empty.jpg**": "This file is empty (0 bytes)",
        "**again.jpg**": "The same photo is in this batch already; it is taken once.",
        "**small.jpg**": "This photo has only 320 x 120 pixels",
        "**cutoff.jpg**": "This",
    }
    assert len(tab.warnings) == 5
    for said, (name, sentence) in zip(tab.warnings, starts.items(), strict=True):
        assert said.startswith(f"{name}: {sentence}")
    tab.press("Save 1 photo")
    assert "1 photo is saved." in tab.words
    assert [photos.read_original(store, p.digest) for p in stored(store, session)] == [good]


def test_a_batch_of_which_nothing_can_be_used_offers_nothing_to_save(session) -> None:
    tab = upload(session, ("a.txt", b"text"), ("b.jpg", b""))
    assert len(tab.warnings) == 2
    assert not [b for b in tab.buttons if b.startswith("Save")]


def test_a_photo_that_is_stored_already_says_where(store, session) -> None:
    data = jpeg(190)
    upload(session, ("a.jpg", data)).press("Save 1 photo")
    tab = upload(session, ("b.jpg", data))
    assert tab.warnings == ["**b.jpg**: This photo is already in session 1 of 15 April 2026."]
    assert len(stored(store, session)) == 1


def test_a_photo_of_another_patient_gives_nothing_of_them_away(store, records: Records, session) -> None:
    data = jpeg(190)
    upload(session, ("a.jpg", data)).press("Save 1 photo")
    other = records.session(records.series(records.patient(chart_number="B-2", family_name="Other")), 1)
    tab = upload(other, ("a.jpg", data))
    (warning,) = tab.warnings
    assert warning.startswith("**a.jpg**: This photo belongs to another patient's record")
    assert "Meyer" not in tab.words


def test_several_photos_share_a_view_and_one_may_have_its_own(store, session) -> None:
    tab = close_up(upload(session, ("a.jpg", jpeg(10)), ("b.jpg", jpeg(20)), ("c.jpg", jpeg(30))))
    tab.type("Another view", True, nth=1).run()
    tab.type("View", ViewKind.FRONT, nth=1).run().press("Save 3 photos")
    assert "3 photos are saved." in tab.words
    views = sorted(p.view for p in stored(store, session))
    assert views == sorted([CHEEK, CHEEK, View(ViewKind.FRONT)])


def test_the_next_photos_are_offered_the_view_of_the_series(records: Records, session) -> None:
    records.photo(session)
    tab = upload(session, ("a.jpg", jpeg(10)))
    assert (tab.field("View").value, tab.field("Zone").value) == (ViewKind.CLOSE_UP, "left cheek")


def test_a_photo_that_does_not_say_its_time_takes_the_sessions(store, session) -> None:
    tab = upload(session, ("a.jpg", jpeg(10, taken_at="")))
    assert "The file does not say when it was taken: please check." in tab.words
    tab.press("Save 1 photo")
    (photo,) = stored(store, session)
    assert photo.captured_at == session.details.held_at
    assert photo.captured_at_source is CaptureTimeSource.TYPED


def test_a_corrected_time_counts_as_typed(store, session) -> None:
    tab = upload(session, ("a.jpg", jpeg(10))).type("Taken", datetime(2026, 4, 15, 9, 0))
    tab.press("Save 1 photo")
    (photo,) = stored(store, session)
    assert photo.captured_at == datetime(2026, 4, 15, 7, 0, tzinfo=UTC)
    assert photo.captured_at_source is CaptureTimeSource.TYPED


def test_a_close_up_without_its_zone_is_refused_with_everything_still_there(store, session) -> None:
    tab = upload(session, ("a.jpg", jpeg(10))).type("View", ViewKind.CLOSE_UP).run()
    tab.type("Phase", Phase.FOLLOW_UP).press("Save 1 photo")
    assert tab.errors == ["**a.jpg**: Say which zone the photo shows, for example left cheek."]
    assert tab.field("Phase").value == Phase.FOLLOW_UP
    tab.type("Zone", "chin").press("Save 1 photo")
    (photo,) = stored(store, session)
    assert (photo.view, photo.phase) == (View(ViewKind.CLOSE_UP, "chin"), Phase.FOLLOW_UP)


def test_one_photo_with_a_wrong_clock_keeps_only_itself_back_until_it_is_right(store, session) -> None:
    tab = upload(session, ("good.jpg", jpeg(10)), ("ahead.jpg", jpeg(20, taken_at="2027:01:01 08:00:00")))
    tab.press("Save 2 photos")
    (error,) = tab.errors
    assert error.startswith("**ahead.jpg**: The capture time lies in the future")
    assert "good.jpg" not in error
    assert len(stored(store, session)) == 1
    tab.type("Taken", datetime(2026, 4, 15, 14, 30), nth=1)
    tab.run().press("Save 1 photo")
    assert not tab.errors
    assert "1 photo is saved." in tab.words
    assert len(stored(store, session)) == 2
    assert tab.app.file_uploader[0].value == []


def test_a_double_click_saves_a_photo_once(store, session) -> None:
    tab = upload(session, ("a.jpg", jpeg(10)))
    again = upload(session, ("a.jpg", jpeg(10)))
    tab.press("Save 1 photo")
    again.press("Save 1 photo")
    assert again.errors == ["**a.jpg**: This photo is already in session 1 of 15 April 2026."]
    assert len(stored(store, session)) == 1


def test_a_deleted_photo_comes_back_when_it_is_added_again(store, session) -> None:
    data = jpeg(10)
    tab = upload(session, ("a.jpg", data)).press("Save 1 photo")
    tab.press("Edit photos").type("Reason, if it is to be deleted", "blurred").press("Delete photo")
    assert stored(store, session) == []
    add(tab, ("a.jpg", data)).press("Save 1 photo")
    assert len(stored(store, session)) == 1


def test_an_assistant_adds_photos(store, session, sign_in) -> None:
    sign_in(Role.ASSISTANT)
    upload(session, ("a.jpg", jpeg(10))).press("Save 1 photo")
    (photo,) = stored(store, session)
    assert photo.added_by == "Eva, assistant"


def test_a_file_name_is_shown_without_markup() -> None:
    assert add_photos._plain("![x](http://example.org).jpg") == "xhttpexample.org.jpg"
