"""The clinic's limits for what patients are told, at most a minute old: learning them reads every repeat."""

import time
from threading import Lock

from tracker.model import Actor
from tracker.progress.limits import Limits
from tracker.services import progress
from tracker.web.site import Site

KEPT_SECONDS = 60.0
MOST_KEPT = 64


class KeptLimits:
    """Limits by series, each kept for a minute.

    Parameters
    ----------
    site : Site
        Whose limits they are.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._kept: dict[str, tuple[float, Limits]] = {}
        self._lock = Lock()

    def read(self, actor: Actor, series_id: str) -> Limits:
        """The limits for a series of the actor's own; the right to it is asked by whoever uses them."""
        with self._lock:
            kept = self._kept.get(series_id)
        if kept is not None and time.monotonic() - kept[0] < KEPT_SECONDS:
            return kept[1]
        limits = progress.own_limits(self._site.store, actor, series_id)
        with self._lock:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[series_id] = (time.monotonic(), limits)
        return limits
