"""The form of an encrypted file: a header with its own key, wrapped, then the content in sealed chunks.

::

    magic (8) | form (1) | length of the owner's id (1) | owner's id
    wrapped data key (61)                       by the owner's key, bound to all above and to the place
    nonce prefix (7)
    chunk, chunk, ..., last chunk               64 KiB each but the last, with 16 bytes of tag more

The owner is a patient, or nobody: then the clinic's records key wraps. Each file has a random data key of its
own, used for it alone; a chunk's nonce is the prefix, its number and whether it is the last, so that no nonce
comes twice under a key and chunks can't be left out, moved, taken from another file or cut off at the end
(the STREAM construction). Chunks let a tile be read out of an archive without opening all of it, and an
archive of any size be written without keeping it in memory.

References
----------
Hoang, V. T., Reyhanitabar, R., Rogaway, P. & Vizár, D. (2015). Online authenticated-encryption and its
nonce-reuse misuse-resistance. CRYPTO 2015. https://doi.org/10.1007/978-3-662-47989-6_24
"""

import io
import secrets
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tracker.errors import SealBroken
from tracker.store.keys.holding import Keys
from tracker.store.keys.sealing import BROKEN, KEY_BYTES, OVERHEAD_BYTES, TAG_BYTES, Sealer

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

# the first byte begins no picture and no archive, and is no text
MAGIC = b"\x93SEALED\n"
CHUNK_BYTES = 64 * 1024
LONGEST_OWNER = 255
_SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES
_FORM = b"\x01"
_PREFIX_BYTES = 7
_WRAPPED_BYTES = KEY_BYTES + OVERHEAD_BYTES


@dataclass(frozen=True, slots=True)
class _Chunks:
    """Seals and opens the chunks of one file by their numbers."""

    cipher: AESGCM
    prefix: bytes
    bound_to: bytes

    def seal(self, data: bytes, number: int, *, is_last: bool) -> bytes:
        return self.cipher.encrypt(self._nonce(number, is_last), data, self.bound_to)

    def open(self, sealed: bytes, number: int, *, is_last: bool) -> bytes:
        try:
            return self.cipher.decrypt(self._nonce(number, is_last), sealed, self.bound_to)
        except InvalidTag as error:
            raise SealBroken(BROKEN) from error

    def seal_all(self, data: bytes, into: memoryview) -> None:
        """All chunks of a file at once, without copies."""
        given, last = memoryview(data), _chunk_count(len(data)) - 1
        for number in range(last + 1):
            part = given[number * CHUNK_BYTES : (number + 1) * CHUNK_BYTES]
            first = number * _SEALED_CHUNK_BYTES
            out = into[first : first + len(part) + TAG_BYTES]
            self.cipher.encrypt_into(self._nonce(number, number == last), part, self.bound_to, out)

    def open_all(self, sealed: memoryview) -> bytearray:
        """What all chunks of a file hold, without copies."""
        count = _chunk_count(len(sealed), chunk_bytes=_SEALED_CHUNK_BYTES)
        if len(sealed) - (count - 1) * _SEALED_CHUNK_BYTES < TAG_BYTES:
            raise SealBroken(BROKEN)
        opened = bytearray(len(sealed) - count * TAG_BYTES)
        into = memoryview(opened)
        for number in range(count):
            part = sealed[number * _SEALED_CHUNK_BYTES :][:_SEALED_CHUNK_BYTES]
            out = into[number * CHUNK_BYTES : number * CHUNK_BYTES + len(part) - TAG_BYTES]
            try:
                self.cipher.decrypt_into(self._nonce(number, number == count - 1), part, self.bound_to, out)
            except InvalidTag as error:
                raise SealBroken(BROKEN) from error
        return opened

    def _nonce(self, number: int, is_last: bool) -> bytes:
        return self.prefix + number.to_bytes(4, "big") + bytes([is_last])


