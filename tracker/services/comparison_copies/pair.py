"""The two photos of a copy in the frame of their reference, and the faces in them."""

from dataclasses import dataclass
from functools import cached_property

from tracker.errors import NotFound
from tracker.imaging import align
from tracker.imaging.comparison_copy import Rgb, read_webp
from tracker.imaging.faces import Face, find_face
from tracker.model import Photo, Reference, Rendition, WantedCopy
from tracker.store import alignments, photos, references
from tracker.store.opening import Store
from tracker.texts import gettext as _


@dataclass(frozen=True)
class Pair:
    """Two photos of one view and the reference in whose frame they lie."""

    store: Store
    left: Photo
    right: Photo
    reference: Reference

    @cached_property
    def pictures(self) -> tuple[Rgb, Rgb]:
        """Both aligned pictures, of one size.

        Raises
        ------
        NotFound
            If one of them isn't aligned, or is being made anew.
        """
        return self._picture(self.left), self._picture(self.right)

    @cached_property
    def faces(self) -> tuple[Face | None, Face | None]:
        """The face in each picture; None where there is none, or no models to find it by."""
        models = self.store.settings.models_dir
        left, right = (find_face(rgb, models=models) for rgb in self.pictures)
        return left, right

    def _picture(self, photo: Photo) -> Rgb:
        digest = self.reference.photo.digest
        row = alignments.read_alignment(self.store, photo.digest, digest, align.METHOD)
        found = photos.read_rendition(self.store, photo.digest, Rendition.ALIGNED, reference_digest=digest)
        if row is None or row.refusal is not None or found is None:
            raise NotFound(
                _("Only photos that are laid over each other can leave as a comparison: align both first.")
            )
        try:
            return read_webp(found.read())
        except FileNotFoundError as error:
            raise NotFound(_("This picture is being made anew: load the page again.")) from error


def read_pair(store: Store, wanted: WantedCopy) -> Pair:
    """The two photos.

    Raises
    ------
    NotFound
        If one is not there, or they aren't two of one view of one series.
    """
    left, right = (photos.photo_by_digest(store, d) for d in (wanted.left_digest, wanted.right_digest))
    if left is None or right is None:
        raise NotFound(_("There is no photo at this address, or it was deleted."))
    reference = references.read_reference(store, left.series_id, left.view)
    is_pair = (left.series_id, left.view) == (right.series_id, right.view) and left.id != right.id
    if not is_pair or reference is None:
        raise NotFound(_("A comparison has two photos of one view: go back and choose them."))
    return Pair(store, left, right, reference)
