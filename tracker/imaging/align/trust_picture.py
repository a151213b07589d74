"""Where an alignment may be trusted, as a small picture to lay over the photos."""

import io

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from tracker.imaging.align.result import Alignment

LONG_SIDE_PX = 256
# neutral, and as light as the surround of the viewer: a tint would shift how the skin beside it looks
VEIL_GREY, VEIL_ALPHA = 119, 153
# two and a half pixels of the picture are one step of the lattice on which trust is known: blurred by so
# much its steps look like the bends that they stand for, and a steeper slope makes the edge narrow again
_STEP_PX, _STEEPER = 2.5, 2.5


def trust_picture(alignment: Alignment) -> bytes:
    """Grey where skin could not be matched, in the frame of the reference.

    Parameters
    ----------
    alignment : Alignment

    Returns
    -------
    bytes
        A lossless WebP file with alpha, long side at most 256 px: alpha 0 where the alignment is
        trusted, 153 of 255 (60 %) of neutral grey where it isn't, soft over one step of the lattice.
    """
    smooth = cv2.GaussianBlur(_untrusted(alignment), (0, 0), _STEP_PX)
    veil = np.rint(np.clip(_STEEPER * (smooth - 0.5) + 0.5, 0, 1) * VEIL_ALPHA).astype(np.uint8)
    grey = np.full_like(veil, VEIL_GREY)
    out = io.BytesIO()
    # "exact" keeps the colour where alpha is 0, so that a smoothly enlarged edge doesn't darken
    Image.fromarray(np.dstack([grey, grey, grey, veil])).save(out, "WEBP", lossless=True, exact=True)
    return out.getvalue()


def _untrusted(alignment: Alignment) -> npt.NDArray[np.float32]:
    """1 where the reference isn't trusted, else 0, at the size of the picture."""
    shape = alignment.reference_shape
    fraction = min(1.0, LONG_SIDE_PX / max(shape))
    rows, columns = (max(1, round(n * fraction)) for n in shape)
    places = np.indices((rows, columns)).reshape(2, -1).T
    points_rc = (places + 0.5) * np.array([shape[0] / rows, shape[1] / columns]) - 0.5
    return (~alignment.is_trusted(points_rc)).astype(np.float32).reshape(rows, columns)
