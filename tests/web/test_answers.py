"""What all routes that answer pictures and numbers have in common."""

from collections.abc import Iterator

import pytest

from tests.web.conftest import NOW, PASSWORD, Installation
from tests.web.serving import Visitor
from tracker.model import Role
from tracker.store import users

GUARDED = [
    "/photo/{photo}/screen",
    "/photo/{photo}/detail?reference={reference}",
    "/photo/{photo}/detail/0123456789abcdef/0/0/0?reference={reference}",
    "/pair/{reference}/{photo}/change?reference={reference}",
    "/pair/{reference}/{photo}/change/0123456789abcdef/redness?reference={reference}",
    "/work",
    "/work/series/{photo}",
]
# what is not there, and the Spanish sentence that says so
MISSING = [
    ("/photo/{unknown}/screen", "No hay ninguna foto en esta dirección, o se eliminó."),
    ("/photo/{photo}/original", "No hay ninguna imagen en esta dirección."),
    ("/photo/{unknown}/detail?reference={unknown}", "No hay ninguna foto en esta dirección, o se eliminó."),
    ("/photo/{photo}/detail/anything", "No hay ninguna imagen en esta dirección."),
    ("/pair/anything", "No hay ninguna imagen en esta dirección."),
]


def path_of(pattern: str, installation: Installation) -> str:
    digests = {"photo": installation.photo.digest, "reference": installation.reference.digest}
    return pattern.format(**digests, unknown="0" * 64)


@pytest.fixture(scope="module")
def spanish_reader(clinic_in_use: Installation) -> Iterator[Visitor]:
    """Somebody whose account reads Spanish, whatever the browser asks for."""
    user = users.find_user_by_name(clinic_in_use.store, "eva")
    assert user is not None
    users.set_language(clinic_in_use.store, user.id, "es")
    yield clinic_in_use.signed_in()
    users.set_language(clinic_in_use.store, user.id, "")


@pytest.fixture(scope="module")
def without_right(clinic_in_use: Installation) -> Visitor:
    """A patient, whose account reads Spanish."""
    user = users.add_user(
        clinic_in_use.store, name="paz", display_name="Paz", role=Role.PATIENT, password=PASSWORD, at=NOW
    )
    users.set_language(clinic_in_use.store, user.id, "es")
    visitor = clinic_in_use.visitor()
    assert visitor.sign_in("paz", PASSWORD).status == 303
    return visitor


@pytest.mark.parametrize("pattern", GUARDED)
def test_without_a_sign_in_nothing_is_answered(pattern: str, clinic_in_use: Installation) -> None:
    answer = clinic_in_use.visitor().ask("GET", path_of(pattern, clinic_in_use))
    assert answer.status == 401


@pytest.mark.parametrize("pattern", GUARDED)
def test_without_the_right_nothing_is_answered_and_the_account_is_told_in_its_language(
    pattern: str, without_right: Visitor, clinic_in_use: Installation
) -> None:
    answer = without_right.ask("GET", path_of(pattern, clinic_in_use), {"Accept-Language": "en"})
    assert answer.status == 403
    assert answer.text.startswith("Su cuenta no puede ver")


@pytest.mark.parametrize(("pattern", "sentence"), MISSING)
def test_what_is_missing_is_said_in_the_language_of_the_account(
    pattern: str, sentence: str, spanish_reader: Visitor, clinic_in_use: Installation
) -> None:
    answer = spanish_reader.ask("GET", path_of(pattern, clinic_in_use), {"Accept-Language": "en"})
    assert (answer.status, answer.text) == (404, sentence)
    assert answer.headers["Retry-After"] is None


@pytest.mark.parametrize("path", ["/photo/{photo}/screen", "/photo/{photo}/thumbnail"])
def test_a_picture_is_the_same_in_every_language(
    path: str, spanish_reader: Visitor, clinic_in_use: Installation
) -> None:
    tag = spanish_reader.ask("GET", path_of(path, clinic_in_use)).headers["ETag"]
    headers = {"If-None-Match": tag, "Accept-Language": "en"}
    assert spanish_reader.ask("GET", path_of(path, clinic_in_use), headers).status == 304
