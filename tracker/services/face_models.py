"""Get the optional face models: the one file that the program ever fetches, and only when told to.

Nothing but `fetch_models` opens a connection to the outside, and nothing but the command
``python -m tracker models fetch`` calls it.
"""

import http.client
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.errors import StorageFull, TrackerError
from tracker.imaging.faces.bundle import (
    BUNDLE_ADDRESS,
    BUNDLE_BYTES,
    BUNDLE_SHA256,
    bundle_path,
    is_published,
)
from tracker.store.whole_file import whole_file
from tracker.texts import gettext as _

SECONDS_OF_SILENCE = 30.0
_PIECE_BYTES = 64 * 1024

Report = Callable[[int], None]


def fetch_models(models: Path, *, address: str = BUNDLE_ADDRESS, report: Report | None = None) -> Path:
    """Download the bundle into a folder, whole and checked, or not at all.

    Parameters
    ----------
    models : Path
        The folder, made where it is missing.
    address : str
        http or https; the published one by default. From anywhere, only the published bytes are taken.
    report : callable, optional
        Told how many bytes of `BUNDLE_BYTES` have come.

    Returns
    -------
    Path
        Where the file lies now.

    Raises
    ------
    TrackerError
        If it can't be fetched, isn't the published file, or can't be written. What lay there stays.
    """
    _make_folder(models)
    content = bytearray()
    with _network_as_sentence(address), _opened(address) as answer:
        # one byte too many is enough to know another file, however long it is
        while len(content) <= BUNDLE_BYTES and (piece := answer.read(_PIECE_BYTES)):
            content += piece
            if report:
                report(min(len(content), BUNDLE_BYTES))
    return _keep(models, bytes(content), source=address)


def take_models(models: Path, source: Path) -> Path:
    """Copy the bundle from a file, for a machine without network; checked as a download is.

    Raises
    ------
    TrackerError
        If the file can't be read, isn't the published one, or can't be written.
    """
    try:
        with source.open("rb") as file:
            content = file.read(BUNDLE_BYTES + 1)
    except OSError as error:
        raise TrackerError(
            _("{path} can't be read: name the downloaded file of face models.", path=source)
        ) from error
    _make_folder(models)
    return _keep(models, content, source=str(source))


def _opened(address: str) -> http.client.HTTPResponse:
    if not address.startswith(("https://", "http://")):
        raise TrackerError(
            _("{address} is no web address: it has to begin with https:// or http://.", address=address)
        )
    # the scheme was just checked
    answer: http.client.HTTPResponse = urllib.request.urlopen(  # noqa: S310  # nosec B310
        address, timeout=SECONDS_OF_SILENCE
    )
    return answer


@contextmanager
def _network_as_sentence(address: str) -> Iterator[None]:
    """Turn what goes wrong on the way into one sentence."""
    try:
        yield
    except urllib.error.HTTPError as error:
        raise TrackerError(
            _(
                "{address} answered {status} instead of the face models: try again later, or download the "
                "file elsewhere and use --from.",
                address=address,
                status=error.code,
            )
        ) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise TrackerError(
            _(
                "The face models could not be fetched from {address}: check this machine's network and try "
                "again, or download the file elsewhere and use --from.",
                address=address,
            )
        ) from error


def _keep(models: Path, content: bytes, *, source: str) -> Path:
    """Put the checked bundle in its place, under a temporary name until it is on the disk."""
    if not is_published(content):
        raise TrackerError(
            _(
                "What came from {source} is not the published file of face models (SHA-256 {digest}) and was "
                "not kept: try again, or use another copy.",
                source=source,
                digest=BUNDLE_SHA256,
            )
        )
    target = bundle_path(models)
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    with _disk_as_sentence(models), whole_file(target, temporary=temporary) as file:
        file.write(content)
    return target


def _make_folder(models: Path) -> None:
    """Make the folder before anything is downloaded in vain."""
    with _disk_as_sentence(models):
        models.mkdir(parents=True, exist_ok=True)


@contextmanager
def _disk_as_sentence(models: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageFull(
            _(
                "The face models can't be written to {folder}: free some disk space, or see to it that this "
                "account may write there.",
                folder=models,
            )
        ) from error
