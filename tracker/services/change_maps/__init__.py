"""Maps of what changed between two photos: see `tracker.services.change_maps.finding`."""

from tracker.services.change_maps.finding import find_legend, find_picture
from tracker.services.change_maps.making import make_map

__all__ = ["find_legend", "find_picture", "make_map"]
