"""How well known poses of rendered heads are found: ``python -m benchmarks.head_pose SHARED --models DIR``.

Heads of several made-up persons are turned, tilted and rolled by known angles, at random distances. What
counts in practice is the difference between two photos of one person, so each head's pose straight ahead is
taken off; what is left is printed, and the offsets beside it.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from benchmarks.pairs.head import HeadPerson, draw_head_person, head_shots, photograph_head, sit
from benchmarks.pairs.head_raster import HeadView
from benchmarks.pairs.viewing import Pose
from tracker.imaging.faces import FaceFinder
from tracker.imaging.faces.pose import HeadPose, find_pose

ACROSS_MM = 300.0
TURNS_DEG = (-45, -30, -15, -7, 7, 15, 30, 45)
TILTS_DEG = (-15, -7, 7, 15)
_FREE_POSES = 10


@dataclass(frozen=True)
class Missed:
    """By how much a pose was missed, once the person's offset is off.

    Attributes
    ----------
    known : HeadPose
    error : HeadPose or None
        None where no face was found.
    """

    known: HeadPose
    error: HeadPose | None


def render_head(person: HeadPerson, pose: Pose, *, shape: tuple[int, int] = (1000, 800), reach: float = 3.0):
    """A photo of a person in a known pose, sRGB (M, N, 3)."""
    shot, _ = head_shots(person, kind="guided", seed=person.seed, frame="frontal")
    view = HeadView(shape, shot.view.target_mm, ACROSS_MM, pose, reach)
    before, _ = person.visits(person.seed)
    jpeg = photograph_head(person, before, sit(person, replace(shot, view=view)))
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)[..., ::-1].copy()


def known_pose(pose: Pose) -> HeadPose:
    """A rendered pose in the product's words: there, a head turns towards the picture's right."""
    return HeadPose(-pose.turn_deg, pose.tilt_deg, pose.roll_deg)


def poses(rng: np.random.Generator) -> Iterator[Pose]:
    """Single turns and tilts, then free poses."""
    yield from (Pose(turn_deg=turn) for turn in TURNS_DEG)
    yield from (Pose(tilt_deg=tilt) for tilt in TILTS_DEG)
    for _ in range(_FREE_POSES):
        turn, tilt, roll = rng.uniform([-30, -12, -20], [30, 12, 20])
        yield Pose(turn, tilt, roll, rng.uniform(0.8, 1.3))


def measure_person(person: HeadPerson, finder: FaceFinder, rng: np.random.Generator) -> list[Missed]:
    """Every pose of a person."""
    straight = _found(render_head(person, Pose()), finder)
    if straight is None:
        return []
    offset = ", ".join(f"{a:.1f}" for a in (straight.turn_deg, straight.tilt_deg, straight.roll_deg))
    print(f"person {person.seed}: offset {offset}")
    missed = []
    for pose in poses(rng):
        found = _found(render_head(person, pose, reach=float(rng.uniform(1.8, 4))), finder)
        known = known_pose(pose)
        missed.append(Missed(known, found and found.minus(straight).minus(known)))
    return missed


def _found(rgb: np.ndarray, finder: FaceFinder) -> HeadPose | None:
    face = finder.find(rgb)
    return face and find_pose(face, finder.average)


def print_table(missed: list[Missed]) -> None:
    """Markdown: errors by how far the head was turned."""
    print("\n| turned by at most | poses | found | turn | tilt | roll (median, 90 %) | within 3 degrees |")
    print("|---|---|---|---|---|---|---|")
    for most in (10, 15, 30, 45):
        near = [one for one in missed if abs(one.known.turn_deg) <= most]
        found = [one.error for one in near if one.error]
        errors = np.abs([[e.turn_deg, e.tilt_deg, e.roll_deg] for e in found])
        usual, most_often = np.percentile(errors, [50, 90], axis=0)
        cells = " | ".join(f"{a:.1f}, {b:.1f}" for a, b in zip(usual, most_often, strict=True))
        within = (errors.max(axis=1) <= 3).mean()
        print(f"| {most} | {len(near)} | {len(found)} | {cells} | {within:.2f} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--persons", type=int, default=4)
    told = parser.parse_args()
    rng, finder = np.random.default_rng(5), FaceFinder(told.models)
    people = (draw_head_person(told.shared, seed) for seed in range(1, told.persons + 1))
    print_table([missed for person in people for missed in measure_person(person, finder, rng)])
