"""Face landmarks and a thin-plate spline between them. Needs the optional face models."""

from pathlib import Path

from scipy.interpolate import RBFInterpolator

from benchmarks.alignment.scoring import PointMap, Points, Rgb
from benchmarks.peers.reduced import on_reduced_photos
from tracker.imaging.faces import find_face

# what follows are the irises, which look about
_OF_THE_MESH = 468


@on_reduced_photos
def landmarks_thin_plate(reference_rgb: Rgb, moving_rgb: Rgb, *, models: Path) -> PointMap | None:
    """A thin-plate spline through the 468 points of the face mesh. Refused where no face is found.

    That two faces are one person's is not asked, as usual.

    References
    ----------
    Bookstein 1989, doi:10.1109/34.24792. Kartynnik et al. 2019, doi:10.48550/arXiv.1907.06724.
    """
    first, second = (find_face(rgb, models=models) for rgb in (reference_rgb, moving_rgb))
    if first is None or second is None:
        return None
    reference_xy, moving_xy = (face.landmarks_rc[:_OF_THE_MESH, ::-1] for face in (first, second))
    return thin_plate(reference_xy, moving_xy)


def thin_plate(points: Points, others: Points) -> PointMap:
    """The spline that carries points (K, 2) onto others, bending least."""
    spline: PointMap = RBFInterpolator(points, others, kernel="thin_plate_spline")
    return spline
