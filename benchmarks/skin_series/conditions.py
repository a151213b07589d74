"""How photos are taken under two protocols: how far light, camera and hand stray from photo to photo.

The spreads of exposure, light colour, gradient, blur, noise, scale, JPEG quality and flush are those of the
public series beside the product (its ``cam_*`` columns). The others are guesses of the same order; the
public series don't tell them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.skin_series.people import Person
from tracker.imaging.phantom.camera import Camera
from tracker.imaging.phantom.geometry import Pose
from tracker.imaging.phantom.light import NEUTRAL_K, Light
from tracker.imaging.phantom.noise import generator

Floats = NDArray[np.float64]

FRAME_MM = 48.0
STRIP_MM = 5.0
"""Height of the grey card strip at the lower edge of the frame."""
FULL_SIZE_PX = 960

_OBLIQUITY_DEG, _AZIMUTH_DEG, _GLOSS = 42.0, -40.0, 0.033
# strength of the phantom's camera noise where the public series call it 1
_NOISE = 0.5
# stops by which a camera lightens skin of a tone, read from the card of the public series
_TONES_ITA_DEG = (-40.0, -15.0, 10.0, 28.0, 42.0, 55.0)
_TONE_EV = (0.94, 0.56, 0.18, 0.0, -0.14, -0.27)


@dataclass(frozen=True, slots=True)
class Protocol:
    """Standard deviations from photo to photo, and what a camera may choose from.

    Attributes
    ----------
    exposure_ev, temperature_k, tint, gradient : float
        Stops; kelvin; log gain of green; change of log light across the frame, per axis.
    lamp_deg, gloss : float
        Elevation of the lamp; log strength of the sheen.
    turn_deg : float
        Widest turn and tilt.
    blur_px, noise : tuple of float
        Least and most.
    scales, jpeg_qualities : tuple
        Pixels per millimetre as a share of the full size; qualities.
    halved_chroma : float
        Share of devices that write 4:2:0 instead of 4:4:4.
    tone : float
        Contrast of the tone curve.
    flush : float
        Widest change of the log of all blood.
    mask_error_mm : float
        How far the masks lie from the skin that they mean.
    sensor, device_tone : float
        What differs from device to device and stays for a series: crosstalk of the colour channels, and
        the mean contrast of the tone curve.
    """

    exposure_ev: float
    temperature_k: float
    tint: float
    gradient: float
    lamp_deg: float
    gloss: float
    turn_deg: float
    blur_px: tuple[float, float]
    noise: tuple[float, float]
    scales: tuple[float, ...]
    jpeg_qualities: tuple[int, ...]
    halved_chroma: float
    tone: float
    flush: float
    mask_error_mm: float
    sensor: float
    device_tone: float


PROTOCOLS = {
    "ctrl": Protocol(
        exposure_ev=0.06,
        temperature_k=75.0,
        tint=0.003,
        gradient=0.027,
        lamp_deg=1.0,
        gloss=0.03,
        turn_deg=0.5,
        blur_px=(0.56, 0.80),
        noise=(0.8, 1.2),
        scales=(1.0,),
        jpeg_qualities=(95,),
        halved_chroma=0.0,
        tone=0.0,
        flush=0.12,
        mask_error_mm=0.15,
        sensor=0.02,
        device_tone=0.0,
    ),
    "free": Protocol(
        exposure_ev=0.22,
        temperature_k=370.0,
        tint=0.012,
        gradient=0.0925,
        lamp_deg=3.5,
        gloss=0.2,
        turn_deg=2.0,
        blur_px=(0.5, 1.3),
        noise=(0.75, 2.5),
        scales=(0.7, 0.8, 0.9, 1.0),
        jpeg_qualities=(75, 85, 92, 95),
        halved_chroma=0.5,
        tone=0.06,
        flush=0.15,
        mask_error_mm=0.35,
        sensor=0.04,
        device_tone=0.2,
    ),
}


@dataclass(frozen=True, slots=True)
class Conditions:
    """How one photo is taken; the defaults stray nowhere.

    Attributes
    ----------
    exposure_ev : float
        Stops over the exposure that suits the tone.
    temperature_k : float
        Kelvin above what the camera is set to.
    tint : float
        Log gain of green.
    gradient : tuple of float
        Change of log light across the frame, downwards and to the right.
    lamp_deg : float
        Lamp further from the viewing axis than usual.
    gloss : float
        Sheen, as a share of the usual.
    turn_deg, tilt_deg : float
    blur_px, noise : float
        Lens blur; noise, 1 is a phone in good light.
    scale : float
        Pixels per millimetre, as a share of 20.
    jpeg_quality : int
    is_chroma_halved : bool
    tone : float
        Contrast added in the mid-tones; see `benchmarks.skin_series.sensor.bend_tones`.
    flush : float
        Change of the log of blood everywhere.
    mask_offset_mm : tuple of float
        By how much the masks lie off, down and to the right.
    sensor : tuple of tuple of float
        Crosstalk of the colour channels; rows sum to 1.
    """

    exposure_ev: float = 0.0
    temperature_k: float = 0.0
    tint: float = 0.0
    gradient: tuple[float, float] = (0.0, 0.0)
    lamp_deg: float = 0.0
    gloss: float = 1.0
    turn_deg: float = 0.0
    tilt_deg: float = 0.0
    blur_px: float = 0.67
    noise: float = 1.0
    scale: float = 1.0
    jpeg_quality: int = 95
    is_chroma_halved: bool = False
    tone: float = 0.0
    flush: float = 0.0
    mask_offset_mm: tuple[float, float] = (0.0, 0.0)
    sensor: tuple[tuple[float, ...], ...] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))

    @property
    def mm_per_px(self) -> float:
        """Millimetres of skin per pixel."""
        return FRAME_MM / self.camera.width_px

    @property
    def pose(self) -> Pose:
        """The middle of the patch lies in the middle of what the strip leaves."""
        return Pose(self.turn_deg, self.tilt_deg, shift_mm=(-STRIP_MM / 2, 0.0))

    @property
    def camera(self) -> Camera:
        """The phantom's camera; its JPEG quality isn't used."""
        side = round(FULL_SIZE_PX * self.scale)
        return Camera(
            side, side, FRAME_MM, distance_mm=250.0, blur_px=self.blur_px, noise=_NOISE * self.noise
        )

    def light(self, ita_deg: float) -> Light:
        """The phantom's light, at the exposure that a camera chooses for a tone."""
        return Light(
            obliquity_deg=_OBLIQUITY_DEG + self.lamp_deg,
            azimuth_deg=_AZIMUTH_DEG,
            gradient=self.gradient,
            temperature_k=NEUTRAL_K + self.temperature_k,
            exposure_ev=self.exposure_ev + float(np.interp(ita_deg, _TONES_ITA_DEG, _TONE_EV)),
            gloss=_GLOSS * self.gloss,
        )


