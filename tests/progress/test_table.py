"""The table says what the points say, and a spreadsheet can open it safely."""

import csv
import io
from dataclasses import replace

import pandas as pd
import pytest

from tracker.language import catalogue
from tracker.model import Metric, Phase, SessionKind
from tracker.progress.result import SeriesProgress
from tracker.progress.table import COLUMNS, progress_table, to_csv
from tracker.texts import speaking

R, T = Metric.REDNESS, Metric.TEXTURE


@pytest.fixture
def progress(course, fine_limits) -> SeriesProgress:
    course.visit(0, SessionKind.BASELINE, {R: [5.0, 5.5], T: [30.0, 31.0]})
    session = course.visit(14, SessionKind.TREATMENT, {R: [5.0], T: [30.0]})
    course.shoot(session, {R: [12.0], T: [70.0]}, phase=Phase.IMMEDIATELY_POST)
    course.visit(50, SessionKind.FOLLOW_UP, {R: [None], T: [25.0]}, withheld="Too red, “warm” light; −0.4.")
    return course.judge(fine_limits)


def read(data: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(data), encoding="utf-8-sig", parse_dates=["Date"])


def test_every_point_is_a_row(progress) -> None:
    frame = progress_table(progress)
    assert tuple(frame.columns) == COLUMNS
    assert len(frame) == len(progress.points) == 8
    for row, point in zip(frame.itertuples(index=False), progress.points, strict=True):
        assert (row.Session, row.Date, row.Region) == (point.session_number, point.day, "Cheek")
        assert row.Verdict == point.verdict
        assert row.Reason == point.reason
        assert (row.Value if pd.notna(row.Value) else None) == point.value


def test_the_csv_reads_back_to_the_same_table(progress) -> None:
    frame, back = progress_table(progress), read(to_csv(progress_table(progress)))
    assert list(back.columns) == list(frame.columns)
    for column in ("Session", "Photos", "Value", "Change", "Smallest detectable change"):
        assert back[column].tolist() == pytest.approx(frame[column].tolist(), nan_ok=True)
    assert back["Date"].dt.date.tolist() == frame["Date"].tolist()
    assert back["Reason"].fillna("").tolist() == frame["Reason"].tolist()


def test_dates_are_iso_and_spreadsheets_see_utf_8(progress) -> None:
    data = to_csv(progress_table(progress))
    assert data.startswith(b"\xef\xbb\xbfSession,")
    assert b",2026-01-19," in data
    assert "“warm”" in data.decode("utf-8-sig")
    assert data.count(b"\r\n") == 9


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " ="])
def test_no_text_cell_is_run_as_a_formula(progress, start: str) -> None:
    name = start + 'HYPERLINK("http://example.org")'
    metrics = tuple(
        replace(m, points=tuple(replace(p, region_name=name) for p in m.points)) for m in progress
    )
    data = to_csv(progress_table(replace(progress, metrics=metrics)))
    assert set(read(data)["Region"]) == {"'" + name}


def test_negative_numbers_stay_numbers(progress) -> None:
    back = read(to_csv(progress_table(progress)))
    assert back["Change"].dtype == float
    assert back["Change"].min() < 0


def test_headings_are_in_the_readers_language_and_nothing_else_moves(progress) -> None:
    english = to_csv(progress_table(progress)).decode("utf-8-sig").splitlines()
    with speaking(catalogue("es")):
        spanish = to_csv(progress_table(progress)).decode("utf-8-sig").splitlines()
    assert spanish[0].startswith("Sesión,Tipo,Fecha,Días desde el tratamiento,Región,")
    assert len(spanish[0].split(",")) == len(COLUMNS)
    for ours, theirs in zip(csv.reader(english[1:]), csv.reader(spanish[1:]), strict=True):
        for name in ("Session", "Date", "Value", "Change", "Smallest detectable change", "Photos"):
            at = COLUMNS.index(name)
            assert ours[at] == theirs[at]
