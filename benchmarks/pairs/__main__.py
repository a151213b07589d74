"""Alignment pairs with exactly known truth, in the format of the public ones.

    python -m benchmarks.pairs OUT --kind guided|rough [--seed 7] [--pairs 48] [--negatives 12]
        [--categories head planar phantom] [--shared ../shared]

The same seed makes the same files. They show real faces: none of them belongs into the repository.
"""

import argparse
import sys
from itertools import chain
from pathlib import Path

from benchmarks.pairs.head_mesh import MissingMeshReader
from benchmarks.pairs.pair import write_pairs
from benchmarks.pairs.plan import CATEGORIES, Plan


def main() -> int:
    """Write one set of pairs."""
    options = _options()
    if not (options.shared / "bench" / "faces").is_dir():
        print(f"The faces that pairs are made of are not in {options.shared}: say where with --shared.")
        return 1
    plan = Plan(options.shared, options.kind, options.seed, tuple(options.categories))
    pairs = chain(plan.good_pairs(options.pairs), plan.wrong_pairs(options.negatives))
    try:
        count = write_pairs(options.folder, pairs)
    except MissingMeshReader as missing:
        print(missing)
        return 1
    print(f"{count} pairs in {options.folder}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.pairs", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="OUT")
    parser.add_argument("--kind", choices=("guided", "rough"), required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--pairs", type=int, default=48)
    parser.add_argument("--negatives", type=int, default=12)
    parser.add_argument("--categories", nargs="+", choices=CATEGORIES, default=CATEGORIES)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
