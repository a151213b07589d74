"""Crop to the masks and bring the crop to one working scale by area averaging."""

import math
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.errors import InvalidInput
from tracker.imaging.jpeg_pixels import JpegPixels
from tracker.imaging.measure.arrays import LinearRgb, Map, Mask, Rgb, as_map
from tracker.imaging.measure.chroma import jpeg_to_linear
from tracker.imaging.measure.colour import DARKEST, a_star, erythema_index, melanin_index, srgb_to_linear
from tracker.imaging.measure.masks import box_around, clipped_pixels, plain_skin, specular_pixels
from tracker.imaging.measure.smoothing import mean_within
from tracker.texts import Message, marked

WORK_MM_PER_PX = 0.08
"""Filters are defined in mm, so every photo is measured at this scale, or at its own if that is coarser."""
MARGIN_MM = 3.2
"""Skin around the masks that the filters may look at (the line filter reaches furthest)."""
SMALLEST_AREA_MM2 = 10.0
SMALLEST_PX = 300

_SAME_SCALE = 0.02
_CLIPPED_SHARE = 0.2
_OUTSIDE = Message(
    marked("The area lies outside of this photo: draw it again on skin that every photo shows.")
)
_TOO_SMALL = {
    "treated": marked(
        "The treated area is too small to measure in this photo ({size:.1f} mm², {count} pixels): draw it "
        "larger, or take the photo closer."
    ),
    "untreated": marked(
        "The untreated area is too small to measure in this photo ({size:.1f} mm², {count} pixels): draw it "
        "larger, or take the photo closer."
    ),
}


@dataclass(frozen=True, eq=False)
class SkinSample:
    """One region of one photo at working scale, with everything that the metrics look at.

    Attributes
    ----------
    linear_rgb : (M, N, 3) float32
    treated : (M, N) bool
        Treated skin without clipped and specular pixels.
    control : (M, N) bool
        What the treated skin is held against: the plain untreated skin, or, where none was drawn,
        the treated skin itself.
    control_drawn : (M, N) bool
        The control as drawn, which is the same skin on every photo.
    has_control : bool
        Whether untreated skin was drawn.
    mm_per_px : float
        After resampling.
    native_mm_per_px : float
        Of the photo.
    clipped_share, glare_share : float
        Shares (0 to 1) of clipped pixels in both areas, and of shining ones in the treated area.
    treated_unmatched, control_unmatched : float
        Shares (0 to 1) of either area as drawn that were left out because no alignment vouches for
        them; the other shares are of what is left.
    """

    linear_rgb: LinearRgb
    treated: Mask
    control: Mask
    control_drawn: Mask
    has_control: bool
    mm_per_px: float
    native_mm_per_px: float
    clipped_share: float
    glare_share: float
    treated_unmatched: float
    control_unmatched: float

    def px(self, mm: float) -> float:
        """A length on the skin in pixels of this sample."""
        return mm / self.mm_per_px

    @cached_property
    def log_rgb(self) -> LinearRgb:
        """Natural log of linear light, (M, N, 3) float32."""
        # one channel after the other in memory: the metrics read them singly
        log_rgb = np.empty((3, *self.treated.shape), np.float32)
        np.maximum(np.moveaxis(self.linear_rgb, 2, 0), np.float32(DARKEST), out=log_rgb)
        return np.moveaxis(np.log(log_rgb, out=log_rgb), 0, 2)

    @cached_property
    def erythema(self) -> Map:
        """Erythema index, (M, N) float32."""
        return erythema_index(self.log_rgb)

    @cached_property
    def melanin(self) -> Map:
        """Melanin index, (M, N) float32."""
        return melanin_index(self.log_rgb)

    @cached_property
    def a_star(self) -> Map:
        """CIELAB a* (green to red, about 5 to 25 on skin), (M, N) float32."""
        return a_star(self.linear_rgb)

    @cached_property
    def weight(self) -> Map:
        """1 on measured skin, 0 elsewhere, for means inside the masks."""
        return (self.treated | self.control).astype(np.float32)

    def own_mean(self, values: Map, sigma_mm: float) -> Map:
        """Gaussian mean of a map inside each area by itself: a step between them is no detail of either."""
        mean = mean_within(values, self.treated.astype(np.float32), self.px(sigma_mm))
        if self.has_control:
            own = mean_within(values, self.control.astype(np.float32), self.px(sigma_mm))
            np.copyto(mean, own, where=self.control)
        return mean

    @property
    def is_measurable(self) -> bool:
        """Whether enough usable pixels are left in both areas."""
        return min(int(self.treated.sum()), int(self.control.sum())) >= SMALLEST_PX

    def relit(self, light: LinearRgb) -> "SkinSample":
        """The same skin with its linear light multiplied by `light` (M, N, 3)."""
        return replace(self, linear_rgb=self.linear_rgb * light)

    def with_contrast(self, exponents: tuple[float, float, float]) -> "SkinSample":
        """The same skin with each channel's linear light raised to a power."""
        power = np.array(exponents, np.float32)
        return replace(self, linear_rgb=np.exp(self.log_rgb * power))


