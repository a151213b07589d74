"""A patient whose skin is known: photos of a phantom, put in through the services."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import cos, radians, sin

from tracker.imaging.phantom.camera import Camera
from tracker.imaging.phantom.geometry import Pose
from tracker.imaging.phantom.light import Light
from tracker.imaging.phantom.render import PhantomPhoto, render
from tracker.imaging.phantom.skin import Skin, Zone

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
CAMERA = Camera(width_px=1200, height_px=900, mm_across=80)
TREATED_MM = ((-12.0, -16.0), (-12.0, 16.0), (12.0, 16.0), (12.0, -16.0))
UNTREATED_MM = ((20.0, -24.0), (20.0, 24.0), (29.0, 24.0), (29.0, -24.0))
# around the whole treated ellipse, open to the left
AROUND_MM = tuple(
    (rows_mm * sin(radians(angle)), columns_mm * cos(radians(angle)))
    for rows_mm, columns_mm, angles in (
        (26.0, 33.0, range(-150, 151, 30)),
        (21.0, 25.0, range(150, -151, -30)),
    )
    for angle in angles
)
BEFORE = Zone(redness=0.9, papules=0.5, pore_depth_um=38.0, roughness_um=13.0)
AFTER = replace(BEFORE, redness=0.15, papules=0.0, pore_depth_um=24.0, roughness_um=7.0)


def photograph(zone: Zone, *, shot: int, days: int, seed: int = 5, mirrored: bool = False) -> PhantomPhoto:
    """The treated zone in a given state, from a slightly different place and light each time."""
    wobble = (shot * 37 % 11 - 5) / 5
    return render(
        Skin(seed=seed, ita_deg=40, treated=zone, untreated=Zone(redness=0.1)),
        pose=Pose(turn_deg=3 * wobble, tilt_deg=-2 * wobble, roll_deg=2 * wobble, distance=1 + 0.04 * wobble),
        light=Light(exposure_ev=0.15 * wobble, temperature_k=5500 + 300 * wobble),
        camera=replace(CAMERA, is_mirrored=mirrored),
        shot=shot,
        taken_at=NOW - timedelta(days=200 - days),
    )
