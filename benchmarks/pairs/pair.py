"""A pair of photos with its truth, and the files that the scorer reads."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.pairs.fields import Floats

TRUE_POINTS = 1500


@dataclass(frozen=True, slots=True)
class Pair:
    """Two photos, and where the skin of one lies in the other.

    Attributes
    ----------
    name : str
    category : str
    reference, moving : bytes
        JPEG files.
    reference_rc, moving_rc : ndarray, shape (K, 2), or None
        The same points of skin (row, column) in both photos; None for a pair that must be refused.
    why : str
        Why the pair must be refused; empty for a good one.
    """

    name: str
    category: str
    reference: bytes
    moving: bytes
    reference_rc: Floats | None = None
    moving_rc: Floats | None = None
    why: str = ""


def thin_out(
    rng: np.random.Generator, reference_rc: Floats, moving_rc: Floats, *, count: int = TRUE_POINTS
) -> tuple[Floats, Floats]:
    """At most a number of corresponding points, drawn without order."""
    chosen = rng.permutation(len(reference_rc))[:count]
    return reference_rc[chosen], moving_rc[chosen]


def write_pairs(folder: Path, pairs: Iterable[Pair]) -> int:
    """Write pairs as they come, and `pairs.json` at last; returns their number."""
    for part in ("photos", "truth"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    rows = [_write_pair(folder, pair) for pair in pairs]
    (folder / "pairs.json").write_text(json.dumps(rows, indent=1))
    return len(rows)


def _write_pair(folder: Path, pair: Pair) -> dict[str, str | bool]:
    """Write a pair's files; its row of `pairs.json`."""
    row: dict[str, str | bool] = {"id": pair.name, "category": pair.category, "positive": not pair.why}
    for role, letter, jpeg in (("reference", "a", pair.reference), ("moving", "b", pair.moving)):
        row[role] = f"photos/{pair.name}_{letter}.jpg"
        (folder / str(row[role])).write_bytes(jpeg)
    if pair.reference_rc is None or pair.moving_rc is None:
        return row | {"why": pair.why}
    row["truth"] = f"truth/{pair.name}.npz"
    points = {"reference_rc": pair.reference_rc, "moving_rc": pair.moving_rc}
    np.savez_compressed(folder / str(row["truth"]), **{k: v.astype(np.float32) for k, v in points.items()})
    return row
