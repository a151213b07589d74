"""A colour card in a photo: found, read, and what it says of light and camera."""

from tracker.imaging.card.card import Card
from tracker.imaging.card.finding import find_card
from tracker.imaging.card.marked import grey_unevenness, read_marked_chart, read_marked_grey

__all__ = ["Card", "find_card", "grey_unevenness", "read_marked_chart", "read_marked_grey"]
