"""Photos as files: originals under the SHA-256 of their bytes, renditions beside them.

An original is written to a temporary name on the same filesystem, flushed to disk, renamed,
and its folders are flushed too; only then may its row be written. So whatever a row names is
whole, and what a kill leaves behind is at most a file that no row names (``orphans``).

Where the installation has keys every file is sealed with its patient's key before it is written
(``stored_file``). The original's name stays the digest of the photo itself.
"""

import errno
import hashlib
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tracker.errors import NotFound, PatientKeyGone, SealBroken, StorageFull, UnreadablePhoto
from tracker.model import Rendition
from tracker.store.keys import Keys
from tracker.store.keys.key_store import flush_folder
from tracker.store.stored_file import DataFiles, StoredFile
from tracker.store.whole_file import whole_file
from tracker.texts import Message, marked

# Room that the records need to go on working when the photos have taken the rest.
RESERVE_BYTES = 64 * 1024 * 1024
PRIVATE = 0o700
_READ_BYTES = 1024 * 1024
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
    keys : Keys, optional
        What seals them. Without keys they are written as they are, and ``patient_id`` is of no meaning.
    """

    def __init__(self, data_dir: Path, keys: Keys | None = None) -> None:
        self._files = DataFiles(data_dir, keys)
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

    def write_original(self, digest: str, data: bytes, *, patient_id: str) -> None:
        """Store an original so that it survives a power cut; one that is there whole is kept.

        Raises
        ------
        StorageFull
            If there is no room. Nothing is half-written.
        PatientKeyGone
            If the patient was erased.
        """
        target = self.original_path(digest)
        with full_disk_as_sentence():
            if not self._is_whole(target, digest, patient_id):
                self._check_room(len(data))
                self._write_new(target, self._files.sealed(target, data, owner=patient_id))
            for folder in (target.parent, target.parent.parent, self.originals_dir):
                flush_folder(folder)

    def read_original(self, digest: str, byte_count: int) -> bytes:
        """The bytes of an original, checked against length and digest.

        Raises
        ------
        NotFound
            If the file is gone.
        UnreadablePhoto
            If the file is not what was stored.
        PatientKeyGone
            If the patient was erased, or the key store is older than the photo.
        """
        try:
            data = self._files.read(self.original_path(digest))
        except FileNotFoundError as error:
            raise NotFound(_MISSING) from error
        except SealBroken as error:
            raise UnreadablePhoto(_DAMAGED) from error
        if len(data) != byte_count or hashlib.sha256(data).hexdigest() != digest:
            raise UnreadablePhoto(_DAMAGED)
        return data

    def find_rendition(
        self, digest: str, rendition: Rendition, *, reference_digest: str = ""
    ) -> StoredFile | None:
        """A rendition, or None while there is none.

        Raises
        ------
        NotFound
            If one of the digests is none.
        """
        return self._files.find(self.rendition_path(digest, rendition, reference_digest=reference_digest))

    def write_rendition(
        self, digest: str, rendition: Rendition, data: bytes, *, patient_id: str, reference_digest: str = ""
    ) -> None:
        """Store a rendition; never half-written, but not flushed, since it can be made again.

        Raises
        ------
        StorageFull
            If there is no room.
        """
        path = self.rendition_path(digest, rendition, reference_digest=reference_digest)
        self._write_derived(path, data, patient_id)

    def detail_path(self, digest: str, *, reference_digest: str = "") -> Path:
        """Where a photo's tiles of full detail lie, or would lie, beside its renditions.

        Raises
        ------
        NotFound
            If one of the digests is none.
        """
        pair = f"-{_checked(reference_digest)}" if reference_digest else ""
        return self.rendition_folder(digest) / f"detail{pair}.zip"

    def find_detail(self, digest: str, *, reference_digest: str = "") -> StoredFile | None:
        """A photo's tiles of full detail, or None while there are none.

        Raises
        ------
        NotFound
            If one of the digests is none.
        """
        return self._files.find(self.detail_path(digest, reference_digest=reference_digest))

    def write_detail(self, digest: str, data: bytes, *, patient_id: str, reference_digest: str = "") -> None:
        """Store a photo's tiles of full detail as `write_rendition` stores a rendition.

        Raises
        ------
        StorageFull
            If there is no room.
        """
        self._write_derived(self.detail_path(digest, reference_digest=reference_digest), data, patient_id)

    def change_map_path(self, left_digest: str, right_digest: str, *, reference_digest: str) -> Path:
        """Where the map of what changed from one photo to another lies, or would lie, beside the latter's.

        Raises
        ------
        NotFound
            If one of the digests is none.
        """
        name = f"change-{_checked(left_digest)[:32]}-{_checked(reference_digest)[:32]}.zip"
        return self.rendition_folder(right_digest) / name

    def find_change_map(
        self, left_digest: str, right_digest: str, *, reference_digest: str
    ) -> StoredFile | None:
        """A change map, or None while there is none.

        Raises
        ------
        NotFound
            If one of the digests is none.
        """
        path = self.change_map_path(left_digest, right_digest, reference_digest=reference_digest)
        return self._files.find(path)

    def write_change_map(
        self, left_digest: str, right_digest: str, data: bytes, *, patient_id: str, reference_digest: str
    ) -> None:
        """Store a change map as `write_rendition` stores a rendition.

        Raises
        ------
        StorageFull
            If there is no room.
        """
        path = self.change_map_path(left_digest, right_digest, reference_digest=reference_digest)
        self._write_derived(path, data, patient_id)

    def _is_whole(self, path: Path, digest: str, patient_id: str) -> bool:
        """Whether the very bytes lie there as they would be written now; read only if something is there."""
        if not path.is_file():
            return False
        try:
            if self._files.keys is not None and self._files.owner(path) != patient_id:
                return False
            with self._files.open(path) as file:
                return _sha256(file) == digest
        except (SealBroken, PatientKeyGone):
            return False

    def _write_derived(self, target: Path, data: bytes, patient_id: str) -> None:
        """Put a file that can be made again into its place, whole or not at all."""
        sealed = self._files.sealed(target, data, owner=patient_id)
        with full_disk_as_sentence():
            target.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            temporary = target.with_name(f".{secrets.token_hex(8)}.part")
            try:
                temporary.write_bytes(sealed)
                temporary.replace(target)
            except OSError:
                temporary.unlink(missing_ok=True)
                raise

    def _check_room(self, byte_count: int) -> None:
        if shutil.disk_usage(self.originals_dir).free < byte_count + RESERVE_BYTES:
            raise StorageFull(_FULL)

    def _write_new(self, target: Path, data: bytes | bytearray) -> None:
        target.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        temporary = self.incoming_dir / f"{target.name}.{secrets.token_hex(8)}.part"
        with whole_file(target, temporary=temporary) as file:
            file.write(data)


def _checked(digest: str) -> str:
    if not _DIGEST.fullmatch(digest):
        raise NotFound(Message(marked("There is no photo at this address.")))
    return digest


def _folder_of(top: Path, digest: str) -> Path:
    """Two levels, so that no folder grows past some thousand entries."""
    _checked(digest)
    return top / digest[:2] / digest[2:4]


def _sha256(file: IO[bytes]) -> str:
    hashed = hashlib.sha256()
    while part := file.read(_READ_BYTES):
        hashed.update(part)
    return hashed.hexdigest()
