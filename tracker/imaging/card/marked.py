"""Read a card where a person marked it: a ColorChecker by its corner patches, a grey card by its corners."""

from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.errors import InvalidInput
from tracker.imaging.card.card import Card
from tracker.imaging.card.chart import COLUMNS, ROWS, published_linear_rgb
from tracker.imaging.card.finding import colour_difference, core_light, read_cores
from tracker.imaging.measure.arrays import Rgb
from tracker.imaging.measure.colour import DARKEST
from tracker.texts import Message, marked

Floats = NDArray[np.float64]

# half a core's side, as a share of the distance between neighbouring patches
_HALF_CORE = 0.22
# of a grey card what lies near its edge is left out
_GREY_INSIDE = 0.7
_CLIPPED = 0.95
_DARK = 0.01
# a grey card under light that falls off to two thirds has 0.12
_UNEVEN = 0.2
# tungsten light with the balance of daylight has 1.1
_COLOURED = 1.4


def read_marked_chart(rgb: Rgb, corners_rc: Floats) -> Card:
    """The ColorChecker Classic of which the middles of the four corner patches were marked.

    Parameters
    ----------
    rgb : (M, N, 3) uint8
        sRGB, upright; it isn't changed.
    corners_rc : (4, 2)
        Middles of the four corner patches, one after the other around the card.

    Raises
    ------
    InvalidInput
        If the colours there aren't the chart's, or its patches are too small.
    """
    read = [read_cores(rgb, cores) for cores in _possible_cores(corners_rc)]
    cards = [card for card in read if card is not None]
    if not cards:
        raise InvalidInput(
            Message(
                marked(
                    "The 24 colours of a ColorChecker are not there: mark the middles of its four corner "
                    "patches, one after the other around the card."
                )
            )
        )
    return min(cards, key=lambda card: colour_difference(card.linear_rgb))


def read_marked_grey(rgb: Rgb, corners_rc: Floats) -> Card:
    """The plain grey card with these corners: one patch.

    Raises
    ------
    InvalidInput
        If it is too small, too bright, too dark, or lit too unevenly to say anything of the light.
    """
    corners_xy = np.asarray(corners_rc, np.float64)[:, ::-1]
    middle = corners_xy.mean(axis=0)
    light = core_light(rgb, middle + _GREY_INSIDE * (corners_xy - middle))
    if light is None:
        raise InvalidInput(Message(marked("The grey card is too small, or outside of the photo.")))
    mean = light.mean(axis=0, dtype=np.float64)
    if mean.max() > _CLIPPED or mean.min() < _DARK:
        raise InvalidInput(
            Message(marked("The grey card is too bright or too dark in this photo to tell its colour."))
        )
    if np.std(light.mean(axis=1)) / mean.mean() > _UNEVEN or np.ptp(np.log(mean)) > _COLOURED:
        raise InvalidInput(
            Message(
                marked("What was marked is no evenly lit grey: mark the card alone, without shadow or edge.")
            )
        )
    return Card(mean[None], middle[None, ::-1])


def grey_unevenness(rgb: Rgb, card_corners_rc: Floats) -> float:
    """How far the colour of the light differs over a grey card (root mean square, relative).

    Of a correction by one grey this is what is left of the card itself: gains take its mean to grey.
    """
    corners_xy = np.asarray(card_corners_rc, np.float64)[:, ::-1]
    middle = corners_xy.mean(axis=0)
    places = product((-0.5, 0.0, 0.5), repeat=2)
    cells = [_cell(rgb, corners_xy, middle, row, column) for row, column in places]
    lights = np.array([cell for cell in cells if cell is not None])
    ratio = lights / lights.mean(axis=1, keepdims=True)
    return float(np.sqrt(np.mean((ratio / ratio.mean(axis=0) - 1) ** 2)))


def _cell(rgb: Rgb, corners_xy: Floats, middle: Floats, row: float, column: float) -> Floats | None:
    """Mean light of a ninth of the card."""
    across = (corners_xy[1] - corners_xy[0] + corners_xy[2] - corners_xy[3]) / 4
    down = (corners_xy[3] - corners_xy[0] + corners_xy[2] - corners_xy[1]) / 4
    centre = middle + row * down * _GREY_INSIDE + column * across * _GREY_INSIDE
    square = np.array([-across - down, across - down, across + down, -across + down]) * 0.2
    light = core_light(rgb, centre + square)
    return None if light is None else light.mean(axis=0, dtype=np.float64).clip(DARKEST)


def _possible_cores(corners_rc: Floats) -> list[Floats]:
    """Corners (24, 4, 2), as (x, y), of the patches' cores, for every way to name four corners."""
    grid = np.array([[0, 0], [COLUMNS - 1, 0], [COLUMNS - 1, ROWS - 1], [0, ROWS - 1]], np.float32)
    corners_xy = np.asarray(corners_rc, np.float32)[:, ::-1]
    ways = [np.roll(order, turn, axis=0) for order in (corners_xy, corners_xy[::-1]) for turn in range(4)]
    rows, columns = np.divmod(np.arange(len(published_linear_rgb())), COLUMNS)
    half = _HALF_CORE * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    cores = np.stack([columns, rows], axis=1)[:, None] + half
    transforms = (cv2.getPerspectiveTransform(grid, np.ascontiguousarray(way)) for way in ways)
    return [_projected(cores, np.asarray(transform, np.float64)) for transform in transforms]


def _projected(points_xy: Floats, homography: Floats) -> Floats:
    flat = cv2.perspectiveTransform(points_xy.reshape(-1, 1, 2).astype(np.float64), homography)
    return np.asarray(flat, np.float64).reshape(points_xy.shape)
