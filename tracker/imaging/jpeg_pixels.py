"""The values of a JPEG as its decoder gave them, before anything is made of them for the screen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tracker.imaging.colour_profile import find_profile, is_srgb
from tracker.imaging.photo_file import read_orientation, upright
from tracker.imaging.rgb_space import SRGB_SPACE, RgbSpace, read_rgb_space

_RGB_IDS = [ord(letter) for letter in "RGB"]


@dataclass(frozen=True, slots=True, eq=False)
class JpegPixels:
    """A JPEG's own pixels and what their values mean.

    Attributes
    ----------
    rgb : (M, N, 3) uint8
        Upright, in the file's own colour space.
    space : RgbSpace
        That colour space.
    steps : (int, int) or None
        First numbers of the quantisation tables of blue and red chroma; None where no file tells them.
    """

    rgb: NDArray[np.uint8]
    space: RgbSpace = SRGB_SPACE
    steps: tuple[int, int] | None = None


def read_jpeg_pixels(image: Image.Image, rgb: NDArray[np.uint8]) -> JpegPixels | None:
    """The own pixels of a file.

    Parameters
    ----------
    image : PIL.Image.Image
        As `tracker.imaging.photo_file.load_photo` gives it.
    rgb : (M, N, 3) uint8
        The same upright and in sRGB.

    Returns
    -------
    JpegPixels or None
        None where the file is no JPEG of luma and chroma, or where its colour space is more than a matrix
        and tone curves.
    """
    if not _holds_chroma(image):
        return None
    profile = find_profile(image)
    if is_srgb(profile):
        return JpegPixels(rgb, steps=_chroma_steps(image))
    space = read_rgb_space(profile)
    if space is None:
        return None
    own_rgb = np.asarray(upright(image, read_orientation(image)))
    return JpegPixels(own_rgb, space, _chroma_steps(image))


def _chroma_steps(image: Image.Image) -> tuple[int, int] | None:
    """What the mean chroma of every block is a multiple of, in eighths of a level."""
    tables = getattr(image, "quantization", {})
    used = [component[3] for component in getattr(image, "layer", [])]
    if len(used) != 3 or not all(table in tables for table in used):
        return None
    return tables[used[1]][0], tables[used[2]][0]


def _holds_chroma(image: Image.Image) -> bool:
    """Whether a file is a JPEG of luma and chroma: not of grey, CMYK, or plain red, green and blue."""
    if image.format not in ("JPEG", "MPO") or image.mode != "RGB":
        return False
    # as libjpeg decides: JFIF is luma and chroma, else Adobe's mark says, else the names of the components
    if "jfif" in image.info:
        return True
    transform = image.info.get("adobe_transform")
    ids = [component[0] for component in getattr(image, "layer", [])]
    return ids != _RGB_IDS if transform is None else transform != 0
