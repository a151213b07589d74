"""What can't be compared is refused with its reason; what spoils one kind of change leaves the other."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from tests.imaging.change_map.conftest import pair
from tracker.imaging.change_map import ChangeMap, change_map
from tracker.imaging.metadata import Capture
from tracker.model import ControlKind, MappedChange

REDNESS, TEXTURE = MappedChange.REDNESS, MappedChange.TEXTURE
NO_LIMITS = {REDNESS: 0.0, TEXTURE: 0.0}


def compared(*, ground=None, left=None, **right: object) -> ChangeMap:
    true = pair("light")
    first, second = true.photos(**right)
    return change_map(replace(first, **(left or {})), second, ground or true.ground(), limits=NO_LIMITS)


def exposed(rgb: np.ndarray, stops: float) -> np.ndarray:
    """The photo through another exposure, about as a camera does it."""
    linear = (rgb.astype(np.float32) / 255) ** 2.2 * 2**stops
    return np.rint(255 * np.clip(linear, 0, 1) ** (1 / 2.2)).astype(np.uint8)


def test_another_exposure_refuses_the_whole_map_in_stops() -> None:
    result = compared(rgb=exposed(pair("light").right.rgb, -1.8))
    assert set(result.refused) == {REDNESS, TEXTURE}
    assert "stops brighter than the other (comparable: up to 1.0)" in str(result.refused[REDNESS])
    assert result.fields == {}


def test_light_of_another_colour_refuses_redness_alone() -> None:
    warm = np.clip(pair("light").right.rgb * np.array([1.0, 0.88, 0.72]), 0, 255).astype(np.uint8)
    result = compared(rgb=warm)
    assert "another colour" in str(result.refused[REDNESS])
    assert set(result.fields) == {TEXTURE}


def test_blur_refuses_texture_alone() -> None:
    result = compared(rgb=cv2.GaussianBlur(pair("light").right.rgb, (0, 0), 3.0))
    assert "fine detail" in str(result.refused[TEXTURE])
    assert set(result.fields) == {REDNESS}


def test_a_file_compressed_much_refuses_redness_on_either_side() -> None:
    for sides in ({"jpeg_quality": 60}, {"left": {"jpeg_quality": 60}}):
        result = compared(**sides)
        assert "JPEG quality 60" in str(result.refused[REDNESS])
        assert set(result.fields) == {TEXTURE}


def test_without_untreated_skin_and_card_a_difference_may_be_the_lamps() -> None:
    nothing = replace(pair("light").ground(), control=(), kind=ControlKind.NONE)
    result = compared(ground=nothing)
    assert set(result.refused) == {REDNESS, TEXTURE}
    assert "may be the lamp's" in str(result.refused[REDNESS])


def test_another_camera_refuses_the_whole_map() -> None:
    captures = {"capture": Capture(camera="Acme Two"), "left": {"capture": Capture(camera="Acme One")}}
    result = compared(**captures)
    assert set(result.refused) == {REDNESS, TEXTURE}
    assert "different cameras" in str(result.refused[TEXTURE])


def test_an_alignment_that_may_be_wrong_by_more_than_a_millimetre_refuses_the_whole_map() -> None:
    result = compared(alignment=replace(pair("light").alignment, error_p95_px=40.0))
    assert set(result.refused) == {REDNESS, TEXTURE}
    assert "mm only" in str(result.refused[REDNESS])


@pytest.mark.parametrize("where", ["glare", "unmatched"])
def test_skin_that_shines_or_was_not_matched_is_left_out_and_the_rest_shown(where) -> None:
    true = pair("light")
    lattice = compared().lattice
    patch = (slice(200, 420), slice(760, 1000))
    if where == "glare":
        rgb = true.right.rgb.copy()
        rgb[patch] = 254
        result = compared(rgb=rgb)
    else:
        support = true.alignment.support_map
        xy = support.nodes_xy() * (1200 / true.alignment.field.grid.size[0])
        lost = (xy[:, 0] > 760) & (xy[:, 0] < 1000) & (xy[:, 1] > 200) & (xy[:, 1] < 420)
        counts = np.where(lost.reshape(support.counts.shape), 0, support.counts).astype(np.uint8)
        result = compared(alignment=replace(true.alignment, support_map=replace(support, counts=counts)))
    middle = tuple(
        slice(round((part.start + 60) / lattice.cell_px), round((part.stop - 60) / lattice.cell_px))
        for part in patch
    )
    for field in result.fields.values():
        assert not field.shown[middle].any()
        # the patch itself, 3 mm beside what is no skin, and the edges of the frame
        assert field.shown.mean() > 0.65
        assert not field.is_changed[~field.shown].any()
