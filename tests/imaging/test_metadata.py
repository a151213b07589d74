"""Capture time, camera and compression are read; the place is not."""

import hashlib
import io
from dataclasses import asdict
from datetime import datetime
from typing import Any

import pytest
from PIL import Image

from tracker.imaging.decode import decode_photo
from tracker.imaging.jpeg_quality import estimate_quality, scaled_luminance
from tracker.imaging.metadata import camera_name, read_capture
from tracker.model import PhotoFacts

ORIGINAL, DIGITIZED, CHANGED = 0x9003, 0x9004, 0x0132
ORIGINAL_OFFSET, DIGITIZED_OFFSET = 0x9011, 0x9012
TAKEN = datetime(2024, 3, 9, 10, 11, 12)


def exif_of(base: dict[int, Any], details: dict[int, Any], gps: dict[int, Any] | None = None) -> Image.Exif:
    exif = Image.Exif()
    exif.update({0x0131: "camera 1.0"} | base)  # Pillow writes no block without a main tag
    exif.get_ifd(0x8769).update(details)
    if gps:
        exif.get_ifd(0x8825).update(gps)
    return exif


def facts_of(exif: Image.Exif, file_format: str = "JPEG", **options: Any) -> PhotoFacts:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (196, 148, 124)).save(out, file_format, exif=exif.tobytes(), **options)
    return decode_photo(out.getvalue()).facts


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_the_capture_time_is_read_with_its_offset(file_format: str) -> None:
    exif = exif_of({}, {ORIGINAL: "2024:03:09 10:11:12", ORIGINAL_OFFSET: "-03:30"})
    facts = facts_of(exif, file_format)
    assert facts.captured_at_local == TAKEN
    assert facts.utc_offset_minutes == -210


def test_the_time_of_digitizing_stands_in() -> None:
    facts = facts_of(exif_of({}, {DIGITIZED: "2024:03:09 10:11:12", DIGITIZED_OFFSET: "+01:00"}))
    assert (facts.captured_at_local, facts.utc_offset_minutes) == (TAKEN, 60)


def test_the_original_time_goes_first() -> None:
    facts = facts_of(exif_of({}, {ORIGINAL: "2024:03:09 10:11:12", DIGITIZED: "2025:01:01 00:00:00"}))
    assert facts.captured_at_local == TAKEN


def test_the_time_of_the_last_change_is_not_used() -> None:
    assert facts_of(exif_of({CHANGED: "2024:03:09 10:11:12"}, {})).captured_at_local is None


@pytest.mark.parametrize(
    "text", ["0000:00:00 00:00:00", "    :  :     :  :  ", "2024:02:30 10:00:00", "soon"]
)
def test_an_impossible_time_is_none(text: str) -> None:
    assert read_capture(exif_of({}, {ORIGINAL: text})).taken_at_local is None


def test_padding_and_control_characters_are_dropped() -> None:
    capture = read_capture(exif_of({0x010F: "NIKON\0\0junk", 0x0110: " D750\n "}, {0xA434: "x" * 500}))
    assert capture.camera == "NIKON D750"
    assert len(capture.lens) == 80


@pytest.mark.parametrize(
    ("make", "model", "name"),
    [
        ("Apple", "iPhone 13", "Apple iPhone 13"),
        ("Canon", "Canon EOS R6", "Canon EOS R6"),
        ("Apple", "", "Apple"),
        ("", "X", "X"),
        ("", "", ""),
    ],
)
def test_the_make_is_said_once(make: str, model: str, name: str) -> None:
    assert camera_name(make, model) == name


def test_camera_and_lens_are_read() -> None:
    facts = facts_of(exif_of({0x010F: "Apple", 0x0110: "iPhone 13"}, {0xA434: "back camera 5.7mm f/1.5"}))
    assert (facts.camera, facts.lens) == ("Apple iPhone 13", "back camera 5.7mm f/1.5")


def test_the_focal_length_is_a_fact_where_the_file_tells_it() -> None:
    assert facts_of(exif_of({0x010F: "Apple"}, {0xA405: 26})).focal_35mm == 26
    assert facts_of(exif_of({0x010F: "Apple"}, {0xA405: 0})).focal_35mm is None
    assert facts_of(Image.Exif()).focal_35mm is None


