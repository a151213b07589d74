"""What of the clinic's data lies encrypted."""

from dataclasses import dataclass

from tracker.model import Actor
from tracker.rights import Action, require
from tracker.store.encrypting import list_plain_files
from tracker.store.opening import Store
from tracker.store.sealing_records import count_plain_rows


@dataclass(frozen=True, slots=True)
class EncryptionState:
    """How far the encryption of an installation is.

    Attributes
    ----------
    is_on : bool
        Whether a master key is set, so that everything new is encrypted.
    plain_files, plain_rows : int
        Files and records from before that anybody who has the folder can read; 0 where it is off.
    is_key_store_apart : bool
        Whether the key store lies outside of the data folder, so that backups of that don't hold it.
    """

    is_on: bool
    plain_files: int = 0
    plain_rows: int = 0
    is_key_store_apart: bool = True


def read_state(store: Store, actor: Actor) -> EncryptionState:
    """How far the encryption is; looks into the first bytes of every file.

    Raises
    ------
    NotAllowed
        If the person isn't the owner.
    """
    require(actor, Action.MANAGE_CLINIC)
    if store.keys is None:
        return EncryptionState(is_on=False)
    return EncryptionState(
        is_on=True,
        plain_files=sum(1 for _ in list_plain_files(store)),
        plain_rows=count_plain_rows(store),
        is_key_store_apart=not store.keys.key_store.path.is_relative_to(store.settings.data_dir),
    )
