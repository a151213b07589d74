"""A ColorChecker Classic beside the treated skin, in the light of the photo."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.imaging.card.chart import COLUMNS, ROWS, published_linear_rgb

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

_FRAME = 0.03
# sides of patches, gaps and border of the picture that is laid down, px
_PATCH_PX, _GAP_PX, _BORDER_PX = 80, 12, 30


@dataclass(frozen=True, slots=True)
class Chart:
    """Where the chart lies in the frame; it faces the camera.

    Attributes
    ----------
    centre : tuple of float
        Its middle as shares of the frame's height and width.
    width : float
        Its longer side as a share of the frame's width.
    angle_deg : float
        Clockwise as seen; 0 has dark skin at the upper left and black at the lower right.
    """

    centre: tuple[float, float] = (0.82, 0.5)
    width: float = 0.3
    angle_deg: float = 0.0

    def patch_centres(self, shape: tuple[int, int]) -> Floats:
        """Middles of the patches (24, 2) as (row, column) in a photo of (rows, columns)."""
        rows, columns = np.divmod(np.arange(ROWS * COLUMNS), COLUMNS)
        pitch, first = _PATCH_PX + _GAP_PX, _BORDER_PX + (_PATCH_PX - 1) / 2
        xy = np.stack([first + columns * pitch, first + rows * pitch, np.ones(len(rows))])
        return np.asarray((self._to_photo(shape) @ xy).T[:, ::-1])

    def _to_photo(self, shape: tuple[int, int]) -> Floats:
        """Affine map of the chart's picture to the photo, both as (x, y), (2, 3)."""
        height, width = _picture().shape[:2]
        size, turn = self.width * shape[1] / width, np.radians(self.angle_deg)
        turned = size * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        middle = np.array([self.centre[1] * shape[1], self.centre[0] * shape[0]]) - 0.5
        return np.column_stack([turned, middle - turned @ [(width - 1) / 2, (height - 1) / 2]])


def lay_chart(linear_rgb: Singles, chart: Chart, illumination: Singles) -> Singles:
    """Lay the chart on the skin.

    Parameters
    ----------
    linear_rgb, illumination : ndarray of float32, shape (M, N, 3)
        Light before the lens, and that of a perfect white diffuser in its place.
    chart : Chart

    Returns
    -------
    ndarray of float32, shape (M, N, 3)
    """
    shape = linear_rgb.shape[:2]
    to_photo = chart._to_photo(shape)
    picture = _picture()
    shrink = 1 / np.sqrt(np.linalg.det(to_photo[:, :2]))
    if shrink > 1:  # as fine as the photo shows it
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.5 * float(shrink)), np.float32)
    size = shape[::-1]
    seen = np.asarray(cv2.warpAffine(picture, to_photo, size, flags=cv2.INTER_LINEAR), np.float32)
    cover = np.asarray(cv2.warpAffine(np.ones(picture.shape[:2], np.float32), to_photo, size), np.float32)
    # outside of the chart its picture is black: light of a pixel at the border is already shared
    return np.asarray(linear_rgb * (1 - cover[..., None]) + seen * illumination, np.float32)


def _picture() -> Singles:
    """The chart in neutral light, linear sRGB."""
    pitch = _PATCH_PX + _GAP_PX
    size = (ROWS * pitch - _GAP_PX + 2 * _BORDER_PX, COLUMNS * pitch - _GAP_PX + 2 * _BORDER_PX)
    picture = np.full((*size, 3), _FRAME, np.float32)
    for number, colour in enumerate(published_linear_rgb()):
        row, column = (_BORDER_PX + pitch * k for k in divmod(number, COLUMNS))
        picture[row : row + _PATCH_PX, column : column + _PATCH_PX] = colour
    return picture
