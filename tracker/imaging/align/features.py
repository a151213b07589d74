"""Keypoints on skin: SIFT on evened contrast, described by RootSIFT."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tracker.imaging.align.working import (
    Float32Array,
    FloatArray,
    WorkingPhoto,
    even_local_contrast,
    reduced_size,
)

_LONG_SIDE_PX = 832
_COUNT = 3000
_CONTRAST_THRESHOLD = 0.02
_EDGE_THRESHOLD = 12


@dataclass(frozen=True)
class Features:
    """Keypoints of one photo, strongest first.

    Attributes
    ----------
    xy : ndarray of float64, shape (K, 2)
        Places (x, y) in working pixels.
    descriptors : ndarray of float32, shape (K, 128)
        RootSIFT, unit length.
    size_px, angle_rad : ndarray of float64, shape (K,)
        The keypoints' own scale and rotation.
    """

    xy: FloatArray
    descriptors: Float32Array
    size_px: FloatArray
    angle_rad: FloatArray

    def __len__(self) -> int:
        return len(self.xy)

    def where(self, chosen: npt.NDArray[np.bool_]) -> "Features":
        """A selection of the keypoints."""
        return Features(
            self.xy[chosen], self.descriptors[chosen], self.size_px[chosen], self.angle_rad[chosen]
        )


def find_features(photo: WorkingPhoto) -> Features:
    """SIFT keypoints on the skin prior.

    References
    ----------
    Lowe D G (2004), doi:10.1023/B:VISI.0000029664.99615.94.
    Arandjelovic R, Zisserman A (2012), doi:10.1109/CVPR.2012.6248018 (RootSIFT).
    """
    fraction = min(1.0, _LONG_SIDE_PX / max(photo.size))
    size = reduced_size(photo.size, fraction)
    reduced = cv2.resize(photo.log_luminance, size, interpolation=cv2.INTER_AREA)
    picture = _evened_bytes(np.asarray(reduced, np.float32))
    mask = cv2.resize(photo.skin.astype(np.uint8) * 255, size, interpolation=cv2.INTER_NEAREST)
    sift = cv2.SIFT.create(_COUNT, 3, _CONTRAST_THRESHOLD, _EDGE_THRESHOLD, 1.6)
    keypoints, described = sift.detectAndCompute(picture, mask)
    descriptors = np.empty((0, 128), np.float32) if described is None else np.asarray(described, np.float32)
    to_working = np.array(photo.size) / size
    return _as_features(keypoints, descriptors, to_working)


def _evened_bytes(log_luminance: Float32Array) -> npt.NDArray[np.uint8]:
    """Evened contrast as the 8-bit picture that SIFT wants."""
    evened = even_local_contrast(log_luminance, sigma_px=11, floor=0.035)
    return np.clip(evened * 42 + 128, 0, 255).astype(np.uint8)


def _as_features(
    keypoints: Sequence[cv2.KeyPoint], descriptors: Float32Array, to_working: FloatArray
) -> Features:
    """Keypoints as arrays; places and sizes in working pixels."""
    xy = np.array([k.pt for k in keypoints], np.float64).reshape(-1, 2)
    return Features(
        xy=(xy + 0.5) * to_working - 0.5,
        descriptors=_root(descriptors),
        size_px=np.array([k.size for k in keypoints], np.float64) * float(to_working[0]),
        angle_rad=np.deg2rad(np.array([k.angle for k in keypoints], np.float64)),
    )


def _root(descriptors: npt.NDArray[np.float32]) -> Float32Array:
    """RootSIFT: the square root of the L1-normalised descriptor."""
    total = np.maximum(descriptors.sum(axis=1, keepdims=True), 1e-6)
    return np.asarray(np.sqrt(descriptors / total), np.float32)
