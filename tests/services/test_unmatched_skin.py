"""Skin that could not be matched: left out of the readings, said, and drawn for the viewer."""

import io
from datetime import date, timedelta

import cv2
import numpy as np
import pytest
from PIL import Image

from tests.services.phantom_series import BEFORE, NOW, TREATED_MM, UNTREATED_MM, photograph
from tracker.imaging import measure
from tracker.imaging.decode import decode_photo
from tracker.imaging.renditions import make_renditions
from tracker.model import (
    Actor,
    CaptureTimeSource,
    Finding,
    GateLevel,
    Metric,
    PatientDetails,
    Phase,
    Photo,
    Polygon,
    Reading,
    RegionRole,
    Rendition,
    Role,
    Series,
    SeriesDetails,
    SessionDetails,
    SessionKind,
    View,
    ViewKind,
)
from tracker.services import analysis, patients, regions, series
from tracker.services.analysis import measuring
from tracker.store import photos, readings, sessions
from tracker.store.opening import Store

VIEW = View(ViewKind.CLOSE_UP, "left cheek")
OWNER = Actor("0" * 32, "Dr. Test", Role.OWNER)
(TOP_MM, LEFT_MM), (BOTTOM_MM, RIGHT_MM) = TREATED_MM[0], TREATED_MM[2]
LATER = photograph(BEFORE, shot=2, days=60)
FOREIGN = np.array([1.0, 0.7, 0.7]) * photograph(BEFORE, shot=9, days=60, seed=77).rgb


def replaced(top_mm: float, left_mm: float, bottom_mm: float, right_mm: float) -> np.ndarray:
    """The later photo with somebody else's reddened skin in a rectangle of the phantom's plane."""
    corners = ((top_mm, left_mm), (top_mm, right_mm), (bottom_mm, right_mm), (bottom_mm, left_mm))
    xy = np.rint(np.array(LATER.to_photo(corners))[:, ::-1]).astype(np.int32)
    inside = cv2.fillPoly(np.zeros(LATER.rgb.shape[:2], np.uint8), [xy], (1,)).astype(bool)
    return np.where(inside[..., None], FOREIGN, LATER.rgb).astype(np.uint8)


@pytest.fixture
def course(store: Store) -> tuple[Series, Photo]:
    """A series whose reference photo, 80 mm wide, has a treated and an untreated region."""
    details = PatientDetails("A-1", "Testperson", "Tina", date(1990, 2, 3))
    patient = patients.register_patient(store, OWNER, details, now=NOW)
    plan = SeriesDetails("Microneedling", "acne scars", "left cheek", date(2026, 4, 1))
    one = series.add_series(store, OWNER, patient.id, plan, now=NOW)
    taken = photograph(BEFORE, shot=1, days=0)
    first = put_in(store, one, 1, taken.rgb)
    for role, outline in ((RegionRole.TREATED, TREATED_MM), (RegionRole.UNTREATED, UNTREATED_MM)):
        shape = Polygon(tuple((float(r), float(c)) for r, c in taken.to_photo(outline)))
        regions.add_region(store, OWNER, one.id, VIEW, name=str(role), role=role, shape=shape, now=NOW)
    regions.set_scale(store, OWNER, one.id, VIEW, mm_across=80, now=NOW)
    return one, first


def put_in(store: Store, one: Series, number: int, rgb: np.ndarray) -> Photo:
    """Add a photo in a session of its own and analyse it."""
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "JPEG", quality=95)
    decoded = decode_photo(out.getvalue())
    held_at = NOW - timedelta(days=200 - number)
    visit = sessions.add_session(
        store, one.id, SessionDetails(number, held_at, SessionKind.FOLLOW_UP), at=NOW
    )
    photo = photos.add_photo(
        store,
        out.getvalue(),
        decoded.facts,
        session_id=visit.id,
        view=VIEW,
        phase=Phase.PRE,
        captured_at=held_at,
        source=CaptureTimeSource.TYPED,
        by="Dr. Test",
        at=NOW,
        renditions=make_renditions(decoded.rgb),
    )
    analyse(store, photo)
    return photo


