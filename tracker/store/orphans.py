"""Files that no row names: what a kill or a full disk can leave behind."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from tracker.store.opening import Store
from tracker.store.schema import PhotoRecord


@dataclass(frozen=True, slots=True)
class Orphan:
    """A file under the photo folders that belongs to no photo.

    ``digest`` is empty for a file that was never finished.
    """

    path: Path
    digest: str
    byte_count: int
    modified_at: datetime


def find_orphans(store: Store) -> list[Orphan]:
    """All files that no row names; photos deleted softly, or with their patient, keep row and files."""
    orphans = list(_candidates(store))
    with store.reading(with_hidden=True) as db:
        known = _known(db, {orphan.digest for orphan in orphans})
    return [orphan for orphan in orphans if orphan.digest not in known]


def clear_orphans(store: Store, *, older_than: datetime) -> list[Orphan]:
    """Remove orphans and return them.

    Parameters
    ----------
    older_than : datetime
        Only files last changed before: younger ones may belong to a photo that is being added.
    """
    cleared = []
    for orphan in find_orphans(store):
        # a writer's lock: whoever adds this very photo just now looks for the file only afterwards
        with store.writing(with_hidden=True) as db:
            if orphan.modified_at < older_than and not _known(db, {orphan.digest}):
                orphan.path.unlink(missing_ok=True)
                cleared.append(orphan)
    return cleared


def clear_unnamed(store: Store, digest: str) -> None:
    """Remove what was written of a photo whose row was then refused, unless a row names it."""
    # as above: whoever adds this very photo just now looks for the file only afterwards
    with store.writing(with_hidden=True) as db:
        if not _known(db, {digest}):
            store.photos.original_path(digest).unlink(missing_ok=True)
            shutil.rmtree(store.photos.rendition_folder(digest), ignore_errors=True)


def _candidates(store: Store) -> Iterator[Orphan]:
    files = store.photos
    for path in files.incoming_dir.glob("*.part"):
        yield _orphan(path, "")
    for path in files.originals_dir.glob("??/??/*"):
        yield _orphan(path, path.name)
    for path in files.renditions_dir.glob("??/??/*/*"):
        yield _orphan(path, "" if path.suffix == ".part" else path.parent.name)


def _orphan(path: Path, digest: str) -> Orphan:
    facts = path.stat()
    return Orphan(path, digest, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))


def _known(db: Database, digests: set[str]) -> set[str]:
    named = db.scalars(select(PhotoRecord.digest))
    return digests & set(named)
