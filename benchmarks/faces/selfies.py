"""Selfies of one person in other light and from other distances: the nearest to photos at home."""

from dataclasses import dataclass

import numpy as np

from benchmarks.alignment.comparison import read_rgb
from benchmarks.faces.hints import FaceModels
from benchmarks.faces.photos import PhotoPair, read_points
from benchmarks.faces.thin_plate import leave_one_out_px
from tracker.errors import AlignmentRefused
from tracker.imaging.align import align


@dataclass(frozen=True)
class Selfie:
    """One selfie laid over another. Errors at the hand-checked points, % of the diagonal.

    Attributes
    ----------
    reference, moving : str
        Names of the photos.
    refused_because : str
        Empty when accepted.
    median_pct, p95_pct : float or None
        The product's error; None when refused.
    trusted_share : float or None
    trusted_median_pct : float or None
        The product's error at trusted points alone.
    thin_plate_pct : float
        Median error of the spline through all other points.
    """

    reference: str
    moving: str
    thin_plate_pct: float
    refused_because: str = ""
    median_pct: float | None = None
    p95_pct: float | None = None
    trusted_share: float | None = None
    trusted_median_pct: float | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether the product laid one over the other."""
        return self.median_pct is not None


def lay_selfie(pair: PhotoPair, *, models: FaceModels) -> Selfie:
    """Align two selfies and compare with their points."""
    reference, moving = (read_rgb(path) for path in pair)
    points_rc, others_rc = (read_points(path.with_suffix(".tem")) for path in pair)
    to_pct = 100 / float(np.hypot(*moving.shape[:2]))
    thin_plate_pct = float(np.median(leave_one_out_px(points_rc, others_rc))) * to_pct
    names = (pair[0].stem.removeprefix("selfie_"), pair[1].stem.removeprefix("selfie_"))
    try:
        alignment = align(reference, moving, landmarks_rc=models.landmarks_rc(reference, moving))
    except AlignmentRefused as refusal:
        return Selfie(*names, thin_plate_pct, str(refusal.reason))
    error_pct = np.hypot(*(alignment.to_moving(points_rc) - others_rc).T) * to_pct
    trusted = alignment.is_trusted(points_rc)
    median_pct, p95_pct = np.percentile(error_pct, [50, 95])
    trusted_pct = float(np.median(error_pct[trusted])) if trusted.any() else None
    return Selfie(
        *names, thin_plate_pct, "", float(median_pct), float(p95_pct), float(trusted.mean()), trusted_pct
    )
