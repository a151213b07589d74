"""StackReg, the registration that ImageJ users know. Needs the optional package pystackreg."""

from importlib import import_module
from typing import Any

from benchmarks.alignment.scoring import PointMap, Rgb
from benchmarks.peers.reduced import by_homography, grey_of, of_one_size, on_reduced_photos


@on_reduced_photos
def stackreg_affine(reference_rgb: Rgb, moving_rgb: Rgb) -> PointMap:
    """An affine map by least squares of grey values over a pyramid. It has no way to refuse.

    References
    ----------
    Thevenaz, Ruttimann and Unser 1998, doi:10.1109/83.650848.
    """
    stackreg: Any = import_module("pystackreg").StackReg
    reference, moving = of_one_size(grey_of(reference_rgb), grey_of(moving_rgb))
    return by_homography(stackreg(stackreg.AFFINE).register(reference, moving))
