"""Why a file is refused: every sentence that the decoding process may say of one.

The process reads files that nobody vouches for, so its answers are taken from this list and nowhere else
(`tracker.imaging.inspected`): a process that a file took over can't put a template of its own on a page.
"""

from enum import StrEnum

from tracker.texts import marked


class Refusal(StrEnum):
    """Templates of messages."""

    EMPTY = marked("This file is empty (0 bytes): copy it from the camera or phone again.")
    TOO_MANY_BYTES = marked(
        "This file has {size:.0f} MB and at most {most} MB are taken: export it as JPEG and add it again."
    )
    TOO_MANY_PIXELS = marked(
        "This photo has {width} x {height} pixels and at most {most} megapixels are taken: "
        "export it smaller, then add it."
    )
    BEYOND_PIXELS = marked("This photo has more than {most} megapixels: export it smaller, then add it.")
    TOO_FEW_PIXELS = marked(
        "This photo has only {width} x {height} pixels: add the original from the camera, "
        "at least {least} pixels on each side."
    )
    NEEDS_MEMORY = marked(
        "This photo needs too much memory to open: export it as JPEG or smaller, and add it again."
    )
    DAMAGED = marked("This photo is damaged or incomplete: copy it from the camera or phone again.")
    ANIMATED = marked("This picture is animated: add a single photo as JPEG, PNG, WebP, TIFF or HEIC.")
    FLOATING_POINT = marked(
        "This file holds floating-point values: export it with 8 or 16 bits, then add it."
    )
    BLACK_AND_WHITE = marked("This picture is black and white only: add the photo in colour.")
    IN_LAB = marked("This picture is in Lab colours: export it as sRGB and add it again.")
    RAW = marked("This is a raw file (DNG): develop it and add it as JPEG, PNG, WebP, TIFF or HEIC.")
    SEVERAL_PAGES = marked("This TIFF has several pages: export the photo alone and add it again.")
    GIF = marked("This is a GIF file: save the photo as JPEG, PNG, WebP, TIFF or HEIC and add it again.")
    BMP = marked("This is a BMP file: save the photo as JPEG, PNG, WebP, TIFF or HEIC and add it again.")
    PDF = marked("This is a PDF file: save the photo as JPEG, PNG, WebP, TIFF or HEIC and add it again.")
    EPS = marked("This is an EPS file: save the photo as JPEG, PNG, WebP, TIFF or HEIC and add it again.")
    JPEG_2000 = marked(
        "This is a JPEG 2000 file: save the photo as JPEG, PNG, WebP, TIFF or HEIC and add it again."
    )
    ICON = marked("This is an icon file: save the photo as JPEG, PNG, WebP, TIFF or HEIC and add it again.")
    PHOTOSHOP = marked(
        "This is a Photoshop file: save the photo as JPEG, PNG, WebP, TIFF or HEIC and add it again."
    )
    AVIF = marked("This is an AVIF file: save the photo as JPEG, PNG, WebP, TIFF or HEIC and add it again.")
    VIDEO = marked(
        "This is a video or an unknown kind of picture: "
        "save the photo as JPEG, PNG, WebP, TIFF or HEIC and add it again."
    )
    NO_PHOTO = marked("This file is not a photo that can be read: add one as JPEG, PNG, WebP, TIFF or HEIC.")
