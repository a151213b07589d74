"""What speaks for an alignment: how much skin agrees, where, and how closely."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from tracker.imaging.align.refine import Refined
from tracker.imaging.align.result import LEAST_SUPPORT_PATCHES, SupportMap
from tracker.imaging.align.working import FloatArray, WorkingPhoto

# local support is counted within this share of the shorter side
SUPPORT_RADIUS = 0.045
_LEAST_TRUST = 0.25
# a patch with less information than this sees nothing, and says nothing for or against
_LEAST_INFORMATION = 0.2
# set on rendered and real pairs with known truth: the lowest good pair has a share of
# 0.47 and a score of 39, the highest of pairs that don't match 0.12 and 34 (a mirror image)
_LEAST_SHARE, _LEAST_SCORE, _LEAST_OVERLAP = 0.22, 24.0, 0.08


@dataclass(frozen=True)
class Evidence:
    """Evidence for one refined field.

    Attributes
    ----------
    refined : Refined
    skin_patches : ndarray of bool, shape (K,)
        Patches of the reference on skin, whether or not the moving photo shows them.
    keypoint_score : float
        Spread of agreeing keypoints, see `spread_score`.
    """

    refined: Refined
    skin_patches: npt.NDArray[np.bool_]
    keypoint_score: float

    @cached_property
    def is_good(self) -> npt.NDArray[np.bool_]:
        """Patches that see something and follow the field, shape (K,)."""
        information = self.refined.patches.information
        sees = information[:, 0] + information[:, 2] > _LEAST_INFORMATION
        return np.asarray(sees & (self.refined.trust > _LEAST_TRUST))

    @property
    def good_share(self) -> float:
        """Good patches among those on skin that both photos show."""
        return float(self.is_good.sum() / max(1, self.refined.patches.is_valid.sum()))

    @property
    def overlap(self) -> float:
        """Share of the reference's skin that the moving photo shows."""
        return float(self.refined.patches.is_valid.sum() / max(1, self.skin_patches.sum()))

    @property
    def agrees(self) -> bool:
        """Whether what both photos show agrees, however little that is."""
        return self.good_share >= _LEAST_SHARE and self.keypoint_score >= _LEAST_SCORE

    @property
    def is_enough(self) -> bool:
        """Whether the two photos may be said to show the same skin."""
        return self.agrees and self.overlap >= _LEAST_OVERLAP

    @cached_property
    def support_map(self) -> SupportMap:
        """Good patches near each patch of the lattice."""
        patches = self.refined.patches
        first, step = patches.xy[0], patches.xy[patches.lattice[1] + 1] - patches.xy[0]
        reach = SUPPORT_RADIUS * min(self.refined.field.grid.size) / step
        good = self.is_good.reshape(patches.lattice).astype(np.float32)
        counts = cv2.filter2D(good, -1, _disc(reach), borderType=cv2.BORDER_CONSTANT)
        return SupportMap(
            np.clip(np.rint(counts), 0, 255).astype(np.uint8),
            (float(first[0]), float(first[1])),
            (float(step[0]), float(step[1])),
        )

    @property
    def support(self) -> float:
        """Share of the reference's skin patches with local support."""
        supported = self.support_map.counts.ravel() >= LEAST_SUPPORT_PATCHES
        return float((supported & self.skin_patches).sum() / max(1, self.skin_patches.sum()))


def weigh(refined: Refined, reference: WorkingPhoto, keypoint_score: float) -> Evidence:
    """Gather the evidence for a refined field."""
    column, row = np.rint(refined.patches.xy).astype(np.intp).T
    return Evidence(refined, reference.skin[row, column], keypoint_score)


def _disc(reach: FloatArray) -> npt.NDArray[np.float32]:
    """Ones within an ellipse of the given radii (x, y) in lattice steps."""
    half = np.floor(reach).astype(int)
    x, y = np.arange(-half[0], half[0] + 1) / reach[0], np.arange(-half[1], half[1] + 1) / reach[1]
    return np.asarray(x[None, :] ** 2 + y[:, None] ** 2 <= 1, np.float32)
