"""Gates of camera and file: sharpness, scale, compression, tone curve, device and mode."""

import math

from tracker.imaging.measure.gates.conditions import Conditions
from tracker.imaging.measure.gates.withholding import EVERY, REDNESS, STRUCTURE, level_within
from tracker.imaging.metadata import Capture, mode_message
from tracker.model import METHOD_LIMITS, Finding, GateLevel, QualityLimits
from tracker.texts import Message, marked

_SAME_CONTRAST = 0.05


def sharpness(found: Conditions) -> Finding | None:
    return None if found.sharper is None else sharpness_finding(found.sharper)


def sharpness_finding(sharper: float, limits: QualityLimits = METHOD_LIMITS) -> Finding:
    """d ln(fine / coarse detail) against the reference photo."""
    bounds = limits.softer if sharper < 0 else limits.sharper
    if sharper < 0:
        sentence = marked(
            "Fine detail is {share:.0%} weaker than in the reference photo (good: up to {good:.0%}): tap to "
            "focus, hold still, clean the lens, and use more light."
        )
    else:
        sentence = marked(
            "Fine detail is {share:.0%} stronger than in the reference photo (good: up to {good:.0%}), by "
            "noise, by sharpening in the camera or because the reference photo is softer: use more light, "
            "and switch beauty and sharpening modes off."
        )
    good = math.copysign(bounds.good, sharper)
    message = Message(sentence, {"share": abs(math.expm1(sharper)), "good": abs(math.expm1(good))})
    return Finding("sharpness", sharper, level_within(abs(sharper), bounds), message, STRUCTURE)


def scale(found: Conditions) -> Finding:
    return scale_finding(found.mm_per_px, found.scale_ratio)


def scale_finding(mm_per_px: float, ratio: float | None, limits: QualityLimits = METHOD_LIMITS) -> Finding:
    """How much skin a pixel covers, and against the reference photo where there is one."""
    level = level_within(mm_per_px, limits.mm_per_px)
    if ratio is not None and not 0.8 <= ratio <= 1.25 and level is GateLevel.GOOD:
        level = GateLevel.WARN
    values = {"size": mm_per_px, "good": limits.mm_per_px.good}
    if ratio is None:
        sentence = marked(
            "One pixel covers {size:.3f} mm of skin (good: up to {good:.3f}): take the photo from the "
            "distance of the reference photo, close enough for fine detail."
        )
    else:
        values["ratio"] = ratio
        sentence = marked(
            "One pixel covers {size:.3f} mm of skin (good: up to {good:.3f}), {ratio:.2f} times the "
            "reference photo's (good: 0.8 to 1.25): take the photo from the distance of the reference photo, "
            "close enough for fine detail."
        )
    return Finding("scale", mm_per_px, level, Message(sentence, values), STRUCTURE)


def jpeg_quality(found: Conditions) -> Finding | None:
    return None if found.jpeg_quality is None else jpeg_finding(found.jpeg_quality)


def jpeg_finding(quality: int, limits: QualityLimits = METHOD_LIMITS) -> Finding:
    """How little the file was compressed, 1 to 100."""
    sentence = marked(
        "The file is compressed to JPEG quality {quality} (good: {good} or more): send the camera's "
        "original file, not one that passed through a messenger."
    )
    message = Message(sentence, {"quality": quality, "good": round(limits.jpeg_quality.good)})
    level = level_within(quality, limits.jpeg_quality)
    return Finding("JPEG quality", float(quality), level, message, REDNESS)


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
