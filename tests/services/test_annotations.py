"""Who draws, who removes, what is refused, and where a drawing lies in which frame."""

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.services.prepared import open_copy, open_folder
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
from tracker.errors import InvalidInput, NotAllowed, NotFound, TrackerError
from tracker.imaging import align
from tracker.model import Actor, AlignmentRow, AnnotationKind, Drawing, Photo, Role
from tracker.services import annotations
from tracker.store import alignments, photos, references
from tracker.store.opening import Store

PROVIDER = Actor("1" * 32, "Dr Paul", Role.PROVIDER)
OTHER = Actor("2" * 32, "Dr Other", Role.PROVIDER)
ASSISTANT = Actor("3" * 32, "Anna", Role.ASSISTANT)
PATIENT = Actor("4" * 32, "Tina", Role.PATIENT)
ARROW = Drawing(AnnotationKind.ARROW, ((100.0, 200.0), (300.0, 400.0)))
TURN = 12.0


@pytest.fixture
def photo(store: Store) -> Photo:
    """A photo of 4000 x 3000 px without pictures."""
    records = Records(store)
    return records.photo(records.session(records.series(), 1))


def add(
    store: Store, photo: Photo, drawing: Drawing = ARROW, *, actor: Actor = OWNER, number: int = 1, laid=None
):
    return annotations.add_annotation(
        store, actor, photo, drawing, annotation_id=f"{number:032x}", laid=laid, now=NOW
    )


def shown(store: Store, photo: Photo, actor: Actor = OWNER, laid=None):
    return annotations.list_annotations(store, actor, [photo], {photo.digest: laid} if laid else {})


@pytest.mark.parametrize(
    ("actor", "may_see", "may_add"),
    [(OWNER, True, True), (PROVIDER, True, True), (ASSISTANT, True, False), (PATIENT, False, False)],
)
def test_owner_and_provider_draw_and_assistants_see(actor, may_see, may_add, store: Store, photo) -> None:
    add(store, photo, actor=OTHER, number=9)
    assert annotations.may_annotate(actor) is may_add
    attempts = [
        (lambda: shown(store, photo, actor), may_see),
        (lambda: add(store, photo, actor=actor), may_add),
    ]
    for attempt, is_allowed in attempts:
        if is_allowed:
            attempt()
        else:
            with pytest.raises(NotAllowed):
                attempt()
    assert len(shown(store, photo)) == 1 + may_add


@pytest.mark.parametrize(
    ("actor", "may_remove"),
    [(OWNER, True), (PROVIDER, True), (OTHER, False), (ASSISTANT, False), (PATIENT, False)],
)
def test_ones_own_is_removed_and_brought_back_and_anybodys_by_the_owner(
    actor, may_remove, store: Store, photo
) -> None:
    kept = add(store, photo, actor=PROVIDER)
    if actor.role is not Role.PATIENT:
        assert [one.is_removable for one in shown(store, photo, actor)] == [may_remove]
    for change, left in ((annotations.remove_annotation, 0), (annotations.restore_annotation, 1)):
        if may_remove:
            change(store, actor, kept.id, now=NOW)
            assert len(shown(store, photo)) == left
        else:
            with pytest.raises(NotAllowed, match=r"\.$"):
                change(store, actor, kept.id, now=NOW)
            assert len(shown(store, photo)) == 1


def test_who_may_not_remove_learns_whose_it_is(store: Store, photo) -> None:
    kept = add(store, photo, actor=PROVIDER)
    with pytest.raises(NotAllowed, match="Only Dr Paul or the clinic's owner can remove this"):
        annotations.remove_annotation(store, OTHER, kept.id, now=NOW)


def test_a_former_provider_who_only_assists_now_removes_nothing(store: Store, photo) -> None:
    kept = add(store, photo, actor=PROVIDER)
    demoted = replace(PROVIDER, role=Role.ASSISTANT)
    assert [one.is_removable for one in shown(store, photo, demoted)] == [False]
    with pytest.raises(NotAllowed):
        annotations.remove_annotation(store, demoted, kept.id, now=NOW)


def drawing(kind: AnnotationKind, *points: tuple[float, float], text: str = "") -> Drawing:
    return Drawing(kind, points, text)


