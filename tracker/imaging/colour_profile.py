"""Any embedded colour profile to sRGB."""

import io
from functools import lru_cache
from typing import Literal

from PIL import Image, ImageCms

from tracker.imaging.matrix_profile import ADOBE_RGB, DISPLAY_P3, build_profile

# Skin lies inside every camera's and printer's gamut, so nothing has to be squeezed: relative
# colorimetric keeps its colours exactly, where perceptual would move them to make room for others.
# Black point compensation keeps the shadows of CMYK scans apart.
_INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
_FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION
_P3_PRIMARIES = 12  # H.273: SMPTE EG 432-1
_ADOBE_INTEROP = "R03"  # DCF: "optional colour space", which is Adobe RGB
_INTEROP_IFD, _INTEROP_INDEX = 0xA005, 1

Mode = Literal["RGB", "L", "CMYK"]


def find_profile(image: Image.Image) -> bytes:
    """The ICC profile that a file's colours are meant in; empty for sRGB.

    Where no profile is embedded, two marks stand for one: the primaries of a HEIF container
    (Display P3 of some phones) and the interoperability index of EXIF (Adobe RGB of most cameras,
    which write no profile).
    """
    embedded = image.info.get("icc_profile")
    if isinstance(embedded, bytes) and embedded:
        return embedded
    primaries = (image.info.get("nclx_profile") or {}).get("color_primaries")
    if primaries is not None:
        return build_profile(DISPLAY_P3) if int(primaries) == _P3_PRIMARIES else b""
    index = image.getexif().get_ifd(_INTEROP_IFD).get(_INTEROP_INDEX, "")
    return build_profile(ADOBE_RGB) if str(index).startswith(_ADOBE_INTEROP) else b""


def profile_name(profile: bytes) -> str:
    """What a profile calls itself; empty when there is none or it is broken."""
    if not profile:
        return ""
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        name = ImageCms.getProfileDescription(opened).strip()
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return ""
    return "".join(letter for letter in name if letter.isprintable())[:80]


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """A picture in sRGB.

    Parameters
    ----------
    image : PIL.Image.Image
        Of mode RGB, L or CMYK, 8 bits.
    profile : bytes
        ICC profile of its colours; empty or broken means sRGB (or the usual plain conversion of
        grey and CMYK).

    Returns
    -------
    PIL.Image.Image
        Mode RGB; the same object where nothing has to change.
    """
    transform = _find_transform(profile, image.mode)
    if transform is None:
        return image if image.mode == "RGB" else image.convert("RGB")
    return transform.apply(image)


def is_srgb(profile: bytes) -> bool:
    """Whether `to_srgb` leaves pictures of mode RGB as they are: the profile is empty, broken or sRGB."""
    return _find_transform(profile, "RGB") is None


@lru_cache(maxsize=16)
def _find_transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """Transform to sRGB; None where the profile is sRGB already, broken or of another mode."""
    if not profile:
        return None
    try:
        transform = ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            mode,
            "RGB",
            renderingIntent=_INTENT,
            flags=_FLAGS,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    return None if mode == "RGB" and _changes_nothing(transform) else transform


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    """Whether colours across the cube stay as they are; surer than a profile's name."""
    steps = range(0, 256, 51)
    probe = Image.new("RGB", (216, 1))
    colours = [(r, g, b) for r in steps for g in steps for b in steps]
    probe.putdata(colours)
    after = transform.apply(probe).tobytes()
    return max(abs(a - b) for a, b in zip(probe.tobytes(), after, strict=True)) <= 1
