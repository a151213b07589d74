"""Where skin became redder or paler, rougher or smoother between two photos, beyond noise."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from tracker.errors import InvalidInput
from tracker.imaging.change_map.comparability import refusals
from tracker.imaging.change_map.lattice import Lattice
from tracker.imaging.change_map.noise import FieldNoise, field_noise, level
from tracker.imaging.change_map.photo_skin import REDNESS, RELIEF, WITNESS, PairPhoto, PhotoSkin, cells_of
from tracker.imaging.measure.arrays import Map, Mask, as_map
from tracker.imaging.measure.light_match import match_light
from tracker.imaging.measure.masks import rasterise_area
from tracker.imaging.measure.ring import GAP_MM, Area
from tracker.model import ControlKind, MappedChange
from tracker.texts import Message, marked

METHOD = "change-1"
SMOOTHING_MM = {MappedChange.REDNESS: 1.5, MappedChange.TEXTURE: 2.5}
"""Standard deviation of the Gaussian mean: what is smaller than about two of it is drawn too weak."""

_LEAST_WEIGHT = 0.5
_LEAST_SMOOTHED = 0.6
_SMALLEST_MM2 = 100.0
_TOO_LITTLE = Message(
    marked(
        "Too little skin of both photos can be compared: frame the same area, in even light, without shine."
    )
)


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One kind of change on the cells of the reference photo.

    Attributes
    ----------
    values : (M, N) float32
        Change from the left photo to the right one against the control: CIELAB a*, or per cent of
        contrast (of the natural log). Smoothed.
    shown : (M, N) bool
        Where something can be said.
    is_changed : (M, N) bool
        Where the change is larger than the threshold.
    threshold : float
        In the unit of the values.
    noise : FieldNoise
    """

    values: Map
    shown: Mask
    is_changed: Mask
    threshold: float
    noise: FieldNoise

    def share(self, *, rose: bool) -> float:
        """Share of the shown skin on which the change is beyond the threshold in one direction."""
        there = self.is_changed & (self.values > 0 if rose else self.values < 0)
        return float(there.sum()) / max(int(self.shown.sum()), 1)


