"""Photos to hand out: the same pixels, turned the same way, and nothing said beside."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from tracker.errors import UnreadablePhoto
from tracker.imaging.clean_copy import Cleaning, make_clean_copy
from tracker.imaging.decode import decode_photo
from tracker.imaging.matrix_profile import DISPLAY_P3, build_profile

SECRETS = (b"SECRETSERIAL", b"SECRETOWNER", b"SECRETXMP", b"SECRETCOMMENT", b"SECRETDATUM")
HEIC = Path(__file__).parent / "data" / "generated.heic"


def skin(seed: int = 3) -> Image.Image:
    rng = np.random.default_rng(seed)
    coarse = rng.integers(80, 220, (40, 30, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize((480, 640), Image.Resampling.BICUBIC)


def exif_block(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[Base.Orientation], exif[Base.Artist] = orientation, "SECRETOWNER"
    exif.get_ifd(IFD.Exif)[Base.BodySerialNumber] = "SECRETSERIAL"
    exif.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSMapDatum: "SECRETDATUM"})
    return exif.tobytes()


def revealing(kind: str, orientation: int, **options: object) -> bytes:
    out = io.BytesIO()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRETXMP</x:xmpmeta>"
    said = {"exif": exif_block(orientation), "icc_profile": build_profile(DISPLAY_P3)}
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo

        text = PngInfo()
        text.add_text("Comment", "SECRETCOMMENT")
        text.add_itxt("XML:com.adobe.xmp", xmp.decode())
        said["pnginfo"] = text
    elif kind == "JPEG":
        said |= {"xmp": xmp, "comment": b"SECRETCOMMENT"}
    elif kind == "WEBP":
        said["xmp"] = xmp
    skin().save(out, kind, **{**said, **options})
    return out.getvalue()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"quality": 90}),
        ("JPEG", {"quality": 90, "progressive": True}),
        ("PNG", {}),
        ("WEBP", {"quality": 80}),
        ("WEBP", {"lossless": True}),
    ],
    ids=["jpeg", "progressive", "png", "webp", "lossless webp"],
)
def test_pixels_profile_and_turn_stay_and_all_else_goes(kind, options, orientation) -> None:
    given = revealing(kind, orientation, **options)
    assert any(secret in given for secret in SECRETS)
    copy = make_clean_copy(given)
    assert [secret for secret in SECRETS if secret in copy.data] == []
    assert copy.cleaning is Cleaning.PARTS_LEFT_OUT
    np.testing.assert_array_equal(decode_photo(copy.data).rgb, decode_photo(given).rgb)
    shown = Image.open(io.BytesIO(copy.data))
    assert dict(shown.getexif()) == ({} if orientation == 1 else {int(Base.Orientation): orientation})
    assert shown.info["icc_profile"] == build_profile(DISPLAY_P3)
    # cleaned once more it stays as it is
    assert make_clean_copy(copy.data).data == copy.data


def test_what_follows_the_picture_is_left_out() -> None:
    given = revealing("JPEG", 6, quality=90)
    copy = make_clean_copy(given + b"a video of SECRETOWNER")
    assert b"SECRETOWNER" not in copy.data
    assert copy.data == make_clean_copy(given).data


def test_metadata_between_the_scans_of_a_progressive_jpeg_goes_too() -> None:
    given = revealing("JPEG", 1, quality=90, progressive=True)
    scans = [at for at in range(len(given) - 1) if given[at : at + 2] == b"\xff\xda"]
    said = b"SECRETCOMMENT"
    comment = b"\xff\xfe" + (len(said) + 2).to_bytes(2, "big") + said
    spoken = given[: scans[2]] + comment + given[scans[2] :]
    assert make_clean_copy(spoken).data == make_clean_copy(given).data


def test_heic_and_tiff_become_jpegs_of_full_size() -> None:
    out = io.BytesIO()
    skin().save(out, "TIFF", exif=exif_block(1))
    for given in (HEIC.read_bytes(), out.getvalue()):
        copy = make_clean_copy(given)
        assert (copy.suffix, copy.cleaning) == (".jpg", Cleaning.ENCODED_ANEW)
        assert [secret for secret in SECRETS if secret in copy.data] == []
        before, after = decode_photo(given).rgb, decode_photo(copy.data).rgb
        assert before.shape == after.shape
        assert np.abs(before.astype(int) - after).mean() < 2.5


def test_what_is_no_photo_is_refused() -> None:
    with pytest.raises(UnreadablePhoto):
        make_clean_copy(b"GIF89a" + bytes(100))
    with pytest.raises(UnreadablePhoto):
        make_clean_copy(revealing("JPEG", 1)[:2000])
