"""What people drew: kept beside the photo, taken away softly, written down in the audit."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.store.conftest import NOW, Filler
from tracker.errors import NotFound
from tracker.model import Annotation, AnnotationKind, Drawing, Photo
from tracker.store import annotations, audit
from tracker.store.opening import Store

LATER = NOW + timedelta(minutes=5)
ARROW = Drawing(AnnotationKind.ARROW, ((10.0, 20.5), (300.25, 40.0)))
ELLIPSE = Drawing(AnnotationKind.ELLIPSE, ((100.0, 100.0), (100.0, 150.0), (80.0, 100.0)))
LINE = Drawing(AnnotationKind.FREEHAND, tuple((float(n), 2.0 * n) for n in range(50)))
WORDS = Drawing(AnnotationKind.TEXT, ((-0.5, 12.0),), "Scar, «ältere» 疤")


@pytest.fixture
def photo(fill: Filler) -> Photo:
    return fill.photo(fill.session(fill.series(), 1))


def drawn(photo: Photo, drawing: Drawing = ARROW, number: int = 1) -> Annotation:
    at = NOW + timedelta(seconds=number)
    return Annotation(f"{number:032x}", photo.digest, drawing, "user-1", "Dr Who", at)


def events_of(store: Store, photo: Photo) -> list[tuple[str, str, str]]:
    events = audit.list_events(store, object_id=photo.id)
    return [(e.user, e.action, e.patient_id) for e in reversed(events) if "annotation" in e.action]


@pytest.mark.parametrize("drawing", [ARROW, ELLIPSE, LINE, WORDS])
def test_a_drawing_comes_back_as_it_was_drawn_with_who_and_when(store: Store, photo, drawing) -> None:
    kept = annotations.add_annotation(store, photo, drawn(photo, drawing))
    assert kept == drawn(photo, drawing)
    assert annotations.list_annotations(store, [photo.digest]) == [kept]
    assert annotations.find_annotation(store, kept.id) == kept


def test_annotations_are_listed_oldest_first_of_the_photos_asked_for(store: Store, photo, fill) -> None:
    other = fill.photo(fill.session(fill.series(), 1))
    for number in (2, 1):
        annotations.add_annotation(store, photo, drawn(photo, number=number))
    annotations.add_annotation(store, other, drawn(other, number=3))
    numbers = [int(one.id, 16) for one in annotations.list_annotations(store, [photo.digest])]
    assert numbers == [1, 2]
    both = annotations.list_annotations(store, {photo.digest, other.digest})
    assert [int(one.id, 16) for one in both] == [1, 2, 3]
    assert annotations.list_annotations(store, []) == []


def test_what_is_sent_twice_is_kept_once_as_it_was_first(store: Store, photo) -> None:
    first = annotations.add_annotation(store, photo, drawn(photo))
    again = annotations.add_annotation(store, photo, replace(drawn(photo), drawing=LINE))
    assert again == first
    assert len(events_of(store, photo)) == 1


def test_a_removed_annotation_is_hidden_and_can_be_brought_back(store: Store, photo) -> None:
    kept = annotations.add_annotation(store, photo, drawn(photo))
    for _ in range(2):
        annotations.remove_annotation(store, photo, kept.id, by="Dr No", at=LATER)
    assert annotations.list_annotations(store, [photo.digest]) == []
    found = annotations.find_annotation(store, kept.id)
    assert found is not None and found.removed_at == LATER
    for _ in range(2):
        annotations.restore_annotation(store, photo, kept.id, by="Dr No", at=LATER)
    assert annotations.list_annotations(store, [photo.digest]) == [kept]
    assert events_of(store, photo) == [
        ("Dr Who", "drew an annotation", photo.patient_id),
        ("Dr No", "removed an annotation", photo.patient_id),
        ("Dr No", "brought back an annotation", photo.patient_id),
    ]


def test_what_is_not_there_can_not_be_changed(store: Store, photo) -> None:
    for change in (annotations.remove_annotation, annotations.restore_annotation):
        with pytest.raises(NotFound, match="no such annotation"):
            change(store, photo, "f" * 32, by="Dr No", at=NOW)
    assert annotations.find_annotation(store, "f" * 32) is None


def test_the_files_of_a_photo_are_not_touched(store: Store, photo) -> None:
    def files() -> dict[str, tuple[bytes, int]]:
        found = [path for path in store.settings.data_dir.rglob("*") if path.is_file()]
        photo_files = [path for path in found if "sqlite" not in path.name]
        return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in photo_files}

    before = files()
    assert len(before) >= 3
    kept = annotations.add_annotation(store, photo, drawn(photo, WORDS))
    annotations.remove_annotation(store, photo, kept.id, by="Dr No", at=NOW)
    annotations.restore_annotation(store, photo, kept.id, by="Dr No", at=NOW)
    assert files() == before
