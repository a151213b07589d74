"""The parts around the networks: cutting squares, reading outputs, naming points. No models needed."""

import struct

import cv2
import numpy as np
import pytest

from tracker.imaging.faces.detector import anchor_centres, decode_boxes, face_square
from tracker.imaging.faces.face import LANDMARK_COUNT, LEFT_IRIS, OUTLINE, RIGHT_IRIS, Face
from tracker.imaging.faces.finder import views
from tracker.imaging.faces.landmarks import square_around
from tracker.imaging.faces.square import Square, cut_square
from tracker.imaging.faces.tflite import end_at

TURNED = Square((211.5, 148.25), 90.0, 30.0)


def ramp(rows: int = 256, columns: int = 355) -> np.ndarray:
    """Red tells the column from 100 on, green the row."""
    row, column = np.indices((rows, columns))
    return np.stack([np.maximum(column - 100, 0), row, np.full_like(row, 77)], axis=2).astype(np.uint8)


# squares


def test_a_square_maps_there_and_back() -> None:
    inside = np.random.default_rng(5).uniform(-0.5, 1.5, (50, 2))
    assert TURNED.from_photo(TURNED.to_photo(inside)) == pytest.approx(inside)


def test_a_turned_square_lies_where_it_says() -> None:
    # turned by a quarter clockwise, the upper left corner comes to the upper right
    square = Square((100.0, 50.0), 20.0, 90.0)
    assert square.to_photo(np.array([[0.0, 0.0]]))[0] == pytest.approx([110, 40])
    assert square.to_photo(np.array([[1.0, 0.0]]))[0] == pytest.approx([110, 60])


@pytest.mark.parametrize("size_px", [24, 60, 180])
@pytest.mark.parametrize("angle_deg", [0.0, 30.0, -115.0])
def test_a_cut_shows_the_photo_at_its_places(size_px: int, angle_deg: float) -> None:
    square = Square((200.0, 150.0), 120.0, angle_deg)
    cut = cut_square(ramp(), square, size_px=size_px, is_edge_repeated=False)
    row, column = np.indices((size_px, size_px))
    inside = (np.stack([column.ravel(), row.ravel()], axis=1) + 0.5) / size_px
    wanted = (square.to_photo(inside) - (100, 0)).reshape(size_px, size_px, 2)
    assert np.abs(cut[..., :2] - wanted).max() < 1.1
    assert np.abs((cut[..., :2] - wanted).mean(axis=(0, 1))).max() < 0.2


def test_beyond_the_edge_a_cut_is_black_or_repeats_the_edge() -> None:
    corner = Square((0.0, 0.0), 80.0)
    black = cut_square(ramp(), corner, size_px=40, is_edge_repeated=False)
    repeated = cut_square(ramp(), corner, size_px=40, is_edge_repeated=True)
    assert not black[:18].any()
    assert not black[:, :18].any()
    assert (repeated[..., 2] == 77).all()
    assert (black[21:, 21:] == repeated[21:, 21:]).all()


def test_a_square_that_misses_the_photo_is_black() -> None:
    assert not cut_square(ramp(), Square((9e3, -9e3), 50.0), size_px=32, is_edge_repeated=False).any()


def test_cutting_leaves_the_photo_alone() -> None:
    rgb = ramp()
    cut_square(rgb, TURNED, size_px=64, is_edge_repeated=True)
    assert (rgb == ramp()).all()


# the detector's outputs


def test_anchors_fill_two_grids_row_by_row() -> None:
    centres = anchor_centres()
    assert centres.shape == (896, 2)
    assert centres[[0, 2, 32]] * 16 == pytest.approx(np.array([[0.5, 0.5], [1.5, 0.5], [0.5, 1.5]]))
    assert centres[[512, 518, 560]] * 8 == pytest.approx(np.array([[0.5, 0.5], [1.5, 0.5], [0.5, 1.5]]))
    assert (centres[512:518] == centres[512]).all()


def test_outputs_are_pixels_from_the_anchor_and_sizes() -> None:
    regressors = np.zeros((896, 16))
    regressors[100] = [12.8, -6.4, 64, 32] + [0] * 10 + [6.4, 0]
    box = decode_boxes(regressors)[100]
    assert box[0] - anchor_centres()[100] == pytest.approx([0.1, -0.05])
    assert box[1] == pytest.approx([0.5, 0.25])
    assert box[7] - anchor_centres()[100] == pytest.approx([0.05, 0.0])


@pytest.mark.parametrize("view_angle_deg", [0.0, -40.0])
def test_the_faces_square_turns_with_the_eyes(view_angle_deg: float) -> None:
    view = Square((500.0, 400.0), 1000.0, view_angle_deg)
    slope = np.deg2rad(25)
    box = np.full((8, 2), 0.5)
    box[1] = 0.2, 0.3
    box[2], box[3] = (0.45, 0.4), np.array([0.45, 0.4]) + 0.1 * np.array([np.cos(slope), np.sin(slope)])
    square = face_square(box, view)
    assert square.centre_xy == pytest.approx((500, 400))
    assert square.side_px == pytest.approx(450)
    assert square.angle_deg == pytest.approx(25 + view_angle_deg)


