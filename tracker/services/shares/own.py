"""What a patient sees of their own series: visible photos and the days on which they were taken."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.errors import NotFound
from tracker.model import Actor, Photo, Rendition, Series, Session, View
from tracker.rights import Action, require, require_own_series
from tracker.services.shares.allowed import why_not_shared
from tracker.store import clinic, patient_view, patients, photos, references, sessions
from tracker.store import series as series_store
from tracker.store.opening import Store
from tracker.texts import gettext as _


@dataclass(frozen=True, slots=True)
class OwnVisit:
    """One session of which the patient sees photos."""

    session: Session
    held_at_local: datetime
    photos: list[Photo]


@dataclass(frozen=True, slots=True)
class OwnSeries:
    """One series as its patient sees it.

    ``views`` are those that the clinic photographs, of which a home photo may be taken.
    """

    series: Series
    given_name: str
    clinic_name: str
    visits: list[OwnVisit]
    views: list[View]


def list_own(store: Store, actor: Actor, *, at: datetime) -> list[Series]:
    """The series that a patient sees, the latest first: the link's one, or all with visible photos."""
    require(actor, Action.VIEW_OWN)
    if not actor.patient_id or why_not_shared(store, actor.patient_id, at=at):
        return []
    mine = [s for s in series_store.list_series(store, actor.patient_id) if actor.series_id in ("", s.id)]
    shown = [s for s in mine if actor.series_id or patient_view.list_visible(store, s.id)]
    return sorted(shown, key=lambda s: s.details.started_on, reverse=True)


def open_own(store: Store, actor: Actor, series_id: str) -> OwnSeries:
    """A series of the patient's own, without anything that isn't visible to them.

    Raises
    ------
    NotAllowed
        If it is another patient's, or not the link's.
    """
    require(actor, Action.VIEW_OWN)
    series = _require_own(store, actor, series_id)
    practice = clinic.read_clinic(store)
    shown = patient_view.list_visible(store, series_id)
    zone = ZoneInfo(practice.time_zone if practice else "UTC")
    visits = [
        OwnVisit(one, one.details.held_at.astimezone(zone), [p for p in shown if p.session_id == one.id])
        for one in sessions.list_sessions(store, series_id)
    ]
    return OwnSeries(
        series=series,
        given_name=patients.read_patient(store, series.patient_id).details.given_name,
        clinic_name=practice.name if practice else "",
        visits=[visit for visit in visits if visit.photos],
        views=sorted({photo.view for photo in photos.list_photos(store, series_id)}),
    )


def find_own_picture(store: Store, actor: Actor, photo_id: str, rendition: Rendition) -> bytes:
    """A picture of a photo that is visible to its patient: small, for the screen, or aligned.

    Raises
    ------
    NotAllowed
        If it belongs to another patient, or not to the link's series.
    NotFound
        If there is no such photo, the patient doesn't see it, or the picture isn't there.
    """
    require(actor, Action.VIEW_OWN)
    photo = photos.read_photo(store, photo_id)
    _require_own(store, actor, photo.series_id)
    if rendition is Rendition.TRUST or photo.id not in {
        p.id for p in patient_view.list_visible(store, photo.series_id)
    }:
        raise NotFound(_("There is no picture at this address."))
    found = _read(store, photo, rendition)
    if found is None:
        raise NotFound(_("There is no picture at this address."))
    return found


def _read(store: Store, photo: Photo, rendition: Rendition) -> bytes | None:
    """The bytes of a picture; one of a pair lies in the frame of the view's present reference."""
    reference = references.read_reference(store, photo.series_id, photo.view)
    if rendition.is_of_pair and reference is None:
        return None
    pair = reference.photo.digest if reference and rendition.is_of_pair else ""
    found = photos.read_rendition(store, photo.digest, rendition, reference_digest=pair)
    try:
        return found.read() if found else None
    except FileNotFoundError:  # made anew at this very moment
        return None


def _require_own(store: Store, actor: Actor, series_id: str) -> Series:
    series = series_store.read_series(store, series_id)
    require_own_series(actor, Action.VIEW_OWN, patient_id=series.patient_id, series_id=series.id)
    return series
