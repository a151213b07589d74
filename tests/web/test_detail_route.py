"""Full detail by address: the right is checked at every request, and nothing else lies behind an address."""

import json
import os
from collections.abc import Iterator

import pytest

from tests.services.detailed_photos import Pair, add_pair
from tests.web.conftest import NOW, PASSWORD, Installation
from tests.web.serving import Answer, Visitor
from tracker.model import Role, SeriesDetails
from tracker.services import detail
from tracker.store import details, photos, series, users

SHAPE = (320, 2600)


@pytest.fixture(scope="module")
def pair(clinic_in_use: Installation) -> Pair:
    """Two aligned photos, the second one with its tiles made."""
    store = clinic_in_use.store
    plan = SeriesDetails("Microneedling", "acne scars", "chin", NOW.date())
    course = series.add_series(store, clinic_in_use.photo.patient_id, plan, at=NOW)
    made = add_pair(store, course.id, SHAPE, now=NOW)
    subject = f"{made.photo.digest} {made.reference.digest}"
    detail.make_detail(store, subject, report=lambda share, message: None)
    return made


@pytest.fixture
def visitor(clinic_in_use: Installation) -> Iterator[Visitor]:
    yield clinic_in_use.signed_in()


def address(pair: Pair, *parts: object) -> str:
    path = "/".join(str(part) for part in (f"/photo/{pair.photo.digest}/detail", *parts))
    return f"{path}?reference={pair.reference.digest}"


def key_of(visitor: Visitor, pair: Pair) -> str:
    return str(json.loads(visitor.ask("GET", address(pair)).body)["key"])


def assert_kept_by_this_browser_alone(answer: Answer) -> None:
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_manifest_says_what_tiles_there_are(visitor: Visitor, pair: Pair) -> None:
    answer = visitor.ask("GET", address(pair))
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert_kept_by_this_browser_alone(answer)
    said = json.loads(answer.body)
    assert said == {"key": said["key"], "tile_px": 512, "levels": [{"width": 2600, "height": 320}]}


def test_a_tile_comes_as_webp_and_is_not_sent_again_until_it_changes(
    visitor: Visitor, pair: Pair, clinic_in_use: Installation
) -> None:
    path = address(pair, key_of(visitor, pair), 0, 0, 5)
    answer = visitor.ask("GET", path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/webp")
    assert answer.body[:4] == b"RIFF"
    assert_kept_by_this_browser_alone(answer)
    tag = answer.headers["ETag"]
    kept = visitor.ask("GET", path, {"If-None-Match": f'"other", W/{tag}'})
    assert (kept.status, kept.body, kept.headers["ETag"]) == (304, b"", tag)
    file = details.read_detail(clinic_in_use.store, pair.photo.digest, reference_digest=pair.reference.digest)
    assert file is not None
    os.utime(file.path, ns=(1, 1))
    assert visitor.ask("GET", path, {"If-None-Match": tag}).status == 200


def test_the_right_is_checked_before_the_browsers_copy(visitor: Visitor, pair: Pair) -> None:
    paths = [address(pair), address(pair, key_of(visitor, pair), 0, 0, 0)]
    tags = [visitor.ask("GET", path).headers["ETag"] for path in paths]
    visitor.send_form("/sign-out")
    for path, tag in zip(paths, tags, strict=True):
        assert visitor.ask("GET", path, {"If-None-Match": tag}).status == 401


def test_what_is_not_made_yet_is_said_in_words_and_may_be_asked_for_again(
    visitor: Visitor, pair: Pair, clinic_in_use: Installation
) -> None:
    path = f"/photo/{pair.reference.digest}/detail?reference={pair.reference.digest}"
    answer = visitor.ask("GET", path)
    assert answer.status == 404
    assert answer.text == "The full detail of this photo is being made: ask again in a moment."
    assert answer.headers["Retry-After"] == "1"


def test_what_will_never_be_made_is_not_asked_for_again(visitor: Visitor, pair: Pair) -> None:
    answer = visitor.ask("GET", f"/photo/{pair.reference.digest}/detail?reference={pair.photo.digest}")
    assert (answer.status, answer.headers["Retry-After"]) == (404, None)
    assert answer.text == "This photo is not aligned like this (any more): load the page again."


@pytest.mark.parametrize(
    "path",
    [
        "/photo/{digest}/detail.zip?reference={reference}",
        "/photo/{digest}/detail/manifest.json?reference={reference}",
        "/photo/{digest}/detail/{key}/0/0_0.webp?reference={reference}",
        "/photo/{digest}/detail/{key}/0/0/9?reference={reference}",
        "/photo/{digest}/detail/{key}/7/0/0?reference={reference}",
        "/photo/{digest}/detail/{key}/0/0/99999999999999999999999?reference={reference}",
        "/photo/{digest}/detail/{key}/0/-1/0?reference={reference}",
        "/photo/{digest}/detail/{key}/0/0/0",
        "/photo/{digest}/detail/{key}/0/0/0?reference={digest}",
        "/photo/{digest}/detail/{key}/0/0/0?reference=../../../secret.key",
        "/photo/{digest}/detail/{key}/0/0/0?reference=%00",
        "/photo/{digest}/detail?reference=../../../secret.key",
        "/photo/{digest}/detail?reference=%00",
        "/photo/{digest}/detail/0123456789abcdef/0/0/0?reference={reference}",
        "/photo/{digest}/detail/..%2f..%2fsecret.key/0/0/0?reference={reference}",
        "/photo/..%2f..%2fsecret.key/detail",
        "/photo/..%2f..%2fsecret.key/detail/{key}/0/0/0",
        "/photo/{unknown}/detail",
        "/photo/{unknown}/detail/{key}/0/0/0",
    ],
)
def test_what_is_no_tile_is_not_found(path: str, visitor: Visitor, pair: Pair) -> None:
    values = {"digest": pair.photo.digest, "reference": pair.reference.digest, "unknown": "0" * 64}
    answer = visitor.ask("GET", path.format(key=key_of(visitor, pair), **values))
    assert answer.status in (400, 404)
    assert answer.headers["Retry-After"] is None
    assert b"secret" not in answer.body
    assert pair.photo.digest not in answer.text


def test_a_deleted_photos_tiles_are_gone_at_once(
    visitor: Visitor, pair: Pair, clinic_in_use: Installation
) -> None:
    path = address(pair, key_of(visitor, pair), 0, 0, 0)
    tag = visitor.ask("GET", path).headers["ETag"]
    photos.delete_photo(clinic_in_use.store, pair.photo.id, by="Dr Eva", at=NOW, why="blurred")
    try:
        for gone in (path, address(pair)):
            answer = visitor.ask("GET", gone, {"If-None-Match": tag})
            assert (answer.status, answer.text) == (
                404,
                "There is no photo at this address, or it was deleted.",
            )
    finally:
        photos.restore_photo(clinic_in_use.store, pair.photo.id, by="Dr Eva", at=NOW)
    assert visitor.ask("GET", path).status == 200


def test_an_account_without_the_right_sees_no_detail(
    visitor: Visitor, pair: Pair, clinic_in_use: Installation
) -> None:
    users.add_user(
        clinic_in_use.store,
        name="patricia",
        display_name="Pat",
        role=Role.PATIENT,
        password=PASSWORD,
        at=NOW,
    )
    patient = clinic_in_use.visitor()
    assert patient.sign_in("patricia", PASSWORD).status == 303
    for path in (address(pair), address(pair, key_of(visitor, pair), 0, 0, 0)):
        answer = patient.ask("GET", path)
        assert answer.status == 403
        assert answer.text.startswith("Your account can't see patients")
