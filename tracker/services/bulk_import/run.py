"""Taking planned photos in: each is stored durably before it counts, and none twice."""

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.errors import InvalidInput, NotFound, PhotoRefused, UnreadablePhoto
from tracker.imaging import align, measure
from tracker.imaging.quality import judge_newcomer
from tracker.imaging.sandbox import DecodeSandbox
from tracker.model import (
    Actor,
    FileState,
    ImportFile,
    ImportTarget,
    JobKind,
    PatientDetails,
    SeriesDetails,
    SeriesStatus,
    SessionDetails,
    SessionKind,
)
from tracker.rights import Action, require
from tracker.services.bulk_import.parallel import spread
from tracker.services.bulk_import.plan import stored_state
from tracker.services.bulk_import.sources import PhotoSource
from tracker.services.bulk_import.spellings import fold
from tracker.store import jobs, newcomers, outdated, patients, photos, series, sessions
from tracker.store.opening import Store
from tracker.texts import Message, marked

# the last follow-up is due on day 150: a course without photos for longer is over
COURSE_ENDS_AFTER = timedelta(days=180)
_CHANGED = Message(marked("This file has changed since the plan was made: import it again."))
_OTHER_NAME = Message(marked("Its chart number has gone to another patient meanwhile: import it again."))


def take_files(
    store: Store,
    actor: Actor,
    source: PhotoSource,
    files: Iterable[ImportFile],
    sandboxes: Sequence[DecodeSandbox],
    *,
    zone: ZoneInfo,
    clock: Callable[[], datetime],
) -> Iterator[ImportFile]:
    """Store planned photos, several at once, and say of each what became of it.

    A photo's bytes are on disk before its row is written. So whatever is killed at whatever moment,
    doing it again goes on where it stopped: what is stored is recognised by its digest.

    Parameters
    ----------
    files : iterable of ImportFile
        In the plan's order; those that don't wait are handed back as they are.
    sandboxes : sequence of DecodeSandbox
        As many photos are decoded at the same time.

    Yields
    ------
    ImportFile
        In the same order.

    Raises
    ------
    StorageFull
        If there is no room; what was said to be stored is.
    """
    require(actor, Action.IMPORT)
    places = _Places(store, actor, zone, clock)

    def take(sandbox: DecodeSandbox, file: ImportFile) -> ImportFile:
        if file.state is not FileState.WAITING or file.target is None:
            return file
        try:
            return _take(store, actor, source, sandbox, places, file, file.target, clock)
        except (PhotoRefused, InvalidInput, NotFound) as refusal:
            return replace(file, state=FileState.LEFT_OUT, reason=refusal.message)

    yield from spread(files, take, sandboxes)


def queue_analyses(store: Store, *, now: datetime) -> int:
    """Queue what was taken in for analysis, behind everything that somebody waits for.

    Returns
    -------
    int
        Photos that were queued.
    """
    photo_ids = outdated.list_outdated(
        store, align_method=align.METHOD, measure_method=measure.METHOD, before=now + timedelta(seconds=1)
    )
    return jobs.queue_in_background(store, JobKind.ANALYSE, photo_ids, at=now)


def _take(
    store: Store,
    actor: Actor,
    source: PhotoSource,
    sandbox: DecodeSandbox,
    places: "_Places",
    file: ImportFile,
    target: ImportTarget,
    clock: Callable[[], datetime],
) -> ImportFile:
    data = source.read(file.name)
    if hashlib.sha256(data).hexdigest() != file.digest:
        raise UnreadablePhoto(_CHANGED)
    known = stored_state(store, replace(file, target=places.find(target)))
    if known.state is not FileState.WAITING:
        return known
    inspected = sandbox.inspect(data)
    session_id = places.session_for(target)
    standard = newcomers.standard_for(store, session_id, target.view)
    findings = judge_newcomer(inspected.facts, inspected.renditions, standard)
    photos.add_photo(
        store,
        data,
        inspected.facts,
        session_id=session_id,
        view=target.view,
        phase=target.phase,
        captured_at=target.captured_at,
        source=target.source,
        by=actor.display_name,
        at=clock(),
        renditions=inspected.renditions,
        findings=findings,
    )
    return replace(file, state=FileState.TAKEN)


class _Places:
    """Patients, series and sessions of targets: found, or made with the first photo that comes whole.

    One thread at a time looks and makes, so that two photos of one session make one session.
    """

    def __init__(self, store: Store, actor: Actor, zone: ZoneInfo, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._actor = actor
        self._zone = zone
        self._clock = clock
        self._turn = threading.Lock()

    def find(self, target: ImportTarget) -> ImportTarget:
        """The target with the ids of what is there by now; nothing is made."""
        patient_id = target.patient_id or self._find_patient(target)
        series_id = target.series_id or (self._find_series(patient_id, target) if patient_id else "")
        session_id = target.session_id or (self._find_session(series_id, target) if series_id else "")
        return replace(target, patient_id=patient_id, series_id=series_id, session_id=session_id)

    def session_for(self, target: ImportTarget) -> str:
        """The id of the target's session; what is missing on the way to it is made."""
        with self._turn:
            found = self.find(target)
            if found.session_id:
                return found.session_id
            patient_id = found.patient_id or self._add_patient(target)
            series_id = found.series_id or self._add_series(patient_id, target)
            return self._add_session(series_id, target)

    def _find_patient(self, target: ImportTarget) -> str:
        known = patients.find_by_chart_number(self._store, target.chart_number)
        if known is None:
            return ""
        details = known.details
        names = fold(details.family_name), fold(details.given_name), details.born_on
        if names != (fold(target.family_name), fold(target.given_name), target.born_on):
            raise InvalidInput(_OTHER_NAME)
        return known.id

    def _find_series(self, patient_id: str, target: ImportTarget) -> str:
        same = fold(target.treatment), fold(target.area)
        for known in series.list_series(self._store, patient_id):
            if (fold(known.details.treatment_type), fold(known.details.areas)) == same:
                return known.id
        return ""

    def _find_session(self, series_id: str, target: ImportTarget) -> str:
        for known in sessions.list_sessions(self._store, series_id):
            day = known.details.held_at.astimezone(self._zone).date()
            if day == target.day and (known.details.kind is SessionKind.HOME) is (
                target.kind is SessionKind.HOME
            ):
                return known.id
        return ""

    def _add_patient(self, target: ImportTarget) -> str:
        details = PatientDetails(target.chart_number, target.family_name, target.given_name, target.born_on)
        by = self._actor.display_name
        return patients.add_patient(self._store, details, by=by, at=self._clock()).id

    def _add_series(self, patient_id: str, target: ImportTarget) -> str:
        is_over = self._clock().date() - target.last_day > COURSE_ENDS_AFTER
        details = SeriesDetails(
            treatment_type=target.treatment,
            indications=target.area,
            areas=target.area,
            started_on=target.day,
            status=SeriesStatus.COMPLETED if is_over else SeriesStatus.ACTIVE,
        )
        return series.add_series(self._store, patient_id, details, at=self._clock()).id

    def _add_session(self, series_id: str, target: ImportTarget) -> str:
        used = {known.details.number for known in sessions.list_sessions(self._store, series_id)}
        number = target.number if target.number not in used else max(used) + 1
        details = SessionDetails(number=number, held_at=target.held_at, kind=target.kind)
        by = self._actor.display_name
        return sessions.add_session(self._store, series_id, details, at=self._clock(), by=by).id
