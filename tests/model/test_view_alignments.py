"""Which alignments of a view hold, whom a photo may go by way of, and whom a new alignment wakes."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.model import (
    AlignmentRow,
    CaptureTimeSource,
    Phase,
    Photo,
    PhotoFacts,
    PointPairs,
    Reference,
    RefusalReason,
    SetPoints,
    View,
    ViewAlignments,
    ViewKind,
)

START = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
FRONT = View(ViewKind.FRONT)
PAIRS = PointPairs(((10, 10), (10, 90), (80, 20)), ((12, 11), (11, 92), (83, 20)))


def photo(name: str, session: str, phase: Phase = Phase.PRE) -> Photo:
    return Photo(
        name, session, "series", "patient", FRONT, phase, PhotoFacts(name, "JPEG", 1, 900, 1200),
        START, CaptureTimeSource.METADATA, START, "",
    )  # fmt: skip


def view(photos: str, *rows: AlignmentRow, points: tuple[tuple[str, str], ...] = ()) -> ViewAlignments:
    """Photos named by session and letter ("1a 2a 2b"), the first one the reference, session n on day 30 n."""
    listed = [photo(name, name[0]) for name in photos.split()]
    return ViewAlignments(
        reference=Reference("series", FRONT, listed[0], 200.0, is_scale_measured=True),
        photos=listed,
        held_at={name[0]: START + timedelta(days=30 * int(name[0])) for name in photos.split()},
        rows={(row.digest, row.reference_digest): row for row in rows},
        points={pair: SetPoints(*pair, PAIRS, "", START) for pair in points},
    )


def row(
    digest: str, over: str = "1a", refusal: RefusalReason | None = None, *, through: str = "", key: str = ""
) -> AlignmentRow:
    return AlignmentRow(digest, over, "m", refusal, 0.1, 0.2, 0.1, 0.9, b"", through, key)


def straight(*names: str) -> list[AlignmentRow]:
    return [row(name) for name in names]


def refused(digest: str, over: str = "1a", reason: RefusalReason = RefusalReason.DIFFERENT) -> AlignmentRow:
    return row(digest, over, reason)


def named(photos: list[Photo]) -> str:
    return " ".join(one.id for one in photos)


def test_the_nearest_sessions_come_first_and_at_most_three() -> None:
    around = view("1a 2a 4a 6a 7a 9a", *straight("1a", "2a", "4a", "7a", "9a"), refused("6a"))
    assert named(around.neighbours(around.photos[3])) == "7a 4a 9a"


def test_another_session_comes_before_the_second_photo_of_one() -> None:
    around = view("1a 4a 4b 4c 5a 8a", *straight("1a", "4a", "4b", "4c", "8a"), refused("5a"))
    assert named(around.neighbours(around.photos[4])) == "4a 8a 4b"


def test_a_photo_over_which_points_were_set_comes_first_however_far() -> None:
    around = view("1a 2a 5a 6a", *straight("1a", "2a", "5a"), refused("6a"), points=(("6a", "2a"),))
    assert named(around.neighbours(around.photos[3])) == "2a 5a"


def test_nobody_goes_by_way_of_the_reference_or_of_what_went_round_itself() -> None:
    rows = [*straight("1a", "2a"), row("3a", through="2a", key=""), refused("4a"), refused("5a")]
    around = view("1a 2a 3a 4a 5a", *rows)
    assert named(around.neighbours(around.photos[4])) == "2a"


@pytest.mark.parametrize(
    ("reason", "may"),
    [
        (RefusalReason.DIFFERENT, True),
        (RefusalReason.FAR_APART, True),
        (RefusalReason.LITTLE_SKIN, True),
        (RefusalReason.BLURRED, False),
        (RefusalReason.MIRRORED, False),
    ],
)
def test_no_way_round_makes_a_photo_sharp_or_turns_it_over(reason: RefusalReason, may: bool) -> None:
    around = view("1a 2a 3a", *straight("1a", "2a"), refused("3a", reason=reason))
    assert around.may_go_round(around.photos[2]) is may


def test_whoever_was_refused_with_points_set_by_hand_goes_no_way_round() -> None:
    rows = [*straight("1a", "2a"), row("3a", refusal=RefusalReason.DIFFERENT, key=PAIRS.key)]
    around = view("1a 2a 3a", *rows, points=(("3a", "1a"),))
    assert not around.may_go_round(around.photos[2])
    assert not view("1a 2a 3a", *straight("1a", "3a")).may_go_round(around.photos[2])


def test_an_alignment_holds_while_its_points_are_the_ones_that_are_set() -> None:
    by_hand = row("2a", key=PAIRS.key)
    assert view("1a 2a", by_hand, points=(("2a", "1a"),)).row("2a") == by_hand
    assert view("1a 2a", by_hand).row("2a") is None
    assert view("1a 2a", row("2a"), points=(("2a", "1a"),)).row("2a") is None


def test_a_way_round_holds_while_its_neighbour_lies_as_it_did() -> None:
    round_about = row("3a", through="2a")
    assert view("1a 2a 3a", row("2a"), round_about).row("3a") == round_about
    for changed in (
        view("1a 3a", row("2a"), round_about),
        view("1a 2a 3a", round_about),
        view("1a 2a 3a", refused("2a"), round_about),
        view("1a 2a 3a", row("2a"), round_about, points=(("2a", "1a"),)),
        view("1a 2a 3a", row("2a", key=PAIRS.key), round_about, points=(("2a", "1a"),)),
        view("1a 2a 3a", row("2a"), round_about, points=(("3a", "1a"),)),
        view("1a 2a 3a", row("2a"), round_about, points=(("3a", "2a"),)),
    ):
        assert changed.row("3a") is None


def test_a_new_neighbour_wakes_who_was_refused_until_they_tried_it() -> None:
    rows = [*straight("1a", "2a"), refused("3a"), refused("4a", reason=RefusalReason.BLURRED)]
    around = view("1a 2a 3a 4a", *rows)
    assert named(around.to_try_again(around.photos[1])) == "3a"
    tried = view("1a 2a 3a 4a", *rows, refused("3a", "2a"))
    assert tried.to_try_again(tried.photos[1]) == []


def test_a_neighbour_that_fits_wakes_whoever_fits_on_it_when_it_comes_back() -> None:
    around = view(
        "1a 2a 3a 5a", *straight("1a", "2a", "5a"), refused("3a"), row("3a", "2a"), refused("3a", "5a")
    )
    assert named(around.to_try_again(around.photos[1])) == "3a"
    assert around.to_try_again(around.photos[3]) == []


def test_photos_that_wait_for_a_neighbour_never_wake_each_other() -> None:
    around = view("1a 2a 3a 4a", *straight("1a", "2a"), refused("3a"), refused("4a"))
    assert around.to_try_again(around.photos[2]) == []
    assert around.to_try_again(around.photos[3]) == []


def test_a_neighbour_that_is_lost_wakes_who_went_through_it() -> None:
    around = view("1a 2a 3a", row("1a"), refused("2a"), row("3a", through="2a"))
    assert named(around.to_try_again(around.photos[1])) == "3a"
    holds = view("1a 2a 3a", row("1a"), row("2a"), row("3a", through="2a"))
    assert holds.to_try_again(holds.photos[1]) == []


def test_a_photo_that_was_not_analysed_yet_is_left_to_its_own_job() -> None:
    around = view("1a 2a 3a", *straight("1a", "2a"))
    assert around.to_try_again(around.photos[1]) == []
