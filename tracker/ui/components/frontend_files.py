"""Read a component's HTML, CSS and JavaScript files for Streamlit, without a build step.

Streamlit takes one text per kind and serves the script as one module, so a script and all that it
imports are put into one text here, their relative imports left out.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from tracker.language.components import RELATIVE_IMPORT, browser_texts, imported_scripts

if TYPE_CHECKING:
    from streamlit.components.v2.bidi_component import BidiComponentResult

FOLDER = Path(__file__).parent / "frontend"
_DECLARED = re.compile(r"^(?:export )?(?:async )?(?:const|let|class|function) (\w+)", re.MULTILINE)


def join_scripts(scripts: Sequence[Path]) -> str:
    """One ES module out of several.

    Parameters
    ----------
    scripts : sequence of Path
        Each stands after those that it imports; the last one has the default export.

    Returns
    -------
    str
        The module's text.

    Raises
    ------
    ValueError
        If two scripts declare the same name.
    """
    texts = [RELATIVE_IMPORT.sub("", script.read_text("utf-8")) for script in scripts]
    joined = "\n".join(texts)
    twice = sorted(word for word, count in Counter(_DECLARED.findall(joined)).items() if count > 1)
    if twice:
        raise ValueError(f"declared in more than one of {[script.name for script in scripts]}: {twice}")
    return joined


def register_component(
    name: str, *, html: str | None = None, styles: Sequence[str] = (), script: str
) -> "Callable[..., BidiComponentResult]":
    """Register a component from files in ``frontend/`` and return its mounting command.

    Parameters
    ----------
    name : str
        Unique among all components of the program.
    html : str, optional
        File name of the markup.
    styles : sequence of str
        File names, in order.
    script : str
        File name; has the default export, and imports whatever else it is made of.

    Returns
    -------
    callable
        Called in a page with ``key`` and ``data``, as Streamlit's own mounting command.
    """
    scripts = imported_scripts(FOLDER / script)
    texts = [*scripts, *([FOLDER / html] if html else [])]
    markup = (FOLDER / html).read_text("utf-8") if html else None
    css = "\n".join((FOLDER / style).read_text("utf-8") for style in styles) or None
    mount = st.components.v2.component(name, html=markup, css=css, js=join_scripts(scripts))

    def mount_in_language(
        *,
        key: str,
        data: Mapping[str, object] | None = None,
        **on_callbacks: Any,  # noqa: ANN401  as Streamlit's own
    ) -> "BidiComponentResult":
        """Hands the component its own texts beside its data, in the language of the page."""
        return mount(data={**(data or {}), "texts": browser_texts(texts)}, key=key, **on_callbacks)

    return mount_in_language
