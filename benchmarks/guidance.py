"""How long one frame of guidance takes, also against SIFT alone, and judging a new photo of 12 megapixels.

    python -m benchmarks.guidance [--frames N]

CPU time of this process; a reference is prepared once and not counted, as in a sitting.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import cv2
import numpy as np

from tracker.imaging.guidance import GuideFrame, compare
from tracker.imaging.phantom.camera import Camera
from tracker.imaging.phantom.geometry import Pose
from tracker.imaging.phantom.light import Light
from tracker.imaging.phantom.render import render
from tracker.imaging.phantom.skin import Skin
from tracker.imaging.quality import Look, ReferenceLook, assess

Seen = TypeVar("Seen")

_CAMERA = Camera(width_px=640, height_px=480)


def _frames(count: int) -> list[np.ndarray]:
    """The reference's skin, seen from around it in changing light; the first is the reference."""
    rng = np.random.default_rng(1)
    shots = [render(Skin(seed=4), camera=_CAMERA)]
    for shot in range(count):
        pose = Pose(*rng.uniform(-6, 6, 3), rng.uniform(0.9, 1.1), tuple(rng.uniform(-4, 4, 2)))
        light = Light(exposure_ev=rng.uniform(-0.5, 0.5), temperature_k=rng.uniform(5000, 6000))
        shots.append(render(Skin(seed=4), pose=pose, light=light, camera=_CAMERA, shot=shot + 1))
    return [cv2.resize(shot.rgb, (320, 240), interpolation=cv2.INTER_AREA) for shot in shots]


def _milliseconds(work: Callable[[Seen], object], frames: Sequence[Seen]) -> list[float]:
    taken = []
    for frame in frames:
        started = time.process_time()
        work(frame)
        taken.append(1000 * (time.process_time() - started))
    return taken


def _judge(look: Look, reference: ReferenceLook) -> object:
    return assess(look, jpeg_quality=95, mm_per_px=0.023, reference=reference, is_head=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=20)
    count = parser.parse_args().frames
    cv2.setNumThreads(1)
    first, *frames = _frames(count)
    reference, sift = GuideFrame.of(first).prepare(), cv2.SIFT.create(3000, 3, 0.02, 12, 1.6)
    whole = _milliseconds(lambda rgb: compare(reference, GuideFrame.of(rgb), is_head=False), frames)
    alone = _milliseconds(
        lambda rgb: sift.detectAndCompute(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), None), frames
    )
    print("| frames | guidance, ms (median) | 95th percentile | SIFT alone, ms | times SIFT |")
    print("|---|---|---|---|---|")
    median, of_sift = statistics.median(whole), statistics.median(alone)
    most = float(np.percentile(whole, 95))
    photos = [
        Look(cv2.resize(rgb, (2000, 1500), interpolation=cv2.INTER_CUBIC), 4000)
        for rgb in [first, *frames[:5]]
    ]
    against = ReferenceLook(photos[0], 0.023)
    _ = against.look.frame.prepare(), against.look.skin
    judging = _milliseconds(lambda look: _judge(look, against), photos[1:])
    print(f"| {count} | {median:.0f} | {most:.0f} | {of_sift:.0f} | {median / of_sift:.1f} |")
    print(f"\nA new photo beside its decoding, ms (median): {statistics.median(judging):.0f}")


if __name__ == "__main__":
    main()
