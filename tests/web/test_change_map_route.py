"""Change maps by address: the right is checked at every request, and nothing else lies behind an address."""

import json

import numpy as np
import pytest

from tests.services.detailed_photos import Pair, add_pair
from tests.web.conftest import NOW, PASSWORD, Installation
from tests.web.serving import Answer, Visitor
from tracker.imaging.change_map import ChangeMap, Field
from tracker.imaging.change_map.lattice import Lattice
from tracker.imaging.change_map.noise import FieldNoise
from tracker.imaging.change_map.packing import pack_map
from tracker.model import JobKind, MappedChange, Role, SeriesDetails
from tracker.services.change_maps.pair import read_pair
from tracker.store import change_maps, jobs, photos, series, users
from tracker.texts import Message

SHAPE = (320, 400)
SHORT_OF_SKIN = Message(
    "Too little skin of both photos can be compared: frame the same area, in even light, without shine."
)
NO_RIGHT = "Your account can't see patients"


@pytest.fixture(scope="module")
def pairs(clinic_in_use: Installation) -> list[Pair]:
    """Two pairs of aligned photos; the map of the first is made."""
    store = clinic_in_use.store
    made = []
    for area in ("chin", "neck"):
        plan = SeriesDetails("Microneedling", "acne scars", area, NOW.date())
        course = series.add_series(store, clinic_in_use.photo.patient_id, plan, at=NOW)
        shape = (SHAPE[0], SHAPE[1] + 2 * len(made))
        made.append(add_pair(store, course.id, shape, now=NOW))
    pair = made[0]
    digests = pair.reference.digest, pair.photo.digest
    key = read_pair(store, *digests, pair.reference.digest).key
    lattice = Lattice.over(SHAPE, 0.2)
    everywhere = np.ones(lattice.shape, bool)
    field = Field(
        np.full(lattice.shape, 3.0, np.float32), everywhere, everywhere, 1.0, FieldNoise(0.3, 0.1, 900.0)
    )
    found = ChangeMap(lattice, {MappedChange.REDNESS: field}, {MappedChange.TEXTURE: SHORT_OF_SKIN})
    data = pack_map(found, photo_shape=SHAPE, key=key, more={"is_provisional": False})
    change_maps.save_map(store, *digests, data, reference_digest=pair.reference.digest)
    return made


@pytest.fixture
def visitor(clinic_in_use: Installation) -> Visitor:
    return clinic_in_use.signed_in()


def address(pair: Pair, *parts: str) -> str:
    path = "/".join(["/pair", pair.reference.digest, pair.photo.digest, "change", *parts])
    return f"{path}?reference={pair.reference.digest}"


def legend(visitor: Visitor, pair: Pair) -> dict:
    return json.loads(visitor.ask("GET", address(pair)).body)


def assert_kept_by_this_browser_alone(answer: Answer) -> None:
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_legend_says_what_changed(visitor: Visitor, pairs: list[Pair]) -> None:
    answer = visitor.ask("GET", address(pairs[0]))
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    assert_kept_by_this_browser_alone(answer)
    told = json.loads(answer.body)
    assert told["redness"]["rose"] == 1.0
    assert told["texture"] == {"refused": SHORT_OF_SKIN.template}


def test_why_nothing_is_shown_is_said_in_the_readers_language(
    clinic_in_use: Installation, visitor: Visitor, pairs: list[Pair]
) -> None:
    said = "Se puede comparar muy poca piel de ambas fotos"
    english = visitor.ask("GET", address(pairs[0]))
    headers = {"Accept-Language": "es", "If-None-Match": english.headers["ETag"]}
    of_browser = visitor.ask("GET", address(pairs[0]), headers=headers)
    assert json.loads(of_browser.body)["texture"]["refused"].startswith(said)
    owner = users.find_user_by_name(clinic_in_use.store, "eva")
    assert owner is not None
    users.set_language(clinic_in_use.store, owner.id, "es")
    try:
        assert legend(visitor, pairs[0])["texture"]["refused"].startswith(said)
    finally:
        users.set_language(clinic_in_use.store, owner.id, "")


