"""Smiles, which must be accepted and followed, and other people, who must be refused."""

from dataclasses import dataclass

import numpy as np

from benchmarks.alignment.comparison import read_rgb
from benchmarks.faces.evidence import Weighed, weigh_pair
from benchmarks.faces.hints import FaceModels
from benchmarks.faces.photos import PhotoPair
from benchmarks.faces.skin_points import SKIN_POINTS
from tracker.errors import AlignmentRefused
from tracker.imaging.align import Alignment, align
from tracker.imaging.faces import Face


@dataclass(frozen=True)
class Smile:
    """One person's smiling photo laid over the neutral one.

    Attributes
    ----------
    name : str
    refused_because : str
        Empty when accepted.
    support : float
        Share of the neutral photo's skin with good evidence.
    trusted_share : float or None
        Share of forehead and cheek points that are trusted. None, as the next two, without landmarks.
    median_pct, p95_pct : float or None
        Distance at those points from the smiling photo's landmarks, % of the distance of the pupils.
    """

    name: str
    refused_because: str = ""
    support: float = 0.0
    trusted_share: float | None = None
    median_pct: float | None = None
    p95_pct: float | None = None


def lay_smile(pair: PhotoPair, *, models: FaceModels) -> Smile:
    """Align a smile, and compare with the landmarks of both photos where there are models."""
    reference, moving = (read_rgb(path) for path in pair)
    name = pair[0].stem.removesuffix("_neutral")
    try:
        alignment = align(reference, moving, landmarks_rc=models.landmarks_rc(reference, moving))
    except AlignmentRefused as refusal:
        return Smile(name, str(refusal.reason))
    faces = models.find_faces(reference, moving)
    if faces is None:
        return Smile(name, support=alignment.support)
    return _against_landmarks(name, alignment, *faces)


def weigh_strangers(pair: PhotoPair, *, models: FaceModels) -> Weighed:
    """What the product finds in favour of two different people's being one."""
    reference, moving = (read_rgb(path) for path in pair)
    return weigh_pair(reference, moving, landmarks_rc=models.landmarks_rc(reference, moving))


def _against_landmarks(name: str, alignment: Alignment, reference: Face, moving: Face) -> Smile:
    reference_rc, moving_rc = (face.landmarks_rc[list(SKIN_POINTS)] for face in (reference, moving))
    missed_px = np.hypot(*(alignment.to_moving(reference_rc) - moving_rc).T)
    median_pct, p95_pct = np.percentile(missed_px, [50, 95]) * 100 / moving.eye_distance_px
    trusted = float(alignment.is_trusted(reference_rc).mean())
    return Smile(name, "", alignment.support, trusted, float(median_pct), float(p95_pct))
