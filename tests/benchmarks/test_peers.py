"""Benchmarks of the alignment: their scoring, the peers, and what they do without optional packages."""

import json
import tomllib
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.alignment.__main__ import main
from benchmarks.alignment.comparison import compare, results
from benchmarks.alignment.memory import measure_memory
from benchmarks.alignment.scoring import Truth, covers, score_answer, score_crash, score_set
from benchmarks.alignment.tables import comparison_table
from benchmarks.faces.evidence import Weighed, weigh_pair
from benchmarks.faces.people import Smile
from benchmarks.faces.photos import read_points, selfies, smiles, strangers
from benchmarks.faces.report import selfie_table, smile_table, stranger_lines
from benchmarks.faces.selfies import Selfie
from benchmarks.faces.thin_plate import leave_one_out_px
from benchmarks.peers import listing
from benchmarks.peers.listing import find_peers
from benchmarks.peers.reduced import by_homography, on_reduced_photos
from tracker.errors import AlignmentRefused
from tracker.imaging.align import align

# a moving photo of 600 x 800 has a diagonal of 1000 px: 1 px is 0.1 %
SHAPE = (600, 800)
POINTS_RC = np.stack(np.meshgrid(np.arange(50.0, 550, 50), np.arange(50.0, 750, 50)), -1).reshape(-1, 2)
MAP = np.array([[1.03, -0.05, 12.0], [0.05, 1.03, -9.0], [0.0, 0.0, 1.0]])


def truth(shift_px: float = 0.0) -> Truth:
    return Truth(POINTS_RC, POINTS_RC + np.array([shift_px, 0.0]), SHAPE)


def stay(points_rc: np.ndarray) -> np.ndarray:
    return points_rc


