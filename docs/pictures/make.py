"""Draw the pictures of the documentation from generated skin and the product's own functions.

    .venv/bin/python -m docs.pictures.make

Run it in the project's folder. It writes ``alignment.webp``, ``evidence.webp``, ``refused.webp``,
``measured.webp`` and ``changes.webp`` beside itself. Every number in them is what alignment and
measurement answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from docs.pictures.change_map import Sessions, draw_change_map
from docs.pictures.layout import (
    GAP_PX,
    ORANGE,
    PALE_INK,
    PANEL_PX,
    PAPER,
    TEAL,
    Rgb,
    font,
    panel,
    row,
    save,
    stack,
    titled,
)
from tracker.errors import AlignmentRefused
from tracker.imaging.align import Alignment, align
from tracker.imaging.align.pair import Pair
from tracker.imaging.align.working import reduce_photo
from tracker.imaging.measure import Baseline, Measurement, measure, rasterise
from tracker.imaging.measure.bands import TEXTURE_BAND_MM, band
from tracker.imaging.measure.fit import PatchFrame, fit_light
from tracker.imaging.measure.masks import box_around
from tracker.imaging.measure.scale import MARGIN_MM, SkinSample, take_sample
from tracker.imaging.measure.shading import shading_map
from tracker.imaging.phantom.camera import Camera
from tracker.imaging.phantom.geometry import Pose
from tracker.imaging.phantom.light import Light
from tracker.imaging.phantom.render import PhantomPhoto, render
from tracker.imaging.phantom.skin import Skin, Zone
from tracker.model import Metric

HERE = Path(__file__).parent
SMALL_PX = PANEL_PX * 2 // 3

Floats = npt.NDArray[np.float64]

CAMERA = Camera(width_px=1600, height_px=1200, mm_across=92)
BEFORE = Zone(redness=2.0, papules=0.6, spots=0.5, pore_depth_um=40.0, roughness_um=22.0)
AFTER = replace(BEFORE, redness=0.3, papules=0.0, pore_depth_um=26.0, roughness_um=9.0)
SKIN = Skin(seed=21, ita_deg=38, treated=BEFORE, mole_count=9, freckles=0.5)
HEALED = replace(SKIN, treated=AFTER)
ELSEWHERE = Pose(turn_deg=11, tilt_deg=-7, roll_deg=9, distance=1.16, shift_mm=(4, -6))
WARMER = Light(temperature_k=5000, exposure_ev=-0.25)
_AROUND = np.linspace(0, 2 * np.pi, 60, endpoint=False)
TREATED_MM = np.stack([13 * np.sin(_AROUND), 17 * np.cos(_AROUND)], axis=1)
UNTREATED_MM = np.array([(20.0, -22.0), (20.0, 22.0), (28.0, 22.0), (28.0, -22.0)])


@dataclass(frozen=True)
class Seen:
    """One session: the photo around both areas, its skin in the reference's light, and its numbers."""

    rgb: Rgb
    skin: SkinSample
    found: Measurement


def main() -> None:
    """Draw them all."""
    for name, draw in PICTURES.items():
        save(draw(), HERE / f"{name}.webp")


def draw_alignment() -> Rgb:
    """A pair as taken, and both photos in turn on a chequerboard before and after alignment."""
    first, later = render(SKIN), render(HEALED, pose=ELSEWHERE, light=WARMER, shot=1)
    reference, moving = first.rgb, later.rgb
    alignment = align(reference, moving)
    stated_mm, true_mm = alignment.error_p95_px * later.mm_per_px, true_p95_mm(first, later, alignment)
    return stack(
        row(
            titled(panel(reference), "Reference photo"),
            titled(panel(moving), "Later photo", "healed; turned, tilted, further off, in warmer light"),
        ),
        row(
            titled(panel(chequered(reference, moving)), "Both in turn, as taken"),
            titled(
                panel(chequered(reference, alignment.warp(moving))),
                "Both in turn, aligned",
                f"95 % of the skin within {true_mm:.2f} mm in truth; {stated_mm:.2f} mm stated",
            ),
        ),
    )


