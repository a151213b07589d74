"""What leaves as a table is computed by no spreadsheet, wherever it begins a cell."""

import csv
import io
import re
from collections.abc import Callable

import pandas as pd
import pytest

from tracker.model import FileState, ImportFile
from tracker.progress.table import to_csv
from tracker.services.bulk_import import report_csv
from tracker.store.spreadsheet import csv_bytes

ATTACKS = [
    "=HYPERLINK(0)",
    "+1+1",
    "-2+3+cmd",
    "@SUM(1)",
    " =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\n=1+1",
    "\t=1+1",
    "\r=1+1",
    "\uff1d1+1",
    "a;=1+1",
    "a; @SUM(1)",
    "a\n-1+1",
]
COMPUTED = re.compile(r"[\s\ufeff]*[=+\-@\uff1d]")


def as_events(cell: str) -> str:
    return csv_bytes(["a"], [[cell]]).decode("utf-8-sig")


def as_import(cell: str) -> str:
    return report_csv([ImportFile(name=cell, state=FileState.WAITING)])


def as_readings(cell: str) -> str:
    return to_csv(pd.DataFrame({"Region": [cell]})).decode("utf-8-sig")


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("write", [as_events, as_import, as_readings])
def test_no_part_of_a_cell_is_computed(write: Callable[[str], str], attack: str) -> None:
    """Neither where commas part the cells, nor in a country where semicolons do."""
    written = write(attack)
    for separator in (",", ";"):
        for row in list(csv.reader(io.StringIO(written, newline=""), delimiter=separator))[1:]:
            for cell in row:
                assert not any(COMPUTED.match(part) for part in cell.split("\n")), repr(cell)


@pytest.mark.parametrize("text", ["-2.5", "left cheek", "a-b; c=d", "Ann; Eva", "3,5"])
def test_numbers_and_plain_words_stay_as_they_are(text: str) -> None:
    assert [row[0] for row in csv.reader(io.StringIO(as_events(text))) if row][1:] == [text]