@dataclass(frozen=True, slots=True, eq=False)
class ChangeMap:
    """What changed between two photos, in the reference photo's frame.

    Attributes
    ----------
    lattice : Lattice
    fields : dict of MappedChange to Field
        What could be compared.
    refused : dict of MappedChange to Message or str
        For each of the others, why, in a sentence.
    """

    lattice: Lattice
    fields: dict[MappedChange, Field]
    refused: dict[MappedChange, Message | str]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a pair is compared on, in pixels of the reference photo.

    Attributes
    ----------
    mm_per_px : float
    control : tuple of Area
        Untreated skin; empty for none.
    kind : ControlKind
    treated : tuple of Area
        Skin of which a change is expected: it says nothing about noise.
    """

    mm_per_px: float
    control: tuple[Area, ...]
    kind: ControlKind
    treated: tuple[Area, ...] = ()


def change_map(
    left: PairPhoto, right: PairPhoto, ground: Ground, *, limits: dict[MappedChange, float]
) -> ChangeMap:
    """Compare two photos that lie on one reference photo.

    Both are sampled as the measurement samples a region, all skin at once; the right photo's light is
    carried onto the left one's by the same fit on the control. Redness and relief are worked out on each
    photo's own pixels, averaged over cells of about half a millimetre, and only those are carried to the
    reference photo's frame.

    Parameters
    ----------
    left, right : PairPhoto
        The change is that from left to right.
    ground : Ground
    limits : dict of MappedChange to float
        Smallest change of a whole region that the measurement can tell: nothing below is coloured.

    Returns
    -------
    ChangeMap
    """
    lattice = Lattice.over(left.alignment.reference_shape, ground.mm_per_px)
    try:
        skins = [PhotoSkin.of(p, ground.control, reference_mm_per_px=ground.mm_per_px) for p in (left, right)]
    except InvalidInput as error:
        return ChangeMap(lattice, {}, dict.fromkeys(MappedChange, str(error)))
    first, second = skins
    match = match_light(second.sample, second.state, first.state, control=ground.kind)
    refused = refusals((left, right), (first, second), match, ground.mm_per_px)
    wanted = [kind for kind in MappedChange if kind not in refused]
    if not wanted:
        return ChangeMap(lattice, {}, refused)
    samples = first.sample, match.applied(second.sample, first.state)
    pair = _Pair.of(
        lattice,
        [
            cells_of(
                sample, box=skin.box, cell_mm=lattice.cell_mm, with_relief=MappedChange.TEXTURE in wanted
            ).carried(lattice.in_photo(photo.alignment))
            for sample, skin, photo in zip(samples, skins, (left, right), strict=True)
        ],
    )
    masks = _Masks.of(lattice, ground)
    fields = {}
    for kind in wanted:
        found = _field(pair, masks, kind, limit=limits[kind])
        if found is None:
            refused[kind] = _TOO_LITTLE
        else:
            fields[kind] = found
    return ChangeMap(lattice, fields, refused)


@dataclass(frozen=True, slots=True, eq=False)
class _Masks:
    """The control and what is far from treatment, on the cells."""

    control: Mask
    untouched: Mask

    @classmethod
    def of(cls, lattice: Lattice, ground: Ground) -> "_Masks":
        treated = _drawn(lattice, ground.treated).astype(np.uint8)
        gap = 2 * round(GAP_MM / lattice.cell_mm) + 1
        grown = cv2.dilate(treated, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (gap, gap)))
        return cls(_drawn(lattice, ground.control), np.asarray(grown == 0))


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    """Means of both photos over the cells, and how much skin both show there."""

    lattice: Lattice
    means: tuple[dict[str, Map], dict[str, Map]]
    weight: Map

    @classmethod
    def of(cls, lattice: Lattice, carried: Sequence[tuple[dict[str, Map], Map]]) -> "_Pair":
        (first, first_weight), (second, second_weight) = carried
        least = np.minimum(first_weight, second_weight)
        weight = np.where(least > _LEAST_WEIGHT, least, np.float32(0))
        means = [
            {name: as_map(total / np.maximum(share, np.float32(1e-3))) for name, total in sums.items()}
            for sums, share in ((first, first_weight), (second, second_weight))
        ]
        return cls(lattice, (means[0], means[1]), as_map(weight))

    def smooth(self, values: Map, sigma_mm: float) -> Map:
        """Gaussian mean over the cells that both photos show."""
        total = _gauss(values * self.weight, sigma_mm / self.lattice.cell_mm)
        return as_map(total / np.maximum(self.shown_share(sigma_mm), np.float32(1e-3)))

    def shown_share(self, sigma_mm: float) -> Map:
        return _gauss(self.weight, sigma_mm / self.lattice.cell_mm)

    def difference(self, name: str, sigma_mm: float) -> Map:
        """Change of a mean from the first to the second photo."""
        first, second = self.means
        return self.smooth(second[name] - first[name], sigma_mm)

    def relief_change(self, sigma_mm: float) -> Map:
        """Change of the local RMS of relief, 100 times the natural log of the ratio."""
        first, second = (np.maximum(self.smooth(m[RELIEF], sigma_mm), np.float32(1e-12)) for m in self.means)
        return as_map(50 * np.log(second / first))


def _field(pair: _Pair, masks: _Masks, kind: MappedChange, *, limit: float) -> Field | None:
    """One kind of change with its threshold; None where too little skin is left."""
    sigma_mm, cell_mm = SMOOTHING_MM[kind], pair.lattice.cell_mm
    shown = (pair.weight > 0) & (pair.shown_share(sigma_mm) > _LEAST_SMOOTHED)
    if shown.sum() * cell_mm**2 < _SMALLEST_MM2:
        return None
    if kind is MappedChange.TEXTURE:
        values = _against(pair.relief_change(sigma_mm), masks.control & shown)
        agrees = shown
    else:
        values = _against(pair.difference(REDNESS, sigma_mm), masks.control & shown)
        witness = _against(pair.difference(WITNESS, sigma_mm), masks.control & shown)
        agrees = shown & (values * witness > 0)
    quiet = shown & masks.untouched
    if not quiet.any():
        quiet = shown
    is_known = bool(not masks.untouched.all())
    noise = field_noise(values, quiet, cell_mm=cell_mm, is_surely_quiet=is_known)
    quiet_share = float(quiet.sum() / shown.sum()) if is_known else 0.0
    own = level(noise, float(shown.sum()) * cell_mm**2, quiet_share=quiet_share)
    threshold = max(limit, own)
    return Field(values, shown, agrees & (np.abs(values) > threshold), threshold, noise)


def _against(values: Map, control: Mask) -> Map:
    """A map less its mean on the control; as it is where there is none."""
    return as_map(values - values[control].mean()) if control.any() else values


def _drawn(lattice: Lattice, areas: Sequence[Area]) -> Mask:
    """Areas of the reference photo on its cells."""
    drawn = np.zeros(lattice.shape, bool)
    for area in areas:
        outlines = [((np.asarray(o) + 0.5) / lattice.cell_px - 0.5).tolist() for o in area.outlines]
        drawn |= rasterise_area(outlines, lattice.shape)
    return drawn


def _gauss(values: Map, sigma: float) -> Map:
    """Gaussian blur; beyond the border there is nothing."""
    return as_map(cv2.GaussianBlur(values, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT))
