"""Small files that would unpack to half a gigabyte: refused, or unpacked no further than the photo."""

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tracker.errors import PhotoTooLarge, UnreadablePhoto
from tracker.imaging.sandbox import DecodeSandbox

UNPACKED_BYTES = 2**29
NEEDED_BYTES = 200 * 2**20


def packed_zeros() -> bytes:
    packer = zlib.compressobj(9)
    block = bytes(2**24)
    return b"".join(packer.compress(block) for _ in range(UNPACKED_BYTES // len(block))) + packer.flush()


ZEROS = packed_zeros()
DARK = zlib.compress(bytes((3 * 640 + 1) * 480))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *, more: bytes = b"", pixels: bytes = DARK) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + more + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def tiff(width: int, height: int, bits: int = 8) -> bytes:
    """One strip of zeros, packed by deflate."""
    tags = {256: width, 257: height, 258: bits, 259: 8, 262: 1, 273: 8, 277: 1, 278: height, 279: len(ZEROS)}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    start = b"II*\0" + struct.pack("<I", 8 + len(ZEROS))
    return start + ZEROS + struct.pack("<H", len(tags)) + entries + bytes(4)


def jpeg_that_says(side_px: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (640, 480)).save(file, "JPEG")
    data = bytearray(file.getvalue())
    struct.pack_into(">HH", data, data.index(b"\xff\xc0") + 5, side_px, side_px)
    return bytes(data)


REFUSED = {
    "a colour profile": (png(640, 480, more=chunk(b"iCCP", b"x\0\0" + ZEROS)), UnreadablePhoto),
    "a packed text": (png(640, 480, more=chunk(b"zTXt", b"x\0\0" + ZEROS)), UnreadablePhoto),
    "an international text": (png(640, 480, more=chunk(b"iTXt", b"x\0\1\0\0\0" + ZEROS)), UnreadablePhoto),
    "a PNG's size": (png(60_000, 60_000, pixels=ZEROS), PhotoTooLarge),
    "a TIFF's size": (tiff(60_000, 60_000), PhotoTooLarge),
    "a TIFF's size of single bits": (tiff(31_000, 31_000, bits=1), PhotoTooLarge),
    "a JPEG's size": (jpeg_that_says(65_500), PhotoTooLarge),
}
# what comes after the last pixel is left alone
TAKEN = {"pixels beyond the last": png(640, 480, pixels=ZEROS), "a strip beyond the last row": tiff(640, 480)}


@pytest.fixture
def sandbox() -> Iterator[DecodeSandbox]:
    with DecodeSandbox() as opened:
        yield opened


def peak_bytes(sandbox: DecodeSandbox) -> int:
    """What the decoding process took; 0 where none was asked, or the system doesn't say."""
    if sandbox.process_id is None or not Path("/proc/self/status").exists():
        return 0
    status = Path(f"/proc/{sandbox.process_id}/status").read_text()
    return 1024 * int(status.split("VmHWM:")[1].split()[0])


@pytest.mark.parametrize("kind", REFUSED)
def test_a_bomb_is_refused_in_one_sentence_and_little_memory(kind: str, sandbox: DecodeSandbox) -> None:
    data, error = REFUSED[kind]
    assert len(data) < UNPACKED_BYTES / 500
    with pytest.raises(error):
        sandbox.inspect(data)
    assert peak_bytes(sandbox) < NEEDED_BYTES


@pytest.mark.parametrize("kind", TAKEN)
def test_no_more_is_unpacked_than_the_photo_has(kind: str, sandbox: DecodeSandbox) -> None:
    facts = sandbox.inspect(TAKEN[kind]).facts
    assert (facts.width_px, facts.height_px) == (640, 480)
    assert peak_bytes(sandbox) < NEEDED_BYTES
