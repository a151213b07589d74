"""What is typed into the search field, made comparable with what is stored."""

import re
import unicodedata
from datetime import date

# Letters that Unicode does not take apart into a base and an accent.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
    | dict.fromkeys("'’`´ʼ", "")
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def fold(text: str) -> str:
    """Lower case without accents and apostrophes, so that what is typed in a hurry matches.

    >>> fold("Ångström-Nuñez"), fold("O’Brien"), fold("Weiß")
    ('angstrom-nunez', 'obrien', 'weiss')
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return plain.translate(_PLAIN)


def search_text(*parts: str) -> str:
    """One stored text for several fields; no word of a search reaches across two of them."""
    return "\n".join(fold(part) for part in parts)


def words_of(text: str) -> list[str]:
    """The words of a search, as typed. A comma or semicolon between names ends a word too."""
    return re.split(r"[\s,;]+", text.strip(" \t\n,;")) if text.strip(" \t\n,;") else []


def dates_meant_by(word: str) -> list[date]:
    """The days that a word can mean: two for slashes, where continents disagree.

    >>> dates_meant_by("09.03.1984")
    [datetime.date(1984, 3, 9)]
    >>> dates_meant_by("3/9/1984")
    [datetime.date(1984, 3, 9), datetime.date(1984, 9, 3)]
    >>> dates_meant_by("Meyer"), dates_meant_by("31.02.1984")
    ([], [])
    """
    if found := _ISO.fullmatch(word):
        return _real_days([(found[1], found[2], found[3])])
    if found := _DOTTED.fullmatch(word):
        return _real_days([(found[3], found[2], found[1])])
    if found := _SLASHED.fullmatch(word):
        return _real_days([(found[3], found[1], found[2]), (found[3], found[2], found[1])])
    return []


def _real_days(candidates: list[tuple[str, str, str]]) -> list[date]:
    days = []
    for year, month, day in dict.fromkeys(candidates):
        try:
            days.append(date(int(year), int(month), int(day)))
        except ValueError:  # the 31st of February
            continue
    return days
