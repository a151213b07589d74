"""Numbers from skin: measured on original pixels, against the patient's own untreated skin."""

from tracker.imaging.measure.baseline import Baseline
from tracker.imaging.measure.masks import rasterise
from tracker.imaging.measure.measurement import METHOD, Measurement, measure

__all__ = ["METHOD", "Baseline", "Measurement", "measure", "rasterise"]