def take_sample(
    rgb: Rgb,
    treated: Mask,
    untreated: Mask | None,
    *,
    mm_per_px: float,
    trusted: Mask | None = None,
    jpeg: JpegPixels | None = None,
) -> SkinSample:
    """Cut the masks' surroundings out of a photo and bring them to working scale.

    Finer photos are averaged by area in linear light down to 0.08 mm per px; coarser ones stay as
    they are, since interpolation would invent structure.

    Parameters
    ----------
    rgb : (M, N, 3) uint8
    treated, untreated : (M, N) bool
        `untreated` None when the photo shows no untreated skin.
    mm_per_px : float
    trusted : (M, N) bool or None
        Where the masks are known to lie on the skin that they are meant for; None is everywhere.
    jpeg : JpegPixels or None
        The photo as a JPEG's decoder gave it: its rounding is then taken back.

    Returns
    -------
    SkinSample

    Raises
    ------
    InvalidInput
        If an area is empty or too small to measure.
    """
    drawn = treated if untreated is None else treated | untreated
    if not treated.any() or (untreated is not None and not untreated.any()):
        raise InvalidInput(_OUTSIDE, "treated" if not treated.any() else "untreated")
    box = sampled_box(drawn, mm_per_px)
    crop = rgb[box]
    shrink = mm_per_px / WORK_MM_PER_PX if mm_per_px < WORK_MM_PER_PX * (1 - _SAME_SCALE) else 1.0
    size = (max(1, round(crop.shape[1] * shrink)), max(1, round(crop.shape[0] * shrink)))
    light = (
        srgb_to_linear(crop) if jpeg is None else jpeg_to_linear(jpeg.rgb[box], jpeg.space, steps=jpeg.steps)
    )
    linear_rgb = _area_mean(light, size)
    clipped = _area_mean(clipped_pixels(crop).astype(np.float32), size)
    treated_px = _reduced(treated[box], size)
    untreated_px = None if untreated is None else _reduced(untreated[box], size)
    trusted_px = np.ones_like(treated_px) if trusted is None else _reduced(trusted[box], size)
    work_mm = mm_per_px * math.sqrt(crop.shape[0] * crop.shape[1] / (size[0] * size[1]))
    _refuse_small(treated_px, "treated", work_mm)
    if untreated_px is not None:
        _refuse_small(untreated_px, "untreated", work_mm)
    return _masked(
        linear_rgb, clipped, treated_px, untreated_px, trusted_px, work_mm=work_mm, native_mm=mm_per_px
    )


def sampled_box(drawn: Mask, mm_per_px: float) -> tuple[slice, slice]:
    """The part of a photo that `take_sample` cuts out around all areas together."""
    return box_around(drawn, round(MARGIN_MM / mm_per_px))


def _masked(
    linear_rgb: LinearRgb,
    clipped: Map,
    treated: Mask,
    untreated: Mask | None,
    trusted: Mask,
    *,
    work_mm: float,
    native_mm: float,
) -> SkinSample:
    """Leave out what can't be measured, and count it."""
    is_clipped = clipped > _CLIPPED_SHARE
    control = treated if untreated is None else untreated
    skin = control & trusted & ~is_clipped
    shines = specular_pixels(linear_rgb, skin if skin.any() else control)
    usable = trusted & ~(is_clipped | shines)
    plain = control & usable
    if untreated is not None and plain.sum() >= SMALLEST_PX:
        log_green = np.log(np.maximum(linear_rgb[..., 1], np.float32(DARKEST)))
        plain = plain_skin(log_green, plain, treated=treated, mm_per_px=work_mm)
    return SkinSample(
        linear_rgb=linear_rgb,
        treated=treated & usable,
        control=plain,
        control_drawn=control,
        has_control=untreated is not None,
        mm_per_px=work_mm,
        native_mm_per_px=native_mm,
        clipped_share=_mean(clipped, (treated | control) & trusted),
        glare_share=_mean(shines, treated & trusted),
        treated_unmatched=_mean(~trusted, treated),
        control_unmatched=_mean(~trusted, control),
    )


def _mean(values: Map | Mask, where: Mask) -> float:
    """Mean inside a mask, 0 inside an empty one."""
    return float(values[where].mean()) if where.any() else 0.0


def _reduced(mask: Mask, size: tuple[int, int]) -> Mask:
    """A mask at (columns, rows): pixels of which more than half is inside."""
    return np.asarray(_area_mean(mask.astype(np.float32), size) > 0.5)


def _area_mean(values: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    """A map or picture averaged down to (columns, rows); the same array when that is its size."""
    if values.shape[1::-1] == size:
        return values
    return as_map(cv2.resize(values, size, interpolation=cv2.INTER_AREA))


def _refuse_small(mask: Mask, role: str, mm_per_px: float) -> None:
    """Raise where too little of an area is in the photo."""
    count = int(mask.sum())
    if count < SMALLEST_PX or count * mm_per_px**2 < SMALLEST_AREA_MM2:
        raise InvalidInput(
            Message(_TOO_SMALL[role], {"size": float(count * mm_per_px**2), "count": int(count)}), role
        )
