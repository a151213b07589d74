"""The key that signs cookies and forms: made once, kept beside the records."""

import os
import secrets
from pathlib import Path

KEY_BYTES = 32


def read_secret_key(data_dir: Path) -> str:
    """The installation's signing key; made at the first call, readable by this account alone.

    Any number of processes may ask at once: the first one's key is everybody's.

    Raises
    ------
    ValueError
        If the file is there but holds no key.
    """
    path = data_dir / "secret.key"
    if not path.exists():
        _write_once(path, secrets.token_hex(KEY_BYTES))
    key = path.read_text("ascii").strip()
    if len(key) < 2 * KEY_BYTES:
        raise ValueError(f"{path} holds no key: delete it, and everybody signs in anew")
    return key


def _write_once(path: Path, key: str) -> None:
    """Put a whole file at its place, unless one is there already."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)  # unlike a rename, this fails where another process was first
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links
        if not path.exists():
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
