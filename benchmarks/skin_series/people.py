"""Who is photographed, and what changes between the eight sessions."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tracker.imaging.phantom import fields
from tracker.imaging.phantom.noise import GRID_SHAPE, MM_PER_CELL, generator
from tracker.imaging.phantom.optics import BASELINE_BLOOD

KINDS = ("baseline", "repeat", "repeat", "acute", "follow", "follow", "follow", "follow")
STEPS = (-0.6, -0.5, -0.4, -0.3, -0.2, -0.1, 0.1, 0.2)
"""Relative changes of a property in a follow-up that moves it."""

_STAYS = 0.5
_MIDDLE_MM, _LINED = 13.0, 0.012
_LIGHTEST_ITA_DEG, _DARKEST_ITA_DEG = 55.0, -40.0
_ACUTE_REDNESS, _ACUTE_ROUGHNESS, _ACUTE_MARKS = 2.6, 1.1, 0.5


@dataclass(frozen=True, slots=True)
class Severity:
    """How strong each property of the treated skin is; 1 is typical, 0 none.

    Attributes
    ----------
    red, dys : float
        Blood and diffuse pigment above the untreated skin's own.
    spots, pores, lines, scars, rough : float
        Brown spots, depth of pores, fine lines and scars, height of the microrelief.
    marks : float
        Fresh points of needling.
    """

    red: float = 1.0
    spots: float = 1.0
    dys: float = 1.0
    pores: float = 1.0
    lines: float = 1.0
    scars: float = 1.0
    rough: float = 1.0
    marks: float = 0.0

    def changed(self, **share: float) -> "Severity":
        """Named properties changed by a share of themselves: ``changed(red=-0.4)`` is 40 % less."""
        return replace(self, **{name: getattr(self, name) * (1 + by) for name, by in share.items()})


PROPERTIES = ("red", "spots", "dys", "pores", "lines", "scars", "rough")


@dataclass(frozen=True, slots=True)
class Person:
    """One subject: what no treatment changes.

    Attributes
    ----------
    number : int
        Within the set.
    seed : int
        Of the phantom's skin.
    ita_deg : float
        Tone of the untreated skin.
    blood : float
        Volume fraction in the untreated skin.
    freckles : float
    curvature_mm : tuple of float
    """

    number: int
    seed: int
    ita_deg: float
    blood: float
    freckles: float
    curvature_mm: tuple[float, float]


def people(count: int, *, seed: int) -> Iterator[Person]:
    """Subjects with tones spread evenly from very light to dark."""
    tones = np.linspace(_LIGHTEST_ITA_DEG, _DARKEST_ITA_DEG, count)
    for number, ita_deg in enumerate(tones):
        rng = generator(seed, f"person {number}")
        yield Person(
            number,
            _lined_seed(rng),
            round(float(ita_deg), 1),
            BASELINE_BLOOD * rng.uniform(0.9, 1.1),
            float(rng.choice([0.0, rng.uniform(0, 0.3)])),
            (rng.uniform(160, 320), rng.uniform(120, 280)),
        )


def _lined_seed(rng: np.random.Generator) -> int:
    """A skin whose lines cross the middle: the phantom's are few, and some miss what is treated."""
    rows, columns = (np.abs(np.arange(n) + 0.5 - n / 2) * MM_PER_CELL for n in GRID_SHAPE)
    middle = (rows[:, None] < _MIDDLE_MM) & (columns < _MIDDLE_MM)
    while True:
        seed = int(rng.integers(1_000_000_000))
        if np.maximum(fields._lines(seed)[middle], 0).mean() > _LINED:
            return seed


def sessions(person: Person) -> list[Severity]:
    """The state of the treated skin in each session of `KINDS`.

    Every follow-up is drawn from the baseline, and every property for itself: half of them stay.
    """
    rng = generator(person.seed, "sessions")
    baseline = Severity(**{name: rng.uniform(0.5, 1.3) for name in PROPERTIES})
    acute = replace(baseline.changed(red=_ACUTE_REDNESS - 1, rough=_ACUTE_ROUGHNESS - 1), marks=_ACUTE_MARKS)
    follow_ups = [_followed_up(baseline, rng) for _ in range(KINDS.count("follow"))]
    return [baseline, baseline, baseline, acute, *follow_ups]


def _followed_up(baseline: Severity, rng: np.random.Generator) -> Severity:
    moves = {name: rng.random() >= _STAYS for name in PROPERTIES}
    return baseline.changed(**{name: float(rng.choice(STEPS)) for name, moved in moves.items() if moved})
