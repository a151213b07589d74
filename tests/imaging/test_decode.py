"""Photos are known by content, come out upright in sRGB, and the rest gets one sentence."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from tracker.errors import PhotoTooLarge, PhotoTooSmall, UnreadablePhoto
from tracker.imaging.decode import NEUTRAL_GREY, decode_photo
from tracker.imaging.limits import MAX_BYTES
from tracker.imaging.matrix_profile import ADOBE_RGB, DISPLAY_P3, build_profile, rgb_to_xyz_d50
from tracker.imaging.photo_file import read_orientation

HEIC = Path(__file__).parent / "data" / "generated.heic"
INTAKE = Path(__file__).parents[3] / "shared" / "bench" / "intake"
RED, GREEN, BLUE, SKIN = (200, 60, 60), (60, 160, 60), (60, 60, 200), (196, 148, 124)
SRGB_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def quarters(width: int = 320, height: int = 240) -> Image.Image:
    """Red and green above blue and skin: any turn or mirroring shows."""
    image = Image.new("RGB", (width, height), SKIN)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image


def corners(rgb: np.ndarray) -> list[list[int]]:
    rows, columns = rgb.shape[:2]
    return [rgb[r, c].tolist() for r in (rows // 4, 3 * rows // 4) for c in (columns // 4, 3 * columns // 4)]


def file_of(image: Image.Image, file_format: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, file_format, **options)
    return out.getvalue()


def noise_jpeg(width: int = 320, height: int = 240, **options: Any) -> bytes:
    rgb = np.random.default_rng(3).integers(80, 200, (height, width, 3), dtype=np.uint8)
    return file_of(Image.fromarray(rgb), "JPEG", quality=90, **options)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_file(width: int, height: int, depth: int, colour_type: int, rows: bytes) -> bytes:
    """A PNG written by hand, for what Pillow doesn't write."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    chunks = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(rows)) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def linear(encoded: np.ndarray) -> np.ndarray:
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def encoded(light: np.ndarray) -> np.ndarray:
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * np.clip(light, 0, None) ** (1 / 2.4) - 0.055)


def in_space(colour: tuple[int, int, int], space: str) -> tuple[int, ...]:
    """The numbers that stand for an sRGB colour in another space (D65 both, so plain matrices do)."""
    to_xyz = {
        "Display P3": np.array(
            [[0.48657, 0.26567, 0.19822], [0.22897, 0.69174, 0.07929], [0, 0.04511, 1.04394]]
        ),
        "Adobe RGB": np.array(
            [[0.57667, 0.18556, 0.18823], [0.29734, 0.62736, 0.07529], [0.02703, 0.07069, 0.99134]]
        ),
    }[space]
    light = np.linalg.solve(to_xyz, SRGB_TO_XYZ @ linear(np.array(colour) / 255))
    numbers = encoded(light) if space == "Display P3" else np.clip(light, 0, 1) ** (256 / 563)
    return tuple(round(float(v) * 255) for v in numbers)