def draw_evidence() -> Rgb:
    """What is matched, how the map bends, and where it is trusted."""
    pose = replace(ELSEWHERE, shift_mm=(11.0, -9.0))
    reference, moving = render(SKIN).rgb, render(HEALED, pose=pose, light=WARMER, shot=1).rgb
    alignment = align(reference, moving)
    return stack(
        titled(matches_drawn(reference, moving, alignment), "Keypoints that agree with the map (one in ten)"),
        row(
            titled(
                panel(grid_drawn(moving, alignment)), "The map", "the reference's square grid, carried over"
            ),
            titled(
                panel(trust_drawn(reference, alignment)),
                "Where it is trusted",
                f"{alignment.support:.0%} of the reference's skin; the later photo lacks the rest",
            ),
        ),
    )


def draw_refused() -> Rgb:
    """Pairs that are refused, each with the reason that the aligner gives."""
    reference = render(SKIN).rgb
    wrong = {
        "Mirror image": render(SKIN, camera=replace(CAMERA, is_mirrored=True), pose=Pose(roll_deg=3), shot=2),
        "Other skin": render(Skin(seed=77, ita_deg=36, treated=BEFORE, mole_count=7, freckles=0.5), shot=3),
        "Out of focus": render(SKIN, camera=replace(CAMERA, blur_px=20.0), shot=4),
        "Turned by 80 degrees": render(SKIN, pose=Pose(roll_deg=80), shot=5),
        "Much closer": render(SKIN, pose=Pose(distance=0.42), shot=6),
    }
    tiles = [
        titled(panel(photo.rgb, width_px=SMALL_PX), name, refusal(reference, photo.rgb), lines=4)
        for name, photo in wrong.items()
    ]
    first = titled(panel(reference, width_px=SMALL_PX), "Reference photo", lines=4)
    return stack(row(first, *tiles[:2]), row(*tiles[2:]))


def draw_measured() -> Rgb:
    """Redness and relief of two sessions, in the reference photo's light."""
    pose = Pose(turn_deg=2, roll_deg=-3, distance=1.04)
    first, later = render(SKIN), render(HEALED, pose=pose, light=WARMER, shot=1)
    alignment = align(first.rgb, later.rgb)
    treated_rc, untreated_rc = first.to_photo(TREATED_MM), first.to_photo(UNTREATED_MM)
    before = seen(first, treated_rc, untreated_rc, None)
    after = seen(
        later, alignment.to_moving(treated_rc), alignment.to_moving(untreated_rc), before.found.baseline
    )
    return stack(session_row("First session", before), session_row("Later session", after), legend())


def draw_changes() -> Rgb:
    """What the change map shows of these two sessions."""
    pose = Pose(turn_deg=2, roll_deg=-3, distance=1.04)
    first, later = render(SKIN), render(HEALED, pose=pose, light=WARMER, shot=1)
    return draw_change_map(Sessions(first, later, TREATED_MM, UNTREATED_MM))


PICTURES: dict[str, Callable[[], Rgb]] = {
    "alignment": draw_alignment,
    "evidence": draw_evidence,
    "refused": draw_refused,
    "measured": draw_measured,
    "changes": draw_changes,
}


def refusal(reference_rgb: Rgb, moving_rgb: Rgb) -> str:
    """The reason and the sentence of a refusal.

    Raises
    ------
    ValueError
        If the pair is accepted: the picture would say something untrue.
    """
    try:
        align(reference_rgb, moving_rgb)
    except AlignmentRefused as refused:
        return f"{refused.reason.value.capitalize()}. {refused}"
    raise ValueError("this pair is not refused")


