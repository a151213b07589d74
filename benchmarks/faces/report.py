"""All photographs of a folder through the product, as Markdown."""

from collections.abc import Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.alignment.comparison import single_threaded_processes
from benchmarks.alignment.progress import counted
from benchmarks.alignment.tables import markdown
from benchmarks.faces.evidence import Weighed
from benchmarks.faces.hints import FaceModels
from benchmarks.faces.people import Smile, lay_smile, weigh_strangers
from benchmarks.faces.photos import PhotoPair, selfies, smiles, strangers
from benchmarks.faces.selfies import Selfie, lay_selfie

WORST_SELFIE_PCT = 0.5
"""No accepted selfie may be further off than this."""


def report_faces(folder: Path, *, models: Path | None, jobs: int = 1) -> str:
    """Tables and a summary of smiles, other people and selfies.

    Parameters
    ----------
    folder : Path
        Photographs named as the public ones are.
    models : Path or None
        Folder with the face models. With them smiles are compared with landmarks, and all is done twice:
        as the pixels alone have it, and with landmarks as a hint to the alignment.
    jobs : int
        Processes, each with one thread.
    """
    with single_threaded_processes(jobs) as processes:
        parts = ["**Without landmarks**", *_report(folder, FaceModels(models), processes)]
        if models is not None:
            hinted = FaceModels(models, are_hints=True)
            parts += ["**With the landmarks of both faces as a hint**", *_report(folder, hinted, processes)]
    return "\n\n".join(parts)


def _report(folder: Path, models: FaceModels, processes: Executor) -> list[str]:
    others = strangers(folder)
    laid_smiles = processes.map(partial(lay_smile, models=models), smiles(folder))
    laid_selfies = processes.map(partial(lay_selfie, models=models), selfies(folder))
    weighed = processes.map(partial(weigh_strangers, models=models), others, chunksize=4)
    return [
        smile_table(list(counted(laid_smiles, "smiles"))),
        selfie_table(list(counted(laid_selfies, "pairs of selfies"))),
        stranger_lines(others, list(counted(weighed, "pairs of different people"))),
    ]


def smile_table(smiles: Sequence[Smile]) -> str:
    """One row for each person, and how many were accepted."""
    head = ("smile", "accepted", "skin with evidence", "points trusted", "median", "95th pct")
    rows = [
        [
            smile.name,
            smile.refused_because or "yes",
            f"{smile.support:.2f}",
            _figure(smile.trusted_share, 2),
            _figure(smile.median_pct, 2),
            _figure(smile.p95_pct, 2),
        ]
        for smile in smiles
    ]
    accepted = sum(not smile.refused_because for smile in smiles)
    medians = [smile.median_pct for smile in smiles if smile.median_pct is not None]
    middle = f"; median of medians {np.median(medians):.2f} % of the pupils' distance" if medians else ""
    return f"{markdown(head, rows)}\n\nSmiles accepted: {accepted} of {len(smiles)}{middle}."


def stranger_lines(pairs: Sequence[PhotoPair], weighed: Sequence[Weighed]) -> str:
    """How many pairs of different people were accepted, and which came nearest."""
    if not weighed:
        return "No photos of different people."
    accepted = sum(found.is_accepted for found in weighed)
    most = max(range(len(weighed)), key=lambda k: weighed[k].share)
    names = " and ".join(path.stem for path in pairs[most])
    return (
        f"Different people accepted: {accepted} of {len(weighed)} (must be 0); "
        f"most agreeing patches {weighed[most].share:.3f} ({names})."
    )


def selfie_table(laid: Sequence[Selfie]) -> str:
    """One row for each ordered pair, and how the accepted ones compare with the spline."""
    head = ("selfies", "accepted", "median %", "95th pct %", "trusted", "median % of trusted", "thin plate %")
    rows = [
        [
            f"{pair.reference} to {pair.moving}",
            pair.refused_because or "yes",
            _figure(pair.median_pct, 3),
            _figure(pair.p95_pct, 3),
            _figure(pair.trusted_share, 2),
            _figure(pair.trusted_median_pct, 3),
            f"{pair.thin_plate_pct:.3f}",
        ]
        for pair in laid
    ]
    return f"{markdown(head, rows)}\n\n{_selfie_summary(laid)}"


def _selfie_summary(laid: Sequence[Selfie]) -> str:
    medians = [pair.median_pct for pair in laid if pair.median_pct is not None]
    if not medians:
        return f"Selfies accepted: 0 of {len(laid)}."
    spline = [pair.thin_plate_pct for pair in laid if pair.is_accepted]
    far = sum(median > WORST_SELFIE_PCT for median in medians)
    return (
        f"Selfies accepted: {len(medians)} of {len(laid)}; {far} of them above {WORST_SELFIE_PCT} % "
        f"(must be 0); median {np.median(medians):.3f} %, thin-plate spline of the other points, same pairs "
        f"{np.median(spline):.3f} %."
    )


def _figure(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"
