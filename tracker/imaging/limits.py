"""How large and how small a photo may be."""

from tracker.errors import PhotoTooLarge, PhotoTooSmall, UnreadablePhoto
from tracker.imaging.refusals import Refusal
from tracker.texts import Message

MAX_BYTES = 50_000_000
MAX_PIXELS = 100_000_000
# below this there is no skin texture to compare; whether a photo is fine enough to measure is told
# by its mm per pixel, not here
MIN_SIDE_PX = 200


def check_byte_count(byte_count: int) -> None:
    """Refuse an empty or oversized file.

    Raises
    ------
    UnreadablePhoto
        If there are no bytes.
    PhotoTooLarge
        If there are more than `MAX_BYTES`.
    """
    if byte_count == 0:
        raise UnreadablePhoto(Message(Refusal.EMPTY))
    if byte_count > MAX_BYTES:
        raise PhotoTooLarge(
            Message(Refusal.TOO_MANY_BYTES, {"size": byte_count / 1e6, "most": MAX_BYTES // 1_000_000})
        )


def check_pixel_size(width_px: int, height_px: int) -> None:
    """Refuse a picture by the size that its header states, before a pixel is decoded.

    Raises
    ------
    PhotoTooLarge
        If it has more than `MAX_PIXELS`.
    PhotoTooSmall
        If a side is shorter than `MIN_SIDE_PX`.
    """
    if width_px * height_px > MAX_PIXELS:
        size = {"width": width_px, "height": height_px, "most": MAX_PIXELS // 1_000_000}
        raise PhotoTooLarge(Message(Refusal.TOO_MANY_PIXELS, size))
    if min(width_px, height_px) < MIN_SIDE_PX:
        size = {"width": width_px, "height": height_px, "least": MIN_SIDE_PX}
        raise PhotoTooSmall(Message(Refusal.TOO_FEW_PIXELS, size))
