"""Photos as rows: adding, recognising, editing, deleting, restoring."""

import hashlib
from datetime import date, timedelta

import pytest

from tests.store.conftest import DETAILS, FRONT, NOW, Filler, facts_of
from tracker.errors import DuplicatePhoto, NotFound, UnreadablePhoto
from tracker.model import CaptureTimeSource, Clinic, Phase, Rendition, View, ViewKind
from tracker.store import audit, clinic, photos
from tracker.store.opening import Store


def test_a_photo_is_read_back_as_it_was_added(store: Store, fill: Filler) -> None:
    of = fill.series()
    session = fill.session(of, 1)
    photo = fill.photo(session, b"\xff\xd8 some picture")
    assert photos.read_photo(store, photo.id) == photo
    assert photos.photo_by_digest(store, photo.digest) == photo
    assert photos.list_photos(store, of.id) == [photo]
    assert (photo.series_id, photo.patient_id, photo.session_id) == (of.id, of.patient_id, session.id)
    assert photo.facts == facts_of(b"\xff\xd8 some picture")
    assert photos.read_original(store, photo.digest) == b"\xff\xd8 some picture"
