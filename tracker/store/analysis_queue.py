"""Asking for the analysis of photos: one, with those that it concerns, or a whole view."""

from datetime import datetime

from tracker.model import JobKind, Photo, View
from tracker.store import jobs, photos, references
from tracker.store.opening import Store


def queue_photo(store: Store, photo: Photo, *, now: datetime) -> None:
    """Queue a photo, and the whole view with it when the photo has become its reference."""
    reference = references.read_reference(store, photo.series_id, photo.view)
    is_reference = reference is not None and reference.photo.id == photo.id
    for other in photos.list_photos(store, photo.series_id):
        if other.id == photo.id or (is_reference and other.view == photo.view):
            jobs.queue_job(store, JobKind.ANALYSE, other.id, at=now)


def queue_view(store: Store, series_id: str, view: View, *, now: datetime) -> None:
    """Queue all photos of a view."""
    for photo in photos.list_photos(store, series_id):
        if photo.view == view:
            jobs.queue_job(store, JobKind.ANALYSE, photo.id, at=now)