def analyse(store: Store, photo: Photo) -> None:
    analysis.analyse_photo(store, photo.id, report=lambda share, message: None, now=NOW)


def read(store: Store, one: Series, photo: Photo) -> dict[Metric, Reading]:
    listed = readings.list_readings(store, one.id, method=measure.METHOD)
    return {r.metric: r for r in listed if r.digest == photo.digest}


def gates(store: Store, one: Series, photo: Photo) -> dict[str, Finding]:
    listed = readings.list_findings(store, one.id, method=measure.METHOD)
    return {f.gate: f for (digest, _), found in listed.items() if digest == photo.digest for f in found}


def test_replaced_skin_is_left_out_of_the_reading_and_that_is_said(
    store: Store, course, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = course
    strip_mm = (TOP_MM - 6, RIGHT_MM - 6, BOTTOM_MM + 4, RIGHT_MM + 8)
    whole, torn = (put_in(store, one, n, rgb) for n, rgb in ((2, LATER.rgb), (3, replaced(*strip_mm))))
    truth, found = (read(store, one, photo)[Metric.REDNESS].value for photo in (whole, torn))
    left_out = gates(store, one, torn)["match of the region"]
    assert 0.08 < left_out.value < 0.2
    assert left_out.level is GateLevel.WARN
    assert f"{left_out.value:.0%} of this region could not be matched" in left_out.sentence
    monkeypatch.setattr(measuring, "trusted_pixels", lambda alignment: np.ones(alignment.moving_shape, bool))
    analyse(store, torn)
    believed = read(store, one, torn)[Metric.REDNESS].value
    assert believed - truth > 1
    # trust ends within a few hundredths of the picture of the border, not on it: some of the strip stays
    assert abs(found - truth) < 0.4 * (believed - truth)


@pytest.mark.parametrize(
    ("rectangle_mm", "words"),
    [
        ((TOP_MM - 3, LEFT_MM - 3, BOTTOM_MM + 3, 0.0), "of this region could be matched"),
        ((16.0, -40.0, 40.0, 0.0), "of the untreated skin could be matched"),
    ],
)
def test_where_half_of_an_area_was_replaced_nothing_is_measured(
    store: Store, course, rectangle_mm, words: str
) -> None:
    one, _ = course
    torn = put_in(store, one, 2, replaced(*rectangle_mm))
    found = read(store, one, torn)
    assert set(found) == set(Metric)
    assert {r.value for r in found.values()} == {None}
    assert all(words in r.withheld_because for r in found.values())


def test_replaced_skin_is_grey_in_the_picture_of_trust(store: Store, course) -> None:
    one, first = course
    torn = put_in(store, one, 2, replaced(TOP_MM - 3, LEFT_MM - 3, BOTTOM_MM + 3, 0.0))
    alpha = {}
    for photo in (first, torn):
        file = photos.read_rendition(store, photo.digest, Rendition.TRUST, reference_digest=first.digest)
        assert file is not None
        with file.open() as picture:
            alpha[photo.digest] = np.asarray(Image.open(picture))[..., 3]
    assert alpha[first.digest].max() == 0
    rows, columns = alpha[torn.digest].shape
    taken = photograph(BEFORE, shot=1, days=0)
    for place_mm, is_grey in (((0.0, -9.0), True), ((0.0, 9.0), False), ((24.0, 0.0), False)):
        row, column = np.array(taken.to_photo((place_mm,)))[0] * (rows / 900, columns / 1200)
        assert alpha[torn.digest][int(row), int(column)] == (153 if is_grey else 0)


def test_a_picture_of_trust_that_is_missing_is_drawn_again(store: Store, course) -> None:
    one, first = course
    later = put_in(store, one, 2, LATER.rgb)
    file = photos.read_rendition(store, later.digest, Rendition.TRUST, reference_digest=first.digest)
    file.path.unlink()
    analyse(store, later)
    assert file.path.is_file()
