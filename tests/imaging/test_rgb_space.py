"""Colour spaces read from profiles mean what colour management makes of them, and broken ones nothing."""

import struct

import numpy as np
import pytest
from PIL import Image, ImageCms

from tracker.imaging.colour_profile import to_srgb
from tracker.imaging.matrix_profile import ADOBE_RGB, DISPLAY_P3, SRGB, Primaries, build_profile
from tracker.imaging.rgb_space import SRGB_SPACE, RgbSpace, read_rgb_space

SKIN = np.array([[[196, 148, 124], [92, 60, 48], [233, 190, 170]]], np.uint8)


def with_curve(curve: bytes) -> bytes:
    """Display P3 with another tone curve for all channels."""
    built = build_profile(DISPLAY_P3)
    start, size = next(tag[1:] for tag in tags(built) if tag[0] == b"rTRC")
    moved = built[:start] + curve.ljust(size, b"\0")
    # three curves, each of its own in the built profile: let all tags point to the first
    table = bytearray(moved + built[start + size :])
    for k, (name, _, _) in enumerate(tags(built)):
        if name.endswith(b"TRC"):
            struct.pack_into(">II", table, 132 + 12 * k + 4, start, size)
    return bytes(table)


def tags(profile: bytes) -> list[tuple[bytes, int, int]]:
    (count,) = struct.unpack_from(">I", profile, 128)
    return [struct.unpack_from(">4sII", profile, 132 + 12 * k) for k in range(count)]


def parametric(kind: int, *parameters: float) -> bytes:
    numbers = b"".join(struct.pack(">i", round(p * 65536)) for p in parameters)
    return b"para" + bytes(4) + struct.pack(">HH", kind, 0) + numbers


def curve_of(space: RgbSpace | None) -> np.ndarray:
    assert space is not None
    return space.curves[:, 0]


VALUES = np.arange(256) / 255
SRGB_CURVE = np.where(VALUES <= 0.04045, VALUES / 12.92, ((VALUES + 0.055) / 1.055) ** 2.4)
SRGB_PARAMETERS = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


@pytest.mark.parametrize("primaries", [DISPLAY_P3, ADOBE_RGB])
def test_a_space_agrees_with_colour_management_to_its_rounding(primaries: Primaries) -> None:
    profile = build_profile(primaries)
    space = read_rgb_space(profile)
    assert space is not None
    light = space.to_linear(SKIN, np.zeros(SKIN.shape, np.float32))
    managed = np.asarray(to_srgb(Image.fromarray(SKIN), profile))
    values = np.interp(light, SRGB_CURVE, np.arange(256))
    np.testing.assert_allclose(values, managed, atol=0.75)


def test_white_and_black_stay_white_and_black() -> None:
    space = read_rgb_space(build_profile(DISPLAY_P3))
    ends = np.array([[[0, 0, 0], [255, 255, 255]]], np.uint8)
    light = space.to_linear(ends, np.zeros(ends.shape, np.float32))
    np.testing.assert_allclose(light, [[[0, 0, 0], [1, 1, 1]]], atol=2e-4)


def test_no_profile_is_srgb() -> None:
    assert read_rgb_space(b"") is SRGB_SPACE
    np.testing.assert_allclose(curve_of(SRGB_SPACE), SRGB_CURVE, atol=1e-6)


@pytest.mark.parametrize(
    ("curve", "expected"),
    [
        (b"curv" + bytes(4) + struct.pack(">I", 0), VALUES),
        (b"curv" + bytes(4) + struct.pack(">IH", 1, 563), VALUES ** (563 / 256)),
        (
            b"curv" + bytes(4) + struct.pack(">I3H", 3, 0, 16384, 65535),
            np.interp(VALUES, [0, 0.5, 1], [0, 0.25, 1]),
        ),
        (parametric(0, 1.8), VALUES**1.8),
        (parametric(1, 2.0, 1.1, -0.1), np.maximum(1.1 * VALUES - 0.1, 0) ** 2),
        (parametric(2, 2.0, 1.1, -0.1, 0.0), np.maximum(1.1 * VALUES - 0.1, 0) ** 2),
        (parametric(3, *SRGB_PARAMETERS), SRGB_CURVE),
        (parametric(4, *SRGB_PARAMETERS, 0.0, 0.0), SRGB_CURVE),
    ],
)
def test_every_kind_of_tone_curve_is_read(curve: bytes, expected: np.ndarray) -> None:
    np.testing.assert_allclose(curve_of(read_rgb_space(with_curve(curve))), expected, atol=1e-4)


@pytest.mark.parametrize(
    "profile",
    [
        b"not a profile",
        build_profile(DISPLAY_P3)[:200],
        with_curve(b"curv" + bytes(4) + struct.pack(">I", 2**31)),
        with_curve(parametric(9, 2.2)),
        with_curve(b"junk"),
        ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(),
    ],
)
def test_what_cannot_be_read_is_no_space(profile: bytes) -> None:
    assert read_rgb_space(profile) is None


def test_a_space_that_colour_management_sees_otherwise_is_not_used() -> None:
    """A curve that lifts black: colour management takes the lift away, matrix and curves don't."""
    assert read_rgb_space(with_curve(parametric(2, 2.0, 0.9, 0.05, 0.0975))) is None


def test_srgb_primaries_give_back_srgb() -> None:
    space = read_rgb_space(build_profile(SRGB))
    np.testing.assert_allclose(space.to_srgb, np.eye(3), atol=2e-4)
