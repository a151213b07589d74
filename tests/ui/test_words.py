"""How dates, ages and alignments read on a page."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from tracker.model import AlignmentRow, Clinic, RefusalReason, Session, SessionDetails, SessionKind
from tracker.store import clinic
from tracker.ui import context, words

LATE = datetime(2026, 5, 3, 22, 30, tzinfo=UTC)


@pytest.fixture
def clinic_in_zurich(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A clinic whose day begins two hours before the one of UTC."""
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    context.store.clear()
    clinic.save_clinic(context.store(), Clinic("Praxis am See", "Europe/Zurich"))
    yield
    context.store().close()
    context.store.clear()


def row(error_mm: float = 0.0, **changes: object) -> AlignmentRow:
    values = {"digest": "a", "reference_digest": "b", "refusal": None} | changes
    return AlignmentRow(**values, method="m", error_median_px=0, error_p95_px=0, error_p95_mm=error_mm,
                        support=1, data=b"")  # fmt: skip


@pytest.mark.parametrize("month", range(1, 13))
def test_a_day_names_its_month_so_that_it_is_read_one_way_only(month: int) -> None:
    assert words.day(date(2026, month, 3)) == f"3 {date(2026, month, 3):%B} 2026"
    assert not words.day(date(2026, month, 3)).replace("3 ", "").replace("2026", "").strip().isdigit()


@pytest.mark.parametrize(
    ("born_on", "on", "years"),
    [
        (date(1984, 3, 9), date(2026, 3, 8), 41),
        (date(1984, 3, 9), date(2026, 3, 9), 42),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
        (date(2026, 1, 1), date(2026, 1, 1), 0),
    ],
)
def test_an_age_is_in_completed_years(born_on: date, on: date, years: int) -> None:
    assert words.age(born_on, on) == years


def test_a_moment_falls_on_the_clinics_day(clinic_in_zurich) -> None:
    assert words.local_day(LATE) == "4 May 2026"
    assert context.to_local_minute(LATE.replace(second=59)) == datetime(2026, 5, 4, 0, 30)
    assert context.from_local(datetime(2026, 5, 4, 0, 30)) == LATE


def test_a_sessions_title_holds_number_kind_and_the_clinics_day(clinic_in_zurich) -> None:
    session = Session("s", "x", SessionDetails(2, LATE, SessionKind.TREATMENT), LATE)
    assert words.session_title(session) == "Session 2 · treatment · 4 May 2026"


@pytest.mark.parametrize(
    ("error_mm", "said"),
    [
        (0.25, "very good"),
        (0.26, "good"),
        (0.5, "good"),
        (0.51, "fair"),
        (1.0, "fair"),
        (1.01, "poor"),
    ],
)
def test_an_alignment_is_graded_with_the_figure_behind_the_grade(error_mm: float, said: str) -> None:
    assert words.alignment_words(row(error_mm)).startswith(f"alignment {said} (within ")
    assert words.alignment_words(row(error_mm)).endswith(" mm)")


def test_no_alignment_is_claimed_to_be_without_error() -> None:
    assert "within 0.0 mm" not in words.alignment_words(row(0.01))


def test_what_is_not_aligned_says_why() -> None:
    assert words.alignment_words(None) == "not analysed yet"
    assert words.alignment_words(row(reference_digest="a")) == "reference"
    for reason in RefusalReason:
        assert words.alignment_words(row(refusal=reason)) == f"not aligned: {reason}"


def test_nobody_is_signed_in_where_the_guard_vouches_for_nobody(monkeypatch) -> None:
    monkeypatch.setattr(context.st, "user", SimpleNamespace(to_dict=dict))
    assert context.signed_in_user_id() == ""
