"""The usual zones of a face in a photo, as outlines that a provider may take and adjust.

An outline by landmarks is cut back to skin that faces the camera: eyes, brows, nostrils and lips are left
out with a margin, and so is hair. A zone of which too little is left, since it is turned away, covered or
outside of the photo, is not proposed.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tracker.imaging.faces.average_face import CORNERS, AverageFace
from tracker.imaging.faces.face import Face
from tracker.imaging.faces.facing import facing_cosines
from tracker.imaging.faces.pose import as_seen_from_front, find_pose, find_px_per_mm
from tracker.imaging.faces.zone_outlines import left_out, zone_outlines
from tracker.imaging.measure.colour import luminance, srgb_to_linear
from tracker.model import Polygon, ZoneKind

FloatArray = npt.NDArray[np.float64]
RgbArray = npt.NDArray[np.uint8]
MaskArray = npt.NDArray[np.uint8]

# the outlines are found on a copy in which the eyes are so many pixels apart
_EYES_PX = 160.0
_MARGIN = 0.03
"""Kept off eyes, brows, nostrils and lips, in distances of the eyes."""
_LEAST_LEFT = 0.5
"""Of a zone's outline, or it is not proposed."""
_LEAST_OF_FRONT = 0.25
"""Of the area that the zone would have from the front, or it is turned away too far."""
_MOST_TURNED_NECK_DEG = 25.0
_MOST_OBLIQUE_DEG = 75.0
# hair in its own shade is darker than half of the skin beside it
_DARK = 0.5
# a zone under hair is darker than the face as a whole; so much darker may its skin be in the shade
_SHADE = 0.4
_DARK_BLUR = 0.03
# cloth is another colour than the cheeks: distance of log R/G and log B/G from their median
_OTHER_COLOUR = 0.35
_STRAIGHTER = 0.012


@dataclass(frozen=True)
class Zone:
    """A zone that is proposed.

    Attributes
    ----------
    kind : ZoneKind
        Left and right are the patient's own.
    shape : Polygon
        In pixels of the photo.
    """

    kind: ZoneKind
    shape: Polygon


def find_zones(rgb: RgbArray, face: Face, average: AverageFace) -> list[Zone]:
    """The zones of a face that the photo shows well.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
        sRGB, upright, not mirrored.
    face : Face
        Found in this photo.
    average : AverageFace
        Of the models that found it.
    """
    ground = _Ground(rgb, face, average)
    px_per_mm = find_px_per_mm(face, average)
    front = zone_outlines(as_seen_from_front(average), average)
    is_turned = abs(find_pose(face, average).turn_deg) > _MOST_TURNED_NECK_DEG
    found = []
    for kind, outline_rc in zone_outlines(face, average).items():
        if kind is ZoneKind.NECK and is_turned:
            continue
        shape = ground.cut_back(outline_rc, is_on_face=kind is not ZoneKind.NECK)
        if shape and shape.area_px > _LEAST_OF_FRONT * _area(front[kind]) * px_per_mm**2:
            found.append(Zone(kind, shape))
    return found


def _area(outline_rc: FloatArray) -> float:
    return float(cv2.contourArea(outline_rc.astype(np.float32)))


