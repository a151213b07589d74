"""The clinic's own name, zone and windows."""

from tracker.model import Clinic
from tracker.store.opening import Store
from tracker.store.schema import ClinicRecord, assign, value_from

_ONLY = 1


def read_clinic(store: Store) -> Clinic | None:
    """The clinic, or None before the first run is done."""
    with store.reading() as db:
        row = db.get(ClinicRecord, _ONLY)
        return value_from(Clinic, row) if row else None


def save_clinic(store: Store, clinic: Clinic) -> None:
    """Replace what is known of the clinic."""
    with store.writing() as db:
        row = db.get(ClinicRecord, _ONLY)
        if row is None:
            row = ClinicRecord(id=_ONLY)
            db.add(row)
        assign(row, clinic)
