"""Reads `matrix.txt`: who may do what, one line for each route, page and service."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tracker.model import Role

MATRIX = Path(__file__).with_name("matrix.txt")
ROLES = [str(role) for role in Role]
NONE = "-"


@dataclass(frozen=True)
class Row:
    """One line, its cells by the names at the head of the section."""

    line_number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def __str__(self) -> str:
        return " ".join(list(self.cells.values())[:2])


@lru_cache
def read_rows(section: str) -> list[Row]:
    """The lines of a section; its first line names the columns."""
    rows: list[Row] = []
    columns: list[str] = []
    present = ""
    for number, line in enumerate(MATRIX.read_text("utf-8").splitlines(), 1):
        words = line.split()
        if line.startswith("== "):
            present = words[1]
        elif words and not line.startswith("#") and present == section:
            if columns:
                assert len(words) == len(columns), f"{MATRIX.name}:{number} has {len(words)} words"
                rows.append(Row(number, dict(zip(columns, words, strict=True))))
            columns = columns or words
    missing = [role for role in ROLES if role not in columns and (section, role) != ("pages", "phone")]
    assert not missing, f"the section {section} of {MATRIX} lacks a column for the role {', '.join(missing)}"
    return rows


def check_complete(section: str, there: set[str], listed: list[str]) -> None:
    """Each thing that is there has one line, and each line has its thing."""
    new, gone = there - set(listed), set(listed) - there
    assert not new, f"add a line to the section “{section}” of tests/access/matrix.txt for {sorted(new)}"
    assert not gone, f"take the lines of what is gone out of tests/access/matrix.txt: {sorted(gone)}"
    twice = {name for name in listed if listed.count(name) > 1}
    assert not twice, f"tests/access/matrix.txt lists twice: {sorted(twice)}"
