"""A person lays a photo over its reference where the machine can't, or went wrong.

By three or more points, or by moving, turning and scaling the photo. Either is where the fine
alignment starts, and the pictures have to confirm it; a photo that was moved as a whole may be kept
as it was set without that, and is then looked at but not measured.
"""

from tracker.services.hand_alignment.checks import check_pairs, check_similarity
from tracker.services.hand_alignment.page import HandAlignment, open_photo
from tracker.services.hand_alignment.setting import keep_as_set, remove_points, set_points, set_similarity

__all__ = [
    "HandAlignment",
    "check_pairs",
    "check_similarity",
    "keep_as_set",
    "open_photo",
    "remove_points",
    "set_points",
    "set_similarity",
]
