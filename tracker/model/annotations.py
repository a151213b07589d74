"""What people draw on photos to show each other a place, on a layer of its own."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.model.shapes import Point
from tracker.texts import gettext, pgettext


class AnnotationKind(StrEnum):
    """The forms that an annotation takes."""

    ARROW = "arrow"
    ELLIPSE = "ellipse"
    FREEHAND = "freehand"
    TEXT = "text"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            AnnotationKind.ARROW: pgettext("annotation", "Arrow"),
            AnnotationKind.ELLIPSE: pgettext("annotation", "Ellipse"),
            AnnotationKind.FREEHAND: pgettext("annotation", "Freehand line"),
            AnnotationKind.TEXT: pgettext("annotation", "Text"),
        }
        return words[self]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A form on a photo.

    Attributes
    ----------
    kind : AnnotationKind
    points : tuple of (row, column)
        In px, pixel centres at whole numbers, so that a photo reaches from -0.5 to its size less 0.5.
        An arrow has its tail and its tip. An ellipse has its centre and the ends of two conjugate
        radii: three points that any affine map takes to those of the mapped ellipse. A freehand line
        has all its points, a text the one that it begins at.
    text : str
        What a text says; empty for the others.
    """

    kind: AnnotationKind
    points: tuple[Point, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A drawing on a photo, by whom and when.

    It is kept beside the photo, whose files it never touches. Its points are in px of the upright
    original, whatever frame it was drawn in. A removed one is kept with the time of its removal, so that
    it can be brought back.
    """

    id: str
    digest: str
    drawing: Drawing
    author_id: str
    author: str
    created_at: datetime
    removed_at: datetime | None = None

    def words(self, day: str) -> str:
        """What it is, for who can't see it.

        Parameters
        ----------
        day : str
            When it was drawn, as the reader writes dates.
        """
        drawing = self.drawing
        if drawing.kind is AnnotationKind.TEXT:
            return gettext("Text “{text}” by {author}, {day}", text=drawing.text, author=self.author, day=day)
        return gettext("{kind} by {author}, {day}", kind=drawing.kind.label, author=self.author, day=day)
