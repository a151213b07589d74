"""What carries a photo's light onto the reference photo's: the fit, the tone curve and the card together."""

from dataclasses import dataclass, replace

import numpy as np

from tracker.imaging.card.correction import Correction, correct_to
from tracker.imaging.measure.baseline import Baseline
from tracker.imaging.measure.fit import LightFit, PatchFrame, fit_light, patch_light
from tracker.imaging.measure.scale import SkinSample
from tracker.imaging.measure.tone import fit_contrast
from tracker.model import ControlKind

_GRADIENT_REACHES = (ControlKind.RING, ControlKind.ELSEWHERE)
"""Kinds of control whose gradient of light is continued over the region. Not the other side's: on unchanged
faces, carried that far, it took the scatter of redness from 0.8 to 2.6 a*."""


@dataclass(frozen=True)
class LightMatch:
    """What carries a photo's light onto the reference photo's; empty for the reference photo itself.

    `fit` is as found, before `exponents` undo the difference of the cameras' tone curves. Unless the
    control `is_near`, only its gains are applied. `by_card` stands in for a fit where there is no control.
    """

    fit: LightFit | None = None
    exponents: tuple[float, float, float] | None = None
    is_near: bool = True
    by_card: Correction | None = None

    @property
    def contrast(self) -> float | None:
        """Contrast of the photo over that of the reference photo."""
        return None if self.exponents is None else 3 / sum(self.exponents)

    def applied(self, sample: SkinSample, reference: Baseline) -> SkinSample:
        """The sample as the reference photo would show it; as it is where nothing can be fitted."""
        fit = self.fit
        if not sample.has_control:
            return sample if self.by_card is None else _corrected(sample, self.by_card)
        if fit is None:
            return sample
        if self.exponents is not None:
            sample = sample.with_contrast(self.exponents)
            fit = fit_light(reference.light, patch_light(sample))
        if not self.is_near:
            fit = replace(fit, down=0.0, right=0.0)
        return sample.relit(fit.light(sample.treated.shape, PatchFrame.of(sample.control_drawn)))


def match_light(
    sample: SkinSample, photo: Baseline | None, baseline: Baseline | None, *, control: ControlKind
) -> LightMatch:
    """Fit a photo to the reference photo, by the control and by the card where both photos show one.

    Parameters
    ----------
    sample : SkinSample
        Of the photo.
    photo, baseline : Baseline or None
        States of the photo and of the reference photo; without either nothing is fitted.
    control : ControlKind
        Of both; a gradient of light is carried on only where it reaches.
    """
    if photo is None or baseline is None:
        return LightMatch()
    is_near = control in _GRADIENT_REACHES
    fit = fit_light(baseline.light, photo.light)
    if not sample.has_control:
        return LightMatch(fit, by_card=_by_card(photo, baseline))
    if photo.card is None or baseline.card is None:
        return LightMatch(fit, is_near=is_near)
    skin = np.median(sample.log_rgb[sample.control], axis=0)
    return LightMatch(fit, fit_contrast(baseline.card, photo.card, fit, skin), is_near)


def _corrected(sample: SkinSample, correction: Correction) -> SkinSample:
    """The sample in the colours of another photo."""
    return replace(sample, linear_rgb=correction.applied(sample.linear_rgb))


def _by_card(photo: Baseline, baseline: Baseline) -> Correction | None:
    """What brings a photo to the reference photo's colours, where both show a card in the same light."""
    if photo.patch is None or baseline.patch is None:
        return None
    correction = correct_to(baseline.patch.card_rgb, photo.patch.card_rgb)
    return correction if correction is not None and correction.is_close else None
