"""What every peer shares: photos reduced as the product reduces them, and maps back to full size."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.alignment.scoring import Answer, PointMap, Points, Rgb

LONG_SIDE_PX = 1280
"""The product's own working size, so that no peer sees less or more than it does."""

Grey = npt.NDArray[np.uint8]


def on_reduced_photos(
    register: Callable[..., PointMap | None],
) -> Callable[..., Answer | None]:
    """Make an aligner of photos of any size out of a registration of reduced photos.

    Parameters
    ----------
    register : callable
        Takes two reduced RGB photos, and settings by name; gives a map of (x, y) points between them,
        or None to refuse.

    Returns
    -------
    callable
        Takes two full photos and the same settings; gives a map of (row, column) points and no stated
        error, or None.
    """

    @wraps(register)
    def aligner(reference_rgb: Rgb, moving_rgb: Rgb, **settings: Any) -> Answer | None:
        reference, reference_factor = reduce_photo(reference_rgb)
        moving, moving_factor = reduce_photo(moving_rgb)
        found = register(reference, moving, **settings)
        if found is None:
            return None

        def to_moving(points_rc: Points) -> Points:
            xy = (points_rc[:, ::-1] + 0.5) / reference_factor - 0.5
            return np.asarray(((found(xy) + 0.5) * moving_factor - 0.5)[:, ::-1])

        return to_moving, None

    return aligner


def reduce_photo(rgb: Rgb) -> tuple[Rgb, Points]:
    """The photo at working size, and pixels of the photo per pixel of it as (x, y)."""
    rows, columns = rgb.shape[:2]
    fraction = min(1.0, LONG_SIDE_PX / max(rows, columns))
    size = (round(columns * fraction), round(rows * fraction))
    reduced = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    return np.asarray(reduced, np.uint8), np.array([columns, rows]) / size


def grey_of(rgb: Rgb) -> Grey:
    """The usual luma grey."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def of_one_size(*greys: Grey) -> list[Grey]:
    """Pictures enlarged below and on the right to the largest's size; what is added repeats the edge."""
    rows, columns = np.max([grey.shape for grey in greys], axis=0)
    return [
        np.asarray(np.pad(grey, ((0, rows - grey.shape[0]), (0, columns - grey.shape[1])), mode="edge"))
        for grey in greys
    ]


def by_homography(homography: npt.NDArray[np.floating]) -> PointMap:
    """Map (x, y) points by a 3 x 3 or a 2 x 3 matrix."""
    whole = np.eye(3)
    whole[: len(homography)] = homography

    def mapped(xy: Points) -> Points:
        carried = np.column_stack([xy, np.ones(len(xy))]) @ whole.T
        return np.asarray(carried[:, :2] / carried[:, 2:])

    return mapped
