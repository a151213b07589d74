"""What a photo's metadata says of its capture. The place (GPS) is never read."""

import math
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from PIL import Image
from PIL.ExifTags import IFD, Base

from tracker.texts import Message, marked

LONGEST_TEXT = 80

_PORTRAIT = marked("portrait mode")
# what CustomRendered says on phones; HDR comes and goes by itself and is no mode that anyone chose
_RENDERED = {6: marked("panorama"), 7: _PORTRAIT, 8: _PORTRAIT}
_SCENES = {2: _PORTRAIT, 3: marked("night mode")}
_EDITED = "edited with "
# programs that change skin, by a part of the name that they write into Software
_EDITORS = (
    "airbrush",
    "b612",
    "beautycam",
    "beautyplus",
    "faceapp",
    "facetune",
    "gimp",
    "lightroom",
    "meitu",
    "perfect365",
    "photoshop",
    "picsart",
    "remini",
    "snapseed",
    "ulike",
    "vsco",
    "youcam",
)


@dataclass(frozen=True, slots=True)
class Capture:
    """When and with what a photo was taken, as far as its file knows.

    ``taken_at_local`` is the camera's wall clock without zone. ``mode`` names what the camera or a
    program did to the picture that changes skin, such as "portrait mode" or "edited with Snapseed 2";
    empty where nothing says so. ``focal_35mm`` is the focal length's equivalent on 35 mm film, in mm.
    """

    taken_at_local: datetime | None = None
    utc_offset_minutes: int | None = None
    camera: str = ""
    lens: str = ""
    mode: str = ""
    focal_35mm: float | None = None


def read_capture(exif: Image.Exif) -> Capture:
    """Capture time, camera, lens and mode of an EXIF block.

    The time is `DateTimeOriginal`, else `DateTimeDigitized`; plain `DateTime` is when the file was
    last changed, and isn't used.

    Parameters
    ----------
    exif : PIL.Image.Exif
        May be empty.
    """
    details = exif.get_ifd(IFD.Exif)
    taken_at, offset = _first_time(details)
    return Capture(
        taken_at_local=taken_at,
        utc_offset_minutes=offset,
        camera=camera_name(_text(exif.get(Base.Make)), _text(exif.get(Base.Model))),
        lens=_text(details.get(Base.LensModel)),
        mode=_mode(details, _text(exif.get(Base.Software))),
        focal_35mm=_number(details.get(Base.FocalLengthIn35mmFilm)) or None,
    )


def mode_message(mode: str) -> Message:
    """A capture's mode, for whoever reads it later.

    Examples
    --------
    >>> str(mode_message("panorama, edited with Snapseed 2")), str(mode_message(""))
    ('panorama, edited with Snapseed 2', 'plain mode')
    """
    modes, _, program = mode.partition(_EDITED)
    words = [Message(word) for word in modes.split(", ") if word]
    if program:
        words.append(Message(marked("edited with {program}"), {"program": program}))
    if not words:
        return Message(marked("plain mode"))
    return reduce(lambda so_far, word: Message("{one}, {next}", {"one": so_far, "next": word}), words)


def camera_name(make: str, model: str) -> str:
    """Make and model, without saying the make twice.

    >>> camera_name("Canon", "Canon EOS R6")
    'Canon EOS R6'
    >>> camera_name("Apple", "iPhone 13")
    'Apple iPhone 13'
    """
    return model if model.lower().startswith(make.lower()) and model else f"{make} {model}".strip()


def parse_exif_time(text: str) -> datetime | None:
    """A time as EXIF writes it; None for blank, zero or impossible ones.

    >>> parse_exif_time("2024:03:09 10:11:12")
    datetime.datetime(2024, 3, 9, 10, 11, 12)
    >>> parse_exif_time("0000:00:00 00:00:00")
    """
    with suppress(ValueError):
        return datetime.strptime(text, "%Y:%m:%d %H:%M:%S")
    return None


def parse_exif_offset(text: str) -> int | None:
    """Minutes east of UTC.

    >>> parse_exif_offset("-03:30")
    -210
    """
    with suppress(ValueError):
        offset = datetime.strptime(text, "%z").utcoffset()
        return None if offset is None else round(offset.total_seconds() / 60)
    return None


def _first_time(details: dict[int, object]) -> tuple[datetime | None, int | None]:
    for time_tag, offset_tag in (
        (Base.DateTimeOriginal, Base.OffsetTimeOriginal),
        (Base.DateTimeDigitized, Base.OffsetTimeDigitized),
    ):
        taken_at = parse_exif_time(_text(details.get(time_tag)))
        if taken_at is not None:
            return taken_at, parse_exif_offset(_text(details.get(offset_tag)))
    return None, None


def _mode(details: dict[int, object], software: str) -> str:
    """What was done to the picture, in words; empty where nothing is known."""
    words = (
        _RENDERED.get(round(_number(details.get(Base.CustomRendered)))),
        _SCENES.get(round(_number(details.get(Base.SceneCaptureType)))),
        f"{_EDITED}{software}" if any(name in software.lower() for name in _EDITORS) else None,
    )
    return ", ".join(dict.fromkeys(word for word in words if word))


def _number(value: object) -> float:
    """A numeric field, 0 where it holds none."""
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else 0.0


def _text(value: object) -> str:
    """A field as one printable line; devices pad with NUL bytes and spaces."""
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if not isinstance(value, str):
        return ""
    line = value.partition("\0")[0]
    return "".join(letter for letter in line if letter.isprintable()).strip()[:LONGEST_TEXT]
