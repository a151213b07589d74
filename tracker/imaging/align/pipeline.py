"""Align two photos of the same skin: features, starts, confirmation, refinement, evidence."""

import numpy as np
import numpy.typing as npt

from tracker.errors import AlignmentRefused
from tracker.imaging.align.evidence import Evidence
from tracker.imaging.align.hints import Hints
from tracker.imaging.align.pair import Pair
from tracker.imaging.align.refusal import why_refused
from tracker.imaging.align.result import Alignment
from tracker.imaging.align.seek import seek
from tracker.imaging.align.stated_error import stated_error_px
from tracker.imaging.align.working import reduce_photo
from tracker.model import PointPairs

METHOD = "align-2"


def align(
    reference_rgb: npt.NDArray[np.uint8],
    moving_rgb: npt.NDArray[np.uint8],
    *,
    mask: npt.NDArray[np.bool_] | None = None,
    start: PointPairs | None = None,
    landmarks_rc: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None = None,
) -> Alignment:
    """Lay a photo over its reference.

    Works on copies reduced to `LONG_SIDE_PX`, whatever the size of the photos. The same photos
    give the same result to the bit.

    Parameters
    ----------
    reference_rgb, moving_rgb : ndarray of uint8, shape (M, N, 3)
        Upright sRGB photos of 640 px to 50 megapixels; sizes may differ.
    mask : ndarray of bool, shape (M, N), optional
        Skin of interest of the reference: evidence is counted there alone.
    start : PointPairs, optional
        Places marked by a person in both photos. The search starts there and nowhere else, whatever
        turn and scale that means; what is found must still agree.
    landmarks_rc : tuple of ndarray of float64, shape (K, 2), optional
        The same landmarks (row, column) of one face in the reference and in the moving photo. They are
        a further start, and evidence is counted on the face alone.

    Returns
    -------
    Alignment

    Raises
    ------
    AlignmentRefused
        If the photos can't be shown to depict the same skin; its ``reason`` says why.
    """
    hints = Hints(mask, start, landmarks_rc)
    pair = Pair.of(reduce_photo(reference_rgb), reduce_photo(moving_rgb), hints)
    evidence = seek(pair)
    if evidence is None or not evidence.is_enough:
        raise AlignmentRefused(why_refused(pair, evidence))
    return _alignment(pair, evidence)


def _alignment(pair: Pair, evidence: Evidence) -> Alignment:
    """The accepted result, its error in pixels of the original."""
    median, p95 = stated_error_px(evidence)
    enlarged = pair.moving.shape[0] / pair.moving.size[1]
    return Alignment(
        reference_shape=pair.reference.shape,
        moving_shape=pair.moving.shape,
        field=evidence.refined.field,
        moving_size=pair.moving.size,
        support_map=evidence.support_map,
        error_median_px=median * enlarged,
        error_p95_px=p95 * enlarged,
        support=evidence.support,
        agreeing_patches=evidence.good_count,
        shown_patches=evidence.shown_count,
        overlap=evidence.overlap,
    )
