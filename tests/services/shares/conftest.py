"""A patient who allows that photos are shown to them, with one course of treatment."""

import pytest

from tests.services.consenting import allow
from tests.ui.pages.records import NOW, Records
from tracker.model import ConsentScope, Series
from tracker.store.opening import Store


@pytest.fixture
def records(store: Store) -> Records:
    return Records(store)


@pytest.fixture
def course(records: Records) -> Series:
    made = records.series()
    allow(records.store, made.patient_id, ConsentScope.PATIENT_VIEW, at=NOW)
    return made
