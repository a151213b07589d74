"""Opening an uploaded file: known by its content, checked before and after it is decoded."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pi_heif  # type: ignore[import-untyped]
from PIL import Image

from tracker.errors import PhotoRefused, PhotoTooLarge, UnreadablePhoto
from tracker.imaging.limits import MAX_PIXELS, check_byte_count, check_pixel_size
from tracker.imaging.refusals import Refusal
from tracker.imaging.whole_file import PNG_SIGNATURE, is_whole
from tracker.texts import Message

pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_STARTS = {b"\xff\xd8\xff": "JPEG", PNG_SIGNATURE: "PNG", b"II*\0": "TIFF", b"MM\0*": "TIFF"}
_NOT_TAKEN = {
    b"GIF8": Refusal.GIF,
    b"BM": Refusal.BMP,
    b"%PDF": Refusal.PDF,
    b"%!PS": Refusal.EPS,
    b"\xc5\xd0\xd3\xc6": Refusal.EPS,
    b"\0\0\0\x0cjP  ": Refusal.JPEG_2000,
    b"\xff\x4f\xff\x51": Refusal.JPEG_2000,
    b"\0\0\1\0": Refusal.ICON,
    b"8BPS": Refusal.PHOTOSHOP,
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
DAMAGED = Message(Refusal.DAMAGED)


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
    raise UnreadablePhoto(_not_taken(data))


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
    image = open_photo(data)
    with foreign_errors_as_sentences():
        if not is_whole(data, sniff_format(data)):
            raise UnreadablePhoto(DAMAGED)
        image.load()
    return image


def open_photo(data: bytes) -> Image.Image:
    """Read a file's head: what kind of photo it is, and how large; raises as `load_photo`."""
    check_byte_count(len(data))
    file_format = sniff_format(data)
    with foreign_errors_as_sentences():
        image = Image.open(io.BytesIO(data), formats=(file_format,))
        check_pixel_size(*image.size)
        _check_kind(image)
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
        raise PhotoTooLarge(Message(Refusal.NEEDS_MEMORY)) from error
    except Image.DecompressionBombError as error:
        most = {"most": MAX_PIXELS // 1_000_000}
        raise PhotoTooLarge(Message(Refusal.BEYOND_PIXELS, most)) from error
    except Exception as error:  # parsers raise anything from KeyError to struct.error on broken files
        raise UnreadablePhoto(DAMAGED) from error


def _check_kind(image: Image.Image) -> None:
    """Refuse what is a picture, but not one photo of skin."""
    if image.format in ("PNG", "WEBP") and getattr(image, "n_frames", 1) > 1:
        raise UnreadablePhoto(Message(Refusal.ANIMATED))
    if image.format == "TIFF":
        _check_tiff(image)
    if image.mode == "F":
        raise UnreadablePhoto(Message(Refusal.FLOATING_POINT))
    if image.mode == "1":
        raise UnreadablePhoto(Message(Refusal.BLACK_AND_WHITE))
    if image.mode == "LAB":
        raise UnreadablePhoto(Message(Refusal.IN_LAB))


def _check_tiff(image: Image.Image) -> None:
    tags = getattr(image, "tag_v2", {})
    if _DNG_VERSION in tags:
        raise UnreadablePhoto(Message(Refusal.RAW))
    if getattr(image, "n_frames", 1) > 1:
        image.seek(1)
        is_preview = int(getattr(image, "tag_v2", {}).get(_SUBFILE_TYPE, 0)) & 1
        image.seek(0)
        if not is_preview:
            raise UnreadablePhoto(Message(Refusal.SEVERAL_PAGES))


def _not_taken(data: bytes) -> Message:
    for start, template in _NOT_TAKEN.items():
        if data.startswith(start):
            return Message(template)
    if data[4:8] == b"ftyp":
        return Message(Refusal.AVIF if data[8:11] == b"avi" else Refusal.VIDEO)
    return Message(Refusal.NO_PHOTO)