class SealingWriter(io.RawIOBase):
    """Seals what is written into it; `finish` writes the last chunk, without which nothing opens.

    Parameters
    ----------
    out : binary file
        Takes header and chunks.
    sealer : Sealer
        The owner's.
    owner : str
        A patient's id; empty for the clinic.
    context : bytes
        The file's place; it opens at no other.
    """

    def __init__(self, out: IO[bytes], sealer: Sealer, *, owner: str, context: bytes) -> None:
        super().__init__()
        self._out, self._waiting, self._number = out, bytearray(), 0
        self._chunks, head = _new_chunks(sealer, owner, context)
        out.write(head)

    def writable(self) -> bool:
        """It takes bytes."""
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        """Seal all chunks that are complete and not the last."""
        given = memoryview(data).cast("B")
        self._waiting += given
        first, behind = 0, len(self._waiting) - CHUNK_BYTES
        while first < behind:
            self._put(bytes(self._waiting[first : first + CHUNK_BYTES]), is_last=False)
            first += CHUNK_BYTES
        del self._waiting[:first]
        return len(given)

    def finish(self) -> None:
        """Seal what is left as the last chunk."""
        self._put(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _put(self, data: bytes, *, is_last: bool) -> None:
        self._out.write(self._chunks.seal(data, self._number, is_last=is_last))
        self._number += 1


class _OpeningReader(io.RawIOBase):
    """Opens the chunks that are asked for; the file's end is checked first."""

    def __init__(self, file: IO[bytes], chunks: _Chunks) -> None:
        super().__init__()
        self._file, self._chunks = file, chunks
        self._start = file.tell()
        sealed_bytes = file.seek(0, io.SEEK_END) - self._start
        self._count = _chunk_count(sealed_bytes, chunk_bytes=_SEALED_CHUNK_BYTES)
        self._byte_count = sealed_bytes - self._count * TAG_BYTES
        self._position, self._number, self._data = 0, -1, b""
        self._turn_to(self._count - 1)

    def readable(self) -> bool:
        """It gives bytes."""
        return True

    def seekable(self) -> bool:
        """From any place on."""
        return True

    def tell(self) -> int:
        """The place from which is read next."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to another place."""
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._byte_count}[whence]
        if origin + offset < 0:
            raise ValueError("there is nothing before the beginning of a file")
        self._position = origin + offset
        return self._position

    def readinto(self, into: "WriteableBuffer", /) -> int:
        """What stands in one chunk from the present place on; 0 at the end."""
        if self._position >= self._byte_count:
            return 0
        self._turn_to(self._position // CHUNK_BYTES)
        first = self._position % CHUNK_BYTES
        view = memoryview(into).cast("B")
        part = self._data[first : first + len(view)]
        view[: len(part)] = part
        self._position += len(part)
        return len(part)

    def close(self) -> None:
        """Close the file below."""
        self._file.close()
        super().close()

    def _turn_to(self, number: int) -> None:
        if number != self._number:
            self._file.seek(self._start + number * _SEALED_CHUNK_BYTES)
            sealed = self._file.read(_SEALED_CHUNK_BYTES)
            self._data = self._chunks.open(sealed, number, is_last=number == self._count - 1)
            self._number = number


def seal_file(data: bytes, keys: Keys, *, owner: str, context: bytes) -> bytearray:
    """A whole file in its sealed form; see `SealingWriter`."""
    chunks, head = _new_chunks(_sealer_for(keys, owner), owner, context)
    sealed = bytearray(len(head) + len(data) + _chunk_count(len(data)) * TAG_BYTES)
    sealed[: len(head)] = head
    chunks.seal_all(data, memoryview(sealed)[len(head) :])
    return sealed


def writer_for(out: IO[bytes], keys: Keys, *, owner: str, context: bytes) -> SealingWriter:
    """A writer of a file of any size."""
    return SealingWriter(out, _sealer_for(keys, owner), owner=owner, context=context)


def open_file(file: IO[bytes], keys: Keys, *, context: bytes) -> IO[bytes]:
    """A sealed file's content, to be read from any place on; the header is read, and the end checked.

    Parameters
    ----------
    file : binary file
        At the beginning of a sealed file; closed with what is returned.

    Raises
    ------
    PatientKeyGone
        If the owner's key is gone.
    SealBroken
        If the file is damaged, was changed or cut off, or belongs to another place.
    """
    return io.BufferedReader(_OpeningReader(file, _read_chunks(file, keys, context)), CHUNK_BYTES)


def read_file(file: IO[bytes], keys: Keys, *, context: bytes) -> bytearray:
    """All that a sealed file holds; as `open_file`, in a third of the time."""
    chunks = _read_chunks(file, keys, context)
    return chunks.open_all(memoryview(file.read()))


def read_owner(file: IO[bytes]) -> str | None:
    """Whose key wraps a file's own: a patient's id, empty for the clinic's; None where it isn't sealed.

    Nothing is opened or proved. The file stands behind it then, or at its beginning where it isn't sealed.

    Raises
    ------
    SealBroken
        If it is of a form that this version doesn't know.
    """
    head = file.read(len(MAGIC) + 2)
    if head[: len(MAGIC)] != MAGIC:
        file.seek(0)
        return None
    if head[len(MAGIC) : -1] != _FORM:
        raise SealBroken(BROKEN)
    return file.read(head[-1]).decode("utf-8", "replace")


def _read_chunks(file: IO[bytes], keys: Keys, context: bytes) -> _Chunks:
    """Read a header and unwrap the data key; the file stands at the first chunk then."""
    owner = read_owner(file)
    if owner is None:
        raise SealBroken(BROKEN)
    head = _head(owner)
    wrapped, prefix = file.read(_WRAPPED_BYTES), file.read(_PREFIX_BYTES)
    if len(prefix) < _PREFIX_BYTES:
        raise SealBroken(BROKEN)
    sealer = keys.find_patient(owner) if owner else keys.records
    key = sealer.open(wrapped, context=_wrap_context(head, context))
    return _Chunks(AESGCM(key), prefix, head + context)


def _new_chunks(sealer: Sealer, owner: str, context: bytes) -> tuple[_Chunks, bytes]:
    """A new data key, and the header that holds it wrapped."""
    key, prefix, head = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(_PREFIX_BYTES), _head(owner)
    wrapped = sealer.seal(key, context=_wrap_context(head, context))
    return _Chunks(AESGCM(key), prefix, head + context), head + wrapped + prefix


def _chunk_count(byte_count: int, *, chunk_bytes: int = CHUNK_BYTES) -> int:
    """Of how many chunks so many bytes are; of one where there are none."""
    return max(1, -(-byte_count // chunk_bytes))


def _head(owner: str) -> bytes:
    name = owner.encode()
    if len(name) > LONGEST_OWNER:
        raise ValueError("an owner's id has at most 255 bytes")
    return MAGIC + _FORM + bytes([len(name)]) + name


def _wrap_context(head: bytes, context: bytes) -> bytes:
    return b"data key|" + head + b"|" + context


def _sealer_for(keys: Keys, owner: str) -> Sealer:
    return keys.of_patient(owner) if owner else keys.records
