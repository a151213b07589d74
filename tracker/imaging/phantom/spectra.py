"""Measured spectra, 400 to 700 nm in steps of 10: blood and daylight.

References
----------
.. [1] Prahl SA (1999), Tabulated molar extinction coefficient for hemoglobin in water, Oregon Medical
       Laser Center (after Gratzer and Kollias).
.. [2] CIE 15:2004, Colorimetry, 3rd edition: relative power of illuminant D65.
"""

import numpy as np
from numpy.typing import NDArray

# nm, oxyhaemoglobin and deoxyhaemoglobin in 1/(cm M) [1], D65 [2]
_TABLE = """
400 266232 223296 82.75
410 466840 303956 91.49
420 480360 407560 93.43
430 246072 528600 86.68
440 102580 413280 104.86
450 62816 103292 117.01
460 44480 23389 117.81
470 33209 16156 114.86
480 26629 14550 115.92
490 23684 16684 108.81
500 20933 20862 109.35
510 20035 25774 107.80
520 24202 31590 104.79
530 39957 39036 107.69
540 53236 46592 104.41
550 43016 53412 104.05
560 32613 53788 100.00
570 44496 45072 96.33
580 50104 37020 95.79
590 14401 28324 88.69
600 3200 14677 90.01
610 1506 9444 89.60
620 942 6510 87.70
630 610 5149 83.29
640 442 4345 83.70
650 368 3750 80.03
660 320 3227 80.21
670 294 2795 82.28
680 278 2408 78.28
690 276 2052 69.72
700 290 1794 71.61
"""

_COLUMNS = np.array(_TABLE.split(), np.float64).reshape(-1, 4).T

WAVELENGTHS_NM: NDArray[np.float64] = _COLUMNS[0]
OXYHAEMOGLOBIN: NDArray[np.float64] = _COLUMNS[1]
DEOXYHAEMOGLOBIN: NDArray[np.float64] = _COLUMNS[2]
D65: NDArray[np.float64] = _COLUMNS[3]
