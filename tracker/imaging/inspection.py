"""One decode for everything that intake wants to know of a file."""

from PIL import Image

from tracker.errors import UnreadablePhoto
from tracker.imaging.decode import finish, read_facts, to_eight_bit
from tracker.imaging.inspected import InspectedPhoto
from tracker.imaging.jpeg_check import is_damaged_jpeg
from tracker.imaging.photo_file import DAMAGED, foreign_errors_as_sentences, load_photo, open_photo
from tracker.imaging.renditions import LONG_SIDES_PX, encode_renditions, reduced
from tracker.model import PhotoFacts, Rendition


def inspect_photo(data: bytes) -> InspectedPhoto:
    """Check an uploaded file in full, read its facts and make its renditions.

    Colours are converted after the reduction to screen size: a quarter of the work, and no
    difference to the eye.

    Parameters
    ----------
    data : bytes
        The file as uploaded.

    Raises
    ------
    UnreadablePhoto, PhotoTooLarge, PhotoTooSmall
        See `tracker.imaging.decode.decode_photo`.
    """
    facts, screen = _read_small(data)
    with foreign_errors_as_sentences():
        if facts.file_format in ("JPEG", "MPO") and is_damaged_jpeg(data):
            raise UnreadablePhoto(DAMAGED)
        return InspectedPhoto(facts=facts, renditions=encode_renditions(screen))


def read_header(data: bytes) -> PhotoFacts:
    """What a file says of its photo, without decoding the picture.

    Raises
    ------
    UnreadablePhoto, PhotoTooLarge, PhotoTooSmall
        See `tracker.imaging.decode.decode_photo`, as far as the head of the file shows it.
    """
    with foreign_errors_as_sentences():
        return read_facts(open_photo(data), data)


def _read_small(data: bytes) -> tuple[PhotoFacts, Image.Image]:
    """Facts, and the picture at screen size; the full picture's memory is free again afterwards."""
    image = load_photo(data)
    with foreign_errors_as_sentences():
        small = reduced(to_eight_bit(image), LONG_SIDES_PX[Rendition.SCREEN])
        return read_facts(image, data), finish(small, image)
