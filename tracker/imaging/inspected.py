"""What the sandbox finds out about a file, and its form on the way between two processes.

The answer of the decoding process is JSON and plain bytes: a file that takes that process over must
not find a pickle to climb out with.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tracker.errors import PhotoRefused, PhotoTooLarge, PhotoTooSmall, UnreadablePhoto
from tracker.imaging.refusals import Refusal
from tracker.model import PhotoFacts, Rendition
from tracker.texts import Message, message_from_json, message_to_json

_REFUSALS = {kind.__name__: kind for kind in (PhotoRefused, UnreadablePhoto, PhotoTooLarge, PhotoTooSmall)}
_LENGTH = struct.Struct(">Q")
LENGTH_BYTES = _LENGTH.size
# what is asked about a file: all, or what its head says
WHOLE, HEADER = b"w", b"h"
MAX_SENTENCE = 300


@dataclass(frozen=True, slots=True)
class InspectedPhoto:
    """A photo that can be stored: what it says of itself, and its renditions (WebP)."""

    facts: PhotoFacts
    renditions: Mapping[Rendition, bytes]


def pack_length(length: int) -> bytes:
    """A message's length, as it precedes the message."""
    return _LENGTH.pack(length)


def unpack_length(data: bytes) -> int:
    """The inverse of `pack_length`."""
    return int(_LENGTH.unpack(data)[0])


def pack_inspected(photo: InspectedPhoto) -> bytes:
    """An inspected photo as one message."""
    facts = asdict(photo.facts)
    taken_at = photo.facts.captured_at_local
    facts["captured_at_local"] = None if taken_at is None else taken_at.isoformat()
    sizes = {str(name): len(data) for name, data in photo.renditions.items()}
    return _pack({"facts": facts, "renditions": sizes}, b"".join(photo.renditions.values()))


def pack_refusal(refusal: PhotoRefused) -> bytes:
    """A refusal as one message."""
    said = refusal.message if isinstance(refusal.message, Message) else Message(refusal.message)
    return _pack({"refused": type(refusal).__name__, "message": message_to_json(said)}, b"")


def unpack_answer(message: bytes) -> InspectedPhoto:
    """Read an answer of the decoding process.

    Raises
    ------
    PhotoRefused
        If that is what the answer says.
    ValueError
        If the message is no answer.
    """
    try:
        head_size = unpack_length(message[:LENGTH_BYTES])
        head = json.loads(message[LENGTH_BYTES : LENGTH_BYTES + head_size])
        refusal = _read_refusal(head)
        if refusal is None:
            blobs = message[LENGTH_BYTES + head_size :]
            return InspectedPhoto(_read_facts(head["facts"]), _read_renditions(head["renditions"], blobs))
    except (struct.error, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise ValueError("not an answer of the decoding process") from error
    raise refusal


def _pack(head: Mapping[str, Any], blobs: bytes) -> bytes:
    text = json.dumps(head).encode()
    return pack_length(len(text)) + text + blobs


def _read_refusal(head: Mapping[str, Any]) -> PhotoRefused | None:
    if "refused" not in head:
        return None
    kept = message_from_json(head["message"])
    said = Message(Refusal(kept.template), kept.values)
    if not all(isinstance(value, int | float) for value in said.values.values()):
        raise ValueError("a refusal is filled with numbers alone")
    if len(str(said)) > MAX_SENTENCE:
        raise ValueError("a refusal of senseless length")
    return _REFUSALS[head["refused"]](said)


def _read_facts(values: Mapping[str, Any]) -> PhotoFacts:
    taken_at = values["captured_at_local"]
    return PhotoFacts(
        **{**values, "captured_at_local": None if taken_at is None else datetime.fromisoformat(taken_at)}
    )


def _read_renditions(sizes: Mapping[str, int], blobs: bytes) -> dict[Rendition, bytes]:
    renditions, start = {}, 0
    for name, size in sizes.items():
        renditions[Rendition(name)] = blobs[start : start + size]
        start += size
    if start != len(blobs):
        raise ValueError("renditions of another length than announced")
    return renditions
