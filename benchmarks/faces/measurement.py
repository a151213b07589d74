"""How far readings of untreated cheeks scatter, by what they are compared with.

Two photos of a person, neutral and smiling, minutes apart: whatever changes is error, or expression.
The cheeks are placed by landmarks on the neutral photo and carried to the other by the product's
alignment; rings are the product's own, and so is the measurement.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from benchmarks.alignment.scoring import Points, Rgb
from benchmarks.faces.cheeks import LARGE, Geometry, area_within, forehead
from benchmarks.faces.hints import FaceModels
from benchmarks.faces.photos import PhotoPair
from tracker.errors import AlignmentRefused, InvalidInput
from tracker.imaging.align import Alignment, align
from tracker.imaging.align.trusted_pixels import trusted_pixels
from tracker.imaging.decode import decode_photo
from tracker.imaging.faces import Face
from tracker.imaging.jpeg_pixels import JpegPixels
from tracker.imaging.measure import measure
from tracker.imaging.measure.arrays import Mask
from tracker.imaging.measure.gates import MOST_LEFT_OUT
from tracker.imaging.measure.masks import rasterise_area
from tracker.imaging.measure.ring import AREA, GAP_MM, Area, ring_around
from tracker.model import ControlKind, Metric

IRIS_MM = 11.7
_IRIS_SIDES = ((469, 471), (474, 476))
Values = dict[Metric, float | None]
WITHHELD: Values = dict.fromkeys(Metric)


@dataclass(frozen=True, eq=False)
class Smiled:
    """A person's neutral photo, the smiling one, and how the product lays it over the first."""

    name: str
    reference_rgb: Rgb
    moving_rgb: Rgb
    landmarks_rc: Points
    alignment: Alignment
    reference_jpeg: JpegPixels | None = None
    moving_jpeg: JpegPixels | None = None

    @property
    def mm_per_px(self) -> float:
        """Of the neutral photo, from the iris."""
        across = [np.hypot(*(self.landmarks_rc[a] - self.landmarks_rc[b])) for a, b in _IRIS_SIDES]
        return IRIS_MM / float(np.mean(across))

    @cached_property
    def trusted(self) -> Mask:
        """Pixels of the smiling photo for which the alignment vouches."""
        return trusted_pixels(self.alignment)

    def in_moving(self, area: Area) -> Mask:
        """An area of the neutral photo in the smiling one."""
        carried = [self.alignment.to_moving(outline).tolist() for outline in area.outlines]
        return rasterise_area(carried, self.alignment.moving_shape)

    def in_reference(self, area: Area) -> Mask:
        """An area of the neutral photo."""
        return rasterise_area(area.outlines, self.alignment.reference_shape)


@dataclass(frozen=True)
class Control:
    """One way to compare a cheek.

    Attributes
    ----------
    title : str
    kind : ControlKind
        Decides on the limit.
    lay : callable
        From the person, the cheek and the other cheek to the area; None for no control at all.
    fitted_as : ControlKind or None
        As what kind the light is fitted, where that is to differ.
    """

    title: str
    kind: ControlKind
    lay: Callable[[Smiled, Area, Area], Area] | None
    fitted_as: ControlKind | None = None


def lay_ring(person: Smiled, cheek: Area, other: Area, *, gap_mm: float = GAP_MM, area: float = AREA) -> Area:
    """The product's ring around a cheek; both cheeks count as treated."""
    return ring_around(
        person.reference_rgb,
        cheek.points,
        spared=[cheek.points, other.points],
        mm_per_px=person.mm_per_px,
        photo_shape=person.alignment.reference_shape,
        gap_mm=gap_mm,
        area=area,
    )


OTHER_SIDE = Control("other cheek", ControlKind.OTHER_SIDE, lambda person, cheek, other: other)
RING = Control("ring", ControlKind.RING, lay_ring)
FOREHEAD = Control(
    "forehead", ControlKind.ELSEWHERE, lambda person, cheek, other: forehead(person.landmarks_rc)
)
NONE = Control("none", ControlKind.NONE, None)
KINDS = (OTHER_SIDE, RING, FOREHEAD, NONE)


