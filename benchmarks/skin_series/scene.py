"""The skin of one session as maps: the product's phantom, with flat patches of blood and pigment.

The phantom's zones know no diffuse pigment, and all their redness but the papules' is even. The patches
added here are colour alone, so that blood, pigment and relief can change each for itself.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.skin_series.people import Person, Severity
from tracker.imaging.phantom import maps
from tracker.imaging.phantom.fields import Fields, unit_fields
from tracker.imaging.phantom.noise import Singles, blurred, smooth_noise
from tracker.imaging.phantom.optics import colour_map
from tracker.imaging.phantom.skin import Skin, Zone

TREATED_RADII_MM = (15.8, 17.8)
_MOLES = 8
_UNTREATED = Zone(pore_depth_um=20.0, roughness_um=14.0)
# what a severity of 1 means
_EVEN_REDNESS, _PATCHY_REDNESS = 0.3, 0.45
_SPOTS, _PORE_UM, _ROUGHNESS_UM, _LINE_UM, _SCAR_UM = 0.8, 45.0, 17.0, 120.0, 120.0
# diffuse pigment: nearly the same amount in every skin, as in melasma or after inflammation
_PIGMENT, _PIGMENT_OF_OWN = 0.004, 0.10


@dataclass(frozen=True)
class Scene:
    """Skin at one time.

    Attributes
    ----------
    skin : Skin
        The phantom's part of it.
    severity : Severity
    """

    skin: Skin
    severity: Severity

    @cached_property
    def fields(self) -> Fields:
        """The unit maps of the person."""
        return unit_fields(
            self.skin.seed, mole_count=self.skin.mole_count, pores_per_cm2=self.skin.pores_per_cm2
        )

    @cached_property
    def weight(self) -> Singles:
        """How much of each cell is treated, 0 to 1."""
        return _weight(self.skin.seed)

    @cached_property
    def pigment(self) -> Singles:
        """Melanin beyond the phantom's own, as a volume fraction."""
        strength = self.severity.dys * (_PIGMENT + _PIGMENT_OF_OWN * self.skin.melanin)
        patches = _patches(self.skin.seed, "pigment patches", size_mm=3.5)
        return np.asarray(np.float32(strength) * self.weight * patches)

    @cached_property
    def melanin(self) -> Singles:
        """Volume fraction of melanosomes in every cell."""
        return np.asarray(maps._melanin(self.skin, self.fields, self.weight) + self.pigment)

    @cached_property
    def blood(self) -> Singles:
        """Volume fraction of blood in every cell."""
        strength = np.float32(self.skin.blood * _PATCHY_REDNESS * self.severity.red)
        patches = strength * self.weight * _patches(self.skin.seed, "blood patches", size_mm=1.8)
        return np.asarray(maps._blood(self.skin, self.fields, self.weight) + patches)

    @cached_property
    def height_um(self) -> Singles:
        """Height of every cell."""
        return maps._height_um(self.skin, self.fields, self.weight)

    @cached_property
    def colour(self) -> Singles:
        """Linear sRGB of every cell in neutral light, pits shaded, (M, N, 3)."""
        height_mm = self.height_um * np.float32(1e-3)
        pit = np.maximum(blurred(height_mm, 0.3) - height_mm, 0)
        shaded = cv2.exp(-np.float32(maps._PIT_SHADE_PER_MM) * pit)[..., None]
        return np.asarray(colour_map(self.melanin, self.blood) * shaded)

    @cached_property
    def slopes(self) -> Singles:
        """Slopes of the relief, (M, N, 2), down and to the right."""
        return maps._slopes(self.height_um * np.float32(1e-3))


def scene(person: Person, severity: Severity) -> Scene:
    """A person's skin in a state."""
    treated = Zone(
        redness=_EVEN_REDNESS * severity.red,
        needle_marks=severity.marks,
        spots=_SPOTS * severity.spots,
        pore_depth_um=_PORE_UM * severity.pores,
        roughness_um=_ROUGHNESS_UM * severity.rough,
        line_depth_um=_LINE_UM * severity.lines,
        scar_depth_um=_SCAR_UM * severity.scars,
    )
    skin = Skin(
        person.seed,
        ita_deg=person.ita_deg,
        blood=person.blood,
        treated=treated,
        untreated=_UNTREATED,
        radii_mm=TREATED_RADII_MM,
        curvature_mm=person.curvature_mm,
        mole_count=_MOLES,
        freckles=person.freckles,
    )
    return Scene(skin, severity)


@lru_cache(maxsize=1)
def _weight(seed: int) -> Singles:
    return maps.treated_weight(Skin(seed, radii_mm=TREATED_RADII_MM))


@lru_cache(maxsize=2)
def _patches(seed: int, name: str, *, size_mm: float) -> NDArray[np.float32]:
    """Soft patches some millimetres wide with a mean of about 1."""
    soft = np.clip(0.6 + smooth_noise(seed, name, size_mm=size_mm), 0, 2.4)
    return np.asarray(soft / soft.mean(), np.float32)
