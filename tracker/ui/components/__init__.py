"""Components that run in the browser; each is one function of Python."""

from tracker.ui.components.compare import Frame, PairAsked, compare_photos
from tracker.ui.components.point_pairs import MarkedPhoto, PairsEvent, PairsEventKind, mark_pairs
from tracker.ui.components.region_events import RegionEvent, RegionEventKind
from tracker.ui.components.regions import DrawnRegion, DrawnRing, draw_regions
from tracker.ui.components.session_watch import watch_session

__all__ = [
    "DrawnRegion",
    "DrawnRing",
    "Frame",
    "MarkedPhoto",
    "PairAsked",
    "PairsEvent",
    "PairsEventKind",
    "RegionEvent",
    "RegionEventKind",
    "compare_photos",
    "draw_regions",
    "mark_pairs",
    "watch_session",
]
