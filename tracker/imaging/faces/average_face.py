"""The average face that belongs to the landmarks: read out of the bundle, at run time, never kept here.

The bundle describes it as a protocol buffer: a mesh of 468 corners in centimetres, and the landmarks
that move least with expression, each with a weight.

References
----------
MediaPipe, ``geometry_pipeline_metadata.proto`` and ``mesh_3d.proto``. Protocol Buffers, "Encoding".
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

CORNERS = 468
_NUMBERS_PER_CORNER = 5
_MM_PER_UNIT = 10.0
# fields of the messages
_MESH, _STEADY, _VERTICES, _CORNERS, _LANDMARK, _WEIGHT = 1, 2, 3, 4, 1, 2
# jaw and lips move with every word: what lies farther down than this, from the middle of the head, counts
# through the steady landmarks alone
_MOUTH_MM = 35.0


@dataclass(frozen=True, eq=False)
class AverageFace:
    """An average face, looking straight ahead.

    Attributes
    ----------
    points_mm : ndarray, shape (468, 3)
        (down, right as the camera sees it, away from the camera).
    weights : ndarray, shape (468,)
        How much each point says of the head's pose; their sum is 1. Half of it lies on the landmarks
        that the bundle calls steady, half is spread evenly over everything above the mouth.
    triangles : ndarray of int, shape (T, 3)
        Corners of the mesh's triangles; seen from outside they run counter-clockwise.
    """

    points_mm: FloatArray
    weights: FloatArray
    triangles: IntArray

    @cached_property
    def mirrored(self) -> IntArray:
        """For every point the one at the same place on the other side, shape (468,)."""
        away = self.points_mm[:, None] * (1, -1, 1) - self.points_mm
        return np.asarray((away**2).sum(axis=2).argmin(axis=1))


def read_average_face(geometry: bytes) -> AverageFace:
    """The average face of a bundle.

    Raises
    ------
    ValueError
        If the bytes are no such description.
    """
    try:
        parts = list(_fields(geometry))
        mesh = next(value for number, value in parts if number == _MESH)
        of_mesh = list(_fields(_whole(mesh)))
        numbers = [value for number, value in of_mesh if number == _VERTICES]
        corners = [value for number, value in of_mesh if number == _CORNERS]
        triangles = np.array(corners, np.int64).reshape(-1, 3)
        across, up, nearer = np.array(numbers, float).reshape(CORNERS, _NUMBERS_PER_CORNER).T[:3]
        steady = [dict(_fields(_whole(value))) for number, value in parts if number == _STEADY]
        weights = np.zeros(CORNERS)
        for landmark in steady:
            # the first landmark is number 0, which the encoding leaves out
            weights[int(landmark.get(_LANDMARK, 0))] = landmark[_WEIGHT]
    except (struct.error, IndexError, KeyError, StopIteration, TypeError, ValueError) as error:
        raise ValueError("the bundle's geometry can't be read") from error
    points_mm = _MM_PER_UNIT * np.column_stack([-up, across, -nearer])
    is_above = points_mm[:, 0] < _MOUTH_MM
    shares = (weights / weights.sum() + is_above / is_above.sum()) / 2
    return AverageFace(points_mm, shares, triangles)


def _fields(message: bytes) -> Iterator[tuple[int, bytes | float | int]]:
    """Number and value of every field: bytes, a whole number, or a float of 32 bits."""
    place = 0
    while place < len(message):
        key, place = _whole_number(message, place)
        if key & 7 == 0:
            value, place = _whole_number(message, place)
            yield key >> 3, value
        elif key & 7 == 5:
            yield key >> 3, struct.unpack_from("<f", message, place)[0]
            place += 4
        elif key & 7 == 2:
            length, place = _whole_number(message, place)
            yield key >> 3, message[place : place + length]
            place += length
        else:
            raise ValueError(f"wire type {key & 7} is not used here")


def _whole_number(message: bytes, place: int) -> tuple[int, int]:
    """A number of seven bits per byte, lowest first, and the place behind it."""
    number = shift = 0
    while True:
        byte = message[place]
        number |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return number, place


def _whole(value: bytes | float) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError("a message was expected")
    return value
