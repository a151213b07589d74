"""Panels, rows and words of a picture, and saving it."""

import textwrap
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

MOST_BYTES = 150_000
PANEL_PX = 520
GAP_PX = 16
INK, PALE_INK, PAPER = (31, 35, 36), (98, 104, 106), (255, 255, 255)
TEAL, ORANGE = (15, 143, 131), (217, 130, 43)

Rgb = npt.NDArray[np.uint8]

_TITLE_PX, _WORDS_PX = 20, 16


def panel(rgb: Rgb, *, width_px: int = PANEL_PX) -> Rgb:
    """A picture area-averaged to the width of a panel."""
    size = (width_px, round(rgb.shape[0] * width_px / rgb.shape[1]))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


def titled(rgb: Rgb, title: str, words: str = "", *, lines: int = 1) -> Rgb:
    """A panel with a title above and words below, broken to its width and padded to some lines."""
    canvas = Image.new("RGB", (rgb.shape[1], rgb.shape[0] + 32 + 22 * lines), PAPER)
    canvas.paste(Image.fromarray(rgb), (0, 30))
    pen = ImageDraw.Draw(canvas)
    pen.text((0, 2), title, INK, font(_TITLE_PX))
    for number, line in enumerate(textwrap.wrap(words, rgb.shape[1] // 8)):
        pen.text((0, rgb.shape[0] + 34 + 22 * number), line, PALE_INK, font(_WORDS_PX))
    return np.asarray(canvas)


def row(*panels: Rgb) -> Rgb:
    """Panels beside each other."""
    return _joined(panels, axis=1)


def stack(*rows: Rgb) -> Rgb:
    """Rows below each other."""
    return _joined(rows, axis=0)


def _joined(parts: tuple[Rgb, ...], *, axis: int) -> Rgb:
    """Parts along an axis with a gap between them, each filled up to the largest."""
    other = 1 - axis
    most = max(part.shape[other] for part in parts)
    placed: list[Rgb] = []
    for number, part in enumerate(parts):
        margin = [(0, 0), (0, 0), (0, 0)]
        margin[axis] = (GAP_PX if number else 0, 0)
        margin[other] = (0, most - part.shape[other])
        placed.append(np.pad(part, margin, constant_values=255))
    return np.concatenate(placed, axis=axis)


def font(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The typeface that Pillow brings along: the same on every machine."""
    return ImageFont.load_default(size_px)


def save(rgb: Rgb, path: Path) -> None:
    """Write a picture as WebP with a white border, as good as fits into `MOST_BYTES`.

    Raises
    ------
    ValueError
        If it does not fit at any quality that is still clear.
    """
    bordered = np.pad(rgb, [(GAP_PX, GAP_PX), (GAP_PX, GAP_PX), (0, 0)], constant_values=255)
    for quality in (88, 82, 76, 70, 62, 54):
        Image.fromarray(bordered).save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size < MOST_BYTES:
            return
    raise ValueError(f"{path.name} is larger than {MOST_BYTES} bytes: draw less, or smaller")
