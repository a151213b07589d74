"""How much speaks for a pair, also where it is not enough: what a refusal keeps to itself."""

from dataclasses import dataclass

from benchmarks.alignment.scoring import Points, Rgb
from tracker.imaging.align.hints import Hints
from tracker.imaging.align.pair import Pair
from tracker.imaging.align.seek import seek
from tracker.imaging.align.working import reduce_photo


@dataclass(frozen=True)
class Weighed:
    """What the product finds in favour of a pair.

    Attributes
    ----------
    is_accepted : bool
        As `tracker.imaging.align.align` decides.
    share : float
        Patches that agree among those that both photos show, 0 to 1; 0 when no start held at all.
    """

    is_accepted: bool
    share: float


def weigh_pair(
    reference_rgb: Rgb, moving_rgb: Rgb, *, landmarks_rc: tuple[Points, Points] | None = None
) -> Weighed:
    """Look for the map between two photos as `align` does, without asking why it is refused.

    Parameters
    ----------
    reference_rgb, moving_rgb : ndarray of uint8, shape (M, N, 3)
        Upright sRGB photos.
    landmarks_rc : tuple of ndarray of float64, shape (K, 2), optional
        Of the face in both, as for `align`.
    """
    hints = Hints(landmarks_rc=landmarks_rc)
    pair = Pair.of(reduce_photo(reference_rgb), reduce_photo(moving_rgb), hints)
    evidence = seek(pair)
    if evidence is None:
        return Weighed(False, 0.0)
    return Weighed(evidence.is_enough, evidence.good_share)
