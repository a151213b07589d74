"""Find the texts of HTML files for the catalogue: what is read, and what screen readers are told."""

from collections.abc import Collection, Iterator, Mapping
from html.parser import HTMLParser
from typing import IO

SPOKEN_ATTRIBUTES = ("aria-label", "title", "placeholder", "alt")
_SILENT = ("script", "style", "svg")


class _TextFinder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self.found += [
            (self.getpos()[0], value) for name, value in attrs if name in SPOKEN_ATTRIBUTES and value
        ]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if not self._silent and any(character.isalpha() for character in text):
            self.found.append((self.getpos()[0], text))


def extract_markup(
    file: IO[bytes],
    keywords: object = None,
    comment_tags: Collection[str] = (),
    options: Mapping[str, object] | None = None,
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Babel's extraction method for the components' markup.

    Parameters
    ----------
    file : binary file
        HTML in UTF-8.
    keywords, comment_tags, options
        As Babel hands them over; of no meaning here.

    Yields
    ------
    tuple
        Line, no function, text with its white space drawn together, no comments.
    """
    finder = _TextFinder()
    finder.feed(file.read().decode("utf-8"))
    for line, text in finder.found:
        yield line, None, text, []
