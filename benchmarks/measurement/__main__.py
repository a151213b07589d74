"""What moves each metric, on the product's own generated skin: doses, cross-talk, nuisances.

    python -m benchmarks.measurement [--quick] [--seed 1]

One person for each of six tones (three with --quick), skin of typical severity, in a fixed set-up.
Prints Markdown: each metric's response to steps of its own property (per 20 %, and rank correlation);
each property changed alone by 40 %; unchanged skin photographed otherwise. The last two are in units
of the response to 20 %: median over the tones; the widest and its tone. All tones take about five
minutes of CPU, three about two; progress goes to standard error.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace

from benchmarks.measurement.effects import DOSES, NUISANCES, QUICK_DOSES
from benchmarks.measurement.response import Change, Subject
from benchmarks.measurement.tables import cross_table, dose_table, nuisance_table, sections
from benchmarks.skin_series.people import Person, people

TONES_ITA_DEG = (55.0, 42.0, 28.0, 10.0, -15.0, -40.0)
QUICK_TONES_ITA_DEG = (55.0, 10.0, -40.0)


def main() -> int:
    """Print the tables."""
    options = _options()
    tones = QUICK_TONES_ITA_DEG if options.quick else TONES_ITA_DEG
    print(report(_persons(tones, seed=options.seed), QUICK_DOSES if options.quick else DOSES))
    return 0


def report(persons: Iterator[Person], steps: tuple[float, ...]) -> str:
    """The three tables for some people, one of each tone."""
    doses, cross, true = {}, {}, {}
    nuisances: dict[str, dict[float, Change]] = {nuisance.name: {} for nuisance in NUISANCES}
    for person in persons:
        print(f"ITA {person.ita_deg:.0f} ...", file=sys.stderr, flush=True)
        subject, tone = Subject(person), person.ita_deg
        doses[tone] = subject.doses(steps)
        cross[tone], true[tone] = subject.cross_talk(), subject.true_cross_talk()
        for nuisance in NUISANCES:
            nuisances[nuisance.name][tone] = subject.nuisance(nuisance)
    return sections(
        [
            ("Response to 20 % of a metric's own property (rank correlation)", dose_table(doses)),
            ("One property changed alone, in units of 20 %", cross_table(cross, true, doses)),
            (
                "Unchanged skin photographed otherwise, size in units of 20 %",
                nuisance_table(nuisances, doses),
            ),
        ]
    )


def _persons(tones: tuple[float, ...], *, seed: int) -> Iterator[Person]:
    for person, ita_deg in zip(people(len(tones), seed=seed), tones, strict=True):
        yield replace(person, ita_deg=ita_deg)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.measurement",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="three tones, two steps")
    parser.add_argument("--seed", type=int, default=1, help="other people")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