def skin(seed: int) -> np.ndarray:
    """Freckled skin, 800 x 600: grain of two sizes, and spots that every detector sees."""
    rng = np.random.default_rng(seed)
    grain = sum(40 * cv2.GaussianBlur(rng.normal(0, s, (600, 800)), (0, 0), s) for s in (2, 8))
    rgb = np.array([196.0, 148.0, 124.0]) + grain[..., None] * 0.3
    for x, y, radius, dark in rng.uniform([0, 0, 2, 20], [800, 600, 7, 70], (500, 4)):
        cv2.circle(rgb, (int(x), int(y)), int(radius), (196 - dark, 148 - dark, 124 - dark), -1)
    return np.clip(cv2.GaussianBlur(rgb, (0, 0), 1.0), 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def pair() -> tuple[np.ndarray, np.ndarray]:
    """A photo, and another whose places are known."""
    reference = skin(5)
    return reference, cv2.warpPerspective(reference, MAP, (800, 600), borderMode=cv2.BORDER_REFLECT)


def test_an_answer_two_pixels_off_is_off_by_a_fifth_of_a_per_cent() -> None:
    score = score_answer((stay, (2.0, 2.0)), truth(2.0))
    assert score.median_pct == pytest.approx(0.2)
    assert score.p95_pct == pytest.approx(0.2)
    assert score.is_covered
    assert not score.is_wrong


def test_a_tenth_of_the_points_is_seen_in_the_95th_percentile_and_not_in_the_median() -> None:
    moving_rc = POINTS_RC.copy()
    moving_rc[::10] += [3.0, 4.0]
    score = score_answer((stay, (0.1, 4.0)), Truth(POINTS_RC, moving_rc, SHAPE))
    assert (score.median_pct, score.p95_pct) == (0, pytest.approx(0.5))
    assert not score.is_covered


def test_trust_is_shared_out_over_points_and_wrong_points_among_them_are_counted() -> None:
    def every_second(points_rc: np.ndarray) -> np.ndarray:
        return np.arange(len(points_rc)) % 2 == 0

    moving_rc = POINTS_RC.copy()
    moving_rc[::4] += [11.0, 0.0]
    score = score_answer((stay, None, every_second), Truth(POINTS_RC, moving_rc, SHAPE))
    assert score.trusted_share == 0.5
    assert score.trusted_wrong_share == 0.5
    assert score.is_covered is None


def test_a_statement_covers_only_when_both_its_figures_do() -> None:
    assert covers((1.0, 2.0), (1.0, 2.0))
    assert not covers((1.0, 1.9), (0.5, 2.0))
    assert not covers((0.4, 3.0), (0.5, 2.0))


def test_a_set_counts_refusals_wrong_answers_and_crashes() -> None:
    answers = [score_answer((stay, None), truth(px)) for px in (1.0, 2.0, 6.0, 30.0)]
    refused, crashed = score_answer(None, truth()), score_crash(ValueError("no"), truth())
    negatives = [score_answer((stay, None), None), score_answer(None, None)]
    total = score_set([*answers, refused, crashed, *negatives])
    assert (total.good_pairs, total.negatives) == (6, 2)
    assert total.success == pytest.approx(2 / 6)
    assert total.strict == pytest.approx(2 / 6)
    # 0.1, 0.2, 0.6, 3, never, never: the middle of six
    assert total.median_pct == pytest.approx((0.6 + 3) / 2)
    assert (total.refused_good, total.wrong_accepted, total.negatives_accepted, total.crashes) == (2, 1, 1, 1)


def test_places_that_are_not_numbers_count_as_far_away() -> None:
    assert score_answer((lambda rc: rc * np.nan, None), truth()).is_wrong


@pytest.mark.parametrize("peer", find_peers(models=None), ids=lambda peer: peer.name)
def test_a_peer_finds_a_known_map_on_generated_skin(peer: listing.Peer, pair) -> None:
    if peer.missing:
        pytest.skip(peer.missing)
    answer = peer.aligner(*pair)
    assert answer is not None
    moving_rc = by_homography(MAP)(POINTS_RC[:, ::-1])[:, ::-1]
    assert score_answer(answer, Truth(POINTS_RC, moving_rc, SHAPE)).median_pct < 0.1


@pytest.mark.parametrize("name", ["orb", "sift-ransac", "sift-magsac"])
def test_peers_that_count_inliers_refuse_other_skin(name: str, pair) -> None:
    peer = next(peer for peer in find_peers(models=None) if peer.name == name)
    assert peer.aligner(pair[0], skin(6)) is None


def test_photos_are_reduced_and_points_carried_back_to_full_size() -> None:
    sizes = []

    @on_reduced_photos
    def shift_by_one(reference_rgb: np.ndarray, moving_rgb: np.ndarray):
        sizes.extend([reference_rgb.shape[:2], moving_rgb.shape[:2]])
        return lambda xy: xy + np.array([1.0, 0.0])

    to_moving, stated = shift_by_one(np.zeros((640, 2560, 3), np.uint8), np.zeros((320, 1280, 3), np.uint8))
    assert sizes == [(320, 1280), (320, 1280)]
    # a pixel's middle: column 0.5 of 2560 is column 0 of 1280
    assert to_moving(np.array([[0.5, 0.5]])).tolist() == [[0.0, 1.0]]
    assert stated is None


def test_a_package_that_is_not_installed_is_named_and_nothing_crashes(monkeypatch) -> None:
    monkeypatch.setattr(listing, "find_spec", lambda name: None)
    missing = {peer.name: peer.missing for peer in find_peers(models=None) if peer.missing}
    assert set(missing) == {"stackreg", "bspline", "landmarks"}
    assert "pystackreg" in missing["stackreg"] and "SimpleITK" in missing["bspline"]
    table = comparison_table({}, dict.fromkeys(missing, "a peer"), missing)
    assert table.count("not installed") == 2


def test_the_comparison_reads_a_folder_of_pairs_and_times_each_method(pair, tmp_path: Path) -> None:
    for name, rgb in (("a.png", pair[0]), ("b.png", pair[1]), ("c.png", skin(6))):
        cv2.imwrite(str(tmp_path / name), cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
    moving_rc = by_homography(MAP)(POINTS_RC[:, ::-1])[:, ::-1]
    np.savez(tmp_path / "t.npz", reference_rc=POINTS_RC, moving_rc=moving_rc)
    good = {"positive": True, "reference": "a.png", "moving": "b.png", "truth": "t.npz"}
    other = {"positive": False, "reference": "a.png", "moving": "c.png"}
    (tmp_path / "pairs.json").write_text(json.dumps([good, other]))
    methods = {peer.name: peer.aligner for peer in find_peers(models=None) if peer.name in ("dis", "orb")}
    found = results(list(compare(tmp_path, methods)))
    assert list(found) == ["orb", "dis"]
    assert found["orb"].score.success == found["dis"].score.success == 1
    assert (found["orb"].score.negatives_accepted, found["dis"].score.negatives_accepted) == (0, 1)
    assert 0 < found["orb"].sift_ratio < 1


def test_the_evidence_decides_as_the_product_does(pair) -> None:
    # another's skin but for a corner, which is too little and yet not nothing
    mostly_other = skin(6)
    mostly_other[:200, :200] = pair[0][:200, :200]
    same, other = weigh_pair(*pair), weigh_pair(pair[0], mostly_other)
    align(*pair)
    with pytest.raises(AlignmentRefused):
        align(pair[0], mostly_other)
    assert same.is_accepted and not other.is_accepted
    assert 0 < other.share < 0.3 < same.share


def test_points_are_read_with_blanks_or_tabs_and_what_follows_is_left(tmp_path: Path) -> None:
    (tmp_path / "a.tem").write_text("2\n1.0\t2.0\n3\t4\n1\n0 5 0 1\n")
    (tmp_path / "b.tem").write_text("2\n1 2\n3 4\n")
    assert read_points(tmp_path / "a.tem").tolist() == [[2, 1], [4, 3]]
    assert read_points(tmp_path / "b.tem").tolist() == [[2, 1], [4, 3]]


def test_photographs_are_paired_within_their_families(tmp_path: Path) -> None:
    for name in ("london_1_neutral", "london_2_neutral", "selfie_zoom_1", "selfie_zoom_2", "selfie_lisa_1"):
        (tmp_path / f"{name}.jpg").touch()
    assert [b.stem for _, b in smiles(tmp_path)] == ["london_1_smiling", "london_2_smiling"]
    assert len(strangers(tmp_path)) == 2
    assert len(selfies(tmp_path)) == 2


def test_a_spline_left_without_a_point_misses_it_only_where_that_point_stands_alone() -> None:
    grid = POINTS_RC[::5]
    moved = grid * 1.1 + [3.0, -2.0]
    assert leave_one_out_px(grid, moved).max() < 1e-6
    moved[7] += [4.0, 3.0]
    missed = leave_one_out_px(np.vstack([grid, grid[:1]]), np.vstack([moved, moved[:1]]))
    assert len(missed) == len(grid)
    assert missed.max() > 5 - 1e-6


def test_tables_of_faces_count_what_must_be_none() -> None:
    smiling = smile_table([Smile("a", "", 0.9, 0.8, 2.0, 4.0), Smile("b", "different skin")])
    assert "Smiles accepted: 1 of 2" in smiling and "different skin" in smiling
    pairs = [(Path("a.jpg"), Path("b.jpg")), (Path("b.jpg"), Path("a.jpg"))]
    others = stranger_lines(pairs, [Weighed(False, 0.1), Weighed(True, 0.3)])
    assert "1 of 2 (must be 0)" in others and "0.300 (b and a)" in others
    near, far = Selfie("1", "2", 0.1, "", 0.2, 0.4, 0.9, 0.1), Selfie("2", "1", 0.1, "", 0.7, 0.9, 0.9, 0.6)
    laid = selfie_table([near, far, Selfie("1", "3", 0.1, "too blurred")])
    assert "accepted: 2 of 3; 1 of them above 0.5 %" in laid and "median 0.450 %" in laid


def test_memory_counts_the_photos_and_what_the_alignment_takes_on_top() -> None:
    cost = measure_memory(1600, 1200)
    assert cost.photos_mb == pytest.approx(2 * 1600 * 1200 * 3 / 1e6)
    assert cost.above_idle_mb > cost.photos_mb + 20
    assert cost.cpu_s > 0
    assert cost.error_px < 0.5


@pytest.mark.parametrize("asked", [[], ["--peers"]])
def test_nothing_to_measure_is_answered_with_what_can_be_asked(asked, monkeypatch, capsys) -> None:
    monkeypatch.setattr("sys.argv", ["benchmarks.alignment", *asked])
    with pytest.raises(SystemExit):
        main()
    assert "--pairs DIR" in capsys.readouterr().err


def test_optional_packages_are_pinned_in_their_own_group() -> None:
    top = Path(__file__).parents[2]
    project = tomllib.loads((top / "pyproject.toml").read_text("utf-8"))["project"]
    named = {line.split("==")[0] for line in project["optional-dependencies"]["bench"]}
    assert named == {"dracopy", "pystackreg", "simpleitk"}
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert not named & {line.split("==")[0] for line in (top / name).read_text("utf-8").splitlines()}
