"""Authenticated encryption of small values under one key.

What comes out is ``version (1 byte) | nonce (12) | ciphertext | tag (16)``, 29 bytes more than went in.

References
----------
Dworkin, M. (2007). Recommendation for block cipher modes of operation: Galois/Counter Mode (GCM) and
GMAC. NIST SP 800-38D. https://doi.org/10.6028/NIST.SP.800-38D
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tracker.errors import SealBroken
from tracker.texts import Message, marked

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
OVERHEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES
_VERSION = b"\x01"
BROKEN = Message(
    marked(
        "What is stored here is encrypted and can't be opened: it is damaged, or was changed. "
        "Restore it from the last backup."
    )
)


class Sealer:
    """Seals and opens bytes with AES-256-GCM.

    Nonces are random, so that one key is good for 2**32 values (SP 800-38D, 8.3).

    Parameters
    ----------
    key : bytes, length 32
        Never shown, not even by ``repr``.
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, data: bytes, *, context: bytes) -> bytes:
        """Encrypt, bound to a context.

        Parameters
        ----------
        data : bytes
        context : bytes
            What it is and where it belongs, as ``b"patient_note:" + row_id``. It isn't stored: only who
            names the same context opens the seal, so that values can't be put in each other's place.

        Examples
        --------
        >>> sealer = Sealer(bytes(32))
        >>> sealed = sealer.seal(b"acne scars", context=b"note:17")
        >>> sealer.open(sealed, context=b"note:17")
        b'acne scars'
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        return _VERSION + nonce + self._cipher.encrypt(nonce, data, _VERSION + context)

    def open(self, sealed: bytes, *, context: bytes) -> bytes:
        """Decrypt what `seal` made for the same context.

        Raises
        ------
        SealBroken
            If it is damaged, was changed, was sealed with another key, or belongs elsewhere.
        """
        if len(sealed) < OVERHEAD_BYTES or sealed[:1] != _VERSION:
            raise SealBroken(BROKEN)
        nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, rest, _VERSION + context)
        except InvalidTag as error:
            raise SealBroken(BROKEN) from error
