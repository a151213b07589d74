"""How one photo maps to its reference, or why it doesn't."""

from dataclasses import dataclass, field
from enum import StrEnum


class RefusalReason(StrEnum):
    """Why two photos can't be laid over each other."""

    DIFFERENT = "different region or person"
    MIRRORED = "mirrored"
    BLURRED = "too blurred"
    LITTLE_SKIN = "too little skin in common"
    FAR_APART = "too far apart"

    @property
    def sentence(self) -> str:
        """What is wrong and what to do next time, in one sentence."""
        return _REFUSAL_SENTENCES[self]


_REFUSAL_SENTENCES = {
    RefusalReason.DIFFERENT: (
        "The two photos do not seem to show the same skin: check that patient, view and side are right."
    ),
    RefusalReason.MIRRORED: (
        "One photo is a mirror image of the other: switch off the camera's mirror mode and take it again."
    ),
    RefusalReason.BLURRED: (
        "The photo is too blurred to find the skin again: hold still, tap to focus and take it again."
    ),
    RefusalReason.LITTLE_SKIN: (
        "Too little of the same skin is in both photos: frame the same area as in the reference photo."
    ),
    RefusalReason.FAR_APART: (
        "Distance or angle differ too much from the reference photo: take it again from the same place."
    ),
}


@dataclass(frozen=True, slots=True)
class AlignmentRow:
    """How one photo maps to its reference, or why it doesn't.

    ``data`` is the map itself as bytes (``tracker.imaging.align.result``), empty when refused.
    Errors are in pixels of the moving photo.
    """

    digest: str
    reference_digest: str
    method: str
    refusal: RefusalReason | None
    error_median_px: float
    error_p95_px: float
    error_p95_mm: float
    support: float
    data: bytes = field(repr=False)
