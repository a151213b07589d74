"""Tables that say whose photo each file is: a CSV with a column for the file and one for each field."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.errors import InvalidInput
from tracker.model import NamedFields
from tracker.services.bulk_import.dates import common_order
from tracker.services.bulk_import.fields import DATES, fields_from
from tracker.services.bulk_import.spellings import fold
from tracker.texts import Message, marked
from tracker.texts import gettext as _

MOST_BYTES = 20_000_000
FILE = "file"
_ENCODINGS = ("utf-8-sig", "cp1252")
_SEPARATORS = ";\t,"
# by their letters alone: "Nº de historia" is "nodehistoria"
_HEADINGS = {
    FILE: "file filename path photo image archivo fichero nombredearchivo nombredelarchivo ruta foto imagen",
    "chart": "chart chartnumber chartno mrn record recordnumber patientid historia nohistoria nodehistoria "
    "numerodehistoria historiaclinica nhc nhistoria expediente nodeexpediente",
    "family": "family familyname lastname surname apellido apellidos",
    "given": "given givenname firstname forename nombre nombres",
    "born": "born birth birthdate dateofbirth dob bornon nacimiento fechadenacimiento fechanacimiento nacido",
    "treatment": "treatment treatmenttype tratamiento tipodetratamiento",
    "series": "series course area areas serie",
    "session": "session sessionnumber visit sesion visita numerodesesion",
    "date": "date day taken takenon datetaken sessiondate fecha dia fechadelafoto fechadesesion",
    "view": "view pose position vista posicion",
    "zone": "zone region zona",
    "phase": "phase fase",
}
_FIELD_OF = {spelling: name for name, spellings in _HEADINGS.items() for spelling in spellings.split()}
_NO_LINE = Message(marked("The table has no line for this file."))
_TWO_LINES = Message(marked("The table has several lines for this file that contradict each other."))


@dataclass(frozen=True, slots=True)
class ColumnTable:
    """A table ready to be asked for files; see `parse_columns`.

    Attributes
    ----------
    lines : mapping
        Fields by the file's path as the table writes it, in small letters with slashes; None where two
        lines contradict each other.
    is_day_first : bool or None
        Whether its dates put the day before the month, where one of them tells.
    """

    lines: Mapping[str, Mapping[str, str] | None]
    is_day_first: bool | None = None

    def read(self, name: str) -> NamedFields | Message:
        """What the table says of a file, found by its whole path or, where none has it, by its name alone."""
        key = _path_key(name)
        if key not in self.lines:
            key = key.rpartition("/")[2]
        if key not in self.lines:
            return _NO_LINE
        said = self.lines[key]
        return _TWO_LINES if said is None else fields_from(said, {}, is_day_first=self.is_day_first)


def parse_columns(data: bytes) -> ColumnTable:
    """Read a CSV in UTF-8 or Windows' western encoding, separated by comma, semicolon or tab.

    Headings may be English or Spanish, in any case; other columns are passed over.

    Raises
    ------
    InvalidInput
        If it is no table, or lacks the column of the file or of the chart number.
    """
    if len(data) > MOST_BYTES:
        raise InvalidInput(_("The table is larger than 20 MB: split the import."), field="map")
    rows = _rows(decode_table(data))
    names = (
        [_FIELD_OF.get("".join(c for c in fold(h) if c.isalnum()).replace("º", "o")) for h in rows[0]]
        if rows
        else []
    )
    for wanted, sentence in (
        (FILE, _("The table has no column “file”: its first line must name the columns.")),
        ("chart", _("The table has no column “chart” for the patients' chart numbers.")),
    ):
        if names.count(wanted) != 1:
            raise InvalidInput(sentence, field="map")
    lines: dict[str, Mapping[str, str] | None] = {}
    for row in rows[1:]:
        said = {name: text.strip() for name, text in zip(names, row, strict=False) if name}
        key = _path_key(said.pop(FILE, ""))
        if key:
            lines[key] = said if lines.get(key, said) == said else None
    # one person wrote the table: a date that is clear tells how to read the others
    written = (line.get(name, "") for line in lines.values() if line for name in DATES)
    return ColumnTable(lines, common_order(written))


def decode_table(data: bytes) -> str:
    """The text of a CSV in UTF-8, with or without its mark, or in Windows' western encoding.

    Raises
    ------
    InvalidInput
        If it is no text.
    """
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InvalidInput(_("The table can't be read: save it as CSV in UTF-8."), field="map")


def _rows(text: str) -> list[list[str]]:
    heading = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=heading.count)
    try:
        return [
            row
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
            if any(row)
        ]
    except csv.Error as error:
        raise InvalidInput(_("The table can't be read: save it as CSV in UTF-8."), field="map") from error


def _path_key(path: str) -> str:
    return path.strip().replace("\\", "/").removeprefix("./").casefold()
