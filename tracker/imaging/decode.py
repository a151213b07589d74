"""Untrusted bytes to an upright sRGB photo and what the file says of it."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tracker.imaging.colour_profile import find_profile, profile_name, to_srgb
from tracker.imaging.jpeg_pixels import JpegPixels, read_jpeg_pixels
from tracker.imaging.jpeg_quality import estimate_quality
from tracker.imaging.metadata import Capture, read_capture
from tracker.imaging.photo_file import foreign_errors_as_sentences, load_photo, read_orientation, upright
from tracker.model import PhotoFacts

NEUTRAL_GREY = (128, 128, 128)
_SIXTEEN_BIT = ("I", "I;16", "I;16B", "I;16L", "I;16N")
_EIGHT_OF_SIXTEEN = np.round(np.arange(65536) / 257).astype(np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class DecodedPhoto:
    """A photo ready to look at and to measure.

    Attributes
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
        Upright, sRGB.
    facts : PhotoFacts
    capture : Capture
        What the file says of the shot.
    jpeg : JpegPixels or None
        The same picture as a JPEG's decoder gave it; None where the file is none, or not to be read so.
    """

    rgb: NDArray[np.uint8]
    facts: PhotoFacts
    capture: Capture
    jpeg: JpegPixels | None = None


def decode_photo(data: bytes) -> DecodedPhoto:
    """Decode a photo in full, turn it upright and bring its colours to sRGB.

    Parameters
    ----------
    data : bytes
        A JPEG, MPO (first frame), PNG, WebP, TIFF or HEIC file; recognised by its content.

    Returns
    -------
    DecodedPhoto

    Raises
    ------
    UnreadablePhoto
        If the file is no photo, damaged, incomplete, animated, or of a kind that isn't taken.
    PhotoTooLarge
        If it has more than 50 MB or 100 megapixels.
    PhotoTooSmall
        If a side is shorter than 200 pixels.

    Notes
    -----
    Bytes from outside go through `tracker.imaging.sandbox` first; this function is for those that
    passed. Transparent photos are laid on neutral grey.
    """
    image = load_photo(data)
    with foreign_errors_as_sentences():
        facts = read_facts(image, data)
        rgb = np.asarray(finish(to_eight_bit(image), image))
        capture = read_capture(image.getexif())
        return DecodedPhoto(rgb=rgb, facts=facts, capture=capture, jpeg=read_jpeg_pixels(image, rgb))


def read_facts(image: Image.Image, data: bytes) -> PhotoFacts:
    """What a file says of its photo. The place where it was taken is not among it.

    Parameters
    ----------
    image : PIL.Image.Image
        As `load_photo` gives it.
    data : bytes
        The file.
    """
    capture = read_capture(image.getexif())
    lies_down = read_orientation(image) in (5, 6, 7, 8)
    width_px, height_px = reversed(image.size) if lies_down else image.size
    tables = getattr(image, "quantization", None) if image.format in ("JPEG", "MPO") else None
    return PhotoFacts(
        digest=hashlib.sha256(data).hexdigest(),
        file_format=image.format or "",
        byte_count=len(data),
        width_px=width_px,
        height_px=height_px,
        captured_at_local=capture.taken_at_local,
        utc_offset_minutes=capture.utc_offset_minutes,
        camera=capture.camera,
        lens=capture.lens,
        colour_profile=profile_name(find_profile(image)),
        jpeg_quality=estimate_quality(tables[0]) if tables and 0 in tables else None,
        focal_35mm=capture.focal_35mm,
    )


def to_eight_bit(image: Image.Image) -> Image.Image:
    """A picture of mode RGB, RGBA, L, LA or CMYK, 8 bits a channel, in its own colours.

    Pillow has brought 16-bit colour to 8 bits while decoding; 16-bit grey is scaled here.
    """
    if image.mode in _SIXTEEN_BIT:
        return Image.fromarray(_EIGHT_OF_SIXTEEN[np.clip(np.asarray(image), 0, 65535)])
    if image.mode in ("P", "PA"):
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode == "La":
        return image.convert("LA")
    if image.mode in ("RGB", "RGBA", "L", "LA", "CMYK"):
        return image
    return image.convert("RGBA" if image.mode == "RGBa" else "RGB")


def finish(pixels: Image.Image, source: Image.Image) -> Image.Image:
    """Bring 8-bit pixels of a file to upright sRGB without transparency.

    Parameters
    ----------
    pixels : PIL.Image.Image
        The file's picture, at full size or reduced, as `to_eight_bit` gives it.
    source : PIL.Image.Image
        The file's own picture, which carries profile and orientation.
    """
    alpha = pixels.getchannel("A") if pixels.mode in ("RGBA", "LA") else None
    if alpha is not None:
        pixels = pixels.convert(pixels.mode[:-1])
    rgb_image = to_srgb(pixels, find_profile(source))
    if alpha is not None and alpha.getextrema() != (255, 255):
        rgb_image = Image.composite(rgb_image, Image.new("RGB", rgb_image.size, NEUTRAL_GREY), alpha)
    return upright(rgb_image, read_orientation(source))
