"""What is said of a head's turn: no more than is known."""

import pytest

from tracker.imaging.quality.judging import findings_of_turn
from tracker.imaging.quality.turning import SeenTurn
from tracker.model import METHOD_LIMITS, GateLevel


@pytest.mark.parametrize(
    ("angle_deg", "error_deg", "levels", "words"),
    [
        (1.0, 0.5, [GateLevel.GOOD], "direction 1°"),
        (5.0, 1.0, [GateLevel.WARN], "direction 5°"),
        (12.0, 1.0, [GateLevel.FAIL], "direction 12°"),
        # perhaps over 7, perhaps not: no reason to refuse the photo
        (7.5, 1.0, [GateLevel.WARN], "direction 8°"),
        # how much isn't sure, but that it is too much is
        (20.0, 3.0, [GateLevel.FAIL], "at least 15°"),
        (9.0, 2.5, [GateLevel.WARN], "at least 5°"),
        (2.0, 2.5, [GateLevel.WARN], "can't be told"),
        (0.1, 1.7, [], ""),
    ],
)
def test_of_a_head_only_what_is_sure_is_said(
    angle_deg: float, error_deg: float, levels: list[GateLevel], words: str
) -> None:
    found = findings_of_turn(SeenTurn(angle_deg, error_deg, is_of_head=True), METHOD_LIMITS)
    assert [finding.level for finding in found] == levels
    assert all(words in str(finding.message) for finding in found)


def test_of_other_skin_nothing_is_said_of_a_turn_that_isnt_known() -> None:
    assert findings_of_turn(SeenTurn(2.0, 2.5, is_of_head=False), METHOD_LIMITS) == []
