"""How far the subject of a new photo is turned against the reference, and how surely that is known."""

import math
from dataclasses import dataclass

from tracker.imaging.faces import average_face
from tracker.imaging.faces.head_turn import find_head_turn
from tracker.imaging.guidance.placement import Placement
from tracker.imaging.quality.looks import Look

# standard error of turns by landmarks alone, where nothing better is found (docs/faces.md)
_BY_LANDMARKS_DEG = 2.0


@dataclass(frozen=True)
class SeenTurn:
    """Between the directions from which a subject is seen in two photos.

    Attributes
    ----------
    angle_deg : float
    error_deg : float
        Standard error.
    is_of_head : bool
        Whether a face was found in both photos.
    """

    angle_deg: float
    error_deg: float
    is_of_head: bool


def find_turn(look: Look, reference: Look, placement: Placement) -> SeenTurn:
    """By the skin of the head, where both photos show one; else as the placement tells it.

    Parameters
    ----------
    look, reference : Look
    placement : Placement
        Of the reference's subject in the new photo.
    """
    here, there = reference.portrait, look.portrait
    angle_deg = math.hypot(placement.turn_deg, placement.tilt_deg)
    if here is None or there is None or look.models is None:
        return SeenTurn(angle_deg, placement.turn_error_deg, is_of_head=False)
    found = find_head_turn(here, there, average_face(look.models))
    if found is not None:
        return SeenTurn(found.pose.away_deg, found.error_deg, is_of_head=True)
    error_deg = _BY_LANDMARKS_DEG if placement.is_of_face else placement.turn_error_deg
    return SeenTurn(angle_deg, error_deg, is_of_head=True)
