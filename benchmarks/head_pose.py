"""How well known poses of rendered heads are found: ``python -m benchmarks.head_pose SHARED --models DIR``.

Heads of several made-up persons are turned, tilted and rolled by known angles before a lens of known focal
length, at random distances, in other light, before and after treatment, some with the mouth drawn otherwise.
What counts in practice is the difference between two photos of one person: every photo is held against the
person's first one, which looks nearly straight ahead. Poses are meant along the line of sight to the face.

Persons from `HELD_OUT` on were never looked at while the method was made; those before it were.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from benchmarks.pairs.head import HeadPerson, draw_head_person, head_shots, photograph_head, sit
from benchmarks.pairs.head_raster import HeadView
from benchmarks.pairs.viewing import Pose
from tracker.imaging.faces import FaceFinder
from tracker.imaging.faces.head_turn import Portrait, find_head_turn
from tracker.imaging.faces.pose import HeadPose, find_pose, head_rotation, pose_of

ACROSS_MM = 300.0
SHAPE = (1000, 800)
HELD_OUT = 5000
# what an intake's small frame has to find the landmarks in
_FRAME_PX = 320
# how far heads are turned, degrees: the reference, then the photos held against it
_TURNS_DEG = [(0, 3), *[(0, 10)] * 4, *[(10, 20)] * 4, *[(20, 30)] * 4, *[(30, 45)] * 3]
_MOST_DEG = (10, 15, 20, 30, 45)
SURE_DEG = 1.5
# standard error that is taken for landmarks where nothing better is found
_LANDMARKS_DEG = 2.0


@dataclass(frozen=True, eq=False)
class HeadPhoto:
    """A rendered photo, and how it was taken.

    Attributes
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
    view : HeadView
    """

    rgb: np.ndarray
    view: HeadView

    @property
    def focal_px(self) -> float:
        """The lens's focal length in pixels."""
        return self.view.reach * self.view.shape[1]

    def along_sight(self, face_rc: np.ndarray) -> np.ndarray:
        """The head's rotation (3, 3) as seen along the line of sight to a place of the photo."""
        middle = (np.array(self.view.shape) - 1) / 2 + np.array(self.view.pose.shift) * self.view.shape[1]
        down, right = (face_rc - middle) / self.focal_px
        about = np.array([right, -down, 0.0]) / max(float(np.hypot(down, right)), 1e-12)
        return cv2.Rodrigues(about * np.arctan(np.hypot(down, right)))[0] @ self.view.pose.rotation


@dataclass(frozen=True)
class Missed:
    """By how much one way of measuring missed a known turn.

    Attributes
    ----------
    known : HeadPose
        Against the reference.
    error : HeadPose or None
        None where nothing was found.
    error_deg : float
        What the way itself says that it may be off by.
    """

    known: HeadPose
    error: HeadPose | None
    error_deg: float = 0.0

    @property
    def is_within(self) -> bool:
        """Whether turn, tilt and roll are all within 3 degrees."""
        error = self.error
        return error is not None and max(map(abs, (error.turn_deg, error.tilt_deg, error.roll_deg))) <= 3


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


def photograph_person(person: HeadPerson) -> Iterator[HeadPhoto]:
    """The reference, then photos of other turns, sizes, light and expression."""
    rng = np.random.default_rng(person.seed + 7)
    for number, (least_deg, most_deg) in enumerate(_TURNS_DEG):
        turn_deg = rng.uniform(least_deg, most_deg) * rng.choice([-1, 1])
        yield _photograph(person, rng, turn_deg, is_reference=number == 0)


def _photograph(
    person: HeadPerson, rng: np.random.Generator, turn_deg: float, *, is_reference: bool
) -> HeadPhoto:
    tilt_deg, roll_deg = rng.uniform(-3, 3, 2) if is_reference else rng.uniform([-15, -20], [15, 20])
    distance = 1.0 if is_reference else rng.uniform(0.8, 1.3)
    pose = Pose(turn_deg, tilt_deg, roll_deg, distance, tuple(rng.uniform(-0.04, 0.04, 2)))
    kind = "guided" if rng.random() < 0.5 else "rough"
    seed = person.seed * 100 + (0 if is_reference else int(rng.integers(1, 99)))
    shots = head_shots(person, kind=kind, seed=seed, frame="frontal")
    shot = replace(shots[0], mouth_mm=0.0) if is_reference else shots[rng.integers(2)]
    view = HeadView(SHAPE, shot.view.target_mm, ACROSS_MM, pose, float(rng.uniform(1.8, 4)))
    visit = person.visits(person.seed)[0 if is_reference else 1]
    jpeg = photograph_head(person, visit, sit(person, replace(shot, view=view)))
    rgb = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
    return HeadPhoto(np.ascontiguousarray(rgb), view)


