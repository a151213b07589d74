"""Frames as the browser sends them: bare bytes, three for each pixel."""

from pathlib import Path

import numpy as np

from tracker.errors import InvalidInput
from tracker.imaging.guidance.frames import LARGEST_SIDE_PX, SMALLEST_SIDE_PX, GuideFrame
from tracker.texts import gettext as _


def frame_of_bytes(data: bytes, *, width_px: int, height_px: int, models: Path | None = None) -> GuideFrame:
    """A frame of row-major RGB bytes (sRGB, upright, unmirrored).

    Raises
    ------
    InvalidInput
        If the sides or the number of bytes are not a frame's.
    """
    if not all(SMALLEST_SIDE_PX <= side <= LARGEST_SIDE_PX for side in (width_px, height_px)):
        raise InvalidInput(
            _(
                "A frame for guidance has sides of {least} to {most} px.",
                least=SMALLEST_SIDE_PX,
                most=LARGEST_SIDE_PX,
            )
        )
    if len(data) != 3 * width_px * height_px:
        raise InvalidInput(
            _(
                "A frame of {width} × {height} px has three bytes for each pixel; these are {count} bytes.",
                width=width_px,
                height=height_px,
                count=len(data),
            )
        )
    return GuideFrame.of(np.frombuffer(data, np.uint8).reshape(height_px, width_px, 3), models=models)