def test_a_picture_comes_as_webp_and_is_not_sent_twice(visitor: Visitor, pairs: list[Pair]) -> None:
    path = address(pairs[0], legend(visitor, pairs[0])["key"], "redness")
    answer = visitor.ask("GET", path)
    assert (answer.status, answer.headers["Content-Type"], answer.body[:4]) == (200, "image/webp", b"RIFF")
    assert_kept_by_this_browser_alone(answer)
    kept = visitor.ask("GET", path, {"If-None-Match": answer.headers["ETag"]})
    assert (kept.status, kept.body) == (304, b"")


def test_what_is_not_made_yet_says_so_and_is_queued(
    visitor: Visitor, pairs: list[Pair], clinic_in_use: Installation
) -> None:
    pair = pairs[1]
    answer = visitor.ask("GET", address(pair))
    assert answer.status == 404
    assert answer.text == "The change map of these photos is being made: ask again in a moment."
    assert answer.headers["Retry-After"] == "1"
    subject = f"{pair.reference.digest} {pair.photo.digest} {pair.reference.digest}"
    assert {job.kind for job in jobs.list_jobs(clinic_in_use.store, [subject])} == {JobKind.CHANGE_MAP}


@pytest.mark.parametrize(
    "path",
    [
        "/pair/{left}/{right}/change/{key}/texture?reference={left}",
        "/pair/{left}/{right}/change/{key}/anything?reference={left}",
        "/pair/{left}/{right}/change/0123456789abcdef/redness?reference={left}",
        "/pair/{left}/{right}/change/{key}/redness?reference={right}",
        "/pair/{left}/{right}/change?reference=..%2f..%2fsecret.key",
        "/pair/{left}/..%2f..%2fsecret.key/change?reference={left}",
        "/pair/{left}/{right}/anything",
        "/pair/{right}/{right}/change/{key}/redness?reference={left}",
    ],
)
def test_what_is_no_map_is_not_found(path: str, visitor: Visitor, pairs: list[Pair]) -> None:
    pair = pairs[0]
    key = legend(visitor, pair)["key"]
    answer = visitor.ask("GET", path.format(left=pair.reference.digest, right=pair.photo.digest, key=key))
    assert answer.status in (400, 404)
    assert b"secret" not in answer.body
    assert "Retry-After" not in answer.headers
    assert pair.photo.digest not in answer.text


def test_a_deleted_photo_takes_its_map_along_at_once(
    visitor: Visitor, pairs: list[Pair], clinic_in_use: Installation
) -> None:
    store, photo = clinic_in_use.store, pairs[0].photo
    path = address(pairs[0], legend(visitor, pairs[0])["key"], "redness")
    tag = visitor.ask("GET", path).headers["ETag"]
    photos.delete_photo(store, photo.id, by="Dr Eva", at=NOW, why="blurred")
    try:
        for gone in (path, address(pairs[0])):
            assert visitor.ask("GET", gone, {"If-None-Match": tag}).status == 404
    finally:
        photos.restore_photo(store, photo.id, by="Dr Eva", at=NOW)
    assert visitor.ask("GET", path).status == 200


def test_an_account_without_the_right_gets_neither(
    visitor: Visitor, pairs: list[Pair], clinic_in_use: Installation
) -> None:
    store = clinic_in_use.store
    users.add_user(store, name="map", display_name="Map", role=Role.PATIENT, password=PASSWORD, at=NOW)
    patient = clinic_in_use.visitor()
    assert patient.sign_in("map", PASSWORD).status == 303
    key = legend(visitor, pairs[0])["key"]
    for path in (address(pairs[0]), address(pairs[0], key, "redness")):
        answer = patient.ask("GET", path)
        assert (answer.status, answer.text[: len(NO_RIGHT)]) == (403, NO_RIGHT)


def test_after_signing_out_the_browsers_copy_is_no_way_in(visitor: Visitor, pairs: list[Pair]) -> None:
    path = address(pairs[0], legend(visitor, pairs[0])["key"], "redness")
    tag = visitor.ask("GET", path).headers["ETag"]
    visitor.send_form("/sign-out")
    assert visitor.ask("GET", path, {"If-None-Match": tag}).status == 401
