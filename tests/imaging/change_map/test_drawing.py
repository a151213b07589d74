"""The picture and the legend of a change map, from fields whose every value is known."""

import io
import json

import numpy as np
import pytest
from PIL import Image

from tracker.imaging.change_map import ChangeMap, Field
from tracker.imaging.change_map.colours import STEPS, scale
from tracker.imaging.change_map.drawing import HATCH_GREY, LONG_SIDE_PX, draw_field, range_of
from tracker.imaging.change_map.lattice import Lattice
from tracker.imaging.change_map.legend import READ_OUT_CELLS, legend
from tracker.imaging.change_map.noise import FieldNoise
from tracker.imaging.measure.colour import linear_to_lab, srgb_to_linear
from tracker.model import MappedChange

PHOTO_SHAPE = (1200, 1600)
LATTICE = Lattice.over(PHOTO_SHAPE, 0.05)
REDNESS, TEXTURE = MappedChange.REDNESS, MappedChange.TEXTURE
# machado, oliveira, fernandes 2009: linear sRGB as people without the middle or the long cones see it
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
PROTANOPIA = np.array(
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
)


def known_field() -> Field:
    """A rise in the upper left, a fall in the lower right, nothing to say along the right edge."""
    values = np.zeros(LATTICE.shape, np.float32)
    values[20:60, 20:60], values[70:110, 80:130] = 3.0, -1.5
    shown = np.ones(LATTICE.shape, bool)
    shown[:, 140:] = False
    return Field(values, shown, (np.abs(values) > 1) & shown, 1.0, FieldNoise(0.3, 0.05, 1000.0))


def drawn(kind: MappedChange) -> np.ndarray:
    picture = Image.open(io.BytesIO(draw_field(known_field(), LATTICE, kind, photo_shape=PHOTO_SHAPE)))
    return np.asarray(picture.convert("RGBA"))


@pytest.mark.parametrize("kind", MappedChange)
def test_each_place_has_the_colour_of_its_change(kind) -> None:
    rgba = drawn(kind)
    assert rgba.shape == (768, LONG_SIDE_PX, 4)
    fell, rose = scale(kind)
    at = {
        name: rgba[round(row * 6.4), round(column * 6.4)]
        for name, row, column in (("rose", 40, 40), ("fell", 90, 105), ("plain", 15, 100))
    }
    assert at["rose"][3] == at["fell"][3] == 255
    assert at["rose"][:3].tolist() in rose.tolist()
    assert at["fell"][:3].tolist() in fell.tolist()
    assert at["plain"][3] == 0
    beyond = rgba[:, 920:]
    assert (beyond[..., :3] == HATCH_GREY).all()
    assert beyond[..., 3].min() > 0


@pytest.mark.parametrize("kind", MappedChange)
def test_the_steps_of_a_scale_are_even_and_its_sides_differ_for_every_eye(kind) -> None:
    def lab(colours: np.ndarray, seen_as: np.ndarray | None = None) -> np.ndarray:
        linear = srgb_to_linear(colours[None])[0]
        return linear_to_lab(
            linear if seen_as is None else np.clip(linear @ seen_as.T, 0, 1).astype(np.float32)
        )

    fell, rose = scale(kind)
    for side in (fell, rose):
        steps = np.linalg.norm(np.diff(lab(side), axis=0), axis=1)
        assert len(side) == STEPS
        assert steps.max() < 1.4 * steps.min()
        assert (np.diff(lab(side)[:, 0]) < 0).all()
    for eye in (None, DEUTERANOPIA, PROTANOPIA):
        apart = np.linalg.norm(lab(fell, eye) - lab(rose, eye), axis=1)
        assert apart[STEPS // 2 :].min() > 12


def test_the_scale_ends_at_a_round_number_beyond_what_changed() -> None:
    assert range_of(known_field()) == 3.0


def test_the_legend_says_units_threshold_shares_and_every_value() -> None:
    found = ChangeMap(LATTICE, {REDNESS: known_field()}, {TEXTURE: "Too blurred."})
    told = json.loads(json.dumps(legend(found)))
    assert told["texture"] == {"refused": "Too blurred."}
    redness = told["redness"]
    assert (redness["unit"], redness["threshold"], redness["range"]) == ("a*", 1.0, 3.0)
    shown = 120 * 140
    assert redness["rose"] == pytest.approx(1600 / shown, abs=1e-4)
    assert redness["fell"] == pytest.approx(2000 / shown, abs=1e-4)
    assert redness["shown"] == pytest.approx(140 / 160, abs=1e-4)
    assert redness["smoothing_mm"] == 3.5
    places = redness["places"]
    values = np.array([np.nan if v is None else v for v in places["values"]]).reshape(
        places["rows"], places["columns"]
    )
    signs = np.array(list(places["changed"])).reshape(values.shape)
    assert places["cell"] == 2
    assert max(values.shape) <= READ_OUT_CELLS
    assert values[20, 20] == 30
    assert (signs[20, 20], signs[45, 52], signs[5, 5]) == ("+", "-", ".")
    assert values[45, 52] == -15
    assert np.isnan(values[:, 71:]).all()
