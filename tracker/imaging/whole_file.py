"""Whether a file is all there, told from its structure alone.

Decoders are forgiving: Pillow draws a JPEG whose second half is missing, if only the end marker
stands, and passes over the checksums of PNG. A comparison of skin must not.
"""

import re
import zlib

# a marker inside entropy-coded data: neither a stuffed 0xFF00 nor a restart marker nor a fill byte
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
_START_OF_SCAN = 0xDA
_END_OF_IMAGE = 0xD9
_NO_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def find_jpeg_end(data: bytes) -> int | None:
    """Offset of the end marker of the first picture in a JPEG.

    Parameters
    ----------
    data : bytes
        The file, beginning with the start marker.

    Returns
    -------
    int or None
        None when the segments break off before an end marker: the file is cut.

    Examples
    --------
    >>> find_jpeg_end(bytes.fromhex("ffd8 ffda0002 1234 ffd9"))
    8
    >>> find_jpeg_end(bytes.fromhex("ffd8 ffda0002 1234")) is None
    True
    """
    offset = 2
    while found := _JPEG_MARKER.search(data, offset):
        offset, marker = found.start(), data[found.start() + 1]
        if marker == _END_OF_IMAGE:
            return offset
        offset += 2
        if marker not in _NO_LENGTH:
            offset += max(2, int.from_bytes(data[offset : offset + 2], "big"))
    return None


def is_whole_png(data: bytes) -> bool:
    """Whether every chunk of a PNG carries its checksum and the end chunk stands.

    References
    ----------
    W3C, Portable Network Graphics (PNG) Specification (Third Edition), 2025, section 5.3.
    """
    offset = len(PNG_SIGNATURE)
    while offset + 12 <= len(data):
        length = int.from_bytes(data[offset : offset + 4], "big")
        end = offset + 8 + length
        kind = data[offset + 4 : offset + 8]
        checksum = zlib.crc32(memoryview(data)[offset + 4 : end])
        if checksum != int.from_bytes(data[end : end + 4], "big"):
            return False
        if kind == b"IEND":
            return True
        offset = end + 4
    return False


def is_whole_webp(data: bytes) -> bool:
    """Whether a WebP is as long as its RIFF header says."""
    return len(data) >= 8 + int.from_bytes(data[4:8], "little")


def is_whole(data: bytes, file_format: str) -> bool:
    """Whether a file of the given Pillow format is all there, as far as its structure can say.

    TIFF and HEIF carry neither length nor checksum; their decoders refuse a missing part.
    """
    if file_format in ("JPEG", "MPO"):
        return find_jpeg_end(data) is not None
    if file_format == "PNG":
        return is_whole_png(data)
    return file_format != "WEBP" or is_whole_webp(data)
