"""An acknowledged photo is whole, whatever happens at whatever moment."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from tests.store.conftest import Filler, facts_of, plain_and_sealed
from tests.store.killed_adding import PICTURE
from tracker.config import Settings, read_settings
from tracker.errors import UnreadablePhoto
from tracker.model import Series, Session
from tracker.store import orphans, photos
from tracker.store.opening import Store, open_store

TOP = Path(__file__).parent.parent.parent
FIRST = b"acknowledged before"
SOON = datetime.now(UTC) + timedelta(days=1)


def killed_at_every_step(settings: Settings, session: Session, copies: Path) -> list[Path]:
    """The data folders that killed processes left, and last that of one that lived."""
    arguments = [settings.data_dir, copies, session.id]
    told = subprocess.run(
        [sys.executable, "-m", "tests.store.killed_adding", *map(str, arguments)],
        cwd=TOP,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    assert told[-1].endswith("ended 0")
    assert all(line.endswith("killed") for line in told[:-1])
    return [copies / line.split()[0] for line in told]


def check_killed(data_dir: Path, of: Series, session: Session) -> bool:
    """Check what a killed process left; returns whether its photo shows."""
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(data_dir)}))
    listed = {photo.digest for photo in photos.list_photos(store, of.id)}
    for digest in listed:
        photos.read_original(store, digest)
    digest = facts_of(PICTURE).digest
    assert facts_of(FIRST).digest in listed
    assert digest in listed or not (data_dir / "acknowledged").exists()
    # never a file under a photo's name that is not that photo
    path = store.photos.original_path(digest)
    assert not path.exists() or path.read_bytes() == PICTURE
    if digest not in listed:
        check_recovery(store, session)
    store.close()
    return digest in listed


def check_recovery(store: Store, session: Session) -> None:
    """Orphans can be cleared without touching photos, and the photo can be added again."""
    orphans.clear_orphans(store, older_than=SOON)
    assert orphans.find_orphans(store) == []
    added = Filler(store, iter(())).photo(session, PICTURE)
    assert photos.read_original(store, added.digest) == PICTURE
    assert orphans.find_orphans(store) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked children")
def test_a_kill_at_any_step_leaves_every_acknowledged_photo_whole(
    store: Store, fill: Filler, settings: Settings, tmp_path: Path
) -> None:
    of = fill.series()
    session = fill.session(of, 1)
    fill.photo(session, FIRST)
    store.close()
    folders = killed_at_every_step(settings, session, tmp_path / "copies")
    shows = [check_killed(folder, of, session) for folder in folders]
    assert len(shows) > 30
    # kills before the commit leave nothing to see, the one that lived shows its photo
    assert not any(shows[:20])
    assert shows[-1]
    assert (folders[-1] / "acknowledged").read_text() == facts_of(PICTURE).digest


@plain_and_sealed
def test_every_step_to_the_disk_comes_before_the_next(
    store: Store, fill: Filler, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = fill.session(fill.series(), 1)
    steps: list[str] = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(descriptor: int) -> None:
        steps.append("flush folder" if Path(f"/proc/self/fd/{descriptor}").is_dir() else "flush file")
        fsync(descriptor)

    def noted_replace(source: Path, target: Path) -> None:
        steps.append("rename" if "incoming" in str(source) else "rename rendition")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    event.listen(store.engine, "commit", lambda _connection: steps.append("commit"))
    if not Path("/proc/self/fd").exists():
        pytest.skip("cannot tell a flushed folder from a flushed file here")
    fill.photo(session)
    assert steps == [
        *["flush file", "rename", "flush folder", "flush folder", "flush folder"],
        *["rename rendition", "rename rendition", "commit"],
    ]


@plain_and_sealed
def test_a_damaged_file_in_the_way_is_replaced(store: Store, fill: Filler) -> None:
    session = fill.session(fill.series(), 1)
    path = store.photos.original_path(facts_of(PICTURE).digest)
    path.parent.mkdir(parents=True)
    for damaged in (PICTURE[:100], PICTURE[:-1] + b"?"):
        path.write_bytes(damaged)
        store.photos.write_original(facts_of(PICTURE).digest, PICTURE, patient_id="p1")
        assert store.photos.read_original(facts_of(PICTURE).digest, len(PICTURE)) == PICTURE
    photo = fill.photo(session, PICTURE)
    path.write_bytes(PICTURE[::-1])
    with pytest.raises(UnreadablePhoto):
        photos.read_original(store, photo.digest)


@plain_and_sealed
def test_a_file_that_is_cleared_while_its_photo_is_added_is_written_again(
    store: Store, fill: Filler, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = fill.session(fill.series(), 1)
    write_rendition = store.photos.write_rendition

    def clear_then_write(*args: object, **kwargs: object) -> Path:
        orphans.clear_orphans(store, older_than=SOON)
        return write_rendition(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(store.photos, "write_rendition", clear_then_write)
    photo = fill.photo(session, PICTURE)
    assert photos.read_original(store, photo.digest) == PICTURE


# --- orphans


@plain_and_sealed
def test_only_files_without_a_row_are_orphans(store: Store, fill: Filler) -> None:
    photo = fill.photo(fill.session(fill.series(), 1))
    deleted = fill.photo(fill.session(fill.series(), 1))
    photos.delete_photo(store, deleted.id, by="Dr Who", at=SOON, why="blurred")
    assert orphans.find_orphans(store) == []
    store.photos.write_original(facts_of(b"lost").digest, b"lost", patient_id="p1")
    (store.photos.incoming_dir / "half.part").write_bytes(b"ha")
    picture = store.photos.rendition_folder(facts_of(b"lost").digest) / "screen.webp"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"picture")
    found = orphans.find_orphans(store)
    lost = facts_of(b"lost").digest
    assert {(o.path.name, o.digest) for o in found} == {
        ("half.part", ""),
        (lost, lost),
        ("screen.webp", lost),
    }
    assert all(o.byte_count == o.path.stat().st_size for o in found)
    assert orphans.clear_orphans(store, older_than=datetime.now(UTC) - timedelta(hours=1)) == []
    assert sorted(o.path for o in orphans.clear_orphans(store, older_than=SOON)) == sorted(
        o.path for o in found
    )
    assert orphans.find_orphans(store) == []
    assert photos.read_original(store, photo.digest)
    assert photos.read_original(store, deleted.digest)
