"""The generator of alignment pairs: its truth is asked of the photographs themselves."""

import json
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.pairs import __main__ as command
from benchmarks.pairs import planar
from benchmarks.pairs.exposure import Exposure, decode
from benchmarks.pairs.fields import generator, pixel_grid
from benchmarks.pairs.head_mesh import Mesh
from benchmarks.pairs.head_raster import HeadView, interpolate, rasterise, weights_on_surface
from benchmarks.pairs.pair import Pair, write_pairs
from benchmarks.pairs.people import Person, generated_person, photographed_person
from benchmarks.pairs.planar import Shot, photograph, planar_pair, true_points
from benchmarks.pairs.treatment import two_visits
from benchmarks.pairs.viewing import Pose, View, draw_stretch, no_stretch

SHARED = Path(__file__).parents[2].parent / "shared"
SHAPE = (480, 360)
LATER = Pose(turn_deg=8, tilt_deg=-6, roll_deg=4, distance=1.08, shift=(0.03, -0.02))
OFF_PX = ((3, 0), (-3, 0), (0, 3), (0, -3))


@pytest.fixture(scope="module")
def person() -> Person:
    return generated_person(3, side=500)


def small_relief(rng: np.random.Generator) -> np.ndarray:
    """A relief like that of a person, of a size that is drawn at once."""
    return rng.standard_normal((256, 256, 3), np.float32)


@pytest.fixture
def pair(person: Person, monkeypatch: pytest.MonkeyPatch) -> Pair:
    monkeypatch.setattr(planar, "_SIZES_CLOSE", ((320, 240),))
    monkeypatch.setattr(planar, "draw_relief", small_relief)
    monkeypatch.setattr(planar, "TILE", 256)
    planar._pores.cache_clear()
    return planar_pair(person, kind="guided", seed=11, frame="chin", name="one")


def shots(person: Person, frame: str, *, across: float) -> tuple[Shot, Shot]:
    """A straight shot and a later one, by the same perfect camera."""
    stretch = draw_stretch(generator(5, "stretch"), across=across, largest=0.015)
    views = (
        View(SHAPE, person.places[frame], across, Pose(), no_stretch()),
        View(SHAPE, person.places[frame], across, LATER, stretch),
    )
    first, second = (Shot(view, Exposure(), None, Pose(), 0.0, 0.0, 0.0, 1) for view in views)
    return first, second


def agreement(reference: np.ndarray, moving: np.ndarray, here: np.ndarray, there: np.ndarray) -> float:
    """Median correlation of the patches around corresponding points (row, column)."""
    patches = []
    for rgb, points in ((reference, here), (moving, there)):
        green = rgb[..., 1].astype(np.float32)
        cut = np.stack([cv2.getRectSubPix(green, (13, 13), point[::-1].tolist()).ravel() for point in points])
        cut -= cut.mean(1, keepdims=True)
        patches.append(cut / np.linalg.norm(cut, axis=1, keepdims=True))
    return float(np.median((patches[0] * patches[1]).sum(1)))


def assert_photographs_agree_at_the_truth(
    person: Person, first: Shot, second: Shot, *, at_least: float
) -> None:
    visit, _ = two_visits(person, generator(1, "treatment"), strength=0)
    reference, moving = (decode(photograph(visit, shot, person_seed=1)) for shot in (first, second))
    here, there = true_points(person, first.view, second.view, generator(2, "truth"))
    inside = (
        (there > 12) & (there < np.array(SHAPE) - 12) & (here > 12) & (here < np.array(SHAPE) - 12)
    ).all(1)
    here, there = here[inside][:300], there[inside][:300]
    at_truth = agreement(reference, moving, here, there)
    assert at_truth > at_least
    for step in OFF_PX:
        assert agreement(reference, moving, here, there + step) < at_truth - 0.2


def test_generated_skin_agrees_at_the_true_points_and_not_beside_them(person: Person) -> None:
    assert_photographs_agree_at_the_truth(person, *shots(person, "chin", across=300), at_least=0.9)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the photographs of faces are not here")
def test_a_photographed_face_agrees_at_the_true_points_and_not_beside_them() -> None:
    face = photographed_person(SHARED, "london_061_neutral")
    assert_photographs_agree_at_the_truth(face, *shots(face, "cheekL", across=300), at_least=0.9)


def test_a_stretch_is_undone_exactly() -> None:
    points = generator(1, "points").uniform(0, 900, (200, 2))
    stretch = draw_stretch(generator(2, "stretch"), across=600, largest=0.015)
    moved = stretch.apply(points)
    assert 3 < np.hypot(*(moved - points).T).max() < 9.1
    assert np.allclose(stretch.undo(moved), points, atol=1e-8)


