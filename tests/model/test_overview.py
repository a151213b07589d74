"""Which visit a course of treatment asks for next."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tracker.model import (
    Due,
    DueKind,
    Series,
    SeriesDetails,
    SeriesStatus,
    SessionKind,
    SessionOverview,
    next_due,
)

START = datetime(2026, 3, 2, 10, tzinfo=UTC)


def plan(status: SeriesStatus = SeriesStatus.ACTIVE, **changes: object) -> Series:
    details = SeriesDetails(
        "Microneedling", "scars", "cheek", START.date(), planned_sessions=2, interval_weeks=4, status=status
    )
    return Series("s", "p", replace(details, **changes), START)


def visits(*kinds_and_days: tuple[SessionKind, int]) -> list[SessionOverview]:
    return [
        SessionOverview(str(n), n, kind, START + timedelta(days=day))
        for n, (kind, day) in enumerate(kinds_and_days, 1)
    ]


T, F, E = SessionKind.TREATMENT, SessionKind.FOLLOW_UP, SessionKind.EARLY_CHECK


@pytest.mark.parametrize(
    ("seen", "due"),
    [
        ([], None),
        ([(SessionKind.BASELINE, 0)], None),
        ([(T, 0)], Due(DueKind.TREATMENT, date(2026, 3, 30))),
        ([(T, 0), (E, 3)], Due(DueKind.TREATMENT, date(2026, 3, 30))),
        ([(T, 0), (T, 30)], Due(DueKind.FOLLOW_UP, date(2026, 5, 1))),
        ([(T, 0), (T, 30), (E, 33)], Due(DueKind.FOLLOW_UP, date(2026, 5, 1))),
        ([(T, 0), (T, 30), (SessionKind.HOME, 50)], Due(DueKind.FOLLOW_UP, date(2026, 5, 1))),
        ([(T, 0), (T, 30), (F, 50)], Due(DueKind.FOLLOW_UP, date(2026, 6, 30))),
        ([(T, 0), (T, 30), (F, 62), (F, 200)], None),
    ],
)
def test_treatments_come_first_then_follow_ups(seen: list[tuple[SessionKind, int]], due: Due | None) -> None:
    assert next_due(plan(), visits(*seen), zone=UTC) == due


def test_follow_ups_are_due_on_the_days_of_the_plan() -> None:
    seen = visits((T, 0), (T, 30))
    assert next_due(plan(follow_up_days=(10, 20)), seen, zone=UTC) == Due(
        DueKind.FOLLOW_UP, date(2026, 4, 11)
    )
    assert next_due(plan(follow_up_days=(60,)), seen, zone=UTC) == Due(DueKind.FOLLOW_UP, date(2026, 5, 31))
    assert next_due(plan(follow_up_days=()), seen, zone=UTC) is None


@pytest.mark.parametrize(("day", "due"), [(3, date(2026, 4, 11)), (5, date(2026, 4, 21)), (16, None)])
def test_a_check_soon_after_a_treatment_is_no_follow_up_of_the_next_weeks(day: int, due: date | None) -> None:
    seen = visits((T, 0), (T, 30), (E, 30 + day))
    expected = Due(DueKind.FOLLOW_UP, due) if due else None
    assert next_due(plan(follow_up_days=(10, 20)), seen, zone=UTC) == expected


@pytest.mark.parametrize("status", [s for s in SeriesStatus if s is not SeriesStatus.ACTIVE])
def test_a_course_that_rests_asks_for_nothing(status: SeriesStatus) -> None:
    assert next_due(plan(status), visits((T, 0)), zone=UTC) is None


def test_the_day_is_the_clinics() -> None:
    late = [SessionOverview("1", 1, T, datetime(2026, 3, 2, 23, 30, tzinfo=UTC))]
    assert next_due(plan(), late, zone=ZoneInfo("Europe/Zurich")) == Due(DueKind.TREATMENT, date(2026, 3, 31))
