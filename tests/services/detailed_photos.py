"""Photos with detail of single pixels, and where in the reference's frame it has to be."""

import hashlib
import io
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tracker.imaging import align
from tracker.imaging.align.result import Alignment
from tracker.imaging.align.spline import SplineField
from tracker.imaging.measure.arrays import Rgb
from tracker.imaging.renditions import LONG_SIDES_PX, encode_webp, make_renditions
from tracker.model import (
    AlignmentRow,
    CaptureTimeSource,
    Phase,
    Photo,
    PhotoFacts,
    Rendition,
    SessionDetails,
    SessionKind,
    View,
    ViewKind,
)
from tracker.store import alignments, photos, sessions
from tracker.store.opening import Store

SKIN_GREEN = 164
FloatArray = NDArray[np.floating | np.integer]
FRONT = View(ViewKind.FRONT)
# single dark pixels this far apart: averaged over the four pixels of a half size hardly any is left
PITCH_PX = 16
DOT = (20, 20, 20)
SHIFT_RC = (24, 40)


@dataclass(frozen=True)
class Pair:
    """A reference and a photo that shows the same skin, shifted by ``SHIFT_RC``."""

    reference: Photo
    photo: Photo


def dotted(rows: int, columns: int, *, shift_rc: tuple[int, int] = (0, 0)) -> Rgb:
    """Skin with a single dark pixel at every (16 n + shift + 5, 16 m + shift + 5); see `ground`."""
    red, blue = ground(np.arange(rows) - shift_rc[0], np.arange(columns) - shift_rc[1], (rows, columns))
    rgb = np.empty((rows, columns, 3), np.uint8)
    rgb[..., 0], rgb[..., 1], rgb[..., 2] = red[:, None], SKIN_GREEN, blue[None, :]
    rgb[(shift_rc[0] + 5) % PITCH_PX :: PITCH_PX, (shift_rc[1] + 5) % PITCH_PX :: PITCH_PX] = DOT
    return rgb


def ground(row: FloatArray, column: FloatArray, shape: tuple[int, int]) -> tuple[FloatArray, FloatArray]:
    """Red and blue of the skin, which tell rows and columns of the reference: 20 levels or so a tile."""
    return np.clip(110 + 130 * row / shape[0], 0, 255), np.clip(60 + 160 * column / shape[1], 0, 255)


def shifted(shape: tuple[int, int], shift_rc: tuple[int, int] = SHIFT_RC) -> Alignment:
    """The alignment of a photo that shows a point of the reference so many rows and columns further on."""
    rows, columns = shape
    homography = np.array([[1.0, 0, shift_rc[1]], [0, 1, shift_rc[0]], [0, 0, 1]])
    field = SplineField.start(homography, (columns, rows), cells=1)
    return replace(Alignment.identity(shape), field=field)


def png(rgb: Rgb) -> bytes:
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "PNG", compress_level=1)
    return out.getvalue()


def add_pair(store: Store, series_id: str, shape: tuple[int, int], *, now: datetime) -> Pair:
    """Two photos with all that an analysis leaves behind; the second moved by a known shift."""
    reference, photo = (
        _add(store, series_id, dotted(*shape, shift_rc=shift), number, now)
        for number, shift in ((1, (0, 0)), (2, SHIFT_RC))
    )
    lay_over(store, reference, reference, Alignment.identity(shape), dotted(*shape))
    lay_over(store, photo, reference, shifted(shape), dotted(*shape, shift_rc=SHIFT_RC))
    return Pair(reference, photo)


def lay_over(store: Store, photo: Photo, reference: Photo, alignment: Alignment, rgb: Rgb) -> None:
    """Store an alignment with its pictures."""
    pair = {"reference_digest": reference.digest}
    long_side_px = LONG_SIDES_PX[Rendition.SCREEN]
    aligned = encode_webp(alignment.warp(rgb, long_side_px=long_side_px))
    photos.save_rendition(store, photo.digest, Rendition.ALIGNED, aligned, **pair)
    clear = io.BytesIO()
    Image.new("RGBA", (8, 8)).save(clear, "WEBP")
    photos.save_rendition(store, photo.digest, Rendition.TRUST, clear.getvalue(), **pair)
    data = alignment.to_bytes()
    row = AlignmentRow(photo.digest, reference.digest, align.METHOD, None, 0.5, 1.0, 0.1, 0.99, data)
    alignments.save_alignment(store, row)


def _add(store: Store, series_id: str, rgb: Rgb, number: int, now: datetime) -> Photo:
    held_at = now - timedelta(days=90 - 28 * number)
    details = SessionDetails(number, held_at, SessionKind.TREATMENT)
    session = sessions.add_session(store, series_id, details, at=now)
    data = png(rgb)
    digest = hashlib.sha256(data).hexdigest()
    return photos.add_photo(
        store,
        data,
        PhotoFacts(digest, "PNG", len(data), rgb.shape[1], rgb.shape[0]),
        session_id=session.id,
        view=FRONT,
        phase=Phase.PRE,
        captured_at=held_at,
        source=CaptureTimeSource.TYPED,
        by="Dr Eva",
        at=now,
        renditions=make_renditions(rgb),
    )
