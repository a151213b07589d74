"""Analysis of one photo: align it to its reference, carry the regions, measure, store.

Every step is keyed by content and method version, so that running it again replaces what
stands there and never doubles it.
"""

from collections.abc import Callable
from datetime import datetime

from tracker.imaging import measure
from tracker.imaging.decode import decode_photo
from tracker.imaging.measure.arrays import Rgb
from tracker.imaging.renditions import make_renditions
from tracker.model import Photo, RegionRole, Rendition
from tracker.services.analysis.aligning import align_to_reference
from tracker.services.analysis.eyes import scaled_by_eyes
from tracker.services.analysis.measuring import Scene, Shot, measure_region, regions_of
from tracker.store import photos, readings, references, regions
from tracker.store.opening import Store

Report = Callable[[float, str], None]


def analyse_photo(store: Store, photo_id: str, *, report: Report, now: datetime) -> None:
    """Align and measure a photo of a series against the reference of its view.

    A photo that can't be aligned, also not by way of a neighbour, is stored as refused with its
    reason and has no readings. Other photos may have to follow: call `queue_dependents` then.

    Parameters
    ----------
    report : callable
        Told the share done (0 to 1) and what is being done.
    now : datetime
        Aware; when a scale that is estimated on the way is kept.
    """
    photo = photos.read_photo(store, photo_id)
    # Regions before the reference, and only once: an edit writes the reference first and the regions'
    # revisions after it, so whatever changes from here on makes these revisions old, and what is
    # measured with them is dropped instead of being mistaken for the new.
    drawn = regions.list_regions(store, photo.series_id, photo.view)
    reference = references.read_reference(store, photo.series_id, photo.view)
    if reference is None:
        return
    report(0.0, "reading")
    decoded = decode_photo(photos.read_original(store, photo.digest))
    rgb = decoded.rgb
    _save_missing_renditions(store, photo, rgb)
    if photo.id == reference.photo.id and not drawn:
        reference = scaled_by_eyes(store, reference, rgb, now=now)
    report(0.2, "aligning")
    alignment = align_to_reference(store, photo, rgb, reference, report=report)
    report(0.7, "measuring")
    treated = regions_of(RegionRole.TREATED, drawn)
    if alignment is None:
        for region in treated:
            readings.save_readings(store, photo.digest, region.id, [], (), method=measure.METHOD)
    elif treated:
        scene = Scene(photo, Shot.of(store, photo, decoded), reference, alignment, drawn)
        for region in treated:
            measure_region(store, scene, region)
    report(1.0, "done")


def _save_missing_renditions(store: Store, photo: Photo, rgb: Rgb) -> None:
    """Make the photo's own smaller pictures where their folder was deleted."""
    kinds = (Rendition.THUMBNAIL, Rendition.SCREEN)
    if all(photos.read_rendition(store, photo.digest, kind) for kind in kinds):
        return
    for rendition, picture in make_renditions(rgb).items():
        photos.save_rendition(store, photo.digest, rendition, picture)
