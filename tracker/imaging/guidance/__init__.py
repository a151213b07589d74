"""Live guidance: what a small frame of the camera lacks to repeat the reference photo."""

from tracker.imaging.guidance.comparing import Guidance, compare
from tracker.imaging.guidance.frames import LARGEST_SIDE_PX, SMALLEST_SIDE_PX, GuideFrame
from tracker.imaging.guidance.hints import Arrow, Hint
from tracker.imaging.guidance.prepared import PreparedReferences
from tracker.imaging.guidance.raw import frame_of_bytes

__all__ = [
    "LARGEST_SIDE_PX",
    "SMALLEST_SIDE_PX",
    "Arrow",
    "Guidance",
    "GuideFrame",
    "Hint",
    "PreparedReferences",
    "compare",
    "frame_of_bytes",
]
