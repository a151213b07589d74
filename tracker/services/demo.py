"""The demo clinic: synthetic patients with whole series, made by the digital phantom."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker.imaging.decode import decode_photo
from tracker.imaging.phantom.demo_shots import DemoPhoto
from tracker.imaging.phantom.demo_story import DemoPatient, DemoSession, demo_story
from tracker.imaging.renditions import make_renditions
from tracker.model import CaptureTimeSource, Clinic, JobKind, Photo, Role
from tracker.store import clinic, jobs, patients, photos, references, regions, series, sessions, users
from tracker.store.opening import Store

ACCOUNT_NAME = "demo"
BY = "Demo"


def prepare_clinic(store: Store, *, password: str, now: datetime) -> str:
    """Give an empty installation a name and the demo account; give the demo account a new password.

    Returns
    -------
    str
        The account's name; empty where the installation is somebody's own and has no demo account.
    """
    if clinic.read_clinic(store) is None:
        clinic.save_clinic(store, Clinic("Demo clinic (synthetic)", "UTC"))
    known = users.find_user_by_name(store, ACCOUNT_NAME)
    if known is not None:
        users.set_password(store, known.id, password)
    elif users.any_user(store):
        return ""
    else:
        users.add_user(
            store,
            name=ACCOUNT_NAME,
            display_name="Demo provider",
            role=Role.OWNER,
            password=password,
            at=now,
        )
    return ACCOUNT_NAME


def queue_demo(store: Store, *, now: datetime) -> None:
    """Queue the building of the patients; those that stand already are left as they are."""
    jobs.queue_job(store, JobKind.DEMO, JobKind.DEMO, at=now)


def build_demo(store: Store, *, now: datetime, report: Callable[[float, str], None]) -> None:
    """Make the patients with their sessions, references and regions; queue all other photos."""
    today = now.date()
    story = _story(store, today)
    for index, patient in enumerate(story):
        report(index / len(story), patient.details.given_name)
        if not patients.find_patients(store, patient.details.chart_number, limit=1):
            _build_patient(store, patient, index=index, today=today, now=now)


def add_demo_photo(store: Store, subject: str, *, now: datetime) -> None:
    """Render one photo of the story and put it into its session.

    Parameters
    ----------
    subject : str
        As queued by `build_demo`: day of the story, numbers of patient, session and photo, and the
        session's id.
    """
    day, patient, visit, shot, session_id = subject.split("/")
    told = _story(store, date.fromisoformat(day))[int(patient)]
    visited = told.sessions[int(visit)]
    photo = _add_photo(store, told, visited, visited.photos[int(shot)], session_id, now)
    jobs.queue_job(store, JobKind.ANALYSE, photo.id, at=now)


def _story(store: Store, today: date) -> tuple[DemoPatient, ...]:
    known = clinic.read_clinic(store)
    return demo_story(today, zone=ZoneInfo(known.time_zone if known else "UTC"))


def _build_patient(store: Store, told: DemoPatient, *, index: int, today: date, now: datetime) -> None:
    patient = patients.add_patient(store, told.details, by=BY, at=now, is_synthetic=True)
    course = series.add_series(store, patient.id, told.series, at=now)
    held = [sessions.add_session(store, course.id, visit.details, at=now) for visit in told.sessions]
    first = told.sessions[0]
    reference = _add_photo(store, told, first, first.photos[0], held[0].id, now)
    _draw_regions(store, told, reference, now)
    jobs.queue_job(store, JobKind.ANALYSE, reference.id, at=now)
    for visit, (session, visited) in enumerate(zip(held, told.sessions, strict=True)):
        for shot in range(1 if visit == 0 else 0, len(visited.photos)):
            subject = f"{today.isoformat()}/{index}/{visit}/{shot}/{session.id}"
            jobs.queue_job(store, JobKind.DEMO_PHOTO, subject, at=now)


def _add_photo(
    store: Store, told: DemoPatient, visited: DemoSession, photo: DemoPhoto, session_id: str, now: datetime
) -> Photo:
    data = photo.take(visited.skin).jpeg()
    decoded = decode_photo(data)
    return photos.add_photo(
        store,
        data,
        decoded.facts,
        session_id=session_id,
        view=told.view,
        phase=photo.phase,
        captured_at=photo.taken_at,
        source=CaptureTimeSource.METADATA,
        by=BY,
        at=now,
        renditions=make_renditions(decoded.rgb),
    )


def _draw_regions(store: Store, told: DemoPatient, reference: Photo, now: datetime) -> None:
    references.set_reference(
        store,
        reference.series_id,
        told.view,
        reference.id,
        mm_across=told.reference_mm_across,
        is_scale_measured=True,
        by=BY,
        at=now,
    )
    for region, shape in told.reference_shapes():
        regions.add_region(
            store,
            reference.series_id,
            told.view,
            name=region.name,
            role=region.role,
            shape=shape,
            reference_digest=reference.digest,
            by=BY,
            at=now,
        )
