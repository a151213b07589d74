"""Zones of real faces: all found, on skin, off eyes, brows, lips and hair, the same on both sides."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.head_pose import render_head
from benchmarks.pairs.head import draw_head_person
from benchmarks.pairs.viewing import Pose
from tests.imaging.faces.conftest import SHARED
from tests.imaging.faces.test_pose import needs_heads
from tracker.imaging.faces import Face, FaceFinder
from tracker.imaging.faces import zones as zones_module
from tracker.imaging.faces.zones import Zone, find_zones
from tracker.model import Polygon, ZoneKind
from tracker.ui.components.outlines import crosses_itself

Zones = dict[Path, dict[ZoneKind, Polygon]]

# of the 189 points that were placed by hand
EYES, BROWS, LIPS = range(34), range(71, 87), range(87, 109)
HAIRLINE, JAW = range(134, 145), (112, 113, 114, *range(133, 124, -1), 111, 110, 109)


@pytest.fixture(scope="module")
def zones(finder: FaceFinder, portraits: dict[Path, np.ndarray], found: dict[Path, Face]) -> Zones:
    return {path: by_kind(find_zones(portraits[path], face, finder.average)) for path, face in found.items()}


def by_kind(zones: list[Zone]) -> dict[ZoneKind, Polygon]:
    assert len({zone.kind for zone in zones}) == len(zones)
    return {zone.kind: zone.shape for zone in zones}


def contour(shape: Polygon) -> np.ndarray:
    return np.array(shape.points, np.float32)[:, ::-1]


def depth_inside(points_rc: np.ndarray, outline_xy: np.ndarray) -> np.ndarray:
    """How far inside an outline points (K, 2) lie, pixels; negative outside."""
    outline = np.ascontiguousarray(outline_xy, np.float32)
    return np.array(
        [cv2.pointPolygonTest(outline, (float(c), float(r)), measureDist=True) for r, c in points_rc]
    )


def placed_by_hand(path: Path) -> np.ndarray:
    """Points (189, 2), (row, column)."""
    count, *lines = path.with_suffix(".tem").read_text("utf-8").splitlines()
    return np.array([line.split()[1::-1] for line in lines[: int(count)]], float)


def test_all_zones_of_all_faces_are_found_but_what_hair_or_shadow_hides(zones: Zones) -> None:
    missing = {
        (path.stem, kind.value) for path, found in zones.items() for kind in ZoneKind if kind not in found
    }
    # a fringe down to the brows, twice; a neck in the dark, of another colour than the face
    assert missing == {
        ("london_003_neutral", "forehead"),
        ("london_003_smiling", "forehead"),
        ("selfie_lisa_lisa1", "neck"),
    }


def test_zones_lie_inside_the_outline_that_a_person_placed(zones: Zones, found: dict[Path, Face]) -> None:
    for path, shapes in zones.items():
        if path.stem.startswith("london") and path.with_suffix(".tem").exists():
            outline = placed_by_hand(path)[[*HAIRLINE, *JAW]][:, ::-1]
            for kind, shape in shapes.items():
                if kind is not ZoneKind.NECK:
                    least = depth_inside(np.array(shape.points), outline).min()
                    assert least > -0.02 * found[path].eye_distance_px, (path.stem, kind)


def test_zones_keep_off_eyes_brows_and_lips_that_a_person_placed(
    zones: Zones, found: dict[Path, Face]
) -> None:
    for path, shapes in zones.items():
        if path.stem.startswith("london") and path.with_suffix(".tem").exists():
            points_rc = placed_by_hand(path)[[*EYES, *BROWS, *LIPS]]
            for kind, shape in shapes.items():
                deepest = depth_inside(points_rc, contour(shape)).max()
                assert deepest < 0.015 * found[path].eye_distance_px, (path.stem, kind)


def test_left_and_right_are_the_patients_and_do_not_overlap(zones: Zones) -> None:
    for path, shapes in zones.items():
        middles = {kind: np.mean(shape.points, axis=0) for kind, shape in shapes.items()}
        for kind, shape in shapes.items():
            other = kind.other_side
            if other in shapes and kind.value.startswith("right"):
                # as seen on the photo, the patient's right is on the left
                assert middles[kind][1] < middles[ZoneKind.NOSE][1] < middles[other][1], path.stem
                assert depth_inside(np.array(shape.points), contour(shapes[other])).max() < 0


def test_a_mirrored_photo_has_the_mirrored_zones(finder: FaceFinder, portrait: np.ndarray) -> None:
    mirrored_rgb = np.ascontiguousarray(portrait[:, ::-1])
    face, mirrored = finder.find(portrait), finder.find(mirrored_rgb)
    assert face is not None
    assert mirrored is not None
    shapes = by_kind(find_zones(portrait, face, finder.average))
    other = by_kind(find_zones(mirrored_rgb, mirrored, finder.average))
    assert {kind.other_side or kind for kind in shapes} == set(other)
    for kind, shape in shapes.items():
        turned = np.array(other[kind.other_side or kind].points) * (1, -1) + (0, portrait.shape[1] - 1)
        masks = [np.zeros(portrait.shape[:2], np.uint8) for _ in range(2)]
        for mask, points in zip(masks, (np.array(shape.points), turned), strict=True):
            cv2.fillPoly(mask, [np.rint(points[:, ::-1]).astype(np.int32)], 1)
        shared, either = (masks[0] & masks[1]).sum(), (masks[0] | masks[1]).sum()
        assert shared / either > 0.6, kind


def test_outlines_can_be_taken_as_regions(zones: Zones, portraits: dict[Path, np.ndarray]) -> None:
    for path, shapes in zones.items():
        rows, columns = portraits[path].shape[:2]
        for kind, shape in shapes.items():
            assert 4 <= len(shape.points) <= 60, (path.stem, kind)
            assert not crosses_itself(shape.points), (path.stem, kind)
            assert all(0 <= row <= rows and 0 <= column <= columns for row, column in shape.points)
            assert shape.area_px > 0.0005 * rows * columns


def test_zones_do_not_overlap(zones: Zones, portraits: dict[Path, np.ndarray]) -> None:
    for path, shapes in zones.items():
        count = np.zeros(portraits[path].shape[:2], np.uint8)
        for shape in shapes.values():
            mask = np.zeros_like(count)
            cv2.fillPoly(mask, [np.rint(contour(shape)).astype(np.int32)], 1)
            count += mask
        assert (count > 1).sum() < 0.02 * (count > 0).sum(), path.stem


@needs_heads
@pytest.mark.parametrize(("turn_deg", "away"), [(-45, "left"), (45, "right")])
def test_zones_that_are_turned_away_are_not_proposed(finder: FaceFinder, turn_deg: float, away: str) -> None:
    rgb = render_head(draw_head_person(SHARED, 1), Pose(turn_deg), shape=(625, 500))
    face = finder.find(rgb)
    assert face is not None
    shapes = by_kind(find_zones(rgb, face, finder.average))
    near = "right" if away == "left" else "left"
    expected = {f"{near} {zone}" for zone in ("cheek", "periorbital", "jaw")}
    expected |= {"forehead", "glabella", "nose", "perioral", "chin"}
    assert {kind.value for kind in shapes} == expected


def test_an_outline_that_reaches_into_an_eye_is_cut_back(
    finder: FaceFinder, portrait: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    face = finder.find(portrait)
    assert face is not None
    (top, middle), bottom = face.landmarks_rc[468], face.landmarks_rc[1, 0]
    left, right = face.landmarks_rc[33, 1], face.landmarks_rc[133, 1]
    over_half_an_eye = np.array([[top, left], [top, right], [bottom, right], [bottom, left]])

    def one_outline(of: Face, _: object) -> dict[ZoneKind, np.ndarray]:
        return {ZoneKind.RIGHT_CHEEK: over_half_an_eye if of is face else np.zeros((3, 2))}

    monkeypatch.setattr(zones_module, "zone_outlines", one_outline)
    ((_, shape),) = by_kind(find_zones(portrait, face, finder.average)).items()
    lower_lid = face.landmarks_rc[[145, 153, 144, 23]]
    assert depth_inside(lower_lid, over_half_an_eye[:, ::-1]).min() > 0
    assert depth_inside(lower_lid, contour(shape)).max() < 0
    assert left < middle < right
