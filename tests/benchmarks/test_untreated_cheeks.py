"""Redness of real people's untreated cheeks scatters within the targets, against ring and other side."""

import numpy as np
import pytest

from benchmarks.faces.hints import FaceModels
from benchmarks.faces.measurement import NONE, OTHER_SIDE, RING, Change, changes, lay_over
from benchmarks.faces.photos import smiles
from benchmarks.faces.scatter import kinds_table
from tests.imaging.faces.conftest import MODELS, PHOTOS
from tracker.imaging.faces.bundle import bundle_path
from tracker.model import Metric

pytestmark = pytest.mark.skipif(
    not smiles(PHOTOS) or not bundle_path(MODELS).is_file(),
    reason="the shared face photos and models are not here",
)


@pytest.fixture(scope="module")
def found() -> list[Change]:
    people = (lay_over(pair, models=FaceModels(MODELS)) for pair in smiles(PHOTOS))
    return [change for person in people if person for change in changes(person, (OTHER_SIDE, RING, NONE))]


def redness(found: list[Change], control: str, which: str = "taken") -> np.ndarray:
    mine = (getattr(change, which)[Metric.REDNESS] for change in found if change.control == control)
    return np.array([value for value in mine if value is not None])


@pytest.mark.parametrize(("control", "count", "most"), [("ring", 26, 0.90), ("other cheek", 13, 0.72)])
def test_redness_of_untreated_cheeks_scatters_within_the_target(found, control, count, most) -> None:
    values = redness(found, control)
    assert len(values) == count
    assert 1.96 * values.std(ddof=1) <= most
    assert abs(values.mean()) < 0.2


def test_a_cheek_alone_scatters_more_than_against_untreated_skin(found) -> None:
    alone = redness(found, "none").std(ddof=1)
    assert alone > 1.4 * redness(found, "ring").std(ddof=1)
    assert alone > 1.8 * redness(found, "other cheek").std(ddof=1)


def test_what_the_product_judges_scatters_no_more_and_is_never_called_changed(found) -> None:
    judged = redness(found, "ring", "judged")
    assert len(judged) >= 5
    assert 1.96 * judged.std(ddof=1) <= 0.90
    ring_row = next(line for line in kinds_table(found).splitlines() if line.startswith("| R1 | ring |"))
    assert ring_row.split("|")[-2].strip() == "0"