def measure_person(person: HeadPerson, finder: FaceFinder) -> dict[str, list[Missed]]:
    """By how much each way misses the turns of a person's photos."""
    reference, *photos = photograph_person(person)
    first = _portrait(reference, finder)
    if first is None:
        return {}
    own = find_pose(first.face, finder.average).minus(pose_of(_rotation(reference, first)))
    print(f"person {person.seed}: one photo alone {_angles(own).round(1)} off")
    missed: dict[str, list[Missed]] = {way: [] for way in ("landmarks", "skin", "skin, focal length known")}
    for photo in photos:
        second = _portrait(photo, finder)
        if second is None:
            print(f"person {person.seed}: no face found")
            continue
        known = pose_of(_rotation(photo, second) @ _rotation(reference, first).T)
        rotations = [head_rotation(portrait.face, finder.average) for portrait in (first, second)]
        by_landmarks = pose_of(rotations[1] @ rotations[0].T).minus(known)
        missed["landmarks"].append(Missed(known, by_landmarks, _LANDMARKS_DEG))
        for way, pair in (
            ("skin", (replace(first, focal_px=None), replace(second, focal_px=None))),
            ("skin, focal length known", (first, second)),
        ):
            found = find_head_turn(*pair, finder.average)
            missed[way].append(
                Missed(known, found and found.pose.minus(known), found.error_deg if found else np.inf)
            )
    return missed


def _portrait(photo: HeadPhoto, finder: FaceFinder) -> Portrait | None:
    """The photo with landmarks found as at intake, in a small frame of it."""
    share = _FRAME_PX / max(photo.rgb.shape[:2])
    small = cv2.resize(photo.rgb, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    face = finder.find(small)
    return face and Portrait(photo.rgb, face.resized(small.shape[:2], photo.rgb.shape[:2]), photo.focal_px)


def _rotation(photo: HeadPhoto, portrait: Portrait) -> np.ndarray:
    return photo.along_sight(portrait.face.landmarks_rc.mean(axis=0))


def _angles(pose: HeadPose) -> np.ndarray:
    return np.array([pose.turn_deg, pose.tilt_deg, pose.roll_deg])


def print_table(way: str, missed: Sequence[Missed]) -> None:
    """Markdown: errors by how far the head was turned."""
    print(f"\n**{way}**\n")
    print("| turned by at most | photos | found | turn, tilt, roll: median | 90 % | within 3 degrees", end="")
    print(" | worst | surely told | of these within 3 degrees |")
    print("|---|---|---|---|---|---|---|---|---|")
    for most in _MOST_DEG:
        near = [one for one in missed if abs(one.known.turn_deg) <= most]
        found = [one for one in near if one.error]
        errors = np.abs([_angles(one.error) for one in found if one.error])
        usual, often = (
            ", ".join(f"{angle:.1f}" for angle in row) for row in np.percentile(errors, [50, 90], axis=0)
        )
        sure = [one for one in found if one.error_deg <= SURE_DEG]
        within, sure_within = (sum(one.is_within for one in some) for some in (found, sure))
        print(
            f"| {most} | {len(near)} | {len(found)} | {usual} | {often} | {within / len(found):.2f} | "
            f"{errors.max():.1f} | {len(sure) / len(near):.2f} | {sure_within} of {len(sure)} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--first", type=int, default=HELD_OUT, help="the first person's number")
    parser.add_argument("--persons", type=int, default=10)
    told = parser.parse_args()
    finder = FaceFinder(told.models)
    missed: dict[str, list[Missed]] = {}
    for number in range(told.first, told.first + told.persons):
        for way, of_person in measure_person(draw_head_person(told.shared, number), finder).items():
            missed.setdefault(way, []).extend(of_person)
    for way, of_way in missed.items():
        print_table(way, of_way)


if __name__ == "__main__":
    main()
