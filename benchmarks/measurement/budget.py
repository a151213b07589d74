"""Where the scatter of readings comes from: unchanged skin taken twice, one nuisance taken out by turns.

    python -m benchmarks.measurement.budget free [--subjects 24] [--seed 31]

Prints a Markdown table: root mean square of the change between a baseline and a repeat of the own phantom's
series, as it is and with each nuisance equal in both photos. About 17 s of CPU for each subject.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from benchmarks.alignment.tables import markdown
from benchmarks.measurement.product import grey_steps
from benchmarks.skin_series.conditions import PROTOCOLS, Conditions, draw
from benchmarks.skin_series.people import Person, people, sessions
from benchmarks.skin_series.photograph import STRIP, TREATED, UNTREATED, photograph
from benchmarks.skin_series.scene import Scene, scene
from benchmarks.skin_series.sensor import write_jpeg
from tracker.imaging.jpeg_pixels import JpegPixels
from tracker.imaging.measure import Baseline, Measurement, measure
from tracker.model import ControlKind, Metric

AS_IS, NO_JPEG, TONE_CURVE = "all nuisances", "no JPEG", "tone curve"
_USUAL = Conditions()
# what the photos have in common, as fields of the conditions; the tone curve stays that of the device
NUISANCES: dict[str, tuple[str, ...]] = {
    AS_IS: (),
    NO_JPEG: (),
    "JPEG quality": ("jpeg_quality",),
    "noise": ("noise",),
    "blur": ("blur_px",),
    "scale": ("scale",),
    "lamp": ("lamp_deg",),
    "gloss": ("gloss",),
    "turn and tilt": ("turn_deg", "tilt_deg"),
    "gradient": ("gradient",),
    "exposure": ("exposure_ev",),
    "white balance": ("temperature_k", "tint"),
    TONE_CURVE: ("tone",),
    "flush": ("flush",),
    "outlines": ("mask_offset_mm",),
    "sensor": ("sensor",),
}
Pair = tuple[Conditions, Conditions]


def without(nuisance: str, pair: Pair) -> Pair:
    """Conditions of two photos with one of `NUISANCES` taken out: equal, and as a good set-up has it."""
    usual = pair[0] if nuisance == TONE_CURVE else replace(_USUAL, noise=0.0)
    equal = {name: getattr(usual, name) for name in NUISANCES[nuisance]}
    return replace(pair[0], **equal), replace(pair[1], **equal)


def changes(person: Person, protocol: str) -> Iterator[tuple[str, dict[Metric, float]]]:
    """By nuisance taken out, how far each metric moves from a person's baseline to a repeat."""
    skin = scene(person, sessions(person)[0])
    drawn = draw(protocol, person, 0), draw(protocol, person, 1)
    for nuisance in NUISANCES:
        first, second = without(nuisance, drawn)
        start = _measured(skin, first, 0, None, is_jpeg=nuisance != NO_JPEG)
        again = _measured(skin, second, 1, start.baseline, is_jpeg=nuisance != NO_JPEG)
        both = ((m, start.values[m], again.values[m]) for m in Metric)
        yield nuisance, {m: b - a for m, a, b in both if a is not None and b is not None}


def _measured(
    skin: Scene, conditions: Conditions, shot: int, baseline: Baseline | None, *, is_jpeg: bool
) -> Measurement:
    photo = photograph(skin, conditions, shot=shot)
    rgb = photo.rgb
    if is_jpeg:
        file = write_jpeg(rgb, quality=conditions.jpeg_quality, is_chroma_halved=conditions.is_chroma_halved)
        decoded = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)
        rgb = cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB)
    return measure(
        rgb,
        mm_per_px=conditions.mm_per_px,
        treated=photo.mask == TREATED,
        untreated=photo.mask == UNTREATED,
        control=ControlKind.RING,
        card=grey_steps(rgb, photo.mask == STRIP),
        jpeg=JpegPixels(rgb) if is_jpeg else None,
        baseline=baseline,
    )


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.measurement.budget",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("protocol", choices=tuple(PROTOCOLS))
    parser.add_argument("--subjects", type=int, default=24)
    parser.add_argument("--seed", type=int, default=31)
    options = parser.parse_args()
    found: dict[str, list[dict[Metric, float]]] = {name: [] for name in NUISANCES}
    for person in people(options.subjects, seed=options.seed):
        for nuisance, change in changes(person, options.protocol):
            found[nuisance].append(change)
    rows = [[name, *(_rms([c[m] for c in all_ if m in c]) for m in Metric)] for name, all_ in found.items()]
    print(markdown(["taken out", *map(str, Metric)], rows))
    return 0


def _rms(values: list[float]) -> str:
    return f"{np.sqrt(np.mean(np.square(values))):.3g}" if values else "-"


if __name__ == "__main__":
    sys.exit(main())
