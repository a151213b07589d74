"""The words of the product as values: who, when, which photo, which region, which number.

Standard library only, no behaviour beyond what a value knows about itself. Points are
(row, column) in pixels of the upright photo; times are aware, in UTC unless the name says
otherwise; ``*_on`` is a date.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What a signed-in person is."""

    OWNER = "owner"
    PROVIDER = "provider"
    ASSISTANT = "assistant"
    PATIENT = "patient"


class PatientStatus(StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"


class SeriesStatus(StrEnum):
    PLANNED = "planned"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    STOPPED = "stopped"


class SessionKind(StrEnum):
    """Why the patient came; ``TREATMENT`` starts a recovery window."""

    BASELINE = "baseline"
    TREATMENT = "treatment"
    EARLY_CHECK = "early check"
    FOLLOW_UP = "follow-up"
    HOME = "home"


class Phase(StrEnum):
    """When in its session a photo was taken."""

    PRE = "pre"
    IMMEDIATELY_POST = "immediately post"
    FOLLOW_UP = "follow-up"


class CaptureTimeSource(StrEnum):
    """Where a photo's capture time comes from."""

    METADATA = "camera metadata"
    TYPED = "typed"


class ViewKind(StrEnum):
    """How a photo was taken (standard facial views, close-up, other)."""

    FRONT = "front"
    RIGHT_45 = "right 45"
    LEFT_45 = "left 45"
    RIGHT_90 = "right 90"
    LEFT_90 = "left 90"
    CLOSE_UP = "close-up"
    OTHER = "other"


@dataclass(frozen=True, order=True, slots=True)
class View:
    """A view of a series: photos of one view are compared with each other.

    >>> View(ViewKind.CLOSE_UP, "left cheek").key
    'close-up:left cheek'
    >>> View.parse("right 45").label
    'Right 45°'
    """

    kind: ViewKind
    zone: str = ""

    @property
    def key(self) -> str:
        """One string for rows and addresses."""
        return f"{self.kind}:{self.zone}" if self.zone else str(self.kind)

    @property
    def label(self) -> str:
        """How the view reads on a page."""
        name = self.kind.value.capitalize() + ("°" if self.kind.value[-1].isdigit() else "")
        return f"{name}, {self.zone}" if self.zone else name

    @classmethod
    def parse(cls, key: str) -> "View":
        """Read a ``key`` back.

        Raises
        ------
        ValueError
            If the part before the colon is no view.
        """
        kind, _, zone = key.partition(":")
        return cls(ViewKind(kind), zone)


class RegionRole(StrEnum):
    """Treated skin is judged against untreated skin (the control)."""

    TREATED = "treated"
    UNTREATED = "untreated"


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Polygon:
    """A closed outline; points are (row, column) in pixels of the reference photo.

    >>> Polygon(((0, 0), (0, 10), (10, 10), (10, 0))).area_px
    100.0
    """

    points: tuple[Point, ...]

    @property
    def area_px(self) -> float:
        """Enclosed area in square pixels (shoelace formula)."""
        closing = zip(self.points, self.points[1:] + self.points[:1], strict=True)
        return abs(sum(r0 * c1 - r1 * c0 for (r0, c0), (r1, c1) in closing)) / 2

    @property
    def outline(self) -> tuple[Point, ...]:
        """The points themselves."""
        return self.points


@dataclass(frozen=True, slots=True)
class Ellipse:
    """Centre and radii in pixels; the angle turns the column axis towards the row axis.

    >>> round(Ellipse((50, 50), 10, 20, 0).area_px)
    628
    """

    centre: Point
    radius_row_px: float
    radius_column_px: float
    angle_deg: float = 0.0

    @property
    def area_px(self) -> float:
        """Enclosed area in square pixels."""
        return math.pi * self.radius_row_px * self.radius_column_px

    @property
    def outline(self) -> tuple[Point, ...]:
        """72 points around the ellipse, (row, column)."""
        turn = math.radians(self.angle_deg)
        points = []
        for step in range(72):
            t = 2 * math.pi * step / 72
            along, across = self.radius_column_px * math.cos(t), self.radius_row_px * math.sin(t)
            points.append(
                (
                    self.centre[0] + along * math.sin(turn) + across * math.cos(turn),
                    self.centre[1] + along * math.cos(turn) - across * math.sin(turn),
                )
            )
        return tuple(points)


Shape = Polygon | Ellipse


def shape_to_json(shape: Shape) -> dict[str, Any]:
    """A shape as plain JSON values, for rows and components."""
    if isinstance(shape, Polygon):
        return {"type": "polygon", "points": [list(p) for p in shape.points]}
    return {
        "type": "ellipse",
        "centre": list(shape.centre),
        "radius_row_px": shape.radius_row_px,
        "radius_column_px": shape.radius_column_px,
        "angle_deg": shape.angle_deg,
    }


def shape_from_json(value: Mapping[str, Any]) -> Shape:
    """The inverse of `shape_to_json`.

    Raises
    ------
    ValueError
        If the value is no shape.
    """
    try:
        if value["type"] == "polygon":
            return Polygon(tuple((float(r), float(c)) for r, c in value["points"]))
        if value["type"] == "ellipse":
            row, column = value["centre"]
            return Ellipse(
                (float(row), float(column)),
                float(value["radius_row_px"]),
                float(value["radius_column_px"]),
                float(value.get("angle_deg", 0.0)),
            )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"not a shape: {value!r}") from error
    raise ValueError(f"not a shape: {value!r}")


