"""``python -m tracker keys``: make a master key, see what is encrypted, encrypt the rest, rotate."""

import argparse
from pathlib import Path

from tracker.cli.importing import ProgressLine
from tracker.config import Settings
from tracker.errors import KeysUnusable, TrackerError
from tracker.store.encrypting import list_plain_files, seal_files
from tracker.store.keys import Keys, open_keys
from tracker.store.keys.holding import PATIENT
from tracker.store.keys.master_key import MasterKey, create_key_file, read_from_command, read_key_file
from tracker.store.opening import Store, open_store
from tracker.store.sealing_records import count_plain_rows, seal_records

_UNSET = (
    "No master key is set, so nothing is encrypted: make one by “python -m tracker keys create PATH”, with a "
    "PATH outside of the data folder, and set TRACKER_MASTER_KEY_FILE to it."
)


def add_keys(parser: argparse.ArgumentParser) -> None:
    """The command's own steps."""
    steps = parser.add_subparsers(required=True)
    creating = steps.add_parser("create", help="write a new master key into a file")
    creating.add_argument("path", type=Path, metavar="PATH", help="a file that isn't there yet")
    creating.set_defaults(work=create_key)
    steps.add_parser("status", help="say what is encrypted and what isn't").set_defaults(work=report_status)
    steps.add_parser(
        "encrypt", help="encrypt what still lies plain; may be stopped, and goes on when given again"
    ).set_defaults(work=encrypt_all)
    rotating = steps.add_parser("rotate", help="change the master key; no photo is written anew")
    way = rotating.add_mutually_exclusive_group(required=True)
    way.add_argument("--to", type=Path, metavar="PATH", help="file of the new one; made if it isn't there")
    way.add_argument("--to-command", metavar="COMMAND", help="command that prints the new one")
    rotating.set_defaults(work=rotate_key)


def create_key(settings: Settings, arguments: argparse.Namespace) -> None:
    """Write a new master key, and say how it is set and kept.

    Raises
    ------
    KeysUnusable
        If there is a file already, it can't be written, or it would lie in the data folder.
    """
    path = arguments.path.absolute()
    create_key_file(path, settings.data_dir)
    print(f"A new master key is in {path}. Only this account may read it.")
    print(f"Set TRACKER_MASTER_KEY_FILE={path}")
    print("and start the program anew. “python -m tracker keys encrypt” then encrypts what is there already.")
    print("Keep a copy of the key apart from everything else: without it nothing can ever be read again.")


def report_status(settings: Settings, _arguments: argparse.Namespace) -> None:
    """Print where the keys are, and how much lies plain.

    Raises
    ------
    TrackerError
        If the keys can't be used.
    """
    store = open_store(settings)
    try:
        if store.keys is None:
            print(_UNSET)
        else:
            _print_status(store, store.keys)
    finally:
        store.close()


def _print_status(store: Store, keys: Keys) -> None:
    plain_files, plain_rows = sum(1 for _ in list_plain_files(store)), count_plain_rows(store)
    print(f"Key store            {keys.key_store.path}")
    print(f"Keys of patients     {keys.key_store.count(PATIENT)}")
    print(f"Files still plain    {plain_files}")
    print(f"Records still plain  {plain_rows}")
    if plain_files or plain_rows:
        print("Run “python -m tracker keys encrypt”.")
    else:
        print("Everything is encrypted.")
    if keys.key_store.path.is_relative_to(store.settings.data_dir):
        print(
            "The key store lies in the data folder: erasing a patient can't reach backups of it. "
            "Set TRACKER_KEYS_DIR to another folder, and move the key store there."
        )


def encrypt_all(settings: Settings, _arguments: argparse.Namespace) -> None:
    """Encrypt the files and records that lie plain.

    Raises
    ------
    TrackerError
        If the keys can't be used, or there is no room.
    """
    store = open_store(settings)
    try:
        if store.keys is None:
            raise KeysUnusable(_UNSET)
        line = ProgressLine("Encrypting files")
        try:
            refused = seal_files(store, report=line)
        finally:
            line.end()
        rows = seal_records(store)
    finally:
        store.close()
    print(f"All files are encrypted, and {rows} more records.")
    if refused:
        print(f"{refused} files of erased patients are still plain: the erasure has yet to remove them.")


def rotate_key(settings: Settings, arguments: argparse.Namespace) -> None:
    """Wrap all keys by a new master key; say what has to be set then.

    Raises
    ------
    TrackerError
        If the present keys or the new master key can't be used.
    """
    keys = open_keys(settings)
    if keys is None:
        raise KeysUnusable(_UNSET)
    new, setting = _new_master_key(settings, arguments)
    count = keys.rotate(new)
    print(f"{count} keys are wrapped by the new master key. The former one opens nothing any more.")
    print(f"Set {setting}")
    print(f"and TRACKER_KEYS_DIR={keys.key_store.path.parent}")
    print("instead of what was set, and start the program anew: until then it can't open any photo.")


def _new_master_key(settings: Settings, arguments: argparse.Namespace) -> tuple[MasterKey, str]:
    """The key, and the variable by which it is set."""
    if arguments.to_command:
        return read_from_command(arguments.to_command), "TRACKER_MASTER_KEY_COMMAND to the same command"
    path = arguments.to.absolute()
    if path == settings.master_key_file:
        raise TrackerError(f"{path} is the present master key: name another file.")
    make = read_key_file if path.exists() else create_key_file
    return make(path, settings.data_dir), f"TRACKER_MASTER_KEY_FILE={path}"
