"""Compare a frame with its reference: what has to change before the photo is taken."""

from dataclasses import dataclass

from tracker.imaging.guidance.focus import sharpness_difference
from tracker.imaging.guidance.frames import GuideFrame
from tracker.imaging.guidance.hints import (
    MOST_SHOWN,
    Hint,
    hints_of_expression,
    hints_of_focus,
    hints_of_light,
    hints_of_placement,
    nothing_recognised,
    turn_unknown,
)
from tracker.imaging.guidance.light import light_difference
from tracker.imaging.guidance.placing import is_seen_frontally, place

_SURE_TURN_DEG = 1.5


@dataclass(frozen=True, slots=True)
class Guidance:
    """What to say about a frame.

    Attributes
    ----------
    hints : tuple of Hint
        What matters most comes first; at most `MOST_SHOWN`. Where the subject lies comes before its light.
    is_ready : bool
        Whether a photo taken now repeats the reference as far as a small frame can tell.
    """

    hints: tuple[Hint, ...]

    @property
    def is_ready(self) -> bool:
        return not self.hints


def compare(reference: GuideFrame, frame: GuideFrame, *, is_head: bool) -> Guidance:
    """Say what differs between a frame and its reference.

    Parameters
    ----------
    reference : GuideFrame
        Prepared once (`GuideFrame.prepare`).
    frame : GuideFrame
        Upright and unmirrored.
    is_head : bool
        Whether the view shows a whole head.

    Notes
    -----
    Where a photo of the reference's shape is wanted of a frame of another, the reference lies in the
    frame's middle, as large as it fits in whole.
    """
    placement = place(reference, frame, is_head=is_head)
    matrix = None if placement is None else placement.matrix
    light = light_difference(reference, frame, matrix)
    sharper = sharpness_difference(reference, frame, matrix)
    of_pose = [] if placement is None else hints_of_placement(placement, is_head=is_head)
    others = [] if light is None else hints_of_light(light, is_same_skin=placement is not None)
    others += [] if sharper is None else hints_of_focus(sharper)
    if is_head and is_seen_frontally(reference):
        others += _of_expression(reference, frame)
    hints = _ordered(of_pose, others)
    if placement is None:
        hints.append(nothing_recognised())
    elif placement.turn_error_deg > _SURE_TURN_DEG:
        hints.append(turn_unknown())
    return Guidance(tuple(hints[:MOST_SHOWN]))


def _of_expression(reference: GuideFrame, frame: GuideFrame) -> list[Hint]:
    if reference.head is None or frame.head is None:
        return []
    return hints_of_expression(reference.head.expression, frame.head.expression)


def _ordered(of_pose: list[Hint], others: list[Hint]) -> list[Hint]:
    """The largest of pose first, since it changes the light on the skin too; then by size."""
    of_pose = _by_urgency(of_pose)
    return of_pose[:1] + _by_urgency(of_pose[1:] + others)


def _by_urgency(hints: list[Hint]) -> list[Hint]:
    return sorted(hints, key=lambda hint: -hint.urgency)
