"""Where the usual zones lie among the landmarks.

Every outline is of the person's right side, or of the right half of the middle; the other side is its
mirror image by the average face. A place is a landmark, or a share of the way from one to another.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from tracker.imaging.faces.average_face import AverageFace, FloatArray
from tracker.imaging.faces.face import Face
from tracker.model import ZoneKind

Place = int | tuple[int, int, float]

# around the side, in any order of turning
_SIDES: Mapping[ZoneKind, Sequence[Place]] = {
    # under the lashes from the nose outwards, round the outer corner, back above the cheek
    ZoneKind.RIGHT_PERIORBITAL: (
        (26, 232, 0.55),
        (22, 231, 0.5),
        (23, 230, 0.5),
        (24, 229, 0.5),
        (110, 228, 0.5),
        (25, 31, 0.6),
        (130, 226, 0.7),
        (113, 124, 0.4),
        (156, 143, 0.25),
        (143, 34, 0.25),
        (143, 111, 0.6),
        (117, 228, 0.4),
        (118, 229, 0.4),
        (119, 230, 0.4),
        (120, 231, 0.4),
        (121, 232, 0.5),
    ),
    # lower lid to jaw, short of the nasolabial fold
    ZoneKind.RIGHT_CHEEK: (
        116,
        117,
        118,
        (119, 101, 0.3),
        (100, 101, 0.4),
        (142, 36, 0.5),
        (36, 205, 0.3),
        (206, 205, 0.6),
        (216, 207, 0.5),
        (214, 207, 0.5),
        (192, 187, 0.2),
        (213, 147, 0.5),
        (147, 187, 0.2),
        (123, 50, 0.1),
    ),
    # along the lower edge of the jaw, short of the chin
    ZoneKind.RIGHT_JAW: (
        (58, 192, 0.45),
        (172, 135, 0.6),
        (136, 169, 0.55),
        (150, 170, 0.55),
        (149, 140, 0.4),
        (211, 170, 0.3),
        (202, 210, 0.6),
        (212, 214, 0.7),
        (192, 214, 0.3),
        (192, 213, 0.3),
    ),
}
# from the upper end of the middle line down the right side to its lower end
_MIDDLES: Mapping[ZoneKind, Sequence[Place]] = {
    ZoneKind.FOREHEAD: (
        (10, 151, 0.2), (109, 108, 0.2), (67, 69, 0.2), (103, 104, 0.4), (54, 68, 0.7), (63, 68, 0.5),
        (105, 104, 0.35), (66, 69, 0.3), (107, 108, 0.35), (9, 151, 0.3),
    ),
    ZoneKind.GLABELLA: (
        (9, 151, 0.2), (107, 9, 0.35), (55, 8, 0.3), (193, 168, 0.3), (168, 6, 0.3),
    ),
    ZoneKind.NOSE: (
        (6, 197, 0.2), (122, 6, 0.35), (188, 196, 0.4), (174, 236, 0.2), (217, 236, 0.2), 198, 131,
        (115, 48, 0.3), (220, 45, 0.1), (44, 45, 0.5), (1, 4, 0.5),
    ),
    # the skin above and beside the lips; what is below belongs to the chin
    ZoneKind.PERIORAL: (
        (2, 164, 0.45), (97, 167, 0.45), (98, 165, 0.4), (206, 92, 0.45), (216, 186, 0.45), (212, 57, 0.4),
        (202, 43, 0.45), (204, 106, 0.45), (91, 106, 0.5), (146, 43, 0.5), (61, 57, 0.55), (185, 186, 0.4),
        (40, 92, 0.35), (39, 165, 0.3), (37, 167, 0.3), (0, 164, 0.3),
    ),
    ZoneKind.CHIN: (
        (18, 200, 0.35), (83, 201, 0.45), (182, 194, 0.5), (204, 211, 0.3), (211, 32, 0.3), (140, 32, 0.4),
        (171, 208, 0.4), (175, 199, 0.4),
    ),
}  # fmt: skip
# the edge of the jaw from below the right ear to the chin
_JAW_EDGE: Sequence[Place] = (136, 150, 149, 176, 148, 152)
_NECK_FROM, _NECK_TO = 0.10, 0.34
_NECK_NARROWER = 0.75

# what belongs to no zone: eyes with their lashes, brows, lips, nostrils; the right side, or the right half
EYES: Sequence[int] = (130, 247, 30, 29, 27, 28, 56, 190, 243, 112, 26, 22, 23, 24, 110, 25)
BROWS: Sequence[int] = (70, 63, 105, 66, 107, 55, 65, 52, 53, 46)
NOSTRILS: Sequence[int] = (98, 240, 75, 60, 20, 238, 241, 99, 97)
LIPS: Sequence[int] = (0, 37, 39, 40, 185, 61, 146, 91, 181, 84, 17)


def zone_outlines(face: Face, average: AverageFace) -> dict[ZoneKind, FloatArray]:
    """Outlines (K, 2), (row, column) in pixels of the photo, of all zones, also of those turned away."""
    outlines = {}
    for kind, places in _SIDES.items():
        outlines[kind] = _points(face, places)
        other = kind.other_side
        if other is not None:
            outlines[other] = _points(face, _mirrored(places, average))
    for kind, places in _MIDDLES.items():
        outlines[kind] = _both_halves(face, places, average)
    outlines[ZoneKind.NECK] = _neck(face, average)
    return {kind: outlines[kind] for kind in ZoneKind}


def left_out(face: Face, average: AverageFace) -> list[FloatArray]:
    """Outlines (K, 2) of eyes, brows, nostrils and lips."""
    return [*_both_sides(face, (BROWS, NOSTRILS), average), *eyes_and_lips(face, average)]


def eyes_and_lips(face: Face, average: AverageFace) -> list[FloatArray]:
    """Outlines (K, 2) of what moves by itself."""
    return [*_both_sides(face, (EYES,), average), _both_halves(face, LIPS, average)]


def _both_sides(face: Face, parts: Sequence[Sequence[int]], average: AverageFace) -> list[FloatArray]:
    return [_points(face, side) for part in parts for side in (part, _mirrored(part, average))]


def _neck(face: Face, average: AverageFace) -> FloatArray:
    """Below the jaw: its edge moved down the head's own axis, the far edge narrower."""
    edge = np.concatenate([_points(face, _JAW_EDGE), _points(face, _mirrored(_JAW_EDGE, average))[-2::-1]])
    down = face.landmarks_rc[152] - face.landmarks_rc[10]
    middle = edge[len(_JAW_EDGE) - 1]
    narrow = middle + _NECK_NARROWER * (edge - middle)
    # the far edge is nearly straight: a neck has no chin
    flat = middle + (narrow - middle) - 0.7 * np.outer((narrow - middle) @ down / (down @ down), down)
    return np.asarray(np.concatenate([narrow + _NECK_FROM * down, (flat + _NECK_TO * down)[::-1]]))


def _both_halves(face: Face, places: Sequence[Place], average: AverageFace) -> FloatArray:
    """A closed outline from one half: both ends of it lie on the middle line."""
    other = _points(face, _mirrored(places, average))
    return np.concatenate([_points(face, places), other[-2:0:-1]])


def _mirrored(places: Sequence[Place], average: AverageFace) -> list[Place]:
    mirrored = average.mirrored
    spots = (_spot(place) for place in places)
    return [(int(mirrored[one]), int(mirrored[other]), share) for one, other, share in spots]


def _spot(place: Place) -> tuple[int, int, float]:
    return (place, place, 0.0) if isinstance(place, int) else place


def _points(face: Face, places: Sequence[Place]) -> FloatArray:
    """Where places lie in the photo, (K, 2)."""
    spots = [_spot(place) for place in places]
    first = face.landmarks_rc[[one for one, _, _ in spots]]
    second = face.landmarks_rc[[other for _, other, _ in spots]]
    share = np.array([share for _, _, share in spots])[:, None]
    return np.asarray(first + share * (second - first))
