"""Whether two photos may be compared place by place at all: the measurement's gates, judged on the pair."""

import math
from collections.abc import Iterator

import numpy as np

from tracker.imaging.align.turn import Turn, turn_between
from tracker.imaging.change_map.photo_skin import PairPhoto, PhotoSkin
from tracker.imaging.measure.gates import conditions, judge
from tracker.imaging.measure.light_match import LightMatch
from tracker.model import Finding, GateLevel, MappedChange, Metric
from tracker.texts import Message, marked

_METRICS = {MappedChange.REDNESS: Metric.REDNESS, MappedChange.TEXTURE: Metric.TEXTURE}
_PLACE_BY_PLACE = ("clipped", "glare", "match of the region")
"""Gates that ask how much of a region is lost: a map leaves those places out and shows the others."""
_NO_CONTROL = Message(
    marked(
        "No untreated skin is known in these photos, so a difference may be the lamp's: draw untreated skin "
        "on the reference photo, or say what the regions are compared with."
    )
)
_OTHER_DEVICE = Message(
    marked(
        "The two photos come from different cameras or lenses, and a camera changes colour and detail more "
        "than skin does: compare photos of the same camera."
    )
)
# a finding says how a photo differs from the reference photo; here it is one photo of a pair from the other
_OF_PAIR = {
    "exposure": marked("One photo is {value:.1f} stops brighter than the other (comparable: up to 1.0)."),
    "cast": marked(
        "The light has another colour in the two photos (cast {value:.2f}; comparable: up to 0.30)."
    ),
    "sharpness": marked(
        "One photo shows fine detail {more:.0%} stronger than the other, by focus, noise or sharpening "
        "(comparable: up to 20%)."
    ),
    "camera mode": marked("One photo was taken in another mode of the camera, which changes skin by itself."),
}


def refusals(
    photos: tuple[PairPhoto, PairPhoto],
    skins: tuple[PhotoSkin, PhotoSkin],
    match: LightMatch,
    reference_mm_per_px: float,
) -> dict[MappedChange, Message | str]:
    """Why kinds of change can't be shown of a pair; empty where both can.

    Parameters
    ----------
    photos : tuple of PairPhoto
        Left and right.
    skins : tuple of PhotoSkin
        Theirs.
    match : LightMatch
        What carries the right photo's light onto the left one's.
    reference_mm_per_px : float

    Returns
    -------
    dict of MappedChange to Message or str
        One sentence each: the first gate that fails.
    """
    refused: dict[MappedChange, Message | str] = {}
    for finding in _findings(photos, skins, match, reference_mm_per_px):
        if finding.gate == "device" and finding.level is not GateLevel.GOOD:
            return dict.fromkeys(MappedChange, _OTHER_DEVICE)
        if finding.level is GateLevel.FAIL and finding.gate not in _PLACE_BY_PLACE:
            for kind, metric in _METRICS.items():
                if metric in finding.metrics:
                    refused.setdefault(kind, _message(finding))
    if not skins[0].sample.has_control:
        refused.setdefault(MappedChange.TEXTURE, _NO_CONTROL)
        if match.by_card is None:
            refused.setdefault(MappedChange.REDNESS, _NO_CONTROL)
    return refused


def _findings(
    photos: tuple[PairPhoto, PairPhoto],
    skins: tuple[PhotoSkin, PhotoSkin],
    match: LightMatch,
    reference_mm_per_px: float,
) -> Iterator[Finding]:
    """Findings of each photo by itself, and of the right one against the left one."""
    errors_mm = [_error_mm(photo, reference_mm_per_px) for photo in photos]
    first, second = skins
    for number, (photo, skin) in enumerate(zip(photos, skins, strict=True)):
        is_right = number == 1
        yield from judge(
            conditions(
                skin.sample,
                photo=second.state if is_right else None,
                baseline=first.state if is_right else None,
                fit=match.fit if is_right else None,
                contrast=match.contrast if is_right else None,
                jpeg_quality=photo.jpeg_quality,
                alignment_p95_mm=math.hypot(*errors_mm),
                turn=_turn(photo),
            )
        )


def _error_mm(photo: PairPhoto, reference_mm_per_px: float) -> float:
    return photo.alignment.error_p95_px * photo.mm_per_px(reference_mm_per_px)


def _turn(photo: PairPhoto) -> Turn | None:
    """How far the camera turned since the reference photo, whose focal length isn't at hand."""
    if photo.is_reference:
        return None
    middle_rc = (np.array(photo.alignment.reference_shape) - 1) / 2
    focal = photo.capture.focal_35mm
    return turn_between(photo.alignment, middle_rc, reference_focal_35mm=focal, moving_focal_35mm=focal)


def _message(finding: Finding) -> Message | str:
    template = _OF_PAIR.get(finding.gate)
    if template is None:
        return finding.message
    size = float(abs(finding.value))
    return Message(template, {"value": size, "more": math.expm1(size)})