class _Ground:
    """A photo reduced to what outlines need."""

    def __init__(self, rgb: RgbArray, face: Face, average: AverageFace) -> None:
        rows, columns = rgb.shape[:2]
        self._factor = min(1.0, _EYES_PX / max(face.eye_distance_px, 1.0))
        size = max(1, round(columns * self._factor)), max(1, round(rows * self._factor))
        self._scale_rc = np.array([size[1] / rows, size[0] / columns])
        self._eyes_px = face.eye_distance_px * self._factor
        small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
        self._linear_rgb = cv2.GaussianBlur(srgb_to_linear(small), (0, 0), _DARK_BLUR * self._eyes_px)
        self._light = luminance(np.asarray(self._linear_rgb, np.float32))
        self._facing = self._draw_facing(face, average)
        self._kept_off = self._draw_left_out(face, average)
        self._seen = (self._facing > 0) & (self._kept_off == 0)
        self._light_of_face = float(np.median(self._light[self._seen])) if self._seen.any() else 0.0

    def cut_back(self, outline_rc: FloatArray, *, is_on_face: bool) -> Polygon | None:
        """What is left of an outline; None where it is too little."""
        whole = self._blank()
        cv2.fillPoly(whole, [self._to_small(outline_rc)], 1)
        full_area = cv2.contourArea(self._to_small(outline_rc).astype(np.float32))
        allowed = self._seen.astype(np.uint8) if is_on_face else self._draw_like_face()
        left = np.asarray(cv2.bitwise_and(whole, allowed), np.uint8)
        if not left.any():
            return None
        usual = max(float(np.median(self._light[left > 0])), _SHADE * self._light_of_face)
        left = np.asarray(left & (self._light > _DARK * usual), np.uint8)
        return self._outline(left, full_area)

    def _outline(self, mask: MaskArray, full_area: float) -> Polygon | None:
        """The largest piece of a mask, without fringes, as a polygon in pixels of the photo."""
        width = max(3, round(_MARGIN * self._eyes_px) | 1)
        ball = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
        closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, ball)
        off = np.asarray(np.where(self._kept_off, 0, closed), np.uint8)
        opened = cv2.morphologyEx(off, cv2.MORPH_OPEN, ball)
        outlines, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        largest = max(outlines, key=cv2.contourArea, default=None)
        if largest is None or cv2.contourArea(largest) < _LEAST_LEFT * full_area:
            return None
        fewer = cv2.approxPolyDP(largest, _STRAIGHTER * self._eyes_px, closed=True)
        points = (fewer.reshape(-1, 2)[:, ::-1] + 0.5) / self._scale_rc - 0.5
        return Polygon(tuple((float(row), float(column)) for row, column in points.clip(0)))

    def _draw_facing(self, face: Face, average: AverageFace) -> MaskArray:
        """1 where the face's surface looks at the camera."""
        corners_rc = face.landmarks_rc[:CORNERS][average.triangles]
        is_facing = facing_cosines(face, average) > np.cos(np.radians(_MOST_OBLIQUE_DEG))
        mask = self._blank()
        for triangle_rc in corners_rc[is_facing]:
            cv2.fillConvexPoly(mask, self._to_small(triangle_rc), (1,))
        return mask

    def _draw_left_out(self, face: Face, average: AverageFace) -> MaskArray:
        """1 on eyes, brows, nostrils and lips, with a margin."""
        mask = self._blank()
        for outline_rc in left_out(face, average):
            hull = cv2.convexHull(self._to_small(outline_rc))
            cv2.fillConvexPoly(mask, hull, (1,))
        width = 2 * round(_MARGIN * self._eyes_px) + 1
        return np.asarray(cv2.dilate(mask, np.ones((width, width), np.uint8)), np.uint8)

    def _colour_of_face(self) -> FloatArray:
        """Median of log R/G and log B/G over the skin that faces the camera."""
        return np.median(self._chroma()[self._seen], axis=0) if self._seen.any() else np.zeros(2)

    def _draw_like_face(self) -> MaskArray:
        """1 where the colour is the face's own: no cloth, no wall."""
        away = np.linalg.norm(self._chroma() - self._colour_of_face(), axis=2)
        return np.asarray(away < _OTHER_COLOUR, np.uint8)

    def _chroma(self) -> FloatArray:
        logs = np.log(np.maximum(self._linear_rgb, 1e-3))
        return np.asarray(logs[..., [0, 2]] - logs[..., [1]], np.float64)

    def _to_small(self, points_rc: FloatArray) -> npt.NDArray[np.int32]:
        """Points (K, 2) as OpenCV's whole (x, y) of the reduced copy."""
        small_rc = (points_rc + 0.5) * self._scale_rc - 0.5
        return np.asarray(np.rint(small_rc[:, ::-1]), np.int32)

    def _blank(self) -> MaskArray:
        return np.zeros(self._light.shape, np.uint8)
