import numpy as np
import pytest

from tests.imaging.measure.conftest import Scene, make_scene
from tracker.errors import InvalidInput
from tracker.imaging.measure import METHOD, Baseline, measure
from tracker.model import ControlKind, Metric

ALONE = (Metric.RED_AREA, Metric.PIGMENT)


def test_every_metric_has_a_value_on_a_good_photo(scene) -> None:
    measurement = measure(scene.rgb(), **scene.asked(), baseline=None)
    assert set(measurement.values) == set(Metric)
    assert [m for m, v in measurement.values.items() if v is None] == []
    assert measurement.control == "untreated skin"
    assert METHOD == "measure-8"


def test_the_photo_and_the_masks_are_left_as_they_were(scene) -> None:
    rgb, treated, untreated = scene.rgb(), scene.treated.copy(), scene.untreated.copy()
    before = rgb.copy()
    for array in (rgb, treated, untreated):
        array.flags.writeable = False
    measure(rgb, mm_per_px=0.08, treated=treated, untreated=untreated, baseline=None)
    assert np.array_equal(rgb, before)


@pytest.mark.parametrize(("down", "right"), [(0, 0), (37, 211), (300, 5)])
def test_the_place_of_the_region_in_a_larger_photo_does_not_matter(scene, down, right) -> None:
    small = scene.rgb()
    rows, columns = small.shape[:2]
    rgb = np.random.default_rng(0).integers(0, 255, (800, 900, 3), dtype=np.uint8)
    place = (slice(down, down + rows), slice(right, right + columns))
    rgb[place] = small
    masks = {name: np.zeros((800, 900), bool) for name in ("treated", "untreated")}
    masks["treated"][place], masks["untreated"][place] = scene.treated, scene.untreated
    alone = measure(small, **scene.asked(), baseline=None).values
    within = measure(rgb, mm_per_px=0.08, **masks, baseline=None).values
    assert within == pytest.approx(alone, abs=1e-6)


def test_a_baseline_survives_its_bytes(scene) -> None:
    baseline = measure(scene.rgb(), **scene.asked(), baseline=None).baseline
    data = baseline.to_bytes()
    again = Baseline.from_bytes(data)
    assert len(data) < 100_000
    for name in ("log2_luminance", "sharpness", "common_sharpness", "mm_per_px", "has_control"):
        assert getattr(again, name) == getattr(baseline, name)
    moved = scene.changed(np.log([0.9, 0.8, 0.8]))
    kept, stored = (measure(moved.rgb(), **moved.asked(), baseline=b).values for b in (baseline, again))
    assert stored == pytest.approx(kept, abs=1e-3)


def below(row: int) -> np.ndarray:
    """Everything but the first rows of a scene; both areas begin at row 41 and have 339 rows."""
    return np.broadcast_to((np.arange(420) >= row)[:, None], (420, 560)).copy()


def test_skin_that_is_not_trusted_is_left_out_and_counted(scene) -> None:
    baseline = measure(scene.rgb(), **scene.asked(), baseline=None).baseline
    reddened = scene.changed(-0.2 * np.array([0.1, 1.0, 0.8]), scene.treated & ~below(92))
    values = {
        name: measure(photo.rgb(), **scene.asked(), trusted=trusted, baseline=baseline)
        for name, photo, trusted in (
            ("as it was", scene, below(92)),
            ("trusted", reddened, below(92)),
            ("believed", reddened, None),
        )
    }
    redness = {name: m.values[Metric.REDNESS] for name, m in values.items()}
    assert redness["trusted"] == pytest.approx(redness["as it was"], abs=0.05)
    assert redness["believed"] > redness["trusted"] + 0.5
    found = {f.gate: f for f in values["trusted"].findings}
    for gate in ("match of the region", "match of the untreated skin"):
        assert found[gate].value == pytest.approx(51 / 339, abs=0.005)
        assert "15%" in found[gate].sentence
    assert {f.gate: f.value for f in values["believed"].findings}["match of the region"] == 0


def test_light_is_still_fitted_place_by_place_where_a_part_of_the_patch_is_left_out(scene) -> None:
    # a patch whose own colour changes from top to bottom: its mean is another one without its top
    tone = np.linspace(0, 0.4, 420)[:, None, None] * np.array([0.1, 1.0, 0.8])
    uneven = Scene(scene.log_rgb - tone, scene.treated, scene.untreated)
    baseline = measure(uneven.rgb(), **uneven.asked(), baseline=None).baseline
    dimmer = uneven.changed(np.log([0.8, 0.72, 0.75]))
    for photo in (uneven, dimmer):
        findings = measure(photo.rgb(), **photo.asked(), trusted=below(92), baseline=baseline).findings
        assert {f.gate: f.value for f in findings}["light gradient"] < 0.03