def draw(name: str, person: Person, session: int) -> Conditions:
    """Draw how a photo is taken.

    Parameters
    ----------
    name : str
        Of the protocol.
    person : Person
    session : int

    Returns
    -------
    Conditions
    """
    protocol = PROTOCOLS[name]
    device = generator(person.seed, f"device {name}")
    rng = generator(person.seed, f"conditions {name} {session}")
    sensor = _crosstalk(protocol.sensor, device)
    contrast = protocol.device_tone * device.uniform(0, 2)
    return Conditions(
        exposure_ev=float(np.clip(rng.normal(0, protocol.exposure_ev), -0.5, 0.5)),
        temperature_k=float(np.clip(rng.normal(0, protocol.temperature_k), -900, 900)),
        tint=rng.normal(0, protocol.tint),
        gradient=(rng.normal(0, protocol.gradient), rng.normal(0, protocol.gradient)),
        lamp_deg=rng.normal(0, protocol.lamp_deg),
        gloss=float(np.exp(rng.normal(0, protocol.gloss))),
        turn_deg=rng.uniform(-protocol.turn_deg, protocol.turn_deg),
        tilt_deg=rng.uniform(-protocol.turn_deg, protocol.turn_deg),
        blur_px=rng.uniform(*protocol.blur_px),
        noise=rng.uniform(*protocol.noise),
        scale=float(rng.choice(protocol.scales)),
        jpeg_quality=int(rng.choice(protocol.jpeg_qualities)),
        is_chroma_halved=bool(device.random() < protocol.halved_chroma),
        tone=contrast + rng.normal(0, protocol.tone),
        flush=rng.uniform(-protocol.flush, protocol.flush),
        mask_offset_mm=_offset(protocol.mask_error_mm, rng),
        sensor=sensor,
    )


def _crosstalk(strength: float, rng: np.random.Generator) -> tuple[tuple[float, ...], ...]:
    """A random matrix near the identity that leaves grey grey."""
    mix = rng.normal(0, strength, (3, 3))
    np.fill_diagonal(mix, 0)
    np.fill_diagonal(mix, 1 - mix.sum(axis=1))
    return tuple(tuple(float(share) for share in row) for row in mix)


def _offset(length_mm: float, rng: np.random.Generator) -> tuple[float, float]:
    angle = rng.uniform(0, 2 * np.pi)
    return length_mm * float(np.sin(angle)), length_mm * float(np.cos(angle))
