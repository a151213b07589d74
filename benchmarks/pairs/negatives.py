"""Pairs that must be refused: other persons, other regions, mirrored and blurred photos."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from benchmarks.pairs.backdrop import Wall
from benchmarks.pairs.exposure import decode, encode
from benchmarks.pairs.fields import generator
from benchmarks.pairs.head import HeadPerson, HeadShot, head_shots, photograph_head, sit
from benchmarks.pairs.pair import Pair
from benchmarks.pairs.people import Person
from benchmarks.pairs.planar import Shot, photograph, planar_shots
from benchmarks.pairs.treatment import two_visits

AnyShot = Shot | HeadShot
_MIRRORED_QUALITY = 92
_BLUR_OF_WIDTH = 1 / 45
_DOOR_BLUR_PX = 0.8


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a pair.

    Attributes
    ----------
    reference_frame, moving_frame : str
    is_other_person, is_mirrored, is_blurred : bool
        Of the moving photo.
    is_before_door : bool
        The same wooden door stands behind both photos, in the same place.
    closer : float
        Factor on the camera's distance, so that two regions share no skin.
    """

    reference_frame: str
    moving_frame: str
    is_other_person: bool = False
    is_mirrored: bool = False
    is_blurred: bool = False
    is_before_door: bool = False
    closer: float = 1.0


PLANAR_WRONGS = {
    "same_door_other_person": Wrong("face", "face", is_other_person=True, is_before_door=True),
    "mirrored_photo": Wrong("face", "face", is_mirrored=True),
    "other_person_closeup": Wrong("cheekL", "cheekL", is_other_person=True),
    "other_cheek_mirrored": Wrong("cheekL", "cheekR", is_mirrored=True),
    "other_person_face": Wrong("face", "face", is_other_person=True),
    "extreme_blur": Wrong("cheekR", "cheekR", is_blurred=True),
    "other_region": Wrong("forehead", "chin", closer=0.7),
}
HEAD_WRONGS = {
    "other_person_head": Wrong("frontal", "frontal", is_other_person=True),
    "left45_vs_right45": Wrong("left45", "right45"),
    "mirrored_closeup": Wrong("cheekR", "cheekR", is_mirrored=True),
    "same_door_other_head": Wrong("right45", "right45", is_other_person=True, is_before_door=True),
    "other_side": Wrong("jawL", "jawR"),
    "other_person_closeup": Wrong("forehead", "forehead", is_other_person=True),
}


class Cast(Protocol):
    """A person and another one, and how they are photographed."""

    seed: int

    def shots(self, frame: str, *, is_other: bool) -> tuple[AnyShot, AnyShot]:
        """A reference and a later shot of one of the two."""

    def photograph(self, shot: AnyShot, *, is_other: bool, is_later: bool) -> bytes:
        """The JPEG of a shot of one of the two, before or after treatment."""


@dataclass(frozen=True, slots=True)
class PlanarCast:
    """Two photographed faces; see `Cast`."""

    person: Person
    other: Person
    kind: str
    seed: int

    def shots(self, frame: str, *, is_other: bool) -> tuple[Shot, Shot]:
        """See `Cast`."""
        return planar_shots(
            self.other if is_other else self.person, kind=self.kind, seed=self.seed, frame=frame
        )

    def photograph(self, shot: Shot, *, is_other: bool, is_later: bool) -> bytes:
        """See `Cast`."""
        seed = self.seed + is_other
        visits = two_visits(self.other if is_other else self.person, generator(seed, "treatment"))
        return photograph(visits[is_later], shot, person_seed=seed)


@dataclass(frozen=True, slots=True)
class HeadCast:
    """Two rendered heads; see `Cast`."""

    person: HeadPerson
    other: HeadPerson
    kind: str
    seed: int

    def shots(self, frame: str, *, is_other: bool) -> tuple[HeadShot, HeadShot]:
        """See `Cast`."""
        return head_shots(
            self.other if is_other else self.person, kind=self.kind, seed=self.seed, frame=frame
        )

    def photograph(self, shot: HeadShot, *, is_other: bool, is_later: bool) -> bytes:
        """See `Cast`."""
        person = self.other if is_other else self.person
        return photograph_head(person, person.visits(self.seed + is_other)[is_later], sit(person, shot))


def wrong_pair(cast: Cast, wrong: Wrong, *, name: str, why: str) -> Pair:
    """A pair that must be refused."""
    first, _ = cast.shots(wrong.reference_frame, is_other=False)
    _, second = cast.shots(wrong.moving_frame, is_other=wrong.is_other_person)
    if wrong.is_before_door:
        door = Wall("planks", cast.seed, blur_px=_DOOR_BLUR_PX)
        first, second = (replace(shot, wall=door, wall_pose=first.wall_pose) for shot in (first, second))
    if wrong.is_blurred:
        blur_px = second.view.shape[1] * _BLUR_OF_WIDTH
        second = replace(second, exposure=replace(second.exposure, blur_px=blur_px))
    moving = cast.photograph(_nearer(second, wrong.closer), is_other=wrong.is_other_person, is_later=True)
    reference = cast.photograph(_nearer(first, wrong.closer), is_other=False, is_later=False)
    return Pair(name, "negative", reference, _mirrored(moving) if wrong.is_mirrored else moving, why=why)


def _nearer(shot: AnyShot, factor: float) -> AnyShot:
    pose = replace(shot.view.pose, distance=factor * shot.view.pose.distance)
    return replace(shot, view=replace(shot.view, pose=pose))


def _mirrored(jpeg: bytes) -> bytes:
    return encode(np.ascontiguousarray(decode(jpeg)[:, ::-1]), quality=_MIRRORED_QUALITY)
