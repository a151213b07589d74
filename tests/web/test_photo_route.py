"""Photos by address: the right is checked at every request."""

import io
import os

import numpy as np
import pytest
from PIL import Image

from tests.web.conftest import ALIGNED, NOW, PASSWORD, THUMBNAIL, TRUST, Installation
from tests.web.serving import Visitor
from tracker.imaging.renditions import encode_webp
from tracker.model import Rendition, Role
from tracker.store import photos, users


@pytest.fixture
def visitor(clinic_in_use: Installation) -> Visitor:
    return clinic_in_use.signed_in()


def test_a_picture_comes_as_webp_that_only_this_browser_keeps(visitor: Visitor, clinic_in_use: Installation):
    answer = visitor.ask("GET", f"/photo/{clinic_in_use.photo.digest}/thumbnail", {"Accept-Encoding": "gzip"})
    assert (answer.status, answer.body) == (200, THUMBNAIL)
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Encoding"] is None


@pytest.mark.parametrize(("kind", "picture"), [("aligned", ALIGNED), ("trust", TRUST)])
def test_a_picture_in_the_references_frame_belongs_to_a_pair(
    kind: str, picture: bytes, visitor: Visitor, clinic_in_use: Installation
):
    path = f"/photo/{clinic_in_use.photo.digest}/{kind}"
    assert visitor.ask("GET", f"{path}?reference={clinic_in_use.reference.digest}").body == picture
    assert visitor.ask("GET", path).status == 404
    assert visitor.ask("GET", f"{path}?reference={clinic_in_use.photo.digest}").status == 404


def test_an_aligned_picture_comes_small_also_where_only_the_large_one_is_kept(
    visitor: Visitor, clinic_in_use: Installation
):
    store, digest, reference = clinic_in_use.store, clinic_in_use.photo.digest, clinic_in_use.reference.digest
    path = f"/photo/{digest}/aligned-small?reference={reference}"
    grain = np.random.default_rng(7).integers(0, 255, (1536, 2048, 3), dtype=np.uint8)
    photos.save_rendition(store, digest, Rendition.ALIGNED, encode_webp(grain), reference_digest=reference)
    try:
        made = visitor.ask("GET", path)
        assert (made.status, made.headers["Content-Type"]) == (200, "image/webp")
        assert max(Image.open(io.BytesIO(made.body)).size) <= 800
        assert visitor.ask("GET", path, {"If-None-Match": made.headers["ETag"]}).status == 304
        photos.save_rendition(
            store, digest, Rendition.ALIGNED_SMALL, b"RIFF kept", reference_digest=reference
        )
        assert visitor.ask("GET", path, {"If-None-Match": made.headers["ETag"]}).body == b"RIFF kept"
    finally:
        photos.save_rendition(store, digest, Rendition.ALIGNED, ALIGNED, reference_digest=reference)
        store.photos.rendition_path(digest, Rendition.ALIGNED_SMALL, reference_digest=reference).unlink()


def test_a_picture_that_the_browser_has_is_not_sent_again_until_it_changes(
    visitor: Visitor, clinic_in_use: Installation
):
    path = f"/photo/{clinic_in_use.reference.digest}/screen"
    tag = visitor.ask("GET", path).headers["ETag"]
    kept = visitor.ask("GET", path, {"If-None-Match": f'"other", W/{tag}'})
    assert (kept.status, kept.body, kept.headers["ETag"]) == (304, b"", tag)
    file = photos.read_rendition(clinic_in_use.store, clinic_in_use.reference.digest, Rendition.SCREEN)
    os.utime(file.path, ns=(1, 1))
    assert visitor.ask("GET", path, {"If-None-Match": tag}).status == 200


def test_the_right_is_checked_before_the_browsers_copy(visitor: Visitor, clinic_in_use: Installation):
    path = f"/photo/{clinic_in_use.photo.digest}/screen"
    tag = visitor.ask("GET", path).headers["ETag"]
    visitor.send_form("/sign-out")
    assert visitor.ask("GET", path, {"If-None-Match": tag}).status == 401


@pytest.mark.parametrize(
    "path",
    [
        "/photo/{digest}/original",
        "/photo/{digest}/thumbnail.webp",
        "/photo/{unknown}/thumbnail",
        "/photo/..%2f..%2fsecret.key/thumbnail",
        "/photo/{upper}/thumbnail",
        "/photo/{digest}/aligned?reference=../../../secret.key",
        "/photo/{digest}/aligned?reference=%00",
    ],
)
def test_what_is_no_picture_is_not_found(path: str, visitor: Visitor, clinic_in_use: Installation):
    digest = clinic_in_use.photo.digest
    answer = visitor.ask("GET", path.format(digest=digest, unknown="0" * 64, upper=digest.upper()))
    assert answer.status in (400, 404)
    assert b"secret" not in answer.body
    assert digest not in answer.text


def test_a_deleted_photo_is_gone_at_once_and_back_when_restored(
    visitor: Visitor, clinic_in_use: Installation
):
    store, photo = clinic_in_use.store, clinic_in_use.photo
    path = f"/photo/{photo.digest}/thumbnail"
    tag = visitor.ask("GET", path).headers["ETag"]
    photos.delete_photo(store, photo.id, by="Dr Eva", at=NOW, why="blurred")
    try:
        gone = visitor.ask("GET", path, {"If-None-Match": tag})
        assert (gone.status, gone.text) == (404, "There is no photo at this address, or it was deleted.")
    finally:
        photos.restore_photo(store, photo.id, by="Dr Eva", at=NOW)
    assert visitor.ask("GET", path).status == 200


def test_an_account_without_the_right_sees_no_photo(clinic_in_use: Installation):
    users.add_user(
        clinic_in_use.store, name="pat", display_name="Pat", role=Role.PATIENT, password=PASSWORD, at=NOW
    )
    visitor = clinic_in_use.visitor()
    assert visitor.sign_in("pat", PASSWORD).status == 303
    for rendition in Rendition:
        path = f"/photo/{clinic_in_use.photo.digest}/{rendition}?reference={clinic_in_use.reference.digest}"
        answer = visitor.ask("GET", path)
        assert answer.status == 403
        assert answer.text.startswith("Your account can't see patients")
