"""What a treated region is compared with: what was drawn and said decides, and where it lies."""

import math
from dataclasses import replace

import pytest

from tracker.imaging.phantom.demo_regions import treated_region, untreated_region
from tracker.imaging.phantom.skin import Skin
from tracker.model import (
    Control,
    ControlChoice,
    ControlKind,
    Ellipse,
    Polygon,
    Region,
    RegionRole,
    Shape,
    View,
    ViewKind,
    control_of,
    controls_of,
)

MM = 0.1
FRONT = View(ViewKind.FRONT)
SAID_UNTREATED = ControlChoice(is_skin_around_untreated=True)


def box(top_mm: float, left_mm: float, bottom_mm: float, right_mm: float) -> Polygon:
    corners = ((top_mm, left_mm), (top_mm, right_mm), (bottom_mm, right_mm), (bottom_mm, left_mm))
    return Polygon(tuple((row / MM, column / MM) for row, column in corners))


def band(from_deg: float, to_deg: float, *, gap_mm: float = 4.0, width_mm: float = 6.0) -> Polygon:
    """Part of a ring around the cheek, whose radius is 15 mm."""
    steps = [math.radians(from_deg + (to_deg - from_deg) * k / 30) for k in range(31)]
    inner, outer = 15 + gap_mm, 15 + gap_mm + width_mm
    points = [(50 + outer * math.sin(t), 50 + outer * math.cos(t)) for t in steps]
    points += [(50 + inner * math.sin(t), 50 + inner * math.cos(t)) for t in reversed(steps)]
    return Polygon(tuple((row / MM, column / MM) for row, column in points))


def region(name: str, role: RegionRole, shape: Shape, choice: ControlChoice | None = None) -> Region:
    return Region(name, "series", FRONT, "ref", name, role, shape, 1, choice or ControlChoice())


def untreated(name: str, shape: Shape, *, other_side_of: str | None = None) -> Region:
    return region(name, RegionRole.UNTREATED, shape, ControlChoice(other_side_of=other_side_of))


CHEEK = region("cheek", RegionRole.TREATED, Ellipse((50 / MM, 50 / MM), 15 / MM, 15 / MM))
NECK = untreated("neck", box(100, 30, 110, 70))
OPPOSITE = untreated("opposite", box(35, 120, 65, 150), other_side_of="cheek")


def kinds(one: Region, *others: Region) -> list[ControlKind]:
    return [control.kind for control in controls_of(one, [one, *others], mm_per_px=MM)]


def found(one: Region, *others: Region) -> Control:
    return control_of(one, [one, *others], mm_per_px=MM)


def test_the_kinds_keep_the_words_that_readings_carry() -> None:
    assert [str(kind) for kind in ControlKind] == [
        "other side",
        "skin around the region",
        "untreated skin",
        "none",
    ]


def test_with_nothing_drawn_and_nothing_said_there_is_no_control() -> None:
    assert found(CHEEK) == Control(ControlKind.NONE)


def test_the_other_side_comes_first_then_the_ring_then_skin_elsewhere_then_none() -> None:
    cheek = replace(CHEEK, choice=SAID_UNTREATED)
    assert kinds(cheek, NECK, OPPOSITE) == list(ControlKind)
    assert found(cheek, NECK, OPPOSITE) == Control(ControlKind.OTHER_SIDE, (OPPOSITE,))
    assert found(cheek, NECK).kind is ControlKind.RING
    assert found(CHEEK, NECK) == Control(ControlKind.ELSEWHERE, (NECK,))


def test_the_program_lays_no_ring_unless_the_skin_around_is_said_to_be_untreated() -> None:
    assert kinds(CHEEK, NECK) == [ControlKind.ELSEWHERE, ControlKind.NONE]
    assert not found(CHEEK).is_laid


def test_a_laid_ring_leaves_out_every_treated_region() -> None:
    cheek = replace(CHEEK, choice=SAID_UNTREATED)
    chin = region("chin", RegionRole.TREATED, box(80, 40, 95, 60))
    ring = found(cheek, chin, NECK)
    assert ring.is_laid
    assert ring.spared == (cheek, chin)
    assert ring.place != found(cheek, NECK).place


def test_the_other_side_of_one_region_is_only_untreated_skin_for_another() -> None:
    forehead = region("forehead", RegionRole.TREATED, box(0, 40, 12, 90))
    assert found(forehead, CHEEK, OPPOSITE) == Control(ControlKind.ELSEWHERE, (OPPOSITE,))
    assert kinds(CHEEK, forehead, OPPOSITE) == [ControlKind.OTHER_SIDE, ControlKind.NONE]


@pytest.mark.parametrize("kind", list(ControlKind))
def test_what_a_person_chose_counts_while_it_is_there(kind) -> None:
    cheek = replace(CHEEK, choice=replace(SAID_UNTREATED, kind=kind))
    assert found(cheek, NECK, OPPOSITE).kind is kind


def test_a_choice_that_is_gone_gives_way_to_the_best_that_is_left() -> None:
    cheek = replace(CHEEK, choice=ControlChoice(ControlKind.OTHER_SIDE))
    assert found(cheek, NECK).kind is ControlKind.ELSEWHERE


@pytest.mark.parametrize(
    ("drawn", "kind"),
    [
        ((band(0, 359),), ControlKind.RING),
        ((band(0, 270),), ControlKind.RING),
        ((band(0, 180),), ControlKind.ELSEWHERE),
        ((band(0, 180), band(180, 300)), ControlKind.RING),
        ((band(0, 359, gap_mm=14),), ControlKind.ELSEWHERE),
        ((box(67, 25, 76, 75),), ControlKind.ELSEWHERE),
    ],
    ids=["all around", "open for a drape", "half", "two parts", "far off", "a strip below"],
)
def test_drawn_skin_is_the_skin_around_where_it_follows_most_of_the_outline(drawn, kind) -> None:
    patches = [untreated(f"patch {k}", shape) for k, shape in enumerate(drawn)]
    control = found(CHEEK, *patches)
    assert (control.kind, control.regions) == (kind, tuple(patches))
    assert not control.is_laid


def test_skin_drawn_all_around_goes_before_a_ring_of_the_program_and_leaves_far_skin_out() -> None:
    cheek = replace(CHEEK, choice=SAID_UNTREATED)
    around = untreated("around", band(0, 359))
    assert found(cheek, NECK, around) == Control(ControlKind.RING, (around,))


def test_the_demo_clinics_band_is_skin_around_its_zone() -> None:
    skin = Skin(seed=1)
    shapes = [
        Polygon(tuple((row / MM + 400, column / MM + 400) for row, column in drawn.outline_mm))
        for drawn in (
            treated_region(skin, is_ellipse=False),
            untreated_region(skin, opening_towards_deg=45),
        )
    ]
    zone, patch = region("zone", RegionRole.TREATED, shapes[0]), untreated("band", shapes[1])
    assert found(zone, patch) == Control(ControlKind.RING, (patch,))


def test_two_controls_of_the_same_outlines_are_the_same_place_whatever_their_names() -> None:
    renamed = replace(NECK, name="throat", revision=7)
    moved = replace(NECK, shape=box(101, 30, 110, 70))
    assert found(CHEEK, NECK).place == found(CHEEK, renamed).place
    assert found(CHEEK, NECK).place != found(CHEEK, moved).place
