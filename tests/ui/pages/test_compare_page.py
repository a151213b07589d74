"""Two sessions side by side: aligned, refused, or not analysed yet, and what changed between them."""

import json
from typing import Any

import pytest

from tests.ui.pages.records import CHEEK, DARK, Records
from tests.ui.pages.tab import Tab
from tracker.imaging import measure
from tracker.model import Finding, GateLevel, RefusalReason, View, ViewKind
from tracker.store import readings


def viewer(tab: Tab) -> dict[str, Any]:
    """What the comparison viewer was given."""
    for found in tab.app.get("bidi_component"):
        data = json.loads(found.proto.mixed.json or found.proto.json or "null")
        if data and "left" in data:
            return dict(data)
    raise AssertionError("no viewer on the page")


def compared(course, left: int, right: int) -> Tab:
    """Two sessions of a course by their numbers."""
    ids = [session.id for session in course.sessions]
    return Tab.open("compare", series=course.series.id, left=ids[left - 1], right=ids[right - 1])


def badges(tab: Tab) -> list[str]:
    """The verdicts beside the picture, redness and texture first."""
    return [m.value.rsplit(": ", 1)[-1].rstrip("]") for m in tab.app.markdown if "-badge[" in m.value]


def test_first_and_latest_session_are_compared_unless_asked(records: Records, owner) -> None:
    course = records.course()
    tab = Tab.open("compare", series=course.series.id)
    assert tab.field("Before").value == course.sessions[0].id
    assert tab.field("After").value == course.sessions[4].id
    nonsense = Tab.open("compare", series=course.series.id, left="nobody", right="' OR 1=1")
    assert viewer(nonsense) == viewer(tab)


def test_an_aligned_pair_is_shown_in_the_references_frame_with_its_error(records: Records, owner) -> None:
    course = records.course()
    tab = compared(course, 1, 4)
    reference = course.photos[0].digest
    shown = viewer(tab)
    assert shown["left"]["url"] == f"/photo/{reference}/aligned?reference={reference}"
    assert shown["right"]["url"] == f"/photo/{course.photos[3].digest}/aligned?reference={reference}"
    assert shown["right"]["caption_lines"] == ["Session 4 · follow-up", "3 August 2026"]
    assert "Aligned and scaled, no retouching." in tab.words
    assert "session 4: alignment good (within 0.3 mm)" in tab.words
    assert "Together within about 0.3 mm (scale assumed from the view)." in tab.words
    assert shown["right"]["trust_url"] == f"/photo/{course.photos[3].digest}/trust?reference={reference}"
    assert tab.warnings == []
    assert "Session 4: 90 of 100 patches of skin in both photos agree; the photo shows 97%" in tab.words


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        (1.0, 0.9499, "94 % of the skin could be matched in both photos."),
        (0.88, 1.0, "88 % of the skin could be matched in both photos."),
        (1.0, 1.0, "100 % of the skin could be matched in both photos."),
        (0.999, 0.6, "99 % of the skin could be matched in session 1, 60 % in session 4."),
    ],
)
def test_how_much_skin_could_be_matched_is_said(left, right, words, records: Records, owner) -> None:
    course = records.course()
    for photo, support in ((course.photos[0], left), (course.photos[3], right)):
        records.aligned(photo, support=support)
    assert words in compared(course, 1, 4).words


def test_a_pair_that_was_refused_is_shown_as_taken_with_the_reason(records: Records, owner) -> None:
    course = records.course()
    records.aligned(course.photos[3], refusal=RefusalReason.MIRRORED)
    tab = compared(course, 1, 4)
    assert tab.warnings[0] == f"Session 4 can't be compared. {RefusalReason.MIRRORED.sentence}"
    assert viewer(tab)["right"]["url"] == f"/photo/{course.photos[3].digest}/screen"
    assert viewer(tab)["left"]["url"] == f"/photo/{course.photos[0].digest}/screen"
    assert "Shown as taken, not aligned. No retouching." in tab.words
    assert "Together within" not in tab.words
    assert "could be matched" not in tab.words
    assert [viewer(tab)[side]["trust_url"] for side in ("left", "right")] == ["", ""]


