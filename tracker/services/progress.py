"""Whether the skin changed: readings of a series against its baseline and the clinic's limits."""

from zoneinfo import ZoneInfo

from tracker.imaging import align, measure
from tracker.model import Actor, Clinic, Finding, PatientDetails, ToneGroup, View
from tracker.progress.limits import Limits, learn_limits
from tracker.progress.pairs import PairChange, judge_pair
from tracker.progress.result import SeriesProgress
from tracker.progress.verdicts import judge_series
from tracker.rights import Action, require
from tracker.store import alignments, clinic, patients, photos, readings, references, regions, sessions
from tracker.store import series as series_store
from tracker.store.opening import Store


def clinic_limits(store: Store, actor: Actor, *, is_synthetic: bool) -> Limits:
    """What the clinic's repeats say about the noise of every metric.

    Repeats of synthetic patients serve only synthetic patients, so that the demo never tightens a
    real person's limit. Reads every repeat of the clinic: keep the answer for a while.
    """
    require(actor, Action.VIEW)
    repeats = readings.list_repeat_readings(store, method=measure.METHOD, is_synthetic=is_synthetic)
    return learn_limits(repeats)


def series_progress(
    store: Store, actor: Actor, series_id: str, view: View, *, limits: Limits
) -> SeriesProgress:
    """Every reading of a view judged, with its sentence.

    Raises
    ------
    NotFound
        If there is no such series.
    """
    require(actor, Action.VIEW)
    return _judged(store, series_id, view, limits)


def changes_between(
    store: Store, actor: Actor, series_id: str, view: View, *, left_id: str, right_id: str, limits: Limits
) -> list[PairChange]:
    """Every metric of every treated region between two sessions, the earlier first."""
    require(actor, Action.VIEW)
    return judge_pair(_judged(store, series_id, view, limits), left_id, right_id, limits=limits)


def findings_of(store: Store, actor: Actor, series_id: str) -> dict[tuple[str, str], tuple[Finding, ...]]:
    """The comparability gates of a series' photos, by photo digest and region id."""
    require(actor, Action.VIEW)
    return readings.list_findings(store, series_id, method=measure.METHOD)


def _judged(store: Store, series_id: str, view: View, limits: Limits) -> SeriesProgress:
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
        [r for r in readings.list_readings(store, series_id, method=measure.METHOD) if r.region_id in ids],
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
