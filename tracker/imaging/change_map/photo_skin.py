"""The skin of one photo of a pair: sampled as the measurement does it, all of it instead of one region."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

import cv2
import numpy as np

from tracker.imaging.align.result import Alignment
from tracker.imaging.align.skin_prior import surely_skin
from tracker.imaging.align.trusted_pixels import trusted_pixels
from tracker.imaging.card import Card
from tracker.imaging.change_map.lattice import PhotoCells
from tracker.imaging.jpeg_pixels import JpegPixels
from tracker.imaging.measure.arrays import Map, Mask, Rgb
from tracker.imaging.measure.bands import TEXTURE_BAND_MM, band
from tracker.imaging.measure.baseline import Baseline
from tracker.imaging.measure.fit import PatchFrame
from tracker.imaging.measure.masks import rasterise_area
from tracker.imaging.measure.ring import Area
from tracker.imaging.measure.scale import SkinSample, sampled_box, take_sample
from tracker.imaging.measure.shading import shading_map
from tracker.imaging.metadata import Capture

_PRIOR_PX = 1000
_EDGE_MM = 3.0
"""Left out beside what isn't skin: hems and hair cast shade, move, and have edges of their own."""
_STRONGEST_PERCENT = 99.0
_LATTICE = 7

REDNESS, WITNESS, RELIEF = "redness", "witness", "relief"


@dataclass(frozen=True, slots=True, eq=False)
class PairPhoto:
    """One photo of a pair with the map from the reference photo to it.

    Attributes
    ----------
    rgb : (M, N, 3) uint8
        The upright original in sRGB.
    alignment : Alignment
    is_reference : bool
        Whether it is the reference photo itself, which is trusted everywhere.
    jpeg : JpegPixels or None
        The photo as a JPEG's decoder gave it; None where it never was one.
    jpeg_quality : int or None
    capture : Capture
    card : Card or None
        A colour card found in the photo.
    """

    rgb: Rgb
    alignment: Alignment
    is_reference: bool = False
    jpeg: JpegPixels | None = None
    jpeg_quality: int | None = None
    capture: Capture = field(default_factory=Capture)
    card: Card | None = None

    def mm_per_px(self, reference_mm_per_px: float) -> float:
        """Of this photo, by the middle of the skin that it shares with the reference photo."""
        steps = (np.arange(_LATTICE) + 0.5) / _LATTICE
        points = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 2)
        points_rc = points * np.array(self.alignment.reference_shape) - 0.5
        trusted = points_rc[self.alignment.is_trusted(points_rc)]
        return reference_mm_per_px / self.alignment.scale_at(trusted if len(trusted) else points_rc)

    def carried(self, areas: Sequence[Area]) -> Mask:
        """Areas of the reference photo as pixels of this one."""
        shape = self.rgb.shape[0], self.rgb.shape[1]
        outlines = ([self.alignment.to_moving(o).tolist() for o in area.outlines] for area in areas)
        return reduce(or_, (rasterise_area(one, shape) for one in outlines))


@dataclass(frozen=True, slots=True, eq=False)
class PhotoSkin:
    """All skin of a photo at the working scale of the measurement.

    Attributes
    ----------
    sample : SkinSample
        Its treated skin is all skin outside of the control.
    state : Baseline
    box : tuple of slice
        The part of the photo that the sample shows.
    """

    sample: SkinSample
    state: Baseline
    box: tuple[slice, slice]

    @classmethod
    def of(cls, photo: PairPhoto, control: Sequence[Area], *, reference_mm_per_px: float) -> "PhotoSkin":
        """Sample a photo's skin.

        Raises
        ------
        InvalidInput
            If the photo shows too little of the skin or of the control.
        """
        mm_per_px = photo.mm_per_px(reference_mm_per_px)
        untreated = photo.carried(control) if control else None
        skin = _skin(photo.rgb, mm_per_px)
        if untreated is not None:
            skin &= ~untreated
        sample = take_sample(
            photo.rgb,
            skin,
            untreated,
            mm_per_px=mm_per_px,
            trusted=None if photo.is_reference else trusted_pixels(photo.alignment),
            jpeg=photo.jpeg,
        )
        card = photo.card
        steps = None
        if card is not None and card.grey_steps is not None and untreated is not None:
            steps = card.grey_steps.framed(PatchFrame.of(untreated))
        state = Baseline.of(
            sample, card=steps, card_rgb=card.linear_rgb if card else None, capture=photo.capture
        )
        drawn = skin if untreated is None else skin | untreated
        box = sampled_box(drawn, mm_per_px)
        return cls(sample, state, _within(box, photo.rgb.shape))


def cells_of(
    sample: SkinSample, *, box: tuple[slice, slice], cell_mm: float, with_relief: bool
) -> PhotoCells:
    """Redness, its witness and the strength of relief of a sample, summed over its cells.

    Parameters
    ----------
    sample : SkinSample
        In the light in which it is to be compared.
    box : tuple of slice
        The part of the photo that it shows.
    cell_mm : float
    with_relief : bool
        Whether relief is wanted; it takes most of the time.
    """
    maps: dict[str, Map] = {REDNESS: sample.a_star, WITNESS: sample.erythema}
    measured = sample.treated | sample.control
    if with_relief:
        maps[RELIEF] = _energy(sample, measured)
    return PhotoCells.of(maps, measured, box=box, step=max(1, round(cell_mm / sample.mm_per_px)))


def _energy(sample: SkinSample, measured: Mask) -> Map:
    """Square of the relief of the texture metric; the strongest hundredth counts as its weakest does."""
    relief = band(shading_map(sample), sample, from_mm=TEXTURE_BAND_MM[0], to_mm=TEXTURE_BAND_MM[1])
    strength = np.abs(relief)
    strongest = np.float32(np.percentile(strength[measured][::7], _STRONGEST_PERCENT))
    return np.square(np.minimum(strength, strongest))


def _skin(rgb: Rgb, mm_per_px: float) -> Mask:
    """Pixels that are skin by their colour and clear of what isn't, told on a smaller picture."""
    fraction = min(1.0, _PRIOR_PX / max(rgb.shape[:2]))
    small = cv2.resize(rgb, None, fx=fraction, fy=fraction, interpolation=cv2.INTER_AREA)
    edge_px = 2 * round(_EDGE_MM / mm_per_px * fraction) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (edge_px, edge_px))
    skin = cv2.erode(surely_skin(np.asarray(small, np.uint8)).astype(np.uint8), disc)
    size = (rgb.shape[1], rgb.shape[0])
    return np.asarray(cv2.resize(skin, size, interpolation=cv2.INTER_NEAREST) > 0)


def _within(box: tuple[slice, slice], shape: tuple[int, ...]) -> tuple[slice, slice]:
    down, right = (slice(part.start, min(part.stop, n)) for part, n in zip(box, shape, strict=False))
    return down, right
