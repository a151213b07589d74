"""Two sessions side by side: aligned, refused, or not analysed yet, and what changed between them."""

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest

from tests.ui.pages.records import CHEEK, DARK, NOW, Records
from tests.ui.pages.tab import Tab
from tracker.imaging import measure
from tracker.imaging.measure.gates import light
from tracker.model import Finding, GateLevel, Phase, RefusalReason, View, ViewKind
from tracker.store import photos, readings, references, users
from tracker.ui.components import compare as component


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
    assert [tab.viewer[side] for side in ("left", "right")] == [course.sessions[n].id for n in (0, 4)]
    assert tab.viewer["mode"] == "slider"
    nonsense = Tab.open("compare", series=course.series.id, left="nobody", right="' OR 1=1", mode="x")
    assert nonsense.viewer == tab.viewer


def test_an_aligned_pair_is_shown_in_the_references_frame_with_its_error(records: Records, owner) -> None:
    course = records.course(chart_number="A-17", family_name="Meyer", given_name="Anna")
    tab = compared(course, 1, 4)
    reference = course.photos[0].digest
    left, right = tab.compared("left"), tab.compared("right")
    assert left["aligned_url"] == f"/photo/{reference}/aligned?reference={reference}"
    assert right["aligned_url"] == f"/photo/{course.photos[3].digest}/aligned?reference={reference}"
    words = ("Session 4 · follow-up", "3 August 2026", "96 days after treatment")
    assert tuple(right[name] for name in ("title", "date", "days")) == words
    badge = ("good", "alignment good (within 0.3 mm)")
    assert (right["badge_level"], right["badge_words"]) == badge
    assert (left["badge_level"], left["badge_words"]) == ("reference", "reference")
    assert [frame["badge_short"] for frame in (left, right)] == ["reference", "good, 0.3 mm"]
    assert tab.viewer["reference_size"] == [4000, 3000]
    assert tab.viewer["subject"] == "Meyer, Anna · A-17 · Close-up, left cheek"
    assert "Aligned and scaled, no retouching." in tab.words
    assert "session 4: alignment good (within 0.3 mm)" in tab.words
    assert "Together within about 0.3 mm (scale assumed from the view)." in tab.words
    assert right["trust_url"] == f"/photo/{course.photos[3].digest}/trust?reference={reference}"
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
    right = tab.compared("right")
    assert right["problem"] == f"Session 4 can't be compared. {RefusalReason.MIRRORED.sentence}"
    assert (right["aligned_url"], right["trust_url"]) == ("", "")
    assert right["screen_url"] == f"/photo/{course.photos[3].digest}/screen"
    assert tab.compared("left")["screen_url"] == f"/photo/{course.photos[0].digest}/screen"
    assert (right["badge_level"], right["badge_words"]) == ("refused", "not aligned: mirrored")
    assert "Shown as taken, not aligned. No retouching." in tab.words
    assert "Together within" not in tab.words
    assert "could be matched" not in tab.words


def test_a_pair_that_is_not_analysed_yet_says_so(records: Records, owner) -> None:
    one = records.series()
    for number in (1, 2):
        records.photo(records.session(one, number, days=30 * number))
    tab = Tab.open("compare", series=one.id)
    assert [frame["problem"] for frame in tab.viewer["frames"]] == [
        f"Session {number} is still being analysed." for number in (1, 2)
    ]
    assert tab.compared("left")["badge_level"] == "waiting"
    assert "Shown as taken, not aligned." in tab.words
    assert "No readings yet" in tab.words
    assert "Draw regions" in tab.links


def test_of_several_photos_of_a_session_one_that_is_aligned_is_shown(records: Records, owner) -> None:
    course = records.course()
    refused, better = (records.photo(course.sessions[3], minutes=m) for m in (1, 2))
    records.aligned(refused, refusal=RefusalReason.BLURRED)
    records.aligned(better, error_mm=0.1)
    assert better.digest in compared(course, 1, 4).compared("right")["aligned_url"]


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


