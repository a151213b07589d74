"""How the demo clinic's photos are taken: hand-held, so that no two stand alike."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tracker.imaging.phantom.camera import Camera
from tracker.imaging.phantom.drape import Drape
from tracker.imaging.phantom.flush import Flush
from tracker.imaging.phantom.geometry import Pose, Projection
from tracker.imaging.phantom.light import Light
from tracker.imaging.phantom.noise import generator
from tracker.imaging.phantom.render import PhantomPhoto, render
from tracker.imaging.phantom.skin import Skin
from tracker.model import Phase


class Flaw(StrEnum):
    """What is wrong with a photo on purpose."""

    NONE = "none"
    DARK = "too dark"
    MIRRORED = "mirrored"


@dataclass(frozen=True, slots=True)
class DemoPhoto:
    """One photo to take.

    Attributes
    ----------
    pose, light, camera, drape, flush
        As `render` takes them.
    shot : int
        Number of the shutter release.
    taken_at : datetime
        Aware.
    phase : Phase
    flaw : Flaw
        What is wrong with it on purpose: ``DARK`` fails the exposure gate, ``MIRRORED`` can't be aligned.
    """

    pose: Pose
    light: Light
    camera: Camera
    drape: Drape
    flush: Flush
    shot: int
    taken_at: datetime
    phase: Phase
    flaw: Flaw = Flaw.NONE

    def projection(self, skin: Skin) -> Projection:
        """The exact geometry, without rendering."""
        return Projection(
            self.camera.shape,
            skin.curvature_mm,
            self.pose,
            self.camera.mm_across,
            self.camera.distance_mm,
            self.camera.is_mirrored,
        )

    def take(self, skin: Skin) -> PhantomPhoto:
        """Render it, marked as synthetic."""
        return render(
            skin,
            pose=self.pose,
            light=self.light,
            camera=self.camera,
            drape=self.drape,
            flush=self.flush,
            shot=self.shot,
            taken_at=self.taken_at,
            is_marked=True,
        )


def plan_photo(
    seed: int, shot: int, *, exposure_ev: float, taken_at: datetime, phase: Phase, flaw: Flaw = Flaw.NONE
) -> DemoPhoto:
    """Draw the conditions of one photo within the gates of a comparable one.

    Every photo is drawn alike, whether in the same session or another: repeats then differ as much as
    sessions do, and the limits that are learned from them are honest.

    Parameters
    ----------
    seed : int
        The patient.
    shot : int
        Number of the photo in the series.
    exposure_ev : float
        Exposure that suits the tone.
    taken_at : datetime
        Aware.
    phase : Phase
    flaw : Flaw

    Returns
    -------
    DemoPhoto
    """
    draw = generator(seed, f"conditions {shot}").uniform
    pose = Pose(
        turn_deg=draw(-1.4, 1.4),
        tilt_deg=draw(-1.4, 1.4),
        roll_deg=draw(-3.5, 3.5),
        distance=draw(0.95, 1.06),
        shift_mm=(draw(-2.5, 2.5), draw(-3.5, 3.5)),
    )
    light = Light(
        obliquity_deg=draw(38, 46),
        azimuth_deg=draw(-48, -32),
        gradient=(draw(-0.07, 0.07), draw(-0.07, 0.07)),
        temperature_k=draw(5250, 5780),
        exposure_ev=exposure_ev + draw(-0.18, 0.18),
        gloss=draw(0.026, 0.036),
    )
    camera = Camera(
        blur_px=draw(0.62, 0.78),
        focus_mm=draw(-3.5, 1.5),
        defocus_px_per_mm=0.14,
        noise=draw(0.5, 0.6),
        jpeg_quality=95,
    )
    flush = Flush(overall=draw(-0.08, 0.08), uneven=0.07)
    drape = Drape(reach=draw(0.15, 0.19), angle_deg=draw(44, 56))
    photo = DemoPhoto(pose, light, camera, drape, flush, shot, taken_at, phase, flaw)
    return _spoil(photo)


def _spoil(photo: DemoPhoto) -> DemoPhoto:
    if photo.flaw is Flaw.DARK:
        return replace(photo, light=replace(photo.light, exposure_ev=photo.light.exposure_ev - 1.6))
    if photo.flaw is Flaw.MIRRORED:
        return replace(photo, camera=replace(photo.camera, is_mirrored=True))
    return photo
