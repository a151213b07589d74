"""A patient with something in every corner of the records, and a search for what is left of them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.store.conftest import FRONT, SERIES, SQUARE, facts_of
from tracker.model import (
    Actor,
    Annotation,
    AnnotationKind,
    CaptureTimeSource,
    Drawing,
    ErasureGround,
    FileState,
    ImportFile,
    ImportTarget,
    JobKind,
    Metric,
    PatientDetails,
    Phase,
    Photo,
    Reading,
    RegionRole,
    Rendition,
    Role,
    SessionDetails,
    SessionKind,
    View,
)
from tracker.services import erasure, retention
from tracker.services.retention import Deletion
from tracker.store import (
    annotations,
    change_maps,
    details,
    imports,
    jobs,
    patients,
    photos,
    readings,
    regions,
    series,
    sessions,
    uploads,
)
from tracker.store.opening import Store

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)


LATER = NOW + timedelta(days=30)


OWNER = Actor("0" * 32, "Dr Eva", Role.OWNER, confirmed_at=NOW)


ZEBEDEA = PatientDetails(
    "CH-4711",
    "Quittenbaum",
    "Zebedea",
    date(1984, 3, 9),
    allergies="latexallergie",
    email="z@quitten.example",
)


PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 64


SMALL = b"RIFF" + b"the small picture" * 40


WORD = "a word on her chin"


REASON = Deletion(ErasureGround.LAWFUL_ORDER, "order 14/2026", "CH-4711")


# what may be read nowhere afterwards
TRACES = [
    PICTURE[:600],
    PICTURE[-600:],
    SMALL[:300],
    *(
        text.encode()
        for text in (
            "Quittenbaum",
            "quittenbaum",
            "Zebedea",
            "CH-4711",
            "ch-4711",
            "latexallergie",
            "z@quitten",
        )
    ),
    WORD.encode(),
]


def add_patient(
    store: Store, said: PatientDetails, picture: bytes, *, word: str = WORD, small: bytes = SMALL
) -> Photo:
    """A patient with something in every corner of the records."""
    who = patients.add_patient(store, said, by="Dr Eva", at=NOW)
    of = series.add_series(store, who.id, SERIES, at=NOW)
    held = SessionDetails(1, NOW, SessionKind.BASELINE, note=word)
    session = sessions.add_session(store, of.id, held, at=NOW)
    renditions = {Rendition.THUMBNAIL: small, Rendition.SCREEN: small * 2}
    photo = add_photo(store, session.id, picture, renditions=renditions)
    details.save_detail(store, photo.digest, small + b"detail")
    map_of = small + b"map"
    change_maps.save_map(store, photo.digest, photo.digest, map_of, reference_digest=photo.digest)
    region = regions.add_region(
        store,
        of.id,
        FRONT,
        name=word,
        role=RegionRole.TREATED,
        shape=SQUARE,
        reference_digest=photo.digest,
        by="Dr Eva",
        at=NOW,
    )
    row = Reading(photo.digest, region.id, region.revision, Metric.REDNESS, "1", 8.0, "ring", "")
    readings.save_readings(store, photo.digest, region.id, [row], (), method="1")
    drawing = Drawing(AnnotationKind.TEXT, ((1.0, 1.0),), word)
    annotations.add_annotation(
        store, photo, Annotation(f"{photo.id}", photo.digest, drawing, "0" * 32, "Dr Eva", NOW)
    )
    jobs.queue_job(store, JobKind.ANALYSE, photo.id, at=NOW)
    return photo


def add_photo(
    store: Store,
    session_id: str,
    picture: bytes,
    *,
    view: View = FRONT,
    renditions: Mapping[Rendition, bytes],
) -> Photo:
    return photos.add_photo(
        store,
        picture,
        facts_of(picture),
        session_id=session_id,
        view=view,
        phase=Phase.PRE,
        captured_at=NOW,
        source=CaptureTimeSource.METADATA,
        by="Dr Eva",
        at=NOW,
        renditions=renditions,
    )


def add_import(store: Store, details: PatientDetails, picture: bytes) -> str:
    """An import whose plan, table and waiting file are about a patient."""
    begun = imports.add_import(store, place="", user_id="0" * 32, by="Dr Eva", at=NOW)
    table = f"file,chart,family\na.jpg,{details.chart_number},{details.family_name}\n"
    imports.change_import(store, begun.id, list(type(begun.state)), table=table)
    target = ImportTarget(
        details.chart_number,
        details.family_name,
        details.given_name,
        details.born_on,
        "Peeling",
        "cheek",
        NOW.date(),
        NOW.date(),
        2,
        SessionKind.FOLLOW_UP,
        NOW,
        FRONT,
        Phase.PRE,
        NOW,
        CaptureTimeSource.METADATA,
    )
    name = f"{details.chart_number}_{details.family_name}/a.jpg"
    imports.replace_files(store, begun.id, [ImportFile(name, FileState.WAITING, "", target)])
    for sent, data in ((name, b"another photo of " + details.given_name.encode()), ("same.jpg", picture)):
        with uploads.receiving(store, begun.id, sent, byte_count=len(data)) as file:
            file.write(data)
    return begun.id


def delete(store: Store, photo: Photo) -> str:
    retention.delete_patient(store, OWNER, photo.patient_id, REASON, now=NOW)
    (listed,) = retention.read_page(store, OWNER, now=NOW).deleted
    return listed.erasure.id


def erase(store: Store, erasure_id: str, *, at: datetime = LATER, wait_seconds: float = 0) -> None:
    erasure.erase(store, erasure_id, report=lambda *_: None, clock=lambda: at, wait_seconds=wait_seconds)


def find_traces(folder: Path) -> list[tuple[bytes, str]]:
    """What a search of all files finds of the erased patient."""
    found = []
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        found += [(trace[:20], path.name) for trace in TRACES if trace in data]
    return found


def files_of(store: Store, photo: Photo) -> list[Path]:
    folder = store.photos.rendition_folder(photo.digest)
    return [store.photos.original_path(photo.digest), *folder.rglob("*")]
