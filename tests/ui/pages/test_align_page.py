"""Aligning by hand: where it is offered, what is saved, and what the pages say of detours and points.

The points are set in the browser; only the component's mount is replaced here, so that what it
would send is read, checked and acted on as always.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from tests.ui.pages.records import CHEEK, NOW, Course, Records
from tests.ui.pages.tab import Tab
from tracker.imaging import align
from tracker.imaging.align.as_set import lay_as_set
from tracker.model import FOUR_PLACES, AlignmentRow, PointPairs, RefusalReason, Rendition, Role, Similarity
from tracker.store import alignments, audit, jobs, photos, point_pairs, references
from tracker.ui.components import moved_photo as lay_component
from tracker.ui.components import point_pairs as component

THERE = [[500.0, 600.0], [500.0, 3000.0], [2500.0, 1600.0]]
HERE = [[400.0, 500.0], [600.0, 3000.0], [2500.0, 1500.0]]
PAIRS = PointPairs(tuple((r, c) for r, c in THERE), tuple((r, c) for r, c in HERE))


@dataclass
class Answer:
    event: dict[str, Any] | None


@dataclass
class Editor:
    """Stands where the browser's editor stands: sends each event once, keeps what it was shown."""

    waiting: list[Any] = field(default_factory=list)
    shown: dict[str, Any] = field(default_factory=dict)

    def __call__(self, *, data: dict[str, Any], **_: object) -> Answer:
        self.shown = data
        return Answer(self.waiting.pop(0) if self.waiting else None)


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch) -> Editor:
    stand_in = Editor()
    monkeypatch.setattr(component, "_mount", stand_in)
    return stand_in


@pytest.fixture
def course(records: Records, owner) -> Course:
    """Five sessions; the photo of the fourth was refused."""
    found = records.course()
    records.aligned(found.photos[3], refusal=RefusalReason.FAR_APART)
    return found


def opened(course: Course) -> Tab:
    return Tab.open("align", photo=course.photos[3].id)


def compared(course: Course, left: int, right: int) -> Tab:
    ids = [session.id for session in course.sessions]
    return Tab.open("compare", series=course.series.id, left=ids[left - 1], right=ids[right - 1])


def kept(store, course: Course):
    return point_pairs.read_points(store, course.photos[3].digest, course.photos[0].digest)


def test_the_editor_gets_both_photos_and_the_reason_stands_above_them(course, editor) -> None:
    tab = opened(course)
    assert tab.warnings == [RefusalReason.FAR_APART.sentence]
    assert "Align by hand, close-up, left cheek: session 4" in tab.words
    photo, reference = course.photos[3], course.photos[0]
    assert editor.shown["moving"]["url"] == f"/photo/{photo.digest}/screen"
    assert editor.shown["reference"]["url"] == f"/photo/{reference.digest}/screen"
    assert editor.shown["reference"]["title_lines"] == [
        "Reference photo",
        "Session 1 · baseline · 15 April 2026",
    ]
    assert editor.shown["moving"]["full_size"] == [4000, 3000]
    assert editor.shown["points"] == [[], []]
    assert "Back to automatic" not in tab.buttons


def test_saved_points_are_kept_queued_and_lead_back_to_the_comparison(store, course, editor) -> None:
    editor.waiting.append({"kind": "save", "reference_rc": THERE, "moving_rc": HERE})
    tab = opened(course)
    assert not tab.errors
    assert tab.page == "compare"
    assert tab.viewer["right"] == course.sessions[3].id
    assert kept(store, course).pairs == PAIRS
    assert [job.subject for job in jobs.list_jobs(store, [course.photos[3].id])] == [course.photos[3].id]
    assert tab.compared("right")["problem"] == "Session 4 is still being analysed."


def test_a_cancelled_edit_keeps_nothing(store, course, editor) -> None:
    editor.waiting.append({"kind": "cancel"})
    assert opened(course).page == "compare"
    assert kept(store, course) is None


