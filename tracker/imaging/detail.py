"""Full detail of a photo: tiles of its own pixels and of half sizes above the screen rendition.

All tiles of a photo lie in one file, a ZIP archive without compression, so that the detail of a
photo is there whole or not at all::

    manifest.json     key, side of a tile in px, width and height of each level
    0/3_5.webp        level 0 is the largest; row 3, column 5, both counted from 0

Each level is half as wide and high as the one before. Tiles at the right and lower border are as
much smaller as the picture ends before them.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from tracker.imaging.align.result import Alignment
from tracker.imaging.align.warp import draw_strips
from tracker.imaging.renditions import LONG_SIDES_PX, encode_webp
from tracker.model import Rendition

Rgb = npt.NDArray[np.uint8]
Shape = tuple[int, int]

TILE_PX = 512
# eight screen pixels to one show what a screen rendition's quality would smear over its neighbours
_QUALITY = 92
# a level hardly larger than the screen rendition would show nothing that this one doesn't
_WORTH_A_LEVEL = 1.25
# a close-up over a reference from afar: its pixels beyond this would mostly draw grey around it
_MOST_ENLARGED = 2.0
# so nearly the reference's own size that both photos of a pair had better share its tiles
_SAME_SIZE = 0.02
_FORMAT = "detail-1"
_MANIFEST = "manifest.json"


class Tile(NamedTuple):
    """Which tile: level 0 is the largest, row and column are counted from 0."""

    level: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a file of tiles holds.

    Attributes
    ----------
    key : str
        Names the map by which the photo was drawn; another one for another map (`detail_key`).
    sizes : tuple of (int, int)
        Width and height of each level in px, the largest first.
    tile_px : int
        Side of a tile.
    """

    key: str
    sizes: tuple[tuple[int, int], ...]
    tile_px: int = TILE_PX

    def to_json(self) -> str:
        """For the file and the browser."""
        levels = [{"width": width, "height": height} for width, height in self.sizes]
        return json.dumps({"key": self.key, "tile_px": self.tile_px, "levels": levels})


def detail_key(alignment_data: bytes) -> str:
    """Names the detail drawn by an alignment.

    Parameters
    ----------
    alignment_data : bytes
        As the alignment is stored; empty for a photo in its own frame.
    """
    return hashlib.sha256(_FORMAT.encode() + alignment_data).hexdigest()[:16]


def aligned_shape(alignment: Alignment) -> Shape:
    """(rows, columns) at which an aligned photo is drawn pixel for pixel.

    The reference's own size where both were taken from the same distance with the same camera; less
    where the photo has fewer pixels for the same skin, more, up to twice, where it has more.

    Examples
    --------
    >>> aligned_shape(Alignment.identity((3024, 4032)))
    (3024, 4032)
    """
    rows, columns = alignment.reference_shape
    spots = np.array([[0.5, 0.5], [0.35, 0.5], [0.65, 0.5], [0.5, 0.35], [0.5, 0.65]])
    scale = min(_MOST_ENLARGED, alignment.scale_at(spots * (rows, columns)))
    if abs(scale - 1) < _SAME_SIZE:
        return rows, columns
    return max(1, round(rows * scale)), max(1, round(columns * scale))


def has_more_detail(shape: Shape) -> bool:
    """Whether a picture of this size holds more than the screen rendition shows."""
    return max(shape) > LONG_SIDES_PX[Rendition.SCREEN]


def strips_of(rgb: Rgb) -> Iterator[Rgb]:
    """A photo in its own frame as strips of one row of tiles, for `pack_detail`."""
    for first in range(0, rgb.shape[0], TILE_PX):
        yield rgb[first : first + TILE_PX]


def aligned_strips(alignment: Alignment, rgb: Rgb, shape: Shape) -> Iterator[Rgb]:
    """A photo drawn in the reference's frame as strips of one row of tiles, for `pack_detail`."""
    rows, columns = shape
    return draw_strips(alignment, rgb, size=(columns, rows), strip_rows=TILE_PX)


