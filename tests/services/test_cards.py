"""A card that a person marks is read, kept with its residual, audited, used, and can be taken back."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.imaging.card.test_marked import GREY, TILTED, WARM, skin
from tests.imaging.card.tilted import Laid, chart_picture, lay
from tests.services.skin_series import CHEEK, NOW, OWNER, SkinSeries
from tracker.config import read_settings
from tracker.errors import InvalidInput, NotAllowed, NotFound
from tracker.model import CardKind, Photo, PhotoCard, Polygon, RegionRole, Role
from tracker.services import cards, regions
from tracker.store import cards as stored
from tracker.store import jobs
from tracker.store.audit import list_events
from tracker.store.opening import open_store

TREATED = Polygon(((80.0, 100.0), (80.0, 380.0), (380.0, 380.0), (380.0, 100.0)))
GREY_CORNERS = tuple((row, column) for column, row in TILTED)


@pytest.fixture
def course(tmp_path: Path):
    named = {"TRACKER_DATA_DIR": str(tmp_path), "TRACKER_MODELS_DIR": ""}
    store = open_store(read_settings(named))
    yield SkinSeries.begin(store)
    store.close()


def as_file(rgb: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(rgb).save(stream, "PNG")
    return stream.getvalue()


def marks(laid: Laid) -> tuple[tuple[float, float], ...]:
    return tuple((float(row), float(column)) for row, column in laid.corner_patches_rc)


def draw(course: SkinSeries) -> None:
    place = course.store, OWNER, course.series_id, CHEEK
    regions.add_region(*place, name="cheek", role=RegionRole.TREATED, shape=TREATED, now=NOW)


def shown(course: SkinSeries, photo: Photo) -> PhotoCard | None:
    return cards.open_card(course.store, OWNER, photo.id).card


def test_a_chart_that_is_found_is_kept_with_its_residual(course: SkinSeries) -> None:
    photo = course.photo(1, as_file(lay(skin(), chart_picture(), corners_xy=TILTED).rgb))
    assert shown(course, photo) is None
    draw(course)
    course.work()
    card = shown(course, photo)
    assert card is not None
    assert (card.kind, card.is_by_hand) == (CardKind.CHART, False)
    assert 0 < card.residual < 0.05


def test_that_there_is_no_card_is_kept_too(course: SkinSeries) -> None:
    photo = course.photo(1, as_file(skin()))
    draw(course)
    course.work()
    assert shown(course, photo) == PhotoCard(photo.digest, None)


def test_a_marked_chart_is_kept_audited_and_stays_over_an_analysis(course: SkinSeries) -> None:
    laid = lay(skin(), chart_picture(), corners_xy=TILTED, gains=(0.9, 0.6, 0.35))
    photo = course.photo(1, as_file(laid.rgb))
    draw(course)
    marked = cards.mark_card(course.store, OWNER, photo.id, CardKind.CHART, marks(laid), now=NOW)
    assert marked.is_by_hand
    assert marked.residual < 0.04
    assert shown(course, photo) == marked
    assert "marked a card" in [event.action for event in list_events(course.store, object_id=photo.id)]
    course.work()
    assert shown(course, photo).corners == marks(laid)
    assert shown(course, photo).residual == pytest.approx(marked.residual)


def test_a_grey_card_is_kept_with_how_its_light_differs(course: SkinSeries) -> None:
    photo = course.photo(1, as_file(lay(skin(), GREY, corners_xy=TILTED, gains=WARM).rgb))
    marked = cards.mark_card(course.store, OWNER, photo.id, CardKind.GREY, GREY_CORNERS, now=NOW)
    assert (marked.kind, marked.is_by_hand) == (CardKind.GREY, True)
    assert marked.residual < 0.01


def test_a_mark_can_be_taken_back(course: SkinSeries) -> None:
    photo = course.photo(1, as_file(lay(skin(), GREY, corners_xy=TILTED).rgb))
    draw(course)
    cards.mark_card(course.store, OWNER, photo.id, CardKind.GREY, GREY_CORNERS, now=NOW)
    cards.unmark_card(course.store, OWNER, photo.id, now=NOW + timedelta(seconds=1))
    assert shown(course, photo) is None
    course.work()
    assert shown(course, photo) == PhotoCard(photo.digest, None)


def test_a_mark_on_the_reference_photo_measures_the_whole_view_again(course: SkinSeries) -> None:
    first = course.photo(1, as_file(lay(skin(), GREY, corners_xy=TILTED).rgb))
    second = course.photo(2, as_file(skin()))
    draw(course)
    course.work()
    cards.mark_card(course.store, OWNER, first.id, CardKind.GREY, GREY_CORNERS, now=NOW)
    assert {job.subject for job in jobs.list_jobs(course.store, [first.id, second.id])} == {
        first.id,
        second.id,
    }
    (region,) = regions.open_regions(course.store, OWNER, course.series_id, CHEEK).regions
    assert region.revision == 2


def test_what_can_not_be_read_is_refused_and_nothing_is_kept(course: SkinSeries) -> None:
    photo = course.photo(1, as_file(skin()))
    for kind, corners, sentence in (
        (CardKind.CHART, GREY_CORNERS, "24 colours"),
        (CardKind.GREY, GREY_CORNERS[:3], "exactly four points"),
        (CardKind.GREY, tuple((row + 900, column) for row, column in GREY_CORNERS), "outside of the photo"),
    ):
        with pytest.raises(InvalidInput, match=sentence):
            cards.mark_card(course.store, OWNER, photo.id, kind, corners, now=NOW)
    assert stored.read_card(course.store, photo.digest) is None


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.PATIENT])
def test_only_who_may_draw_regions_marks_cards(course: SkinSeries, role: Role) -> None:
    photo = course.photo(1, as_file(skin()))
    somebody = replace(OWNER, role=role)
    with pytest.raises(NotAllowed):
        cards.mark_card(course.store, somebody, photo.id, CardKind.GREY, GREY_CORNERS, now=NOW)
    with pytest.raises(NotAllowed):
        cards.unmark_card(course.store, somebody, photo.id, now=NOW)
    if role is Role.PATIENT:
        with pytest.raises(NotAllowed):
            cards.open_card(course.store, somebody, photo.id)
        with pytest.raises(NotAllowed):
            cards.list_cards(course.store, somebody, [photo])


def test_a_photo_that_is_not_there_is_said(course: SkinSeries) -> None:
    with pytest.raises(NotFound):
        cards.open_card(course.store, OWNER, "0" * 32)
