"""Patients with series, photos and readings of known values, written straight into a store.

No picture is decoded or measured: pages show addresses of pictures and stored figures.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

from tracker.imaging import align, measure
from tracker.imaging.align.result import Alignment
from tracker.model import (
    AlignmentRow,
    CaptureTimeSource,
    ControlKind,
    Metric,
    Patient,
    PatientDetails,
    Phase,
    Photo,
    PhotoFacts,
    PointPairs,
    Polygon,
    Reading,
    RefusalReason,
    Region,
    RegionRole,
    Rendition,
    Series,
    SeriesDetails,
    Session,
    SessionDetails,
    SessionKind,
    View,
    ViewKind,
)
from tracker.store import alignments, patients, photos, readings, references, regions, series, sessions
from tracker.store.opening import Store

TODAY = date(2026, 11, 1)
NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
BY = "Dr Eva Muster"
CHEEK = View(ViewKind.CLOSE_UP, "left cheek")
ANNA = PatientDetails("A-17", "Meyer", "Anna", date(1984, 3, 9), fitzpatrick=2)
PLAN = SeriesDetails("Microneedling", "acne scars", "left cheek", date(2026, 4, 1))
MAP = replace(
    Alignment.identity((3000, 4000)), agreeing_patches=90, shown_patches=100, overlap=0.97
).to_bytes()
SQUARE = Polygon(((1000.0, 1000.0), (1000.0, 2000.0), (2000.0, 2000.0), (2000.0, 1000.0)))
BELOW = Polygon(((2500.0, 1000.0), (2500.0, 2000.0), (3000.0, 2000.0), (3000.0, 1000.0)))
_numbers = count(1)


@dataclass(frozen=True)
class Records:
    """Adds what a test needs to a store, with sensible defaults."""

    store: Store

    def patient(self, *, is_synthetic: bool = False, **changes: object) -> Patient:
        details = replace(ANNA, **changes)
        return patients.add_patient(self.store, details, by=BY, at=NOW, is_synthetic=is_synthetic)

    def series(self, patient: Patient | None = None, **changes: object) -> Series:
        patient = patient or self.patient()
        return series.add_series(self.store, patient.id, replace(PLAN, **changes), at=NOW)

    def session(
        self, of: Series, number: int, *, days: int = 0, kind: SessionKind = SessionKind.BASELINE
    ) -> Session:
        details = SessionDetails(number, NOW - timedelta(days=200 - days), kind, provider=BY)
        return sessions.add_session(self.store, of.id, details, at=NOW)

    def photo(self, session: Session, *, view: View = CHEEK, minutes: int = 0, seconds: int = 0) -> Photo:
        data = f"photo {next(_numbers)}".encode()
        facts = PhotoFacts(hashlib.sha256(data).hexdigest(), "JPEG", len(data), 4000, 3000, camera="Acme One")
        return photos.add_photo(
            self.store,
            data,
            facts,
            session_id=session.id,
            view=view,
            phase=Phase.PRE,
            captured_at=session.details.held_at + timedelta(minutes=minutes, seconds=seconds),
            source=CaptureTimeSource.METADATA,
            by=BY,
            at=NOW,
            renditions={Rendition.THUMBNAIL: b"small", Rendition.SCREEN: b"large"},
        )

    def region(
        self,
        series_id: str,
        name: str,
        role: RegionRole = RegionRole.TREATED,
        shape: Polygon = SQUARE,
        view: View = CHEEK,
    ) -> Region:
        reference = references.read_reference(self.store, series_id, view)
        assert reference is not None
        return regions.add_region(
            self.store,
            series_id,
            view,
            name=name,
            role=role,
            shape=shape,
            reference_digest=reference.photo.digest,
            by=BY,
            at=NOW - timedelta(days=1) + timedelta(seconds=next(_numbers)),  # listed as they were drawn
        )

    def aligned(
        self,
        photo: Photo,
        *,
        error_mm: float = 0.3,
        support: float = 0.9,
        refusal: RefusalReason | None = None,
        through: Photo | None = None,
        points: PointPairs | None = None,
    ) -> None:
        """Say how a photo lies on its reference, with the picture where it lies at all."""
        reference = references.read_reference(self.store, photo.series_id, photo.view)
        assert reference is not None
        digest = reference.photo.digest
        row = AlignmentRow(photo.digest, digest, align.METHOD, refusal, 1.0, 2.0, error_mm, support, MAP)
        way = through.digest if through else ""
        row = replace(row, through_digest=way, points_key=points.key if points else "")
        alignments.save_alignment(self.store, row)
        if refusal is None:
            for kind in (Rendition.ALIGNED, Rendition.TRUST):
                photos.save_rendition(
                    self.store, photo.digest, kind, kind.value.encode(), reference_digest=digest
                )

    def read(
        self,
        photo: Photo,
        region: Region,
        values: dict[Metric, float | None],
        *,
        because: str = "",
        method: str = measure.METHOD,
    ) -> None:
        """Store what was measured in a region of a photo; None is withheld for a reason."""
        rows = [
            Reading(
                photo.digest,
                region.id,
                region.revision,
                metric,
                method,
                value,
                ControlKind.RING,
                because if value is None else "",
            )
            for metric, value in values.items()
        ]
        readings.save_readings(self.store, photo.digest, region.id, rows, (), method=method)

    def course(self, **patient: object) -> "Course":
        """A series of five sessions in which redness gets better and texture does not change."""
        return _course(self, self.patient(**patient))


@dataclass(frozen=True)
class Course:
    """A series with everything that its pages show."""

    patient: Patient
    series: Series
    sessions: list[Session]
    photos: list[Photo]
    region: Region

    def address(self, page: str) -> dict[str, str]:
        """The address's part that names the record on a page."""
        return {
            "patients": {},
            "precision": {},
            "account": {},
            "people": {},
            "audit": {},
            "retention": {},
            "clinic": {},
            "forms": {},
            "patient": {"patient": self.patient.id},
            "consent": {"patient": self.patient.id},
            "sign": {"patient": self.patient.id},
            "session": {"session": self.sessions[0].id},
            "capture": {"session": self.sessions[0].id},
            "align": {"photo": self.photos[3].id},
            "card": {"photo": self.photos[3].id},
        }.get(page, {"series": self.series.id})


