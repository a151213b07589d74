"""The scale of a fresh reference photo, from the eyes, before anything is measured by it."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from tracker.errors import TrackerError
from tracker.imaging.faces.estimate import scale_from_eyes
from tracker.imaging.measure.arrays import Rgb
from tracker.model import Reference, ScaleState
from tracker.store import references
from tracker.store.opening import Store


def scaled_by_eyes(store: Store, reference: Reference, rgb: Rgb, *, now: datetime) -> Reference:
    """The reference with a scale estimated from the eyes, where it was only assumed; else as it is.

    For photos on which no region is drawn yet: readings that are there keep the scale they were made by.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
        The reference photo itself.
    """
    if reference.scale_state is not ScaleState.ASSUMED:
        return reference
    scale = None
    # damaged models stop no analysis
    with suppress(TrackerError):
        scale = scale_from_eyes(rgb, models=store.settings.models_dir)
    if scale is None:
        return reference
    mm_across = scale.mm_per_px * rgb.shape[1]
    is_kept = references.keep_estimate(
        store,
        reference,
        mm_across=mm_across,
        scale_error_share=scale.error_share,
        by=reference.photo.added_by,
        at=now,
    )
    if not is_kept:
        return reference
    return replace(reference, mm_across=mm_across, scale_error_share=scale.error_share)