def test_points_on_a_line_are_refused_and_stay_on_the_page(store, course, editor) -> None:
    on_a_line = [[100.0, 100.0], [1000.0, 1000.0], [2000.0, 2000.0]]
    editor.waiting.append({"kind": "save", "reference_rc": on_a_line, "moving_rc": HERE})
    tab = opened(course)
    assert tab.page == "align"
    assert tab.errors == ["The points lie almost on one line: set one of them well beside it."]
    assert kept(store, course) is None


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"kind": "save"},
        {"kind": "explode"},
        {"kind": "save", "reference_rc": THERE, "moving_rc": HERE[:2]},
        {"kind": "save", "reference_rc": THERE, "moving_rc": "abc"},
        {"kind": "save", "reference_rc": THERE, "moving_rc": [[1, 2], [3, 4], [5, True]]},
        {"kind": "save", "reference_rc": THERE, "moving_rc": [[1, 2], [3, 4], [5, float("inf")]]},
        {"kind": "save", "reference_rc": THERE, "moving_rc": [[1, 2], [3, 4], [5, 6, 7]]},
        {"kind": "save", "reference_rc": [[0, n] for n in range(9)], "moving_rc": [[0, n] for n in range(9)]},
        "save",
    ],
)
def test_what_is_no_event_is_one_sentence_and_keeps_nothing(event, store, course, editor) -> None:
    editor.waiting.append(event)
    tab = opened(course)
    assert tab.errors == ["The points could not be read: reload the page and set them again."]
    assert kept(store, course) is None


def test_points_can_be_changed_or_given_up_for_the_automatic_alignment(
    store, records, course, editor
) -> None:
    point_pairs.set_points(store, course.photos[3], course.photos[0], PAIRS, by="Dr *Eva*", at=NOW)
    records.aligned(course.photos[3], points=PAIRS)
    tab = opened(course)
    assert editor.shown["points"] == [THERE, HERE]
    assert "Points set by Dr *Eva* on 1 November 2026." in tab.words
    assert "At present: alignment good (within 0.3 mm), by hand." in tab.words
    tab.press("Back to automatic")
    assert tab.page == "compare"
    assert kept(store, course) is None
    assert jobs.count_open_jobs(store, [course.photos[3].id]) == 1


def test_the_reference_itself_is_not_aligned(course, editor) -> None:
    tab = Tab.open("align", photo=course.photos[0].id)
    assert tab.errors == ["This is the reference photo itself: the others of its view are aligned to it."]


def test_a_comparison_and_the_session_offer_to_align_what_was_refused(course) -> None:
    tab = compared(course, 1, 4)
    assert tab.links["Align session 4 by hand"] == f"align?photo={course.photos[3].id}"
    assert "Align session 1 by hand" not in tab.links
    tab = Tab.open("session", session=course.sessions[3].id)
    assert tab.links["Align by hand"] == f"align?photo={course.photos[3].id}"
    assert RefusalReason.FAR_APART.sentence in tab.words
    assert "Align by hand" not in Tab.open("session", session=course.sessions[1].id).links


def test_points_that_did_not_help_are_said_where_the_photo_is_shown(store, records, course) -> None:
    point_pairs.set_points(store, course.photos[3], course.photos[0], PAIRS, by="", at=NOW)
    records.aligned(course.photos[3], refusal=RefusalReason.FAR_APART, points=PAIRS)
    tab = compared(course, 1, 4)
    assert "What was set by hand did not help" in tab.compared("right")["problem"]
    assert "Change how session 4 lies" in tab.links
    session = Tab.open("session", session=course.sessions[3].id)
    assert "What was set by hand did not help" in session.words
    assert "Align by hand again" in session.links


def test_an_assistant_sees_the_reason_but_is_offered_no_points(store, course, editor, sign_in) -> None:
    sign_in(Role.ASSISTANT)
    assert "Align session 4 by hand" not in compared(course, 1, 4).links
    session = Tab.open("session", session=course.sessions[3].id)
    assert RefusalReason.FAR_APART.sentence in session.words
    assert "Align by hand" not in session.links
    editor.waiting.append({"kind": "save", "reference_rc": THERE, "moving_rc": HERE})
    refused = "Your account can't draw regions, choose references and align by hand: ask the clinic's owner."
    assert opened(course).errors == [refused]
    assert kept(store, course) is None


def test_a_way_round_is_said_with_the_errors_added_up(store, records, course) -> None:
    records.aligned(course.photos[3], error_mm=0.52, through=course.photos[2])
    said = "Session 4 was laid over the reference through session 3; the errors add up to about 0.5 mm."
    tab = compared(course, 1, 4)
    assert said in tab.words
    assert "session 4: alignment fair (within 0.5 mm), by way of another photo" in tab.words
    assert said in Tab.open("session", session=course.sessions[3].id).words
    assert said in compared(course, 4, 2).words
    assert "through session" not in compared(course, 1, 2).words
    reference = references.read_reference(store, course.series.id, CHEEK)
    references.set_reference(
        store, course.series.id, CHEEK, reference.photo.id,
        mm_across=80, is_scale_measured=True, by="", at=NOW,
    )  # fmt: skip
    tab = compared(course, 1, 4)
    assert "the errors add up to 0.5 mm." in tab.words
    assert "Together within 0.5 mm." in tab.words


