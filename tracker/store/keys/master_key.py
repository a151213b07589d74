"""The master key: 256 bits that wrap all other keys and lie nowhere beside what they protect.

It comes from the environment, from a file that nobody else may read, or from a command that prints it,
as that of a password manager or of a cloud's key service.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import shlex
import stat
import subprocess  # nosec B404  # runs what the installation's owner names
from pathlib import Path

from tracker.config import Settings
from tracker.errors import KeysUnusable
from tracker.store.keys.sealing import KEY_BYTES, Sealer

COMMAND_SECONDS = 30
_OTHERS = 0o077
_MAKE_ONE = "Make one by “python -m tracker keys create PATH”."


class MasterKey(Sealer):
    """A key-encryption key.

    Parameters
    ----------
    key : bytes, length 32

    Attributes
    ----------
    id : str
        Tells which master key it is, and nothing about it.
    """

    def __init__(self, key: bytes) -> None:
        super().__init__(key)
        self.id = hmac.digest(key, b"tracker: which master key", hashlib.sha256).hex()[:16]


def read_master_key(settings: Settings) -> MasterKey | None:
    """The master key of an installation, or None where none is set.

    Raises
    ------
    KeysUnusable
        If it can't be read, is none, or lies where others could read it.
    """
    if settings.master_key:
        return parse_master_key(settings.master_key, "TRACKER_MASTER_KEY")
    if settings.master_key_file:
        return read_key_file(settings.master_key_file, settings.data_dir)
    if settings.master_key_command:
        return read_from_command(settings.master_key_command)
    return None


def parse_master_key(text: str, place: str) -> MasterKey:
    """The master key that a text holds.

    Parameters
    ----------
    text : str
        32 bytes as base64, of either alphabet; white space around it is of no meaning.
    place : str
        Where it comes from, for the sentence.

    Raises
    ------
    KeysUnusable
        If it is something else. The sentence doesn't repeat it.
    """
    try:
        key = base64.b64decode(text.strip().replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        # no chain of errors: the other one could hold the text
        raise KeysUnusable(f"{place} holds no master key: it must be 32 bytes as base64. {_MAKE_ONE}")
    return MasterKey(key)


def read_key_file(path: Path, data_dir: Path) -> MasterKey:
    """The master key in a file.

    Raises
    ------
    KeysUnusable
        If it is missing, holds no key, may be read by others, or lies in the data folder.
    """
    check_is_apart(path, data_dir)
    try:
        with path.open(encoding="ascii", errors="replace") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(1000)
    except OSError as error:
        raise KeysUnusable(f"The master key file {path} can't be read: {error.strerror}.") from error
    if os.name == "posix" and stat.S_IMODE(mode) & _OTHERS:
        raise KeysUnusable(f"Others may read the master key file {path}: run “chmod 600 {path}”.")
    return parse_master_key(text, f"The file {path}")


def check_is_apart(path: Path, data_dir: Path) -> None:
    """Let pass a place outside of the data folder.

    Raises
    ------
    KeysUnusable
        If it lies in it: whoever got hold of the folder would have the key with the lock.
    """
    if path.resolve().is_relative_to(data_dir.resolve()):
        raise KeysUnusable(
            f"The master key file {path} lies in the data folder, and so in every copy of it: "
            "move it to another folder."
        )


def read_from_command(command: str) -> MasterKey:
    """The master key that a command prints; it is run without a shell.

    Raises
    ------
    KeysUnusable
        If the command fails, takes longer than 30 s, or prints something else.
    """
    name = "TRACKER_MASTER_KEY_COMMAND"
    try:
        ran = subprocess.run(  # noqa: S603  # nosec B603  # who sets the environment starts this program too
            shlex.split(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            timeout=COMMAND_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise KeysUnusable(f"The command of {name} took longer than {COMMAND_SECONDS} seconds.") from None
    except (OSError, ValueError) as error:
        raise KeysUnusable(f"The command of {name} can't be run: {error}.") from None
    if ran.returncode:
        raise KeysUnusable(f"The command of {name} failed with exit code {ran.returncode}.")
    return parse_master_key(ran.stdout.decode("ascii", "replace"), f"What the command of {name} prints")


def create_key_file(path: Path, data_dir: Path) -> MasterKey:
    """Write a new master key into a file that is this account's alone, durably.

    Raises
    ------
    KeysUnusable
        If something lies there already, it can't be written, or it would lie in the data folder.
    """
    check_is_apart(path, data_dir)
    text = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeysUnusable(f"There is a file at {path} already: it was left as it is.") from error
    except OSError as error:
        raise KeysUnusable(f"No master key can be written to {path}: {error.strerror}.") from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{text}\n")
        file.flush()
        os.fsync(file.fileno())
    return parse_master_key(text, f"The file {path}")
