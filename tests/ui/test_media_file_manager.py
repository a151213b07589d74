"""No bytes of ours lie in Streamlit's media file manager, where whoever knows an address gets them."""

import ast
from pathlib import Path

TRACKER = Path(__file__).parents[2] / "tracker"
# Streamlit's elements that put bytes there
KEEPING = {"audio", "download_button", "image", "logo", "pdf", "pyplot", "video"}


def calls_of(code: str) -> set[str]:
    """Methods by which elements are placed, on the page or in a container."""
    calls = (node.func for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call))
    return {call.attr for call in calls if isinstance(call, ast.Attribute)}


def test_the_search_finds_such_a_call() -> None:
    assert calls_of("with st.container():\n    st.download_button('x', b'')") & KEEPING
    assert calls_of("column.image(b'')") & KEEPING


def test_no_page_hands_bytes_to_streamlit() -> None:
    pages = sorted((TRACKER / "ui").rglob("*.py"))
    assert len(pages) > 80
    assert {str(page): found for page in pages if (found := calls_of(page.read_text()) & KEEPING)} == {}