def test_a_square_around_landmarks_holds_them_with_room() -> None:
    upright = np.random.default_rng(2).uniform(0.3, 0.7, (LANDMARK_COUNT, 2))
    upright[:4] = (0.5, 0.2), (0.5, 0.8), (0.3, 0.5), (0.7, 0.5)
    upright[33], upright[263] = (0.4, 0.4), (0.6, 0.4)
    square = square_around(TURNED.to_photo(upright))
    assert square.angle_deg == pytest.approx(TURNED.angle_deg)
    assert square.side_px == pytest.approx(0.6 * 1.5 * TURNED.side_px)
    assert square.centre_xy == pytest.approx(TURNED.centre_xy)


@pytest.mark.parametrize("shape", [(900, 1200, 3), (4000, 3000, 3), (640, 640, 3)])
def test_the_first_view_is_the_whole_photo_and_parts_overlap(shape: tuple[int, int, int]) -> None:
    whole, farther, farthest, upper_left, upper_right, lower_left, _ = views(shape)
    corners = whole.from_photo(np.array([[-0.5, -0.5], [shape[1] - 0.5, shape[0] - 0.5]]))
    assert corners.min() == pytest.approx(0)
    assert corners.max() == pytest.approx(1)
    assert farthest.side_px > farther.side_px > whole.side_px
    for one, other in ((upper_left, upper_right), (upper_left, lower_left)):
        assert np.hypot(*np.subtract(one.centre_xy, other.centre_xy)) < 0.7 * one.side_px


# the face


def built_face(angle_deg: float) -> Face:
    """An outline on a circle, eyes 40 px apart, turned clockwise."""
    xy = np.zeros((LANDMARK_COUNT, 2))
    turns = np.linspace(0, 2 * np.pi, len(OUTLINE), endpoint=False)
    xy[list(OUTLINE)] = 50 * np.stack([np.sin(turns), -np.cos(turns)], axis=1)
    xy[RIGHT_IRIS], xy[LEFT_IRIS] = (-20, 0), (20, 0)
    landmarks_rc = Square((80.0, 60.0), 1.0, angle_deg).to_photo(xy + 0.5)[:, ::-1]
    return Face(landmarks_rc, np.zeros(LANDMARK_COUNT), 1.0)


@pytest.mark.parametrize("angle_deg", [0.0, 33.0, -120.0])
def test_a_face_knows_its_turn_and_its_eyes(angle_deg: float) -> None:
    face = built_face(angle_deg)
    assert face.roll_deg == pytest.approx(angle_deg)
    assert face.eye_distance_px == pytest.approx(40)


def test_the_outline_goes_round_once_clockwise_from_the_forehead() -> None:
    outline = built_face(0.0).outline_rc
    assert outline[0] == pytest.approx([10, 80])
    assert outline[9] == pytest.approx([60, 130])
    area = cv2.contourArea(outline[:, ::-1].astype(np.float32))
    assert area == pytest.approx(np.pi * 50**2, rel=0.02)
    assert len(set(OUTLINE)) == 36


# the models' file format


class Table(bytes):
    """A FlatBuffer's table; ``start`` is where it begins behind its catalogue of fields."""

    start: int


def table(fields: dict[int, bytes]) -> Table:
    """A table whose fields all point to vectors or texts that follow it."""
    count = max(fields) + 1
    places = [4 + 4 * list(fields).index(i) if i in fields else 0 for i in range(count)]
    catalogue = struct.pack(f"<HH{count}H", 4 + 2 * count, 4 + 4 * len(fields), *places)
    catalogue += bytes(-len(catalogue) % 4)
    offsets, content = b"", b""
    for i, item in enumerate(fields.values()):
        offsets += struct.pack("<I", 4 * (len(fields) - i) + len(content))
        content += item
    whole = Table(catalogue + struct.pack("<i", len(catalogue)) + offsets + content)
    whole.start = len(catalogue)
    return whole


def vector_of(tables: list[Table]) -> bytes:
    offsets, content = b"", b""
    for i, item in enumerate(tables):
        offsets += struct.pack("<I", 4 * (len(tables) - i) + len(content) + item.start)
        content += item
    return struct.pack("<I", len(tables)) + offsets + content


def text(words: str) -> bytes:
    padded = words.encode() + b"\0"
    return struct.pack("<I", len(words)) + padded + bytes(-len(padded) % 4)


def model_file(names: list[str], outputs: list[int]) -> bytes:
    """A model in which operator k makes the tensor ``outputs[k]``."""
    tensors = vector_of([table({3: text(name)}) for name in names])
    operators = vector_of([table({2: struct.pack("<Ii", 1, output)}) for output in outputs])
    model = table({2: vector_of([table({0: tensors, 3: operators})])})
    return struct.pack("<I", 4 + model.start) + model


def test_a_model_ends_at_the_operator_that_makes_an_output() -> None:
    model = model_file(["in", "first", "Identity_1", "Identity"], [1, 3, 2])
    whole, shortened = end_at(model, output="Identity_1"), end_at(model, output="Identity")
    assert whole == model
    changed = [(old, new) for old, new in zip(model, shortened, strict=True) if old != new]
    assert changed == [(3, 2)]


def test_a_model_without_the_output_is_refused() -> None:
    with pytest.raises(ValueError, match="'Identity_2'"):
        end_at(model_file(["in", "first"], [1]), output="Identity_2")