@pytest.mark.parametrize(
    ("file_format", "options"),
    [
        ("JPEG", {"quality": 95, "subsampling": 0}),
        ("JPEG", {"quality": 95, "subsampling": 0, "progressive": True}),
        ("PNG", {}),
        ("WEBP", {"lossless": True}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
    ],
)
def test_a_photo_of_each_format_comes_out_as_it_went_in(file_format: str, options: dict[str, Any]) -> None:
    photo = decode_photo(file_of(quarters(), file_format, **options))
    assert photo.rgb.dtype == np.uint8
    assert photo.rgb.shape == (240, 320, 3)
    np.testing.assert_allclose(corners(photo.rgb), [RED, GREEN, BLUE, SKIN], atol=3)
    assert photo.facts.file_format == file_format
    assert (photo.facts.width_px, photo.facts.height_px) == (320, 240)


def test_a_heic_is_turned_once_and_not_twice() -> None:
    photo = decode_photo(HEIC.read_bytes())
    assert photo.rgb.shape == (400, 300, 3)
    np.testing.assert_allclose(corners(photo.rgb), [BLUE, RED, SKIN, GREEN], atol=3)
    assert (photo.facts.width_px, photo.facts.height_px) == (300, 400)
    assert photo.facts.utc_offset_minutes == 120


@pytest.mark.parametrize(("file_format", "left_to_do"), [("HEIF", 1), ("TIFF", 1), ("JPEG", 6)])
def test_an_orientation_that_the_decoder_has_applied_is_done(file_format: str, left_to_do: int) -> None:
    image = quarters()
    image.format = file_format
    image.getexif()[0x0112] = 6
    assert read_orientation(image) == left_to_do


def test_the_first_frame_of_an_mpo_is_taken() -> None:
    second = Image.new("RGB", (320, 240), "black")
    photo = decode_photo(file_of(quarters(), "MPO", save_all=True, append_images=[second], quality=95))
    assert photo.facts.file_format == "MPO"
    np.testing.assert_allclose(corners(photo.rgb), [RED, GREEN, BLUE, SKIN], atol=4)


# what a camera stores for each orientation, so that turning it gives the same upright photo
STORED_AS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", STORED_AS)
def test_all_orientations_come_out_upright_and_alike(orientation: int, file_format: str) -> None:
    turn = STORED_AS[orientation]
    stored = quarters() if turn is None else quarters().transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"lossless": True} if file_format == "WEBP" else {}
    photo = decode_photo(file_of(stored, file_format, exif=exif, **options))
    assert photo.rgb.shape == (240, 320, 3)
    assert (photo.facts.width_px, photo.facts.height_px) == (320, 240)
    np.testing.assert_allclose(corners(photo.rgb), [RED, GREEN, BLUE, SKIN], atol=4)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_impossible_orientation_means_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert decode_photo(file_of(quarters(), "JPEG", exif=exif)).rgb.shape == (240, 320, 3)


@pytest.mark.parametrize(("space", "primaries"), [("Display P3", DISPLAY_P3), ("Adobe RGB", ADOBE_RGB)])
@pytest.mark.parametrize("colour", [SKIN, (92, 60, 45), (230, 190, 170), (128, 128, 128), (150, 90, 90)])
def test_an_embedded_profile_gives_the_colour_that_was_meant(
    space: str, primaries: Any, colour: tuple[int, int, int]
) -> None:
    stored = Image.new("RGB", (256, 256), in_space(colour, space))
    photo = decode_photo(file_of(stored, "PNG", icc_profile=build_profile(primaries)))
    np.testing.assert_allclose(photo.rgb[128, 128], colour, atol=2)
    assert photo.facts.colour_profile == primaries.name


def test_adobe_rgb_is_known_by_the_cameras_mark_alone() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA001] = 65535
    exif.get_ifd(0x8769)[0xA005] = {1: "R03"}
    stored = Image.new("RGB", (256, 256), in_space(SKIN, "Adobe RGB"))
    photo = decode_photo(file_of(stored, "JPEG", quality=100, exif=exif))
    np.testing.assert_allclose(photo.rgb[128, 128], SKIN, atol=2)


def test_white_goes_to_the_profile_connection_white() -> None:
    np.testing.assert_allclose(rgb_to_xyz_d50(DISPLAY_P3).sum(axis=1), [0.9642, 1.0, 0.8249], atol=1e-6)


@pytest.mark.parametrize("profile", [b"not a profile", build_profile(DISPLAY_P3)[:200]])
def test_a_broken_profile_is_read_as_srgb(profile: bytes) -> None:
    photo = decode_photo(file_of(Image.new("RGB", (256, 256), SKIN), "PNG", icc_profile=profile))
    assert tuple(photo.rgb[0, 0]) == SKIN
    assert photo.facts.colour_profile == ""


def test_a_profile_of_another_mode_is_ignored() -> None:
    grey = Image.new("L", (256, 256), 140)
    photo = decode_photo(file_of(grey, "PNG", icc_profile=build_profile(DISPLAY_P3)))
    assert tuple(photo.rgb[0, 0]) == (140, 140, 140)


