"""What a phantom's skin is: plain values, the same place on it always the same number.

Every feature (pore, mole, spot, furrow) has its place by the seed; the values here only say how strong it
is. So two skins of one seed differ in amplitude and never in position, as one person does between sessions.
Skin positions are (row, column) in mm from the middle of the patch, down and to the right, along the surface.
"""

from dataclasses import dataclass, field

from tracker.imaging.phantom.optics import BASELINE_BLOOD, melanin_for_ita

PointMm = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Zone:
    """How strong each feature is in one zone; 1 is a typical amount, 0 none.

    Attributes
    ----------
    redness : float
        Blood above the skin's own, as a share of it (0.6 is 60 % more).
    papules : float
        Small inflamed bumps: blood and height.
    needle_marks : float
        Fresh points of needling, gone within days.
    spots : float
        Flat brown spots.
    pore_depth_um, roughness_um, line_depth_um, scar_depth_um : float
        Depth of a typical pore, RMS height of the microrelief, depth of a typical line and of a shallow scar.
    """

    redness: float = 0.0
    papules: float = 0.0
    needle_marks: float = 0.0
    spots: float = 0.0
    pore_depth_um: float = 30.0
    roughness_um: float = 16.0
    line_depth_um: float = 0.0
    scar_depth_um: float = 0.0


@dataclass(frozen=True, slots=True)
class Skin:
    """One person's patch of skin at one time.

    Attributes
    ----------
    seed : int
        The person and the place: where everything lies.
    ita_deg : float
        Tone of the untreated skin (55 very light, -40 dark).
    blood : float
        Volume fraction of blood in the dermis of the untreated skin.
    treated, untreated : Zone
        Strength of the features in the treated ellipse and everywhere else.
    centre_mm, radii_mm : tuple of float
        The treated ellipse (row, column); its edge is soft and uneven within about 3 mm.
    curvature_mm : tuple of float
        Radii of the surface down and across.
    mole_count, freckles, pores_per_cm2 : int, float, float
        Landmarks that no treatment changes: moles, freckles (0 to 1), how many pores.
    new_relief : float
        Share of the microrelief's variance that has grown anew, 0 to 1, at an unchanged depth: how much
        real skin keeps over weeks isn't known.
    relief_round : int
        Which new relief.

    Examples
    --------
    >>> Skin(seed=1, ita_deg=-40).melanin > Skin(seed=1, ita_deg=40).melanin
    True
    """

    seed: int
    ita_deg: float = 42.0
    blood: float = BASELINE_BLOOD
    treated: Zone = field(default_factory=Zone)
    untreated: Zone = field(default_factory=Zone)
    centre_mm: PointMm = (0.0, 0.0)
    radii_mm: PointMm = (17.0, 21.0)
    curvature_mm: PointMm = (150.0, 100.0)
    mole_count: int = 6
    freckles: float = 0.0
    pores_per_cm2: float = 34.0
    new_relief: float = 0.0
    relief_round: int = 1

    @property
    def melanin(self) -> float:
        """Volume fraction of melanosomes in the epidermis of the untreated skin."""
        return melanin_for_ita(self.ita_deg, blood=self.blood)
