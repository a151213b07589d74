"""The keys of an open installation, by what they are for.

- The **records key** seals what stands in the database.
- The **index key** makes blind indexes: equal texts are found without being readable.
- A **patient key** for each patient wraps the data keys of that patient's files. Forgetting it makes them
  unreadable for good, wherever copies of them lie.
"""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime

from tracker.errors import PatientKeyGone
from tracker.store.keys.key_store import KeyStore
from tracker.store.keys.master_key import MasterKey
from tracker.store.keys.sealing import KEY_BYTES, Sealer
from tracker.texts import Message, marked

RECORDS, INDEX, PATIENT = "records", "index", "patient"
_CLINIC = "clinic"
_GONE = Message(
    marked(
        "The key of this patient's photos is gone: they were erased for good, or the key store is older "
        "than they are. If they weren't erased, restore the key store from its last backup."
    )
)


class Keys:
    """All that seals and opens; safe to share between threads and processes.

    Parameters
    ----------
    key_store : KeyStore
    master : MasterKey
        The key store's own.

    Attributes
    ----------
    records : Sealer
        For values in the database.
    """

    def __init__(self, key_store: KeyStore, master: MasterKey) -> None:
        self._key_store, self._master = key_store, master
        self.records = Sealer(self._find_or_make(RECORDS, _CLINIC))
        self._index_key = self._find_or_make(INDEX, _CLINIC)

    @property
    def key_store(self) -> KeyStore:
        """The file of wrapped keys."""
        return self._key_store

    def blind_index(self, text: str) -> str:
        """A keyed fingerprint: equal for equal texts, and telling nothing without the key.

        Parameters
        ----------
        text : str
            Brought to one form by the caller: case and spaces count.

        Returns
        -------
        str
            HMAC-SHA256 as 64 hexadecimal digits.
        """
        return hmac.digest(self._index_key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hex()

    def of_patient(self, patient_id: str) -> Sealer:
        """The sealer of one patient; its key is made, and on disk, when it is first asked for.

        Raises
        ------
        PatientKeyGone
            If it was forgotten.
        """
        return Sealer(self._find_or_make(PATIENT, patient_id))

    def find_patient(self, patient_id: str) -> Sealer:
        """The sealer of a patient who has one; for opening what was sealed before.

        Raises
        ------
        PatientKeyGone
            If there is no key.
        """
        key = self._key_store.find(PATIENT, patient_id, self._master)
        if key is None:
            raise PatientKeyGone(_GONE)
        return Sealer(key)

    def forget_patient_key(self, patient_id: str) -> None:
        """Delete a patient's key for good.

        No copy of their files can be opened from now on, and none is sealed: only a copy of the key
        store that was made before still holds the key.
        """
        self._key_store.forget(PATIENT, patient_id, at=datetime.now(UTC))

    def is_forgotten(self, patient_id: str) -> bool:
        """Whether a patient's key was deleted for good."""
        return self._key_store.is_forgotten(PATIENT, patient_id)

    def rotate(self, new: MasterKey) -> int:
        """Wrap all keys by another master key, all or none; no photo and no record is written anew.

        These keys, and those of every program that runs with the former master key, are of no use then.

        Returns
        -------
        int
            Keys that were wrapped.
        """
        return self._key_store.rewrap(self._master, new)

    def _find_or_make(self, kind: str, key_id: str) -> bytes:
        known = self._key_store.find(kind, key_id, self._master)
        if known is None:
            new_key = secrets.token_bytes(KEY_BYTES)
            known = self._key_store.find_or_add(kind, key_id, new_key, self._master, at=datetime.now(UTC))
        if known is None:
            raise PatientKeyGone(_GONE)
        return known
