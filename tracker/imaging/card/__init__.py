"""A colour card in a photo: found, read, and what it says of light and camera."""

from tracker.imaging.card.card import Card
from tracker.imaging.card.finding import find_card

__all__ = ["Card", "find_card"]
