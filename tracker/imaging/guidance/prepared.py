"""References as guidance needs them, kept in memory: a sitting asks for one twice a second."""

import io
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from tracker.imaging.guidance.frames import GuideFrame

MOST_KEPT = 32
"""About 2 MB each."""


class PreparedReferences:
    """The references that were asked for last; safe to share between threads.

    Examples
    --------
    >>> kept = PreparedReferences()
    >>> len(kept)
    0
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, GuideFrame] = OrderedDict()
        self._turn = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, digest: str, read: Callable[[], bytes], *, models: Path | None = None) -> GuideFrame:
        """The reference of a photo, made when it is asked for first.

        Parameters
        ----------
        digest : str
            The photo's: its content never changes.
        read : callable
            Reads the photo's screen rendition.
        models : Path or None
            Folder of the optional face models.
        """
        with self._turn:
            found = self._kept.get(digest)
            if found is not None:
                self._kept.move_to_end(digest)
                return found
        made = _prepared(read(), models)
        with self._turn:
            self._kept[digest] = made
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return made


def _prepared(rendition: bytes, models: Path | None) -> GuideFrame:
    with Image.open(io.BytesIO(rendition)) as image:
        return GuideFrame.of(np.asarray(image.convert("RGB"), np.uint8), models=models).prepare()