def seen(photo: PhantomPhoto, treated_rc: Floats, untreated_rc: Floats, baseline: Baseline | None) -> Seen:
    """Measure a photo, and keep its skin in the light of the reference photo."""
    shape = photo.rgb.shape[0], photo.rgb.shape[1]
    treated, untreated = (rasterise(outline.tolist(), shape) for outline in (treated_rc, untreated_rc))
    mm_per_px = photo.mm_per_px
    found = measure(photo.rgb, mm_per_px=mm_per_px, treated=treated, untreated=untreated, baseline=baseline)
    sample = take_sample(photo.rgb, treated, untreated, mm_per_px=mm_per_px)
    fit = fit_light(found.baseline.light, Baseline.of(sample).light)
    relit = sample.relit(fit.light(sample.treated.shape, PatchFrame.of(sample.control_drawn)))
    return Seen(photo.rgb[box_around(treated | untreated, round(MARGIN_MM / mm_per_px))], relit, found)


def true_p95_mm(first: PhantomPhoto, later: PhantomPhoto, alignment: Alignment) -> float:
    """95th percentile of the true error over the trusted skin that both photos show, mm."""
    rows, columns = first.rgb.shape[:2]
    places = np.stack(np.meshgrid(np.arange(8, rows, 16), np.arange(8, columns, 16)), axis=-1).reshape(-1, 2)
    trusted = places[alignment.is_trusted(places)]
    missed = alignment.to_moving(trusted) - later.to_photo(first.to_skin_mm(trusted))
    return float(np.percentile(np.hypot(*missed.T), 95)) * later.mm_per_px


