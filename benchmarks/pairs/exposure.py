"""Light, camera and file of one photo: what changes between visits though the skin does not."""

from dataclasses import dataclass

import cv2
import numpy as np

from benchmarks.pairs.fields import Rgb, Singles, pixel_grid, speckle, to_srgb

_RED_AND_BLUE_OF_WARMTH = np.array([1.0, 0.0, -1.0])
_COARSE_PX = 8


@dataclass(frozen=True, slots=True)
class Exposure:
    """How one photo is taken.

    Attributes
    ----------
    exposure_ev : float
        Stops against the nominal exposure.
    warmth, tint : float
        Log gain of red against blue, and of green against both.
    gradient : tuple of float
        Change of log light over the frame's width (down, right).
    unevenness : float
        Standard deviation of further smooth log light.
    contrast : float
        Exponent of the tone curve around middle grey.
    blur_px : float
        Standard deviation of the lens blur.
    motion_px : float
        Length of a straight shake; 0 is none.
    motion_deg : float
    noise : float
        Standard deviation of the noise at middle grey, in levels of 255.
    jpeg_quality : int
    """

    exposure_ev: float = 0.0
    warmth: float = 0.0
    tint: float = 0.0
    gradient: tuple[float, float] = (0.0, 0.0)
    unevenness: float = 0.0
    contrast: float = 1.0
    blur_px: float = 0.0
    motion_px: float = 0.0
    motion_deg: float = 0.0
    noise: float = 0.0
    jpeg_quality: int = 100


def draw_exposure(rng: np.random.Generator, *, is_rough: bool) -> Exposure:
    """A random exposure; without guidance light and hand are less steady."""
    more = 1.5 if is_rough else 1.0
    return Exposure(
        exposure_ev=more * rng.uniform(-0.35, 0.3),
        warmth=more * rng.uniform(-0.12, 0.12),
        tint=more * rng.uniform(-0.04, 0.04),
        gradient=tuple(more * rng.uniform(-0.3, 0.3, 2)),
        unevenness=more * rng.uniform(0, 0.12),
        contrast=rng.uniform(0.9, 1.15),
        blur_px=rng.uniform(0.3, 1.1) * more,
        motion_px=rng.uniform(1, 4) * more if rng.random() < 0.25 else 0.0,
        motion_deg=rng.uniform(0, 180),
        noise=rng.uniform(0.8, 3.2) * more,
        jpeg_quality=int(rng.integers(75, 96)),
    )


def expose(linear_rgb: Singles, exposure: Exposure, rng: np.random.Generator) -> bytes:
    """The JPEG that a camera makes of linear light (M, N, 3)."""
    light = linear_rgb * _illumination(exposure, linear_rgb.shape[:2], rng)
    rgb = to_srgb(_blurred(light, exposure))
    rgb = 128 * (rgb / 128) ** np.float32(exposure.contrast)
    return encode(_noisy(np.asarray(rgb, np.float32), exposure, rng), quality=exposure.jpeg_quality)


def encode(rgb: Rgb, *, quality: int) -> bytes:
    """A JPEG file of sRGB values."""
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    return bytes(cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


def decode(jpeg: bytes) -> Rgb:
    """sRGB values of a JPEG file."""
    bgr = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)


def _illumination(exposure: Exposure, shape: tuple[int, ...], rng: np.random.Generator) -> Singles:
    """Gain of every pixel and channel."""
    rows, columns = shape[:2]
    small = (-(-rows // _COARSE_PX), -(-columns // _COARSE_PX))
    middle = (np.array(small) - 1) / 2
    log_light = (pixel_grid(small) - middle) / small[1] @ np.array(exposure.gradient)
    log_light = log_light + exposure.unevenness * speckle(rng, small, grain_px=small[1] / 4)
    log_light += exposure.exposure_ev * np.log(2)
    gain = cv2.resize(np.exp(log_light).astype(np.float32), (columns, rows), interpolation=cv2.INTER_LINEAR)
    colour = exposure.warmth * _RED_AND_BLUE_OF_WARMTH + exposure.tint * np.array([0, 1, 0])
    return np.asarray(gain[..., None] * np.exp(colour).astype(np.float32))


def _blurred(light: Singles, exposure: Exposure) -> Singles:
    """Light behind a soft lens in a shaking hand; neither moves the picture's weight."""
    if exposure.blur_px > 0.05:
        light = cv2.GaussianBlur(light, (0, 0), exposure.blur_px)
    if exposure.motion_px > 0.5:
        light = cv2.filter2D(light, -1, _shake(exposure.motion_px, exposure.motion_deg))
    return light


def _shake(length_px: float, angle_deg: float) -> Singles:
    """Kernel of a straight shake, symmetric about its middle."""
    reach = int(np.ceil(length_px / 2)) + 1
    along = pixel_grid((2 * reach + 1, 2 * reach + 1)) - reach
    sine, cosine = np.sin(np.radians(angle_deg)), np.cos(np.radians(angle_deg))
    ahead = np.abs(along @ np.array([sine, cosine]))
    aside = np.abs(along @ np.array([cosine, -sine]))
    kernel = np.clip(length_px / 2 + 0.5 - ahead, 0, 1) * np.clip(1 - aside, 0, 1)
    return np.asarray(kernel / kernel.sum(), np.float32)


def _noisy(rgb: Singles, exposure: Exposure, rng: np.random.Generator) -> Rgb:
    """Levels with noise, a part of which the camera's own smoothing has made coarser."""
    fine = rng.standard_normal(rgb.shape, np.float32)
    soft = cv2.GaussianBlur(fine, (0, 0), 0.7) * np.float32(1.8)
    noise = np.float32(exposure.noise) * (np.float32(0.6) * fine + np.float32(0.6) * soft)
    strength = np.sqrt(0.3 + 0.7 * rgb / 128, dtype=np.float32)
    return np.asarray(np.clip(np.rint(rgb + noise * strength), 0, 255), np.uint8)