@dataclass(frozen=True)
class Change:
    """What changed on one cheek from the neutral to the smiling photo.

    Attributes
    ----------
    person, control : str
    taken : dict of Metric to float or None
        With the alignment believed everywhere: no cheek is left out.
    judged : dict of Metric to float or None
        As the product judges it, which withholds what was not matched well enough.
    """

    person: str
    control: str
    taken: Values
    judged: Values


def lay_over(pair: PhotoPair, *, models: FaceModels) -> Smiled | None:
    """A person with the product's alignment; None where it is refused or no face is found."""
    photos = [decode_photo(path.read_bytes()) for path in pair]
    reference, moving = (photo.rgb for photo in photos)
    faces: tuple[Face, Face] | None = models.find_faces(reference, moving)
    if faces is None:
        return None
    landmarks = tuple(face.landmarks_rc for face in faces)
    try:
        alignment = align(reference, moving, landmarks_rc=(landmarks[0], landmarks[1]))
    except AlignmentRefused:
        return None
    name = pair[0].stem.removesuffix("_neutral")
    return Smiled(name, reference, moving, landmarks[0], alignment, *(photo.jpeg for photo in photos))


def changes(
    person: Smiled, controls: tuple[Control, ...] = KINDS, geometry: Geometry = LARGE
) -> list[Change]:
    """Both cheeks with each control; with the other cheek only one, since the second is its negative."""
    right, left = (area_within(person.landmarks_rc, numbers) for numbers in (geometry.right, geometry.left))
    found = []
    for control in controls:
        sides = [(right, left)] if control.kind is ControlKind.OTHER_SIDE else [(right, left), (left, right)]
        found += [_change(person, control, cheek, other) for cheek, other in sides]
    return found


def _change(person: Smiled, control: Control, cheek: Area, other: Area) -> Change:
    try:
        patch = control.lay(person, cheek, other) if control.lay else None
    except InvalidInput:
        return Change(person.name, control.title, WITHHELD, WITHHELD)
    kind = control.fitted_as or control.kind
    taken, judged = (_between(person, cheek, patch, kind, is_judged=is_judged) for is_judged in (False, True))
    return Change(person.name, control.title, taken, judged)


def _between(
    person: Smiled, cheek: Area, patch: Area | None, kind: ControlKind, *, is_judged: bool
) -> Values:
    """Smiling minus neutral, by the product's measurement."""
    areas = [cheek] if patch is None else [cheek, patch]
    here, there = [person.in_reference(a) for a in areas], [person.in_moving(a) for a in areas]
    if is_judged and min(_share_matched(person, a, m) for a, m in zip(areas, there, strict=True)) < (
        1 - MOST_LEFT_OUT
    ):
        return WITHHELD
    moving_mm = person.mm_per_px / person.alignment.scale_at(cheek.points)
    try:
        first = measure(
            person.reference_rgb,
            mm_per_px=person.mm_per_px,
            treated=here[0],
            untreated=None if patch is None else here[1],
            control=kind,
            jpeg=person.reference_jpeg,
            baseline=None,
        )
        second = measure(
            person.moving_rgb,
            mm_per_px=moving_mm,
            treated=there[0],
            untreated=None if patch is None else there[1],
            control=kind,
            trusted=person.trusted if is_judged else None,
            jpeg=person.moving_jpeg,
            baseline=first.baseline,
            alignment_p95_mm=person.alignment.error_p95_px * moving_mm if is_judged else 0.0,
        )
    except InvalidInput:
        return WITHHELD
    return {metric: _difference(first.values[metric], second.values[metric]) for metric in Metric}


def _share_matched(person: Smiled, area: Area, in_moving: Mask) -> float:
    whole_px = area.area_px * person.alignment.scale_at(area.points) ** 2
    return float((in_moving & person.trusted).sum()) / whole_px


def _difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before