def test_an_srgb_profile_changes_nothing() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    rgb = np.random.default_rng(5).integers(0, 256, (256, 256, 3), dtype=np.uint8)
    photo = decode_photo(file_of(Image.fromarray(rgb), "PNG", icc_profile=profile))
    np.testing.assert_array_equal(photo.rgb, rgb)


@pytest.mark.parametrize("file_format", ["JPEG", "TIFF"])
def test_cmyk_comes_out_as_colour(file_format: str) -> None:
    photo = decode_photo(file_of(quarters().convert("CMYK"), file_format))
    np.testing.assert_allclose(corners(photo.rgb), [RED, GREEN, BLUE, SKIN], atol=5)


def test_grey_comes_out_as_three_equal_channels() -> None:
    photo = decode_photo(file_of(Image.new("L", (256, 256), 90), "JPEG", quality=95))
    np.testing.assert_allclose(photo.rgb, 90, atol=1)


@pytest.mark.parametrize("file_format", ["PNG", "TIFF"])
def test_sixteen_bit_grey_is_scaled_and_not_clipped(file_format: str) -> None:
    ramp = np.tile(np.linspace(0, 65535, 256).astype(np.uint16), (256, 1))
    photo = decode_photo(file_of(Image.fromarray(ramp), file_format))
    np.testing.assert_allclose(photo.rgb[0, :, 0], ramp[0] / 257, atol=0.51)


def test_sixteen_bit_colour_is_scaled() -> None:
    row = b"\0" + struct.pack(">3H", *(v * 257 for v in SKIN)) * 256
    photo = decode_photo(png_file(256, 256, 16, 2, row * 256))
    np.testing.assert_allclose(photo.rgb[100, 100], SKIN, atol=1)


def test_a_palette_gives_its_colours() -> None:
    photo = decode_photo(file_of(quarters().quantize(8), "PNG"))
    np.testing.assert_allclose(corners(photo.rgb), [RED, GREEN, BLUE, SKIN], atol=2)


def test_a_transparent_photo_lies_on_neutral_grey() -> None:
    image = quarters().convert("RGBA")
    image.paste((*RED, 0), (0, 0, 160, 120))
    photo = decode_photo(file_of(image, "PNG"))
    assert corners(photo.rgb) == [list(NEUTRAL_GREY), list(GREEN), list(BLUE), list(SKIN)]


def test_an_opaque_alpha_channel_changes_nothing() -> None:
    photo = decode_photo(file_of(quarters().convert("RGBA"), "PNG"))
    assert corners(photo.rgb) == [list(RED), list(GREEN), list(BLUE), list(SKIN)]


@pytest.mark.parametrize(
    ("file_format", "name"), [("GIF", "GIF"), ("BMP", "BMP"), ("JPEG2000", "JPEG 2000"), ("AVIF", "AVIF")]
)
def test_other_pictures_are_refused_by_name(file_format: str, name: str) -> None:
    with pytest.raises(UnreadablePhoto, match=rf"{name}.*JPEG, PNG, WebP, TIFF or HEIC"):
        decode_photo(file_of(quarters(), file_format))


@pytest.mark.parametrize("data", [b"%!PS-Adobe-3.0", b"hello", b"\0\0\0\x18ftypqt  ", b"<svg/>", b"\xff"])
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadablePhoto, match="JPEG, PNG, WebP, TIFF or HEIC"):
        decode_photo(data)


@pytest.mark.parametrize("file_format", ["PNG", "WEBP"])
def test_an_animation_is_refused(file_format: str) -> None:
    other = Image.new("RGB", (320, 240), "white")
    with pytest.raises(UnreadablePhoto, match="animated"):
        decode_photo(file_of(quarters(), file_format, save_all=True, append_images=[other]))


def test_a_tiff_of_several_pages_is_refused() -> None:
    with pytest.raises(UnreadablePhoto, match="pages"):
        decode_photo(file_of(quarters(), "TIFF", save_all=True, append_images=[quarters()]))


def test_a_tiff_with_a_preview_is_taken() -> None:
    preview = quarters(80, 60)
    preview.encoderinfo = {"tiffinfo": {254: 1}}
    photo = decode_photo(file_of(quarters(), "TIFF", save_all=True, append_images=[preview]))
    assert photo.rgb.shape == (240, 320, 3)


