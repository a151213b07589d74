"""The fields that paths and tables have in common, and their values."""

from collections.abc import Mapping
from datetime import date, datetime, time

from tracker.model import NamedFields
from tracker.services.bulk_import.dates import AmbiguousDate, read_moment
from tracker.texts import Message, marked

FIELDS = (
    "chart",
    "family",
    "given",
    "born",
    "treatment",
    "series",
    "session",
    "date",
    "view",
    "zone",
    "phase",
)
DATES = ("born", "date")


def fields_from(
    said: Mapping[str, str], formats: Mapping[str, str], *, is_day_first: bool | None = None
) -> NamedFields | Message:
    """Values of fields with their dates read; or which date can't be.

    Parameters
    ----------
    said : mapping
        Texts by the names of `FIELDS`; what is missing is not said.
    formats : mapping
        Of date fields, as ``strptime`` takes them; empty for everyday forms.
    is_day_first : bool, optional
        Whether the day stands before the month where both could be.
    """
    moments: dict[str, tuple[date, time | None]] = {}
    for field in DATES:
        text = said.get(field, "").strip()
        try:
            if text:
                moments[field] = _read(text, formats.get(field, ""), is_day_first)
        except AmbiguousDate:
            return Message(_AMBIGUOUS, {"date": text, "example": f"{{{field}:%d-%m-%Y}}"})
        except ValueError:
            return Message(_NO_DATE, {"date": text})
    taken_on, taken_at = moments.get("date", (None, None))
    return NamedFields(
        chart_number=said.get("chart", "").strip(),
        family_name=said.get("family", "").strip(),
        given_name=said.get("given", "").strip(),
        born_on=moments["born"][0] if "born" in moments else None,
        treatment=said.get("treatment", "").strip(),
        area=said.get("series", "").strip(),
        session=said.get("session", "").strip(),
        taken_on=taken_on,
        taken_at=taken_at,
        view=said.get("view", "").strip(),
        zone=said.get("zone", "").strip(),
        phase=said.get("phase", "").strip(),
    )


_AMBIGUOUS = marked(
    "{date} can be two days: write the year first, or say the order in the template, as in {example}."
)
_NO_DATE = marked("“{date}” is no date that can be read.")


def _read(text: str, form: str, is_day_first: bool | None) -> tuple[date, time | None]:
    if not form:
        return read_moment(text, is_day_first=is_day_first)
    moment = datetime.strptime(text, form)
    return moment.date(), moment.time() if "%H" in form else None
