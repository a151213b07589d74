"""Alignment of a photo to its reference: see `tracker.imaging.align.pipeline`."""

from tracker.imaging.align.pipeline import METHOD, align
from tracker.imaging.align.result import Alignment

__all__ = ["METHOD", "Alignment", "align"]
