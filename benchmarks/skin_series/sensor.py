"""What a device does to light that the phantom's camera doesn't: colour crosstalk, tones, chroma in files."""

import cv2
import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]
Bytes = NDArray[np.uint8]


def mix_channels(linear_rgb: Singles, sensor: tuple[tuple[float, ...], ...], *, tint: float = 0.0) -> Singles:
    """Crosstalk of the colour channels, then the gain of green that a white balance leaves.

    Parameters
    ----------
    linear_rgb : ndarray of float32, shape (M, N, 3)
    sensor : tuple of tuple of float
        (3, 3); grey stays grey where rows sum to 1.
    tint : float
        Log gain of green.

    Returns
    -------
    ndarray of float32, shape (M, N, 3)
    """
    gains = np.exp([0.0, tint, 0.0])[:, None]
    return np.asarray(cv2.transform(linear_rgb, (gains * np.array(sensor)).astype(np.float32)))


def bend_tones(linear_rgb: Singles, contrast: float) -> Singles:
    """An S-shaped tone curve on encoded values: ``v + c v (1 - v) (2 v - 1)``.

    Parameters
    ----------
    linear_rgb : ndarray of float32, shape (M, N, 3)
        Held to [0, 1].
    contrast : float
        ``c``: mid-tones are steeper by half of it, the ends flatter by all of it.

    Returns
    -------
    ndarray of float32, shape (M, N, 3)

    Notes
    -----
    Black, middle and white stay where they are.
    """
    if contrast == 0:
        return linear_rgb
    v = encoded(np.clip(linear_rgb, 0, 1))
    return decoded(v + np.float32(contrast) * v * (1 - v) * (2 * v - 1))


def encoded(linear: Singles) -> Singles:
    """SRGB in [0, 1] of linear light in [0, 1]."""
    curved = np.float32(1.055) * cv2.pow(np.maximum(linear, np.float32(1e-9)), 1 / 2.4) - np.float32(0.055)
    return np.where(linear <= 0.0031308, 12.92 * linear, curved.reshape(linear.shape)).astype(np.float32)


def decoded(srgb: Singles) -> Singles:
    """Linear light in [0, 1] of sRGB in [0, 1]."""
    curved = cv2.pow((srgb + np.float32(0.055)) / np.float32(1.055), 2.4).reshape(srgb.shape)
    return np.where(srgb <= 0.04045, srgb / 12.92, curved).astype(np.float32)


def write_jpeg(rgb: Bytes, *, quality: int, is_chroma_halved: bool) -> bytes:
    """The file that a device writes.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
        sRGB.
    quality : int
    is_chroma_halved : bool
        4:2:0, as phones do, instead of 4:4:4.

    Returns
    -------
    bytes
    """
    sampling = (
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420 if is_chroma_halved else cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444
    )
    settings = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, sampling]
    _, file = cv2.imencode(".jpg", np.ascontiguousarray(rgb[..., ::-1]), settings)
    return file.tobytes()
