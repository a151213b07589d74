"""How large and how small a photo may be."""

from tracker.errors import PhotoTooLarge, PhotoTooSmall, UnreadablePhoto

MAX_BYTES = 50_000_000
MAX_PIXELS = 100_000_000
# below this there is no skin texture to compare; whether a photo is fine enough to measure is told
# by its mm per pixel, not here
MIN_SIDE_PX = 200
TAKEN_FORMATS = "JPEG, PNG, WebP, TIFF or HEIC"


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
        raise UnreadablePhoto("This file is empty (0 bytes): copy it from the camera or phone again.")
    if byte_count > MAX_BYTES:
        raise PhotoTooLarge(
            f"This file has {byte_count / 1e6:.0f} MB and at most {MAX_BYTES // 1_000_000} MB are taken: "
            "export it as JPEG and add it again."
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
        raise PhotoTooLarge(
            f"This photo has {width_px} x {height_px} pixels and at most "
            f"{MAX_PIXELS // 1_000_000} megapixels are taken: export it smaller, then add it."
        )
    if min(width_px, height_px) < MIN_SIDE_PX:
        raise PhotoTooSmall(
            f"This photo has only {width_px} x {height_px} pixels: add the original from the camera, "
            f"at least {MIN_SIDE_PX} pixels on each side."
        )
