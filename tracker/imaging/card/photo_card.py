"""The card of a photo: where a person marked it, else where it is found, and how good its correction is."""

from dataclasses import dataclass

import numpy as np

from tracker.errors import InvalidInput
from tracker.imaging.card.card import Card
from tracker.imaging.card.correction import correct_to_published
from tracker.imaging.card.finding import find_card
from tracker.imaging.card.marked import grey_unevenness, read_marked_chart, read_marked_grey
from tracker.imaging.measure.arrays import Rgb
from tracker.model import CardKind, PhotoCard, Point


@dataclass(frozen=True, eq=False)
class SeenCard:
    """What a photo shows of a card.

    Attributes
    ----------
    card : Card or None
    kind : CardKind or None
    residual : float or None
        See `PhotoCard.residual`.
    corners : tuple of Point
        Where a person marked it; empty where it was found.
    """

    card: Card | None = None
    kind: CardKind | None = None
    residual: float | None = None
    corners: tuple[Point, ...] = ()

    def of_photo(self, digest: str) -> PhotoCard:
        """As it is kept."""
        return PhotoCard(digest, self.kind, self.corners, self.residual)


def see_card(rgb: Rgb, known: PhotoCard | None) -> SeenCard:
    """The card of a photo, at its mark or wherever it is found.

    Parameters
    ----------
    rgb : (M, N, 3) uint8
        sRGB, upright, at full size.
    known : PhotoCard or None
        What is known of it: a mark is used, what was found before is looked for again.
    """
    if known is not None and known.is_by_hand and known.kind is not None:
        try:
            return read_marked(rgb, known.kind, known.corners)
        except InvalidInput:  # it could be read when it was marked, by an earlier version
            return SeenCard(kind=known.kind, corners=known.corners)
    card = find_card(rgb)
    return SeenCard() if card is None else SeenCard(card, CardKind.CHART, _chart_residual(card))


def read_marked(rgb: Rgb, kind: CardKind, corners: tuple[Point, ...]) -> SeenCard:
    """The card that a person marked.

    Raises
    ------
    InvalidInput
        If it can't be read there, with what to do.
    """
    corners_rc = np.array(corners, np.float64)
    if kind is CardKind.GREY:
        card = read_marked_grey(rgb, corners_rc)
        return SeenCard(card, kind, grey_unevenness(rgb, corners_rc), corners)
    card = read_marked_chart(rgb, corners_rc)
    return SeenCard(card, kind, _chart_residual(card), corners)


def _chart_residual(card: Card) -> float | None:
    correction = correct_to_published(card.linear_rgb)
    return None if correction is None else correction.residual
