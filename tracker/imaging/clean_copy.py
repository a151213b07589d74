"""A photo's file without what it says of place, device and people.

JPEG, PNG and WebP lose their metadata without being encoded anew: their parts are copied, and only those
kept that the picture needs. TIFF and HEIC can't be taken apart so simply; they become JPEGs of full size.
"""

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image

from tracker.imaging.decode import decode_photo
from tracker.imaging.photo_file import load_photo, read_orientation, sniff_format
from tracker.imaging.whole_file import PNG_SIGNATURE, find_jpeg_end

# the smallest EXIF block that says how to turn a picture: little-endian, one entry, no next
_EXIF_MARK = b"Exif\0\0"
_TIFF_HEAD = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"
_START_OF_SCAN, _APP0, _APP1, _APP2, _APP14, _APP15, _COMMENT = 0xDA, 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_PROFILE_MARK = b"ICC_PROFILE\0"
_PNG_KEPT = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"cICP",
        b"sBIT",
        b"bKGD",
        b"IDAT",
        b"IEND",
    }
)
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ICCP"})
_WEBP_EXIF_FLAG, _WEBP_XMP_FLAG = 0x08, 0x04
JPEG_QUALITY = 95


class Cleaning(StrEnum):
    """How a file lost its metadata."""

    PARTS_LEFT_OUT = "metadata left out, picture data as they were"
    ENCODED_ANEW = "encoded anew in full size as JPEG, quality 95, sRGB"


@dataclass(frozen=True, slots=True)
class CleanCopy:
    """A file to hand out.

    Attributes
    ----------
    suffix : str
        Of its name, with the dot.
    """

    data: bytes
    suffix: str
    cleaning: Cleaning


def make_clean_copy(data: bytes) -> CleanCopy:
    """A photo's file without metadata, its colour profile and the way it is turned aside.

    Parameters
    ----------
    data : bytes
        A JPEG, MPO, PNG, WebP, TIFF or HEIC file. Of an MPO only the first picture is kept.

    Raises
    ------
    UnreadablePhoto
        If the file is none of these, or damaged.
    """
    file_format = sniff_format(data)
    if file_format in ("TIFF", "HEIF"):
        return _encode_anew(data)
    orientation = read_orientation(load_photo(data))
    if file_format == "JPEG":
        return CleanCopy(_clean_jpeg(data, orientation), ".jpg", Cleaning.PARTS_LEFT_OUT)
    if file_format == "PNG":
        return CleanCopy(_clean_png(data, orientation), ".png", Cleaning.PARTS_LEFT_OUT)
    return CleanCopy(_clean_webp(data, orientation), ".webp", Cleaning.PARTS_LEFT_OUT)


def _encode_anew(data: bytes) -> CleanCopy:
    out = io.BytesIO()
    Image.fromarray(decode_photo(data).rgb).save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return CleanCopy(out.getvalue(), ".jpg", Cleaning.ENCODED_ANEW)


def _clean_jpeg(data: bytes, orientation: int) -> bytes:
    """Keep the colour profile, Adobe's and JFIF's head, and all that isn't an application's or a comment.

    References
    ----------
    ITU-T Recommendation T.81 (1992), annex B.
    """
    end = find_jpeg_end(data)
    parts = [b"\xff\xd8"]
    if orientation != 1:
        block = _EXIF_MARK + _orientation_block(orientation)
        parts.append(b"\xff\xe1" + (len(block) + 2).to_bytes(2, "big") + block)
    offset = 2
    while data[offset + 1] != _START_OF_SCAN:
        length = 2 + int.from_bytes(data[offset + 2 : offset + 4], "big")
        segment = data[offset : offset + length]
        if data[offset : offset + 2] == b"\xff\xff":  # a fill byte
            segment, length = b"", 1
        elif _is_kept_segment(segment):
            parts.append(segment)
        offset += length
    return b"".join([*parts, *_scans(data, offset, len(data) if end is None else end + 2)])


def _scans(data: bytes, offset: int, end: int) -> Iterator[bytes]:
    """From the first scan to the end of the picture; metadata may stand between scans too."""
    kept_from = offset
    while offset < end:
        found = data.find(b"\xff", offset, end)
        if found < 0 or found + 3 >= end:
            break
        marker = data[found + 1]
        if _APP0 <= marker <= _APP15 or marker == _COMMENT:
            yield data[kept_from:found]
            kept_from = found + 2 + int.from_bytes(data[found + 2 : found + 4], "big")
            offset = kept_from
        elif marker == 0 or marker == 0xFF or 0xD0 <= marker <= 0xD9:
            offset = found + (1 if marker == 0xFF else 2)
        else:
            offset = found + 2 + int.from_bytes(data[found + 2 : found + 4], "big")
    yield data[kept_from:end]


def _is_kept_segment(segment: bytes) -> bool:
    marker, body = segment[1], segment[4:]
    if marker == _APP2:
        return body.startswith(_PROFILE_MARK)
    if marker == _APP0:
        return body.startswith(b"JFIF\0")
    return marker == _APP14 or not (_APP0 <= marker <= _APP15 or marker == _COMMENT)


def _clean_png(data: bytes, orientation: int) -> bytes:
    """Keep the chunks that draw the picture.

    References
    ----------
    W3C, Portable Network Graphics (PNG) Specification (Third Edition), 2025, section 11.
    """
    parts, offset, kind = [PNG_SIGNATURE], len(PNG_SIGNATURE), b""
    while kind != b"IEND" and offset < len(data):
        length = 12 + int.from_bytes(data[offset : offset + 4], "big")
        kind = data[offset + 4 : offset + 8]
        if kind == b"IDAT" and orientation != 1:
            parts.append(_png_chunk(b"eXIf", _orientation_block(orientation)))
            orientation = 1
        if kind in _PNG_KEPT:
            parts.append(data[offset : offset + length])
        offset += length
    return b"".join(parts)


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def _clean_webp(data: bytes, orientation: int) -> bytes:
    """Keep the chunks that draw the picture, and say in the head that there are no others.

    References
    ----------
    Zern, Massimino & Alakuijala (2024). WebP image format. RFC 9649. https://doi.org/10.17487/RFC9649
    """
    parts, offset = [], 12
    end = 8 + int.from_bytes(data[4:8], "little")
    while offset + 8 <= end:
        kind, size = data[offset : offset + 4], int.from_bytes(data[offset + 4 : offset + 8], "little")
        chunk = data[offset : offset + 8 + size + size % 2]
        if kind == b"VP8X":
            flags = chunk[8] & ~(_WEBP_EXIF_FLAG | _WEBP_XMP_FLAG)
            parts.append(
                chunk[:8] + bytes([flags | (_WEBP_EXIF_FLAG if orientation != 1 else 0)]) + chunk[9:]
            )
        elif kind in _WEBP_KEPT:
            parts.append(chunk)
        offset += len(chunk)
    if orientation != 1:
        block = _orientation_block(orientation)
        parts.append(b"EXIF" + len(block).to_bytes(4, "little") + block)
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _orientation_block(orientation: int) -> bytes:
    """A TIFF structure whose one entry is the orientation, 26 bytes."""
    return _TIFF_HEAD + orientation.to_bytes(2, "little") + bytes(6)
