"""What is kept of a reference photo so that later photos can be fitted to it and gated against it."""

import io
import zipfile
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tracker.imaging.measure.fit import GRID, PatchLight, patch_light
from tracker.imaging.measure.patch import PatchColour
from tracker.imaging.measure.scale import SkinSample
from tracker.imaging.measure.sharpness import blurred_sharpness, sharpness
from tracker.imaging.measure.tone import FramedSteps
from tracker.imaging.metadata import Capture

COMMON_BLUR_MM = 0.12
"""Pores are compared after bringing every photo to the sharpness of the reference blurred by this."""

_FORMAT = 3
_NUMBERS = (
    "log2_luminance",
    "log_red_green",
    "log_blue_green",
    "sharpness",
    "common_sharpness",
    "mm_per_px",
    "has_control",
)


@dataclass(frozen=True, eq=False)
class Baseline:
    """Photometric state of one photo's control skin.

    Attributes
    ----------
    light : PatchLight
        Log light of the control skin on its own grid.
    log2_luminance : float
        Median brightness, in stops.
    log_red_green, log_blue_green : float
        Medians of ln(R/G) and ln(B/G).
    sharpness, common_sharpness : float
        ln(fine / coarse band) as it is, and after a blur of 0.12 mm.
    mm_per_px : float
        Of the photo itself.
    has_control : bool
        Whether the control skin is untreated skin.
    card : FramedSteps or None
        Grey steps of a card in the photo; None where none was found.
    capture : Capture
        With what the photo was taken; the time isn't kept.
    patch : PatchColour or None
        Colour of the control skin beside the colour card; None where none was found.
    """

    light: PatchLight
    log2_luminance: float
    log_red_green: float
    log_blue_green: float
    sharpness: float
    common_sharpness: float
    mm_per_px: float
    has_control: bool
    card: FramedSteps | None = None
    capture: Capture = field(default_factory=Capture)
    patch: PatchColour | None = None

    @property
    def log_red_blue(self) -> float:
        """ln(R/B) of the control skin, from its medians: the darker the skin, the larger."""
        return self.log_red_green - self.log_blue_green

    @classmethod
    def of(
        cls,
        sample: SkinSample,
        *,
        card: FramedSteps | None = None,
        card_rgb: NDArray[np.float64] | None = None,
        capture: Capture | None = None,
    ) -> "Baseline":
        """Sum up the control skin of a sample, and the card beside it."""
        skin_rgb = sample.linear_rgb[sample.control].mean(axis=0, dtype=np.float64)
        log_rgb = sample.log_rgb[sample.control]
        luminance = sample.linear_rgb[sample.control] @ np.array([0.2126, 0.7152, 0.0722], np.float32)
        return cls(
            light=patch_light(sample),
            log2_luminance=float(np.log2(max(float(np.median(luminance)), 1e-4))),
            log_red_green=float(np.median(log_rgb[:, 0] - log_rgb[:, 1])),
            log_blue_green=float(np.median(log_rgb[:, 2] - log_rgb[:, 1])),
            sharpness=sharpness(sample),
            common_sharpness=blurred_sharpness(sample, COMMON_BLUR_MM),
            mm_per_px=sample.native_mm_per_px,
            has_control=sample.has_control,
            card=card,
            capture=capture or Capture(),
            patch=None if card_rgb is None else PatchColour(skin_rgb, card_rgb),
        )

    def to_bytes(self) -> bytes:
        """The state as a compressed NumPy archive without pickles (under 100 kB)."""
        buffer = io.BytesIO()
        steps = np.empty((0, 5)) if self.card is None else np.hstack([self.card.log_rgb, self.card.places])
        colours = (self.patch.linear_rgb, *self.patch.card_rgb) if self.patch else ()
        np.savez_compressed(
            buffer,
            format=np.int32(_FORMAT),
            log_rgb=self.light.log_rgb,
            share=self.light.share.astype(np.float16),
            card=steps.astype(np.float32),
            patch=np.array(colours, np.float64).reshape(-1, 3),
            device=np.array([self.capture.camera, self.capture.lens, self.capture.mode]),
            focal_35mm=np.float64(self.capture.focal_35mm or 0),
            numbers=np.array([float(getattr(self, name)) for name in _NUMBERS], np.float64),
        )
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Baseline":
        """The inverse of `to_bytes`.

        Raises
        ------
        ValueError
            If the bytes are no baseline of this format.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as stored:
                is_ours = int(stored["format"]) == _FORMAT and stored["log_rgb"].shape == (GRID, GRID, 3)
                light = PatchLight(stored["log_rgb"], stored["share"].astype(np.float32))
                numbers = dict(zip(_NUMBERS, stored["numbers"].tolist(), strict=True))
                steps, patch = stored["card"], stored["patch"]
                camera, lens, mode = stored["device"].tolist()
                focal_35mm = float(stored["focal_35mm"]) or None
        except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise ValueError("these bytes are no baseline") from error
        if not is_ours:
            raise ValueError("these bytes are a baseline of another format")
        has_control = bool(numbers.pop("has_control"))
        card = FramedSteps(steps[:, :3], steps[:, 3:]) if len(steps) else None
        return cls(
            light=light,
            has_control=has_control,
            card=card,
            capture=Capture(camera=camera, lens=lens, mode=mode, focal_35mm=focal_35mm),
            patch=PatchColour(patch[0], patch[1:]) if len(patch) else None,
            **numbers,
        )
