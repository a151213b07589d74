"""A comparison as one picture that may leave: covered, beside each other, with words and without metadata."""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tracker.imaging.measure.masks import box_around, rasterise
from tracker.model import Box, CopyFormat, Point

Rgb = NDArray[np.uint8]
BAR = (34, 34, 34)
GROUND = (119, 119, 119)
"""Truly neutral: a tinted surround shifts how skin looks."""
_PAPER, _INK = (255, 255, 255), (20, 20, 20)
_GAP_PX, _MARGIN_PX = 8, 12
# of the copy's width; smaller than this many px nobody reads
_LETTER_SHARE, _SMALLEST_LETTER_PX = 1 / 60, 13
_QUALITY = 92


def read_webp(webp: bytes) -> Rgb:
    """A rendition of ours as an array (M, N, 3), sRGB."""
    with Image.open(io.BytesIO(webp), formats=("WEBP",)) as image:
        return np.asarray(image.convert("RGB"))


def cover_box(rgb: Rgb, box: Box) -> Rgb:
    """A copy in which a bar lies over a box; nothing of what was under it is left.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
    box : Box
        Widened to whole pixels.
    """
    rows, columns = rgb.shape[:2]
    covered = rgb.copy()
    top, bottom = int(np.floor(box.top * rows)), int(np.ceil(box.bottom * rows))
    left, right = int(np.floor(box.left * columns)), int(np.ceil(box.right * columns))
    covered[top:bottom, left:right] = BAR
    return covered


def keep_region(rgb: Rgb, outline_rc: Sequence[Point]) -> Rgb:
    """Only what lies within an outline, on neutral grey, cropped to it.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
    outline_rc : sequence of (row, column)
        In px of the picture.

    Raises
    ------
    ValueError
        If the outline lies outside of the picture.
    """
    mask = rasterise(outline_rc, rgb.shape[:2])
    kept = np.where(mask[..., None], rgb, np.array(GROUND, np.uint8))
    return np.ascontiguousarray(kept[box_around(mask, 0)])


def draw_copy(left: Rgb, right: Rgb, captions: tuple[str, str], lines: Sequence[str]) -> Rgb:
    """Two pictures of one size beside each other, a caption under each, then lines across.

    Parameters
    ----------
    left, right : ndarray of uint8, shape (M, N, 3)
        sRGB.
    captions : tuple of str
        Under the left and the right one.
    lines : sequence of str
        Broken where they are too long.

    Returns
    -------
    ndarray of uint8, shape (M', 2 N + gap, 3)

    Raises
    ------
    ValueError
        If the pictures differ in size.
    """
    if left.shape != right.shape:
        raise ValueError(f"two pictures of one size, not {left.shape} and {right.shape}")
    height, width = left.shape[:2]
    full_width = 2 * width + _GAP_PX
    letter_px = max(_SMALLEST_LETTER_PX, round(full_width * _LETTER_SHARE))
    font = ImageFont.load_default(size=letter_px)
    step = round(1.4 * letter_px)
    sides = [_broken(caption, font, width - 2 * _MARGIN_PX) for caption in captions]
    below = [part for line in lines for part in _broken(line, font, full_width - 2 * _MARGIN_PX)]
    caption_rows = max(len(side) for side in sides)
    text_px = (caption_rows + len(below)) * step + 2 * _MARGIN_PX
    canvas = Image.new("RGB", (full_width, height + text_px), _PAPER)
    canvas.paste(GROUND, (0, 0, full_width, height))
    canvas.paste(Image.fromarray(left), (0, 0))
    canvas.paste(Image.fromarray(right), (width + _GAP_PX, 0))
    pen = ImageDraw.Draw(canvas)
    top = height + _MARGIN_PX
    for column, side in zip((0, width + _GAP_PX), sides, strict=True):
        _write(pen, side, (top, column + _MARGIN_PX), font, step)
    _write(pen, below, (top + caption_rows * step, _MARGIN_PX), font, step)
    return np.asarray(canvas)


def encode_copy(rgb: Rgb, file_format: CopyFormat) -> bytes:
    """The picture as a file that holds nothing else: no metadata, no thumbnail, no profile (it is sRGB)."""
    out = io.BytesIO()
    image = Image.fromarray(rgb)
    if file_format is CopyFormat.JPEG:
        image.save(out, "JPEG", quality=_QUALITY, subsampling=0)
    elif file_format is CopyFormat.PNG:
        image.save(out, "PNG", optimize=True)
    else:
        image.save(out, "WEBP", quality=_QUALITY, exif=b"", icc_profile=b"", xmp=b"")
    return out.getvalue()


def reduced_copy(rgb: Rgb, width_px: int) -> Rgb:
    """The picture for a preview, not wider than that."""
    image = Image.fromarray(rgb)
    image.thumbnail((width_px, 4 * width_px), Image.Resampling.LANCZOS)
    return np.asarray(image)


def _broken(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width_px: int) -> list[str]:
    """A text in lines that are no wider than that, broken between words."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width_px:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _write(
    pen: ImageDraw.ImageDraw,
    lines: Sequence[str],
    at_rc: tuple[int, int],
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    step: int,
) -> None:
    for number, line in enumerate(lines):
        pen.text((at_rc[1], at_rc[0] + number * step), line, fill=_INK, font=font)