DARK = "The light is 1.4 stops darker than in the reference photo: add light."
# day, kind, redness and its witness, texture; the fifth is withheld
_VISITS: list[tuple[int, SessionKind, float | None, float | None, float | None]] = [
    (0, SessionKind.BASELINE, 8.0, 20.0, 30.0),
    (14, SessionKind.TREATMENT, 7.9, 19.8, 30.5),
    (15, SessionKind.EARLY_CHECK, 14.0, 30.0, 36.0),
    (110, SessionKind.FOLLOW_UP, 2.0, 8.0, 29.0),
    (140, SessionKind.FOLLOW_UP, None, None, None),
]


def _course(records: Records, patient: Patient) -> Course:
    one = records.series(patient)
    held = [records.session(one, n, days=visit[0], kind=visit[1]) for n, visit in enumerate(_VISITS, 1)]
    shots = [records.photo(session) for session in held]
    region = records.region(one.id, "cheek")
    records.region(one.id, "below", RegionRole.UNTREATED, BELOW)
    for photo, (_, _, redness, witness, texture) in zip(shots, _VISITS, strict=True):
        values = {
            Metric.REDNESS: redness,
            Metric.REDNESS_WITNESS: witness,
            Metric.PIGMENT: None if redness is None else 5.0,
            Metric.TEXTURE: texture,
        }
        records.aligned(photo, error_mm=0.0 if photo is shots[0] else 0.3)
        records.read(photo, region, values, because=DARK)
    return Course(patient, one, held, shots, region)
