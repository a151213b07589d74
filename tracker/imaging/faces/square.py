"""Turned squares of a photo: what the networks look at.

Points are OpenCV's (x, y) here. Inside a square they are shares of its side, 0 to 1 from edge to
edge; in the photo pixel centres are at whole numbers.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
RgbArray = npt.NDArray[np.uint8]

# reducing by areas down to this many pixels per pixel of the square leaves the rest to interpolation
_OVERSAMPLING = 1.5
_MARGIN_PX = 2


@dataclass(frozen=True)
class Square:
    """A turned square in a photo.

    Attributes
    ----------
    centre_xy : tuple of float
        Its middle, pixels of the photo.
    side_px : float
        Length of a side, pixels of the photo.
    angle_deg : float
        How far its upper edge is turned clockwise, as seen on the photo.
    """

    centre_xy: tuple[float, float]
    side_px: float
    angle_deg: float = 0.0

    @property
    def _axes(self) -> FloatArray:
        """Rows: the directions along the upper edge and down the left one."""
        angle = np.deg2rad(self.angle_deg)
        return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])

    def to_photo(self, inside: FloatArray) -> FloatArray:
        """Places (K, 2) in the photo of points given as shares of the side."""
        return np.asarray((inside - 0.5) * self.side_px @ self._axes + self.centre_xy)

    def from_photo(self, xy: FloatArray) -> FloatArray:
        """Shares of the side (K, 2) of points in the photo."""
        return np.asarray((xy - self.centre_xy) @ self._axes.T / self.side_px + 0.5)


def cut_square(rgb: RgbArray, square: Square, *, size_px: int, is_edge_repeated: bool) -> RgbArray:
    """A square of the photo at ``size_px`` by ``size_px`` pixels, averaged where it is reduced.

    Beyond the photo's edge it is black, or the edge's own colour where ``is_edge_repeated``.
    """
    (left, top), (right, bottom) = _bounds(square, rgb.shape)
    part = rgb[top:bottom, left:right]
    wanted = _OVERSAMPLING * size_px / square.side_px
    reduced_size = [max(1, round(length * min(1.0, wanted))) for length in (right - left, bottom - top)]
    if wanted < 1:
        part = np.asarray(cv2.resize(part, reduced_size, interpolation=cv2.INTER_AREA), np.uint8)
    # three pixel centres of the result, and where they lie in the reduced part
    result_xy = np.array([[0, 0], [size_px - 1, 0], [0, size_px - 1]], float)
    scale = np.array(reduced_size) / (right - left, bottom - top)
    part_xy = (square.to_photo((result_xy + 0.5) / size_px) - (left, top) + 0.5) * scale - 0.5
    matrix = cv2.getAffineTransform(result_xy.astype(np.float32), part_xy.astype(np.float32))
    border = cv2.BORDER_REPLICATE if is_edge_repeated else cv2.BORDER_CONSTANT
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(part, matrix, (size_px, size_px), flags=flags, borderMode=border), np.uint8
    )


def _bounds(square: Square, shape: tuple[int, ...]) -> tuple[tuple[int, int], tuple[int, int]]:
    """First and one past last (x, y) of the photo's pixels around the square; never empty."""
    corners = square.to_photo(np.array([[0, 0], [1, 0], [0, 1], [1, 1]], float))
    most = np.array([shape[1], shape[0]])
    first = np.clip(np.floor(corners.min(axis=0)).astype(int) - _MARGIN_PX, 0, most - 1)
    last = np.clip(np.ceil(corners.max(axis=0)).astype(int) + _MARGIN_PX + 1, first + 1, most)
    return (int(first[0]), int(first[1])), (int(last[0]), int(last[1]))
