"""Lay one photo straight over another, from points set by hand where there are some."""

from dataclasses import dataclass

from tracker.errors import AlignmentRefused, TrackerError
from tracker.imaging import align
from tracker.imaging.align.as_set import lay_as_set
from tracker.imaging.align.result import Alignment
from tracker.imaging.decode import decode_photo
from tracker.imaging.faces import find_face
from tracker.imaging.faces.face import FloatArray as Landmarks
from tracker.imaging.measure.arrays import Rgb
from tracker.model import FOUR_PLACES, AlignmentRow, Photo, PointPairs, RefusalReason, Similarity
from tracker.store import photos, point_pairs
from tracker.store.opening import Store


@dataclass(frozen=True, slots=True)
class Ground:
    """The photo that another one is laid over, and the skin's scale in it."""

    photo: Photo
    mm_per_px: float

    def error_mm(self, alignment: Alignment) -> float:
        """An alignment's 95th percentile, by the scale of the moving photo where it shows the middle."""
        facts = self.photo.facts
        centre = ((facts.height_px / 2, facts.width_px / 2),)
        return alignment.error_p95_px * self.mm_per_px / alignment.scale_at(centre)

    def under(self, photo: Photo, alignment: Alignment) -> "Ground":
        """The photo that lies on this one, as ground for a third."""
        facts = self.photo.facts
        centre = ((facts.height_px / 2, facts.width_px / 2),)
        return Ground(photo, self.mm_per_px / alignment.scale_at(centre))


def lay_over(store: Store, photo: Photo, rgb: Rgb, ground: Ground) -> AlignmentRow:
    """Align a photo to another one and put the outcome, or its refusal, into a row; nothing is stored."""
    points = point_pairs.read_points(store, photo.digest, ground.photo.digest)
    key = points.key if points else ""
    if photo.digest == ground.photo.digest:
        return accepted_row(photo, ground, Alignment.identity(rgb.shape[:2]))
    start = _start(points.pairs, photo, ground) if points else None
    if points and start and points.is_kept_as_set:
        as_set = lay_as_set(start, reference_shape=ground.photo.facts.shape, moving_shape=photo.facts.shape)
        return accepted_row(photo, ground, as_set, points_key=key)
    under_rgb = decode_photo(photos.read_original(store, ground.photo.digest)).rgb
    faces = _landmarks(store, under_rgb, rgb)
    try:
        found = align.align(under_rgb, rgb, start=start, landmarks_rc=faces)
    except AlignmentRefused as refused:
        return _refused_row(photo, ground, refused.reason, points_key=key)
    return accepted_row(photo, ground, found, points_key=key)


def _start(pairs: PointPairs, photo: Photo, ground: Ground) -> PointPairs:
    """The points as they were marked; four in place of the two that stand for a similarity.

    Working photos have px that are not quite square, in which two points would fix another map.
    """
    if not pairs.is_similarity:
        return pairs
    shapes = ground.photo.facts.shape, photo.facts.shape
    return Similarity.of(pairs, *shapes).to_pairs(*shapes, FOUR_PLACES)


def _landmarks(store: Store, reference_rgb: Rgb, moving_rgb: Rgb) -> tuple[Landmarks, Landmarks] | None:
    """The landmarks of the face in both photos; None where one shows none, or without the models."""
    try:
        first = find_face(reference_rgb, models=store.settings.models_dir)
        second = first and find_face(moving_rgb, models=store.settings.models_dir)
    except TrackerError:  # a damaged model file: `python -m tracker models` says so, and nobody has to wait
        return None
    return (first.landmarks_rc, second.landmarks_rc) if first and second else None


def accepted_row(
    photo: Photo, ground: Ground, alignment: Alignment, *, through_digest: str = "", points_key: str = ""
) -> AlignmentRow:
    """The row of an alignment that was found."""
    return AlignmentRow(
        digest=photo.digest,
        reference_digest=ground.photo.digest,
        method=align.METHOD,
        refusal=None,
        error_median_px=alignment.error_median_px,
        error_p95_px=alignment.error_p95_px,
        error_p95_mm=ground.error_mm(alignment),
        support=alignment.support,
        data=alignment.to_bytes(),
        through_digest=through_digest,
        points_key=points_key,
    )


def _refused_row(photo: Photo, ground: Ground, reason: RefusalReason, *, points_key: str) -> AlignmentRow:
    return AlignmentRow(
        digest=photo.digest,
        reference_digest=ground.photo.digest,
        method=align.METHOD,
        refusal=reason,
        error_median_px=0.0,
        error_p95_px=0.0,
        error_p95_mm=0.0,
        support=0.0,
        data=b"",
        points_key=points_key,
    )
