"""Constants of colorimetry.

References
----------
IEC 61966-2-1:1999, sRGB; ISO/CIE 11664-2:2022, standard illuminants.
"""

import numpy as np

RGB_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
D65_WHITE = np.array([0.95047, 1.0, 1.08883])
