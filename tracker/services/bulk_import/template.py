"""Path templates: which part of a photo's path says what.

``{chart}_{family}_{given}_{born}/{treatment}/{date}/{view}`` reads
``A-17_Meyer_Anna_1984-03-09/Microneedling/2024-03-01/front.jpg``. ``*`` stands for anything within one part,
``**`` for any number of folders, ``{ignore}`` for what is to be passed over. The whole path must fit; its
ending counts only where the template has one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.errors import InvalidInput
from tracker.model import NamedFields
from tracker.services.bulk_import import dates
from tracker.services.bulk_import.fields import DATES, FIELDS, fields_from
from tracker.texts import Message, marked
from tracker.texts import gettext as _

IGNORE = "ignore"
LONGEST_PATH = 1000
_TOKEN = re.compile(r"\{([a-z]+)(?::([^{}]*))?\}|(\*)|([^{}*]+)")
_CODES = {"Y": r"\d{4}", "j": r"\d{1,3}", "b": r"[^\W\d]+\.?", "B": r"[^\W\d]+", "%": "%"}
_CODES |= dict.fromkeys("mdyHMS", r"\d{1,2}")
# each may match anything, and trying all ways to share out a long name among many takes for ever
MOST_OPEN = 3
_OPEN = ("[^/]*?", "[^/]+?)")
NO_FIT = Message(marked("The path doesn't fit the template."))


@dataclass(frozen=True, slots=True)
class PathTemplate:
    """A template ready to read paths; see `parse_template`."""

    pattern: re.Pattern[str]
    formats: Mapping[str, str]

    def read(self, name: str) -> NamedFields | Message:
        """What a path says, or why it can't be read.

        Parameters
        ----------
        name : str
            Parts separated by slashes.
        """
        found = self.pattern.fullmatch(name) if len(name) <= LONGEST_PATH else None
        if found is None:
            return NO_FIT
        return fields_from({field: text or "" for field, text in found.groupdict().items()}, self.formats)


def parse_template(text: str) -> PathTemplate:
    """Read a template.

    Raises
    ------
    InvalidInput
        If a field is unknown, comes twice or touches another one, a brace is not closed, or the
        chart number isn't in it.

    Examples
    --------
    >>> template = parse_template("{chart}/{date:%d.%m.%Y}_{view}.jpg")
    >>> said = template.read("A-17/09.03.2024_front.JPG")
    >>> said.chart_number, str(said.taken_on), said.view
    ('A-17', '2024-03-09', 'front')
    """
    parts = text.strip().replace("\\", "/").removeprefix("./").strip("/").split("/")
    formats: dict[str, str] = {}
    patterns = [_part_pattern(part, formats) for part in parts]
    if not re.search(r"\.\w{2,4}$", parts[-1]):
        patterns[-1] += r"\.[^./]+"
    if "chart" not in formats:
        raise InvalidInput(
            _(
                "The template lacks {field}, the patient's chart number, which says whose photo it is.",
                field="{chart}",
            ),
            field="map",
        )
    # ** brings its own slash, since it may stand for no folder at all
    pattern = "".join(p if p == _ANY_FOLDERS else f"{p}/" for p in patterns[:-1]) + patterns[-1]
    return PathTemplate(re.compile(pattern, re.IGNORECASE), formats)


_ANY_FOLDERS = "(?:[^/]+/)*"


def _part_pattern(part: str, formats: dict[str, str]) -> str:
    """One part of the path as a pattern; its fields are added to ``formats``."""
    if part == "**":
        return _ANY_FOLDERS
    tokens = list(_TOKEN.finditer(part))
    if "".join(token[0] for token in tokens) != part or not part:
        raise InvalidInput(
            _("A brace or a folder's name is missing in the template: {part}", part=part), field="map"
        )
    patterns = []
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token[1]:
            _check_field(token[1], token[2] or "", formats, following)
            patterns.append(_field_pattern(token[1], token[2] or "", following[4] if following else ""))
        else:
            patterns.append("[^/]*?" if token[3] else re.escape(token[4]))
    if sum(pattern.endswith(_OPEN) for pattern in patterns) > MOST_OPEN:
        raise InvalidInput(
            _("There are too many * in this part of the template: {part}", part=part), field="map"
        )
    return "".join(patterns)


def _check_field(name: str, form: str, formats: dict[str, str], following: re.Match[str] | None) -> None:
    known = ", ".join((*FIELDS, IGNORE))
    if name not in (*FIELDS, IGNORE):
        sentence = _(
            "The template has an unknown field, {name}: choose from {known}.", name=name, known=known
        )
        raise InvalidInput(sentence, field="map")
    if name in formats:
        raise InvalidInput(_("The field {name} stands twice in the template.", name=name), field="map")
    if form and name not in DATES:
        raise InvalidInput(_("Only dates have a form behind a colon, not {name}.", name=name), field="map")
    if following and not following[4]:
        sentence = _(
            "Put a sign between {name} and what follows it, so that they can be told apart.", name=name
        )
        raise InvalidInput(sentence, field="map")
    if name != IGNORE:
        formats[name] = form


def _field_pattern(name: str, form: str, behind: str) -> str:
    """What a field can hold: not the sign that ends it, so that nothing is split in a doubtful place."""
    if name in DATES:
        return f"(?P<{name}>{_date_pattern(form) if form else dates.PATTERN})"
    held = f"[^/{re.escape(behind[0])}]" if behind else "[^/]"
    return f"{held}*?" if name == IGNORE else f"(?P<{name}>{held}+?)"


def _date_pattern(form: str) -> str:
    """What a form of ``strptime`` can match."""
    pieces = re.findall(r"%(.)|([^%])", form)
    unknown = [code for code, _plain in pieces if code and code not in _CODES]
    if unknown or not pieces:
        raise InvalidInput(
            _("Dates take %Y, %m, %d, %H and the like, not %{code}.", code=unknown[0] if unknown else ""),
            field="map",
        )
    return "".join(_CODES[code] if code else re.escape(plain) for code, plain in pieces)
