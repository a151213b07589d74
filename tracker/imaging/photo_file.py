"""Opening an uploaded file: known by its content, checked before and after it is decoded."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pi_heif  # type: ignore[import-untyped]
from PIL import Image

from tracker.errors import PhotoRefused, PhotoTooLarge, UnreadablePhoto
from tracker.imaging.limits import MAX_PIXELS, TAKEN_FORMATS, check_byte_count, check_pixel_size
from tracker.imaging.whole_file import PNG_SIGNATURE, is_whole

pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_STARTS = {b"\xff\xd8\xff": "JPEG", PNG_SIGNATURE: "PNG", b"II*\0": "TIFF", b"MM\0*": "TIFF"}
_NOT_TAKEN = {
    b"GIF8": "a GIF",
    b"BM": "a BMP",
    b"%PDF": "a PDF",
    b"%!PS": "an EPS",
    b"\xc5\xd0\xd3\xc6": "an EPS",
    b"\0\0\0\x0cjP  ": "a JPEG 2000",
    b"\xff\x4f\xff\x51": "a JPEG 2000",
    b"\0\0\1\0": "an icon",
    b"8BPS": "a Photoshop",
}
_ORIENTATION = 0x0112
_SUBFILE_TYPE, _DNG_VERSION = 254, 50706
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
DAMAGED = "This photo is damaged or incomplete: copy it from the camera or phone again."
NEEDS_MEMORY = "This photo needs too much memory to open: export it as JPEG or smaller, and add it again."


def sniff_format(data: bytes) -> str:
    """The format of a file by its first bytes, as Pillow names it.

    Parameters
    ----------
    data : bytes
        A whole file, or its first 16 bytes.

    Returns
    -------
    str
        One of JPEG (which may turn out as MPO), PNG, WEBP, TIFF, HEIF.

    Raises
    ------
    UnreadablePhoto
        If the file is of any other kind.

    Examples
    --------
    >>> sniff_format(bytes.fromhex("ffd8ffe000104a46"))
    'JPEG'
    """
    for start, file_format in _STARTS.items():
        if data.startswith(start):
            return file_format
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return "HEIF"
    raise UnreadablePhoto(_not_taken_sentence(data))


def load_photo(data: bytes) -> Image.Image:
    """Decode an uploaded file, as it is stored: not turned, in its own colours.

    Only the one parser that the first bytes call for sees the file; its size is checked before a
    pixel is decoded.

    Returns
    -------
    PIL.Image.Image
        Decoded in full; the first frame of an MPO.

    Raises
    ------
    UnreadablePhoto
        If the file is no photo, damaged, incomplete, animated, or of a kind that isn't taken.
    PhotoTooLarge
        If it has more than `MAX_BYTES` or `MAX_PIXELS`, or needs too much memory.
    PhotoTooSmall
        If a side is shorter than `MIN_SIDE_PX`.
    """
    check_byte_count(len(data))
    file_format = sniff_format(data)
    with foreign_errors_as_sentences():
        image = Image.open(io.BytesIO(data), formats=(file_format,))
        check_pixel_size(*image.size)
        _check_kind(image)
        if not is_whole(data, file_format):
            raise UnreadablePhoto(DAMAGED)
        image.load()
    return image


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """Turn or mirror a picture by its EXIF orientation (1 to 8; anything else means upright)."""
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def read_orientation(image: Image.Image) -> int:
    """The EXIF orientation that a decoded picture still needs.

    The decoders of HEIF and TIFF have turned it already; turning it again would lay it down.
    """
    if image.format in ("HEIF", "TIFF"):
        return 1
    return int(image.getexif().get(_ORIENTATION, 1))


@contextmanager
def foreign_errors_as_sentences() -> Iterator[None]:
    """Whatever a parser raises on a hostile file becomes one sentence; its warnings say nothing new."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except PhotoRefused:
        raise
    except MemoryError as error:
        raise PhotoTooLarge(NEEDS_MEMORY) from error
    except Image.DecompressionBombError as error:
        raise PhotoTooLarge(
            f"This photo has more than {MAX_PIXELS // 1_000_000} megapixels: export it smaller, then add it."
        ) from error
    except Exception as error:  # parsers raise anything from KeyError to struct.error on broken files
        raise UnreadablePhoto(DAMAGED) from error


def _check_kind(image: Image.Image) -> None:
    """Refuse what is a picture, but not one photo of skin."""
    if image.format in ("PNG", "WEBP") and getattr(image, "n_frames", 1) > 1:
        raise UnreadablePhoto(f"This picture is animated: add a single photo as {TAKEN_FORMATS}.")
    if image.format == "TIFF":
        _check_tiff(image)
    if image.mode == "F":
        raise UnreadablePhoto(
            "This file holds floating-point values: export it with 8 or 16 bits, then add it."
        )
    if image.mode == "1":
        raise UnreadablePhoto("This picture is black and white only: add the photo in colour.")
    if image.mode == "LAB":
        raise UnreadablePhoto("This picture is in Lab colours: export it as sRGB and add it again.")


def _check_tiff(image: Image.Image) -> None:
    tags = getattr(image, "tag_v2", {})
    if _DNG_VERSION in tags:
        raise UnreadablePhoto(f"This is a raw file (DNG): develop it and add it as {TAKEN_FORMATS}.")
    if getattr(image, "n_frames", 1) > 1:
        image.seek(1)
        is_preview = int(getattr(image, "tag_v2", {}).get(_SUBFILE_TYPE, 0)) & 1
        image.seek(0)
        if not is_preview:
            raise UnreadablePhoto("This TIFF has several pages: export the photo alone and add it again.")


def _not_taken_sentence(data: bytes) -> str:
    for start, name in _NOT_TAKEN.items():
        if data.startswith(start):
            return f"This is {name} file: save the photo as {TAKEN_FORMATS} and add it again."
    if data[4:8] == b"ftyp":
        name = "an AVIF file" if data[8:11] == b"avi" else "a video or an unknown kind of picture"
        return f"This is {name}: save the photo as {TAKEN_FORMATS} and add it again."
    return f"This file is not a photo that can be read: add one as {TAKEN_FORMATS}."
