"""One running installation with an owner and a photo, for all tests of this folder."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.web.serving import Server, Visitor
from tracker.config import read_settings
from tracker.model import (
    CaptureTimeSource,
    Clinic,
    PatientDetails,
    Phase,
    Photo,
    PhotoFacts,
    Rendition,
    Role,
    SeriesDetails,
    SessionDetails,
    SessionKind,
    User,
    View,
    ViewKind,
)
from tracker.store import clinic, patients, photos, series, sessions, users
from tracker.store.opening import Store, open_store
from tracker.store.schema import SignInRecord

PASSWORD = "correct horse battery staple"
PATIENT = PatientDetails("CH-4711", "Quittenbaum", "Zebedea", date(1984, 3, 9))
NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
THUMBNAIL = b"RIFF thumbnail"
ALIGNED = b"RIFF aligned"
TRUST = b"RIFF trust"


@dataclass(frozen=True)
class Installation:
    """A served clinic, and its store opened beside it."""

    server: Server
    store: Store
    owner: User
    photo: Photo
    reference: Photo

    def visitor(self) -> Visitor:
        """Somebody who has not signed in."""
        return Visitor(self.server)

    def signed_in(self) -> Visitor:
        """The owner, with a session of her own."""
        visitor = self.visitor()
        assert visitor.sign_in("eva", PASSWORD).status == 303
        return visitor

    def age_sign_ins(self, minutes: float) -> None:
        """Let that much time pass without anybody doing anything."""
        touched_at = datetime.now(UTC) - timedelta(minutes=minutes)
        with self.store.writing() as db:
            db.execute(update(SignInRecord).values(touched_at=touched_at))


@pytest.fixture(scope="session")
def clinic_in_use(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A clinic with an owner, a series and two photos of one view."""
    folder = tmp_path_factory.mktemp("clinic")
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(folder / "data")}))
    try:
        clinic.save_clinic(store, Clinic("Praxis am See", "Europe/Zurich"))
        owner = users.add_user(
            store, name="eva", display_name="Dr Eva", role=Role.OWNER, password=PASSWORD, at=NOW
        )
        reference, photo = add_photos(store)
        with Server(folder / "data", folder / "server.log") as server:
            yield Installation(server, store, owner, photo, reference)
    finally:
        store.close()


@pytest.fixture
def empty_server(tmp_path: Path) -> Iterator[Server]:
    """An installation before its first run."""
    with Server(tmp_path / "data", tmp_path / "server.log") as server:
        yield server


def add_photos(store: Store) -> tuple[Photo, Photo]:
    """A reference and a later photo; the pictures are made-up bytes, as nothing here looks into them."""
    patient = patients.add_patient(store, PATIENT, by="Dr Eva", at=NOW)
    details = SeriesDetails("Microneedling", "acne scars", "cheeks", NOW.date())
    course = series.add_series(store, patient.id, details, at=NOW)
    both = [add_photo(store, course.id, number) for number in (1, 2)]
    reference, photo = both
    for kind, picture in ((Rendition.ALIGNED, ALIGNED), (Rendition.TRUST, TRUST)):
        photos.save_rendition(store, photo.digest, kind, picture, reference_digest=reference.digest)
    return reference, photo


def add_photo(store: Store, series_id: str, number: int) -> Photo:
    held_at = NOW + timedelta(days=28 * (number - 1))
    session = sessions.add_session(
        store, series_id, SessionDetails(number, held_at, SessionKind.TREATMENT), at=NOW
    )
    data = f"original {number}".encode()
    return photos.add_photo(
        store,
        data,
        PhotoFacts(hashlib.sha256(data).hexdigest(), "JPEG", len(data), 3000, 4000),
        session_id=session.id,
        view=View(ViewKind.FRONT),
        phase=Phase.PRE,
        captured_at=held_at,
        source=CaptureTimeSource.TYPED,
        by="Dr Eva",
        at=NOW,
        renditions={Rendition.THUMBNAIL: THUMBNAIL, Rendition.SCREEN: b"RIFF screen"},
    )
