"""Which photo stands for a session that was photographed before and right after its treatment."""

from tests.ui.pages.records import CHEEK, NOW, Records
from tracker.model import Actor, Phase, Role
from tracker.services import comparison
from tracker.store import photos


def test_skin_fresh_from_treatment_is_not_shown_where_the_session_has_a_photo_from_before(
    store, records: Records
) -> None:
    course = records.course()
    fresh = records.photo(course.sessions[1], minutes=40)
    photos.edit_photo(
        store,
        fresh.id,
        view=CHEEK,
        phase=Phase.IMMEDIATELY_POST,
        captured_at=fresh.captured_at,
        note="",
        by="Dr Eva Muster",
        at=NOW,
    )
    records.aligned(fresh, error_mm=0.05)
    first, second = course.sessions[:2]
    pair = comparison.compare_sessions(
        store, Actor("1", "Eva", Role.OWNER), course.series.id, CHEEK, left_id=first.id, right_id=second.id
    )
    assert pair.right.photo.id == course.photos[1].id
