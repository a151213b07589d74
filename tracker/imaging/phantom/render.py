"""A photo of phantom skin, with the exact truth of where everything lies."""

from dataclasses import dataclass
from datetime import datetime

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from tracker.imaging.phantom.camera import Camera, expose, focus, write_jpeg
from tracker.imaging.phantom.chart import Chart, lay_chart
from tracker.imaging.phantom.drape import Drape, lay_drape
from tracker.imaging.phantom.flush import Flush, flush_gains
from tracker.imaging.phantom.geometry import Pose, Projection, coarse_points, coarse_skin, enlarge
from tracker.imaging.phantom.light import Light, illumination, shade
from tracker.imaging.phantom.maps import skin_maps
from tracker.imaging.phantom.mark import burn_mark
from tracker.imaging.phantom.noise import generator, to_cells
from tracker.imaging.phantom.skin import Skin

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PhantomPhoto:
    """One rendered photo.

    Attributes
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
        sRGB.
    projection : Projection
        The exact geometry.
    camera : Camera
    taken_at : datetime or None
    """

    rgb: NDArray[np.uint8]
    projection: Projection
    camera: Camera
    taken_at: datetime | None = None

    @property
    def mm_per_px(self) -> float:
        """Millimetres of skin per pixel at the middle of the patch."""
        return self.projection.mm_per_px

    def to_skin_mm(self, points_rc: ArrayLike) -> Floats:
        """Pixels (row, column) to skin positions in mm, see `Projection.to_skin_mm`."""
        return self.projection.to_skin_mm(points_rc)

    def to_photo(self, points_mm: ArrayLike) -> Floats:
        """Skin positions (row, column) in mm to pixels, see `Projection.to_photo`."""
        return self.projection.to_photo(points_mm)

    def jpeg(self) -> bytes:
        """The file that the camera writes, see `write_jpeg`."""
        return write_jpeg(self.rgb, self.camera, taken_at=self.taken_at)


def render(
    skin: Skin,
    *,
    pose: Pose | None = None,
    light: Light | None = None,
    camera: Camera | None = None,
    drape: Drape | None = None,
    chart: Chart | None = None,
    flush: Flush | None = None,
    shot: int = 0,
    taken_at: datetime | None = None,
    is_marked: bool = False,
) -> PhantomPhoto:
    """Photograph a skin.

    Parameters
    ----------
    skin : Skin
    pose, light, camera : Pose, Light, Camera, optional
        The defaults are a straight, neutral photo of 1600 x 1200 px and 92 mm.
    drape : Drape, optional
        A grey cloth over one corner.
    chart : Chart, optional
        A colour chart on the skin.
    flush : Flush, optional
        A passing change of blood.
    shot : int
        Number of the shutter release: other noise and another flush, same skin.
    taken_at : datetime, optional
        Aware capture time for the file's metadata.
    is_marked : bool
        Burn a small "SYNTHETIC" near the lower edge.

    Returns
    -------
    PhantomPhoto

    Examples
    --------
    >>> from tracker.imaging.phantom.camera import Camera
    >>> photo = render(Skin(seed=1), camera=Camera(width_px=400, height_px=300, mm_across=24))
    >>> photo.rgb.shape, photo.mm_per_px
    ((300, 400, 3), 0.06)
    """
    pose, light, camera = pose or Pose(), light or Light(), camera or Camera()
    projection = Projection(
        camera.shape, skin.curvature_mm, pose, camera.mm_across, camera.distance_mm, camera.is_mirrored
    )
    rng = generator(skin.seed, f"shot {shot}")
    linear_rgb = _light_from_skin(skin, projection, light)
    if flush is not None:
        linear_rgb *= flush_gains(skin, projection, flush, shot=shot)
    if drape is not None:
        linear_rgb = lay_drape(linear_rgb, drape, rng, gains=light.gains, exposure_ev=light.exposure_ev)
    if chart is not None:
        linear_rgb = lay_chart(linear_rgb, chart, illumination(light, projection.shape))
    rgb = expose(focus(linear_rgb * _vignette(camera), camera, _heights(projection)), camera, rng)
    return PhantomPhoto(burn_mark(rgb) if is_marked else rgb, projection, camera, taken_at)


def _light_from_skin(skin: Skin, projection: Projection, light: Light) -> Singles:
    """Linear light of every pixel before the lens, (M, N, 3)."""
    rows_mm, columns_mm = projection.skin_grid()
    origin = to_cells(np.zeros(2))
    scale = np.float32((to_cells(np.ones(2)) - origin)[0])
    where = columns_mm * scale + np.float32(origin[1]), rows_mm * scale + np.float32(origin[0])
    maps = skin_maps(skin)
    colour, slopes = (
        np.asarray(cv2.remap(part, *where, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101), np.float32)
        for part in (maps.colour, maps.slopes)
    )
    diffuse, gloss = shade(projection, light, slopes)
    linear_rgb = colour * diffuse[..., None] + gloss[..., None]
    return np.asarray(linear_rgb * illumination(light, projection.shape))


def _vignette(camera: Camera) -> Singles:
    """Share of light that reaches each pixel, (M, N, 1)."""
    points = coarse_points(camera.shape) - (np.array(camera.shape) - 1) / 2
    away = (points**2).sum(-1) / ((np.array(camera.shape) / 2) ** 2).sum()
    return enlarge(1 - camera.vignette * away, camera.shape)[..., None]


def _heights(projection: Projection) -> Singles:
    """How far each pixel's skin stands in front of the middle of the patch, mm."""
    return enlarge(projection.heights(coarse_skin(projection)), projection.shape)