def test_a_pair_that_is_not_analysed_yet_says_so(records: Records, owner) -> None:
    one = records.series()
    for number in (1, 2):
        records.photo(records.session(one, number, days=30 * number))
    tab = Tab.open("compare", series=one.id)
    assert tab.warnings == [f"Session {number} is still being analysed." for number in (1, 2)]
    assert "Shown as taken, not aligned." in tab.words
    assert "No readings yet" in tab.words
    assert "Draw regions" in tab.links


def test_of_several_photos_of_a_session_one_that_is_aligned_is_shown(records: Records, owner) -> None:
    course = records.course()
    refused, better = (records.photo(course.sessions[3], minutes=m) for m in (1, 2))
    records.aligned(refused, refusal=RefusalReason.BLURRED)
    records.aligned(better, error_mm=0.1)
    assert better.digest in viewer(compared(course, 1, 4))["right"]["url"]


@pytest.mark.parametrize(
    ("left", "right", "redness", "texture"),
    [
        (1, 4, "better", "no detectable change"),
        (4, 1, "better", "no detectable change"),
        (1, 2, "no detectable change", "no detectable change"),
        (1, 3, "in recovery", "in recovery"),
        (1, 5, "not comparable", "not comparable"),
        (2, 4, "better", "no detectable change"),
    ],
)
def test_the_verdict_stands_beside_the_picture(left, right, redness, texture, records, owner) -> None:
    tab = compared(records.course(), left, right)
    assert badges(tab)[:2] == [redness, texture]


def test_a_change_is_given_in_numbers_with_what_could_have_been_seen(records: Records, owner) -> None:
    words = compared(records.course(), 1, 4).words
    assert r"change -6.0 a*, smallest detectable 2.0" in words
    assert r"Redness fell by 6.0 a*, more than the smallest detectable change of 2.0 a*" in words
    # the photos before the first treatment are a repeat of the baseline
    assert "provisional: 1 of 20 repeat pairs" in words


def test_what_was_withheld_gives_its_reason_and_no_number(records: Records, owner) -> None:
    words = compared(records.course(), 1, 5).words
    assert f"Session 5 can't be compared. {DARK}" in words
    assert "· change" not in words


def test_what_makes_photos_hard_to_compare_is_said_above_the_numbers(store, records, owner) -> None:
    course = records.course()
    findings = (
        Finding("light", 1.4, GateLevel.WARN, "The light is warmer: use the same lamp."),
        Finding("scale", 1.0, GateLevel.GOOD, "The scale is the same."),
    )
    rows = [
        r
        for r in readings.list_readings(store, course.series.id, method=measure.METHOD)
        if r.digest == course.photos[3].digest
    ]
    readings.save_readings(
        store, course.photos[3].digest, course.region.id, rows, findings, method=measure.METHOD
    )
    assert compared(course, 1, 4).warnings == ["Session 4: The light is warmer: use the same lamp."]


def test_a_single_session_asks_for_the_next_one(records: Records, owner) -> None:
    one = records.series()
    records.photo(records.session(one, 1))
    tab = Tab.open("compare", series=one.id)
    assert "There is one session with a photo of this view so far." in tab.words
    assert tab.links["To the series"] == f"series?series={one.id}"


def test_the_choice_of_sessions_stands_in_the_address(records: Records, owner) -> None:
    course = records.course()
    tab = Tab.open("compare", series=course.series.id).type("After", course.sessions[3].id).run()
    assert tab.app.query_params["right"] == course.sessions[3].id
    assert course.photos[3].digest in viewer(tab)["right"]["url"]


def test_another_view_offers_the_sessions_that_have_it(records: Records, owner) -> None:
    course = records.course()
    front = View(ViewKind.FRONT)
    for session in course.sessions[1:3]:
        records.photo(session, view=front)
    tab = Tab.open("compare", series=course.series.id, view="front", left=course.sessions[0].id)
    assert tab.field("Before").value == course.sessions[1].id
    assert tab.field("After").value == course.sessions[2].id
    tab.app.segmented_control[0].set_value(CHEEK.key)
    tab.run()
    assert len(tab.field("Before").options) == 5


def test_the_same_session_on_both_sides_asks_for_another_one(records: Records, owner) -> None:
    tab = compared(records.course(), 4, 4)
    assert "Both sides show the same session" in tab.words
    assert tab.errors == []
