"""Judging photos as they come in: whatever way they come, the same."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

import cv2

from tracker.imaging.quality.judging import assess
from tracker.imaging.quality.looks import Look, Looks, ReferenceLook
from tracker.model import METHOD_LIMITS, Finding, PhotoFacts, QualityLimits, Reference, Rendition, View

logger = logging.getLogger(__name__)
_looks = Looks()


def judge_newcomer(
    facts: PhotoFacts,
    renditions: Mapping[Rendition, bytes],
    view: View,
    *,
    mm_across: float,
    reference: Reference | None,
    read_screen: Callable[[str], bytes | None],
    limits: QualityLimits = METHOD_LIMITS,
    models: Path | None = None,
) -> tuple[Finding, ...]:
    """What is off in a photo that is about to be stored, serious things first.

    Parameters
    ----------
    facts : PhotoFacts
    renditions : mapping of Rendition to bytes
        Made of the photo; without a screen rendition nothing is said.
    view : View
    mm_across : float
        Real width of such a view that is assumed where no reference tells.
    reference : Reference or None
        None for the first photo of a view.
    read_screen : callable
        Reads the screen rendition of a stored photo by its digest; None where it is missing.
    limits : QualityLimits
    models : Path or None
        Folder of the optional face models.

    Notes
    -----
    A photo that can't be judged is stored all the same.
    """
    models = models if view.kind.is_head else None
    try:
        screen = renditions.get(Rendition.SCREEN)
        if screen is None:
            return ()
        return assess(
            Look.of(screen, width_px=facts.width_px, models=models),
            jpeg_quality=facts.jpeg_quality,
            mm_per_px=mm_across / facts.width_px,
            reference=_reference_look(reference, facts.digest, read_screen, models),
            is_head=view.kind.is_head,
            limits=limits,
        )
    except (cv2.error, OSError, ValueError):
        # no digest in the log: it names a patient's photo
        logger.exception("a new photo could not be judged")
        return ()


def _reference_look(
    reference: Reference | None,
    digest: str,
    read_screen: Callable[[str], bytes | None],
    models: Path | None,
) -> ReferenceLook | None:
    """The reference to judge against; a photo isn't judged against itself."""
    if reference is None or reference.photo.digest == digest:
        return None
    photo = reference.photo
    screen = read_screen(photo.digest)
    if screen is None:
        return None
    look = _looks.find(photo.digest, lambda: Look.of(screen, width_px=photo.facts.width_px, models=models))
    return ReferenceLook(look, reference.mm_per_px)
