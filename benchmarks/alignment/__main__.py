"""The product's alignment in figures: against peers, on real faces, and what it costs.

    python -m benchmarks.alignment --pairs DIR [--peers] [--only NAME] [--jobs 1] [--models DIR]
    python -m benchmarks.alignment --faces DIR [--models DIR] [--jobs 1]
    python -m benchmarks.alignment --memory

DIR of pairs holds a pairs.json, as benchmarks.pairs writes it; DIR of faces the photographs with their
.tem points; DIR of models face_landmarker.task. The peers that need a package which the product
doesn't need (group "bench" of pyproject.toml) are left out where it isn't installed. All together
take some 10 s of CPU for each pair, a third of that SimpleITK alone. Tables go to standard output,
progress to standard error.
"""

import argparse
import sys
from pathlib import Path

from benchmarks.alignment.comparison import compare, results
from benchmarks.alignment.memory import memory_table
from benchmarks.alignment.product import aligner
from benchmarks.alignment.progress import counted
from benchmarks.alignment.tables import comparison_table, trust_line
from benchmarks.faces.report import report_faces
from benchmarks.peers.listing import Peer, find_peers

PRODUCT = Peer("product", "**this program**", aligner)


def main() -> int:
    """Print what was asked for."""
    parser = _parser()
    options = parser.parse_args()
    if not (options.pairs or options.faces or options.memory) or (options.peers and not options.pairs):
        parser.error("say what to measure: --pairs DIR (with or without --peers), --faces DIR or --memory")
    if options.pairs:
        print(report_pairs(options.pairs, _taking_part(options), jobs=options.jobs))
    if options.faces:
        print(report_faces(options.faces, models=options.models, jobs=options.jobs))
    if options.memory:
        print(memory_table())
    return 0


def report_pairs(folder: Path, methods: list[Peer], *, jobs: int = 1) -> str:
    """The comparison table, and below it what the product says of itself."""
    able = {method.name: method.aligner for method in methods if not method.missing}
    found = results(list(counted(compare(folder, able, jobs=jobs), "pairs")))
    titles = {method.name: method.title for method in methods}
    missing = {method.name: method.missing for method in methods if method.missing}
    lines = [comparison_table(found, titles, missing)]
    if PRODUCT.name in found:
        lines.append(trust_line(found[PRODUCT.name]))
    return "\n\n".join(lines)


def _taking_part(options: argparse.Namespace) -> list[Peer]:
    methods = [*(find_peers(models=options.models) if options.peers or options.only else []), PRODUCT]
    return [method for method in methods if not options.only or method.name in options.only]


def _parser() -> argparse.ArgumentParser:
    names = [peer.name for peer in find_peers(models=None)] + [PRODUCT.name]
    parser = argparse.ArgumentParser(
        prog="benchmarks.alignment",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--pairs", type=Path, metavar="DIR", help="score on the pairs of a folder")
    parser.add_argument("--peers", action="store_true", help="score the peers in the same run")
    parser.add_argument("--only", action="append", choices=names, help="only this one; may be repeated")
    parser.add_argument("--faces", type=Path, metavar="DIR", help="try photographs of real faces")
    parser.add_argument("--models", type=Path, metavar="DIR", help="folder of the face models")
    parser.add_argument("--memory", action="store_true", help="memory and CPU time for large photos")
    parser.add_argument("--jobs", type=int, default=1, help="processes, each with one thread")
    return parser


if __name__ == "__main__":
    sys.exit(main())
