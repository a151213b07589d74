"""The outcome of an alignment: a map both ways, where it may be trusted, and its stated error."""

import json
import struct
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tracker.imaging.align.spline import Grid, SplineField, apply_homography
from tracker.imaging.align.support import SupportMap
from tracker.imaging.align.warp import warp_photo
from tracker.imaging.align.working import FloatArray, original_rc, working_xy
from tracker.texts import gettext

_MAGIC = b"ALN2"
_ROUNDS = 40
_SETTLED_PX = 1e-3


@dataclass(frozen=True)
class Alignment:
    """Maps points of the reference photo to the moving photo and back.

    Points are (row, column) in pixels of the upright originals, pixel centres at whole numbers.

    Attributes
    ----------
    reference_shape, moving_shape : tuple of int
        (rows, columns) of the originals.
    field : SplineField
        The map between the two photos at working size.
    moving_size : tuple of int
        (width, height) of the moving photo at working size.
    support_map : SupportMap
        Local evidence.
    error_median_px, error_p95_px : float
        Stated error at points of skin, pixels of the moving photo.
    support : float
        Share of the reference's skin with good evidence, 0 to 1.
    agreeing_patches, shown_patches : int
        Patches of skin of interest that follow the map, of those that both photos show.
    overlap : float
        Share of the reference's skin of interest that the moving photo shows, 0 to 1.

    Examples
    --------
    >>> Alignment.identity((800, 640)).to_moving(np.array([[10.0, 20.0]])).round(3).tolist()
    [[10.0, 20.0]]
    """

    reference_shape: tuple[int, int]
    moving_shape: tuple[int, int]
    field: SplineField
    moving_size: tuple[int, int]
    support_map: SupportMap
    error_median_px: float
    error_p95_px: float
    support: float
    agreeing_patches: int = 0
    shown_patches: int = 0
    overlap: float = 1.0

    @classmethod
    def identity(cls, shape: tuple[int, int]) -> "Alignment":
        """A photo laid over itself: exact and trusted everywhere.

        Parameters
        ----------
        shape : tuple of int
            (rows, columns).
        """
        rows, columns = shape
        support = SupportMap(np.full((1, 1), 255, np.uint8), (0.0, 0.0), (float(columns), float(rows)))
        field = SplineField.start(np.eye(3), (columns, rows), cells=1)
        return cls(shape, shape, field, (columns, rows), support, 0.0, 0.0, 1.0)

    @property
    def is_confirmed(self) -> bool:
        """Whether any skin was found again, so that more than a person's word speaks for the map."""
        return self.support > 0

    @property
    def evidence(self) -> str:
        """What speaks for the map, in a sentence in the spoken language.

        >>> Alignment.identity((800, 640)).evidence
        'This is the reference photo itself.'
        """
        if not self.is_confirmed:
            return gettext("A person laid the photo there, and nothing in the pictures confirms it.")
        if not self.shown_patches:
            return gettext("This is the reference photo itself.")
        return gettext(
            "{agreeing:,} of {shown:,} patches of skin in both photos agree; "
            "the photo shows {share:.0%} of the reference photo's skin.",
            agreeing=self.agreeing_patches,
            shown=self.shown_patches,
            share=self.overlap,
        )

    def to_moving(self, points_rc: npt.ArrayLike) -> FloatArray:
        """Carry points of the reference to the moving photo.

        Parameters
        ----------
        points_rc : array_like, shape (K, 2)
            (row, column) in the reference.

        Returns
        -------
        ndarray of float64, shape (K, 2)
            (row, column) in the moving photo; may lie outside it.
        """
        return self._from_moving_working(self.field(self._to_reference_working(points_rc)))

    def to_reference(self, points_rc: npt.ArrayLike) -> FloatArray:
        """Carry points of the moving photo to the reference, by fixed-point iteration.

        The homography is undone exactly; the displacement is read at the last guess. Round trips
        agree to 0.05 px wherever the map is supported.

        Parameters
        ----------
        points_rc : array_like, shape (K, 2)
            (row, column) in the moving photo.

        Returns
        -------
        ndarray of float64, shape (K, 2)
            (row, column) in the reference.
        """
        target = self._to_moving_working(points_rc)
        back: FloatArray = np.linalg.inv(self.field.homography).astype(np.float64)
        guess = apply_homography(back, target)
        for _ in range(_ROUNDS):
            better = apply_homography(back, np.asarray(target - self.field.displacement(guess)))
            moved = np.abs(better - guess).max(initial=0.0)
            guess = better
            if moved < _SETTLED_PX:
                break
        return self._from_reference_working(guess)

    def is_trusted(self, points_rc: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether enough well-fitted patches lie near each point of the reference.

        Parameters
        ----------
        points_rc : array_like, shape (K, 2)
            (row, column) in the reference.

        Returns
        -------
        ndarray of bool, shape (K,)
        """
        return self.support_map.is_supported(self._to_reference_working(points_rc))

    def confidence_at(self, points_rc: npt.ArrayLike) -> FloatArray:
        """Confidence in the map near each point of the reference.

        Parameters
        ----------
        points_rc : array_like, shape (K, 2)
            (row, column) in the reference.

        Returns
        -------
        ndarray of float64, shape (K,)
            From 0, where no patch of skin follows the map, to 1, where all patches within 4.5 % of
            the shorter side do. `is_trusted` is the yes or no of it.
        """
        xy = self._to_reference_working(points_rc)
        return self.support_map.share_at(xy, width_px=min(self.field.grid.size))

    def scale_at(self, points_rc: npt.ArrayLike) -> float:
        """Pixels of the moving photo per pixel of the reference, median over the points.

        Parameters
        ----------
        points_rc : array_like, shape (K, 2)
            (row, column) in the reference, K at least 1.
        """
        points = np.asarray(points_rc, np.float64).reshape(-1, 2)
        half = 0.002 * max(self.reference_shape)
        down, right = (
            (self.to_moving(points + step) - self.to_moving(points - step)) / (2 * half)
            for step in (np.array([half, 0.0]), np.array([0.0, half]))
        )
        area = down[:, 0] * right[:, 1] - down[:, 1] * right[:, 0]
        return float(np.median(np.sqrt(np.abs(area))))

    def warp(
        self, moving_rgb: npt.NDArray[np.uint8], *, long_side_px: int | None = None
    ) -> npt.NDArray[np.uint8]:
        """Resample the moving photo into the reference's frame, for viewing.

        Parameters
        ----------
        moving_rgb : ndarray of uint8, shape (M, N, 3)
            The moving photo, or a smaller rendition of it with the same aspect.
        long_side_px : int, optional
            Long side of the result; the reference's own size by default.

        Returns
        -------
        ndarray of uint8, shape (P, Q, 3)
            Mid-grey where the moving photo has no pixels.
        """
        return warp_photo(self, moving_rgb, long_side_px=long_side_px)

    def to_bytes(self) -> bytes:
        """The alignment as a compact, versioned string of bytes."""
        grid, support = self.field.grid, self.support_map
        head: dict[str, Any] = {
            "reference_shape": self.reference_shape,
            "moving_shape": self.moving_shape,
            "moving_size": self.moving_size,
            "size": grid.size,
            "cells": grid.cells,
            "homography": self.field.homography.tolist(),
            "support_shape": support.counts.shape,
            "support_first": support.first_xy,
            "support_step": support.step_xy,
            "error_px": (self.error_median_px, self.error_p95_px),
            "support": self.support,
            "evidence": (self.agreeing_patches, self.shown_patches, self.overlap),
        }
        text = json.dumps(head).encode()
        body = self.field.coefficients.astype("<f4").tobytes() + support.counts.tobytes()
        return _MAGIC + zlib.compress(struct.pack("<I", len(text)) + text + body, 6)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Alignment":
        """Read `to_bytes` back.

        Raises
        ------
        ValueError
            If the bytes are no alignment of this version.
        """
        if data[: len(_MAGIC)] != _MAGIC:
            raise ValueError("not an alignment of this version")
        try:
            return cls._unpacked(zlib.decompress(data[len(_MAGIC) :]))
        except (KeyError, TypeError, struct.error, zlib.error) as error:
            raise ValueError("not a readable alignment") from error

    @classmethod
    def _unpacked(cls, raw: bytes) -> "Alignment":
        """The alignment in an unpacked string."""
        start = 4 + struct.unpack_from("<I", raw)[0]
        head = json.loads(raw[4:start])
        grid = Grid(_pair(head["size"]), head["cells"])
        coefficients = np.frombuffer(raw, "<f4", 2 * grid.count, start).reshape(-1, 2).astype(np.float64)
        rows, columns = head["support_shape"]
        counts = np.frombuffer(raw, np.uint8, rows * columns, start + 8 * grid.count)
        first, step = head["support_first"], head["support_step"]
        median, p95 = head["error_px"]
        agreeing, shown, overlap = head["evidence"]
        return cls(
            reference_shape=_pair(head["reference_shape"]),
            moving_shape=_pair(head["moving_shape"]),
            field=SplineField(np.array(head["homography"]), grid, coefficients),
            moving_size=_pair(head["moving_size"]),
            support_map=SupportMap(
                counts.reshape(rows, columns).copy(), (first[0], first[1]), (step[0], step[1])
            ),
            error_median_px=median,
            error_p95_px=p95,
            support=head["support"],
            agreeing_patches=agreeing,
            shown_patches=shown,
            overlap=overlap,
        )

    def _to_reference_working(self, points_rc: npt.ArrayLike) -> FloatArray:
        return working_xy(points_rc, self.reference_shape, self.field.grid.size)

    def _to_moving_working(self, points_rc: npt.ArrayLike) -> FloatArray:
        return working_xy(points_rc, self.moving_shape, self.moving_size)

    def _from_reference_working(self, xy: FloatArray) -> FloatArray:
        return original_rc(xy, self.field.grid.size, self.reference_shape)

    def _from_moving_working(self, xy: FloatArray) -> FloatArray:
        return original_rc(xy, self.moving_size, self.moving_shape)


def _pair(values: list[int]) -> tuple[int, int]:
    """Two whole numbers out of JSON."""
    first, second = values
    return int(first), int(second)
