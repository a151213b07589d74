"""A view of photos of one patch of skin, each turned by a known angle: the truth between any two is known.

The straight way is refused beyond a turn of 57 degrees. Photos are small, so that aligning is quick.
"""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import cv2
import numpy as np
from PIL import Image

from tests.imaging.align.conftest import draw_skin
from tracker import worker
from tracker.imaging.decode import decode_photo
from tracker.imaging.renditions import make_renditions
from tracker.model import (
    Actor,
    CaptureTimeSource,
    PatientDetails,
    Phase,
    Photo,
    PointPairs,
    Role,
    SeriesDetails,
    SessionDetails,
    SessionKind,
    View,
    ViewKind,
)
from tracker.services import hand_alignment, patients, series
from tracker.store import jobs, photos, references, sessions
from tracker.store.opening import Store

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
OWNER = Actor("0" * 32, "Dr. Test", Role.OWNER, confirmed_at=NOW)
CHEEK = View(ViewKind.CLOSE_UP, "left cheek")
SIDE_PX, SKIN_PX = 480, 700
MARKS = np.array([[120.0, 130.0], [130.0, 350.0], [360.0, 220.0]])


def motion(turn_deg: float) -> np.ndarray:
    """The affine map, (2, 3) on (x, y), from the patch of skin to a photo of it."""
    matrix = cv2.getRotationMatrix2D((SKIN_PX / 2, SKIN_PX / 2), turn_deg, 1.0)
    matrix[:, 2] += (SIDE_PX - SKIN_PX) / 2
    return matrix


def take(turn_deg: float, *, seed: int = 1) -> bytes:
    """The file of a photo of the skin."""
    skin = draw_skin(seed, (SKIN_PX, SKIN_PX))
    rgb = cv2.warpAffine(
        skin,
        motion(turn_deg),
        (SIDE_PX, SIDE_PX),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REFLECT,
    )
    stream = io.BytesIO()
    Image.fromarray(rgb).save(stream, "PNG")
    return stream.getvalue()


def carried(points_rc: np.ndarray, from_deg: float, to_deg: float) -> np.ndarray:
    """Where points (row, column) of one photo truly lie in another."""
    one, other = (np.vstack([motion(turn), [0, 0, 1]]) for turn in (from_deg, to_deg))
    xy = np.column_stack([points_rc[:, ::-1], np.ones(len(points_rc))]) @ (other @ np.linalg.inv(one)).T
    return xy[:, 1::-1]


def marked(from_deg: float, to_deg: float, *, astray_px: float = 3.0) -> PointPairs:
    """Three places as a person marks them, some pixels beside the truth."""
    moving = carried(MARKS, from_deg, to_deg) + astray_px * np.array([[1, -1], [-1, 0], [0, 1]])
    return PointPairs(
        tuple((float(r), float(c)) for r, c in MARKS), tuple((float(r), float(c)) for r, c in moving)
    )


def set_by_hand(store: Store, photo: Photo, pairs: PointPairs) -> None:
    """Set points in a photo and its present reference."""
    reference = references.read_reference(store, photo.series_id, photo.view)
    assert reference is not None
    hand_alignment.set_points(store, OWNER, photo.id, pairs, reference_digest=reference.photo.digest, now=NOW)


@dataclass
class SkinSeries:
    """A series of photos of one view, one session each, four weeks apart."""

    store: Store
    series_id: str

    @classmethod
    def begin(cls, store: Store) -> "SkinSeries":
        """A new patient with a series."""
        details = PatientDetails("A-1", "Testperson", "Tina", date(1990, 2, 3))
        patient = patients.register_patient(store, OWNER, details, now=NOW)
        plan = SeriesDetails("Microneedling", "acne scars", "left cheek", date(2026, 4, 1))
        return cls(store, series.add_series(store, OWNER, patient.id, plan, now=NOW).id)

    def photo(self, number: int, data: bytes) -> Photo:
        """Put a photo into a session of its own and queue it."""
        held_at = NOW - timedelta(days=300 - 28 * number)
        visit = sessions.add_session(
            self.store, self.series_id, SessionDetails(number, held_at, SessionKind.FOLLOW_UP), at=NOW
        )
        decoded = decode_photo(data)
        photo = photos.add_photo(
            self.store,
            data,
            decoded.facts,
            session_id=visit.id,
            view=CHEEK,
            phase=Phase.PRE,
            captured_at=held_at,
            source=CaptureTimeSource.METADATA,
            by="Dr. Test",
            at=NOW,
            renditions=make_renditions(decoded.rgb),
        )
        jobs.queue_job(self.store, "analyse", photo.id, at=NOW)
        return photo

    def work(self) -> list[str]:
        """Do all jobs as the worker does, and those that come of them; ids of the photos in that order."""
        done: list[str] = []
        while job := jobs.claim_job(self.store, at=NOW, lease_seconds=60):
            worker.WORK[job.kind](self.store, job.subject, lambda share, doing: None)
            jobs.finish_job(self.store, job.id, at=NOW)
            done.append(job.subject)
            assert len(done) < 30, "jobs wake each other without an end"
        return done

    def queue_all(self) -> None:
        """Ask for the analysis of every photo."""
        for photo in photos.list_photos(self.store, self.series_id):
            jobs.queue_job(self.store, "analyse", photo.id, at=NOW)
