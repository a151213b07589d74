"""The demo clinic's patients: what is photographed when, and what truly happens to their skin."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import cv2
import numpy as np
import pytest

from tracker.imaging.phantom.demo_regions import DemoRegion
from tracker.imaging.phantom.demo_shots import DemoPhoto, Flaw
from tracker.imaging.phantom.demo_story import DemoPatient, DemoSession, demo_story
from tracker.model import Ellipse, Phase, Polygon, RegionRole, SessionKind, ToneGroup

TODAY = date(2026, 3, 4)
STORY = demo_story(TODAY)
ALMA, NAVID, IMANI = STORY
SESSIONS = [session for patient in STORY for session in patient.sessions]
PHOTOS = [(session, photo) for session in SESSIONS for photo in session.photos]


def later_sessions(patient: DemoPatient) -> list[DemoSession]:
    """Sessions outside the recovery window, by date."""
    return [s for s in patient.sessions if s.details.kind is not SessionKind.EARLY_CHECK]


def sound(session: DemoSession) -> list[DemoPhoto]:
    return [photo for photo in session.photos if photo.flaw is Flaw.NONE]


def region_mask(region: DemoRegion, photo: DemoPhoto, session: DemoSession) -> np.ndarray:
    points = photo.projection(session.skin).to_photo(np.array(region.outline_mm))
    mask = np.zeros(photo.camera.shape, np.uint8)
    return cv2.fillPoly(mask, [np.rint(points[:, ::-1]).astype(np.int32)], 1) > 0


def test_the_story_is_the_same_every_time() -> None:
    assert demo_story(TODAY) == STORY


def test_three_tones_are_shown_as_synthetic() -> None:
    assert [p.details.chart_number for p in STORY] == ["DEMO-001", "DEMO-002", "DEMO-003"]
    assert {p.details.family_name for p in STORY} == {"Synthetic"}
    tones = [ToneGroup.of(p.details.fitzpatrick) for p in STORY]
    assert tones == [ToneGroup.LIGHT, ToneGroup.MEDIUM, ToneGroup.DARK]
    for patient, (low, high) in zip(STORY, ((28, 60), (10, 28), (-60, 10)), strict=True):
        assert low < patient.sessions[0].skin.ita_deg < high


def test_there_are_five_or_six_sessions_of_two_or_three_photos() -> None:
    assert [len(p.sessions) for p in STORY] == [6, 5, 5]
    assert {len(s.photos) for s in SESSIONS} == {2, 3}
    assert {len(sound(s)) for s in SESSIONS} == {2, 3}
    assert len(PHOTOS) < 45


def test_limits_can_be_learned_from_repeats_outside_recovery() -> None:
    pairs = sum(len(sound(s)) - 1 for patient in STORY for s in later_sessions(patient))
    assert pairs >= 20
    assert sum(len(sound(s)) - 1 for s in SESSIONS) >= 22


def test_one_photo_is_too_dark_and_one_mirrored() -> None:
    assert Counter(photo.flaw for _, photo in PHOTOS if photo.flaw is not Flaw.NONE) == {
        Flaw.DARK: 1,
        Flaw.MIRRORED: 1,
    }
    (dark,) = [photo for _, photo in PHOTOS if photo.flaw is Flaw.DARK]
    others = [photo.light.exposure_ev for photo in sound(NAVID.sessions[0])]
    assert dark.light.exposure_ev < min(others) - 1.1
    (mirrored,) = [photo for _, photo in PHOTOS if photo.camera.is_mirrored]
    assert mirrored.flaw is Flaw.MIRRORED


@pytest.mark.parametrize("today", [TODAY, date(2024, 2, 29), date(2026, 11, 21)])
def test_every_session_lies_in_the_past_in_order_on_a_working_day(today: date) -> None:
    for patient in demo_story(today, zone=ZoneInfo("Europe/Vienna")):
        held = [s.details.held_at for s in patient.sessions]
        assert all(earlier < later for earlier, later in pairwise(held))
        assert held[-1].date() < today
        assert all(moment.weekday() < 5 for moment in held)
        assert patient.series.started_on == held[0].date()


def test_photos_are_taken_one_after_the_other_within_their_session() -> None:
    taken = [photo.taken_at for _, photo in PHOTOS]
    assert len(set(taken)) == len(taken)
    for session, photo in PHOTOS:
        assert timedelta(0) < photo.taken_at - session.details.held_at < timedelta(minutes=30)
        assert photo.taken_at.astimezone(UTC) < datetime.combine(TODAY, datetime.min.time(), UTC)


def test_texture_can_be_judged_in_every_later_session() -> None:
    """28 days or more after the last treatment, but for the early checks, which fall within 72 hours."""
    for patient in STORY:
        treated_at = None
        for session in patient.sessions:
            since = session.details.held_at - treated_at if treated_at else None
            if session.details.kind is SessionKind.EARLY_CHECK:
                assert since is not None
                assert since <= timedelta(hours=72)
            elif since is not None:
                assert since >= timedelta(days=28)
            if session.details.kind is SessionKind.TREATMENT:
                treated_at = session.details.held_at
                assert {photo.phase for photo in session.photos} == {Phase.PRE}


def test_alma_improves_in_redness_and_texture() -> None:
    zones = [s.skin.treated for s in later_sessions(ALMA)]
    for name in ("redness", "roughness_um", "pore_depth_um"):
        values = [getattr(zone, name) for zone in zones]
        assert values == sorted(values, reverse=True)
        assert values[-1] < 0.75 * values[0]


def test_navid_improves_in_texture_alone() -> None:
    first, *_, last = (s.skin.treated for s in later_sessions(NAVID))
    assert last.roughness_um < 0.75 * first.roughness_um
    assert abs(last.redness - first.redness) < 0.05
    assert last.spots == first.spots


def test_imani_does_not_change() -> None:
    assert len({s.skin for s in later_sessions(IMANI)}) == 1


def test_skin_is_red_right_after_a_treatment_only_where_it_was_treated() -> None:
    for patient in STORY:
        (check,) = [s for s in patient.sessions if s.details.kind is SessionKind.EARLY_CHECK]
        before = patient.sessions[0].skin
        assert check.skin.treated.redness > before.treated.redness + 1
        assert check.skin.untreated == before.untreated


def test_untreated_skin_places_and_camera_never_change() -> None:
    for patient in STORY:
        skins = [s.skin for s in patient.sessions]
        assert len({(k.seed, k.ita_deg, k.blood, k.untreated, k.centre_mm, k.radii_mm) for k in skins}) == 1
    assert {photo.camera.model for _, photo in PHOTOS} == {"Phantom camera A"}


def test_photos_of_one_session_differ_nearly_as_much_as_those_of_others() -> None:
    def conditions(photo: DemoPhoto) -> list[float]:
        pose, light = photo.pose, photo.light
        return [
            pose.turn_deg,
            pose.tilt_deg,
            pose.distance,
            light.temperature_k,
            light.exposure_ev,
            *light.gradient,
        ]

    for patient in STORY:
        groups = [np.array([conditions(p) for p in sound(s)]) for s in patient.sessions]
        within = np.sqrt(np.mean([group.var(axis=0, ddof=1) for group in groups], axis=0))
        overall = np.concatenate(groups).std(axis=0, ddof=1)
        assert np.median(within / overall) > 0.7


def test_sound_photos_stay_within_the_gates_of_comparable_ones() -> None:
    for patient in STORY:
        reference = patient.sessions[0].photos[0]
        for photo in (p for s in patient.sessions for p in sound(s)):
            assert abs(photo.light.exposure_ev - reference.light.exposure_ev) <= 0.5
            assert abs(photo.pose.turn_deg - reference.pose.turn_deg) <= 3
            assert abs(photo.pose.tilt_deg - reference.pose.tilt_deg) <= 3
            assert np.hypot(*np.subtract(photo.light.gradient, reference.light.gradient)) <= 0.2
            cast = np.log(photo.light.gains / reference.light.gains)[[0, 2]]
            assert np.hypot(*cast) <= 0.15
            assert photo.camera.jpeg_quality >= 90


def test_regions_are_in_the_frame_of_every_photo_and_clear_of_the_drape() -> None:
    for patient in STORY:
        for session in patient.sessions:
            for photo in session.photos:
                rows, columns = photo.camera.shape
                for region in patient.regions:
                    points = photo.projection(session.skin).to_photo(np.array(region.outline_mm))
                    assert (points > 8).all()
                    assert (points < np.array([rows - 8, columns - 8])).all()
                    corner = np.hypot(points[:, 1], rows - points[:, 0])
                    assert corner.min() > (photo.drape.reach + 0.05) * columns


def test_the_control_surrounds_the_zone_without_touching_it() -> None:
    for patient in STORY:
        session = patient.sessions[0]
        treated, untreated = (region_mask(r, session.photos[0], session) for r in patient.regions)
        assert [r.role for r in patient.regions] == [RegionRole.TREATED, RegionRole.UNTREATED]
        assert not (treated & untreated).any()
        scale = patient.reference_projection.mm_per_px
        assert treated.sum() * scale**2 > 500
        assert untreated.sum() * scale**2 > 400


def test_regions_are_handed_over_as_shapes_of_the_reference_photo() -> None:
    kinds = []
    for patient in STORY:
        session = patient.sessions[0]
        for region, shape in patient.reference_shapes():
            mask = region_mask(region, session.photos[0], session)
            outline = np.rint(np.array(shape.outline)[:, ::-1]).astype(np.int32)
            drawn = cv2.fillPoly(np.zeros(mask.shape, np.uint8), [outline], 1) > 0
            assert (mask & drawn).sum() / (mask | drawn).sum() > 0.97
            kinds.append(type(shape))
    assert set(kinds) == {Ellipse, Polygon}
    assert ALMA.reference_mm_across == pytest.approx(92 * ALMA.sessions[0].photos[0].pose.distance)


def test_a_planned_photo_is_rendered_with_its_time_and_its_geometry() -> None:
    session = IMANI.sessions[1]
    photo = session.photos[1]
    taken = photo.take(session.skin)
    assert taken.rgb.shape == (1200, 1600, 3)
    assert taken.projection == photo.projection(session.skin)
    assert taken.taken_at == photo.taken_at
