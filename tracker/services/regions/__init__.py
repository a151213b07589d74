"""Reference photos, their scale, and the regions drawn on them."""

from tracker.services.regions.drawing import add_region, delete_region, edit_region
from tracker.services.regions.page import RegionPage, lay_rings, open_regions
from tracker.services.regions.proposing import (
    ProposedZones,
    has_face_models,
    no_models_sentence,
    propose_zones,
    role_of,
    take_zones,
)
from tracker.services.regions.reference import change_reference, estimate_scale, scale_by_sticker, set_scale

__all__ = [
    "ProposedZones",
    "RegionPage",
    "add_region",
    "change_reference",
    "delete_region",
    "edit_region",
    "estimate_scale",
    "has_face_models",
    "lay_rings",
    "no_models_sentence",
    "open_regions",
    "propose_zones",
    "role_of",
    "scale_by_sticker",
    "set_scale",
    "take_zones",
]
