"""Pairs of the phantom with known truth: one person, photographed twice by hand."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

import cv2
import numpy as np

from tracker.imaging.align import Alignment, align
from tracker.imaging.change_map import Ground, PairPhoto
from tracker.imaging.change_map.lattice import Lattice
from tracker.imaging.measure.colour import a_star
from tracker.imaging.measure.ring import Area
from tracker.imaging.phantom.demo_shots import DemoPhoto, plan_photo
from tracker.imaging.phantom.flush import Flush
from tracker.imaging.phantom.maps import skin_maps, treated_weight
from tracker.imaging.phantom.noise import to_cells
from tracker.imaging.phantom.render import PhantomPhoto, render
from tracker.imaging.phantom.skin import Skin, Zone
from tracker.model import ControlKind, Phase

# skin by its ITA, and the exposure that suits it
TONES = {"light": (45.0, 0.0), "medium": (15.0, 0.3), "dark": (-30.0, 0.6)}
UNCHANGED = Zone()
CHANGED = Zone(redness=0.8, roughness_um=24.0, pore_depth_um=45.0)
UNTREATED_MM = np.array([(15.0, -22.0), (15.0, 22.0), (21.0, 22.0), (21.0, -22.0)])
_AROUND = np.linspace(0, 2 * np.pi, 48, endpoint=False)


@dataclass(frozen=True)
class TruePair:
    """A reference photo, a later photo of the same place, and what really changed there."""

    skin: Skin
    changed: Skin
    left: PhantomPhoto
    right: PhantomPhoto
    alignment: Alignment
    left_exposure_ev: float

    def photos(self, **right: object) -> tuple[PairPhoto, PairPhoto]:
        shape = self.left.rgb.shape[0], self.left.rgb.shape[1]
        first = PairPhoto(self.left.rgb, Alignment.identity(shape), is_reference=True)
        return first, replace(PairPhoto(self.right.rgb, self.alignment), **right)

    def area(self, outline_mm: np.ndarray) -> Area:
        points = self.left.to_photo(outline_mm).tolist()
        return Area((tuple((r, c) for r, c in points),), 0.0)

    def ground(self) -> Ground:
        row, column = self.skin.centre_mm
        down, right = (radius + 1.0 for radius in self.skin.radii_mm)
        treated_mm = np.stack([row + down * np.sin(_AROUND), column + right * np.cos(_AROUND)], axis=1)
        return Ground(
            self.left.mm_per_px,
            (self.area(UNTREATED_MM),),
            ControlKind.ELSEWHERE,
            (self.area(treated_mm),),
        )

    def on_lattice(self, lattice: Lattice, cells: np.ndarray) -> np.ndarray:
        """A map on the phantom's own grid, at the cells of the reference photo."""
        skin_mm = self.left.to_skin_mm(lattice.centres_rc().reshape(-1, 2))
        row, column = (to_cells(skin_mm)[:, k].astype(np.float32).reshape(lattice.shape) for k in (0, 1))
        return cv2.remap(cells, column, row, cv2.INTER_LINEAR)

    def treated(self, lattice: Lattice) -> np.ndarray:
        """How much of each cell is treated, 0 to 1."""
        return self.on_lattice(lattice, treated_weight(self.skin))

    def true_redness(self, lattice: Lattice, *, sigma_mm: float) -> np.ndarray:
        """Change of a* of the skin in neutral light at the exposure of the left photo, smoothed."""
        bright = np.float32(2**self.left_exposure_ev)
        before, now = (a_star(bright * skin_maps(skin).colour) for skin in (self.skin, self.changed))
        change = self.on_lattice(lattice, cv2.blur(now - before, (9, 9)))
        return cv2.GaussianBlur(change, (0, 0), sigma_mm / lattice.cell_mm)


@cache
def skin_of(tone: str) -> Skin:
    return Skin(seed=41, ita_deg=TONES[tone][0], centre_mm=(-5.0, 2.0), radii_mm=(9.0, 11.0), mole_count=4)


@cache
def reference_of(tone: str, *, is_draped: bool) -> PhantomPhoto:
    return by_hand(skin_of(tone), tone, shot=0, is_flushed=False, is_draped=is_draped)


def planned(tone: str, shot: int) -> DemoPhoto:
    """The conditions of the demo clinic, in which no two photos are alike."""
    exposure_ev = TONES[tone][1] - 0.1
    return plan_photo(
        9, shot, exposure_ev=exposure_ev, taken_at=datetime(2026, 1, 1, tzinfo=UTC), phase=Phase.PRE
    )


def by_hand(skin: Skin, tone: str, *, shot: int, is_flushed: bool, is_draped: bool) -> PhantomPhoto:
    """A photo of a smaller frame, with or without the cloth, its blood at rest or not."""
    plan = planned(tone, shot)
    camera = replace(plan.camera, width_px=1200, height_px=900, mm_across=70.0)
    flush = plan.flush if is_flushed else Flush(overall=plan.flush.overall)
    drape = plan.drape if is_draped else None
    return render(skin, pose=plan.pose, light=plan.light, camera=camera, drape=drape, flush=flush, shot=shot)


@cache
def pair(
    tone: str, *, zone: Zone = UNCHANGED, shot: int = 1, is_flushed: bool = True, is_draped: bool = False
) -> TruePair:
    """The reference photo and another one, with its zone changed."""
    left, skin = reference_of(tone, is_draped=is_draped), skin_of(tone)
    changed = replace(skin, treated=zone)
    right = by_hand(changed, tone, shot=shot, is_flushed=is_flushed, is_draped=is_draped)
    alignment = align(left.rgb, right.rgb)
    return TruePair(skin, changed, left, right, alignment, planned(tone, 0).light.exposure_ev)
