"""What an aligner's answer is worth where the truth is known, pair by pair and over a set.

The figures are those of the set's own scorer, figure for figure: per cent are of the moving photo's
diagonal, a crash is a refusal, and a refused good pair counts as infinitely wrong.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rgb = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]
PointMap = Callable[[Points], Points]
Stated = tuple[float, float]
IsTrusted = Callable[[Points], npt.NDArray[np.bool_]]
Answer = tuple[PointMap, Stated | None] | tuple[PointMap, Stated | None, IsTrusted]
Aligner = Callable[[Rgb, Rgb], Answer | None]

SUCCESS_PCT, STRICT_PCT, WRONG_PCT = 0.25, 0.5, 1.0
_NOWHERE_PX = 1e6


@dataclass(frozen=True)
class Truth:
    """Points that are the same skin in both photos.

    Attributes
    ----------
    reference_rc, moving_rc : ndarray of float64, shape (K, 2)
        (row, column) in pixels.
    moving_shape : tuple of int
        (rows, columns) of the moving photo.
    """

    reference_rc: Points
    moving_rc: Points
    moving_shape: tuple[int, int]


@dataclass(frozen=True)
class PairScore:
    """One answer against the truth.

    Attributes
    ----------
    is_good : bool
        False for a pair that must be refused.
    is_refused : bool
    median_pct, p95_pct : float
        Error at the true points, % of the diagonal; infinite when refused.
    is_covered : bool or None
        Whether both stated errors are at least the true ones; None when none is stated.
    trusted_share, trusted_wrong_share : float or None
        Points that are trusted, and those of them that are off by over 1 %; None when trust isn't told.
    crash : str
        The exception's name and words; empty when there was none.
    """

    is_good: bool
    is_refused: bool
    median_pct: float = float("inf")
    p95_pct: float = float("inf")
    is_covered: bool | None = None
    trusted_share: float | None = None
    trusted_wrong_share: float | None = None
    crash: str = ""

    @property
    def is_wrong(self) -> bool:
        """Accepted, but off by over 1 % in the middle of its points."""
        return self.is_good and not self.is_refused and self.median_pct > WRONG_PCT


@dataclass(frozen=True)
class SetScore:
    """All pairs of a set together.

    Attributes
    ----------
    good_pairs, negatives : int
    success, strict : float
        Shares of good pairs whose median is at most 0.25 %, and whose 95th percentile is at most 0.5 %.
    median_pct, p95_pct : float
        Median over the good pairs; infinite when over half are refused.
    refused_good, wrong_accepted, negatives_accepted, crashes : int
    covered_share, trusted_share, trusted_wrong_share : float or None
        Means over the accepted good pairs that tell them.
    """

    good_pairs: int
    negatives: int
    success: float
    strict: float
    median_pct: float
    p95_pct: float
    refused_good: int
    wrong_accepted: int
    negatives_accepted: int
    crashes: int
    covered_share: float | None
    trusted_share: float | None
    trusted_wrong_share: float | None


def score_answer(answer: Answer | None, truth: Truth | None) -> PairScore:
    """Score an answer.

    Parameters
    ----------
    answer : tuple or None
        Map, stated error (median, 95th percentile, pixels of the moving photo) and, if told, trust;
        None when the pair was refused.
    truth : Truth or None
        None for a pair that must be refused.
    """
    if answer is None or truth is None:
        return PairScore(truth is not None, answer is None)
    to_moving, stated, *trust = answer
    error_px = _errors_px(to_moving, truth)
    per_cent = 100 / float(np.hypot(*truth.moving_shape))
    median_px, p95_px = (float(px) for px in np.percentile(error_px, [50, 95]))
    is_covered = None if stated is None else covers(stated, (median_px, p95_px))
    trusted = _trusted(trust[0], truth, error_px * per_cent) if trust else (None, None)
    return PairScore(True, False, median_px * per_cent, p95_px * per_cent, is_covered, *trusted)


def score_crash(error: Exception, truth: Truth | None) -> PairScore:
    """A crash is a refusal that is counted."""
    return PairScore(truth is not None, True, crash=repr(error)[:200])


def covers(stated: Stated, true: Stated) -> bool:
    """Whether the stated median and 95th percentile are both at least the true ones."""
    return all(t <= s * 1.0001 + 1e-9 for s, t in zip(stated, true, strict=True))


def score_set(scores: Sequence[PairScore]) -> SetScore:
    """Put the pairs of a set together."""
    good = [score for score in scores if score.is_good]
    negatives = [score for score in scores if not score.is_good]
    median = np.array([score.median_pct for score in good])
    p95 = np.array([score.p95_pct for score in good])
    return SetScore(
        good_pairs=len(good),
        negatives=len(negatives),
        success=float((median <= SUCCESS_PCT).mean()),
        strict=float((p95 <= STRICT_PCT).mean()),
        median_pct=float(np.median(median)),
        p95_pct=float(np.median(p95)),
        refused_good=sum(score.is_refused for score in good),
        wrong_accepted=sum(score.is_wrong for score in good),
        negatives_accepted=sum(not score.is_refused for score in negatives),
        crashes=sum(bool(score.crash) for score in scores),
        covered_share=_mean(score.is_covered for score in good),
        trusted_share=_mean(score.trusted_share for score in good),
        trusted_wrong_share=_mean(score.trusted_wrong_share for score in good),
    )


def _errors_px(to_moving: PointMap, truth: Truth) -> Points:
    error_px = np.hypot(*(np.asarray(to_moving(truth.reference_rc)) - truth.moving_rc).T)
    return np.where(np.isfinite(error_px), error_px, _NOWHERE_PX)


def _trusted(is_trusted: IsTrusted, truth: Truth, error_pct: Points) -> tuple[float, float]:
    """Share of trusted points, and share of those that are off by over 1 %."""
    trusted = np.asarray(is_trusted(truth.reference_rc), bool)
    wrong = float((error_pct[trusted] > WRONG_PCT).mean()) if trusted.any() else 0.0
    return float(trusted.mean()), wrong


def _mean(values: Iterable[float | None]) -> float | None:
    """Mean of what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None
