"""A photo whose view is corrected: what was found against the other view's reference counts no more."""

from tests.ui.pages.records import CHEEK, NOW, Records
from tracker.model import Actor, Role, View, ViewKind
from tracker.services import series
from tracker.store import photos

FRONT = View(ViewKind.FRONT)


def test_an_alignment_to_the_former_views_reference_is_not_taken_for_the_new_one(
    store, records: Records
) -> None:
    course = records.course()
    records.photo(course.sessions[0], view=FRONT)
    moved = course.photos[3]
    photos.edit_photo(
        store,
        moved.id,
        view=FRONT,
        phase=moved.phase,
        captured_at=moved.captured_at,
        note="",
        by="Dr Eva Muster",
        at=NOW,
    )
    record = series.open_series(store, Actor("1", "Eva", Role.OWNER), course.series.id)
    assert moved.digest not in record.alignments
    assert course.photos[0].digest in record.alignments
    assert CHEEK in record.references
