"""Alignments, readings, gates, baselines, and the repeats that limits are learned from."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete

from tests.store.conftest import DETAILS, FRONT, NOW, Filler
from tracker.model import (
    AlignmentRow,
    Finding,
    GateLevel,
    Metric,
    Phase,
    Photo,
    Reading,
    RefusalReason,
    Region,
    RegionRole,
    RepeatReading,
    Series,
    Session,
    SessionKind,
    ToneGroup,
    View,
    ViewKind,
)
from tracker.progress.limits import Stratum, learn_limits
from tracker.progress.noise import Noise
from tracker.store import alignments, patients, photos, readings, references, regions, sessions
from tracker.store.opening import Store
from tracker.store.schema import SessionRecord

METHOD = "measure-1"
CHIN = View(ViewKind.CLOSE_UP, "chin")
DARK = Finding("exposure", 1.2, GateLevel.FAIL, "Too dark by 1.2 stops.", (Metric.TEXTURE, Metric.PORES))


def reading(photo: Photo, region: Region, value: float | None, metric: Metric = Metric.REDNESS) -> Reading:
    because = "" if value is not None else "too dark"
    return Reading(photo.digest, region.id, region.revision, metric, METHOD, value, "untreated skin", because)


def save(
    store: Store,
    photo: Photo,
    region: Region,
    value: float | None = 1.0,
    *,
    metrics: tuple[Metric, ...] = (Metric.REDNESS,),
    findings: tuple[Finding, ...] = (),
) -> list[Reading]:
    rows = [reading(photo, region, value, metric) for metric in metrics]
    readings.save_readings(store, photo.digest, region.id, rows, findings, method=METHOD)
    return rows


def listed(store: Store, of: Series, method: str = METHOD) -> list[Reading]:
    return readings.list_readings(store, of.id, method=method)


def edit(store: Store, region: Region) -> Region:
    return regions.edit_region(
        store, region.id, name="x", role=RegionRole.TREATED, shape=region.shape, by="", at=NOW
    )


def test_measuring_again_replaces_all_of_a_photo_region_and_method(store: Store, fill: Filler) -> None:
    of = fill.series()
    photo, other = (fill.photo(fill.session(of, number)) for number in (1, 2))
    region = fill.region(of)
    kept = save(store, other, region, 7.0)
    save(store, photo, region, 1.0, metrics=(Metric.REDNESS, Metric.TEXTURE), findings=(DARK,))
    assert readings.list_findings(store, of.id, method=METHOD)[photo.digest, region.id] == (DARK,)
    newer = save(store, photo, region, None)
    assert listed(store, of) == newer + kept
    assert readings.list_findings(store, of.id, method=METHOD) == {
        (photo.digest, region.id): (),
        (other.digest, region.id): (),
    }
    readings.save_readings(store, photo.digest, region.id, [], (), method=METHOD)
    assert listed(store, of) == kept


def test_methods_stand_beside_each_other(store: Store, fill: Filler) -> None:
    of = fill.series()
    photo = fill.photo(fill.session(of, 1))
    region = fill.region(of)
    rows = save(store, photo, region)
    readings.save_readings(store, photo.digest, region.id, [], (), method="measure-2")
    assert listed(store, of) == rows
    assert listed(store, of, "measure-2") == []


def test_only_readings_of_the_region_as_it_is_now_count(store: Store, fill: Filler) -> None:
    of = fill.series()
    photo = fill.photo(fill.session(of, 1))
    region = fill.region(of)
    save(store, photo, region, findings=(DARK,))
    edited = edit(store, region)
    assert listed(store, of) == []
    assert readings.list_findings(store, of.id, method=METHOD) == {}
    # a slow measurement of the former shape comes too late
    rows = save(store, photo, edited, 2.0)
    save(store, photo, region, 1.0)
    assert listed(store, of) == rows


def test_readings_of_deleted_or_moved_photos_do_not_count(store: Store, fill: Filler) -> None:
    of = fill.series()
    first, second = (fill.photo(fill.session(of, number)) for number in (1, 2))
    region = fill.region(of)
    kept = save(store, first, region)
    gone = save(store, second, region)
    photos.delete_photo(store, second.id, by="", at=NOW, why="")
    assert listed(store, of) == kept
    photos.restore_photo(store, second.id, by="", at=NOW)
    assert listed(store, of) == kept + gone
    photos.edit_photo(store, second.id, view=CHIN, phase=Phase.PRE, captured_at=NOW, note="", by="", at=NOW)
    assert listed(store, of) == kept


def test_readings_wait_while_regions_are_not_carried_to_a_new_reference(store: Store, fill: Filler) -> None:
    of = fill.series()
    first, second = (fill.photo(fill.session(of, number)) for number in (1, 2))
    region = fill.region(of)
    save(store, first, region)
    references.set_reference(
        store, of.id, FRONT, second.id, mm_across=1.0, is_scale_measured=True, by="", at=NOW
    )
    assert listed(store, of) == []


def test_a_deleted_region_takes_its_readings_along(store: Store, fill: Filler) -> None:
    of = fill.series()
    photo = fill.photo(fill.session(of, 1))
    region = fill.region(of)
    save(store, photo, region, findings=(DARK,))
    readings.save_baseline(store, photo.digest, region.id, 1, METHOD, b"state")
    regions.delete_region(store, region.id, by="", at=NOW)
    assert listed(store, of) == []
    # a measurement that was under way has nowhere to go, and says nothing
    save(store, photo, region)
    readings.save_baseline(store, photo.digest, region.id, 1, METHOD, b"state")
    assert readings.read_baseline(store, photo.digest, region.id, 1, METHOD) is None


def test_a_baseline_belongs_to_one_revision_of_a_region(store: Store, fill: Filler) -> None:
    of = fill.series()
    photo = fill.photo(fill.session(of, 1))
    region = fill.region(of)
    for data in (b"first", b"second"):
        readings.save_baseline(store, photo.digest, region.id, 1, METHOD, data)
    assert readings.read_baseline(store, photo.digest, region.id, 1, METHOD) == b"second"
    assert readings.read_baseline(store, photo.digest, region.id, 2, METHOD) is None
    assert readings.read_baseline(store, photo.digest, region.id, 1, "measure-2") is None
    readings.save_baseline(store, photo.digest, region.id, 2, METHOD, b"third")
    assert readings.read_baseline(store, photo.digest, region.id, 1, METHOD) is None


def test_an_alignment_is_replaced_not_doubled(store: Store, fill: Filler) -> None:
    of = fill.series()
    reference, moving = (fill.photo(fill.session(of, number)) for number in (1, 2))
    refused = AlignmentRow(
        moving.digest, reference.digest, "align-1", RefusalReason.BLURRED, 0.0, 0.0, 0.0, 0.0, b""
    )
    good = AlignmentRow(moving.digest, reference.digest, "align-1", None, 0.2, 0.7, 0.1, 0.8, b"\x00map\xff")
    for row in (refused, good):
        alignments.save_alignment(store, row)
        assert alignments.read_alignment(store, moving.digest, reference.digest, "align-1") == row
    assert alignments.read_alignment(store, moving.digest, reference.digest, "align-2") is None
    assert alignments.read_alignment(store, reference.digest, moving.digest, "align-1") is None


def test_alignments_are_listed_without_their_maps(store: Store, fill: Filler) -> None:
    of = fill.series()
    reference, moving = (fill.photo(fill.session(of, number)) for number in (1, 2))
    for photo, refusal in ((moving, RefusalReason.MIRRORED), (reference, None)):
        row = AlignmentRow(photo.digest, reference.digest, "align-1", refusal, 0.2, 0.7, 0.1, 0.8, b"map")
        alignments.save_alignment(store, row)
    found = alignments.list_alignments(store, of.id, "align-1")
    assert [(row.digest, row.refusal, row.support, row.data) for row in found] == [
        (reference.digest, None, 0.8, b""),
        (moving.digest, RefusalReason.MIRRORED, 0.8, b""),
    ]
    assert alignments.list_alignments(store, of.id, "align-2") == []
    photos.delete_photo(store, moving.id, by="", at=NOW, why="")
    assert len(alignments.list_alignments(store, of.id, "align-1")) == 1


# --- repeats


def values(store: Store, **only: bool) -> list[float]:
    return sorted(r.value for r in readings.list_repeat_readings(store, method=METHOD, **only))


def test_two_photos_of_a_session_are_repeats_and_one_is_none(store: Store, fill: Filler) -> None:
    of = fill.series(fill.patient(fitzpatrick=5))
    first, second = fill.session(of, 1), fill.session(of, 2)
    pair = [fill.photo(first, minutes=minute, camera="Acme Two", lens="wide") for minute in (0, 1)]
    single = fill.photo(second)
    region = fill.region(of)
    for value, photo in enumerate([*pair, single], start=1):
        save(store, photo, region, float(value))
    found = readings.list_repeat_readings(store, method=METHOD)
    assert sorted(found, key=lambda repeat: repeat.value) == [
        RepeatReading(
            of.id,
            first.id,
            region.id,
            Metric.REDNESS,
            ToneGroup.DARK,
            "Acme Two",
            False,
            value,
            control="untreated skin",
            lens="wide",
            held_at=first.details.held_at,
        )
        for value in (1.0, 2.0)
    ]
    assert readings.list_repeat_readings(store, method="measure-2") == []


def test_repeats_are_of_one_region_and_metric(store: Store, fill: Filler) -> None:
    of = fill.series()
    session = fill.session(of, 1)
    one, two = fill.photo(session), fill.photo(session, minutes=1)
    left, right = fill.region(of), fill.region(of)
    save(store, one, left, 1.0, metrics=(Metric.REDNESS, Metric.PORES))
    save(store, two, left, 2.0, metrics=(Metric.TEXTURE, Metric.PORES))
    save(store, two, right, 3.0)
    found = readings.list_repeat_readings(store, method=METHOD)
    assert {(repeat.metric, repeat.region_id, repeat.value) for repeat in found} == {
        (Metric.PORES, left.id, 1.0),
        (Metric.PORES, left.id, 2.0),
    }


def test_repeats_keep_what_they_were_compared_with(store: Store, fill: Filler) -> None:
    of = fill.series()
    session = fill.session(of, 1)
    pair = [fill.photo(session, minutes=minute) for minute in (0, 1)]
    region = fill.region(of)
    for photo in pair:
        without = replace(reading(photo, region, 1.0), control="none")
        readings.save_readings(store, photo.digest, region.id, [without], (), method=METHOD)
    assert [r.control for r in readings.list_repeat_readings(store, method=METHOD)] == ["none", "none"]


@pytest.mark.parametrize("what", ["withheld", "deleted", "outdated", "immediately post"])
def test_what_does_not_count_is_no_repeat(store: Store, fill: Filler, what: str) -> None:
    of = fill.series()
    session = fill.session(of, 1)
    phase = Phase.IMMEDIATELY_POST if what == "immediately post" else Phase.PRE
    one, two = fill.photo(session), fill.photo(session, minutes=1, phase=phase)
    region = fill.region(of)
    save(store, one, region)
    save(store, two, region, None if what == "withheld" else 2.0)
    if what == "deleted":
        photos.delete_photo(store, two.id, by="", at=NOW, why="")
    if what == "outdated":
        save(store, one, edit(store, region))
    assert values(store) == []


BASELINE, TREATMENT, FOLLOW_UP = SessionKind.BASELINE, SessionKind.TREATMENT, SessionKind.FOLLOW_UP


def test_photos_from_home_teach_no_limit(store: Store, fill: Filler) -> None:
    at_home = visits(store, fill, (0, SessionKind.BASELINE), (3, SessionKind.HOME), (4, SessionKind.HOME))
    assert at_home == []
    of = fill.series()
    session = fill.session(of, 1, kind=SessionKind.HOME)
    shots = [fill.photo(session), fill.photo(session)]
    region = fill.region(of)
    for shot in shots:
        save(store, shot, region, 5.0)
    assert readings.list_repeat_readings(store, method=METHOD) == []


def visits(
    store: Store, fill: Filler, *plan: tuple[float, SessionKind], phase: Phase = Phase.PRE
) -> list[RepeatReading]:
    """The repeats of a series with one photo on each of these days; values count from 1."""
    of = fill.series()
    held = [fill.session(of, number, day=day, kind=kind) for number, (day, kind) in enumerate(plan, start=1)]
    taken = [fill.photo(one, phase=Phase.PRE if k == 0 else phase) for k, one in enumerate(held)]
    region = fill.region(of)
    for value, photo in enumerate(taken, start=1):
        save(store, photo, region, float(value))
    return readings.list_repeat_readings(store, method=METHOD)


def test_two_baseline_sessions_are_repeats_of_each_other(store: Store, fill: Filler) -> None:
    found = visits(store, fill, (0, BASELINE), (3, BASELINE), (30, FOLLOW_UP))
    assert {(repeat.value, repeat.is_baseline_session) for repeat in found} == {(1.0, True), (2.0, True)}


def test_a_baseline_that_is_not_measured_has_no_repeat_in_the_other(store: Store, fill: Filler) -> None:
    of = fill.series()
    taken = [fill.photo(fill.session(of, number, kind=BASELINE)) for number in (1, 2)]
    region = fill.region(of)
    save(store, taken[0], region, 1.0)
    assert values(store) == []
    save(store, taken[1], region, 2.0)
    assert values(store) == [1.0, 2.0]


def test_photos_before_the_first_treatment_are_repeats_of_the_baseline(store: Store, fill: Filler) -> None:
    found = visits(store, fill, (0, BASELINE), (7, TREATMENT), (40, TREATMENT), (70, FOLLOW_UP))
    assert [repeat.value for repeat in found] == [1.0, 2.0]
    assert [repeat.unchanged_since for repeat in found] == ["", found[0].session_id]
    assert [repeat.held_at for repeat in found] == [NOW, NOW + timedelta(days=7)]
    assert learn_limits(found).noises[Stratum(Metric.REDNESS, "untreated skin")].session_pairs == 1


@pytest.mark.parametrize("phase", [Phase.FOLLOW_UP, Phase.IMMEDIATELY_POST])
def test_photos_after_the_first_treatment_are_no_repeats_of_the_baseline(
    store: Store, fill: Filler, phase: Phase
) -> None:
    assert visits(store, fill, (0, BASELINE), (7, TREATMENT), phase=phase) == []


def test_baselines_with_a_treatment_between_them_are_no_repeats_of_each_other(
    store: Store, fill: Filler
) -> None:
    """A second pair of baselines after the treatment, as for a new camera, is one by itself.

    The second treatment finds skin that the first one is still changing.
    """
    before, after = ((0, BASELINE), (3, BASELINE), (7, TREATMENT)), ((60, BASELINE), (63, BASELINE))
    found = visits(store, fill, *before, *after, (90, TREATMENT))
    noise = learn_limits(found).noises[Stratum(Metric.REDNESS, "untreated skin")]
    assert [repeat.value for repeat in found] == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert noise.session_pairs == 3
    # 1, 2, 3 and 4, 5
    assert noise.session_mean_square == pytest.approx((2.0 + 0.5) / 3)


def test_a_baseline_of_the_treatments_own_day_says_nothing_of_other_days(store: Store, fill: Filler) -> None:
    assert visits(store, fill, (0, BASELINE), (0.1, TREATMENT)) == []


def mark(store: Store, later: Session, earlier: Session | None) -> None:
    since = replace(later.details, unchanged_since=earlier.id if earlier else None)
    sessions.edit_session(store, later.id, since, by="Dr Who", at=NOW)


def measured_visits(
    store: Store, fill: Filler, *plan: tuple[float, SessionKind], without: int = -1
) -> list[Session]:
    """Sessions with one photo each, all but one of them measured; values count from 1."""
    of = fill.series()
    held = [fill.session(of, number, day=day, kind=kind) for number, (day, kind) in enumerate(plan, start=1)]
    taken = [fill.photo(one) for one in held]
    region = fill.region(of)
    for value, photo in enumerate(taken, start=1):
        if value != without:
            save(store, photo, region, float(value))
    return held


def redness_noise(store: Store) -> Noise:
    found = readings.list_repeat_readings(store, method=METHOD)
    return learn_limits(found).noises.get(Stratum(Metric.REDNESS, "untreated skin"), Noise())


def test_a_session_marked_unchanged_is_a_repeat_of_the_other_day(store: Store, fill: Filler) -> None:
    held = measured_visits(store, fill, (0, TREATMENT), (90, FOLLOW_UP), (100, FOLLOW_UP), (130, FOLLOW_UP))
    assert values(store) == []
    mark(store, held[2], held[1])
    found = readings.list_repeat_readings(store, method=METHOD)
    assert [(r.value, r.unchanged_since, r.is_baseline_session) for r in found] == [
        (2.0, "", False),
        (3.0, held[1].id, False),
    ]
    noise = redness_noise(store)
    assert (noise.session_pairs, noise.session_mean_square) == (1, pytest.approx(0.5))
    mark(store, held[2], None)
    assert values(store) == []


def test_marks_are_followed_through_a_session_that_is_not_measured(store: Store, fill: Filler) -> None:
    held = measured_visits(store, fill, (0, FOLLOW_UP), (5, FOLLOW_UP), (9, FOLLOW_UP), without=2)
    mark(store, held[1], held[0])
    mark(store, held[2], held[1])
    assert values(store) == [1.0, 3.0]
    assert redness_noise(store).session_pairs == 1


def test_a_visit_marked_unchanged_since_the_baseline_joins_the_baselines(store: Store, fill: Filler) -> None:
    """So does a visit before the baseline, since which the baseline itself is marked."""
    plan = (0, FOLLOW_UP), (5, BASELINE), (9, FOLLOW_UP), (12, BASELINE), (20, TREATMENT)
    held = measured_visits(store, fill, *plan)
    assert redness_noise(store).session_pairs == 2
    mark(store, held[1], held[0])
    mark(store, held[2], held[1])
    noise = redness_noise(store)
    # 1 to 5: four pairs of one stretch
    assert (noise.session_pairs, noise.session_mean_square) == (4, pytest.approx(2.5))


def test_of_two_marked_visits_of_one_day_only_one_counts(store: Store, fill: Filler) -> None:
    held = measured_visits(store, fill, (0, FOLLOW_UP), (5, FOLLOW_UP), (5.1, FOLLOW_UP))
    mark(store, held[1], held[0])
    mark(store, held[2], held[0])
    assert redness_noise(store).session_pairs == 1
    assert values(store) == [1.0, 2.0]


def test_a_mark_counts_for_nothing_while_dates_or_treatments_contradict_it(
    store: Store, fill: Filler
) -> None:
    held = measured_visits(store, fill, (50, FOLLOW_UP), (60, FOLLOW_UP), (90, FOLLOW_UP))
    mark(store, held[1], held[0])
    for changes in (
        {"held_at": NOW + timedelta(days=70)},
        {"held_at": held[1].details.held_at - timedelta(hours=3)},
        {"kind": TREATMENT},
    ):
        wrong = replace(held[0].details, **changes)
        sessions.edit_session(store, held[0].id, wrong, by="", at=NOW)
        assert values(store) == []
        sessions.edit_session(store, held[0].id, held[0].details, by="", at=NOW)
        assert values(store) == [1.0, 2.0]
    treated = replace(held[2].details, held_at=NOW + timedelta(days=55), kind=TREATMENT)
    sessions.edit_session(store, held[2].id, treated, by="", at=NOW)
    assert values(store) == []


def test_a_mark_goes_with_the_session_that_it_points_to(store: Store, fill: Filler) -> None:
    of = fill.series()
    first, second = fill.session(of, 1, kind=FOLLOW_UP), fill.session(of, 2, kind=FOLLOW_UP)
    mark(store, second, first)
    with store.writing() as db:
        db.execute(delete(SessionRecord).where(SessionRecord.id == first.id))
    assert sessions.read_session(store, second.id) == second


def test_the_demo_clinics_repeats_can_be_kept_apart(store: Store, fill: Filler) -> None:
    synthetic = patients.add_patient(store, DETAILS, by="", at=NOW, is_synthetic=True)
    for value, patient in ((1.0, fill.patient()), (2.0, synthetic)):
        of = fill.series(patient)
        session = fill.session(of, 1)
        pair = [fill.photo(session, minutes=minute) for minute in (0, 1)]
        region = fill.region(of)
        for photo in pair:
            save(store, photo, region, value)
    assert values(store) == [1.0, 1.0, 2.0, 2.0]
    assert values(store, is_synthetic=False) == [1.0, 1.0]
    assert values(store, is_synthetic=True) == [2.0, 2.0]
