"""Settings, read once from the environment.

Every setting has a default that works on one machine; the README's table lists them all.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tracker.oidc_settings import OidcSettings, read_oidc_settings

_MASTER_KEY_WAYS = ("TRACKER_MASTER_KEY", "TRACKER_MASTER_KEY_FILE", "TRACKER_MASTER_KEY_COMMAND")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and how much may be used.

    Attributes
    ----------
    data_dir : Path
        Folder of the database, the photos and the secret key.
    database_url : str
        SQLAlchemy address of the records; SQLite inside ``data_dir`` by default.
    worker_count : int
        Processes for analysis.
    idle_minutes : int
        Time without activity after which a sign-in ends.
    is_cookie_secure : bool
        Whether the session cookie is sent over HTTPS only.
    public_url : str
        Address at which phones reach the app, as ``https://clinic.example``; empty for the one at which the
        desk's own browser sees it.
    models_dir : Path or None
        Folder of the optional face models, which needn't exist; None: faces are never looked for.
    import_dir : Path or None
        Folder on the server whose folders and ZIPs may be imported from the browser; None: none may.
    master_key : str
        The master key itself (256 bit, base64); empty where it comes another way. Never shown.
    master_key_file : Path or None
        File that holds it, outside of the data folder.
    master_key_command : str
        Command that prints it.
    keys_dir : Path or None
        Folder of the key store; None: in ``data_dir``, or beside ``master_key_file``. See `keys_folder`.
    oidc : OidcSettings or None
        Where people sign in besides by password; None: nowhere.
    """

    data_dir: Path
    database_url: str
    worker_count: int = 2
    idle_minutes: int = 15
    is_cookie_secure: bool = False
    models_dir: Path | None = None
    import_dir: Path | None = None
    public_url: str = ""
    master_key: str = field(default="", repr=False)
    master_key_file: Path | None = None
    master_key_command: str = field(default="", repr=False)
    keys_dir: Path | None = None
    oidc: OidcSettings | None = None

    @property
    def keys_folder(self) -> Path:
        """Folder of the key store: as set, else beside the master key's file and named after it.

        Without such a file it lies in the data folder, so that every backup of that holds it too.

        >>> str(read_settings({"TRACKER_MASTER_KEY_FILE": "/etc/tracker/master.key"}).keys_folder)
        '/etc/tracker/master-keys'
        """
        if self.keys_dir is not None:
            return self.keys_dir
        if self.master_key_file is not None:
            return self.master_key_file.with_name(f"{self.master_key_file.stem}-keys")
        return self.data_dir / "keys"

    def as_environ(self) -> dict[str, str]:
        """The variables from which `read_settings` makes the same settings, for another process.

        >>> settings = read_settings({"TRACKER_WORKERS": "3"})
        >>> read_settings(settings.as_environ()) == settings
        True
        """
        return {
            "TRACKER_DATA_DIR": str(self.data_dir),
            "TRACKER_DATABASE_URL": self.database_url,
            "TRACKER_WORKERS": str(self.worker_count),
            "TRACKER_IDLE_MINUTES": str(self.idle_minutes),
            "TRACKER_COOKIE_SECURE": "1" if self.is_cookie_secure else "0",
            "TRACKER_PUBLIC_URL": self.public_url,
            "TRACKER_MODELS_DIR": "" if self.models_dir is None else str(self.models_dir),
            "TRACKER_IMPORT_DIR": "" if self.import_dir is None else str(self.import_dir),
            "TRACKER_MASTER_KEY": self.master_key,
            "TRACKER_MASTER_KEY_FILE": "" if self.master_key_file is None else str(self.master_key_file),
            "TRACKER_MASTER_KEY_COMMAND": self.master_key_command,
            "TRACKER_KEYS_DIR": "" if self.keys_dir is None else str(self.keys_dir),
            **(self.oidc.as_environ() if self.oidc else {}),
        }


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from ``TRACKER_*`` variables.

    Raises
    ------
    ValueError
        If a number is not one, the master key is set in two ways, or single sign-on by halves; the message
        names the variable.

    Examples
    --------
    >>> read_settings({"TRACKER_DATA_DIR": "/srv/photos"}).database_url
    'sqlite:////srv/photos/tracker.sqlite3'
    """
    data_dir = Path(environ.get("TRACKER_DATA_DIR", "data")).absolute()
    _check_one_way(environ)
    models_dir = environ.get("TRACKER_MODELS_DIR", str(data_dir / "models"))
    return Settings(
        data_dir=data_dir,
        database_url=environ.get("TRACKER_DATABASE_URL", f"sqlite:///{data_dir / 'tracker.sqlite3'}"),
        worker_count=_whole_number(environ, "TRACKER_WORKERS", 2),
        idle_minutes=_whole_number(environ, "TRACKER_IDLE_MINUTES", 15),
        is_cookie_secure=environ.get("TRACKER_COOKIE_SECURE", "0") == "1",
        public_url=environ.get("TRACKER_PUBLIC_URL", "").rstrip("/"),
        models_dir=Path(models_dir).absolute() if models_dir else None,
        import_dir=_path(environ, "TRACKER_IMPORT_DIR"),
        master_key=environ.get("TRACKER_MASTER_KEY", ""),
        master_key_file=_path(environ, "TRACKER_MASTER_KEY_FILE"),
        master_key_command=environ.get("TRACKER_MASTER_KEY_COMMAND", ""),
        keys_dir=_path(environ, "TRACKER_KEYS_DIR"),
        oidc=read_oidc_settings(environ),
    )


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    text = environ.get(name, "")
    return Path(text).absolute() if text else None


def _check_one_way(environ: Mapping[str, str]) -> None:
    ways = [name for name in _MASTER_KEY_WAYS if environ.get(name)]
    if len(ways) > 1:
        raise ValueError(f"the master key must be set in one way only, not by {' and '.join(ways)}")


def _whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, str(default))
    if not text.isdigit() or int(text) < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, not {text!r}")
    return int(text)