SPOT = (50.0, 60.0)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (drawing(AnnotationKind.ARROW, SPOT), "too many or too few points"),
        (drawing(AnnotationKind.ARROW, SPOT, SPOT, SPOT), "too many or too few points"),
        (drawing(AnnotationKind.ELLIPSE, SPOT, SPOT), "too many or too few points"),
        (drawing(AnnotationKind.FREEHAND, SPOT), "too many or too few points"),
        (drawing(AnnotationKind.FREEHAND, *[(n, n) for n in range(301)]), "too many or too few points"),
        (drawing(AnnotationKind.TEXT, SPOT, SPOT, text="a"), "too many or too few points"),
        (drawing(AnnotationKind.TEXT, text="a"), "too many or too few points"),
        (drawing(AnnotationKind.ARROW, SPOT, (50.0, 61.0)), "too small"),
        (drawing(AnnotationKind.ARROW, SPOT, (3002.0, 60.0)), "beyond the photo"),
        (drawing(AnnotationKind.ARROW, SPOT, (50.0, -2.0)), "beyond the photo"),
        (drawing(AnnotationKind.ARROW, SPOT, (50.0, math.nan)), "beyond the photo"),
        (drawing(AnnotationKind.ARROW, SPOT, (math.inf, 50.0)), "beyond the photo"),
        (drawing(AnnotationKind.TEXT, SPOT, text=" \n\t "), "Type what the annotation says"),
        (drawing(AnnotationKind.TEXT, SPOT, text="x" * 201), "at most 200 letters"),
        (drawing(AnnotationKind.TEXT, SPOT, text="a\x00b"), "signs that can't be shown"),
        (drawing(AnnotationKind.TEXT, SPOT, text="a\ud800b"), "signs that can't be shown"),
        (drawing(AnnotationKind.TEXT, SPOT, text="a\u202eb"), "signs that can't be shown"),
    ],
)
def test_what_can_not_be_an_annotation_is_refused_in_one_sentence(
    wrong, sentence, store: Store, photo
) -> None:
    with pytest.raises(InvalidInput, match=sentence) as refused:
        add(store, photo, wrong)
    assert str(refused.value).count(".") == 1
    assert shown(store, photo) == []


def test_what_just_fits_is_kept(store: Store, photo) -> None:
    line = drawing(AnnotationKind.FREEHAND, *[(n, 2.0 * n) for n in range(300)])
    corner = drawing(AnnotationKind.ARROW, (-0.5, -0.5), (2999.5, 3999.5))
    words = drawing(AnnotationKind.TEXT, SPOT, text="  two\n words " + "x" * 190)
    kept = [add(store, photo, one, number=n).drawing for n, one in enumerate((line, corner, words), 1)]
    assert kept[:2] == [line, corner]
    assert kept[2].text == "two words " + "x" * 190


def test_a_photo_holds_so_many_annotations(store: Store, photo) -> None:
    for number in range(annotations.MOST_OF_A_PHOTO):
        add(store, photo, number=number)
    with pytest.raises(InvalidInput, match="has 60 annotations, the most"):
        add(store, photo, number=99)
    annotations.remove_annotation(store, OWNER, f"{3:032x}", now=NOW)
    add(store, photo, number=99)


def test_the_same_drawing_sent_twice_is_kept_once(store: Store, photo) -> None:
    assert add(store, photo) == add(store, photo)
    assert len(shown(store, photo)) == 1


@pytest.mark.parametrize("wrong_id", ["", "1", "g" * 32, "F" * 32, "1" * 33, "1" * 32 + "\n"])
def test_an_id_is_made_as_it_should_be(wrong_id, store: Store, photo) -> None:
    with pytest.raises(InvalidInput, match="could not be read"):
        annotations.add_annotation(store, OWNER, photo, ARROW, annotation_id=wrong_id, laid=None, now=NOW)


def test_nobody_takes_the_id_of_somebody_elses_annotation(store: Store, photo) -> None:
    kept = add(store, photo, actor=PROVIDER)
    with pytest.raises(InvalidInput, match="could not be read"):
        add(store, photo, drawing(AnnotationKind.TEXT, SPOT, text="mine"), actor=OTHER)
    assert [one.annotation for one in shown(store, photo)] == [kept]


