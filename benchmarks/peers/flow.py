"""Dense optical flow by inverse search."""

from typing import Any

import cv2
import numpy as np

from benchmarks.alignment.scoring import PointMap, Points, Rgb
from benchmarks.peers.reduced import grey_of, of_one_size, on_reduced_photos

# arguments that may be left empty, which OpenCV's stubs don't know
_OPENCV_MAKES_IT: Any = None
_NONE: Any = None


@on_reduced_photos
def dis_flow(reference_rgb: Rgb, moving_rgb: Rgb) -> PointMap:
    """DIS optical flow, preset "medium", on greys. It has no way to refuse.

    References
    ----------
    Kroeger et al. 2016, doi:10.1007/978-3-319-46493-0_29.
    """
    reference, moving = of_one_size(grey_of(reference_rgb), grey_of(moving_rgb))
    dis = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flow = np.asarray(dis.calc(reference, moving, _OPENCV_MAKES_IT))

    def mapped(xy: Points) -> Points:
        at = xy.astype(np.float32)[:, None]
        shift = cv2.remap(flow, at, _NONE, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(xy + shift[:, 0])

    return mapped
