"""The demo clinic: three synthetic patients, what their skin does, and when it is photographed.

Alma's redness and texture improve, Navid's texture improves while his redness hardly does, Imani's skin
does not change at all. After each treatment skin is red for a few days. Names, numbers and courses are
invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tracker.imaging.phantom.demo_cases import CASES, Case, Visit
from tracker.imaging.phantom.demo_regions import DemoRegion, treated_region, untreated_region
from tracker.imaging.phantom.demo_shots import DemoPhoto, Flaw, plan_photo
from tracker.imaging.phantom.geometry import Projection
from tracker.imaging.phantom.skin import Skin, Zone
from tracker.model import (
    PatientDetails,
    Phase,
    SeriesDetails,
    SessionDetails,
    SessionKind,
    Shape,
    View,
)

_TUESDAY = 1
_OPENING_DEG = 135.0


@dataclass(frozen=True, slots=True)
class DemoSession:
    """One visit: how the skin is, and the photos taken of it."""

    details: SessionDetails
    skin: Skin
    photos: tuple[DemoPhoto, ...]


@dataclass(frozen=True, slots=True)
class DemoPatient:
    """One synthetic patient with one series of one view.

    Attributes
    ----------
    details : PatientDetails
    series : SeriesDetails
    view : View
    course : str
        What truly happens to the treated skin, in one sentence.
    sessions : tuple of DemoSession
        By date; the first photo of the first is the reference.
    regions : tuple of DemoRegion
        Treated zone and untreated skin around it.
    """

    details: PatientDetails
    series: SeriesDetails
    view: View
    course: str
    sessions: tuple[DemoSession, ...]
    regions: tuple[DemoRegion, ...]

    @property
    def reference_projection(self) -> Projection:
        """Exact geometry of the reference photo."""
        first = self.sessions[0]
        return first.photos[0].projection(first.skin)

    @property
    def reference_mm_across(self) -> float:
        """Width of the reference photo on the skin, mm."""
        projection = self.reference_projection
        return projection.mm_per_px * projection.shape[1]

    def reference_shapes(self) -> Iterator[tuple[DemoRegion, Shape]]:
        """Each region with its shape in pixels of the reference photo."""
        for region in self.regions:
            yield region, region.on_photo(self.reference_projection)


def demo_story(today: date, *, zone: tzinfo = UTC) -> tuple[DemoPatient, ...]:
    """The three patients with everything that is to be stored of them.

    Parameters
    ----------
    today : date
        All sessions lie before it, the latest about a week.
    zone : tzinfo
        The clinic's time zone.

    Returns
    -------
    tuple of DemoPatient
        Pure data; the same for the same arguments.

    Examples
    --------
    >>> [patient.details.given_name for patient in demo_story(date(2026, 3, 2))]
    ['Alma', 'Navid', 'Imani']
    """
    return tuple(_patient(case, today, zone) for case in CASES)


def _patient(case: Case, today: date, zone: tzinfo) -> DemoPatient:
    last = today - timedelta(days=case.ended_days_ago)
    last -= timedelta(days=(last.weekday() - _TUESDAY) % 7)
    start = last - timedelta(days=case.visits[-1].day)
    series = SeriesDetails(
        "Microneedling",
        case.indications,
        case.view.zone,
        start,
        planned_sessions=sum(v.kind is SessionKind.TREATMENT for v in case.visits),
        interval_weeks=5,
        goals=case.goals,
    )
    regions = (
        treated_region(case.skin, is_ellipse=case.draws_ellipse),
        untreated_region(case.skin, opening_towards_deg=_OPENING_DEG),
    )
    sessions = tuple(_sessions(case, start, zone))
    return DemoPatient(case.details, series, case.view, case.course, sessions, regions)


def _sessions(case: Case, start: date, zone: tzinfo) -> Iterator[DemoSession]:
    shot = 0
    for number, visit in enumerate(case.visits, 1):
        held_at = datetime.combine(start + timedelta(days=visit.day), time(10, 5 * number), zone)
        photos: list[DemoPhoto] = []
        for flaw in (Flaw.NONE,) * visit.photo_count + (visit.flaw,) * (visit.flaw is not Flaw.NONE):
            taken_at = held_at + timedelta(minutes=4, seconds=25 * len(photos))
            phase = Phase.FOLLOW_UP if visit.kind in _AFTER else Phase.PRE
            photos.append(
                plan_photo(
                    case.skin.seed,
                    shot,
                    exposure_ev=case.exposure_ev,
                    taken_at=taken_at,
                    phase=phase,
                    flaw=flaw,
                )
            )
            shot += 1
        skin = replace(case.skin, treated=_treated_zone(case, visit), untreated=_untreated_zone(case))
        yield DemoSession(_session_details(number, visit, held_at), skin, tuple(photos))


_AFTER = (SessionKind.EARLY_CHECK, SessionKind.FOLLOW_UP)


def _treated_zone(case: Case, visit: Visit) -> Zone:
    """The treated zone part of the way from before to after, red and marked at an early check."""
    values = {
        name: getattr(case.before, name)
        + visit.healed * (getattr(case.after, name) - getattr(case.before, name))
        for name in Zone.__slots__
    }
    zone = Zone(**values)
    if visit.kind is SessionKind.EARLY_CHECK:
        return replace(zone, redness=zone.redness + 1.4, needle_marks=0.7)
    return zone


def _untreated_zone(case: Case) -> Zone:
    return Zone(spots=0.15, line_depth_um=0.25 * case.before.line_depth_um)


def _session_details(number: int, visit: Visit, held_at: datetime) -> SessionDetails:
    if visit.kind is SessionKind.TREATMENT:
        return SessionDetails(
            number,
            held_at,
            visit.kind,
            provider="Demo provider",
            device="Demo needling pen",
            needle_depth_mm=1.5,
            passes=4,
            topical="Lidocaine 5 %, 30 min",
            serum="Hyaluronic acid",
            reaction="Even redness, pinpoint bleeding",
        )
    note = "Two days after the treatment." if visit.kind is SessionKind.EARLY_CHECK else ""
    return SessionDetails(number, held_at, visit.kind, provider="Demo provider", note=note)
