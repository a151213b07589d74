"""Whether the skin changed: readings of a series against its baseline and the clinic's limits."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.errors import ConsentMissing, NotFound
from tracker.imaging import align, measure
from tracker.model import (
    Actor,
    Clinic,
    ConsentScope,
    CopyDetails,
    CopyKind,
    Finding,
    Patient,
    PatientDetails,
    Series,
    ToneGroup,
    View,
)
from tracker.progress.limits import Limits, learn_limits
from tracker.progress.pairs import PairChange, judge_pair
from tracker.progress.result import SeriesProgress
from tracker.progress.table import progress_table, to_csv
from tracker.progress.verdicts import judge_series
from tracker.rights import Action, require, require_confirmed, require_own_series
from tracker.store import (
    alignments,
    clinic,
    consents,
    patients,
    photos,
    readings,
    references,
    regions,
    released,
    sessions,
)
from tracker.store import series as series_store
from tracker.store.opening import Store
from tracker.texts import gettext as _


def find_export_problem(store: Store, actor: Actor, exported: Series, *, at: datetime) -> str:
    """Why readings may not leave as a file, in a sentence; empty where the patient hasn't said no."""
    require(actor, Action.EXPORT)
    try:
        consents.require_scope(store, exported.patient_id, ConsentScope.TREATMENT_RECORD, at=at)
    except ConsentMissing as refused:
        return str(refused)
    return ""


def export_readings(
    store: Store, actor: Actor, series_id: str, view: View, *, method: str = "", at: datetime
) -> bytes:
    """The readings of a view as CSV; that they leave is written down first, in the ledger of what has left.

    Parameters
    ----------
    method : str, optional
        One of `earlier_methods`; the present version of the measurement by default.

    Returns
    -------
    bytes
        As `tracker.progress.table.to_csv` writes it.

    Raises
    ------
    ConfirmationNeeded
        If the password was not typed lately.
    ConsentMissing
        If the patient refused the treatment record, or took it back.
    NotFound
        If there is no such series, or it has no readings of that version.
    """
    require(actor, Action.EXPORT)
    require_confirmed(actor, at=at)
    exported = series_store.read_series(store, series_id)
    if method and method not in earlier_methods(store, actor, series_id, view):
        raise NotFound(_("There are no readings of this version of the measurement: load the page again."))
    is_synthetic = patients.read_patient(store, exported.patient_id).is_synthetic
    limits = clinic_limits(store, actor, is_synthetic=is_synthetic, method=method or None)
    found = series_progress(store, actor, series_id, view, limits=limits, method=method or None)
    made = to_csv(progress_table(found))
    details = CopyDetails(CopyKind.READINGS, ConsentScope.TREATMENT_RECORD, exported.patient_id, series_id)
    released.release_copy(store, details, by=actor.display_name, at=at)
    return made


def clinic_limits(store: Store, actor: Actor, *, is_synthetic: bool, method: str | None = None) -> Limits:
    """What the clinic's repeats say about the noise of every metric.

    Repeats of synthetic patients serve only synthetic patients, so that the demo never tightens a
    real person's limit; repeats of one method serve readings of that method. Reads every repeat of
    the clinic: keep the answer for a while.
    """
    require(actor, Action.VIEW)
    repeats = readings.list_repeat_readings(store, method=method or measure.METHOD, is_synthetic=is_synthetic)
    return learn_limits(repeats)


def series_progress(
    store: Store, actor: Actor, series_id: str, view: View, *, limits: Limits, method: str | None = None
) -> SeriesProgress:
    """Every reading of a view by one method judged, with its sentence.

    Parameters
    ----------
    limits : Limits
        Of the same method.
    method : str, optional
        One of `earlier_methods`; the present version of the measurement by default.

    Raises
    ------
    NotFound
        If there is no such series.
    """
    require(actor, Action.VIEW)
    return _judged(store, series_id, view, limits, method or measure.METHOD)


