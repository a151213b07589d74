"""From a language's file of translations to what `tracker.texts` speaks."""

import gettext as gnu
import io
from datetime import date
from functools import lru_cache
from pathlib import Path

from babel import Locale, negotiate_locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tracker.texts import ENGLISH, Catalogue

LANGUAGES = {"en": "English", "es": "Español"}
_HERE = Path(__file__).parent
# month names in English are the same everywhere; this one puts the day before them
_LOCALES = {"en": "en_GB"}


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language; English for one that there is none of.

    Parameters
    ----------
    language : str
        A key of `LANGUAGES`.
    """
    if language not in LANGUAGES:
        return ENGLISH
    locale = Locale.parse(_LOCALES.get(language, language))

    def written_day(day: date) -> str:
        return format_date(day, "long", locale)

    sign = locale.number_symbols["latn"]["decimal"]
    return Catalogue(language, _read_translations(language), sign, written_day)


def best_language(wanted: str) -> str:
    """The language for someone whose browser asks for these, best first.

    Parameters
    ----------
    wanted : str
        A browser's language, or an ``Accept-Language`` header (RFC 9110, 12.5.4).

    Examples
    --------
    >>> best_language("es-MX,es;q=0.9,en;q=0.5"), best_language("de;q=0.4, en-GB"), best_language("")
    ('es', 'en', 'en')
    """
    asked = [part.partition(";q=") for part in wanted.replace(" ", "").split(",")]
    ranked = sorted(asked, key=lambda part: -_weight(part[2]))
    tags = [tag for tag, _, weight in ranked if tag and _weight(weight) > 0]
    found = negotiate_locale(tags, [*LANGUAGES], sep="-")
    return found if found in LANGUAGES else "en"


def _weight(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0.0


def _read_translations(language: str) -> gnu.NullTranslations:
    source = _HERE / f"{language}.po"
    if not source.is_file():
        return gnu.NullTranslations()
    with source.open("rb") as lines:
        messages = read_po(lines, locale=language, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gnu.GNUTranslations(compiled)
