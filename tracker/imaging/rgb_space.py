"""An RGB space as a matrix and three tone curves, and reading one from the ICC profile of a file.

Colour management gives whole values again. Measurement wants the light behind the values of a file in
floating point, and for the profiles of cameras and phones that takes no more than this.
"""

import struct
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tracker.imaging.colour_profile import to_srgb
from tracker.imaging.matrix_profile import SRGB, rgb_to_xyz_d50

_VALUES = np.arange(256) / 255
_TAG_TABLE, _TAG_BYTES = 128, 12
_COLORANTS = (b"rXYZ", b"gXYZ", b"bXYZ")
_CURVES = (b"rTRC", b"gTRC", b"bTRC")
# parameters of each type of parametric curve: how many of g a b c d e f are given
_PARAMETERS = (1, 3, 4, 5, 7)
# between the space as read and colour management, in levels of sRGB; its own rounding takes up to 1
_AGREES_WITHIN = 1.5


@dataclass(frozen=True, eq=False)
class RgbSpace:
    """How 8-bit values of a colour space become linear light of sRGB.

    Attributes
    ----------
    curves : (256, 3) float32
        Linear light of each value of red, green and blue, 0 to 1.
    to_srgb : (3, 3) float32
        From linear light of this space to that of sRGB.
    """

    curves: NDArray[np.float32]
    to_srgb: NDArray[np.float32]

    def to_linear(self, rgb: NDArray[np.uint8], moved: NDArray[np.float32]) -> NDArray[np.float32]:
        """Linear light, sRGB primaries, of values of this space.

        Parameters
        ----------
        rgb : (M, N, 3) uint8
        moved : (M, N, 3) float32
            Parts of a level to add to the values, at most about 1.

        Returns
        -------
        (M, N, 3) float32
            About 0 to 1; colours outside of sRGB have a channel below 0 or above 1.
        """
        slopes = np.gradient(self.curves, axis=0).astype(np.float32)
        light = cv2.LUT(rgb, self.curves[None]) + cv2.LUT(rgb, slopes[None]) * moved
        return np.asarray(cv2.transform(light, self.to_srgb), np.float32)


def _srgb_curve(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Linear light of sRGB values in 0 to 1 (IEC 61966-2-1)."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


SRGB_SPACE = RgbSpace(
    np.repeat(_srgb_curve(_VALUES)[:, None], 3, axis=1).astype(np.float32), np.eye(3, dtype=np.float32)
)


@lru_cache(maxsize=16)
def read_rgb_space(profile: bytes) -> RgbSpace | None:
    """The colour space that an ICC profile of matrix and tone curves describes.

    Parameters
    ----------
    profile : bytes
        Empty stands for sRGB.

    Returns
    -------
    RgbSpace or None
        None where the profile is broken, holds tables instead, or where colour management reads it
        otherwise: it decides what a photo looks like.

    References
    ----------
    ICC.1:2022, sections 7 (profile), 10.6 (curveType), 10.18 (parametricCurveType).
    """
    if not profile:
        return SRGB_SPACE
    try:
        tags = _read_tags(profile)
        colorants = np.array([_read_xyz(tags[name]) for name in _COLORANTS]).T
        curves = np.array([_read_curve(tags[name]) for name in _CURVES]).T
    except (KeyError, IndexError, ValueError, struct.error):
        return None
    matrix = np.linalg.solve(rgb_to_xyz_d50(SRGB), colorants)
    space = RgbSpace(curves.astype(np.float32), matrix.astype(np.float32))
    return space if _agrees(space, profile) else None


def _read_tags(profile: bytes) -> dict[bytes, bytes]:
    """Bodies of the tags by their names."""
    (count,) = struct.unpack_from(">I", profile, _TAG_TABLE)
    found = {}
    for start in range(_TAG_TABLE + 4, min(_TAG_TABLE + 4 + _TAG_BYTES * count, len(profile)), _TAG_BYTES):
        name, offset, size = struct.unpack_from(">4sII", profile, start)
        found[name] = profile[offset : offset + size]
    return found


def _read_xyz(tag: bytes) -> tuple[float, ...]:
    return tuple(number / 65536 for number in struct.unpack_from(">3i", tag, 8))


def _read_curve(tag: bytes) -> NDArray[np.float64]:
    """A tone curve at the 256 values, (256,)."""
    if tag[:4] == b"para":
        return _parametric(tag)
    if tag[:4] != b"curv":
        raise ValueError("a tone curve is curv or para")
    (count,) = struct.unpack_from(">I", tag, 8)
    if count == 0:
        return _VALUES
    points = np.frombuffer(tag, ">u2", count, 12)
    if count == 1:
        return np.asarray(_VALUES ** (float(points[0]) / 256))
    return np.asarray(np.interp(_VALUES, np.linspace(0, 1, count), points / 65535))


def _parametric(tag: bytes) -> NDArray[np.float64]:
    """Types 0 to 4: (a v + b)^g + e from d on, c v + f below."""
    (kind,) = struct.unpack_from(">H", tag, 8)
    given = [number / 65536 for number in struct.unpack_from(f">{_PARAMETERS[kind]}i", tag, 12)]
    g, a, b, c, d, e, f = given + [0.0] * (7 - len(given))
    if kind == 0:
        a, d = 1.0, 0.0
    elif kind == 1:
        d = -b / a
    elif kind == 2:
        # one offset for both parts, which is given in the place of c
        c, d, e, f = 0.0, -b / a, c, c
    power = np.maximum(a * _VALUES + b, 0) ** g + e
    return np.asarray(np.where(d <= _VALUES, power, c * _VALUES + f))


def _agrees(space: RgbSpace, profile: bytes) -> bool:
    """Whether colour management turns colours that sRGB holds into the same."""
    steps = np.arange(60, 241, 36, dtype=np.uint8)
    probe = np.ascontiguousarray(np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(1, -1, 3))
    light = space.to_linear(probe, np.zeros(probe.shape, np.float32))
    held = ((light > 0) & (light < 1)).all(axis=-1)
    managed = np.asarray(to_srgb(Image.fromarray(probe), profile))
    values = np.stack(
        [np.interp(light[..., k], SRGB_SPACE.curves[:, k], np.arange(256)) for k in range(3)], -1
    )
    return bool(held.any() and np.abs(values - managed)[held].max() < _AGREES_WITHIN)
