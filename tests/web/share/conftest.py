"""The patient of the running clinic allows that photos are shown to them."""

import pytest

from tests.services.consenting import allow
from tests.web.conftest import NOW, Installation
from tracker.model import ConsentScope
from tracker.store.schema import PhotoRecord


@pytest.fixture(autouse=True)
def no_failures(clinic_in_use: Installation):
    """Wrong answers of one test close the address to no other one."""
    yield
    with clinic_in_use.store.writing() as db:
        db.execute(PhotoRecord.__table__.update().values(is_visible_to_patient=False))
        db.connection().exec_driver_sql("DELETE FROM share_failure")


@pytest.fixture(scope="module", autouse=True)
def consent(clinic_in_use: Installation) -> None:
    """The patient allows that their photos are shown to them."""
    allow(clinic_in_use.store, clinic_in_use.photo.patient_id, ConsentScope.PATIENT_VIEW, at=NOW)
