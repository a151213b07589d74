"""Bytes of frames, and the references that are kept."""

import io

import numpy as np
import pytest
from PIL import Image

from tracker.errors import InvalidInput
from tracker.imaging.guidance import GuideFrame, PreparedReferences, frame_of_bytes
from tracker.imaging.guidance.frames import LONG_SIDE_PX
from tracker.imaging.guidance.placement import fitted
from tracker.imaging.guidance.prepared import MOST_KEPT


def picture(rgb: tuple[int, int, int] = (180, 130, 100)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 80), rgb).save(out, "WEBP")
    return out.getvalue()


def test_bytes_are_read_row_by_row_and_pixel_by_pixel():
    rgb = np.random.default_rng(1).integers(0, 256, (100, 90, 3)).astype(np.uint8)
    assert np.array_equal(frame_of_bytes(rgb.tobytes(), width_px=90, height_px=100).photo.rgb, rgb)


@pytest.mark.parametrize(
    ("count", "width_px", "height_px"),
    [(0, 90, 100), (26_999, 90, 100), (27_001, 90, 100), (0, 0, 0), (3, 1, 1), (3 * 641 * 90, 641, 90)],
)
def test_anything_else_is_refused_with_a_sentence(count: int, width_px: int, height_px: int):
    with pytest.raises(InvalidInput, match=r"frame"):
        frame_of_bytes(bytes(count), width_px=width_px, height_px=height_px)


def test_large_frames_are_reduced():
    frame = GuideFrame.of(np.zeros((480, 640, 3), np.uint8))
    assert frame.size == (LONG_SIDE_PX, 240)


def test_a_frame_is_an_array_of_bytes():
    with pytest.raises(ValueError, match="uint8"):
        GuideFrame.of(np.zeros((10, 10, 3), np.float32))  # type: ignore[arg-type]


def test_a_picture_lies_in_the_middle_of_a_wider_one():
    matrix = fitted((100, 200), (400, 200))
    assert (matrix @ [49.5, 99.5, 1]).tolist() == [199.5, 99.5]
    assert matrix[0, 0] == 1


def test_a_reference_is_read_once():
    kept, reads = PreparedReferences(), []

    def read() -> bytes:
        reads.append(1)
        return picture()

    first = kept.find("a", read)
    assert kept.find("a", read) is first
    assert len(reads) == 1


def test_the_longest_unused_references_are_forgotten():
    kept = PreparedReferences()
    for number in range(MOST_KEPT):
        kept.find(str(number), picture)
    kept.find("0", picture)
    kept.find("new", picture)
    assert len(kept) == MOST_KEPT

    def refuse() -> bytes:
        raise LookupError

    kept.find("0", refuse)
    with pytest.raises(LookupError):
        kept.find("1", refuse)
