"""A table that can be read by keys and on a phone, and not taken away as a file."""

from collections.abc import Mapping, Sequence
from html import escape


def table_html(rows: Sequence[Mapping[str, str]], *, label: str) -> str:
    """Rows of the same columns, at least one; where it is wider than the screen, keys scroll it too.

    Every text is escaped.

    Examples
    --------
    >>> "<td>&lt;b&gt;</td>" in table_html([{"Name": "<b>"}], label="People")
    True
    """
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in rows[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row.values()) + "</tr>" for row in rows
    )
    return (
        "<style>.plain-table { overflow-x: auto; }"
        " .plain-table table { border-collapse: collapse; width: 100%; }"
        ".plain-table :is(td, th) { text-align: start; padding: .35rem .6rem .35rem 0; vertical-align: top;"
        " border-bottom: 1px solid color-mix(in srgb, currentcolor 20%, transparent); }</style>"
        f'<div class="plain-table" role="region" tabindex="0" aria-label="{escape(label)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
