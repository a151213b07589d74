"""Sources of planar pairs: a photographed face, or generated skin, with its outline and places to look at."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from benchmarks.pairs.fields import Floats, Mask, Rgb, Singles, generator, speckle, to_linear

# Points of the 189-point template around the skin of the face, from the left temple over the forehead
_OUTLINE = [*range(134, 145), 112, 113, 114, *range(133, 124, -1), 111, 110, 109]
_PLACES = {
    "cheekL": [159, 160, 165, 166],
    "cheekR": [162, 163, 168, 169],
    "forehead": [74, 79, 137, 139, 141],
    "chin": [106, 125, 129, 133],
}
_PUPILS = [0, 1]
_ROUND_EYES_PX = np.array([60, 80])
_BACKDROP_TOLERANCE = 22.0


@dataclass(frozen=True, slots=True)
class Person:
    """A plane of skin that can be photographed; positions are (row, column) in its pixels.

    Attributes
    ----------
    name : str
    linear_rgb : ndarray of float32, shape (M, N, 3)
    outline : ndarray of float32, shape (M, N)
        1 where the person is, 0 where the backdrop is.
    skin : ndarray of bool, shape (M, N)
        Skin of the face, without eyes.
    places : dict
        Position of the middle of the face and of each close-up.
    face_width : float
        Width of the face in pixels.
    """

    name: str
    linear_rgb: Singles
    outline: Singles
    skin: Mask
    places: dict[str, tuple[float, float]]
    face_width: float


def photographed_names(shared: Path) -> list[str]:
    """Names of the photographs of faces, without their endings, sorted."""
    return sorted(path.stem for path in (shared / "bench" / "faces").glob("london_*.jpg"))


@lru_cache(maxsize=4)
def photographed_person(shared: Path, name: str) -> Person:
    """A face of the Face Research Lab London Set, neutral or smiling.

    The landmarks are those of the neutral photograph, shifted to where its eyes are found again.

    References
    ----------
    DeBruine, L. & Jones, B. (2017), Face Research Lab London Set, doi 10.6084/m9.figshare.5047666.
    """
    folder = shared / "bench" / "faces"
    rgb = read_rgb(folder / f"{name}.jpg")
    neutral = f"{name.rsplit('_', 1)[0]}_neutral"
    landmarks = _read_landmarks(folder / f"{neutral}.tem")
    if name != neutral:
        landmarks = landmarks + _shift_of_eyes(read_rgb(folder / f"{neutral}.jpg"), rgb, landmarks)
    places = {place: landmarks[points].mean(0) for place, points in _PLACES.items()}
    places["face"] = landmarks[_OUTLINE].min(0) / 2 + landmarks[_OUTLINE].max(0) / 2
    return Person(
        name=name,
        linear_rgb=to_linear(rgb),
        outline=_person_outline(rgb, landmarks),
        skin=_face_skin(rgb, landmarks),
        places={place: (float(row), float(column)) for place, (row, column) in places.items()},
        face_width=float(np.ptp(landmarks[_OUTLINE][:, 1])),
    )


def generated_person(seed: int, *, side: int = 700) -> Person:
    """A square of generated skin without outline: grain of several sizes and dark spots."""
    rng = generator(seed, "generated person")
    log_light = np.zeros((side, side), np.float32)
    for grain_px, weight in ((0.8, 0.04), (1.8, 0.05), (5, 0.04), (16, 0.05), (60, 0.08)):
        log_light += np.float32(weight) * speckle(rng, (side, side), grain_px=grain_px)
    for row, column, radius in rng.uniform([0, 0, 1.5], [side, side, 5], (60, 3)):
        cv2.circle(log_light, (int(column), int(row)), int(radius), -0.6, -1)
    light = np.exp(cv2.GaussianBlur(log_light, (0, 0), 0.7))[..., None]
    linear_rgb = np.asarray(np.float32([0.48, 0.27, 0.2]) * light, np.float32)
    middle = (side / 2, side / 2)
    everywhere = np.ones((side, side))
    return Person(
        f"generated{seed}",
        linear_rgb,
        everywhere.astype(np.float32),
        everywhere.astype(bool),
        dict.fromkeys((*_PLACES, "face"), middle),
        side * 0.45,
    )


def read_rgb(path: Path) -> Rgb:
    """A picture file's sRGB values."""
    return np.asarray(cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB), np.uint8)


