"""Where skin changed between two photos; `tracker.imaging.change_map.change` says how."""

from tracker.imaging.change_map.change import METHOD, ChangeMap, Field, Ground, change_map
from tracker.imaging.change_map.photo_skin import PairPhoto

__all__ = ["METHOD", "ChangeMap", "Field", "Ground", "PairPhoto", "change_map"]
