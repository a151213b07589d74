"""Read a component's HTML, CSS and JavaScript files for Streamlit, without a build step.

Streamlit takes one text per kind and serves the script as one module, so scripts that import
one another are put into one text here: in the order given, their relative imports left out.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from tracker.language.components import browser_texts

if TYPE_CHECKING:
    from streamlit.components.v2.bidi_component import BidiComponentResult

FOLDER = Path(__file__).parent / "frontend"
_DECLARED = re.compile(r"^(?:export )?(?:async )?(?:const|let|class|function) (\w+)", re.MULTILINE)
_RELATIVE_IMPORT = re.compile(r'^import [^;]*? from "\./[\w-]+\.js";\n', re.MULTILINE)


def join_scripts(names: Sequence[str]) -> str:
    """One ES module out of several, each standing after those that it imports.

    Parameters
    ----------
    names : sequence of str
        File names in ``frontend/``; the last one has the default export.

    Returns
    -------
    str
        The module's text.

    Raises
    ------
    ValueError
        If a script imports one that doesn't stand before it, or two declare the same name.
    """
    texts = []
    for position, name in enumerate(names):
        text = (FOLDER / name).read_text("utf-8")
        wanted = set(re.findall(r' from "\./([\w-]+\.js)";', text))
        if missing := wanted - set(names[:position]):
            raise ValueError(f"{name} imports {sorted(missing)}, which must stand before it")
        texts.append(_RELATIVE_IMPORT.sub("", text))
    joined = "\n".join(texts)
    twice = sorted(word for word, count in Counter(_DECLARED.findall(joined)).items() if count > 1)
    if twice:
        raise ValueError(f"declared in more than one of {list(names)}: {twice}")
    return joined


def register_component(
    name: str, *, html: str | None = None, styles: Sequence[str] = (), scripts: Sequence[str]
) -> "Callable[..., BidiComponentResult]":
    """Register a component from files in ``frontend/`` and return its mounting command.

    Parameters
    ----------
    name : str
        Unique among all components of the program.
    html : str, optional
        File name of the markup.
    styles, scripts : sequence of str
        File names, in order.

    Returns
    -------
    callable
        Called in a page with ``key`` and ``data``, as Streamlit's own mounting command.
    """
    texts = [FOLDER / name for name in (*scripts, *([html] if html else []))]
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