def _read_landmarks(path: Path) -> Floats:
    """(row, column) of every point of a template file, which begins with their number and writes x y."""
    count, *lines = path.read_text().split("\n")
    return np.array([line.split()[::-1] for line in lines[: int(count)]], float)


def _shift_of_eyes(neutral_rgb: Rgb, rgb: Rgb, landmarks: Floats) -> Floats:
    """How far (down, right) the eyes of another photograph lie from those of the neutral one."""
    top, left = (landmarks[_PUPILS].min(0) - _ROUND_EYES_PX).astype(int)
    bottom, right = (landmarks[_PUPILS].max(0) + _ROUND_EYES_PX).astype(int)
    score = cv2.matchTemplate(rgb, neutral_rgb[top:bottom, left:right], cv2.TM_CCOEFF_NORMED)
    _, _, _, (found_left, found_top) = cv2.minMaxLoc(score)
    return np.array([found_top - top, found_left - left], float)


def _person_outline(rgb: Rgb, landmarks: Floats) -> Singles:
    """What differs from a smooth backdrop and hangs together with the face."""
    away = np.abs(rgb - _smooth_backdrop(rgb)).max(-1)
    body = cv2.morphologyEx((away > _BACKDROP_TOLERANCE).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5)))
    cv2.fillPoly(body, [landmarks[_OUTLINE][:, ::-1].astype(np.int32)], 1)
    _, labels = cv2.connectedComponents(body)
    nose_row, nose_column = landmarks[55].astype(int)
    _, holes = cv2.connectedComponents(1 - (labels == labels[nose_row, nose_column]).astype(np.uint8))
    is_backdrop = (holes == holes[5, 5]) | (holes == holes[5, -6])
    return cv2.GaussianBlur((~is_backdrop).astype(np.float32), (0, 0), 1.2)


def _smooth_backdrop(rgb: Rgb) -> Floats:
    """Cubic polynomial of each channel through the upper corners and sides, shape (M, N, 3)."""
    rows, columns = np.meshgrid(*(np.linspace(-0.5, 0.5, n) for n in rgb.shape[:2]), indexing="ij")
    terms = np.stack([rows**i * columns**j for i in range(4) for j in range(4 - i)], -1)
    is_wall = ((rows < 0.05) & (np.abs(columns) > 0.4)) | (rows < -0.46)
    is_wall |= (rows < -0.35) & (np.abs(columns) > 0.28)
    weights, *_ = np.linalg.lstsq(terms[is_wall][::50], rgb[is_wall][::50].astype(float), rcond=None)
    return np.asarray(terms @ weights)


def _face_skin(rgb: Rgb, landmarks: Floats) -> Mask:
    """The face within its outline, without eyes, hair and the very edge."""
    skin = np.zeros(rgb.shape[:2], np.uint8)
    cv2.fillPoly(skin, [landmarks[_OUTLINE][:, ::-1].astype(np.int32)], 1)
    skin = cv2.erode(skin, np.ones((13, 13), np.uint8))
    between = np.hypot(*np.diff(landmarks[_PUPILS], axis=0)[0])
    for row, column in landmarks[_PUPILS]:
        cv2.ellipse(
            skin, (int(column), int(row)), (int(0.3 * between), int(0.13 * between)), 0, 0, 360, 0, -1
        )
    green = cv2.GaussianBlur(rgb[..., 1], (0, 0), 4)
    return np.asarray((skin > 0) & (green > 0.5 * np.median(green[skin > 0])))
