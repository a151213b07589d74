"""Judging photos as they come in: whatever way they come, the same."""

import logging
from collections.abc import Mapping
from pathlib import Path

import cv2

from tracker.imaging.quality.judging import assess
from tracker.imaging.quality.looks import Look, Looks, ReferenceLook
from tracker.model import Finding, PhotoFacts, Rendition, Standard

logger = logging.getLogger(__name__)
_looks = Looks()


def judge_newcomer(
    facts: PhotoFacts, renditions: Mapping[Rendition, bytes], standard: Standard
) -> tuple[Finding, ...]:
    """What is off in a photo that is about to be stored, serious things first.

    Parameters
    ----------
    facts : PhotoFacts
    renditions : mapping of Rendition to bytes
        Made of the photo; without a screen rendition nothing is said.
    standard : Standard

    Notes
    -----
    A photo that can't be judged is stored all the same.
    """
    is_head = standard.view.kind.is_head
    models = standard.models if is_head else None
    try:
        screen = renditions.get(Rendition.SCREEN)
        if screen is None:
            return ()
        return assess(
            _look(screen, facts, models),
            jpeg_quality=facts.jpeg_quality,
            mm_per_px=standard.mm_across / facts.width_px,
            reference=_reference_look(standard, facts.digest, models),
            is_head=is_head,
            limits=standard.limits,
        )
    except (cv2.error, OSError, ValueError):
        # no digest in the log: it names a patient's photo
        logger.exception("a new photo could not be judged")
        return ()


def _reference_look(standard: Standard, digest: str, models: Path | None) -> ReferenceLook | None:
    """The reference to judge against; a photo isn't judged against itself."""
    reference = standard.reference
    if reference is None or reference.photo.digest == digest:
        return None
    photo = reference.photo
    screen = standard.read_screen(photo.digest)
    if screen is None:
        return None
    look = _looks.find(photo.digest, lambda: _look(screen, photo.facts, models))
    return ReferenceLook(look, reference.mm_per_px)


def _look(screen: bytes, facts: PhotoFacts, models: Path | None) -> Look:
    return Look.of(screen, width_px=facts.width_px, models=models, focal_35mm=facts.focal_35mm)
