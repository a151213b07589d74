"""The colours of skin on a head, in the light of one shot."""

import cv2
import numpy as np

from benchmarks.pairs.fields import Floats, Singles, sample_at
from benchmarks.pairs.head_light import HeadLight, shade
from benchmarks.pairs.head_mesh import Indices, Mesh
from benchmarks.pairs.head_raster import HeadView, Surface, interpolate, weights_on_surface
from benchmarks.pairs.head_skin import SIDE, TILE_PER_TEXTURE, HeadSkin
from benchmarks.pairs.relief import TILE, without_detail_finer_than
from benchmarks.pairs.treatment import Visit

_PORES_DARKEN = 0.4


def skin_colours(
    mesh: Mesh,
    surface: Surface,
    view: HeadView,
    *,
    skin: HeadSkin,
    visit: Visit,
    light: HeadLight,
    relief: float,
) -> Singles:
    """Linear rgb (K, 3) of the samples that show the head, row by row.

    Parameters
    ----------
    mesh, surface, view : Mesh, Surface, HeadView
        The head before the camera.
    skin : HeadSkin
    visit : Visit
        The skin's colours and texture at this visit.
    light : HeadLight
    relief : float
        Standard deviation of the slopes of the fine relief.
    """
    rows, columns = np.nonzero(surface.triangle >= 0)
    triangle = surface.triangle[rows, columns]
    weights = weights_on_surface(mesh, view, triangle, np.stack([rows, columns], -1).astype(float))
    weights = weights.astype(np.float32)
    texture_rc = interpolate(mesh.texture_rc.astype(np.float32), mesh, triangle, weights)
    on_texture, on_tile = texture_rc * SIDE - 0.5, texture_rc * TILE_PER_TEXTURE % TILE
    pores = without_detail_finer_than(skin.pores, _texels_per_sample(texture_rc, rows, columns))
    strength = sample_at(visit.texture, on_texture)[:, None] * np.float32(relief)
    pores = sample_at(pores, on_tile, border=cv2.BORDER_WRAP) * strength
    slopes = sample_at(skin.furrows, on_texture) + pores[:, :2]
    normals = _relief_normals(mesh, triangle, weights, slopes) @ view.pose.rotation.T.astype(np.float32)
    diffuse, sheen = shade(normals, light)
    albedo = np.maximum(sample_at(visit.person.linear_rgb, on_texture), 0)
    albedo *= np.exp(np.float32(_PORES_DARKEN) * pores[:, 2:])
    return np.asarray(albedo * diffuse[:, None] + sheen[:, None], np.float32)


def _texels_per_sample(texture_rc: Singles, rows: Indices, columns: Indices) -> float:
    """How many texels of the fine relief lie between neighbouring samples, usually."""
    is_neighbour = (np.diff(columns) == 1) & (np.diff(rows) == 0)
    step = np.hypot(*np.diff(texture_rc, axis=0)[is_neighbour][::101].T)
    return float(np.median(step) * TILE_PER_TEXTURE)


def _relief_normals(mesh: Mesh, triangle: Indices, weights: Singles, slopes: Singles) -> Singles:
    """Unit normals (K, 3) of the surface with slopes (K, 2) along the texture's rows and columns."""
    normals = interpolate(mesh.normals().astype(np.float32), mesh, triangle, weights)
    for k, tangents in enumerate(mesh.tangents()):
        along = _unit(tangents).astype(np.float32)
        normals -= slopes[:, k, None] * interpolate(along, mesh, triangle, weights)
    return np.asarray(_unit(normals))


def _unit(vectors: Floats | Singles) -> Floats | Singles:
    lengths = np.sqrt(np.einsum("kc,kc->k", vectors, vectors))
    return np.asarray(vectors / np.maximum(lengths, 1e-9)[:, None])
