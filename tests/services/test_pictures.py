"""Who sees which picture; the way of the bytes is tested with the route."""

import pytest

from tracker.errors import NotAllowed, NotFound
from tracker.model import Actor, Rendition, Role
from tracker.services import pictures
from tracker.store.opening import Store


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("rendition", list(Rendition))
def test_the_right_comes_before_the_photo(role: Role, rendition: Rendition, store: Store):
    refusal = NotAllowed if role in (Role.PATIENT, Role.PHONE) else NotFound
    with pytest.raises(refusal):
        pictures.find_picture(store, Actor("id", "Pat", role), "0" * 64, rendition)
