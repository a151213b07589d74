"""The skin of a head in its texture: tone, blotches, freckles, and relief, another for every person."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from benchmarks.pairs.fields import (
    Mask,
    Singles,
    generator,
    pixel_grid,
    sample,
    soft_patches,
    speckle,
    to_linear,
)
from benchmarks.pairs.people import Person, read_rgb
from benchmarks.pairs.relief import draw_relief

SIDE = 2048
# The generated relief is finer than the texture: about 0.1 mm for each of its pixels
TILE_PER_TEXTURE = 4096.0
_FACE_WIDTH_PX = 700.0
_TONES = np.array(
    [(236, 205, 190), (222, 184, 160), (198, 152, 124), (166, 118, 90), (124, 84, 64), (82, 57, 46)], np.uint8
)
_BLOOD = np.float32([0.1, 0.45, 0.35])
_PIGMENT = np.float32([0.45, 0.75, 0.95])


@dataclass(frozen=True, slots=True)
class HeadSkin:
    """One person's skin, laid out flat.

    Attributes
    ----------
    flat : Person
        Colours and the area of skin in the texture; positions are its pixels.
    furrows : ndarray of float32, shape (SIDE, SIDE, 2)
        Slopes (down, right in the texture) of lines and folds.
    pores : ndarray of float32, shape (TILE, TILE, 3)
        Slopes of the fine relief, which repeats, and its log lightness.
    """

    flat: Person
    furrows: Singles
    pores: Singles


@lru_cache(maxsize=2)
def draw_head_skin(shared: Path, seed: int) -> HeadSkin:
    """A person's skin: the scan's own colours and furrows, shifted and toned differently for each seed."""
    rng = generator(seed, "head skin")
    where = pixel_grid((SIDE, SIDE)) * (1024 / SIDE)
    where += np.stack([speckle(rng, (SIDE, SIDE), grain_px=110) for _ in range(2)], -1) * rng.uniform(4, 8)
    folder = shared / "bench" / "alignment" / "source"
    scanned = np.maximum(sample(to_linear(read_rgb(folder / "color.jpg")), where), 0.004)
    flat = Person(
        name=f"head{seed}",
        linear_rgb=_toned(scanned, rng),
        outline=np.ones((SIDE, SIDE), np.float32),
        skin=_face_and_neck(),
        places={},
        face_width=_FACE_WIDTH_PX,
    )
    normals = sample(read_rgb(folder / "normal.jpg").astype(np.float32) / 127.5 - 1, where)
    furrows = np.stack([normals[..., 1], -normals[..., 0]], -1) / np.maximum(normals[..., 2:], 0.3)
    return HeadSkin(flat, furrows * np.float32(rng.uniform(0.5, 1)), draw_relief(rng))


def _toned(scanned: Singles, rng: np.random.Generator) -> Singles:
    """The scan's colours around another tone, with blotches, freckles and hairs of beard of this person."""
    tone = to_linear(_TONES[rng.integers(len(_TONES))])
    usual = np.median(scanned[::8, ::8].reshape(-1, 3), axis=0)
    kept = np.float32(rng.uniform(0.45, 0.9))
    blood = 0.5 * soft_patches(rng, (SIDE, SIDE), grain_px=60, share=0.3)
    blood += 0.12 * speckle(rng, (SIDE, SIDE), grain_px=9)
    freckles = np.maximum(speckle(rng, (SIDE, SIDE), grain_px=2.6) - rng.uniform(1.9, 3.4), 0)
    mottle = 0.05 * speckle(rng, (SIDE, SIDE), grain_px=4)
    absorbed = blood[..., None] * _BLOOD + (0.5 * freckles + mottle)[..., None] * _PIGMENT
    return np.asarray(tone * np.exp(kept * np.log(scanned / usual) - absorbed), np.float32)


def _face_and_neck() -> Mask:
    """The part of the texture that shows face, ears, front of the scalp and neck."""
    area = np.zeros((SIDE, SIDE), bool)
    area[int(0.1 * SIDE) : int(0.8 * SIDE), int(0.18 * SIDE) : int(0.82 * SIDE)] = True
    return area
