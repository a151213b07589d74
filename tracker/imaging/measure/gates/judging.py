"""All gates: one line of the table each."""

from collections.abc import Callable

from tracker.imaging.measure.gates import camera, light, patch, place
from tracker.imaging.measure.gates.conditions import Conditions
from tracker.model import Finding


def judge(found: Conditions) -> tuple[Finding, ...]:
    """One finding for each gate that can be judged.

    Parameters
    ----------
    found : Conditions

    Returns
    -------
    tuple of Finding
        With value, level, one sentence for the provider, and the metrics that a failure withholds.
    """
    findings = (gate(found) for gate in _GATES)
    return tuple(f for f in findings if f is not None)


_GATES: tuple[Callable[[Conditions], Finding | None], ...] = (
    light.exposure,
    light.clipped,
    light.cast,
    light.gradient,
    camera.sharpness,
    camera.scale,
    camera.jpeg_quality,
    camera.contrast,
    camera.device,
    camera.mode,
    place.alignment,
    place.turn,
    place.matched,
    place.matched_control,
    light.glare,
    patch.card,
    patch.flush,
    patch.tan,
    patch.uneven,
)
