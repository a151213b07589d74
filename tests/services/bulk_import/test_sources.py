"""Folders and ZIPs, also hostile ones: listed without opening a photo, read without leaving them."""

import stat
import struct
import zipfile
from pathlib import Path

import pytest

from tests.services.bulk_import.old_photos import jpeg, lay, pack
from tracker.errors import NotFound, PhotoRefused, TrackerError, UnreadablePhoto
from tracker.services.bulk_import.sources import open_source

PHOTO = jpeg(1)
LEAVINGS = {
    ".DS_Store": b"x",
    "a/Thumbs.db": b"x",
    "__MACOSX/a/._front.jpg": b"x",
    "a/._front.jpg": b"x",
    "desktop.ini": b"x",
    ".hidden/front.jpg": PHOTO,
}


def reasons(path: Path) -> dict[str, str]:
    with open_source(path) as source:
        return {file.name: str(file.reason) for file in source.list_files()}


@pytest.fixture(params=["folder", "zip"])
def both(request: pytest.FixtureRequest, tmp_path: Path):
    """Lays files into a folder, or packs them."""
    kinds = {"folder": lambda f: lay(tmp_path / "in", f), "zip": lambda f: pack(tmp_path / "in.zip", f)}
    return kinds[request.param]


def test_photos_are_listed_and_read_and_leavings_passed_over(both):
    path = both({"b/front.JPG": PHOTO, "a.jpeg": jpeg(2), **LEAVINGS})
    assert reasons(path) == {"a.jpeg": "", "b/front.JPG": ""}
    with open_source(path) as source:
        assert source.read("b/front.JPG") == PHOTO


def test_what_is_no_photo_is_named(both):
    found = reasons(both({"notes.txt": b"x", "film.mov": b"x", "front.jpg": PHOTO}))
    assert found["front.jpg"] == ""
    assert all("no photo" in found[name] for name in ("notes.txt", "film.mov"))


def test_an_empty_place_has_no_files(both):
    assert reasons(both({".DS_Store": b"x"})) == {}


def test_links_are_not_followed(tmp_path):
    secret = lay(tmp_path / "secret", {"front.jpg": PHOTO})
    folder = lay(tmp_path / "in", {"left.jpg": PHOTO})
    (folder / "link.jpg").symlink_to(secret / "front.jpg")
    (folder / "all").symlink_to(secret)
    found = reasons(folder)
    assert set(found) == {"all", "left.jpg", "link.jpg"}
    assert "link" in found["link.jpg"]
    assert "link" in found["all"]
    with open_source(folder) as source, pytest.raises(UnreadablePhoto):
        source.read("link.jpg")


@pytest.mark.parametrize(
    "name", ["../front.jpg", "/etc/front.jpg", "a/../../front.jpg", "C:\\front.jpg", "..\\f.jpg"]
)
def test_names_that_point_out_of_the_zip_are_refused(name, tmp_path):
    path = pack(tmp_path / "in.zip", {name: PHOTO})
    assert "points out of the ZIP" in reasons(path)[name]
    with open_source(path) as source, pytest.raises(UnreadablePhoto):
        source.read(name)


def test_a_zip_in_a_zip_and_a_locked_file_are_refused(tmp_path):
    path = pack(tmp_path / "in.zip", {"more.zip": b"PK", "front.jpg": PHOTO})
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"front.jpg"))
    struct.pack_into("<H", data, entry + 8, 1)  # the directory's flag for "encrypted"
    path.write_bytes(data)
    found = reasons(path)
    assert "ZIP inside the ZIP" in found["more.zip"]
    assert "password" in found["front.jpg"]


def test_a_bomb_is_refused_by_its_size_and_never_unpacked_past_it(tmp_path):
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("dense.jpg", bytes(30_000_000))
        packed.writestr("large.jpg", bytes(50_000_001))
        packed.writestr("liar.jpg", bytes(60_000_000))
    data = bytearray(path.read_bytes())
    for mark in (b"PK\x01\x02", b"PK\x03\x04"):
        entry = data.rindex(mark, 0, data.rindex(b"liar.jpg") if mark[2] == 1 else data.index(b"liar.jpg"))
        struct.pack_into("<I", data, entry + (24 if mark[2] == 1 else 22), 900_000)
    path.write_bytes(data)
    found = reasons(path)
    assert "too densely" in found["dense.jpg"]
    assert "more than 50 MB" in found["large.jpg"]
    with open_source(path) as source, pytest.raises(PhotoRefused):
        source.read("liar.jpg")


def test_a_zip_of_too_many_files_is_refused_before_they_are_listed(tmp_path, monkeypatch):
    """Also one whose end says that it holds a single file."""
    name = b"x.jpg"
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 3, 20, *[0] * 8, len(name), *[0] * 6) + name
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entry) * 100_001, 0, 0)
    path = tmp_path / "in.zip"
    path.write_bytes(entry * 100_001 + end)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(TrackerError, match="more than 100000 files"):
        open_source(path)


def test_a_link_inside_a_zip_is_refused(tmp_path):
    path = tmp_path / "in.zip"
    link = zipfile.ZipInfo("front.jpg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(link, "/etc/passwd")
    assert "link" in reasons(path)["front.jpg"]


def test_a_damaged_member_is_refused_and_the_others_are_read(tmp_path):
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr("a.jpg", PHOTO)
        packed.writestr("b.jpg", jpeg(2))
    data = bytearray(path.read_bytes())
    data[len(PHOTO) // 2] ^= 255
    path.write_bytes(data)
    with open_source(path) as source:
        with pytest.raises(UnreadablePhoto, match="damaged in the ZIP"):
            source.read("a.jpg")
        assert source.read("b.jpg") == jpeg(2)


def test_what_is_neither_is_said(tmp_path):
    with pytest.raises(NotFound, match="no folder or ZIP"):
        open_source(tmp_path / "none")
    (tmp_path / "x.zip").write_bytes(pack(tmp_path / "y.zip", {"front.jpg": PHOTO}).read_bytes()[:-30])
    with pytest.raises(TrackerError, match="neither a folder nor a whole ZIP"):
        open_source(tmp_path / "x.zip")


def test_a_file_that_is_gone_since_is_said(tmp_path):
    folder = lay(tmp_path / "in", {"front.jpg": PHOTO})
    with open_source(folder) as source:
        (folder / "front.jpg").unlink()
        with pytest.raises(UnreadablePhoto, match="can't be read any more"):
            source.read("front.jpg")
