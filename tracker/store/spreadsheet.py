"""Rows as a CSV file that spreadsheets open without harm."""

import csv
import io
from collections.abc import Iterable, Sequence

from tracker.model.spreadsheets import inert


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the mark that spreadsheets need; no cell is taken for a formula.

    Examples
    --------
    >>> csv_bytes(["a"], [["=1+1"]]).decode("utf-8-sig").split()
    ['a', "'=1+1"]
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
