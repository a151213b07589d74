"""What a colour card in a photo shows, and how the colours of one photo become those of another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.imaging.card.chart import GREY
from tracker.imaging.measure.tone import GreySteps

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Card:
    """A ColorChecker Classic, or a plain grey card, as one photo shows it.

    Attributes
    ----------
    linear_rgb : ndarray, shape (24, 3) or (1, 3)
        Mean linear light of each patch, sRGB primaries, 0 to 1, in the order of `chart`; of a grey card
        its own.
    centres_rc : ndarray, shape (24, 2) or (1, 2)
        (row, column) of the patches' middles in the photo.
    """

    linear_rgb: Floats
    centres_rc: Floats

    @property
    def grey_steps(self) -> GreySteps | None:
        """The row of greys, from white to black; a single grey has no steps."""
        if len(self.linear_rgb) == 1:
            return None
        return GreySteps(self.linear_rgb[GREY], self.centres_rc[GREY])
