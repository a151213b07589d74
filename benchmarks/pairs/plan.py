"""Which pairs a set holds."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.pairs.fields import generator
from benchmarks.pairs.negatives import WRONG_PAIRS, Cast, wrong_pair
from benchmarks.pairs.pair import Pair
from benchmarks.pairs.people import photographed_names, photographed_person
from benchmarks.pairs.planar import FRAMES, planar_pair


def plan_pairs(shared: Path, *, kind: str, seed: int, good: int, wrong: int) -> Iterator[Pair]:
    """Good pairs, then wrong ones, each made when it is asked for.

    Parameters
    ----------
    shared : Path
        Holds `bench/faces`.
    kind : str
        "guided" or "rough".
    seed : int
    good, wrong : int
        How many.

    Yields
    ------
    Pair
    """
    names = _shuffled_names(shared, seed)
    for number in range(good):
        name, frame = names[number % len(names)], FRAMES[(number + number // len(names)) % len(FRAMES)]
        yield planar_pair(
            photographed_person(shared, name),
            kind=kind,
            seed=seed * 1000 + number,
            frame=frame,
            name=f"{kind}{number:02d}_planar_{frame}_{name}",
        )
    for number in range(wrong):
        yield _wrong_pair(shared, names, number, kind=kind, seed=seed)


def _wrong_pair(shared: Path, names: list[str], number: int, *, kind: str, seed: int) -> Pair:
    why = list(WRONG_PAIRS)[number % len(WRONG_PAIRS)]
    name = names[(3 * number + 1) % len(names)]
    others = [other for other in names if other[:10] != name[:10]]
    cast = Cast(
        photographed_person(shared, name),
        photographed_person(shared, others[number % len(others)]),
        kind,
        seed * 1000 + 500 + number,
    )
    return wrong_pair(why, cast, name=f"{kind}N{number:02d}_{why}")


def _shuffled_names(shared: Path, seed: int) -> list[str]:
    names = photographed_names(shared)
    return [names[k] for k in generator(seed, "names").permutation(len(names))]
