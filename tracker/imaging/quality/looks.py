"""A photo as its quality is judged: the screen rendition, and a frame for finding the same skin again."""

import io
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from tracker.imaging.align.skin_prior import surely_skin
from tracker.imaging.align.turn import focal_px
from tracker.imaging.faces.head_turn import Portrait
from tracker.imaging.guidance import GuideFrame
from tracker.imaging.measure.arrays import Mask, Rgb

MOST_KEPT = 4
"""References that are kept: about 25 MB each, for the photos of one sitting or import."""
_SKIN_LONG_SIDE_PX = 512


@dataclass(frozen=True)
class Look:
    """A photo's screen rendition.

    Attributes
    ----------
    rgb : (M, N, 3) uint8
        sRGB, upright.
    width_px : int
        Of the original.
    models : Path or None
        Folder of the optional face models.
    focal_35mm : float or None
        The focal length's equivalent on 35 mm film, in mm, where the original's file tells it.
    """

    rgb: Rgb
    width_px: int
    models: Path | None = None
    focal_35mm: float | None = None

    @classmethod
    def of(
        cls,
        rendition: bytes,
        *,
        width_px: int,
        models: Path | None = None,
        focal_35mm: float | None = None,
    ) -> "Look":
        """Open a screen rendition as it was made of an original of this width."""
        with Image.open(io.BytesIO(rendition)) as image:
            return cls(np.asarray(image.convert("RGB"), np.uint8), width_px, models, focal_35mm)

    @property
    def px_of_original(self) -> float:
        """Pixels of the original for each of the rendition."""
        return self.width_px / int(self.rgb.shape[1])

    @cached_property
    def frame(self) -> GuideFrame:
        """The frame in which the same skin is found again."""
        return GuideFrame.of(self.rgb, models=self.models)

    @cached_property
    def skin(self) -> Mask:
        """What is skin without much doubt, shape (M, N); within the face where one is seen."""
        fraction = min(1.0, _SKIN_LONG_SIDE_PX / max(self.rgb.shape[:2]))
        small = cv2.resize(self.rgb, None, fx=fraction, fy=fraction, interpolation=cv2.INTER_AREA)
        found = surely_skin(np.asarray(small, np.uint8)).astype(np.uint8)
        size = self.rgb.shape[1], self.rgb.shape[0]
        skin = np.asarray(cv2.resize(found, size, interpolation=cv2.INTER_NEAREST) > 0)
        if self.frame.head is None:
            return skin
        face = self.frame.head.covered((self.frame.size[1], self.frame.size[0])).astype(np.uint8)
        return np.asarray(skin & (cv2.resize(face, size, interpolation=cv2.INTER_NEAREST) > 0))

    @cached_property
    def portrait(self) -> Portrait | None:
        """The head that is seen, on the rendition itself; None without the models."""
        if self.frame.head is None:
            return None
        width, height = self.frame.size
        rows, columns = self.rgb.shape[:2]
        face = self.frame.head.face.resized((height, width), (rows, columns))
        known = None if self.focal_35mm is None else focal_px(self.focal_35mm, (rows, columns))
        return Portrait(self.rgb, face, known)


@dataclass(frozen=True)
class ReferenceLook:
    """The photo that another one is to repeat.

    Attributes
    ----------
    look : Look
    mm_per_px : float
        Of the original.
    """

    look: Look
    mm_per_px: float


class Looks:
    """The references that were judged against last; safe to share between threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Look] = OrderedDict()
        self._turn = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, digest: str, read: Callable[[], Look]) -> Look:
        """The look of a photo, read when it is asked for first.

        Parameters
        ----------
        digest : str
            The photo's: its content never changes.
        read : callable
        """
        with self._turn:
            found = self._kept.get(digest)
            if found is not None:
                self._kept.move_to_end(digest)
                return found
        made = read()
        _ = made.frame.prepare(), made.skin
        with self._turn:
            self._kept[digest] = made
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return made