def test_what_lies_between_two_sessions_of_one_way_is_less_than_both_together(records, course) -> None:
    records.aligned(course.photos[3], error_mm=0.5, through=course.photos[2])
    # photo 3 lies within 0.3 mm of the reference, so 0.2 mm are between 3 and 4; 4 and 2 are independent
    assert "Together within about 0.2 mm" in compared(course, 3, 4).words
    assert "Together within about 0.6 mm" in compared(course, 2, 4).words


def test_two_sides_by_way_of_one_photo_share_its_step(records, course) -> None:
    for photo, error_mm in zip(course.photos[3:], (0.6, 0.7), strict=True):
        records.aligned(photo, error_mm=error_mm, through=course.photos[2])
    # 0.3 mm of both are the step to photo 3; hypot(0.3, 0.4) is what lies between
    assert "Together within about 0.5 mm" in compared(course, 4, 5).words


def test_a_photo_aligned_by_hand_says_so_and_its_pictures_have_addresses_of_their_own(
    store, records, course
) -> None:
    point_pairs.set_points(store, course.photos[3], course.photos[0], PAIRS, by="", at=NOW)
    records.aligned(course.photos[3], points=PAIRS)
    tab = compared(course, 1, 4)
    assert "Session 4 was laid over the reference by hand." in tab.words
    component_data = [c.proto.mixed.json or c.proto.json for c in tab.app.get("bidi_component")]
    assert any(f"&variant={PAIRS.key}" in data for data in component_data)


# --- moved, turned and scaled

WAY = "How to align"
MOVED = Similarity((120.0, -80.0), 3.5, 1.02)
SAVED = {"kind": "save", "shift_rc": [120.0, -80.0], "turn_deg": 3.5, "scale": 1.02}


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> Editor:
    stand_in = Editor()
    monkeypatch.setattr(lay_component, "_mount", stand_in)
    return stand_in


def moving(course: Course) -> Tab:
    return opened(course).type(WAY, "Move, turn, scale").run()


def set_moved(store, course: Course, *, is_kept_as_set: bool = False) -> None:
    photo, reference = course.photos[3], course.photos[0]
    pairs = MOVED.to_pairs(reference.facts.shape, photo.facts.shape)
    point_pairs.set_points(store, photo, reference, pairs, is_kept_as_set=is_kept_as_set, by="Dr Eva", at=NOW)


def keep(store, course: Course) -> None:
    """What the analysis makes of a photo that is kept as it was set."""
    set_moved(store, course, is_kept_as_set=True)
    photo, reference = course.photos[3], course.photos[0]
    found = kept(store, course)
    shapes = reference.facts.shape, photo.facts.shape
    laid = lay_as_set(MOVED.to_pairs(*shapes, FOUR_PLACES), reference_shape=shapes[0], moving_shape=shapes[1])
    error = laid.error_p95_px
    row = AlignmentRow(
        photo.digest, reference.digest, align.METHOD, None, error, error, error, laid.support, laid.to_bytes()
    )
    alignments.save_alignment(store, replace(row, points_key=found.key))
    for kind in (Rendition.ALIGNED, Rendition.TRUST):
        photos.save_rendition(store, photo.digest, kind, b"picture", reference_digest=reference.digest)


def test_the_photo_is_offered_to_be_moved_from_where_it_lies(course, editor, tool) -> None:
    tab = opened(course)
    assert tab.field(WAY).value == "Mark points"
    assert (editor.shown != {}, tool.shown) == (True, {})
    tab.type(WAY, "Move, turn, scale").run()
    assert tool.shown["moving"]["url"] == f"/photo/{course.photos[3].digest}/screen"
    assert tool.shown["reference"]["full_size"] == [4000, 3000]
    # the photo was refused, so it lies middle over middle
    assert tool.shown["start"] == {"row": 0.0, "column": 0.0, "turn": 0.0, "scale": 1.0}
    assert tool.shown["mm_per_px"] > 0
    assert tool.shown["is_scale_measured"] is False


