"""Reference photos, their scale, and the regions drawn on them."""

from tracker.services.regions.drawing import add_region, delete_region, edit_region
from tracker.services.regions.page import RegionPage, lay_rings, open_regions
from tracker.services.regions.reference import change_reference, set_scale

__all__ = [
    "RegionPage",
    "add_region",
    "change_reference",
    "delete_region",
    "edit_region",
    "lay_rings",
    "open_regions",
    "set_scale",
]
