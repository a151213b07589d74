"""Whether eyes and mouth are open, and whether a face smiles: plain ratios of landmarks.

They guide the taking of a photo, where the same person is compared with their reference photo: a
difference is worth a word, the figure itself is not. Nothing here tells moods.
"""

from dataclasses import dataclass

import numpy as np

from tracker.imaging.faces.face import Face

CLOSED_EYE = 0.15
"""Height by width of the lids' opening; open eyes of 14 people reached 0.24 to 0.39, also in smiles."""
OPEN_MOUTH = 0.05
"""Height by width of the lips' opening; closed mouths stayed below 0.02."""
SMILE_WIDER = 0.05
"""Growth of the mouth's width, in distances of the outer corners of the eyes, that counts as a change."""

# (upper lid, lower lid, outer corner, inner corner), the person's right eye first
_EYES = ((159, 145, 33, 133), (386, 374, 263, 362))
_UPPER_LIP, _LOWER_LIP, _INNER_CORNERS, _MOUTH_CORNERS = 13, 14, (78, 308), (61, 291)
_OUTER_EYES = (33, 263)


@dataclass(frozen=True)
class Expression:
    """What eyes and mouth do.

    Attributes
    ----------
    right_eye, left_eye : float
        Height of the opening by its width, the person's own right and left.
    mouth_open : float
        Height of the lips' opening by its width.
    mouth_width : float
        In distances of the outer corners of the eyes.
    """

    right_eye: float
    left_eye: float
    mouth_open: float
    mouth_width: float

    @property
    def is_eye_closed(self) -> bool:
        """Whether one eye at least is closed."""
        return min(self.right_eye, self.left_eye) <= CLOSED_EYE

    @property
    def is_mouth_open(self) -> bool:
        """Whether the lips are apart."""
        return self.mouth_open >= OPEN_MOUTH

    def differs_in_eyes(self, reference: "Expression") -> bool:
        """Whether the eyes are closed in one photo only."""
        return self.is_eye_closed != reference.is_eye_closed

    def differs_in_mouth(self, reference: "Expression") -> bool:
        """Whether the mouth is open in one photo only, or drawn wider or narrower as by a smile."""
        is_wider = abs(self.mouth_width - reference.mouth_width) >= SMILE_WIDER
        return is_wider or self.is_mouth_open != reference.is_mouth_open


def find_expression(face: Face) -> Expression:
    """What eyes and mouth of a face do."""
    right_eye, left_eye = eye_openness(face)
    opening_px = _apart_px(face, _UPPER_LIP, _LOWER_LIP)
    return Expression(
        right_eye,
        left_eye,
        opening_px / max(_apart_px(face, *_INNER_CORNERS), 1e-6),
        _apart_px(face, *_MOUTH_CORNERS) / max(_apart_px(face, *_OUTER_EYES), 1e-6),
    )


def eye_openness(face: Face) -> tuple[float, float]:
    """Height of the lids' opening by its width, of the person's right and left eye."""
    right, left = (
        _apart_px(face, upper, lower) / max(_apart_px(face, outer, inner), 1e-6)
        for upper, lower, outer, inner in _EYES
    )
    return right, left


def _apart_px(face: Face, one: int, other: int) -> float:
    return float(np.hypot(*(face.landmarks_rc[one] - face.landmarks_rc[other])))