def earlier_methods(store: Store, actor: Actor, series_id: str, view: View) -> list[str]:
    """Versions of the measurement before the present one of which a view still has readings, latest first.

    They are never judged together with the present ones.
    """
    require(actor, Action.VIEW)
    found = readings.list_methods(store, series_id, view)
    return sorted((m for m in found if m != measure.METHOD), key=_version, reverse=True)


def changes_between(
    store: Store, actor: Actor, series_id: str, view: View, *, left_id: str, right_id: str, limits: Limits
) -> list[PairChange]:
    """Every metric of every treated region between two sessions, the earlier first."""
    require(actor, Action.VIEW)
    return judge_pair(
        _judged(store, series_id, view, limits, measure.METHOD), left_id, right_id, limits=limits
    )


def own_limits(store: Store, actor: Actor, series_id: str) -> Limits:
    """`clinic_limits` for what is said to a patient of their own series; keep them as long as those."""
    require(actor, Action.VIEW_OWN)
    patient = _require_own(store, actor, series_id)
    repeats = readings.list_repeat_readings(store, method=measure.METHOD, is_synthetic=patient.is_synthetic)
    return learn_limits(repeats)


def own_changes(
    store: Store, actor: Actor, series_id: str, view: View, *, left_id: str, right_id: str, limits: Limits
) -> list[PairChange]:
    """`changes_between` for a patient's own series: the verdicts that the clinic reads of the same visits."""
    require(actor, Action.VIEW_OWN)
    _require_own(store, actor, series_id)
    return judge_pair(
        _judged(store, series_id, view, limits, measure.METHOD), left_id, right_id, limits=limits
    )


def _require_own(store: Store, actor: Actor, series_id: str) -> Patient:
    patient_id = series_store.read_series(store, series_id).patient_id
    require_own_series(actor, Action.VIEW_OWN, patient_id=patient_id, series_id=series_id)
    return patients.read_patient(store, patient_id)


def findings_of(store: Store, actor: Actor, series_id: str) -> dict[tuple[str, str], tuple[Finding, ...]]:
    """The comparability gates of a series' photos, by photo digest and region id."""
    require(actor, Action.VIEW)
    return readings.list_findings(store, series_id, method=measure.METHOD)


def _version(method: str) -> tuple[int, str]:
    """Sort key of ``measure-10`` behind ``measure-9``."""
    number = method.rpartition("-")[2]
    return int(number) if number.isdecimal() else 0, method


def _judged(store: Store, series_id: str, view: View, limits: Limits, method: str) -> SeriesProgress:
    course = series_store.read_series(store, series_id)
    patient = patients.read_patient(store, course.patient_id)
    known = clinic.read_clinic(store) or Clinic("", "UTC")
    mine = [p for p in photos.list_photos(store, series_id) if p.view == view]
    drawn = regions.list_regions(store, series_id, view)
    ids = {region.id for region in drawn}
    return judge_series(
        sessions.list_sessions(store, series_id),
        mine,
        drawn,
        [r for r in readings.list_readings(store, series_id, method=method) if r.region_id in ids],
        limits,
        tone=_tone(patient.details),
        recovery_days=known.recovery_days,
        structure_days=known.structure_days,
        zone=ZoneInfo(known.time_zone),
        refusals=_refusals(store, series_id, view),
    )


def _tone(details: PatientDetails) -> ToneGroup:
    return ToneGroup.of(details.fitzpatrick)


def _refusals(store: Store, series_id: str, view: View) -> dict[str, str]:
    """By photo id, why a photo could not be aligned to the present reference."""
    reference = references.read_reference(store, series_id, view)
    if reference is None:
        return {}
    rows = {
        row.digest: row.problem
        for row in alignments.list_alignments(store, series_id, align.METHOD)
        if row.refusal is not None and row.reference_digest == reference.photo.digest
    }
    return {p.id: rows[p.digest] for p in photos.list_photos(store, series_id) if p.digest in rows}
