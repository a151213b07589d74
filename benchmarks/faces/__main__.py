"""Readings of untreated cheeks of real people, and what they are best compared with, as Markdown.

    python -m benchmarks.faces DIR --models DIR [--jobs 1]

DIR holds a neutral and a smiling photo of each person; DIR of models face_landmarker.task. Takes about
20 s of CPU for each person. How photos of faces are aligned: python -m benchmarks.alignment --faces DIR.
"""

import argparse
import sys
from pathlib import Path

from benchmarks.faces.scatter import report_scatter


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.faces", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="photographs of faces")
    parser.add_argument("--models", type=Path, metavar="DIR", required=True, help="folder of the face models")
    parser.add_argument("--jobs", type=int, default=1, help="processes, each with one thread")
    options = parser.parse_args()
    print(report_scatter(options.folder, models=options.models, jobs=options.jobs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