def test_a_deleted_photo_is_not_drawn_on_nor_its_annotations_changed(store: Store, photo) -> None:
    kept = add(store, photo)
    photos.delete_photo(store, photo.id, by="", at=NOW, why="")
    for attempt in (
        lambda: add(store, photo, number=2),
        lambda: annotations.remove_annotation(store, OWNER, kept.id, now=NOW),
        lambda: annotations.restore_annotation(store, OWNER, "f" * 32, now=NOW),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_the_original_and_its_pictures_keep_their_bytes(store: Store) -> None:
    course = SkinSeries.begin(store)
    pictured = course.photo(1, take(0.0))
    course.work()

    def files() -> dict[str, bytes]:
        found = [path for path in store.settings.data_dir.rglob("*") if path.is_file()]
        return {str(path): path.read_bytes() for path in found if "sqlite" not in path.name}

    before = files()
    assert photos.read_original(store, pictured.digest) in before.values()
    kept = add(store, pictured)
    assert files() == before
    annotations.remove_annotation(store, OWNER, kept.id, now=NOW)
    assert files() == before


# ---- in which frame ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Photo, Photo, AlignmentRow]:
    """A reference and a photo turned by a known angle, and how it lies on it: aligned once for all tests."""
    folder = tmp_path_factory.mktemp("pair") / "data"
    with open_folder(folder) as store:
        course = SkinSeries.begin(store)
        reference, photo = course.photo(1, take(0.0)), course.photo(2, take(TURN))
        course.work()
        known = references.read_reference(store, photo.series_id, CHEEK)
        row = alignments.read_view(store, known, align.METHOD).row(photo.digest)
    return folder, reference, photo, row


Aligned = tuple[Store, Photo, Photo, AlignmentRow]


@pytest.fixture
def aligned(analysed: tuple[Path, Photo, Photo, AlignmentRow], tmp_path: Path) -> Iterator[Aligned]:
    """The pair in a store of the test's own."""
    folder, *pair = analysed
    with open_copy(folder, tmp_path / "data") as store:
        yield (store, *pair)


LINE = drawing(AnnotationKind.FREEHAND, *[(float(r), float(c)) for r, c in MARKS])


def apart(points, truth: np.ndarray) -> float:
    return float(np.hypot(*(np.array(points) - truth).T).max())


def test_what_is_drawn_on_an_aligned_photo_lies_in_the_photos_own_px_and_goes_there_and_back(
    aligned: Aligned,
) -> None:
    store, _, photo, row = aligned
    kept = add(store, photo, LINE, laid=row)
    assert apart(kept.drawing.points, carried(MARKS, 0.0, TURN)) < 0.2
    (back,) = shown(store, photo, laid=row)
    assert back.aligned_rc is not None and apart(back.aligned_rc, MARKS) < 0.2
    (as_taken,) = shown(store, photo)
    assert as_taken.aligned_rc is None
    assert as_taken.annotation == kept


def test_what_is_drawn_on_a_photo_as_taken_is_not_mapped(aligned: Aligned) -> None:
    store, _, photo, row = aligned
    there = [(float(r), float(c)) for r, c in carried(MARKS, 0.0, TURN)]
    kept = add(store, photo, drawing(AnnotationKind.FREEHAND, *there))
    assert apart(kept.drawing.points, np.array(there)) < 0.01
    (back,) = shown(store, photo, laid=row)
    assert back.aligned_rc is not None and apart(back.aligned_rc, MARKS) < 0.2


def test_on_the_reference_itself_both_frames_are_one(aligned: Aligned) -> None:
    store, reference, _, _ = aligned
    row = alignments.read_alignment(store, reference.digest, reference.digest, align.METHOD)
    kept = add(store, reference, LINE, laid=row)
    assert apart(kept.drawing.points, MARKS) < 0.02
    (back,) = shown(store, reference, laid=row)
    assert back.aligned_rc is not None and apart(back.aligned_rc, MARKS) < 0.02


def test_an_ellipse_is_carried_by_three_points_that_stay_those_of_an_ellipse(aligned: Aligned) -> None:
    store, _, photo, row = aligned
    centre, along, across = (240.0, 240.0), (240.0, 300.0), (200.0, 240.0)
    kept = add(store, photo, drawing(AnnotationKind.ELLIPSE, centre, along, across), laid=row)
    middle, one, other = (np.array(point) for point in kept.drawing.points)
    t = np.linspace(0, 2 * np.pi, 24)[:, None]
    outline = np.array(centre) + np.cos(t) * [0, 60] + np.sin(t) * [-40, 0]
    mapped = middle + np.cos(t) * (one - middle) + np.sin(t) * (other - middle)
    assert apart(mapped, carried(outline, 0.0, TURN)) < 0.3


def test_an_annotation_stays_on_its_place_of_the_skin_when_the_alignment_is_made_anew(
    aligned: Aligned,
) -> None:
    store, reference, photo, row = aligned
    kept = add(store, photo, LINE, laid=row)
    set_by_hand(store, photo, marked(0.0, TURN, astray_px=1.0))
    SkinSeries(store, photo.series_id).work()
    new = alignments.read_alignment(store, photo.digest, reference.digest, align.METHOD)
    assert new is not None and new.is_by_hand
    (back,) = shown(store, photo, laid=new)
    assert back.annotation == kept
    assert back.aligned_rc is not None and apart(back.aligned_rc, MARKS) < 0.3


def test_what_leaves_the_photo_in_the_references_frame_is_refused(aligned: Aligned) -> None:
    store, _, photo, row = aligned
    corners = np.array([[2.0, 2.0], [2.0, 470.0], [470.0, 2.0], [470.0, 470.0]])
    outside = [
        c
        for c in corners
        if (carried(c[None], 0.0, TURN) < -3).any() or (carried(c[None], 0.0, TURN) > 483).any()
    ]
    assert outside
    for corner in outside:
        with pytest.raises(InvalidInput, match="beyond the photo"):
            add(store, photo, drawing(AnnotationKind.ARROW, (240.0, 240.0), tuple(corner)), laid=row)


def test_while_a_photo_is_aligned_again_nothing_is_guessed(aligned: Aligned) -> None:
    store, _, photo, row = aligned
    add(store, photo, LINE, laid=row)
    gone = replace(row, method="align-of-no-row")
    with pytest.raises(TrackerError, match="being aligned again"):
        add(store, photo, LINE, laid=gone, number=2)
    (back,) = shown(store, photo, laid=gone)
    assert back.aligned_rc is None
