"""A rigid, gently curved surface before two cameras, fitted to a map between their photos.

Everything is in rays: (row, column) from the middle of a photo, divided by its focal length. A point on
the ray x = (row, column, 1) of the first camera, at the distance 1 / r, lies on the ray R x + r t of the
second one. The nearness r is a plane and a bulge over the first photo, 1 in the middle of the points.
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from scipy.optimize import least_squares

from tracker.imaging.align.working import FloatArray

# what is likely beforehand, as standard deviations: how far the camera went around the skin, in distances;
# how much the skin leans away from the camera, as a tangent; how deep it bulges, in widths of the frame
_LIKELY_WAY, _LIKELY_LEAN, _LIKELY_BULGE = 0.15, 0.25, 1.2
# relief of the skin that a plane and a bulge leave out, in widths of the frame
_RELIEF = 0.03
# errors of a map are smooth: they hold so many errors that don't depend on one another
_INDEPENDENT_ERRORS = 12
_HUBER = 2.0
_ROUNDS, _STEPS = 6, 10
_MAD_TO_SD = 1.4826

ROTATION, WAY, SHAPE = slice(0, 3), slice(3, 6), slice(6, 11)
"""Where an explanation's numbers stand: rotation vector, way of the camera, lean and bulge."""


@dataclass(frozen=True)
class RigidSurface:
    """The points of a map between two photos, to be explained by 11 numbers.

    Attributes
    ----------
    seen, target : ndarray, shape (K, 2)
        Rays in the first and in the second photo.
    frame : float
        Width of the first photo in rays.
    finest : float
        The map's own error, in rays.
    """

    seen: FloatArray
    target: FloatArray
    frame: float
    finest: float

    def explain(self, numbers: FloatArray) -> FloatArray:
        """The best explanation near a first one: least squares by Levenberg and Marquardt, made robust.

        Parameters
        ----------
        numbers : ndarray, shape (11,)

        Returns
        -------
        ndarray, shape (11,)
        """
        for _ in range(_ROUNDS):
            weights = self._weights(numbers, self.unexplained(numbers))
            solved = least_squares(
                self._residuals,
                numbers,
                self._jacobian,
                method="lm",
                max_nfev=_STEPS,
                xtol=1e-4,
                ftol=1e-4,
                args=(weights,),
            )
            numbers = np.asarray(solved.x, np.float64)
        return numbers

    def unexplained(self, numbers: FloatArray) -> float:
        """What an explanation leaves of the map, in rays (robust standard deviation).

        Only across the direction in which relief moves points: so it is the map's error and movement
        of the skin itself, and no relief.
        """
        error, parallax = self._errors(numbers), self._parallax(numbers)
        length = np.maximum(np.linalg.norm(parallax, axis=1), 1e-12)
        across = (error[:, 0] * parallax[:, 1] - error[:, 1] * parallax[:, 0]) / length
        return max(_MAD_TO_SD * float(np.median(np.abs(across))), self.finest)

    def unlikeliness(self, numbers: FloatArray, noise: float) -> float:
        """Negative log likelihood of an explanation, priors included, at a given error of the map."""
        away = np.linalg.norm(self._whitened(numbers, noise), axis=1)
        robust = np.where(away < _HUBER, away**2 / 2, _HUBER * away - _HUBER**2 / 2)
        return float(robust.mean() * _INDEPENDENT_ERRORS + (self._priors(numbers) ** 2).sum() / 2)

    def turn_deg(self, numbers: FloatArray, place: FloatArray) -> float:
        """Angle at a point of the surface (a ray of the first photo) between the two cameras."""
        rotated, way = self._carried(numbers, place[None])
        cosine = (rotated * (rotated + way)).sum()
        cosine /= np.linalg.norm(rotated) * np.linalg.norm(rotated + way)
        return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))

    def turn_error_deg(self, numbers: FloatArray, place: FloatArray) -> float:
        """Standard error of `turn_deg` by what the explanation leaves."""
        jacobian = self._jacobian(numbers, self._weights(numbers, self.unexplained(numbers)))
        step = 1e-5
        slope = [
            (self.turn_deg(numbers + d, place) - self.turn_deg(numbers - d, place)) / (2 * step)
            for d in step * np.eye(len(numbers))
        ]
        return float(np.sqrt(slope @ np.linalg.pinv(jacobian.T @ jacobian) @ slope))

    @cached_property
    def _middle(self) -> FloatArray:
        return np.asarray(self.seen.mean(axis=0))

    @cached_property
    def _bends(self) -> FloatArray:
        return self._shape_of(self.seen)

    def _shape_of(self, rays: FloatArray) -> FloatArray:
        """How nearness depends on lean and bulge, (K, 5)."""
        down, right = ((rays - self._middle) / self.frame).T
        return np.stack([down, right, down**2, down * right, right**2], axis=1)

    def _carried(self, numbers: FloatArray, rays: FloatArray) -> tuple[FloatArray, FloatArray]:
        """R x and r t of rays, each (K, 3)."""
        rotation = np.asarray(cv2.Rodrigues(numbers[ROTATION])[0])
        bends = self._bends if rays is self.seen else self._shape_of(rays)
        nearness = 1 + bends @ numbers[SHAPE]
        return np.column_stack([rays, np.ones(len(rays))]) @ rotation.T, np.outer(nearness, numbers[WAY])

    def _errors(self, numbers: FloatArray) -> FloatArray:
        """Explained less true rays in the second photo, (K, 2)."""
        rotated, way = self._carried(numbers, self.seen)
        point = rotated + way
        return np.asarray(point[:, :2] / point[:, 2:] - self.target)

    def _parallax(self, numbers: FloatArray) -> FloatArray:
        """How far a point moves in the second photo with its nearness, (K, 2)."""
        rotated, way = self._carried(numbers, self.seen)
        point = rotated + way
        across = numbers[WAY][:2] - point[:, :2] / point[:, 2:] * numbers[WAY][2]
        return np.asarray(across / point[:, 2:])

    def _whitening(self, numbers: FloatArray, noise: float) -> FloatArray:
        """What makes errors of a map and unknown relief into unit variances, (K, 2, 2)."""
        parallax = self._parallax(numbers)
        length = np.linalg.norm(parallax, axis=1)
        along = parallax / np.maximum(length, 1e-12)[:, None]
        outer = along[:, :, None] * along[:, None, :]
        with_relief = np.hypot(noise, _RELIEF * self.frame * length)
        return np.asarray((np.eye(2) - outer) / noise + outer / with_relief[:, None, None])

    def _whitened(self, numbers: FloatArray, noise: float) -> FloatArray:
        return np.asarray((self._whitening(numbers, noise) @ self._errors(numbers)[..., None])[..., 0])

    def _weights(self, numbers: FloatArray, noise: float) -> FloatArray:
        """`_whitening` for as many points as there are independent errors, outliers counting less."""
        away = np.linalg.norm(self._whitened(numbers, noise), axis=1)
        share = np.minimum(1, _HUBER / np.maximum(away, 1e-12)) * (_INDEPENDENT_ERRORS / len(away))
        return np.asarray(self._whitening(numbers, noise) * np.sqrt(share)[:, None, None])

    def _priors(self, numbers: FloatArray) -> FloatArray:
        """Shape and way sideways in units of what is likely, (7,)."""
        return np.concatenate([numbers[SHAPE] / self._likely_shape, numbers[WAY][:2] / _LIKELY_WAY])

    @cached_property
    def _likely_shape(self) -> FloatArray:
        return self.frame * np.array([_LIKELY_LEAN] * 2 + [_LIKELY_BULGE] * 3)

    def _residuals(self, numbers: FloatArray, weights: FloatArray) -> FloatArray:
        of_points = (weights @ self._errors(numbers)[..., None]).ravel()
        return np.concatenate([of_points, self._priors(numbers)])

    def _jacobian(self, numbers: FloatArray, weights: FloatArray) -> FloatArray:
        """Derivatives of `_residuals`, (2 K + 7, 11)."""
        rotated, way = self._carried(numbers, self.seen)
        point = rotated + way
        by_rotation = np.asarray(cv2.Rodrigues(numbers[ROTATION])[1]).reshape(3, 3, 3)
        rays = np.column_stack([self.seen, np.ones(len(self.seen))])
        moves = np.zeros((len(rays), 3, 11))
        moves[:, :, ROTATION] = np.einsum("kij,nj->nik", by_rotation, rays)
        moves[:, range(3), range(3, 6)] = (1 + self._bends @ numbers[SHAPE])[:, None]
        moves[:, :, SHAPE] = numbers[WAY][:, None] * self._bends[:, None, :]
        projected = point[:, :2] / point[:, 2:]
        of_points = (moves[:, :2] - projected[..., None] * moves[:, 2:]) / point[:, 2, None, None]
        of_priors = np.zeros((7, 11))
        of_priors[range(5), range(6, 11)] = 1 / self._likely_shape
        of_priors[[5, 6], [3, 4]] = 1 / _LIKELY_WAY
        return np.concatenate([(weights @ of_points).reshape(-1, 11), of_priors])