class RefusalReason(StrEnum):
    """Why two photos can't be laid over each other."""

    DIFFERENT = "different region or person"
    MIRRORED = "mirrored"
    BLURRED = "too blurred"
    LITTLE_SKIN = "too little skin in common"
    FAR_APART = "too far apart"

    @property
    def sentence(self) -> str:
        """What is wrong and what to do next time, in one sentence."""
        return _REFUSAL_SENTENCES[self]


_REFUSAL_SENTENCES = {
    RefusalReason.DIFFERENT: (
        "The two photos do not seem to show the same skin: check that patient, view and side are right."
    ),
    RefusalReason.MIRRORED: (
        "One photo is a mirror image of the other: switch off the camera's mirror mode and take it again."
    ),
    RefusalReason.BLURRED: (
        "The photo is too blurred to find the skin again: hold still, tap to focus and take it again."
    ),
    RefusalReason.LITTLE_SKIN: (
        "Too little of the same skin is in both photos: frame the same area as in the reference photo."
    ),
    RefusalReason.FAR_APART: (
        "Distance or angle differ too much from the reference photo: take it again from the same place."
    ),
}


class Metric(StrEnum):
    """What is measured on skin; formulas stand in ``tracker/imaging/measure``."""

    REDNESS = "R1"
    REDNESS_WITNESS = "R2"
    RED_AREA = "R3"
    PIGMENT = "P1"
    DARK_SPOTS = "P2"
    TEXTURE = "T1"
    PORES = "T2"
    LINES = "L1"

    @property
    def label(self) -> str:
        """Name on screen."""
        return _METRIC_WORDS[self][0]

    @property
    def unit(self) -> str:
        """Unit of a value and of a change."""
        return _METRIC_WORDS[self][1]

    @property
    def is_structure(self) -> bool:
        """Texture, pores and lines: judged from day 28 after a treatment on."""
        return self in (Metric.TEXTURE, Metric.PORES, Metric.LINES)

    @property
    def is_redness(self) -> bool:
        """Redness metrics, which a flush or a strong JPEG compression spoils."""
        return self in (Metric.REDNESS, Metric.REDNESS_WITNESS, Metric.RED_AREA)


_METRIC_WORDS = {
    Metric.REDNESS: ("Redness against own skin", "a*"),
    Metric.REDNESS_WITNESS: ("Redness, second witness", "index points"),
    Metric.RED_AREA: ("Red area", "%"),
    Metric.PIGMENT: ("Pigment against own skin", "index points"),
    Metric.DARK_SPOTS: ("Dark-spot load", "points"),
    Metric.TEXTURE: ("Texture against own skin", "%"),
    Metric.PORES: ("Pore contrast", "%"),
    Metric.LINES: ("Line load", "points"),
}


