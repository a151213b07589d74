"""The usual zones of a face; left and right are the patient's own."""

from enum import StrEnum

from tracker.texts import gettext, marked


class ZoneKind(StrEnum):
    """A zone of the face that is treated or looked at by itself."""

    FOREHEAD = "forehead"
    GLABELLA = "glabella"
    RIGHT_PERIORBITAL = "right periorbital"
    LEFT_PERIORBITAL = "left periorbital"
    RIGHT_CHEEK = "right cheek"
    LEFT_CHEEK = "left cheek"
    NOSE = "nose"
    PERIORAL = "perioral"
    CHIN = "chin"
    RIGHT_JAW = "right jaw"
    LEFT_JAW = "left jaw"
    NECK = "neck"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        return gettext(_LABELS[self])

    @property
    def is_usually_untreated(self) -> bool:
        """Whether it is offered as untreated skin, to compare with."""
        return self is ZoneKind.NECK

    @property
    def other_side(self) -> "ZoneKind | None":
        """The same zone on the other side of the face; None for zones of the middle."""
        return _OTHER_SIDES.get(self)


_LABELS = {
    ZoneKind.FOREHEAD: marked("Forehead"),
    ZoneKind.GLABELLA: marked("Between the brows"),
    ZoneKind.RIGHT_PERIORBITAL: marked("Around the right eye"),
    ZoneKind.LEFT_PERIORBITAL: marked("Around the left eye"),
    ZoneKind.RIGHT_CHEEK: marked("Right cheek"),
    ZoneKind.LEFT_CHEEK: marked("Left cheek"),
    ZoneKind.NOSE: marked("Nose"),
    ZoneKind.PERIORAL: marked("Around the mouth"),
    ZoneKind.CHIN: marked("Chin"),
    ZoneKind.RIGHT_JAW: marked("Right jaw"),
    ZoneKind.LEFT_JAW: marked("Left jaw"),
    ZoneKind.NECK: marked("Neck below the jaw"),
}
_PAIRS = (
    (ZoneKind.RIGHT_PERIORBITAL, ZoneKind.LEFT_PERIORBITAL),
    (ZoneKind.RIGHT_CHEEK, ZoneKind.LEFT_CHEEK),
    (ZoneKind.RIGHT_JAW, ZoneKind.LEFT_JAW),
)
_OTHER_SIDES = {**dict(_PAIRS), **{left: right for right, left in _PAIRS}}