def test_floating_point_is_refused() -> None:
    with pytest.raises(UnreadablePhoto, match="floating-point"):
        decode_photo(file_of(Image.new("F", (256, 256)), "TIFF"))


def test_bare_black_and_white_is_refused() -> None:
    with pytest.raises(UnreadablePhoto, match="black and white"):
        decode_photo(file_of(Image.new("1", (256, 256)), "PNG"))


def test_zero_bytes_are_refused() -> None:
    with pytest.raises(UnreadablePhoto, match="empty"):
        decode_photo(b"")


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(PhotoTooLarge, match="60 MB"):
        decode_photo(noise_jpeg() + bytes(60_000_000))
    assert MAX_BYTES == 50_000_000


@pytest.mark.parametrize("side", [10_001, 12_000, 30_000])
def test_a_bomb_is_refused_by_its_header(side: int) -> None:
    with pytest.raises(PhotoTooLarge, match="100 megapixels"):
        decode_photo(png_file(side, side, 1, 0, b""))


def test_too_few_pixels_are_refused_with_their_number() -> None:
    with pytest.raises(PhotoTooSmall, match="320 x 160"):
        decode_photo(file_of(quarters(320, 160), "JPEG"))


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.98])
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_cut_photo_is_refused(file_format: str, share: float) -> None:
    rgb = np.random.default_rng(3).integers(80, 200, (240, 320, 3), dtype=np.uint8)
    data = file_of(Image.fromarray(rgb), file_format)
    with pytest.raises(UnreadablePhoto):
        decode_photo(data[: int(len(data) * share)])


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_cut_heic_is_refused(share: float) -> None:
    data = HEIC.read_bytes()
    with pytest.raises(UnreadablePhoto):
        decode_photo(data[: int(len(data) * share)])


def test_a_jpeg_whose_rest_was_never_copied_is_refused() -> None:
    data = noise_jpeg()
    half = len(data) // 2
    with pytest.raises(UnreadablePhoto, match="damaged"):
        decode_photo(data[:half] + bytes(len(data) - half))


@pytest.mark.parametrize("place", [0.3, 0.5, 0.8])
def test_a_flipped_bit_in_a_png_is_refused(place: float) -> None:
    data = bytearray(file_of(quarters(), "PNG"))
    data[int(len(data) * place)] ^= 4
    with pytest.raises(UnreadablePhoto):
        decode_photo(bytes(data))


def test_bytes_after_the_end_of_a_jpeg_are_no_damage() -> None:
    assert decode_photo(noise_jpeg() + b"trailer of a phone's motion photo").rgb.shape == (240, 320, 3)


@pytest.mark.skipif(not INTAKE.exists(), reason="the shared intake files are not here")
def test_one_face_in_four_colour_spaces_has_the_same_colours() -> None:
    names = ("face_srgb.png", "face_displayp3.png", "face_displayp3.jpg", "face_16bit.png", "face_srgb.heic")
    first, *others = [decode_photo((INTAKE / "accept" / n).read_bytes()).rgb.astype(int) for n in names]
    for name, other in zip(names[1:], others, strict=True):
        assert np.median(np.abs(other - first)) <= 2, name
        np.testing.assert_allclose(other.mean(axis=(0, 1)), first.mean(axis=(0, 1)), atol=1, err_msg=name)


@pytest.mark.skipif(not INTAKE.exists(), reason="the shared intake files are not here")
@pytest.mark.parametrize(("scene", "shape"), [("Landscape", (1200, 1800, 3)), ("Portrait", (1800, 1200, 3))])
def test_the_public_orientation_set_is_upright_and_alike(scene: str, shape: tuple[int, ...]) -> None:
    first = None
    for orientation in range(9):
        rgb = decode_photo((INTAKE / "accept" / f"{scene}_{orientation}.jpg").read_bytes()).rgb
        assert rgb.shape == shape
        coarse = np.asarray(Image.fromarray(rgb).resize((12, 8))).astype(int)
        first = coarse if first is None else first
        assert np.abs(coarse - first).mean() < 12
