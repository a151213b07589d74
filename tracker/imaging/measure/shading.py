"""The shading map: what is left of a photo's brightness when pigment and blood are taken out."""

import cv2
import numpy as np

from tracker.imaging.measure.arrays import Map, as_map
from tracker.imaging.measure.robust import fit_linear
from tracker.imaging.measure.scale import SkinSample
from tracker.imaging.measure.smoothing import blurred, mean_within

CHROMA_BLUR_MM = 0.25
FLATTEN_MM = 4.0

_FULLY_INSIDE = 0.95
_PIXELS_LOOKED_AT = 50_000


def shading_map(sample: SkinSample) -> Map:
    """Shading S = (ln R + ln G + ln B) / 3 minus its robust regression on ln(R/G) and ln(G/B).

    Relief shades all channels alike, melanin and blood change their ratios. The regression is made for
    each photo at 0.25 to 4 mm, robustly (Huber), and its prediction from the chroma, blurred by 0.25 mm,
    is taken off. The mean of the channels carries the same relief as ln G with less of the sensor's and
    the compression's noise: texture's signal over noise rose by a third in free phone photos (simulated).

    Returns
    -------
    (M, N) float32
        Natural log of light; 0.01 is 1 % of contrast. Only its local differences mean something.

    Notes
    -----
    Pigment detail finer than 0.25 mm stays in. Where relief and pigment lie on the same spots (pores
    with dark content) the two can't be told apart.

    References
    ----------
    Tsumura et al. 2003, doi 10.1145/882262.882344 (shading and pigment as separate directions of log colour)
    """
    log_rgb = sample.log_rgb
    rows, columns = log_rgb.shape[:2]
    step = max(1, int(sample.px(CHROMA_BLUR_MM)))
    size = (max(8, columns // step), max(8, rows // step))
    small = as_map(cv2.resize(log_rgb, size, interpolation=cv2.INTER_AREA))
    weight = as_map(cv2.resize(sample.weight, size, interpolation=cv2.INTER_AREA))
    mm_per_px = sample.mm_per_px * columns / size[0]
    red, green, blue = (small[..., c] for c in range(3))
    brightness = (red + green + blue) / 3
    maps = [as_map(m) for m in (red - green, green - blue, brightness)]
    smooth = [blurred(m, CHROMA_BLUR_MM / mm_per_px) for m in maps]
    inside = weight > _FULLY_INSIDE
    flat = [(m - mean_within(m, weight, FLATTEN_MM / mm_per_px))[inside] for m in smooth]
    every = max(1, flat[2].size // _PIXELS_LOOKED_AT)
    chroma = np.stack(flat[:2], axis=1)[::every]
    by_red_green, by_green_blue = fit_linear(chroma, flat[2][::every], scale=2.0, rounds=3)
    pigment = by_red_green * smooth[0] + by_green_blue * smooth[1]
    by_colour = as_map(cv2.resize(pigment, (columns, rows), interpolation=cv2.INTER_CUBIC))
    return as_map(log_rgb.mean(axis=2) - by_colour)
