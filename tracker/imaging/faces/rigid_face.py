"""A rigid face before two cameras, fitted to the places of its skin that both photos show.

Two photos of a rigid thing leave its turn open by one number: a deeper face turned less looks nearly the
same. Two things decide: how deep faces are, known beforehand to about a tenth, and the perspective, which
needs the cameras' distances. Landmarks, which guess a turn by themselves, hold it where neither does.
Whatever is left open shows as the turn's error.

References
----------
Huang, Lee 1989, "Motion and structure from orthographic projections", doi 10.1109/34.24786: what two views
leave open. Triggs, McLauchlan, Hartley, Fitzgibbon 2000, "Bundle adjustment: a modern synthesis",
doi 10.1007/3-540-44480-7_21.
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

FloatArray = npt.NDArray[np.float64]

# what is likely beforehand, as standard deviations: by which share a face is deeper than the landmarks
# guess, how much it is sheared against them (a tangent, down and to the right), and by how many mm its form
# departs from theirs at 50 mm from the middle, by the departure's order
_DEEPER, _SHEARED = 0.10, 0.10
_OTHERWISE_MM = {2: 5.0, 3: 4.0, 4: 4.0}
_AT_MM = 50.0
# relief that so smooth a form leaves out
_RELIEF_MM = 3.0
# distance of a camera that nobody knows, and of one whose focal length is known (faces differ in width),
# as standard deviations of the logarithm
_USUAL_DISTANCE_MM, _ANY_DISTANCE, _KNOWN_DISTANCE = 750.0, 0.5, 0.06
# by how many degrees landmarks miss a rotation, and by which share of it, as standard deviations
_LANDMARKS_DEG, _LANDMARKS_SHARE = 2.5, 0.1
# neighbours err together: a face holds so many errors that don't depend on one another
_INDEPENDENT_ERRORS = 40
_FINEST_MM, _FIRST_MM = 0.2, 3.0
_HUBER = 2.0
_ROUNDS, _STEPS, _LAST_STEPS = 5, 40, 80
_MAD_TO_SD = 1.4826

ROTATION, SIZE, PLACE, DEEPER, FORM, DISTANCES = (
    slice(0, 3),
    slice(3, 4),
    slice(4, 6),
    slice(6, 7),
    slice(7, 21),
    slice(21, 23),
)
"""Where the numbers of a fit stand. The last seventeen are in units of what is likely."""
_COUNT = 23


@dataclass(frozen=True, eq=False)
class FittedFace:
    """How a face was turned between two photos.

    Attributes
    ----------
    rotation : ndarray, shape (3, 3)
        From the first camera's axes (down, right, away) to the second one's.
    covariance_deg2 : ndarray, shape (3, 3)
        Of its rotation vector, in square degrees.
    distances_mm : ndarray, shape (2,)
        Of the cameras, in mm of a face of average size.
    unexplained_mm : float
        What the fit leaves, across the direction in which relief moves (robust standard deviation).
    """

    rotation: FloatArray
    covariance_deg2: FloatArray
    distances_mm: FloatArray
    unexplained_mm: float


@dataclass(frozen=True, eq=False)
class RigidFace:
    """Places of skin in two photos, to be explained by one rigid face.

    Attributes
    ----------
    seen_mm, target_mm : ndarray, shape (K, 2)
        (down, right) from the middle of each photo, in mm of a face of average size.
    depth_mm : ndarray, shape (K,)
        How far back each place lies in the first photo, as guessed.
    start : ndarray, shape (3, 3)
        The rotation by landmarks, which is near the true one.
    distances_mm : tuple of float or None
        Of each camera, where it is known.
    """

    seen_mm: FloatArray
    target_mm: FloatArray
    depth_mm: FloatArray
    start: FloatArray
    distances_mm: tuple[float | None, float | None] = (None, None)

    def fit(self) -> FittedFace:
        """The likeliest explanation: least squares by Levenberg and Marquardt, made robust."""
        numbers = np.zeros(_COUNT)
        numbers[PLACE] = self.target_mm.mean(axis=0)
        unexplained_mm = _FIRST_MM
        for steps in [_LAST_STEPS] + [_STEPS] * (_ROUNDS - 1):
            weights = self._weights(numbers, unexplained_mm)
            solved = least_squares(
                self._residuals,
                numbers,
                method="lm",
                max_nfev=steps * _COUNT,
                xtol=1e-5,
                ftol=1e-5,
                args=(weights,),
            )
            numbers = np.asarray(solved.x, np.float64)
            unexplained_mm = self._unexplained_mm(numbers)
        jacobian = np.asarray(solved.jac, np.float64)
        covariance = np.linalg.pinv(jacobian.T @ jacobian)[ROTATION, ROTATION] * np.degrees(1) ** 2
        return FittedFace(self._rotation(numbers), covariance, self._distances(numbers), unexplained_mm)

    def _rotation(self, numbers: FloatArray) -> FloatArray:
        return np.asarray(cv2.Rodrigues(numbers[ROTATION])[0] @ self.start)

    def _distances(self, numbers: FloatArray) -> FloatArray:
        usual, spread = self._likely_distances
        return np.asarray(np.exp(usual + numbers[DISTANCES] * spread))

    @cached_property
    def _likely_distances(self) -> tuple[FloatArray, FloatArray]:
        """Logarithms of the distances as they are likely, and their standard deviations."""
        usual = [np.log(_USUAL_DISTANCE_MM if mm is None else mm) for mm in self.distances_mm]
        spread = [_ANY_DISTANCE if mm is None else _KNOWN_DISTANCE for mm in self.distances_mm]
        return np.array(usual), np.array(spread)

    @cached_property
    def _middle(self) -> FloatArray:
        return np.asarray(self.seen_mm.mean(axis=0))

    @cached_property
    def _departures(self) -> FloatArray:
        """How far back each number of the form moves each place, mm, shape (K, 14)."""
        down, right = ((self.seen_mm - self._middle) / _AT_MM).T
        orders = [(order, power) for order in (1, 2, 3, 4) for power in range(order, -1, -1)]
        likely_mm = [_OTHERWISE_MM.get(order, _AT_MM * _SHEARED) for order, _ in orders]
        terms = np.stack([down**power * right ** (order - power) for order, power in orders], axis=1)
        return np.asarray((terms - terms.mean(axis=0)) * likely_mm)

    def _seen(self, numbers: FloatArray) -> FloatArray:
        """Where the explanation puts the places in the second photo, mm, shape (K, 2)."""
        first_mm, second_mm = self._distances(numbers)
        guessed = self.depth_mm - self.depth_mm.mean()
        depth = guessed * (1 + _DEEPER * numbers[DEEPER]) + self._departures @ numbers[FORM]
        # what lies farther back on a ray lies farther out
        across = self.seen_mm * (1 + depth / first_mm)[:, None] - self._middle
        turned = np.column_stack([across, depth]) @ self._rotation(numbers).T
        flat = np.exp(numbers[SIZE]) * turned[:, :2] + numbers[PLACE]
        return np.asarray(flat / (1 + turned[:, 2:] / second_mm))

    def _parallax(self, numbers: FloatArray) -> FloatArray:
        """How far a place moves in the second photo with its depth, shape (2,)."""
        return np.asarray(self._rotation(numbers)[:2, 2] * np.exp(numbers[SIZE]))

    def _unexplained_mm(self, numbers: FloatArray) -> float:
        error, parallax = self._seen(numbers) - self.target_mm, self._parallax(numbers)
        across = error @ np.array([-parallax[1], parallax[0]]) / max(np.linalg.norm(parallax), 1e-9)
        return max(_MAD_TO_SD * float(np.median(np.abs(across))), _FINEST_MM)

    def _weights(self, numbers: FloatArray, unexplained_mm: float) -> FloatArray:
        """What makes errors and unknown relief into unit variances, (K, 2, 2), outliers counting less."""
        parallax = self._parallax(numbers)
        length = float(np.linalg.norm(parallax))
        along = np.outer(parallax, parallax) / max(length, 1e-9) ** 2
        whitening = (np.eye(2) - along) / unexplained_mm + along / np.hypot(
            unexplained_mm, _RELIEF_MM * length
        )
        away = np.linalg.norm((self._seen(numbers) - self.target_mm) @ whitening, axis=1)
        counts = np.minimum(1, _HUBER / np.maximum(away, 1e-9)) * _INDEPENDENT_ERRORS / len(away)
        return np.asarray(whitening * np.sqrt(counts)[:, None, None])

    def _residuals(self, numbers: FloatArray, weights: FloatArray) -> FloatArray:
        error = self._seen(numbers) - self.target_mm
        of_places = np.einsum("kij,kj->ki", weights, error)
        of_rotation = numbers[ROTATION] / self._likely_rotation
        return np.concatenate([of_places.ravel(), of_rotation, numbers[DEEPER.start :]])

    @cached_property
    def _likely_rotation(self) -> float:
        """How far the true rotation is from the landmarks', radians."""
        angle_deg = np.degrees(np.linalg.norm(cv2.Rodrigues(self.start)[0]))
        return float(np.radians(_LANDMARKS_DEG + _LANDMARKS_SHARE * angle_deg))