def test_the_place_is_in_no_fact() -> None:
    gps = {1: "N", 2: (48.0, 12.0, 31.0), 3: "E", 4: (16.0, 22.0, 17.0)}
    exif = exif_of({0x010F: "Maker"}, {ORIGINAL: "2024:03:09 10:11:12"}, gps)
    facts = facts_of(exif)
    assert facts == decode_facts_without_place(facts)
    assert not any(part in str(asdict(facts)) for part in ("48", "GPS", "16.0"))


def decode_facts_without_place(facts: PhotoFacts) -> PhotoFacts:
    """The same photo's facts when the file never had a place; digest and size are the file's own."""
    plain = asdict(facts_of(exif_of({0x010F: "Maker"}, {ORIGINAL: "2024:03:09 10:11:12"})))
    return PhotoFacts(**{**plain, "digest": facts.digest, "byte_count": facts.byte_count})


@pytest.mark.parametrize("quality", [10, 35, 50, 73, 85, 90, 95, 100])
def test_the_quality_is_the_one_it_was_saved_with(quality: int) -> None:
    assert facts_of(Image.Exif(), quality=quality).jpeg_quality == quality


def test_a_cameras_own_table_gets_the_nearest_quality() -> None:
    table = scaled_luminance(88).ravel()
    table[10] += 1
    assert estimate_quality(table.tolist()) == 88


def test_only_a_jpeg_has_a_quality() -> None:
    assert facts_of(Image.Exif(), "PNG").jpeg_quality is None


def test_a_table_of_another_size_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="64"):
        estimate_quality([1, 2, 3])


def test_digest_and_byte_count_are_those_of_the_file() -> None:
    out = io.BytesIO()
    Image.new("RGB", (320, 240)).save(out, "PNG")
    facts = decode_photo(out.getvalue()).facts
    assert facts.digest == hashlib.sha256(out.getvalue()).hexdigest()
    assert facts.byte_count == len(out.getvalue())


@pytest.mark.parametrize("exif", [b"Exif\0\0garbage", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*"])
def test_broken_metadata_say_nothing_and_do_no_harm(exif: bytes) -> None:
    out = io.BytesIO()
    Image.new("RGB", (320, 240)).save(out, "JPEG", exif=exif)
    facts = decode_photo(out.getvalue()).facts
    assert facts.captured_at_local is None
    assert facts.camera == ""


RENDERED, SCENE, SOFTWARE, FOCAL = 0xA401, 0xA406, 0x0131, 0xA405


@pytest.mark.parametrize(
    ("base", "details", "mode"),
    [
        ({}, {}, ""),
        ({SOFTWARE: "17.4.1"}, {RENDERED: 2}, ""),
        ({SOFTWARE: "HDR+ 1.0.540104767zd"}, {SCENE: 0}, ""),
        ({}, {RENDERED: 7}, "portrait mode"),
        ({}, {RENDERED: 8, SCENE: 2}, "portrait mode"),
        ({}, {SCENE: 3}, "night mode"),
        ({SOFTWARE: "Snapseed 2.21"}, {}, "edited with Snapseed 2.21"),
        ({SOFTWARE: "BeautyPlus"}, {RENDERED: 8}, "portrait mode, edited with BeautyPlus"),
    ],
)
def test_modes_and_programs_that_change_skin_are_named(base, details, mode) -> None:
    assert read_capture(exif_of(base, details)).mode == mode


@pytest.mark.parametrize(("written", "read"), [(26, 26), (0, None), ("26", None)])
def test_the_focal_length_is_read_where_it_is_known(written, read) -> None:
    exif = exif_of({}, {})
    exif.get_ifd(0x8769)[FOCAL] = written
    assert read_capture(exif).focal_35mm == read
    assert read_capture(exif_of({}, {})).focal_35mm is None


def test_a_decoded_photo_brings_what_its_file_says_of_the_shot() -> None:
    out = io.BytesIO()
    exif = exif_of({}, {FOCAL: 52, RENDERED: 8}).tobytes()
    Image.new("RGB", (320, 240)).save(out, "JPEG", exif=exif)
    capture = decode_photo(out.getvalue()).capture
    assert (capture.focal_35mm, capture.mode) == (52, "portrait mode")
