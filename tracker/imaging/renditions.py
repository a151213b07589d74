"""Pictures for the screen, derived from a photo: smaller, without metadata, made again at any time."""

import io
import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tracker.model import Rendition

# a cell of a grid is 210 to 420 px wide, and screens have up to two pixels, phones three, for each of them
LONG_SIDES_PX = {Rendition.SCREEN: 2048, Rendition.THUMBNAIL: 400, Rendition.ALIGNED_SMALL: 800}
# quality 84 shows no ringing on skin; method 0 costs a third of method 4's time for a tenth more bytes
QUALITY = 84
_METHOD = 0
# a reduction by a whole number is exact (each pixel the mean of its block) and costs a sixth of a
# resampling; it is taken where it comes out at no less than this share of the wanted side
_CLOSE_ENOUGH = 0.9


def make_renditions(rgb: NDArray[np.uint8]) -> dict[Rendition, bytes]:
    """Thumbnail (long side up to 400 px) and screen picture (up to 2048 px), never enlarged.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
        Upright, sRGB.

    Returns
    -------
    dict of Rendition to bytes
        WebP files without metadata.
    """
    return encode_renditions(reduced(Image.fromarray(rgb), LONG_SIDES_PX[Rendition.SCREEN]))


def encode_webp(rgb: NDArray[np.uint8], *, quality: int = QUALITY) -> bytes:
    """A WebP file without metadata.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
        sRGB.
    quality : int
        0 to 100.
    """
    return _encode(Image.fromarray(rgb), quality)


def encode_aligned(rgb: NDArray[np.uint8]) -> dict[Rendition, bytes]:
    """An aligned picture of screen size, and the same for a cell of a grid.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
        sRGB, in the frame of the reference.
    """
    aligned = Image.fromarray(rgb)
    small = reduced(aligned, LONG_SIDES_PX[Rendition.ALIGNED_SMALL])
    return {Rendition.ALIGNED: _encode(aligned, QUALITY), Rendition.ALIGNED_SMALL: _encode(small, QUALITY)}


def small_of_aligned(webp: bytes) -> bytes:
    """The picture for a cell of a grid out of an aligned one's file."""
    with Image.open(io.BytesIO(webp), formats=("WEBP",)) as aligned:
        return _encode(reduced(aligned.convert("RGB"), LONG_SIDES_PX[Rendition.ALIGNED_SMALL]), QUALITY)


def encode_renditions(screen: Image.Image) -> dict[Rendition, bytes]:
    """Both renditions of a finished picture that is no larger than the screen rendition."""
    thumbnail = reduced(screen, LONG_SIDES_PX[Rendition.THUMBNAIL])
    return {Rendition.SCREEN: _encode(screen, QUALITY), Rendition.THUMBNAIL: _encode(thumbnail, QUALITY)}


def reduced(image: Image.Image, long_side_px: int) -> Image.Image:
    """A picture scaled down to a long side, or to a whole fraction of its size just below that.

    Parameters
    ----------
    image : PIL.Image.Image
        Not of a palette mode.
    long_side_px : int

    Returns
    -------
    PIL.Image.Image
        Its long side is 90 to 100 % of ``long_side_px``; the same object where it is no longer than that.

    Examples
    --------
    >>> reduced(Image.new("RGB", (4000, 3000)), 2048).size
    (2000, 1500)
    >>> reduced(Image.new("RGB", (3000, 2000)), 2048).size
    (2048, 1365)
    """
    long_side = max(image.size)
    if long_side <= long_side_px:
        return image
    factor = math.ceil(long_side / long_side_px)
    if long_side / factor >= _CLOSE_ENOUGH * long_side_px:
        return image.reduce(factor)
    scale = long_side_px / long_side
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)


def _encode(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=quality, method=_METHOD, exif=b"", icc_profile=b"", xmp=b"")
    return out.getvalue()
