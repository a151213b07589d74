"""Two patients; the first is to be erased."""

from datetime import date

import pytest

from tests.services.erasure.full_record import PICTURE, ZEBEDEA, add_import, add_patient
from tracker.model import PatientDetails, Photo
from tracker.store.opening import Store


@pytest.fixture
def photo(store: Store) -> Photo:
    found = add_patient(store, ZEBEDEA, PICTURE)
    add_import(store, ZEBEDEA, PICTURE)
    return found


@pytest.fixture
def other(store: Store) -> Photo:
    return add_patient(
        store,
        PatientDetails("A-1", "Meyer", "Anna", date(1990, 1, 1)),
        PICTURE[::-1],
        word="dry",
        small=b"RIFF other",
    )
