"""B-splines by mutual information, the standard of medical imaging. Needs the optional SimpleITK."""

from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.alignment.scoring import PointMap, Points, Rgb
from benchmarks.peers.reduced import grey_of, on_reduced_photos

_BINS, _SAMPLED, _SEED = 50, 0.04, 1
_SHRINK, _SMOOTHING_PX = (4, 2, 1), (2, 1, 0)
_FIRST_CELLS, _CELL_FACTORS = 3, (1, 2, 4)


@on_reduced_photos
def bspline_mutual_information(reference_rgb: Rgb, moving_rgb: Rgb) -> PointMap | None:
    """An affine map, then a cubic B-spline of up to 12 x 12 cells, both by Mattes mutual information.

    Three levels, 4 % of the pixels sampled, the spline by LBFGS: the slowest peer by far. Accepted
    unless the optimiser gives up, as in SimpleITK's examples.

    References
    ----------
    Mattes et al. 2003, doi:10.1109/TMI.2003.809072. Rueckert et al. 1999, doi:10.1109/42.796284.
    Lowekamp et al. 2013, doi:10.3389/fninf.2013.00045 (SimpleITK).
    """
    sitk: Any = import_module("SimpleITK")
    sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
    reference, moving = (
        sitk.GetImageFromArray(grey_of(rgb).astype(np.float32)) for rgb in (reference_rgb, moving_rgb)
    )
    try:
        affine = _affine(sitk, reference, moving)
        spline = _spline(sitk, reference, moving, affine)
    except RuntimeError:
        return None

    def mapped(xy: Points) -> Points:
        return np.array([affine.TransformPoint(spline.TransformPoint(point)) for point in xy.tolist()])

    return mapped


def _method(sitk: Any) -> Any:
    """What both stages share: Mattes mutual information over a pyramid."""
    method = sitk.ImageRegistrationMethod()
    method.SetMetricAsMattesMutualInformation(numberOfHistogramBins=_BINS)
    method.SetMetricSamplingStrategy(method.RANDOM)
    method.SetMetricSamplingPercentage(_SAMPLED, _SEED)
    method.SetInterpolator(sitk.sitkLinear)
    method.SetShrinkFactorsPerLevel(_SHRINK)
    method.SetSmoothingSigmasPerLevel(_SMOOTHING_PX)
    return method


def _affine(sitk: Any, reference: Any, moving: Any) -> Any:
    start = sitk.CenteredTransformInitializer(
        reference, moving, sitk.AffineTransform(2), sitk.CenteredTransformInitializerFilter.GEOMETRY
    )
    method = _method(sitk)
    method.SetOptimizerAsGradientDescent(1.0, 100, convergenceMinimumValue=1e-6, convergenceWindowSize=10)
    method.SetOptimizerScalesFromPhysicalShift()
    method.SetInitialTransform(start, inPlace=True)
    method.Execute(reference, moving)
    return start


def _spline(sitk: Any, reference: Any, moving: Any, affine: Any) -> Any:
    spline = sitk.BSplineTransformInitializer(reference, (_FIRST_CELLS, _FIRST_CELLS), order=3)
    method = _method(sitk)
    method.SetOptimizerAsLBFGS2(solutionAccuracy=1e-5, numberOfIterations=100, deltaConvergenceTolerance=1e-4)
    method.SetMovingInitialTransform(affine)
    method.SetInitialTransformAsBSpline(spline, inPlace=True, scaleFactors=_CELL_FACTORS)
    method.Execute(reference, moving)
    return spline
