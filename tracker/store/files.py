"""Photos as files: originals under the SHA-256 of their bytes, renditions beside them.

An original is written to a temporary name on the same filesystem, flushed to disk, renamed,
and its folders are flushed too; only then may its row be written. So whatever a row names is
whole, and what a kill leaves behind is at most a file that no row names (``orphans``).
"""

import errno
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.errors import NotFound, StorageFull, UnreadablePhoto
from tracker.model import Rendition
from tracker.texts import Message, marked

# Room that the records need to go on working when the photos have taken the rest.
RESERVE_BYTES = 64 * 1024 * 1024
PRIVATE = 0o700
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


@contextmanager
def full_disk_as_sentence() -> Iterator[None]:
    """Turn the system's ways of saying "no room" into `StorageFull`.

    Raises
    ------
    StorageFull
        From ENOSPC, EDQUOT and EFBIG.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StorageFull(_FULL) from error
        raise


_FULL = Message(
    marked("There is no room left to store photos safely: free some disk space, then add the photo again.")
)
_MISSING = Message(
    marked("The original of this photo is missing on the disk: restore it from the last backup.")
)
_DAMAGED = Message(
    marked("The original of this photo is damaged on the disk: restore it from the last backup.")
)


class PhotoFiles:
    """The folders of originals and renditions.

    Parameters
    ----------
    data_dir : Path
        ``photos`` and ``renditions`` are made in it, readable by this account alone.
    """

    def __init__(self, data_dir: Path) -> None:
        self.originals_dir = data_dir / "photos"
        self.renditions_dir = data_dir / "renditions"
        self.incoming_dir = self.originals_dir / "incoming"
        for folder in (self.originals_dir, self.renditions_dir, self.incoming_dir):
            folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)

    def original_path(self, digest: str) -> Path:
        """Where the original with this digest lies, or would lie.

        Raises
        ------
        NotFound
            If it is no digest; so no address typed by hand leads out of the folder.
        """
        return _folder_of(self.originals_dir, digest) / digest

    def rendition_folder(self, digest: str) -> Path:
        """Where all renditions of one photo lie, or would lie.

        Raises
        ------
        NotFound
            If it is no digest.
        """
        return _folder_of(self.renditions_dir, digest) / digest

    def rendition_path(self, digest: str, rendition: Rendition, *, reference_digest: str = "") -> Path:
        """Where one rendition lies, or would lie; aligned ones belong to a pair of photos.

        Raises
        ------
        NotFound
            If one of the digests is none.
        """
        pair = f"-{_checked(reference_digest)}" if reference_digest else ""
        return self.rendition_folder(digest) / f"{rendition.value}{pair}.webp"

    def has_original(self, digest: str) -> bool:
        """Whether a file lies at the digest's place."""
        return self.original_path(digest).is_file()

    def write_original(self, digest: str, data: bytes) -> None:
        """Store an original so that it survives a power cut; one that is there whole is kept.

        Raises
        ------
        StorageFull
            If there is no room. Nothing is half-written.
        """
        target = self.original_path(digest)
        with full_disk_as_sentence():
            if not _is_whole(target, digest, len(data)):
                self._check_room(len(data))
                self._write_new(target, data)
            for folder in (target.parent, target.parent.parent, self.originals_dir):
                _flush_folder(folder)

    def read_original(self, digest: str, byte_count: int) -> bytes:
        """The bytes of an original, checked against length and digest.

        Raises
        ------
        NotFound
            If the file is gone.
        UnreadablePhoto
            If the file is not what was stored.
        """
        try:
            data = self.original_path(digest).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(_MISSING) from error
        if len(data) != byte_count or hashlib.sha256(data).hexdigest() != digest:
            raise UnreadablePhoto(_DAMAGED)
        return data

    def write_rendition(
        self, digest: str, rendition: Rendition, data: bytes, *, reference_digest: str = ""
    ) -> None:
        """Store a rendition; never half-written, but not flushed, since it can be made again.

        Raises
        ------
        StorageFull
            If there is no room.
        """
        _write_derived(self.rendition_path(digest, rendition, reference_digest=reference_digest), data)

    def detail_path(self, digest: str, *, reference_digest: str = "") -> Path:
        """Where a photo's tiles of full detail lie, or would lie, beside its renditions.

        Raises
        ------
        NotFound
            If one of the digests is none.
        """
        pair = f"-{_checked(reference_digest)}" if reference_digest else ""
        return self.rendition_folder(digest) / f"detail{pair}.zip"

    def write_detail(self, digest: str, data: bytes, *, reference_digest: str = "") -> None:
        """Store a photo's tiles of full detail as `write_rendition` stores a rendition.

        Raises
        ------
        StorageFull
            If there is no room.
        """
        _write_derived(self.detail_path(digest, reference_digest=reference_digest), data)

    def change_map_path(self, left_digest: str, right_digest: str, *, reference_digest: str) -> Path:
        """Where the map of what changed from one photo to another lies, or would lie, beside the latter's.

        Raises
        ------
        NotFound
            If one of the digests is none.
        """
        name = f"change-{_checked(left_digest)[:32]}-{_checked(reference_digest)[:32]}.zip"
        return self.rendition_folder(right_digest) / name

    def write_change_map(
        self, left_digest: str, right_digest: str, data: bytes, *, reference_digest: str
    ) -> None:
        """Store a change map as `write_rendition` stores a rendition.

        Raises
        ------
        StorageFull
            If there is no room.
        """
        path = self.change_map_path(left_digest, right_digest, reference_digest=reference_digest)
        _write_derived(path, data)

    def _check_room(self, byte_count: int) -> None:
        if shutil.disk_usage(self.originals_dir).free < byte_count + RESERVE_BYTES:
            raise StorageFull(_FULL)

    def _write_new(self, target: Path, data: bytes) -> None:
        target.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        temporary = self.incoming_dir / f"{target.name}.{secrets.token_hex(8)}.part"
        try:
            with temporary.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


def _write_derived(target: Path, data: bytes) -> None:
    """Put a file that can be made again into its place, whole or not at all."""
    with full_disk_as_sentence():
        target.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        temporary = target.with_name(f".{secrets.token_hex(8)}.part")
        try:
            temporary.write_bytes(data)
            temporary.replace(target)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


def _checked(digest: str) -> str:
    if not _DIGEST.fullmatch(digest):
        raise NotFound(Message(marked("There is no photo at this address.")))
    return digest


def _folder_of(top: Path, digest: str) -> Path:
    """Two levels, so that no folder grows past some thousand entries."""
    _checked(digest)
    return top / digest[:2] / digest[2:4]


def _is_whole(path: Path, digest: str, byte_count: int) -> bool:
    """Whether the very bytes lie there; costs a read only when the photo was stored before."""
    if not path.is_file() or path.stat().st_size != byte_count:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest


def _flush_folder(folder: Path) -> None:
    """Make a rename durable. Windows has no such call; its rename is journalled."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
