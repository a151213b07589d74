"""What stands beside a change map: units, thresholds, shares and the value at every place, as JSON values."""

import math
from typing import Any

import numpy as np

from tracker.imaging.change_map.change import METHOD, SMOOTHING_MM, ChangeMap, Field
from tracker.imaging.change_map.colours import scale
from tracker.imaging.change_map.drawing import range_of
from tracker.imaging.change_map.lattice import Lattice
from tracker.model import MappedChange
from tracker.texts import Message, message_to_json

READ_OUT_CELLS = 96
"""Values are kept for so many places along the longer side."""

_UNITS = {MappedChange.REDNESS: "a*", MappedChange.TEXTURE: "%"}


def legend(found: ChangeMap) -> dict[str, Any]:
    """Describe a change map.

    Parameters
    ----------
    found : ChangeMap

    Returns
    -------
    dict
        ``method``, and for each kind of change either ``refused`` with a message
        (`tracker.imaging.change_map.packing.read_legend` says it), or: ``unit``;
        ``threshold``, below which a change may be noise; ``range``, the end of the scale; ``smoothing_mm``,
        the width of the mean (full width at half maximum); ``smoothing_share``, the same as a share of the
        picture's longer side; ``shown``, ``rose`` and ``fell``, shares of the picture and of the skin shown;
        ``colours`` of a fall and of a rise; ``places`` (see `_places`).
    """
    described: dict[str, Any] = {"method": METHOD}
    for kind in MappedChange:
        if kind in found.fields:
            described[kind.value] = _of_field(found.fields[kind], found.lattice, kind)
        else:
            why = found.refused[kind]
            described[kind.value] = {"refused": message_to_json(why) if isinstance(why, Message) else why}
    return described


def _of_field(field: Field, lattice: Lattice, kind: MappedChange) -> dict[str, Any]:
    width_mm = 2 * math.sqrt(2 * math.log(2)) * SMOOTHING_MM[kind]
    fell, rose = scale(kind)
    return {
        "unit": _UNITS[kind],
        "threshold": round(field.threshold, 3),
        "range": range_of(field),
        "smoothing_mm": round(width_mm, 1),
        "smoothing_share": round(width_mm / (max(lattice.shape) * lattice.cell_mm), 4),
        "shown": round(float(field.shown.mean()), 4),
        "rose": round(field.share(rose=True), 4),
        "fell": round(field.share(rose=False), 4),
        "colours": {"fell": _hex(fell), "rose": _hex(rose)},
        "places": _places(field, lattice),
    }


def _places(field: Field, lattice: Lattice) -> dict[str, Any]:
    """Values on a coarse grid over the picture, row by row.

    ``values`` are in tenths of the unit, None where nothing can be said; ``changed`` has a letter for each:
    ``+`` and ``-`` beyond the threshold, ``.`` else. ``across`` and ``down`` are the picture's sides in
    cells, with a fraction.
    """
    step = max(1, math.ceil(max(lattice.shape) / READ_OUT_CELLS))
    rows, columns = (math.ceil(n / step) for n in lattice.shape)
    take = np.ix_(
        *(
            np.minimum(np.arange(n) * step + step // 2, m - 1)
            for n, m in zip((rows, columns), lattice.shape, strict=True)
        )
    )
    values, shown, changed = field.values[take], field.shown[take], field.is_changed[take]
    signs = np.where(changed, np.where(values > 0, "+", "-"), ".")
    return {
        "rows": rows,
        "columns": columns,
        "cell": step,
        "values": [
            int(v) if s else None for v, s in zip(np.rint(10 * values).ravel(), shown.ravel(), strict=True)
        ],
        "changed": "".join(signs.ravel()),
    }


def _hex(colours: np.ndarray[Any, np.dtype[np.uint8]]) -> list[str]:
    return [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in colours.tolist()]
