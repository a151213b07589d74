"""Several aligners on the same pairs in the same run, timed against SIFT's own detection."""

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.alignment.scoring import (
    Aligner,
    Answer,
    PairScore,
    Rgb,
    SetScore,
    Truth,
    score_answer,
    score_crash,
    score_set,
)

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OPENCV_FOR_THREADS_NUM": "1"}
"""CPU seconds of one method mean the same as another's only when none of them spins threads."""


@dataclass(frozen=True)
class Timed:
    """One aligner's score of one pair, and what it cost.

    Attributes
    ----------
    name : str
    score : PairScore
    cpu_s : float
    sift_ratio : float
        CPU time over that of SIFT's detection and description in both photos at full size.
    """

    name: str
    score: PairScore
    cpu_s: float
    sift_ratio: float


@dataclass(frozen=True)
class Result:
    """One aligner on a whole set.

    Attributes
    ----------
    score : SetScore
    cpu_s, sift_ratio : float
        Medians over all pairs, refused ones too.
    """

    score: SetScore
    cpu_s: float
    sift_ratio: float


def compare(folder: Path, aligners: dict[str, Aligner], *, jobs: int = 1) -> Iterator[list[Timed]]:
    """Score every aligner on every pair; pair by pair, so that all meet the same machine.

    Parameters
    ----------
    folder : Path
        With ``pairs.json`` and the photos and truth that it names.
    aligners : dict
        By name. They must be importable by other processes.
    jobs : int
        Processes, each with one thread.

    Yields
    ------
    list of Timed
        One pair's, in the aligners' order.
    """
    pairs = json.loads((folder / "pairs.json").read_text(encoding="utf-8"))
    with single_threaded_processes(jobs) as processes:
        yield from processes.map(partial(_compare_on_pair, folder, aligners), pairs)


def single_threaded_processes(count: int) -> ProcessPoolExecutor:
    """Fresh processes whose libraries use one thread each."""
    os.environ.update(ONE_THREAD)
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"))


def results(rows: Sequence[Sequence[Timed]]) -> dict[str, Result]:
    """Put the pairs together for each aligner."""
    found = {}
    for column in zip(*rows, strict=True):
        found[column[0].name] = Result(
            score_set([timed.score for timed in column]),
            statistics.median(timed.cpu_s for timed in column),
            statistics.median(timed.sift_ratio for timed in column),
        )
    return found


def _compare_on_pair(folder: Path, aligners: dict[str, Aligner], pair: dict[str, Any]) -> list[Timed]:
    reference, moving = (read_rgb(folder / pair[role]) for role in ("reference", "moving"))
    truth = _read_truth(folder / pair["truth"], moving) if pair["positive"] else None
    _, sift_s = _timed(lambda: _find_sift(reference, moving))
    scored = []
    for name, aligner in aligners.items():
        score, cpu_s = _score(aligner, reference, moving, truth)
        scored.append(Timed(name, score, cpu_s, cpu_s / sift_s))
    return scored


def _score(aligner: Aligner, reference: Rgb, moving: Rgb, truth: Truth | None) -> tuple[PairScore, float]:
    start = time.process_time()
    try:
        answer, cpu_s = _timed(lambda: aligner(reference, moving))
    except Exception as error:  # a crash is a result here
        return score_crash(error, truth), time.process_time() - start
    return score_answer(answer, truth), cpu_s


def _timed(work: Callable[[], Answer | None]) -> tuple[Answer | None, float]:
    start = time.process_time()
    answer = work()
    return answer, time.process_time() - start


def _find_sift(*photos: Rgb) -> None:
    """The yardstick: OpenCV's SIFT as it comes."""
    for rgb in photos:
        cv2.SIFT.create().detectAndCompute(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), None)


def read_rgb(path: Path) -> Rgb:
    """A photo as sRGB, shape (M, N, 3)."""
    bgr = cv2.imread(str(path))
    if bgr is None:
        raise FileNotFoundError(path)
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)


def _read_truth(path: Path, moving: Rgb) -> Truth:
    points = np.load(path)
    reference_rc, moving_rc = (points[name].astype(np.float64) for name in ("reference_rc", "moving_rc"))
    return Truth(reference_rc, moving_rc, moving.shape[:2])
