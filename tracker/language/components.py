"""The texts of a component's own files, translated for the browser."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from babel.messages.extract import extract

from tracker.language.markup import extract_markup
from tracker.texts import gettext, spoken

_KEYWORDS = {"_": None, "marked": None}


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


@lru_cache(maxsize=256)
def _messages_of(file: Path) -> tuple[str, ...]:
    with file.open("rb") as lines:
        if file.suffix == ".html":
            return tuple(text for _, _, text, _ in extract_markup(lines))
        return tuple(str(found[1]) for found in extract("javascript", lines, keywords=_KEYWORDS))
