"""Photos, the reference of a view, and the regions drawn on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.model.quality import METHOD_LIMITS, Acceptance, QualityLimits
from tracker.model.shapes import Shape
from tracker.model.views import CaptureTimeSource, Phase, View
from tracker.texts import pgettext

if TYPE_CHECKING:
    from tracker.model.readings import Finding


class RegionRole(StrEnum):
    """Treated skin is judged against untreated skin (the control)."""

    TREATED = "treated"
    UNTREATED = "untreated"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            RegionRole.TREATED: pgettext("region", "treated"),
            RegionRole.UNTREATED: pgettext("region", "untreated"),
        }
        return words[self]


class ControlKind(StrEnum):
    """What treated skin is compared with, best first: the limit of a change belongs to the kind.

    ``OTHER_SIDE`` is the same place on the other, untreated side of the body, ``RING`` the untreated
    skin all around a region, ``ELSEWHERE`` any other untreated skin of the view.
    """

    OTHER_SIDE = "other side"
    RING = "skin around the region"
    ELSEWHERE = "untreated skin"
    NONE = "none"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            ControlKind.OTHER_SIDE: pgettext("control", "other side"),
            ControlKind.RING: pgettext("control", "skin around the region"),
            ControlKind.ELSEWHERE: pgettext("control", "untreated skin"),
            ControlKind.NONE: pgettext("control", "none"),
        }
        return words[self]


def control_label(control: str) -> str:
    """How it reads on a page what a reading was compared with; earlier versions wrote words of their own."""
    return ControlKind(control).label if control in set(ControlKind) else control


@dataclass(frozen=True, slots=True)
class ControlChoice:
    """What a person said about comparing a region.

    Attributes
    ----------
    kind : ControlKind or None
        What a treated region is to be compared with; None is the best that there is.
    is_skin_around_untreated : bool
        Whether the skin around a treated region is known to be untreated.
    other_side_of : str or None
        Id of the treated region of which an untreated one is the other side.
    """

    kind: ControlKind | None = None
    is_skin_around_untreated: bool = False
    other_side_of: str | None = None


class Rendition(StrEnum):
    """A picture derived from an original; can be made again at any time.

    ``TRUST`` is grey where the photo could not be matched to its reference, and clear elsewhere.
    ``ALIGNED_SMALL`` is ``ALIGNED`` for a cell of a grid.
    """

    THUMBNAIL = "thumbnail"
    SCREEN = "screen"
    ALIGNED = "aligned"
    ALIGNED_SMALL = "aligned-small"
    TRUST = "trust"

    @property
    def is_of_pair(self) -> bool:
        """Whether it lies in the frame of a reference, and so belongs to two photos."""
        return self in (Rendition.ALIGNED, Rendition.ALIGNED_SMALL, Rendition.TRUST)


class MappedChange(StrEnum):
    """What a map of a pair of photos shows place by place."""

    REDNESS = "redness"
    TEXTURE = "texture"


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What a file itself says of a photo.

    ``captured_at_local`` is the camera's wall clock without zone; ``width_px`` and ``height_px``
    are those of the upright picture; ``camera`` is make and model as written by the device;
    ``focal_35mm`` is the focal length's equivalent on 35 mm film, in mm.
    """

    digest: str
    file_format: str
    byte_count: int
    width_px: int
    height_px: int
    captured_at_local: datetime | None = None
    utc_offset_minutes: int | None = None
    camera: str = ""
    lens: str = ""
    colour_profile: str = ""
    jpeg_quality: int | None = None
    focal_35mm: float | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns) of the upright picture."""
        return self.height_px, self.width_px


@dataclass(frozen=True, slots=True)
class Photo:
    """One picture of one view at one session.

    ``findings`` is what was off when it was added; a person decides about what is serious
    (``acceptance``), and says why a photo is kept all the same. A patient sees a photo on their own
    pages only where somebody of the clinic made it visible, or they took it themselves.
    """

    id: str
    session_id: str
    series_id: str
    patient_id: str
    view: View
    phase: Phase
    facts: PhotoFacts
    captured_at: datetime
    captured_at_source: CaptureTimeSource
    added_at: datetime
    added_by: str
    note: str = ""
    findings: "tuple[Finding, ...]" = ()
    acceptance: Acceptance = Acceptance.ACCEPTED
    acceptance_reason: str = ""
    is_visible_to_patient: bool = False
    is_from_patient: bool = False
    seen_at: datetime | None = None

    @property
    def is_new(self) -> bool:
        """Whether it came from the patient, and nobody of the clinic has said that it was seen."""
        return self.is_from_patient and self.seen_at is None

    @property
    def digest(self) -> str:
        return self.facts.digest


class ScaleState(StrEnum):
    """How the scale of a reference photo is known, from a guess to a measurement.

    ``ASSUMED`` from the kind of view alone, ``ESTIMATED`` from the eyes in the photo, ``MEASURED`` by a
    person, with something of known size.
    """

    ASSUMED = "assumed"
    ESTIMATED = "estimated"
    MEASURED = "measured"


@dataclass(frozen=True, slots=True)
class Reference:
    """The photo that a view of a series is aligned to.

    ``mm_across`` is the real width of the picture at the skin, in mm; ``is_scale_measured`` is
    False while it is only assumed from the kind of view, or estimated from the eyes:
    ``scale_error_share`` then says within which share of it the true width lies (95 %).
    """

    series_id: str
    view: View
    photo: Photo
    mm_across: float
    is_scale_measured: bool
    scale_error_share: float | None = None

    @property
    def scale_state(self) -> ScaleState:
        """How the scale is known."""
        if self.is_scale_measured:
            return ScaleState.MEASURED
        return ScaleState.ASSUMED if self.scale_error_share is None else ScaleState.ESTIMATED

    @property
    def is_scale_known(self) -> bool:
        """Whether something in the photo itself says how large it is, measured or estimated."""
        return self.scale_state is not ScaleState.ASSUMED

    @property
    def mm_per_px(self) -> float:
        return self.mm_across / self.photo.facts.width_px


@dataclass(frozen=True, slots=True)
class Standard:
    """What a photo is judged against before it is stored.

    Attributes
    ----------
    view : View
        What the photo is to show.
    mm_across : float
        Real width of such a view that is assumed where no reference tells.
    reference : Reference or None
        None for the first photo of a view.
    read_screen : callable
        Reads the screen rendition of a stored photo by its digest; None where it is missing.
    limits : QualityLimits
    models : Path or None
        Folder of the optional face models.
    """

    view: View
    mm_across: float
    reference: Reference | None
    read_screen: Callable[[str], bytes | None]
    limits: QualityLimits = METHOD_LIMITS
    models: Path | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """A named area drawn on the reference photo; ``revision`` grows with every edit."""

    id: str
    series_id: str
    view: View
    reference_digest: str
    name: str
    role: RegionRole
    shape: Shape
    revision: int
    choice: ControlChoice = ControlChoice()
