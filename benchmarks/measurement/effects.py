"""What is done to skin and to photos, one thing at a time.

A metric's own property is the one that its truth is made of (as in the scorer of the series): pigment is
diffuse pigment and spots, texture is microrelief and pores.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmarks.skin_series.conditions import PROTOCOLS, Conditions, draw
from benchmarks.skin_series.people import Person
from tracker.model import Metric

REFERENCE = Conditions()

DOSES = (-0.6, -0.4, -0.2, 0.2)
QUICK_DOSES = (-0.4, 0.2)
CROSS_DOSE = -0.4
UNIT = 0.2
"""Every response is told in units of a metric's response to this change of its own property."""

OWN: dict[Metric, tuple[str, ...]] = {
    Metric.REDNESS: ("red",),
    Metric.REDNESS_WITNESS: ("red",),
    Metric.RED_AREA: ("red",),
    Metric.PIGMENT: ("dys", "spots"),
    Metric.DARK_SPOTS: ("spots",),
    Metric.TEXTURE: ("rough", "pores"),
    Metric.PORES: ("pores",),
    Metric.LINES: ("lines",),
}
TRUTH: dict[Metric, tuple[str, ...]] = {
    Metric.REDNESS: ("T_hb_excess",),
    Metric.REDNESS_WITNESS: ("T_hb_excess",),
    Metric.RED_AREA: ("T_hb_excess",),
    Metric.PIGMENT: ("T_mel_excess",),
    Metric.DARK_SPOTS: ("T_spot_load",),
    Metric.TEXTURE: ("T_rough", "T_pore_load"),
    Metric.PORES: ("T_pore_load",),
    Metric.LINES: ("T_line_load",),
}
"""Columns whose mean relative change a metric should follow."""

PROPERTY_NAMES = {
    "red": "blood",
    "dys": "diffuse pigment",
    "spots": "spots",
    "pores": "pores",
    "lines": "lines",
    "scars": "scars",
    "rough": "microrelief",
}


@dataclass(frozen=True, slots=True)
class Nuisance:
    """One thing that differs between two photos of unchanged skin.

    Attributes
    ----------
    name : str
    ways : tuple of callable
        From a person to the conditions of the second photo; the widest response of these counts.
    """

    name: str
    ways: tuple[Callable[[Person], Conditions], ...]


def _taken(name: str, *ways: dict[str, object]) -> Nuisance:
    """Conditions that differ from the reference in named settings."""
    conditions = [replace(REFERENCE, **settings) for settings in ways]  # type: ignore[arg-type]
    return Nuisance(name, tuple(lambda _, c=c: c for c in conditions))


def _with_another_sensor(person: Person) -> Conditions:
    """Another phone's crosstalk of colours."""
    return replace(REFERENCE, sensor=draw("free", person, 0).sensor)


def _shifted(by_mm: float) -> tuple[dict[str, object], dict[str, object]]:
    return {"mask_offset_mm": (by_mm, 0.0)}, {"mask_offset_mm": (0.0, by_mm)}


NUISANCES = (
    _taken("nothing (noise alone)", {}, {}),
    _taken("exposure, 0.3 stops", {"exposure_ev": -0.3}, {"exposure_ev": 0.3}),
    _taken("white balance, 500 K", {"temperature_k": -500.0}, {"temperature_k": 500.0}),
    _taken("white balance, green 3 %", {"tint": -0.03}, {"tint": 0.03}),
    _taken("light gradient, 0.15", {"gradient": (0.15, 0.0)}, {"gradient": (0.0, 0.15)}),
    _taken("lamp, 5 degrees", {"lamp_deg": -5.0}, {"lamp_deg": 5.0}),
    _taken("gloss, a third", {"gloss": 0.75}, {"gloss": 1.33}),
    _taken("flush of all skin, 15 %", {"flush": -0.15}, {"flush": 0.15}),
    _taken("blur, 0.5 and 1.1 px", {"blur_px": 0.5}, {"blur_px": 1.1}),
    _taken("noise, x 0.5 and x 2", {"noise": 0.5}, {"noise": 2.0}),
    _taken("JPEG 85", {"jpeg_quality": 85}),
    _taken("JPEG 92, 4:2:0", {"jpeg_quality": 92, "is_chroma_halved": True}),
    _taken("scale, x 0.75", {"scale": 0.75}),
    _taken("turn or tilt, 2 degrees", {"turn_deg": 2.0}, {"turn_deg": -2.0}, {"tilt_deg": 2.0}),
    _taken("tone curve, 0.1", {"tone": -0.1}, {"tone": 0.1}),
    Nuisance("another sensor", (_with_another_sensor,)),
    _taken("masks, 0.35 mm", *_shifted(PROTOCOLS["free"].mask_error_mm)),
)
