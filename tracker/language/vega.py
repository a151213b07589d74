"""The months, days and signs of a language, as Vega's figures want them."""

from functools import lru_cache
from typing import Any

from babel import Locale

# Vega counts the week from Sunday, Babel from Monday
_FROM_SUNDAY = (6, 0, 1, 2, 3, 4, 5)


@lru_cache(maxsize=8)
def vega_locale(language: str) -> dict[str, Any]:
    """What ``config.locale`` of a Vega-Lite figure takes.

    Parameters
    ----------
    language : str
        A code (ISO 639-1). English is Vega's own.

    References
    ----------
    Vega documentation, "Locales", https://vega.github.io/vega/docs/api/locale/

    Examples
    --------
    >>> vega_locale("es")["time"]["shortMonths"][:4], vega_locale("es")["number"]["decimal"]
    (['ene', 'feb', 'mar', 'abr'], ',')
    """
    locale = Locale.parse(language)
    days, months = (kinds["format"] for kinds in (locale.days, locale.months))
    signs = locale.number_symbols["latn"]
    return {
        "number": {
            "decimal": signs["decimal"],
            "thousands": signs["group"],
            "grouping": [3],
            "currency": ["", ""],
        },
        "time": {
            "dateTime": "%-d %B %Y %H:%M",
            "date": "%-d %B %Y",
            "time": "%H:%M",
            "periods": ["AM", "PM"],
            "days": [days["wide"][day] for day in _FROM_SUNDAY],
            "shortDays": [days["abbreviated"][day] for day in _FROM_SUNDAY],
            "months": [months["wide"][month] for month in range(1, 13)],
            "shortMonths": [months["abbreviated"][month] for month in range(1, 13)],
        },
    }
