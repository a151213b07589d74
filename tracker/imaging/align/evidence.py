"""What speaks for an alignment: how much skin agrees, where, and how closely."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from tracker.imaging.align.refine import Refined
from tracker.imaging.align.spread import most_spread, on_area, spread_score, to_middle
from tracker.imaging.align.support import LEAST_SUPPORT_PATCHES, SUPPORT_RADIUS, SupportMap
from tracker.imaging.align.working import BoolArray, FloatArray, WorkingPhoto

_LEAST_TRUST = 0.25
# a patch with less information than this sees nothing, and says nothing for or against
_LEAST_INFORMATION = 0.2
# set on rendered and real pairs with known truth: the lowest good pair has a share of
# 0.47 and a score of 39, the highest of pairs that don't match 0.12 and 34 (a mirror image)
_LEAST_SHARE, _LEAST_KEYPOINTS, _LEAST_OVERLAP = 0.22, 0.08, 0.08
# another person before the same door reaches 0.24 by the door alone, the lowest good pair 0.47
_LEAST_CORE_SUPPORT = 0.36
# weights of places to the third power: the middle of the frame, where a wall has no say
_MIDDLE_POWER = 3


@dataclass(frozen=True)
class Evidence:
    """Evidence for one refined field.

    Attributes
    ----------
    refined : Refined
    skin_patches : ndarray of bool, shape (K,)
        Patches of the reference on skin, whether or not the moving photo shows them.
    weight : ndarray, shape (K,)
        What each patch counts: 1 on skin of interest and 0 elsewhere; where none is known, patches on
        skin count the more, the nearer they lie to the middle of the frame.
    keypoint_share : float
        Spread of agreeing keypoints, of the most that the skin of interest could hold.
    """

    refined: Refined
    skin_patches: BoolArray
    weight: FloatArray
    keypoint_share: float

    @cached_property
    def is_good(self) -> BoolArray:
        """Patches that see something and follow the field, shape (K,)."""
        information = self.refined.patches.information
        sees = information[:, 0] + information[:, 2] > _LEAST_INFORMATION
        return np.asarray(sees & (self.refined.trust > _LEAST_TRUST))

    @property
    def good_share(self) -> float:
        """Good patches among those of interest that both photos show."""
        return _share(self.is_good, self._shown)

    @property
    def centrality(self) -> float:
        """How near to the middle of the frame the good patches lie, 0 to 1."""
        good = self.refined.patches.xy[self.is_good & self._shown]
        return float(to_middle(good, self.refined.field.grid.size).mean()) if len(good) else 0.0

    @property
    def good_count(self) -> int:
        """Good patches of interest."""
        return int((self.is_good & self._shown).sum())

    @property
    def shown_count(self) -> int:
        """Patches of interest that both photos show."""
        return int(self._shown.sum())

    @property
    def overlap(self) -> float:
        """Share of the reference's skin of interest that the moving photo shows."""
        return _share(self.refined.patches.is_valid, self.weight > 0)

    @property
    def core_support(self) -> float:
        """Share with local support of the weight that both photos show."""
        return float(
            self.weight[self._shown & self._supported].sum() / max(1e-9, self.weight[self._shown].sum())
        )

    @property
    def agrees(self) -> bool:
        """Whether what both photos show agrees, however little that is."""
        return self.good_share >= _LEAST_SHARE and self.keypoint_share >= _LEAST_KEYPOINTS

    @property
    def is_enough(self) -> bool:
        """Whether the two photos may be said to show the same skin."""
        return self.agrees and self.is_middle_found and self.overlap >= _LEAST_OVERLAP

    @property
    def is_middle_found(self) -> bool:
        """Whether the skin of interest itself is supported, and not only what lies around it."""
        return self.core_support >= _LEAST_CORE_SUPPORT

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
        return _share(self._supported, self.skin_patches)

    @property
    def _supported(self) -> BoolArray:
        return np.asarray(self.support_map.counts.ravel() >= LEAST_SUPPORT_PATCHES)

    @property
    def _shown(self) -> BoolArray:
        return np.asarray(self.refined.patches.is_valid & (self.weight > 0))


def weigh(refined: Refined, reference: WorkingPhoto, agreeing_xy: FloatArray) -> Evidence:
    """Gather the evidence for a refined field.

    Parameters
    ----------
    agreeing_xy : ndarray, shape (K, 2)
        Keypoints of the reference that speak for the field, working pixels.
    """
    xy = refined.patches.xy
    column, row = np.rint(xy).astype(np.intp).T
    counts = reference.core[row, column]
    weight = counts.astype(np.float64)
    if reference.interest is None:
        weight *= to_middle(xy, reference.size) ** _MIDDLE_POWER
    score = spread_score(on_area(agreeing_xy, reference.core), reference.size)
    share = score / max(1e-9, most_spread(reference.core))
    return Evidence(refined, reference.skin[row, column], weight, share)


def _share(good: BoolArray, among: BoolArray) -> float:
    """Share of a selection that is good."""
    return float((good & among).sum() / max(1, among.sum()))


def _disc(reach: FloatArray) -> npt.NDArray[np.float32]:
    """Ones within an ellipse of the given radii (x, y) in lattice steps."""
    half = np.floor(reach).astype(int)
    x, y = np.arange(-half[0], half[0] + 1) / reach[0], np.arange(-half[1], half[1] + 1) / reach[1]
    return np.asarray(x[None, :] ** 2 + y[:, None] ** 2 <= 1, np.float32)
