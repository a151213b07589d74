"""The languages that pages and reports are written in."""

from tracker.language.catalogues import LANGUAGES, best_language, catalogue

__all__ = ["LANGUAGES", "best_language", "catalogue"]