def test_where_it_was_moved_to_is_kept_queued_and_leads_back_to_the_comparison(
    store, course, editor, tool
) -> None:
    tab = moving(course)
    tool.waiting.append(SAVED)
    tab.run()
    assert not tab.errors
    assert tab.page == "compare"
    shapes = course.photos[0].facts.shape, course.photos[3].facts.shape
    assert Similarity.of(kept(store, course).pairs, *shapes) == MOVED
    assert [job.subject for job in jobs.list_jobs(store, [course.photos[3].id])] == [course.photos[3].id]


def test_a_cancelled_move_keeps_nothing(store, course, editor, tool) -> None:
    tab = moving(course)
    tool.waiting.append({"kind": "cancel"})
    assert tab.run().page == "compare"
    assert kept(store, course) is None


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"kind": "save"},
        {**SAVED, "kind": "explode"},
        {**SAVED, "shift_rc": [1.0]},
        {**SAVED, "shift_rc": "12"},
        {**SAVED, "shift_rc": [1.0, True]},
        {**SAVED, "turn_deg": float("nan")},
        {**SAVED, "turn_deg": None},
        {**SAVED, "scale": 0},
        {**SAVED, "scale": "1"},
        "save",
    ],
)
def test_what_is_no_place_of_a_photo_is_one_sentence_and_keeps_nothing(
    event, store, course, editor, tool
) -> None:
    tab = moving(course)
    tool.waiting.append(event)
    tab.run()
    assert tab.errors == ["Where the photo lies could not be read: reload the page and move it again."]
    assert kept(store, course) is None


def test_a_photo_moved_off_its_reference_is_refused_and_stays_on_the_page(
    store, course, editor, tool
) -> None:
    tab = moving(course)
    tool.waiting.append({**SAVED, "shift_rc": [0.0, 5000.0]})
    tab.run()
    assert tab.page == "align"
    assert tab.errors == ["The photo covers hardly any of the reference photo: move it over the same skin."]
    assert kept(store, course) is None


def test_who_is_sure_keeps_a_photo_as_it_was_set_and_can_go_back(
    store, records, course, editor, tool
) -> None:
    set_moved(store, course)
    pairs = kept(store, course).pairs
    records.aligned(course.photos[3], refusal=RefusalReason.DIFFERENT, points=pairs)
    tab = opened(course)
    assert tab.field(WAY).value == "Move, turn, scale"
    assert tool.shown["start"] == {"row": 120.0, "column": -80.0, "turn": 3.5, "scale": 1.02}
    assert "Moved, turned and scaled by Dr Eva on 1 November 2026." in tab.words
    assert "nothing is measured in it" in tab.words
    tab.press("Keep it as set")
    assert tab.page == "compare"
    assert kept(store, course).is_kept_as_set
    assert kept(store, course).pairs == pairs
    keep(store, course)
    tab = opened(course)
    assert "At present: by hand, not confirmed by the picture." in tab.words
    assert "It lies exactly as it was set." in tab.words
    assert "Keep it as set" not in tab.buttons
    tab.press("Back to automatic")
    assert kept(store, course) is None
    assert next(event.action for event in audit.list_events(store, object_id=course.photos[3].id)) == (
        "took back the alignment by hand"
    )


def test_points_are_not_offered_to_be_kept_as_set(store, records, course, editor) -> None:
    point_pairs.set_points(store, course.photos[3], course.photos[0], PAIRS, by="", at=NOW)
    records.aligned(course.photos[3], refusal=RefusalReason.FAR_APART, points=PAIRS)
    assert "Keep it as set" not in opened(course).buttons


def test_a_photo_kept_as_set_is_shown_where_it_was_laid_and_called_not_confirmed(
    store, records, course
) -> None:
    keep(store, course)
    tab = compared(course, 1, 4)
    assert tab.warnings[0] == (
        "Session 4 was laid over the reference by hand and is not confirmed by the picture: "
        "nothing is measured in it."
    )
    assert "session 4: by hand, not confirmed by the picture." in tab.words
    for claim in ("Together within", "inf", "could be matched"):
        assert claim not in tab.words
    assert "nothing in the pictures confirms it" in tab.words
    component_data = "".join(c.proto.mixed.json or c.proto.json for c in tab.app.get("bidi_component"))
    assert f"/photo/{course.photos[3].digest}/aligned" in component_data
    assert f"/photo/{course.photos[3].digest}/trust" not in component_data
    session = Tab.open("session", session=course.sessions[3].id)
    assert "by hand, not confirmed by the picture" in session.words