def chequered(one_rgb: Rgb, other_rgb: Rgb, *, tiles: int = 8) -> Rgb:
    """Two photos in turn, as on a chequerboard."""
    rows, columns = one_rgb.shape[:2]
    down, right = (np.arange(n) // (columns // tiles) for n in (rows, columns))
    is_one = (down[:, None] + right[None, :]) % 2 == 0
    return np.where(is_one[..., None], one_rgb, other_rgb)


def matches_drawn(reference_rgb: Rgb, moving_rgb: Rgb, alignment: Alignment) -> Rgb:
    """Both photos beside each other, with lines between keypoints that the map confirms."""
    pair = Pair.of(reduce_photo(reference_rgb), reduce_photo(moving_rgb))
    enlarged = reference_rgb.shape[1] / pair.reference.size[0]
    start = pair.reference_features.xy[pair.matches.reference][:, ::-1] * enlarged
    end = pair.moving_features.xy[pair.matches.moving][:, ::-1] * enlarged
    agree = np.hypot(*(alignment.to_moving(start) - end).T) < 0.004 * reference_rgb.shape[1]
    canvas = row(panel(reference_rgb), panel(moving_rgb))
    scale = PANEL_PX / reference_rgb.shape[1]
    beside = np.array([0, PANEL_PX + GAP_PX])
    ends = np.stack([start[agree][::10] * scale, end[agree][::10] * scale + beside], axis=1)
    for a, b in ends:
        cv2.line(canvas, _xy(a), _xy(b), TEAL, 1, cv2.LINE_AA)
    for point in ends.reshape(-1, 2):
        cv2.circle(canvas, _xy(point), 4, ORANGE, -1, cv2.LINE_AA)
    return canvas


def grid_drawn(moving_rgb: Rgb, alignment: Alignment) -> Rgb:
    """A square grid of the reference, carried to the moving photo."""
    canvas = moving_rgb.copy()
    rows, columns = alignment.reference_shape
    step, fine = columns / 16, np.linspace(0, 1, 200)
    upright = [np.stack([fine * rows, np.full(200, c)], axis=1) for c in np.arange(0, columns + 1, step)]
    level = [np.stack([np.full(200, r), fine * columns], axis=1) for r in np.arange(0, rows + 1, step)]
    for line in upright + level:
        xy = np.rint(alignment.to_moving(line)[:, ::-1]).astype(np.int32)
        cv2.polylines(canvas, [xy], False, PAPER, 6, cv2.LINE_AA)
        cv2.polylines(canvas, [xy], False, TEAL, 3, cv2.LINE_AA)
    return canvas


def trust_drawn(reference_rgb: Rgb, alignment: Alignment) -> Rgb:
    """The reference with grey over what is not trusted."""
    rows, columns = alignment.reference_shape
    places = np.stack(np.meshgrid(np.arange(0, rows, 4), np.arange(0, columns, 4), indexing="ij"), axis=-1)
    trusted = alignment.is_trusted(places.reshape(-1, 2)).reshape(places.shape[:2]).astype(np.uint8)
    mask = cv2.resize(trusted, (columns, rows), interpolation=cv2.INTER_NEAREST)
    grey = cv2.addWeighted(reference_rgb, 0.2, np.full_like(reference_rgb, 150), 0.8, 0)
    canvas = np.where(mask[..., None] > 0, reference_rgb, grey).astype(np.uint8)
    edges, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    cv2.drawContours(canvas, edges, -1, TEAL, 6, cv2.LINE_AA)
    return canvas


def session_row(title: str, session: Seen) -> Rgb:
    """Photo, redness and relief of one session."""
    skin, values = session.skin, session.found.values
    relief = band(shading_map(skin), skin, from_mm=TEXTURE_BAND_MM[0], to_mm=TEXTURE_BAND_MM[1])
    smooth = cv2.GaussianBlur(skin.a_star, (0, 0), skin.px(0.5))
    above = np.asarray(smooth - np.median(smooth[skin.control]), np.float32)
    grey = np.where(skin.weight > 0, np.clip(150 + relief / 0.10 * 127, 0, 255), 255).astype(np.uint8)
    maps = redness_colours(above), np.repeat(grey[..., None], 3, axis=2)
    redness_map, relief_map = (panel(outlined(m, skin), width_px=SMALL_PX) for m in maps)
    return row(
        titled(panel(session.rgb, width_px=SMALL_PX), title, "the photo as taken"),
        titled(redness_map, f"Redness {values[Metric.REDNESS]:.1f} a*", "a* against the untreated patch"),
        titled(relief_map, f"Texture {values[Metric.TEXTURE]:.0f} %", "relief, pigment and blood taken out"),
    )


def redness_colours(above: npt.NDArray[np.float32]) -> Rgb:
    """From pale to dark red for 0 to 12 a* above untreated skin; blue-grey below."""
    stops = np.array([-4, 0, 3, 6, 12])
    colours = np.array([(150, 175, 190), (247, 243, 238), (246, 196, 160), (222, 96, 78), (110, 12, 40)])
    channels = [np.interp(above, stops, colours[:, c]) for c in range(3)]
    return np.stack(channels, axis=-1).astype(np.uint8)


def outlined(rgb: Rgb, skin: SkinSample) -> Rgb:
    """A map with the treated region in a dark line and the untreated patch in teal."""
    canvas = np.ascontiguousarray(rgb)
    filled = cv2.morphologyEx(skin.treated.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    for mask, colour in ((filled, (31, 35, 36)), (skin.control_drawn.astype(np.uint8), TEAL)):
        edges, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(canvas, edges, -1, colour, 3, cv2.LINE_AA)
    return canvas


def legend() -> Rgb:
    """The redness scale and what the outlines are."""
    ramp = np.tile(np.linspace(-4, 12, SMALL_PX, dtype=np.float32), (14, 1))
    canvas = Image.new("RGB", (3 * SMALL_PX + 2 * GAP_PX, 44), PAPER)
    left = SMALL_PX + GAP_PX
    canvas.paste(Image.fromarray(redness_colours(ramp)), (left, 2))
    pen = ImageDraw.Draw(canvas)
    for value, anchor in ((-4, "la"), (0, "ma"), (4, "ma"), (8, "ma"), (12, "ra")):
        x = left + (value + 4) / 16 * SMALL_PX
        pen.text((x, 22), f"{value:+d} a*" if value else "0", PALE_INK, font(15), anchor=anchor)
    pen.text((2 * left, 0), "dark line: treated region", PALE_INK, font(16))
    pen.text((2 * left, 22), "teal line: untreated patch", TEAL, font(16))
    return np.asarray(canvas)


def _xy(point_rc: Floats) -> tuple[int, int]:
    """A point as OpenCV draws it."""
    return round(float(point_rc[1])), round(float(point_rc[0]))


if __name__ == "__main__":
    main()
