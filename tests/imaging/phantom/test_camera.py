"""The file that the camera writes."""

from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO

import numpy as np
import pytest
from PIL import ExifTags, Image

from tracker.imaging.phantom.camera import Camera, write_jpeg

RGB = np.full((40, 60, 3), 128, np.uint8)


def details_of(data: bytes) -> dict[int, object]:
    exif = Image.open(BytesIO(data)).getexif()
    return {**exif, **exif.get_ifd(ExifTags.IFD.Exif)}


@pytest.mark.parametrize(("hours", "written"), [(2, "+02:00"), (-3.5, "-03:30"), (0, "+00:00")])
def test_the_file_tells_when_and_with_what_it_was_taken(hours: float, written: str) -> None:
    taken_at = datetime(2026, 5, 4, 10, 20, 30, tzinfo=timezone(timedelta(hours=hours)))
    exif = details_of(write_jpeg(RGB, Camera(model="Phantom camera A"), taken_at=taken_at))
    assert exif[ExifTags.Base.DateTimeOriginal] == "2026:05:04 10:20:30"
    assert exif[ExifTags.Base.OffsetTimeOriginal] == written
    assert exif[ExifTags.Base.Make] == "Synthetic"
    assert exif[ExifTags.Base.Model] == "Phantom camera A"
    assert exif[ExifTags.Base.Orientation] == 1


def test_without_a_time_none_is_written() -> None:
    assert ExifTags.Base.DateTimeOriginal not in details_of(write_jpeg(RGB, Camera(), taken_at=None))


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        write_jpeg(RGB, Camera(), taken_at=datetime(2026, 5, 4))


def test_quality_decides_the_size() -> None:
    noisy = np.random.default_rng(1).integers(0, 255, (200, 200, 3), np.uint8)
    sizes = [len(write_jpeg(noisy, Camera(jpeg_quality=q), taken_at=datetime.now(UTC))) for q in (60, 95)]
    assert sizes[0] < 0.6 * sizes[1]


def test_the_file_tells_the_focal_length_that_the_frame_has() -> None:
    """A frame 36 mm wide at 50 mm is what a 50 mm lens sees, but for the other sides' ratio."""
    camera = Camera(width_px=600, height_px=400, mm_across=36.0, distance_mm=50.0)
    assert camera.focal_35mm == pytest.approx(50)
    written = details_of(write_jpeg(RGB, camera, taken_at=None))[ExifTags.Base.FocalLengthIn35mmFilm]
    assert written == 50
