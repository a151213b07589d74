"""Series of the product's own generated skin with known truth, in the format of the public ones.

    python -m benchmarks.skin_series OUT --seed 1 --subjects 12 [--protocols ctrl free]

Eight sessions for each subject and protocol: a baseline, two unchanged repeats, one 48 hours after a
treatment, four follow-ups in which each property changes or stays for itself. The same seed makes the
same files; two subjects take about ten seconds.
"""

import argparse
import sys
from pathlib import Path

from benchmarks.skin_series.conditions import PROTOCOLS
from benchmarks.skin_series.people import people
from benchmarks.skin_series.writing import write_series


def main() -> int:
    """Write one set of series."""
    options = _options()
    persons = people(options.subjects, seed=options.seed)
    count = write_series(options.folder, persons, protocols=options.protocols)
    print(f"{count} photos in {options.folder}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.skin_series",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, metavar="OUT")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--subjects", type=int, default=12)
    parser.add_argument("--protocols", nargs="+", choices=tuple(PROTOCOLS), default=tuple(PROTOCOLS))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
