"""Gates of camera and file: sharpness, scale, compression, tone curve, device and mode."""

import math

from tracker.imaging.measure.gates.conditions import Conditions
from tracker.imaging.measure.gates.withholding import EVERY, REDNESS, STRUCTURE, level_of
from tracker.imaging.metadata import Capture, mode_message
from tracker.model import Finding, GateLevel
from tracker.texts import Message, marked

_SAME_CONTRAST = 0.05


def sharpness(found: Conditions) -> Finding | None:
    if found.sharper is None:
        return None
    if found.sharper < 0:
        level = level_of(-found.sharper, 0.15, 0.40)
        sentence = marked(
            "Fine detail is {share:.0%} weaker than in the reference photo (good: up to 14%): tap to focus, "
            "hold still, clean the lens, and use more light."
        )
    else:
        level = level_of(found.sharper, 0.10, 0.18)
        sentence = marked(
            "Fine detail is {share:.0%} stronger than in the reference photo (good: up to 11%), by noise, by "
            "sharpening in the camera or because the reference photo is softer: use more light, and switch "
            "beauty and sharpening modes off."
        )
    message = Message(sentence, {"share": abs(math.expm1(found.sharper))})
    return Finding("sharpness", found.sharper, level, message, STRUCTURE)


def scale(found: Conditions) -> Finding:
    level = level_of(found.mm_per_px, 0.08, 0.10)
    ratio = found.scale_ratio
    if ratio is not None and not 0.8 <= ratio <= 1.25 and level is GateLevel.GOOD:
        level = GateLevel.WARN
    if ratio is None:
        message = Message(
            marked(
                "One pixel covers {size:.3f} mm of skin (good: up to 0.080): take the photo from the "
                "distance of the reference photo, close enough for fine detail."
            ),
            {"size": found.mm_per_px},
        )
    else:
        message = Message(
            marked(
                "One pixel covers {size:.3f} mm of skin (good: up to 0.080), {ratio:.2f} times the reference "
                "photo's (good: 0.8 to 1.25): take the photo from the distance of the reference photo, close "
                "enough for fine detail."
            ),
            {"size": found.mm_per_px, "ratio": ratio},
        )
    return Finding("scale", found.mm_per_px, level, message, STRUCTURE)


def jpeg_quality(found: Conditions) -> Finding | None:
    if found.jpeg_quality is None:
        return None
    return Finding(
        "JPEG quality",
        float(found.jpeg_quality),
        level_of(-found.jpeg_quality, -90, -80),
        Message(
            marked(
                "The file is compressed to JPEG quality {quality} (good: 90 or more): send the camera's "
                "original file, not one that passed through a messenger."
            ),
            {"quality": found.jpeg_quality},
        ),
        REDNESS,
    )


def contrast(found: Conditions) -> Finding | None:
    """Undone by the card, so it withholds nothing; it says that the camera's settings differ."""
    if found.contrast is None:
        return None
    if found.contrast > 1:
        sentence = marked(
            "The camera's tone curve is {share:.0%} steeper than in the reference photo (good: up to 5%). "
            "The card undoes most of it: use the same camera app and mode, with HDR and filters off."
        )
    else:
        sentence = marked(
            "The camera's tone curve is {share:.0%} flatter than in the reference photo (good: up to 5%). "
            "The card undoes most of it: use the same camera app and mode, with HDR and filters off."
        )
    return Finding(
        "tone curve",
        found.contrast,
        GateLevel.GOOD if abs(math.log(found.contrast)) <= _SAME_CONTRAST else GateLevel.WARN,
        Message(sentence, {"share": abs(found.contrast - 1)}),
        EVERY,
    )


def device(found: Conditions) -> Finding | None:
    """Another camera or lens withholds nothing here: the series gets a new baseline."""
    if found.captures is None:
        return None
    now, before = found.captures
    if not now.camera or not before.camera:
        return None
    is_other = now.camera != before.camera or bool(now.lens and before.lens and now.lens != before.lens)
    return Finding(
        "device",
        float(is_other),
        GateLevel.WARN if is_other else GateLevel.GOOD,
        Message(
            marked(
                "Taken with {device}, the reference photo with {before} (good: the same camera and lens): it "
                "counts after a baseline session with the new one; better use the same again."
            ),
            {"device": _device_words(now), "before": _device_words(before)},
        ),
    )


def _device_words(capture: Capture) -> str:
    return f"{capture.camera} ({capture.lens})" if capture.lens else capture.camera


def mode(found: Conditions) -> Finding | None:
    """Modes that smooth or sharpen skin aren't undone by any fit."""
    if found.captures is None:
        return None
    now, before = found.captures
    if not now.camera or not before.camera:
        return None
    is_other = now.mode != before.mode
    return Finding(
        "camera mode",
        float(is_other),
        GateLevel.FAIL if is_other else GateLevel.GOOD,
        Message(
            marked(
                "The photo was taken in {mode}, the reference photo in {before} (good: the same): switch "
                "portrait, night and beauty modes off, and add the camera's own file."
            ),
            {"mode": mode_message(now.mode), "before": mode_message(before.mode)},
        ),
        EVERY,
    )
