"""Components that run in the browser; each is one function of Python."""

from tracker.ui.components.compare import compare_photos
from tracker.ui.components.compared import Frame, PairAsked, ViewStrip
from tracker.ui.components.moved_photo import LayEvent, LayEventKind, lay_over
from tracker.ui.components.point_pairs import MarkedPhoto, PairsEvent, PairsEventKind, mark_pairs
from tracker.ui.components.region_events import RegionEvent, RegionEventKind
from tracker.ui.components.regions import DrawnRegion, DrawnRing, draw_regions
from tracker.ui.components.session_watch import watch_session

__all__ = [
    "DrawnRegion",
    "DrawnRing",
    "Frame",
    "LayEvent",
    "LayEventKind",
    "MarkedPhoto",
    "PairAsked",
    "PairsEvent",
    "PairsEventKind",
    "RegionEvent",
    "RegionEventKind",
    "ViewStrip",
    "compare_photos",
    "draw_regions",
    "lay_over",
    "mark_pairs",
    "watch_session",
]
