import math

import pytest

from tracker.errors import InvalidInput
from tracker.model import Ellipse, Polygon, Shape
from tracker.ui.components.outlines import check_outline, crosses_itself

SQUARE = ((10.0, 10.0), (10.0, 60.0), (60.0, 60.0), (60.0, 10.0))
BOW_TIE = ((10.0, 10.0), (60.0, 60.0), (10.0, 60.0), (60.0, 10.0))


@pytest.mark.parametrize(
    "shape",
    [
        Polygon(SQUARE),
        Polygon(((0.0, 0.0), (0.0, 100.0), (80.0, 50.0))),
        Polygon(((10.0, 10.0), (10.0, 60.0), (60.0, 60.0), (30.0, 40.0), (60.0, 10.0))),
        Ellipse((50.0, 50.0), 10.0, 20.0, 30.0),
        Ellipse((5.0, 5.0), 30.0, 30.0),
    ],
    ids=["square", "triangle along the edge", "dented", "ellipse", "ellipse beyond the edge"],
)
def test_shapes_that_can_be_measured_pass(shape: Shape) -> None:
    check_outline(shape, width_px=100, height_px=80)


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        (Polygon(BOW_TIE), "crosses itself"),
        (Polygon(SQUARE[:2]), "between 3 and"),
        (Polygon(()), "between 3 and"),
        (Polygon(SQUARE * 200), "between 3 and"),
        (Polygon(((10.0, 10.0), (10.0, 12.0), (12.0, 12.0))), "no area"),
        (Polygon(((10.0, 10.0), (10.0, 30.0), (81.0, 30.0))), "beyond the photo"),
        (Polygon(((10.0, 10.0), (10.0, math.nan), (60.0, 30.0))), "no place"),
        (Ellipse((50.0, 50.0), 0.0, 20.0), "no area"),
        (Ellipse((50.0, 50.0), -10.0, -20.0), "no area"),
        (Ellipse((50.0, 50.0), 1.0, 2.0), "no area"),
        (Ellipse((50.0, 101.0), 10.0, 20.0), "beyond the photo"),
        (Ellipse((50.0, 50.0), math.inf, 20.0), "no place"),
    ],
)
def test_shapes_that_cannot_be_measured_are_refused_with_a_sentence(shape: Shape, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence) as caught:
        check_outline(shape, width_px=100, height_px=80)
    assert caught.value.field == "shape"


def test_a_folded_line_crosses_itself_although_it_has_no_area() -> None:
    assert crosses_itself(((0.0, 0.0), (0.0, 10.0), (0.0, 5.0), (0.0, 15.0)))


def test_sides_on_one_line_that_do_not_touch_do_not_cross() -> None:
    comb = (
        (0.0, 0.0),
        (0.0, 10.0),
        (5.0, 10.0),
        (5.0, 20.0),
        (0.0, 20.0),
        (0.0, 30.0),
        (10.0, 30.0),
        (10.0, 0.0),
    )
    assert not crosses_itself(comb)
