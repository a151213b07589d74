"""A chart or a grey card laid into a photo of generated skin by a known homography, in known light."""

from dataclasses import dataclass

import cv2
import numpy as np

from tracker.imaging.card.chart import COLUMNS, ROWS, published_linear_rgb
from tracker.imaging.measure.colour import srgb_to_linear

PITCH_PX, PATCH_PX, BORDER_PX = 92, 80, 30
SIZE_PX = np.array([COLUMNS * PITCH_PX + 2 * BORDER_PX - 12, ROWS * PITCH_PX + 2 * BORDER_PX - 12])


def encode(linear: np.ndarray) -> np.ndarray:
    """8-bit sRGB."""
    linear = np.clip(linear, 0, 1)
    coded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.rint(255 * coded).astype(np.uint8)


def chart_picture() -> np.ndarray:
    """The chart in neutral light, linear."""
    picture = np.full((SIZE_PX[1], SIZE_PX[0], 3), 0.03, np.float32)
    for number, colour in enumerate(published_linear_rgb()):
        row, column = (BORDER_PX + PITCH_PX * k for k in divmod(number, COLUMNS))
        picture[row : row + PATCH_PX, column : column + PATCH_PX] = colour
    return picture


@dataclass(frozen=True)
class Laid:
    """A photo with a card in it, and the truth."""

    rgb: np.ndarray
    homography: np.ndarray
    gains: np.ndarray

    def in_photo(self, points_xy: np.ndarray) -> np.ndarray:
        """Points of the card's picture as (row, column) in the photo."""
        flat = cv2.perspectiveTransform(np.float64(points_xy).reshape(-1, 1, 2), self.homography)
        return flat.reshape(-1, 2)[:, ::-1]

    @property
    def patch_centres_rc(self) -> np.ndarray:
        rows, columns = np.divmod(np.arange(ROWS * COLUMNS), COLUMNS)
        first = BORDER_PX + (PATCH_PX - 1) / 2
        return self.in_photo(np.stack([first + PITCH_PX * columns, first + PITCH_PX * rows], axis=1))

    @property
    def corner_patches_rc(self) -> np.ndarray:
        """Dark skin, bluish green, black, white: around the card."""
        return self.patch_centres_rc[[0, 5, 23, 18]]

    @property
    def edges_rc(self) -> np.ndarray:
        """The card's own corners."""
        width, height = SIZE_PX
        return self.in_photo(np.array([[0, 0], [width, 0], [width, height], [0, height]]))


def lay(
    skin_rgb: np.ndarray,
    picture: np.ndarray,
    *,
    corners_xy: list[tuple[float, float]],
    gains: tuple[float, float, float] = (1, 1, 1),
    blur_px: float = 0.7,
    falloff: float = 0.0,
    noise: float = 0.002,
) -> Laid:
    """Lay a card's picture on skin, corners in the order upper left, upper right, lower right, lower left."""
    (height, width), shape = picture.shape[:2], skin_rgb.shape[1::-1]
    source = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    homography = cv2.getPerspectiveTransform(source, np.float32(corners_xy))
    finer = max(1.0, width / np.hypot(*np.subtract(corners_xy[1], corners_xy[0])))
    seen = cv2.warpPerspective(cv2.GaussianBlur(picture, (0, 0), 0.5 * finer), homography, shape)
    cover = cv2.warpPerspective(np.ones((height, width), np.float32), homography, shape)[..., None]
    light = srgb_to_linear(skin_rgb) * (1 - cover) + seen * cover
    light = light * (1 + falloff * np.linspace(-1, 1, shape[0])[:, None]) * np.array(gains)
    light = cv2.GaussianBlur(light.astype(np.float32), (0, 0), blur_px)
    grain = np.random.default_rng(4).normal(0, noise, light.shape)
    return Laid(encode(light + grain), homography, np.array(gains))
