"""Which pairs a set holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pairs import head, planar
from benchmarks.pairs.fields import generator
from benchmarks.pairs.head import draw_head_person, head_pair
from benchmarks.pairs.negatives import HEAD_WRONGS, PLANAR_WRONGS, HeadCast, PlanarCast, wrong_pair
from benchmarks.pairs.pair import Pair
from benchmarks.pairs.people import photographed_names, photographed_person
from benchmarks.pairs.phantoms import phantom_pair, wrong_phantom_pair
from benchmarks.pairs.planar import planar_pair

CATEGORIES = ("head", "planar", "phantom")
_ROUND = ("head", "planar", "head", "planar", "head", "phantom")
_WRONG_ROUND = ("planar", "head", "planar", "head", "planar", "head", "phantom")
# Seeds of pairs lie this far apart from one set to the next, those of wrong pairs in the upper half
_SEEDS, _WRONG_SEEDS = 1000, 500
_PAIRS_PER_HEAD = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """A set of pairs.

    Attributes
    ----------
    shared : Path
        Holds `bench/faces` and `bench/alignment/source`.
    kind : str
        "guided" or "rough".
    seed : int
    categories : tuple of str
        Some of `CATEGORIES`.
    """

    shared: Path
    kind: str
    seed: int
    categories: tuple[str, ...] = CATEGORIES

    def good_pairs(self, count: int) -> Iterator[Pair]:
        """Pairs with truth, each made when it is asked for."""
        for number, (category, turn) in enumerate(self._take_turns(_ROUND, count)):
            seed, name = self.seed * _SEEDS + number, f"{self.kind}{number:02d}_{category}"
            yield getattr(self, f"_{category}_pair")(turn, seed, name)

    def wrong_pairs(self, count: int) -> Iterator[Pair]:
        """Pairs that must be refused, each made when it is asked for."""
        for number, (category, turn) in enumerate(self._take_turns(_WRONG_ROUND, count)):
            seed, name = self.seed * _SEEDS + _WRONG_SEEDS + 2 * number, f"{self.kind}N{number:02d}"
            yield getattr(self, f"_wrong_{category}_pair")(turn, seed, name)

    def _take_turns(self, turns: tuple[str, ...], count: int) -> list[tuple[str, int]]:
        """Category of each pair, and how many of that category were before it."""
        asked = [category for category in turns if category in self.categories]
        order = [asked[k % len(asked)] for k in range(count)]
        return [(category, order[:k].count(category)) for k, category in enumerate(order)]

    def _planar_pair(self, turn: int, seed: int, name: str) -> Pair:
        names = self._face_names()
        face = names[turn % len(names)]
        frame = planar.FRAMES[(turn + turn // len(names)) % len(planar.FRAMES)]
        person = photographed_person(self.shared, face)
        return planar_pair(person, kind=self.kind, seed=seed, frame=frame, name=f"{name}_{frame}_{face}")

    def _head_pair(self, turn: int, seed: int, name: str) -> Pair:
        frame = head.FRAMES[_HEAD_ORDER[turn % len(_HEAD_ORDER)]]
        person = draw_head_person(self.shared, self.seed * _SEEDS + turn // _PAIRS_PER_HEAD)
        return head_pair(person, kind=self.kind, seed=seed, frame=frame, name=f"{name}_{frame}")

    def _phantom_pair(self, turn: int, seed: int, name: str) -> Pair:
        return phantom_pair(kind=self.kind, seed=seed, name=name)

    def _wrong_planar_pair(self, turn: int, seed: int, name: str) -> Pair:
        why = list(PLANAR_WRONGS)[turn % len(PLANAR_WRONGS)]
        names = self._face_names()
        face = names[(3 * turn + 1) % len(names)]
        strangers = [other for other in names if other[:10] != face[:10]]
        faces = face, strangers[turn % len(strangers)]
        persons = [photographed_person(self.shared, each) for each in faces]
        cast = PlanarCast(*persons, self.kind, seed)
        return wrong_pair(cast, PLANAR_WRONGS[why], name=f"{name}_{why}", why=why)

    def _wrong_head_pair(self, turn: int, seed: int, name: str) -> Pair:
        why = list(HEAD_WRONGS)[turn % len(HEAD_WRONGS)]
        persons = [draw_head_person(self.shared, person_seed) for person_seed in (seed, seed + 1)]
        cast = HeadCast(*persons, self.kind, seed)
        return wrong_pair(cast, HEAD_WRONGS[why], name=f"{name}_{why}", why=why)

    def _wrong_phantom_pair(self, turn: int, seed: int, name: str) -> Pair:
        return wrong_phantom_pair(kind=self.kind, seed=seed, name=f"{name}_other_phantom")

    def _face_names(self) -> list[str]:
        names = photographed_names(self.shared)
        return [names[k] for k in generator(self.seed, "names").permutation(len(names))]


# Heads from the front, from the sides, and close-ups, in turn
_HEAD_ORDER = (0, 3, 1, 4, 2, 5, 0, 6, 1, 7, 2, 8, 0, 9)