def test_what_makes_photos_hard_to_compare_is_said_below_them(store, records, owner) -> None:
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
    tab = compared(course, 1, 4)
    assert tab.compared("right")["findings"] == ["Session 4: The light is warmer: use the same lamp."]
    assert tab.compared("left")["findings"] == []


def test_findings_that_were_kept_in_english_are_read_in_spanish(store, records, owner) -> None:
    course = records.course()
    finding = light.cast(SimpleNamespace(cast=0.2, is_warmer=True))
    rows = [
        replace(row, value=None, withheld=finding.message)
        for row in readings.list_readings(store, course.series.id, method=measure.METHOD)
        if row.digest == course.photos[3].digest
    ]
    readings.save_readings(
        store, course.photos[3].digest, course.region.id, rows, (finding,), method=measure.METHOD
    )
    users.set_language(store, owner.id, "es")
    tab = compared(course, 1, 4)
    warmer = (
        "La luz es más cálida que en la foto de referencia (dominante de color 0,20; correcto: hasta 0,15)"
    )
    assert warmer in tab.compared("right")["findings"][0]
    assert f"La sesión 4 no es comparable. {warmer}" in tab.words.replace("\\", "")


def test_a_single_session_asks_for_the_next_one(records: Records, owner) -> None:
    one = records.series()
    records.photo(records.session(one, 1))
    tab = Tab.open("compare", series=one.id)
    assert "There is one session with a photo of this view so far." in tab.words
    assert tab.links["To the series"] == f"series?series={one.id}"


@dataclass
class Browser:
    """Stands where the viewer stands: sends each choice once, keeps what it was shown."""

    waiting: list[dict[str, Any]] = field(default_factory=list)
    shown: dict[str, Any] = field(default_factory=dict)

    def __call__(self, *, data: dict[str, Any], **_: object) -> Any:
        self.shown = data
        return SimpleNamespace(choice=self.waiting.pop(0) if self.waiting else None)


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    stand_in = Browser()
    monkeypatch.setattr(component, "_mount", stand_in)
    return stand_in


def test_what_is_chosen_in_the_viewer_stands_in_the_address_with_its_numbers(
    records: Records, owner, browser: Browser
) -> None:
    course = records.course()
    ids = [session.id for session in course.sessions]
    choice = {"number": 1, "view": CHEEK.key, "left": ids[1], "right": ids[3], "mode": "overlay"}
    browser.waiting.append(choice)
    tab = Tab.open("compare", series=course.series.id)
    address = {name: tab.app.query_params[name] for name in ("left", "right", "mode")}
    assert address == {"left": ids[1], "right": ids[3], "mode": "overlay"}
    assert "Session 2: alignment good" in tab.words
    assert badges(tab)[:2] == ["better", "no detectable change"]
    tab.run()
    assert [browser.shown[name] for name in ("left", "right", "mode")] == [ids[1], ids[3], "overlay"]


def test_a_choice_that_can_not_be_read_is_one_sentence(records: Records, owner, browser: Browser) -> None:
    course = records.course()
    nobody = {"number": 1, "view": CHEEK.key, "left": "nobody", "right": course.sessions[0].id}
    browser.waiting.append({**nobody, "mode": "slider"})
    tab = Tab.open("compare", series=course.series.id)
    assert tab.errors == ["This session is not there any more: reload the page and choose another one."]


def test_another_view_offers_the_sessions_that_have_it(records: Records, owner) -> None:
    course = records.course()
    front = View(ViewKind.FRONT)
    for session in course.sessions[1:3]:
        records.photo(session, view=front)
    tab = Tab.open("compare", series=course.series.id, view="front", left=course.sessions[0].id)
    ids = [session.id for session in course.sessions]
    assert [frame["id"] for frame in tab.viewer["frames"]] == ids[1:3]
    assert [tab.viewer[side] for side in ("left", "right")] == ids[1:3]
    tab.app.segmented_control[0].set_value(CHEEK.key)
    tab.run()
    assert len(tab.viewer["frames"]) == 5


