"""How far work is, by address: a number for staff, nothing for anybody else."""

import json

import pytest

from tests.web.conftest import NOW, PASSWORD, Installation
from tracker.model import Role
from tracker.store import users


@pytest.mark.parametrize("path", ["/work", "/work/series/{series}"])
def test_staff_get_a_number_that_no_cache_keeps(path: str, clinic_in_use: Installation):
    visitor = clinic_in_use.signed_in()
    answer = visitor.ask("GET", path.format(series=clinic_in_use.photo.series_id))
    assert (answer.status, set(json.loads(answer.body))) == (200, {"open"})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/work", "/work/series/{series}"])
def test_an_account_without_the_right_is_told_nothing(path: str, clinic_in_use: Installation):
    name = f"pat{len(path)}"
    users.add_user(
        clinic_in_use.store, name=name, display_name="Pat", role=Role.PATIENT, password=PASSWORD, at=NOW
    )
    visitor = clinic_in_use.visitor()
    assert visitor.sign_in(name, PASSWORD).status == 303
    answer = visitor.ask("GET", path.format(series=clinic_in_use.photo.series_id))
    assert answer.status == 403
    assert "open" not in answer.text
