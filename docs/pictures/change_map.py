"""The picture of a change map: two sessions of generated skin, and what changed between them."""

import io
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from docs.pictures.layout import INK, PALE_INK, PANEL_PX, PAPER, Rgb, font, panel, row, stack, titled
from tracker.imaging.align import Alignment, align
from tracker.imaging.change_map import ChangeMap, Field, Ground, PairPhoto, change_map
from tracker.imaging.change_map.colours import scale
from tracker.imaging.change_map.drawing import draw_field, range_of
from tracker.imaging.measure.ring import Area
from tracker.imaging.phantom.render import PhantomPhoto
from tracker.model import ControlKind, MappedChange, Metric
from tracker.progress.provisional import provisional_change

_UNITS = {MappedChange.REDNESS: "a*", MappedChange.TEXTURE: "%"}
_ENDS = {MappedChange.REDNESS: ("less red", "redder"), MappedChange.TEXTURE: ("smoother", "rougher")}
_METRICS = {MappedChange.REDNESS: Metric.REDNESS, MappedChange.TEXTURE: Metric.TEXTURE}
_OPACITY = 0.8
_SIGNS_APART_PX, _ARM_PX = 26, 5


@dataclass(frozen=True)
class Sessions:
    """Two photos of one skin, and what is known of it (mm on the skin)."""

    first: PhantomPhoto
    later: PhantomPhoto
    treated_mm: npt.NDArray[np.float64]
    untreated_mm: npt.NDArray[np.float64]


def draw_change_map(sessions: Sessions) -> Rgb:
    """Both photos, then both maps over the later one with their scales."""
    first, later = sessions.first.rgb, sessions.later.rgb
    alignment = align(first, later)
    ground = Ground(
        sessions.first.mm_per_px,
        (_area(sessions.first, sessions.untreated_mm),),
        ControlKind.RING,
        (_area(sessions.first, sessions.treated_mm),),
    )
    shape = first.shape[0], first.shape[1]
    limits = {kind: provisional_change(metric, ControlKind.RING) for kind, metric in _METRICS.items()}
    found = change_map(
        PairPhoto(first, Alignment.identity(shape), is_reference=True),
        PairPhoto(later, alignment),
        ground,
        limits=limits,
    )
    aligned = alignment.warp(later)
    return stack(
        row(
            titled(panel(first), "First session"),
            titled(panel(aligned), "Later session, aligned", "warmer, dimmer light"),
        ),
        row(*(_map_panel(found, kind, aligned) for kind in MappedChange)),
    )


def _area(photo: PhantomPhoto, outline_mm: npt.NDArray[np.float64]) -> Area:
    points = photo.to_photo(outline_mm).tolist()
    return Area((tuple((float(r), float(c)) for r, c in points),), 0.0)


def _map_panel(found: ChangeMap, kind: MappedChange, aligned_rgb: Rgb) -> Rgb:
    field = found.fields[kind]
    shape = aligned_rgb.shape[0], aligned_rgb.shape[1]
    overlay = Image.open(io.BytesIO(draw_field(field, found.lattice, kind, photo_shape=shape))).convert(
        "RGBA"
    )
    over = np.asarray(overlay.resize((PANEL_PX, round(PANEL_PX * shape[0] / shape[1]))), np.float32)
    grey = cv2.cvtColor(cv2.cvtColor(panel(aligned_rgb), cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    share = over[..., 3:] / 255 * _OPACITY
    picture = np.asarray(grey * (1 - share) + over[..., :3] * share, np.uint8)
    fell, rose = field.share(rose=False), field.share(rose=True)
    beyond = f"beyond {field.threshold:.1f} {_UNITS[kind]}"
    words = f"{beyond}: fell on {fell:.0%}, rose on {rose:.0%} of the skin shown"
    signed = _signed(picture, field)
    return stack(titled(signed, f"Change map, {kind.value}", words), _scale(field, kind))


def _signed(rgb: Rgb, field: Field) -> Rgb:
    """Plus and minus signs over what changed."""
    canvas = rgb.copy()
    rows, columns = field.values.shape
    for y in range(_SIGNS_APART_PX // 2, rgb.shape[0], _SIGNS_APART_PX):
        for x in range(_SIGNS_APART_PX // 2, rgb.shape[1], _SIGNS_APART_PX):
            cell = y * rows // rgb.shape[0], x * columns // rgb.shape[1]
            if not field.is_changed[cell]:
                continue
            for ink, width in ((PAPER, 4), (INK, 2)):
                cv2.line(canvas, (x - _ARM_PX, y), (x + _ARM_PX, y), ink, width, cv2.LINE_AA)
                if field.values[cell] > 0:
                    cv2.line(canvas, (x, y - _ARM_PX), (x, y + _ARM_PX), ink, width, cv2.LINE_AA)
    return canvas


def _rounded(value: float) -> str:
    return f"{value:+.0f}" if abs(value) >= 10 else f"{value:+.1f}"


def _scale(field: Field, kind: MappedChange) -> Rgb:
    """The colours from the largest fall to the largest rise; grey is what may be noise."""
    fell, rose = scale(kind)
    steps = [*fell[::-1], *[np.array([138, 138, 138], np.uint8)] * 6, *rose]
    edges = np.linspace(0, PANEL_PX, len(steps) + 1).astype(int)
    canvas = Image.new("RGB", (PANEL_PX, 62), PAPER)
    pen = ImageDraw.Draw(canvas)
    for step, left, right in zip(steps, edges[:-1], edges[1:], strict=True):
        pen.rectangle([left, 20, right - 1, 36], fill=tuple(step.tolist()))
    for words, x, anchor in zip(_ENDS[kind], (0, PANEL_PX), ("la", "ra"), strict=True):
        pen.text((x, 0), words, PALE_INK, font(15), anchor=anchor)
    ends = (-range_of(field), -field.threshold, field.threshold, range_of(field))
    places = (0, int(edges[len(fell)]), int(edges[len(fell) + 6]), PANEL_PX)
    for value, x, anchor in zip(ends, places, ("la", "ma", "ma", "ra"), strict=True):
        pen.text((x, 40), f"{_rounded(value)} {_UNITS[kind]}", PALE_INK, font(15), anchor=anchor)
    return np.asarray(canvas)