def test_other_views_with_something_to_compare_stand_in_the_strip_the_next_one_first(
    records: Records, owner
) -> None:
    course = records.course()
    kinds = (ViewKind.FRONT, ViewKind.LEFT_45, ViewKind.RIGHT_45)
    for kind, count in zip(kinds, (3, 2, 1), strict=True):
        for session in course.sessions[:count]:
            records.photo(session, view=View(kind))
    ids = [session.id for session in course.sessions]
    tab = Tab.open("compare", series=course.series.id)
    front, left = tab.viewer["others"]
    assert (front["view"], front["name"]) == (View(ViewKind.FRONT).key, View(ViewKind.FRONT).label)
    assert [frame["id"] for frame in front["frames"]] == ids[:3]
    assert [frame["id"] for frame in left["frames"]] == ids[:2]
    assert "screen_url" not in front["frames"][0]
    shown = Tab.open("compare", series=course.series.id, view=View(ViewKind.FRONT).key).viewer
    names = [View(ViewKind.LEFT_45).label, CHEEK.label]
    assert (shown["view_name"], [other["name"] for other in shown["others"]]) == (front["name"], names)


def test_a_photo_of_another_view_that_is_chosen_in_the_viewer_changes_the_view(
    records: Records, owner, browser: Browser
) -> None:
    course = records.course()
    front = View(ViewKind.FRONT)
    for session in course.sessions[1:4]:
        records.photo(session, view=front)
    ids = [session.id for session in course.sessions]
    asked = {"view": front.key, "left": ids[2], "right": ids[3], "mode": "side"}
    browser.waiting.append({"number": 1, **asked})
    tab = Tab.open("compare", series=course.series.id)
    assert {name: tab.app.query_params[name] for name in asked} == asked
    assert {name: browser.shown[name] for name in asked} == asked
    assert tab.app.segmented_control[0].value == front.key
    assert "Comparison, front" in tab.words


def test_the_same_session_twice_in_the_address_brings_the_latest_other_one(records: Records, owner) -> None:
    course = records.course()
    for number, right in ((4, 5), (5, 4)):
        tab = compared(course, number, number)
        ids = [course.sessions[n - 1].id for n in (number, right)]
        assert [tab.viewer[side] for side in ("left", "right")] == ids
        assert tab.errors == []


def test_a_photo_taken_right_after_treatment_says_so(store, records: Records, owner) -> None:
    course = records.course()
    photo = course.photos[1]
    photos.edit_photo(
        store,
        photo.id,
        view=photo.view,
        phase=Phase.IMMEDIATELY_POST,
        captured_at=photo.captured_at,
        note="",
        by="owner",
        at=NOW,
    )
    days = [frame["days"] for frame in compared(course, 1, 2).viewer["frames"]]
    assert days[:3] == ["before treatment", "right after treatment", "1 day after treatment"]


def test_an_estimated_scale_is_handed_over_and_said_to_be_one(store, records: Records, owner) -> None:
    course = records.course()
    reference = references.read_reference(store, course.series.id, CHEEK)
    references.keep_estimate(store, reference, mm_across=90.0, scale_error_share=0.1, by="owner", at=NOW)
    shown = compared(course, 1, 4)
    assert (shown.viewer["mm_across"], shown.viewer["is_scale_estimated"]) == (90.0, True)
    assert "(scale estimated from the eyes)" in shown.words


def test_the_scale_is_handed_over_only_where_it_was_measured(store, records: Records, owner) -> None:
    course = records.course()
    assert compared(course, 1, 4).viewer["mm_across"] is None
    references.set_reference(
        store,
        course.series.id,
        CHEEK,
        course.photos[0].id,
        mm_across=90.0,
        is_scale_measured=True,
        by="owner",
        at=NOW,
    )
    assert compared(course, 1, 4).viewer["mm_across"] == 90.0
