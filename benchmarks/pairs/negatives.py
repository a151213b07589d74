"""Planar pairs that must be refused."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.pairs.exposure import decode, encode
from benchmarks.pairs.fields import generator
from benchmarks.pairs.pair import Pair
from benchmarks.pairs.people import Person
from benchmarks.pairs.planar import Shot, photograph, planar_shots, with_wall
from benchmarks.pairs.treatment import two_visits


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what a wrong pair is made of.

    Attributes
    ----------
    person, other : Person
    kind : str
    seed : int
    """

    person: Person
    other: Person
    kind: str
    seed: int

    def shots(self, person: Person, frame: str) -> tuple[Shot, Shot]:
        """Shots of one of the two."""
        return planar_shots(person, kind=self.kind, seed=self.seed, frame=frame)

    def reference(self, shot: Shot) -> bytes:
        """The person's first photo."""
        before, _ = two_visits(self.person, generator(self.seed, "treatment"))
        return photograph(before, shot, person_seed=self.seed)

    def later(self, shot: Shot) -> bytes:
        """The person's later photo."""
        _, after = two_visits(self.person, generator(self.seed, "treatment"))
        return photograph(after, shot, person_seed=self.seed)

    def stranger(self, shot: Shot) -> bytes:
        """The other person's photo."""
        _, after = two_visits(self.other, generator(self.seed + 1, "treatment"))
        return photograph(after, shot, person_seed=self.seed + 1)


Photos = tuple[bytes, bytes]


def _other_person(cast: Cast, frame: str) -> Photos:
    return cast.reference(cast.shots(cast.person, frame)[0]), cast.stranger(cast.shots(cast.other, frame)[1])


def _other_person_face(cast: Cast) -> Photos:
    return _other_person(cast, "face")


def _other_person_closeup(cast: Cast) -> Photos:
    return _other_person(cast, "cheekL")


def _other_region(cast: Cast) -> Photos:
    first, second = cast.shots(cast.person, "forehead")[0], cast.shots(cast.person, "chin")[1]
    return cast.reference(first), cast.later(_closer(second))


def _closer(shot: Shot) -> Shot:
    """A frame so small that it shares no skin with the other region's."""
    return replace(shot, view=replace(shot.view, across=0.7 * shot.view.across))


def _mirrored_photo(cast: Cast) -> Photos:
    first, second = cast.shots(cast.person, "face")
    return cast.reference(first), _mirrored(cast.later(second))


def _other_cheek_mirrored(cast: Cast) -> Photos:
    first, second = cast.shots(cast.person, "cheekL")[0], cast.shots(cast.person, "cheekR")[1]
    return cast.reference(first), _mirrored(cast.later(second))


def _same_door_other_person(cast: Cast) -> Photos:
    first, second = cast.shots(cast.person, "face")[0], cast.shots(cast.other, "face")[1]
    first, second = (with_wall(shot, "planks", seed=cast.seed) for shot in (first, second))
    return cast.reference(first), cast.stranger(replace(second, wall_pose=first.wall_pose))


def _extreme_blur(cast: Cast) -> Photos:
    first, second = cast.shots(cast.person, "cheekR")
    blur_px = second.view.shape[1] / 45
    return cast.reference(first), cast.later(
        replace(second, exposure=replace(second.exposure, blur_px=blur_px))
    )


def _mirrored(jpeg: bytes) -> bytes:
    return encode(np.ascontiguousarray(decode(jpeg)[:, ::-1]), quality=92)


WRONG_PAIRS: dict[str, Callable[[Cast], Photos]] = {
    "other_person_face": _other_person_face,
    "mirrored_photo": _mirrored_photo,
    "same_door_other_person": _same_door_other_person,
    "other_person_closeup": _other_person_closeup,
    "other_cheek_mirrored": _other_cheek_mirrored,
    "other_region": _other_region,
    "extreme_blur": _extreme_blur,
}


def wrong_pair(why: str, cast: Cast, *, name: str) -> Pair:
    """A pair that must be refused, for one of the reasons in `WRONG_PAIRS`."""
    reference, moving = WRONG_PAIRS[why](cast)
    return Pair(name, "negative", reference, moving, why=why)
