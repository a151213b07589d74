"""The photographs of a folder by family, and their hand-checked points."""

from itertools import permutations
from pathlib import Path

import numpy as np

from benchmarks.alignment.scoring import Points

PhotoPair = tuple[Path, Path]


def smiles(folder: Path) -> list[PhotoPair]:
    """Each person's neutral and smiling photo."""
    return [(path, path.with_name(path.name.replace("neutral", "smiling"))) for path in _neutral(folder)]


def strangers(folder: Path) -> list[PhotoPair]:
    """Neutral photos of two people, each way round."""
    return list(permutations(_neutral(folder), 2))


def selfies(folder: Path) -> list[PhotoPair]:
    """Selfies of one family, each way round: their points correspond by number."""
    found = []
    for family in ("selfie_zoom_*.jpg", "selfie_lisa_*.jpg"):
        found += list(permutations(sorted(folder.glob(family)), 2))
    return found


def read_points(path: Path) -> Points:
    """The points of a ``.tem`` file as (row, column), shape (K, 2).

    A count, then "x y" on each line with blanks or tabs between; what follows (lines to draw between
    points) is left.
    """
    words = path.read_text(encoding="utf-8").split()
    count = int(words[0])
    xy = np.array(words[1 : 1 + 2 * count], np.float64).reshape(count, 2)
    return xy[:, ::-1].copy()


def _neutral(folder: Path) -> list[Path]:
    return sorted(folder.glob("*_neutral.jpg"))
