"""Photos, the reference of a view, and the regions drawn on it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.model.shapes import Shape
from tracker.model.views import CaptureTimeSource, Phase, View


class RegionRole(StrEnum):
    """Treated skin is judged against untreated skin (the control)."""

    TREATED = "treated"
    UNTREATED = "untreated"


class Rendition(StrEnum):
    """A picture derived from an original; can be made again at any time.

    ``TRUST`` is grey where the photo could not be matched to its reference, and clear elsewhere.
    """

    THUMBNAIL = "thumbnail"
    SCREEN = "screen"
    ALIGNED = "aligned"
    TRUST = "trust"

    @property
    def is_of_pair(self) -> bool:
        """Whether it lies in the frame of a reference, and so belongs to two photos."""
        return self in (Rendition.ALIGNED, Rendition.TRUST)


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What a file itself says of a photo.

    ``captured_at_local`` is the camera's wall clock without zone; ``width_px`` and ``height_px``
    are those of the upright picture; ``camera`` is make and model as written by the device.
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


@dataclass(frozen=True, slots=True)
class Photo:
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

    @property
    def digest(self) -> str:
        return self.facts.digest


@dataclass(frozen=True, slots=True)
class Reference:
    """The photo that a view of a series is aligned to.

    ``mm_across`` is the real width of the picture at the skin, in mm; ``is_scale_measured`` is
    False while it is only assumed from the kind of view.
    """

    series_id: str
    view: View
    photo: Photo
    mm_across: float
    is_scale_measured: bool

    @property
    def mm_per_px(self) -> float:
        return self.mm_across / self.photo.facts.width_px


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
