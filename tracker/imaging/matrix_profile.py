"""Colour profiles built from three primaries and a tone curve (ICC version 2, matrix/TRC).

Needed where a file names its colour space without embedding the profile.
"""

import struct
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Chromaticity = tuple[float, float]

_D65: Chromaticity = (0.3127, 0.3290)
_D50_XYZ = np.array([0.9642, 1.0, 0.8249])
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


@dataclass(frozen=True, slots=True)
class Primaries:
    """An RGB space with white D65.

    ``gamma`` is a pure power; None stands for the sRGB curve.
    """

    name: str
    red: Chromaticity
    green: Chromaticity
    blue: Chromaticity
    gamma: float | None


DISPLAY_P3 = Primaries("Display P3", (0.680, 0.320), (0.265, 0.690), (0.150, 0.060), None)
SRGB = Primaries("sRGB", (0.640, 0.330), (0.300, 0.600), (0.150, 0.060), None)
ADOBE_RGB = Primaries("Adobe RGB (1998)", (0.64, 0.33), (0.21, 0.71), (0.15, 0.06), 563 / 256)


def rgb_to_xyz_d50(primaries: Primaries) -> NDArray[np.float64]:
    """Matrix from linear RGB to XYZ under D50, as profiles hold it.

    Returns
    -------
    ndarray, shape (3, 3)
        Columns are the adapted primaries; white (1, 1, 1) goes to D50.

    References
    ----------
    Lindbloom, B., RGB/XYZ matrices and chromatic adaptation (Bradford).
    """
    columns = np.array([_xyz(c) for c in (primaries.red, primaries.green, primaries.blue)]).T
    white = _xyz(_D65)
    matrix = columns * np.linalg.solve(columns, white)
    cone_scale = np.diag((_BRADFORD @ _D50_XYZ) / (_BRADFORD @ white))
    adaptation = np.linalg.solve(_BRADFORD, cone_scale @ _BRADFORD)
    return np.asarray(adaptation @ matrix, np.float64)


@lru_cache(maxsize=4)
def build_profile(primaries: Primaries) -> bytes:
    """An ICC profile of an RGB space, as bytes.

    References
    ----------
    ICC.1:2001-04, sections 6.3 (profile), 6.5 (tag types).
    """
    matrix = rgb_to_xyz_d50(primaries)
    curve = _curve_tag(primaries.gamma)
    tags = [
        (b"desc", _description_tag(primaries.name)),
        (b"cprt", b"text\0\0\0\0none\0"),
        (b"wtpt", _xyz_tag(_D50_XYZ)),
        *((name, _xyz_tag(matrix[:, k])) for k, name in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))),
        *((name, curve) for name in (b"rTRC", b"gTRC", b"bTRC")),
    ]
    return _profile_file(tags)


def _xyz(xy: Chromaticity) -> NDArray[np.float64]:
    x, y = xy
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _xyz_tag(xyz: NDArray[np.float64]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(float(v) * 65536)) for v in xyz)


def _description_tag(name: str) -> bytes:
    text = name.encode("ascii") + b"\0"
    # empty Unicode and Macintosh descriptions follow
    return b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(4 + 4 + 2 + 1 + 67)


def _curve_tag(gamma: float | None) -> bytes:
    if gamma is not None:
        return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))
    encoded = np.linspace(0, 1, 1024)
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return b"curv\0\0\0\0" + struct.pack(">I", 1024) + np.round(linear * 65535).astype(">u2").tobytes()


def _profile_file(tags: list[tuple[bytes, bytes]]) -> bytes:
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, tag in tags:
        table += name + struct.pack(">II", start + len(body), len(tag))
        body += tag + bytes(-len(tag) % 4)
    header = struct.pack(">I4sI4s4s4s", start + len(body), bytes(4), 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    date = struct.pack(">6H", 2024, 1, 1, 0, 0, 0)
    illuminant = _xyz_tag(_D50_XYZ)[8:]
    head = header + date + b"acsp" + bytes(28) + illuminant
    return head + bytes(128 - len(head)) + table + body