def test_without_any_trusted_skin_everything_is_withheld(scene) -> None:
    baseline = measure(scene.rgb(), **scene.asked(), baseline=None).baseline
    nowhere = np.zeros(scene.treated.shape, bool)
    measurement = measure(scene.rgb(), **scene.asked(), trusted=nowhere, baseline=baseline)
    assert set(measurement.values.values()) == {None}
    assert all("100% of" in str(sentence) for sentence in measurement.withheld.values())


@pytest.mark.parametrize("data", [b"", b"nothing of the kind", b"PK\x03\x04broken"])
def test_other_bytes_are_no_baseline(data) -> None:
    with pytest.raises(ValueError, match="no baseline"):
        Baseline.from_bytes(data)


def test_without_untreated_skin_only_what_still_means_something_is_measured(scene) -> None:
    asked = scene.asked() | {"untreated": None}
    first = measure(scene.rgb(), **asked, baseline=None)
    assert first.control == "none"
    assert {m for m, v in first.values.items() if v is None} == set(ALONE)
    assert all("untreated" in str(first.withheld[m]) for m in ALONE)
    redder = scene.changed(-0.1 * np.array([0.1, 1.0, 0.8]), scene.treated)
    later = measure(redder.rgb(), **asked, baseline=first.baseline)
    assert later.values[Metric.REDNESS] > first.values[Metric.REDNESS] + 1


def test_a_baseline_of_another_kind_of_control_is_a_mistake(scene) -> None:
    baseline = measure(scene.rgb(), **scene.asked(), baseline=None).baseline
    with pytest.raises(ValueError, match="control"):
        measure(scene.rgb(), **(scene.asked() | {"untreated": None}), baseline=baseline)


def test_a_measurement_carries_the_kind_of_its_control(scene) -> None:
    for kind in (ControlKind.OTHER_SIDE, ControlKind.RING, ControlKind.ELSEWHERE):
        assert measure(scene.rgb(), **scene.asked(), control=kind, baseline=None).control is kind
    alone = scene.asked() | {"untreated": None}
    assert measure(scene.rgb(), **alone, control=ControlKind.RING, baseline=None).control is ControlKind.NONE


def test_light_that_moves_on_the_other_side_alone_is_not_carried_to_the_region(scene) -> None:
    across = np.linspace(-0.25, 0.25, 560)[None, :, None]
    lit = scene.changed(across - across[:, 408:409], scene.untreated)  # nothing at the patch's centre
    moved = {}
    for kind in (ControlKind.OTHER_SIDE, ControlKind.ELSEWHERE):
        first = measure(scene.rgb(), **scene.asked(), control=kind, baseline=None)
        later = measure(lit.rgb(), **scene.asked(), control=kind, baseline=first.baseline)
        moved[kind] = {m: abs(later.values[m] - first.values[m]) for m in (Metric.REDNESS, Metric.PIGMENT)}
    assert moved[ControlKind.OTHER_SIDE][Metric.REDNESS] < 0.25
    assert moved[ControlKind.OTHER_SIDE][Metric.PIGMENT] < 1
    for metric, change in moved[ControlKind.OTHER_SIDE].items():
        assert moved[ControlKind.ELSEWHERE][metric] > 4 * change


def test_an_overexposed_photo_is_withheld_and_an_overexposed_reference_refused(scene) -> None:
    white = np.full_like(scene.rgb(), 255)
    baseline = measure(scene.rgb(), **scene.asked(), baseline=None).baseline
    measurement = measure(white, **scene.asked(), baseline=baseline)
    assert set(measurement.values.values()) == {None}
    assert set(measurement.withheld) == set(Metric)
    with pytest.raises(InvalidInput, match="take the photo again"):
        measure(white, **scene.asked(), baseline=None)


def test_skin_too_smooth_for_pores_withholds_pores_alone() -> None:
    scene = make_scene()
    scene.treated &= (np.arange(420) < 60)[:, None]
    measurement = measure(scene.rgb(), **scene.asked(), baseline=None)
    assert measurement.values[Metric.TEXTURE] is not None
    flat = np.full((420, 560, 3), (170, 130, 110), np.uint8)
    measurement = measure(flat, **scene.asked(), baseline=None)
    assert measurement.values[Metric.PORES] is None
    assert "pores" in str(measurement.withheld[Metric.PORES])


@pytest.mark.parametrize(
    "wrong",
    [
        {"treated": np.zeros((3, 3), bool)},
        {"treated": np.ones((420, 560), np.uint8)},
        {"trusted": np.ones((420, 561), bool)},
        {"mm_per_px": 0.0},
        {"mm_per_px": float("nan")},
    ],
)
def test_what_does_not_fit_together_is_a_mistake(scene, wrong) -> None:
    with pytest.raises(ValueError, match="must be"):
        measure(scene.rgb(), **(scene.asked() | wrong), baseline=None)


def test_a_float_photo_is_a_mistake(scene) -> None:
    with pytest.raises(ValueError, match="uint8"):
        measure(scene.rgb().astype(np.float32), **scene.asked(), baseline=None)