class GateLevel(StrEnum):
    """How far a photo's conditions are from the reference photo's."""

    GOOD = "good"
    WARN = "warn"
    FAIL = "not comparable"


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparability gate of one photo against its reference photo.

    ``sentence`` says what is off, by how much, and what to do next time. ``metrics`` are the
    metrics that are withheld while ``level`` is ``FAIL``.
    """

    gate: str
    value: float
    level: GateLevel
    sentence: str
    metrics: tuple[Metric, ...] = ()


class ToneGroup(StrEnum):
    """Limits are kept by tone group (ITA of at least 28, 10 to 28, below 10 degrees)."""

    LIGHT = "light"
    MEDIUM = "medium"
    DARK = "dark"
    UNKNOWN = "not entered"

    @classmethod
    def of(cls, fitzpatrick: int | None) -> "ToneGroup":
        """The group of a Fitzpatrick type entered by a person: I to III, IV, V and VI."""
        if fitzpatrick is None:
            return cls.UNKNOWN
        return cls.LIGHT if fitzpatrick <= 3 else cls.MEDIUM if fitzpatrick == 4 else cls.DARK


class Verdict(StrEnum):
    """What can be said of one reading against the baseline."""

    BASELINE = "baseline"
    BETTER = "better"
    WORSE = "worse"
    UNCHANGED = "no detectable change"
    NOT_COMPARABLE = "not comparable"
    RECOVERY = "in recovery"

    @property
    def is_changed(self) -> bool:
        return self in (Verdict.BETTER, Verdict.WORSE)


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Rendition(StrEnum):
    """A picture derived from an original; can be made again at any time."""

    THUMBNAIL = "thumbnail"
    SCREEN = "screen"
    ALIGNED = "aligned"


@dataclass(frozen=True, slots=True)
class Clinic:
    name: str
    time_zone: str
    recovery_days: int = 3
    structure_days: int = 28


@dataclass(frozen=True, slots=True)
class User:
    id: str
    name: str
    display_name: str
    role: Role
    created_at: datetime
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in person on whose behalf something is done."""

    user_id: str
    display_name: str
    role: Role


@dataclass(frozen=True, slots=True)
class PatientDetails:
    """What a form says of a patient."""

    chart_number: str
    family_name: str
    given_name: str
    born_on: date
    sex: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    fitzpatrick: int | None = None
    monk_tone: int | None = None
    allergies: str = ""
    medication: str = ""
    history: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    id: str
    details: PatientDetails
    status: PatientStatus
    is_synthetic: bool
    created_at: datetime
    fitzpatrick_by: str = ""
    fitzpatrick_at: datetime | None = None

    @property
    def full_name(self) -> str:
        """Family name, given name: as on a chart."""
        return f"{self.details.family_name}, {self.details.given_name}"


@dataclass(frozen=True, slots=True)
class SeriesDetails:
    """What a form says of one course of treatment."""

    treatment_type: str
    indications: str
    areas: str
    started_on: date
    planned_sessions: int = 4
    interval_weeks: int = 4
    goals: str = ""
    home_regimen: str = ""
    status: SeriesStatus = SeriesStatus.ACTIVE
    stop_reason: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    id: str
    patient_id: str
    details: SeriesDetails
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SessionDetails:
    """What a form says of one dated visit."""

    number: int
    held_at: datetime
    kind: SessionKind
    provider: str = ""
    device: str = ""
    needle_depth_mm: float | None = None
    passes: int | None = None
    topical: str = ""
    serum: str = ""
    reaction: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    id: str
    series_id: str
    details: SessionDetails
    created_at: datetime


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


@dataclass(frozen=True, slots=True)
class AlignmentRow:
    """How one photo maps to its reference, or why it doesn't.

    ``data`` is the map itself as bytes (``tracker.imaging.align.result``), empty when refused.
    Errors are in pixels of the moving photo.
    """

    digest: str
    reference_digest: str
    method: str
    refusal: RefusalReason | None
    error_median_px: float
    error_p95_px: float
    error_p95_mm: float
    support: float
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """One metric of one region of one photo. ``value`` is None where it was withheld."""

    digest: str
    region_id: str
    region_revision: int
    metric: Metric
    method: str
    value: float | None
    control: str
    withheld_because: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    id: str
    kind: str
    subject: str
    state: JobState
    progress: float
    message: str
    tries: int
    queued_at: datetime


@dataclass(frozen=True, slots=True)
class PatientSummary:
    """One line of the list of patients."""

    patient: Patient
    series_count: int
    photo_count: int
    last_session_at: datetime | None


@dataclass(frozen=True, slots=True)
class RepeatReading:
    """A reading of skin that had no time to change, from which limits are learned.

    Either one of several photos of a session, or a photo of a baseline session beside another
    baseline session of the same series.
    """

    series_id: str
    session_id: str
    region_id: str
    metric: Metric
    tone: ToneGroup
    camera: str
    is_baseline_session: bool
    value: float
    control: str = "untreated skin"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    at: datetime
    user: str
    action: str
    object_kind: str
    object_id: str
    patient_id: str
    detail: str
