"""Comparability gates: how far a photo is from the reference photo's conditions, and what that spoils.

Bounds are the defaults of the product's method. All is measured on the control skin of the photo itself,
but for pose, card and device. The lamp's direction can't be seen in a photo.
"""

from tracker.imaging.measure.gates.conditions import Conditions, conditions
from tracker.imaging.measure.gates.judging import judge
from tracker.imaging.measure.gates.withholding import COLOUR, EVERY, MOST_LEFT_OUT, REDNESS, STRUCTURE

__all__ = ["COLOUR", "EVERY", "MOST_LEFT_OUT", "REDNESS", "STRUCTURE", "Conditions", "conditions", "judge"]
