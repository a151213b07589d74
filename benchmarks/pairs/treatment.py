"""Real change between two visits, painted on the skin: an aligner must not follow it."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from benchmarks.pairs.fields import Singles, soft_patches, speckle
from benchmarks.pairs.people import Person

_BLOOD = np.float32([0.12, 0.55, 0.42])
_PIGMENT = np.float32([0.45, 0.75, 0.95])
_UNITS_OF_FACE = 420.0


@dataclass(frozen=True, slots=True)
class Visit:
    """The skin at one visit.

    Attributes
    ----------
    person : Person
        With the colours of this visit.
    texture : ndarray of float32, shape (M, N)
        Strength of the fine relief at every position.
    """

    person: Person
    texture: Singles


def two_visits(person: Person, rng: np.random.Generator, *, strength: float = 1.0) -> tuple[Visit, Visit]:
    """The skin before and after treatment.

    Before, redness lies in patches and spots are there; later the redness has faded, most spots have
    gone and few are new, and one area is smoother. Moles stay.

    Parameters
    ----------
    person : Person
    rng : numpy.random.Generator
    strength : float
        0 is no change at all, nor anything painted.

    Returns
    -------
    tuple of Visit
    """
    shape = person.skin.shape
    unit = person.face_width / _UNITS_OF_FACE
    redness = soft_patches(rng, shape, grain_px=45 * unit, share=rng.uniform(0.1, 0.4))
    redness *= np.float32(strength * rng.uniform(0.2, 0.9))
    wobble = 1 + 0.25 * speckle(rng, shape, grain_px=2 * unit)
    moles = _spots(rng, wobble, count=int(rng.integers(0, 9)), unit=unit)
    healing, fresh = (
        _spots(rng, wobble, count=int(n * strength), unit=unit) for n in (rng.integers(0, 60), 5)
    )
    tint = _BLOOD if rng.random() < 0.6 else _PIGMENT
    faded, left = rng.uniform(0.1, 0.6), rng.choice([0.0, 0.0, 0.3])
    smoothed = soft_patches(rng, shape, grain_px=60 * unit, share=rng.uniform(0.05, 0.3))
    smoothed *= np.float32(strength * rng.uniform(0, 0.7))
    before = _colour(person, redness, healing, moles * strength, tint)
    after = _colour(person, redness * np.float32(faded), healing * left + fresh, moles * strength, tint)
    after = after + smoothed[..., None] * (cv2.GaussianBlur(after, (0, 0), 1.6 * unit) - after)
    return (
        Visit(replace(person, linear_rgb=before), np.ones(shape, np.float32)),
        Visit(replace(person, linear_rgb=after), 1 - smoothed),
    )


def _colour(person: Person, redness: Singles, spots: Singles, moles: Singles, tint: Singles) -> Singles:
    """Colours under blood, spots of one tint, and brown moles."""
    absorbed = redness[..., None] * _BLOOD + spots[..., None] * tint + moles[..., None] * _PIGMENT
    on_skin = cv2.GaussianBlur(person.skin.astype(np.float32), (0, 0), 3)[..., None]
    return np.asarray(person.linear_rgb * np.exp(-absorbed * on_skin), np.float32)


def _spots(rng: np.random.Generator, wobble: Singles, *, count: int, unit: float) -> Singles:
    """Uneven round spots, about 0.5 to 1 in the middle."""
    field = np.zeros_like(wobble)
    for row, column in rng.uniform([0.1, 0.2], [0.75, 0.8], (count, 2)) * wobble.shape:
        radius, height = unit * rng.gamma(3, 0.9) + 1, rng.uniform(0.4, 1.0)
        _add_spot(field, wobble, (row, column), radius, height)
    return field


def _add_spot(
    field: Singles, wobble: Singles, centre: tuple[float, float], radius: float, height: float
) -> None:
    """Add a spot with a soft edge to a field, in place."""
    reach = int(3 * radius) + 2
    top, left = (max(int(c) - reach, 0) for c in centre)
    part = np.s_[top : int(centre[0]) + reach, left : int(centre[1]) + reach]
    rows, columns = np.ogrid[part]
    away = ((rows - centre[0]) ** 2 + (columns - centre[1]) ** 2) / radius**2
    field[part] += np.float32(height) * np.exp(-(away**1.5) * wobble[part]).astype(np.float32)
