"""Files that a browser sent, as the source of an import."""

from collections.abc import Sequence

from tracker.errors import SealBroken, UnreadablePhoto
from tracker.imaging.limits import MAX_BYTES, check_byte_count
from tracker.services.bulk_import.sources import (
    GONE,
    Closing,
    Listed,
    PhotoSource,
    is_leaving,
    open_zip,
    parts_of,
    problem_of_file,
)
from tracker.store.uploads import Uploaded


class UploadSource(Closing):
    """Photos that were sent one by one."""

    def __init__(self, uploaded: Sequence[Uploaded]) -> None:
        self._files = {one.name: one.file for one in uploaded}

    def list_files(self) -> list[Listed]:
        """See `PhotoSource`."""
        wanted = [name for name in self._files if not any(map(is_leaving, parts_of(name)))]
        sizes = {name: self._files[name].byte_count() for name in wanted}
        return [Listed(name, sizes[name], problem_of_file(name, sizes[name])) for name in sorted(wanted)]

    def read(self, name: str) -> bytes:
        """See `PhotoSource`."""
        try:
            with self._files[name].open() as file:
                data = file.read(MAX_BYTES + 1)
        except (OSError, KeyError, SealBroken) as error:
            raise UnreadablePhoto(GONE) from error
        check_byte_count(len(data))
        return data


def open_uploaded(uploaded: Sequence[Uploaded]) -> PhotoSource:
    """What was sent: the inside of a single ZIP, else the files themselves.

    Raises
    ------
    TrackerError
        If the ZIP is none.
    """
    if len(uploaded) == 1 and uploaded[0].name.casefold().endswith(".zip"):
        return open_zip(uploaded[0].file.open())
    return UploadSource(uploaded)
