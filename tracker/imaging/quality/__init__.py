"""What is said of a photo when it is added, measured on its screen rendition in a fraction of a second."""

from tracker.imaging.quality.judging import assess
from tracker.imaging.quality.looks import Look, Looks, ReferenceLook
from tracker.imaging.quality.newcomers import judge_newcomer

__all__ = ["Look", "Looks", "ReferenceLook", "assess", "judge_newcomer"]
