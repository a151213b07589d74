"""A small frame of the camera, and all that is told about it before it is compared."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tracker.imaging.align.features import Features, find_features
from tracker.imaging.align.skin_prior import surely_skin
from tracker.imaging.align.working import BoolArray, Float32Array, WorkingPhoto, reduce_photo
from tracker.imaging.guidance.heads import SeenHead, see_head
from tracker.imaging.measure.colour import srgb_to_linear

Rgb = npt.NDArray[np.uint8]

LONG_SIDE_PX = 320
LARGEST_SIDE_PX = 640
SMALLEST_SIDE_PX = 64


@dataclass(frozen=True)
class GuideFrame:
    """A frame at guidance's size; what is told about it is worked out once, when it is asked for.

    Attributes
    ----------
    photo : WorkingPhoto
        Long side at most `LONG_SIDE_PX`.
    models : Path or None
        Folder of the optional face models.
    """

    photo: WorkingPhoto
    models: Path | None = None

    @classmethod
    def of(cls, rgb: Rgb, *, models: Path | None = None) -> "GuideFrame":
        """Reduce a picture.

        Parameters
        ----------
        rgb : ndarray of uint8, shape (M, N, 3)
            sRGB, upright.
        models : Path or None
            Folder of the optional face models.

        Raises
        ------
        ValueError
            If it is no such array.
        """
        if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3:
            raise ValueError(f"a frame is uint8 of shape (M, N, 3), not {rgb.dtype} of shape {rgb.shape}")
        return cls(reduce_photo(rgb, long_side_px=LONG_SIDE_PX), models)

    @property
    def size(self) -> tuple[int, int]:
        """(width, height)."""
        return self.photo.size

    @cached_property
    def features(self) -> Features:
        """Keypoints on what may be skin."""
        return find_features(self.photo)

    @cached_property
    def head(self) -> SeenHead | None:
        """The head that is seen; None without the models."""
        return see_head(self.photo.rgb, self.models)

    @cached_property
    def skin(self) -> BoolArray:
        """What is skin without much doubt, shape (M, N); within the face where one is seen.

        Hair and walls may have skin's colours.
        """
        skin = surely_skin(self.photo.rgb)
        return skin if self.head is None else skin & self.head.covered((self.size[1], self.size[0]))

    @cached_property
    def linear_rgb(self) -> Float32Array:
        """Linear light, shape (M, N, 3), in [0, 1]."""
        return np.asarray(srgb_to_linear(self.photo.rgb), np.float32)

    def prepare(self) -> "GuideFrame":
        """Work out everything now: for a reference, which is compared many times."""
        _ = self.features, self.head, self.skin, self.linear_rgb
        return self