def test_a_seed_makes_the_same_files_again_and_another_seed_others(person: Person, pair: Pair) -> None:
    again = planar_pair(person, kind="guided", seed=11, frame="chin", name="one")
    other = planar_pair(person, kind="guided", seed=12, frame="chin", name="one")
    assert again.reference == pair.reference
    assert again.moving == pair.moving
    assert np.array_equal(again.moving_rc, pair.moving_rc)
    assert other.reference != pair.reference


def test_the_files_are_what_the_scorer_reads(pair: Pair, tmp_path: Path) -> None:
    wrong = Pair("two", "negative", pair.reference, pair.moving, why="other_region")
    assert write_pairs(tmp_path, [pair, wrong]) == 2
    good_row, wrong_row = json.loads((tmp_path / "pairs.json").read_text())
    assert good_row["positive"] is True
    assert (wrong_row["positive"], wrong_row["why"]) == (False, "other_region")
    assert "truth" not in wrong_row
    truth = np.load(tmp_path / good_row["truth"])
    for role, name in (("reference", "reference_rc"), ("moving", "moving_rc")):
        bgr = cv2.imread(str(tmp_path / good_row[role]))
        assert bgr.shape == (320, 240, 3)
        assert truth[name].dtype == np.float32
        assert truth[name].shape == (1500, 2)
        assert ((truth[name] >= 0) & (truth[name] < bgr.shape[:2])).all()


def test_without_the_faces_the_command_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = str(tmp_path / "nowhere")
    monkeypatch.setattr(sys, "argv", ["pairs", str(tmp_path / "out"), "--kind", "rough", "--shared", nowhere])
    assert command.main() == 1
    assert capsys.readouterr().out.count("\n") == 1
    assert not (tmp_path / "out").exists()


def steep_roof() -> Mesh:
    """Two sloping squares, each of two triangles; the nearer one is smaller and comes first."""
    square = np.array([[-1.0, -1.0, 0.3], [-1.0, 1.0, 0.0], [1.0, 1.0, -0.3], [1.0, -1.0, 0.0]])
    points = np.concatenate([40 * square, 20 * square - [0, 0, 60]])
    triangles = np.array([[4, 6, 5], [4, 7, 6], [0, 2, 1], [0, 3, 2]])
    return Mesh(points, triangles, np.zeros((8, 2)), np.arange(8))


def test_every_sample_of_a_rendered_mesh_lies_where_its_surface_is_projected_to() -> None:
    mesh = steep_roof()
    pose = Pose(turn_deg=20, tilt_deg=10, roll_deg=15)
    view = HeadView((120, 90), np.zeros(3), 90.0, pose, finer=1.4)
    surface = rasterise(mesh, view)
    shown = surface.triangle >= 0
    samples = np.argwhere(shown).astype(float)
    triangle = surface.triangle[shown]
    place = interpolate(mesh.points, mesh, triangle, weights_on_surface(mesh, view, triangle, samples))
    assert set(np.unique(triangle)) == {0, 1, 2, 3}
    assert np.allclose(view.to_samples(place), samples, atol=1e-6)
    assert np.allclose(view.to_camera(place)[:, 2], surface.depth_mm[shown], rtol=1e-5)


def test_a_reduced_rendering_lies_where_its_points_are_projected_to() -> None:
    corners = np.array([[-1.0, -1.0, 0.0], [-1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [1.0, -1.0, 0.0]])
    mesh = Mesh(30 * corners, np.array([[0, 2, 1], [0, 3, 2]]), np.zeros((4, 2)), np.arange(4))
    view = HeadView((400, 300), np.zeros(3), 90.0, Pose(roll_deg=17, shift=(0.031, -0.017)), finer=1.4)
    covered = (rasterise(mesh, view).triangle >= 0).astype(np.float32)
    reduced = cv2.resize(covered, view.shape[::-1], interpolation=cv2.INTER_AREA)
    middle = (pixel_grid(view.shape) * reduced[..., None]).sum((0, 1)) / reduced.sum()
    assert np.allclose(middle, view.to_photo(np.zeros((1, 3)))[0], atol=0.03)


def test_what_stands_behind_is_hidden() -> None:
    mesh = steep_roof()
    view = HeadView((120, 90), np.zeros(3), 90.0, Pose())
    assert rasterise(mesh, view).triangle[60, 45] in (0, 1)
