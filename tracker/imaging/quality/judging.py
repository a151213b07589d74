"""All that is said of a photo when it is added.

What the gates of the measurement judge as well is judged by their own functions, on the skin of the whole
photo instead of a region's. A photo without a reference is judged by itself alone.
"""

import math
from dataclasses import replace

import cv2
import numpy as np

from tracker.imaging.guidance.light import LightDifference, light_difference, light_slope
from tracker.imaging.guidance.placement import Placement
from tracker.imaging.guidance.placing import place as find_place
from tracker.imaging.measure.colour import luminance, srgb_to_linear
from tracker.imaging.measure.gates import camera, light, place
from tracker.imaging.measure.gates.withholding import EVERY, STRUCTURE, level_of, level_within
from tracker.imaging.measure.masks import clipped_pixels, specular_pixels
from tracker.imaging.quality.detail import own_sharpness, sharper_than
from tracker.imaging.quality.looks import Look, ReferenceLook
from tracker.imaging.quality.turning import SeenTurn, find_turn
from tracker.model import METHOD_LIMITS, Finding, GateLevel, QualityLimits
from tracker.texts import Message, marked

_SHINES = marked(
    "{share:.0%} of the skin shines (good: up to {good:.0%}): blot the skin, wait until creams are absorbed, "
    "and move the lamp to the side."
)
_LONG_SIDE_PX = 1024
_FEWEST_SKIN_PX = 2000
# ln(fine / coarse) of the rendition's own pixels: see `own_sharpness`
_SOFT, _BLURRED = 1.5, 1.9
# brightest skin (95th percentile of luminance): the darkest skin in good light reaches 0.08
_DIM, _DARK = 0.05, 0.02
_UNEVEN = 0.9
# 95 of 100 are within 3 degrees; and 95 of 100 are no less than what is found less so many errors
_SURE_TURN_DEG = 1.5
_SURELY = 1.64


def assess(
    look: Look,
    *,
    jpeg_quality: int | None,
    mm_per_px: float,
    reference: ReferenceLook | None,
    is_head: bool,
    limits: QualityLimits = METHOD_LIMITS,
) -> tuple[Finding, ...]:
    """What is off in a photo, serious things first; nothing where all is good.

    Parameters
    ----------
    look : Look
    jpeg_quality : int or None
        As told from the file.
    mm_per_px : float
        Assumed for the original, for where no reference tells it.
    reference : ReferenceLook or None
        None for the first photo of a view.
    is_head : bool
        Whether the view shows a whole head.
    limits : QualityLimits

    Returns
    -------
    tuple of Finding
        Of level WARN (a note) or FAIL (serious).
    """
    # of a head without landmarks nobody knows what of its colours is hair or wall
    is_whole_skin = not is_head or look.frame.head is not None
    found = _of_photo(look, limits, is_whole_skin=is_whole_skin)
    if jpeg_quality is not None:
        found.append(camera.jpeg_finding(jpeg_quality, limits))
    found += (
        [_as_note(camera.scale_finding(mm_per_px, None, limits)), *_alone(look, is_whole_skin=is_whole_skin)]
        if reference is None
        else _against(look, reference, limits, is_head=is_head)
    )
    off = [finding for finding in found if finding.level is not GateLevel.GOOD]
    return tuple(sorted(off, key=lambda finding: finding.level is not GateLevel.FAIL))


