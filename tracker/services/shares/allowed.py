"""Whether a patient's photos may be shown to the patient at all; asked at making, opening and each page."""

from datetime import datetime

from tracker.errors import ConsentMissing, NotFound
from tracker.model import ConsentScope, PatientStatus
from tracker.store import consents, patients
from tracker.store.opening import Store
from tracker.texts import gettext as _


def why_not_shared(store: Store, patient_id: str, *, at: datetime) -> str:
    """Why nothing is shown to a patient, in a sentence for the clinic; empty where it may be.

    An archived patient, a deleted one, and one who doesn't allow it now are shown nothing. A legal hold
    forbids deleting, and so nothing here.
    """
    try:
        patient = patients.read_patient(store, patient_id)
        consents.require_scope(store, patient_id, ConsentScope.PATIENT_VIEW, at=at)
    except (NotFound, ConsentMissing) as error:
        return str(error)
    if patient.status is not PatientStatus.ACTIVE:
        return _("This patient is archived: photos are shared with patients in treatment alone.")
    return ""
