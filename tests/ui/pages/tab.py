"""A browser tab without a browser: the program's pages, run by Streamlit's AppTest."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

MAIN = Path(__file__).parents[3] / "tracker" / "ui" / "main.py"
WORDS = ("title", "subheader", "markdown", "caption", "text", "info", "warning", "error", "success", "html")
FIELDS = (
    "text_input",
    "text_area",
    "number_input",
    "date_input",
    "datetime_input",
    "selectbox",
    "segmented_control",
    "pills",
    "toggle",
)
_FORM = re.compile(r'<form method="post" action="([^"]+)" target="file">(.*?)</form>')
_FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass
class Tab:
    """One open page. Whatever is done in it, it may not end in an exception.

    Attributes
    ----------
    dialog : str
        Label of the button that opened the dialog on the screen. A browser runs a dialog again by
        itself; AppTest runs the whole page, so the button is pressed once more for the dialog to stay.
    """

    app: AppTest
    dialog: str = ""

    @classmethod
    def open(cls, page: str, **address: str) -> "Tab":
        """A new tab at an address."""
        app = AppTest.from_file(MAIN, default_timeout=60)
        if page != "patients":
            app.switch_page(f"screens/{page}.py")
        app.query_params = dict(address)
        return cls(app).run()

    def run(self) -> "Tab":
        """Run the page with what was typed and pressed so far."""
        if self.dialog:
            self.button(self.dialog).click()
        self.app.run()
        assert not self.app.exception, self.app.exception[0].message
        if not self.app.get("dialog"):
            self.dialog = ""
        return self

    def press(self, label: str, *, nth: int = 0) -> "Tab":
        """Press a button."""
        self.button(label, nth=nth).click()
        before = len(self.app.get("dialog"))
        self.run()
        if len(self.app.get("dialog")) > before:
            self.dialog = label
        return self

    def type(self, label: str, value: Any, *, nth: int = 0) -> "Tab":
        """Fill a field; it counts from the next run on."""
        self.field(label, nth=nth).set_value(value)
        return self

    def button(self, label: str, *, nth: int = 0) -> Any:
        """A button by its label."""
        found = [b for b in self.app.button if b.label == label]
        assert len(found) > nth, f"no button {label!r} among {self.buttons}"
        return found[nth]

    def field(self, label: str, *, nth: int = 0) -> Any:
        """A field by its label."""
        found = [f for f in self._fields() if f.label == label]
        assert len(found) > nth, f"no field {label!r} among {[f.label for f in self._fields()]}"
        return found[nth]

    @property
    def buttons(self) -> list[str]:
        return [b.label for b in self.app.button]

    @property
    def errors(self) -> list[str]:
        return [e.value for e in self.app.error]

    @property
    def warnings(self) -> list[str]:
        return [_as_shown(w.value) for w in self.app.warning]

    @property
    def links(self) -> dict[str, str]:
        """Addresses of the links by their labels."""
        return {
            link.proto.label: f"{link.proto.page}?{link.proto.query_string}"
            for link in self.app.get("page_link")
        }

    @property
    def forms(self) -> dict[str, dict[str, str]]:
        """Addresses of our own routes to which forms on the page are sent, with what they send."""
        return {
            unescape(address): {unescape(k): unescape(v) for k, v in _FIELD.findall(fields)}
            for address, fields in _FORM.findall(self.markdown)
        }

    @property
    def words(self) -> str:
        """All that can be read on the page, fields aside."""
        return _as_shown(self.markdown)

    @property
    def markdown(self) -> str:
        """What the page hands to the browser, fields aside."""
        said = [str(e.value if kind != "html" else e.body) for kind in WORDS for e in self.app.get(kind)]
        bars = [bar.proto.text for bar in self.app.get("progress")]
        return "\n".join(said + bars + list(self.links))

    @property
    def viewer(self) -> dict[str, Any]:
        """What the comparison viewer was given."""
        for found in self.app.get("bidi_component"):
            data = json.loads(found.proto.mixed.json or found.proto.json or "null")
            if data and "frames" in data:
                return dict(data)
        raise AssertionError("no viewer on the page")

    def compared(self, side: str) -> dict[str, Any]:
        """The session that the comparison viewer was asked to show on the "left" or "right"."""
        given = self.viewer
        return next(frame for frame in given["frames"] if frame["id"] == given[side])

    @property
    def page(self) -> str:
        """Name of the page that the tab shows."""
        pages = self.app._registered_pages
        return Path(pages[self.app._finished_page_script_hash]["script_path"]).stem

    def _fields(self) -> Iterator[Any]:
        for kind in FIELDS:
            yield from self.app.get(kind)


def _as_shown(markdown: str) -> str:
    """Without the backslashes by which Markdown is told to take a mark as it stands."""
    return re.sub(r"\\([^\w\s])", r"\1", markdown)
