"""A comparison that leaves the clinic: for one use that the patient allows, covered, checked by a person."""

from tracker.services.comparison_copies.choices import Covers, find_covers, uses_of_copies
from tracker.services.comparison_copies.making import check_cover, make_copy, preview_copy

__all__ = ["Covers", "check_cover", "find_covers", "make_copy", "preview_copy", "uses_of_copies"]
