"""A component's own files: which scripts it is made of, and their texts translated for the browser."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from babel.messages.extract import extract

from tracker.language.markup import extract_markup
from tracker.texts import gettext, spoken

_KEYWORDS = {"_": None, "marked": None}
RELATIVE_IMPORT = re.compile(r'^import (?:[^;]*? from )?"\./([\w-]+\.js)";\n', re.MULTILINE)


def imported_scripts(entry: Path) -> list[Path]:
    """A script and all that it imports, each standing after those that it imports itself.

    Parameters
    ----------
    entry : Path
        Stands last in what is returned. What it imports stands in its own folder (``"./name.js"``).
    """
    found: dict[Path, None] = {}
    _follow(entry, found)
    return list(found)


def browser_texts(files: Sequence[Path]) -> dict[str, str]:
    """Translations of all texts in HTML and JavaScript files into the spoken language.

    Parameters
    ----------
    files : sequence of Path
        Names end in ``.html`` or ``.js``.

    Returns
    -------
    dict of str to str
        From English; what isn't translated is left out, so nothing is sent where English is spoken.
    """
    if spoken().language == "en":
        return {}
    messages = {message for file in files for message in _messages_of(file)}
    translated = {message: gettext(message) for message in sorted(messages)}
    return {message: text for message, text in translated.items() if text != message}


def _follow(script: Path, found: dict[Path, None]) -> None:
    if script in found:
        return
    for name in RELATIVE_IMPORT.findall(script.read_text("utf-8")):
        _follow(script.with_name(name), found)
    found[script] = None


@lru_cache(maxsize=256)
def _messages_of(file: Path) -> tuple[str, ...]:
    with file.open("rb") as lines:
        if file.suffix == ".html":
            return tuple(text for _, _, text, _ in extract_markup(lines))
        return tuple(str(found[1]) for found in extract("javascript", lines, keywords=_KEYWORDS))
