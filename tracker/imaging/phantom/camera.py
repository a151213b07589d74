"""The camera: blur, noise, tone, and the file that it writes."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

Singles = NDArray[np.float32]
Bytes = NDArray[np.uint8]

_TONE_STEPS = 4096
_SOFT_PX = 2.0


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera at its nominal distance.

    Attributes
    ----------
    width_px, height_px : int
    mm_across : float
        Width of the frame on the skin.
    distance_mm : float
        Nominal distance: smaller bends the perspective more.
    blur_px : float
        Standard deviation of the lens blur in focus.
    focus_mm : float
        Where the sharp plane lies, in front of the middle of the patch.
    defocus_px_per_mm : float
        How fast blur grows away from the sharp plane; 0 is sharp all over.
    noise : float
        1 is a phone in good light; 0 none.
    vignette : float
        Share of light lost in the corners.
    jpeg_quality : int
    is_mirrored : bool
        Flips the picture, as some front cameras do.
    model : str
    """

    width_px: int = 1600
    height_px: int = 1200
    mm_across: float = 92.0
    distance_mm: float = 320.0
    blur_px: float = 0.7
    focus_mm: float = 0.0
    defocus_px_per_mm: float = 0.0
    noise: float = 0.6
    vignette: float = 0.08
    jpeg_quality: int = 95
    is_mirrored: bool = False
    model: str = "Phantom camera A"

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns) of a photo."""
        return self.height_px, self.width_px

    @property
    def focal_35mm(self) -> float:
        """Focal length's equivalent on 35 mm film, mm, by the diagonal."""
        diagonal_mm = self.mm_across * float(np.hypot(self.width_px, self.height_px)) / self.width_px
        return self.distance_mm * float(np.hypot(36, 24)) / diagonal_mm


def focus(linear_rgb: Singles, camera: Camera, heights_mm: Singles) -> Singles:
    """Blur of the lens: even, and growing away from the sharp plane.

    Parameters
    ----------
    linear_rgb : ndarray of float32, shape (M, N, 3)
    camera : Camera
    heights_mm : ndarray of float32, shape (M, N)
        How far each point stands in front of the middle of the patch.

    Returns
    -------
    ndarray of float32, shape (M, N, 3)

    Notes
    -----
    Between two blurred copies the share of the softer one is chosen so that the variance of the mixed
    blur is right.
    """
    sharp = linear_rgb
    if camera.blur_px > 0:
        sharp = np.asarray(cv2.GaussianBlur(linear_rgb, (0, 0), camera.blur_px))
    if camera.defocus_px_per_mm == 0:
        return sharp
    soft = np.asarray(cv2.GaussianBlur(sharp, (0, 0), _SOFT_PX))
    extra = (heights_mm - camera.focus_mm) * (camera.defocus_px_per_mm / _SOFT_PX)
    share = np.minimum(extra * extra, 1)[..., None]
    return np.asarray(sharp + (soft - sharp) * share, np.float32)


def expose(linear_rgb: Singles, camera: Camera, rng: np.random.Generator) -> Bytes:
    """Turn light on the sensor into a picture, with noise.

    Parameters
    ----------
    linear_rgb : ndarray of float32, shape (M, N, 3)
        Linear sRGB, 1 is white.
    camera : Camera
    rng : Generator
        For the noise.

    Returns
    -------
    ndarray of uint8, shape (M, N, 3)
        sRGB.
    """
    if camera.noise > 0:
        linear_rgb = linear_rgb + _noise(linear_rgb, camera.noise, rng)
    level = np.clip(linear_rgb * np.float32(_TONE_STEPS - 1) + np.float32(0.5), 0, _TONE_STEPS - 1)
    return np.asarray(_tone_curve()[level.astype(np.uint16)])


def _noise(linear_rgb: Singles, strength: float, rng: np.random.Generator) -> Singles:
    """Shot and read noise, softened as demosaicing does."""
    grain = cv2.GaussianBlur(rng.standard_normal(linear_rgb.shape, dtype=np.float32), (3, 3), 0.55)
    deviation = cv2.sqrt(np.maximum(linear_rgb, 0) * np.float32(1.6e-4) + np.float32(1e-6))
    return np.asarray(grain * deviation.reshape(linear_rgb.shape) * np.float32(strength * 1.6))


def _tone_curve() -> Bytes:
    """sRGB of every linear level."""
    linear = np.linspace(0, 1, _TONE_STEPS)
    curve = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(curve * 255), np.uint8)


def write_jpeg(rgb: Bytes, camera: Camera, *, taken_at: datetime | None) -> bytes:
    """A JPEG file with the metadata of a camera.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
        sRGB.
    camera : Camera
    taken_at : datetime or None
        Aware; written as local time with its offset. None leaves the time out.

    Returns
    -------
    bytes

    Raises
    ------
    ValueError
        If ``taken_at`` has no zone.
    """
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = "Synthetic skin, no photograph of a person"
    exif[ExifTags.Base.Make] = "Synthetic"
    exif[ExifTags.Base.Model] = camera.model
    exif[ExifTags.Base.Orientation] = 1
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.FocalLengthIn35mmFilm] = round(camera.focal_35mm)
    if taken_at is not None:
        details[ExifTags.Base.DateTimeOriginal] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
        details[ExifTags.Base.OffsetTimeOriginal] = _offset(taken_at)
    file = BytesIO()
    Image.fromarray(rgb).save(file, "JPEG", quality=camera.jpeg_quality, subsampling="4:4:4", exif=exif)
    return file.getvalue()


def _offset(taken_at: datetime) -> str:
    """Offset from UTC as EXIF writes it, such as +02:00."""
    offset = taken_at.utcoffset()
    if offset is None:
        raise ValueError("a capture time needs its zone")
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
