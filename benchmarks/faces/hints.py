"""Whether the product is told where the face is."""

from dataclasses import dataclass
from pathlib import Path

from benchmarks.alignment.scoring import Points, Rgb
from tracker.imaging.faces import Face, find_face


@dataclass(frozen=True)
class FaceModels:
    """The optional models, and what they are used for.

    Attributes
    ----------
    folder : Path or None
        None, or a folder without models: no face is ever found.
    are_hints : bool
        Whether landmarks are given to the alignment, or serve for checking it only.
    """

    folder: Path | None = None
    are_hints: bool = False

    def find_faces(self, reference_rgb: Rgb, moving_rgb: Rgb) -> tuple[Face, Face] | None:
        """The face of each photo; None when one of them has none."""
        first, second = (find_face(rgb, models=self.folder) for rgb in (reference_rgb, moving_rgb))
        return None if first is None or second is None else (first, second)

    def landmarks_rc(self, reference_rgb: Rgb, moving_rgb: Rgb) -> tuple[Points, Points] | None:
        """What `align` is told; None when it is told nothing."""
        faces = self.find_faces(reference_rgb, moving_rgb) if self.are_hints else None
        return None if faces is None else (faces[0].landmarks_rc, faces[1].landmarks_rc)
