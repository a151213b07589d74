"""Where a photo was taken, with which serial number, by whom: nothing derived from a photo carries it."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from tests.services.skin_series import CHEEK, NOW, OWNER, SkinSeries, take
from tests.services.test_change_maps import TREATED, UNTREATED, reddened
from tracker.errors import NotReady
from tracker.imaging.matrix_profile import DISPLAY_P3, build_profile
from tracker.imaging.sandbox import DecodeSandbox
from tracker.model import RegionRole
from tracker.progress.table import progress_table, to_csv
from tracker.services import change_maps, detail, progress, regions
from tracker.store.opening import Store

INTAKE = Path(__file__).parents[3] / "shared" / "bench" / "intake" / "accept"
SECRETS = (b"SECRETSERIAL", b"SECRETLENS", b"SECRETOWNER", b"SECRETDATUM", b"SECRETXMP", b"SECRETCOMMENT")
# what the containers of metadata begin with
MARKS = (b"Exif\0\0", b"EXIF", b"ICCP", b"XMP ", b"<x:xmpmeta", b"ns.adobe.com", b"ICC_PROFILE", b"GPS")
WEBP_CHUNKS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}


def revealing(picture: bytes, *, side_px: int | None = None) -> bytes:
    """The picture as a JPEG that says where, by whom and with what it was taken."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image = image if side_px is None else image.resize((side_px, side_px), Image.Resampling.BICUBIC)
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model], exif[Base.Artist] = "Acme", "One", "SECRETOWNER"
    exif.get_ifd(IFD.Exif).update(
        {
            Base.BodySerialNumber: "SECRETSERIAL",
            Base.LensSerialNumber: "SECRETLENS",
            Base.CameraOwnerName: "SECRETOWNER",
        }
    )
    exif.get_ifd(IFD.GPSInfo).update(
        {GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (47.0, 22.0, 33.5), GPS.GPSMapDatum: "SECRETDATUM"}
    )
    out = io.BytesIO()
    image.save(
        out,
        "JPEG",
        quality=95,
        exif=exif.tobytes(),
        xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRETXMP</x:xmpmeta>",
        comment=b"SECRETCOMMENT",
        icc_profile=build_profile(DISPLAY_P3),
    )
    return out.getvalue()


def derived_files(folder: Path, originals: tuple[bytes, ...]) -> dict[str, bytes]:
    """Every file of the installation but the originals, archives opened."""
    found: dict[str, bytes] = {}
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        if not data or data in originals:
            continue
        found[str(path.relative_to(folder))] = data
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                found |= {f"{path.name}/{name}": archive.read(name) for name in archive.namelist()}
    return found


def chunks_of(webp: bytes) -> Iterator[bytes]:
    """Names of the chunks of a WebP file."""
    place = 12
    while place + 8 <= len(webp):
        yield webp[place : place + 4]
        size = int.from_bytes(webp[place + 4 : place + 8], "little")
        place += 8 + size + size % 2


def assert_reveals_nothing(name: str, data: bytes) -> None:
    assert not [secret for secret in SECRETS if secret in data], name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        assert set(chunks_of(data)) <= WEBP_CHUNKS, name
        image = Image.open(io.BytesIO(data))
        assert not dict(image.getexif()), name
        assert not {"icc_profile", "xmp", "exif", "comment"} & set(image.info), name


def test_the_originals_do_hold_the_secrets() -> None:
    data = revealing(take(0))
    assert all(secret in data for secret in SECRETS)
    assert b"ICC_PROFILE" in data


def test_the_check_finds_metadata_in_a_picture() -> None:
    image = Image.open(io.BytesIO(revealing(take(0))))
    for kept in (
        {"exif": image.info["exif"]},
        {"icc_profile": image.info["icc_profile"]},
        {"xmp": b"SECRETXMP"},
    ):
        out = io.BytesIO()
        image.save(out, "WEBP", **kept)
        with pytest.raises(AssertionError):
            assert_reveals_nothing("a picture", out.getvalue())


def test_nothing_that_is_kept_or_exported_says_where_or_with_what_a_photo_was_taken(
    store: Store, tmp_path: Path
) -> None:
    originals = revealing(take(0)), revealing(reddened(take(0.4))), revealing(take(0), side_px=2600)
    course = SkinSeries.begin(store)
    first, second, large = (course.photo(n, data) for n, data in enumerate(originals, 1))
    course.work()
    for name, role, shape in (
        ("Cheek", RegionRole.TREATED, TREATED),
        ("Jaw", RegionRole.UNTREATED, UNTREATED),
    ):
        regions.add_region(store, OWNER, course.series_id, CHEEK, name=name, role=role, shape=shape, now=NOW)
    course.work()
    for ask in (
        lambda: change_maps.find_legend(
            store, OWNER, first.digest, second.digest, reference_digest=first.digest, now=NOW
        ),
        lambda: detail.find_manifest(store, OWNER, large.digest, now=NOW),
    ):
        with pytest.raises(NotReady):
            ask()
    course.work()
    files = derived_files(tmp_path, originals)
    kinds = " ".join(files)
    for kind in ("thumbnail", "screen", "aligned", "detail", "change", "sqlite3"):
        assert kind in kinds, kinds
    for name, data in files.items():
        assert_reveals_nothing(name, data)
    points = progress.series_progress(
        store, OWNER, course.series_id, CHEEK, limits=progress.clinic_limits(store, OWNER, is_synthetic=False)
    )
    table = to_csv(progress_table(points))
    assert b"Cheek" in table
    assert_reveals_nothing("the table", table)


def test_renditions_of_the_sandbox_carry_nothing() -> None:
    with DecodeSandbox() as sandbox:
        for data in sandbox.inspect(revealing(take(0))).renditions.values():
            assert_reveals_nothing("a rendition", data)


@pytest.mark.skipif(not INTAKE.exists(), reason="the shared intake files are not here")
@pytest.mark.parametrize("path", sorted(INTAKE.glob("*")), ids=lambda path: path.name)
def test_renditions_of_real_files_carry_nothing(path: Path) -> None:
    with DecodeSandbox() as sandbox:
        for data in sandbox.inspect(path.read_bytes()).renditions.values():
            assert_reveals_nothing(path.name, data)
            assert not [mark for mark in MARKS if mark in data[:200]]


def test_a_picture_may_hold_a_pattern_by_chance_but_no_chunk() -> None:
    """Marks are looked for at the front alone; chunks are read everywhere."""
    out = io.BytesIO()
    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(out, "WEBP")
    assert set(chunks_of(out.getvalue())) == {b"VP8 "}
