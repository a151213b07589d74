"""Photos in a grid or strip, as escaped and accessible HTML for ``st.html``."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

_STYLE = """
<style>
.photo-grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(132px, 1fr)); gap: 12px;
  margin: 0; padding: 0 !important; list-style: none; }
.photo-grid.is-strip { display: flex; overflow-x: auto; padding: 4px 4px 12px !important;
  scroll-snap-type: x proximity; }
.photo-grid.is-strip > li { flex: 0 0 132px; scroll-snap-align: start; }
.photo-grid > li { margin: 0; min-width: 0; }
.photo-grid a, .photo-grid .photo-card { position: relative; display: block; border-radius: 8px;
  color: inherit; text-decoration: none; }
.photo-grid a:focus-visible { outline: 3px solid currentcolor; outline-offset: 2px; }
.photo-grid img { display: block; width: 100%; height: auto; aspect-ratio: 1 / 1; object-fit: contain;
  border-radius: 8px; background: #777777; }
.photo-grid a:hover img { filter: brightness(1.05); }
.photo-badge { position: absolute; top: 6px; left: 6px; max-width: calc(100% - 12px); padding: 2px 8px;
  border-radius: 6px; background: rgb(17 17 17 / 78%); color: #fff; font-size: 0.75rem; line-height: 1.35; }
.photo-mark { display: block; margin-top: 4px; padding: 2px 8px; border-radius: 6px; background: #0b5c56;
  color: #fff; font-size: 0.75rem; font-weight: 600; line-height: 1.35; }
.photo-caption { display: block; margin-top: 4px; font-size: 0.8125rem; line-height: 1.35;
  overflow-wrap: anywhere; }
.photo-caption > span { display: block; }
.photo-caption > span:first-child { font-weight: 600; }
</style>
"""


@dataclass(frozen=True, slots=True)
class GridPhoto:
    """One picture of a grid.

    Parameters
    ----------
    url : str
        Address of a thumbnail: on this server ("/photo/...") or ``data:image/...``.
    alt : str
        What the photo shows, for who can't see it.
    width_px, height_px : int
        Of the thumbnail, so that nothing jumps when it arrives.
    href : str
        Page on this server that a click opens; empty for none.
    badge : str
        Short text on the picture, such as the session.
    caption_lines : sequence of str
        Below the picture; the first is bold.
    mark : str
        A text right below the picture, on a colour of its own.
    """

    url: str
    alt: str
    width_px: int
    height_px: int
    href: str = ""
    badge: str = ""
    caption_lines: Sequence[str] = ()
    mark: str = ""


def photo_grid_html(photos: Sequence[GridPhoto], *, layout: Literal["grid", "strip"] = "grid") -> str:
    """Write photos as HTML in which every text is escaped.

    Parameters
    ----------
    photos : sequence of GridPhoto
        In the order in which they are shown.
    layout : {"grid", "strip"}
        As many columns as fit, or one row that scrolls sideways.

    Returns
    -------
    str
        A style and a list, for ``st.html``; the style alone when there are no photos.

    Raises
    ------
    ValueError
        If an address leads away from this server or is a script, or a photo has no size.

    Examples
    --------
    >>> photo = GridPhoto("/photo/ab/thumbnail", "Front <1>", 300, 400, badge="Session 1")
    >>> 'alt="Front &lt;1&gt;"' in photo_grid_html([photo])
    True
    """
    if not photos:
        return _STYLE
    items = "".join(f"<li>{_card(photo)}</li>" for photo in photos)
    shape = " is-strip" if layout == "strip" else ""
    return f'{_STYLE}<ul class="photo-grid{shape}">{items}</ul>'


def _card(photo: GridPhoto) -> str:
    """The picture, its badge and caption; a link where it leads somewhere."""
    if photo.width_px <= 0 or photo.height_px <= 0:
        raise ValueError(f"a photo needs a size: {photo.width_px} x {photo.height_px}")
    inside = (
        f'<img src="{_address(photo.url, allow_data=True)}" alt="{escape(photo.alt)}" '
        f'width="{photo.width_px:d}" height="{photo.height_px:d}" loading="lazy" decoding="async">'
        f"{_badge(photo.badge)}{_mark(photo.mark)}{_caption(photo.caption_lines)}"
    )
    if photo.href:
        return f'<a href="{_address(photo.href)}">{inside}</a>'
    return f'<span class="photo-card">{inside}</span>'


def _badge(text: str) -> str:
    return f'<span class="photo-badge">{escape(text)}</span>' if text else ""


def _mark(text: str) -> str:
    return f'<span class="photo-mark">{escape(text)}</span>' if text else ""


def _caption(lines: Sequence[str]) -> str:
    if not lines:
        return ""
    return (
        '<span class="photo-caption">' + "".join(f"<span>{escape(line)}</span>" for line in lines) + "</span>"
    )


def _address(url: str, *, allow_data: bool = False) -> str:
    """An address on this server, escaped; anything else is a programmer's mistake."""
    is_local = url.startswith("/") and not url.startswith(("//", "/\\"))
    is_picture = allow_data and url.startswith("data:image/") and not url.startswith("data:image/svg")
    if not is_local and not is_picture:
        raise ValueError(f"not an address on this server: {url[:80]!r}")
    return escape(url)
