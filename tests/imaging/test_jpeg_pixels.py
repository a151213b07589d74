"""Which files hold luma and chroma of a space that is understood, and that they come out upright."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from tracker.imaging.decode import DecodedPhoto, decode_photo
from tracker.imaging.matrix_profile import DISPLAY_P3, build_profile
from tracker.imaging.rgb_space import SRGB_SPACE

P3 = build_profile(DISPLAY_P3)
SRGB_PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
ORIENTATION = 0x0112


def picture(mode: str = "RGB") -> Image.Image:
    rgb = np.random.default_rng(4).integers(90, 200, (24, 32, 3), dtype=np.uint8)
    return Image.fromarray(rgb).resize((320, 240)).convert(mode)


def decoded(image: Image.Image, file_format: str = "JPEG", **options: Any) -> DecodedPhoto:
    out = io.BytesIO()
    image.save(out, file_format, **options)
    return decode_photo(out.getvalue())


@pytest.mark.parametrize("options", [{}, {"icc_profile": SRGB_PROFILE}, {"icc_profile": b"broken"}])
def test_a_jpeg_in_srgb_is_measured_as_it_is_shown(options: dict[str, bytes]) -> None:
    photo = decoded(picture(), **options)
    assert photo.jpeg is not None
    assert photo.jpeg.rgb is photo.rgb
    assert photo.jpeg.space is SRGB_SPACE


def test_a_display_p3_jpeg_keeps_its_own_values_beside_those_for_the_screen() -> None:
    photo = decoded(picture(), icc_profile=P3)
    plain = decoded(picture())
    assert photo.jpeg is not None
    assert np.array_equal(photo.jpeg.rgb, plain.rgb)
    assert not np.array_equal(photo.rgb, plain.rgb)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_own_values_are_turned_upright_like_the_picture(orientation: int) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    photo, plain = (decoded(picture(), exif=exif, **more) for more in ({"icc_profile": P3}, {}))
    assert photo.jpeg is not None
    assert np.array_equal(photo.jpeg.rgb, plain.rgb)


@pytest.mark.parametrize(
    ("mode", "file_format", "options"),
    [
        ("RGB", "PNG", {}),
        ("RGB", "WEBP", {}),
        ("L", "JPEG", {}),
        ("CMYK", "JPEG", {}),
        ("RGB", "JPEG", {"keep_rgb": True}),
        ("RGB", "PNG", {"icc_profile": P3}),
    ],
)
def test_other_files_have_no_levels_of_chroma(mode: str, file_format: str, options: dict[str, Any]) -> None:
    assert decoded(picture(mode), file_format, **options).jpeg is None


@pytest.mark.parametrize(("quality", "steps"), [(75, (9, 9)), (90, (3, 3)), (95, (2, 2))])
def test_the_steps_of_chroma_are_those_of_the_file(quality: int, steps: tuple[int, int]) -> None:
    photo = decoded(picture(), quality=quality)
    assert photo.jpeg is not None
    assert photo.jpeg.steps == steps
