"""Opening the key store of an installation, and refusing every other one.

The data folder notes the id of the key store that it belongs to. So a mistyped folder or a lost key store is
told at the start, instead of a new store being begun whose keys open nothing that is there.
"""

import os
import secrets
from pathlib import Path

from tracker.config import Settings
from tracker.errors import KeysUnusable
from tracker.store.keys.holding import Keys
from tracker.store.keys.key_store import FILE_NAME, KeyStore, flush_folder
from tracker.store.keys.master_key import MasterKey, read_master_key

_ID_BYTES = 16


def open_keys(settings: Settings) -> Keys | None:
    """The keys of an installation, made at the first call; None where no master key is set.

    Raises
    ------
    KeysUnusable
        If the master key is missing, wrong or kept unsafely, or the key store isn't the data folder's.
    """
    master, store_id = read_master_key(settings), note_path(settings.data_dir)
    noted = store_id.read_text("ascii").strip() if store_id.exists() else ""
    if master is None:
        if noted:
            raise KeysUnusable(
                f"The data folder {settings.data_dir} is encrypted, but no master key is set: "
                "set TRACKER_MASTER_KEY_FILE to its file (or one of the other ways in the README)."
            )
        return None
    return Keys(_open_key_store(settings.keys_folder / FILE_NAME, master, noted, store_id), master)


def has_keys(settings: Settings) -> bool:
    """Whether a master key is set, or ought to be."""
    ways = (settings.master_key, settings.master_key_file, settings.master_key_command)
    return any(ways) or note_path(settings.data_dir).exists()


def note_path(data_dir: Path) -> Path:
    """The file in which a data folder notes its key store."""
    return data_dir / "key-store.id"


def _open_key_store(path: Path, master: MasterKey, noted: str, note: Path) -> KeyStore:
    key_store = KeyStore(path)
    if noted and not path.is_file():
        raise KeysUnusable(
            f"There is no key store at {path}, but this data folder has one: set TRACKER_KEYS_DIR to its "
            "folder, or restore it from its last backup."
        )
    if not noted:
        try:
            key_store.create(secrets.token_hex(_ID_BYTES), master)
        except OSError as error:
            raise KeysUnusable(f"No key store can be made at {path}: {error.strerror}.") from error
    found = key_store.check(master)
    if noted and noted != found:
        raise KeysUnusable(
            f"The key store {path} isn't the one of this data folder: set TRACKER_KEYS_DIR to the right one."
        )
    if not noted:
        _write_note(note, found)
    return key_store


def _write_note(note: Path, store_id: str) -> None:
    """Durable before anything is sealed."""
    temporary = note.with_name(f".{note.name}.part")
    with temporary.open("w", encoding="ascii") as file:
        file.write(f"{store_id}\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(note)
    flush_folder(note.parent)
