"""Keys of erased patients that an older copy of the key store has brought back."""

from sqlalchemy import select

from tracker.model import ErasedKind
from tracker.store.opening import Store
from tracker.store.schema import ErasureRecord


def forget_erased_keys(store: Store) -> int:
    """Forget the keys of all patients whose erasure is done, where the key store doesn't know of it.

    Returns
    -------
    int
        Keys that were forgotten again; 0 but after a restored key store.
    """
    if store.keys is None:
        return 0
    wanted = select(ErasureRecord.patient_id).where(
        ErasureRecord.kind == ErasedKind.PATIENT, ErasureRecord.erased_at.is_not(None)
    )
    with store.reading() as db:
        erased = list(db.scalars(wanted))
    lived = [patient_id for patient_id in erased if not store.keys.is_forgotten(patient_id)]
    for patient_id in lived:
        store.keys.forget_patient_key(patient_id)
    return len(lived)
