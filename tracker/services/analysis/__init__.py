"""Analysis of one photo: see `tracker.services.analysis.photo`."""

from tracker.services.analysis.detour import queue_dependents
from tracker.services.analysis.photo import analyse_photo

__all__ = ["analyse_photo", "queue_dependents"]