def _of_photo(look: Look, limits: QualityLimits, *, is_whole_skin: bool) -> list[Finding]:
    """Clipped and shining shares of the skin, which need no reference."""
    fraction = min(1.0, _LONG_SIDE_PX / max(look.rgb.shape[:2]))
    size = max(1, round(look.rgb.shape[1] * fraction)), max(1, round(look.rgb.shape[0] * fraction))
    # every n-th pixel: a mean of several would hide clipped ones
    rgb = np.asarray(cv2.resize(look.rgb, size, interpolation=cv2.INTER_NEAREST), np.uint8)
    skin = cv2.resize(look.skin.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    if skin.sum() < _FEWEST_SKIN_PX:
        return []
    clipped = clipped_pixels(rgb)
    judged = [light.clipped_finding(float(clipped[skin].mean()), limits)]
    if not is_whole_skin:
        return judged
    shines = specular_pixels(srgb_to_linear(rgb), np.asarray(skin)) & ~clipped
    return [*judged, light.glare_finding(float(shines[skin].mean()), _SHINES, limits)]


def _alone(look: Look, *, is_whole_skin: bool) -> list[Finding]:
    """Darkness, blur and one-sided light, by themselves."""
    found = []
    frame = look.frame
    if frame.skin.sum() >= _FEWEST_SKIN_PX:
        brightest = float(np.percentile(luminance(frame.linear_rgb)[frame.skin], 95))
        level = level_of(-brightest, -_DIM, -_DARK)
        sentence = marked("The skin is too dark to measure it well: use more light, or raise the exposure.")
        found.append(Finding("brightness", brightest, level, Message(sentence), EVERY))
    sharpness = own_sharpness(look.rgb, look.skin)
    if sharpness is not None:
        sentence = marked("The photo is not sharp: tap the skin to focus, hold still, and clean the lens.")
        level = level_of(-sharpness, _SOFT, _BLURRED)
        found.append(Finding("focus", sharpness, level, Message(sentence), STRUCTURE))
    slope = light_slope(frame) if is_whole_skin else None
    if slope is not None:
        level = level_of(slope, _UNEVEN, math.inf)
        sentence = marked(
            "One side of the skin is {times:.1f} times as bright as the other: put a lamp on each side."
        )
        found.append(
            Finding("even light", slope, level, Message(sentence, {"times": math.exp(slope)}), EVERY)
        )
    return found


def _against(look: Look, reference: ReferenceLook, limits: QualityLimits, *, is_head: bool) -> list[Finding]:
    """What differs from the reference, on the same skin."""
    placement = find_place(reference.look.frame, look.frame, is_head=is_head)
    if placement is None:
        sentence = marked(
            "The skin of the reference photo isn't recognised in this photo: check that it shows "
            "the same view."
        )
        unknown = Finding("recognised", 0.0, GateLevel.WARN, Message(sentence), EVERY)
        return [unknown, *_alone(look, is_whole_skin=not is_head or look.frame.head is not None)]
    difference = light_difference(reference.look.frame, look.frame, placement.matrix)
    found = _of_light(difference, limits)
    if is_head and not placement.is_of_face:  # hair and walls turn otherwise than the face
        found = [_as_note(finding) if finding.gate == "light gradient" else finding for finding in found]
    found.append(_of_scale(look, reference, placement, limits))
    found += findings_of_turn(find_turn(look, reference.look, placement), limits)
    sharper = _sharper(look, reference, placement)
    return [*found, *([] if sharper is None else [camera.sharpness_finding(sharper, limits)])]


def _of_light(difference: LightDifference | None, limits: QualityLimits) -> list[Finding]:
    if difference is None:
        return []
    is_warmer = difference.log_red_green > difference.log_blue_green
    return [
        light.exposure_finding(difference.stops, limits),
        light.cast_finding(difference.cast, limits, is_warmer=is_warmer),
        light.gradient_finding(difference.gradient, limits),
    ]


def _of_scale(look: Look, reference: ReferenceLook, placement: Placement, limits: QualityLimits) -> Finding:
    """What the original's pixels cover: the placement says how large the skin is drawn in the frames."""
    per_px = _mm_per_px(look, reference, placement)
    return _as_note(camera.scale_finding(per_px, per_px / reference.mm_per_px, limits))


def _mm_per_px(look: Look, reference: ReferenceLook, placement: Placement) -> float:
    """Millimetres for each pixel of the photo's original."""
    drawn = float(np.hypot(*placement.matrix[:, 0]))
    before_px = reference.look.width_px / reference.look.frame.size[0]
    now_px = look.width_px / look.frame.size[0]
    return reference.mm_per_px * before_px / (drawn * now_px)


def findings_of_turn(turn: SeenTurn, limits: QualityLimits) -> list[Finding]:
    """How far the subject is turned; only what is sure is serious."""
    least_deg = max(0.0, turn.angle_deg - _SURELY * turn.error_deg)
    if turn.error_deg <= _SURE_TURN_DEG:
        finding = place.turn_finding(turn.angle_deg, limits, is_least=False)
        is_surely_so = level_within(least_deg, limits.turn_deg) is finding.level
        return [finding if is_surely_so else _as_note(finding)]
    if least_deg > limits.turn_deg.good:
        return [place.turn_finding(least_deg, limits, is_least=True)]
    is_surely_good = turn.angle_deg + _SURELY * turn.error_deg <= limits.turn_deg.good
    return [] if is_surely_good or not turn.is_of_head else [_turn_unsure(turn)]


def _turn_unsure(turn: SeenTurn) -> Finding:
    sentence = marked(
        "How far the head is turned against the reference photo can't be told from this photo: compare it "
        "with the reference photo by eye."
    )
    return Finding("turn", turn.angle_deg, GateLevel.WARN, Message(sentence), STRUCTURE)


def _sharper(look: Look, reference: ReferenceLook, placement: Placement) -> float | None:
    """Sharpness against the reference's, on the pictures themselves."""
    before, now = reference.look, look
    before_px = before.rgb.shape[1] / before.frame.size[0]
    now_px = now.rgb.shape[1] / now.frame.size[0]
    matrix = placement.matrix.copy()
    matrix[:, :2] *= now_px / before_px
    matrix[:, 2] = (
        now_px * (placement.matrix[:, 2] + 0.5) - 0.5 - matrix[:, :2] @ np.full(2, 0.5 * before_px - 0.5)
    )
    per_px = (
        reference.mm_per_px * before.px_of_original,
        _mm_per_px(look, reference, placement) * now.px_of_original,
    )
    return sharper_than((before.rgb, before.skin), (now.rgb, now.skin), matrix, mm_per_px=per_px)


def _as_note(finding: Finding) -> Finding:
    """Coarse pixels leave colours comparable: they are no reason to take a photo again."""
    return replace(finding, level=GateLevel.WARN) if finding.level is GateLevel.FAIL else finding