def pack_detail(strips: Iterable[Rgb], shape: Shape, *, key: str) -> bytes:
    """The file of tiles of one photo.

    Parameters
    ----------
    strips : iterable of ndarray of uint8, shape (TILE_PX, columns, 3)
        The photo from top to bottom, sRGB; the last one may be lower.
    shape : tuple of int
        (rows, columns) of the photo.
    key : str
        See `detail_key`.

    Returns
    -------
    bytes
        Held beside them at any time are two strips of each level.
    """
    manifest = Manifest(key, tuple(_level_sizes(shape)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        levels = [_Level(archive, number, size) for number, size in enumerate(manifest.sizes)]
        for strip in strips:
            _add_strip(levels, strip)
        for level in levels:
            level.finish()
        archive.writestr(zipfile.ZipInfo(_MANIFEST), manifest.to_json())
    return out.getvalue()


def read_manifest(file: IO[bytes]) -> Manifest:
    """What a file of tiles holds.

    Parameters
    ----------
    file : binary file
        Open for reading, and seekable.
    """
    with zipfile.ZipFile(file) as archive:
        return _manifest_of(archive)


def read_tile(file: IO[bytes], tile: Tile, *, key: str) -> bytes | None:
    """One tile as a WebP file; None where the file holds no such tile, or those of another key.

    Parameters
    ----------
    file : binary file
        Open for reading, and seekable.
    """
    with zipfile.ZipFile(file) as archive:
        if _manifest_of(archive).key != key:
            return None
        try:
            return archive.read(_name_of(tile))
        except KeyError:
            return None


class _Level:
    """Writes a level's tiles as soon as a row of them is complete."""

    def __init__(self, archive: zipfile.ZipFile, number: int, size: tuple[int, int]) -> None:
        self.width_px = size[0]
        self._archive, self._number = archive, number
        self._waiting: list[Rgb] = []
        self._row = 0

    def add(self, rows: Rgb) -> None:
        """Take further rows of pixels, which never reach over the end of a row of tiles."""
        self._waiting.append(rows)
        if sum(len(part) for part in self._waiting) == TILE_PX:
            self.finish()

    def finish(self) -> None:
        """Write what there is as a row of tiles."""
        if not self._waiting:
            return
        strip = np.concatenate(self._waiting) if len(self._waiting) > 1 else self._waiting[0]
        for column, first in enumerate(range(0, self.width_px, TILE_PX)):
            name = _name_of(Tile(self._number, self._row, column))
            webp = encode_webp(np.ascontiguousarray(strip[:, first : first + TILE_PX]), quality=_QUALITY)
            self._archive.writestr(zipfile.ZipInfo(name), webp)
        self._waiting, self._row = [], self._row + 1


def _add_strip(levels: list[_Level], strip: Rgb) -> None:
    """Give a strip to the largest level, and half of it, averaged, to each further one."""
    for number, level in enumerate(levels):
        if number:
            size = (level.width_px, -(-len(strip) // 2))
            strip = np.asarray(cv2.resize(strip, size, interpolation=cv2.INTER_AREA), np.uint8)
        level.add(strip)


def _level_sizes(shape: Shape) -> Iterator[tuple[int, int]]:
    height, width = shape
    yield width, height
    while max(width, height) / 2 > _WORTH_A_LEVEL * LONG_SIDES_PX[Rendition.SCREEN]:
        width, height = -(-width // 2), -(-height // 2)
        yield width, height


def _name_of(tile: Tile) -> str:
    return f"{tile.level}/{tile.row}_{tile.column}.webp"


def _manifest_of(archive: zipfile.ZipFile) -> Manifest:
    content = json.loads(archive.read(_MANIFEST))
    sizes = tuple((level["width"], level["height"]) for level in content["levels"])
    return Manifest(content["key"], sizes, content["tile_px"])
