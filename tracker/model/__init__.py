"""The words of the product as values: who, when, which photo, which region, which number.

Standard library only, no behaviour beyond what a value knows about itself. Points are
(row, column) in pixels of the upright photo; times are aware, in UTC unless the name says
otherwise; ``*_on`` is a date.
"""

from tracker.model.alignments import MOST_POINT_PAIRS, AlignmentRow, PointPairs, RefusalReason, SetPoints
from tracker.model.annotations import Annotation, AnnotationKind, Drawing
from tracker.model.controls import Control, control_of, controls_of
from tracker.model.courses import (
    ANOTHER_DAY,
    MarkProblem,
    Series,
    SeriesDetails,
    SeriesStatus,
    Session,
    SessionDetails,
    SessionKind,
    find_mark_problem,
)
from tracker.model.imports import FileState, ImportFile, ImportTarget, NamedFields
from tracker.model.jobs import Job, JobKind, JobState
from tracker.model.overview import (
    FOLLOW_UP_DAYS,
    Cover,
    Due,
    DueKind,
    SeriesOverview,
    SessionOverview,
    Trouble,
    next_due,
)
from tracker.model.people import (
    Actor,
    AuditEvent,
    Clinic,
    Patient,
    PatientDetails,
    PatientStatus,
    PatientSummary,
    Role,
    SignIn,
    User,
    Visitor,
)
from tracker.model.photos import (
    ControlChoice,
    ControlKind,
    MappedChange,
    Photo,
    PhotoFacts,
    Reference,
    Region,
    RegionRole,
    Rendition,
    ScaleState,
    control_label,
)
from tracker.model.readings import Finding, GateLevel, Metric, Reading, RepeatReading, ToneGroup, Verdict
from tracker.model.shapes import Ellipse, Point, Polygon, Shape, shape_from_json, shape_to_json
from tracker.model.similarity import FOUR_PLACES, Similarity
from tracker.model.view_alignments import ViewAlignments
from tracker.model.views import ZONES, CaptureTimeSource, Phase, View, ViewKind
from tracker.model.zones import ZoneKind

__all__ = [
    "ANOTHER_DAY",
    "FOLLOW_UP_DAYS",
    "FOUR_PLACES",
    "MOST_POINT_PAIRS",
    "ZONES",
    "Actor",
    "AlignmentRow",
    "Annotation",
    "AnnotationKind",
    "AuditEvent",
    "CaptureTimeSource",
    "Clinic",
    "Control",
    "ControlChoice",
    "ControlKind",
    "Cover",
    "Drawing",
    "Due",
    "DueKind",
    "Ellipse",
    "FileState",
    "Finding",
    "GateLevel",
    "ImportFile",
    "ImportTarget",
    "Job",
    "JobKind",
    "JobState",
    "MappedChange",
    "MarkProblem",
    "Metric",
    "NamedFields",
    "Patient",
    "PatientDetails",
    "PatientStatus",
    "PatientSummary",
    "Phase",
    "Photo",
    "PhotoFacts",
    "Point",
    "PointPairs",
    "Polygon",
    "Reading",
    "Reference",
    "RefusalReason",
    "Region",
    "RegionRole",
    "Rendition",
    "RepeatReading",
    "Role",
    "ScaleState",
    "Series",
    "SeriesDetails",
    "SeriesOverview",
    "SeriesStatus",
    "Session",
    "SessionDetails",
    "SessionKind",
    "SessionOverview",
    "SetPoints",
    "Shape",
    "SignIn",
    "Similarity",
    "ToneGroup",
    "Trouble",
    "User",
    "Verdict",
    "View",
    "ViewAlignments",
    "ViewKind",
    "Visitor",
    "ZoneKind",
    "control_label",
    "control_of",
    "controls_of",
    "find_mark_problem",
    "next_due",
    "shape_from_json",
    "shape_to_json",
]
