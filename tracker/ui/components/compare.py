"""The comparison viewer: two photos of the same skin, one zoom for both."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from tracker.ui.components.frontend_files import register_component

_mount = register_component(
    "compare-photos",
    html="compare.html",
    styles=("shared.css", "compare.css"),
    scripts=(
        "viewport.js",
        "gestures.js",
        "controls.js",
        "layout.js",
        "photo_pane.js",
        "veil.js",
        "svg.js",
        "compare_texts.js",
        "slider_mode.js",
        "side_mode.js",
        "flicker_mode.js",
        "overlay_mode.js",
        "compare_modes.js",
        "compare_keys.js",
        "compare_pointer.js",
        "compare.js",
    ),
)


@dataclass(frozen=True, slots=True)
class ComparedPhoto:
    """One side of a comparison.

    Parameters
    ----------
    url : str
        Address of the rendition that is shown.
    alt : str
        What the photo shows, for who can't see it.
    caption_lines : sequence of str
        Written on the picture: first the session ("Session 1 · baseline"), then the date.
    full_size : tuple of int
        Width and height of the photo in px; keeps its place on the page while it loads. Only
        the aspect matters, so the size of any rendition does.
    trust_url : str
        Address of the picture of what could not be matched, in the same frame as ``url``; empty where
        nothing is known. What either photo leaves unmatched is greyed on both.
    """

    url: str
    alt: str
    caption_lines: Sequence[str]
    full_size: tuple[int, int]
    trust_url: str = ""


def compare_photos(*, left: ComparedPhoto, right: ComparedPhoto, height_px: int = 640, key: str) -> None:
    """Show two photos in a slider, side by side, in turn or overlaid.

    Mode, zoom, divider and the switch for the grey belong to the browser and survive reruns; swapping
    is undone when another pair of photos is handed over.

    Parameters
    ----------
    left, right : ComparedPhoto
        The pair, in the order in which it is shown at first.
    height_px : int
        Greatest height of the picture; on a small screen at most 86 % of the window's height.
    key : str
        Unique on the page; another key is another viewer.

    Raises
    ------
    ValueError
        If a photo has no size.
    """
    if min(*left.full_size, *right.full_size) <= 0:
        raise ValueError(f"photos need a size: {left.full_size}, {right.full_size}")
    _mount(key=key, data={"left": _plain(left), "right": _plain(right), "height_px": height_px})


def _plain(photo: ComparedPhoto) -> dict[str, object]:
    """The photo as JSON values."""
    return {**asdict(photo), "caption_lines": list(photo.caption_lines), "full_size": list(photo.full_size)}
