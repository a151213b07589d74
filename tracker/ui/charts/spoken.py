"""A figure as a specification in the reader's language: Vega writes months and numbers by itself."""

from typing import Any

import altair as alt

from tracker.language.vega import vega_locale
from tracker.texts import spoken


def spec_of(figure: alt.LayerChart) -> dict[str, Any]:
    """The Vega-Lite specification of a figure, its axes in the language that is spoken now."""
    spec: dict[str, Any] = dict(figure.to_dict())
    language = spoken().language
    if language != "en":  # which Vega writes anyway
        spec["config"] = {**spec.get("config", {}), "locale": vega_locale(language)}
    return spec
