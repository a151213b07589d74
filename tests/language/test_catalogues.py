"""Every text of the code is in the catalogue, translated, with the same places to fill in."""

import ast
import tomllib
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tracker.language import LANGUAGES, best_language, catalogue
from tracker.language.components import browser_texts
from tracker.model import View, ViewKind
from tracker.texts import ENGLISH, gettext, marked, ngettext, speaking, spoken, written_day
from tracker.texts import Message as Kept

TOP = Path(__file__).parent.parent.parent
TRANSLATED = [code for code in LANGUAGES if code != "en"]
KEYWORDS = {"_": None, "gettext": None, "marked": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def texts_of_the_code() -> set[tuple[str | None, str | tuple[str, ...]]]:
    mappings = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    found = extract_from_dir(TOP, methods, {}, KEYWORDS)
    return {(context, message) for _, _, message, _, context in found}


def translations(language: str) -> Catalog:
    with (TOP / "tracker" / "language" / f"{language}.po").open("rb") as lines:
        return read_po(lines, locale=language, abort_invalid=True)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_the_code_is_in_the_catalogue_and_nothing_else(language: str) -> None:
    there = {(m.context, tuple(m.id) if m.pluralizable else m.id) for m in translations(language) if m.id}
    wanted = texts_of_the_code()
    assert sorted(map(str, wanted - there)) == [], "run `make texts`, then translate what is new"
    assert sorted(map(str, there - wanted)) == [], "run `make texts` to drop what is gone"


def lost_texts(source: str) -> list[str]:
    """Texts that are said within the braces of an f-string, where none is extracted."""
    written = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr)]
    return [
        ast.unparse(call)
        for string in written
        for call in ast.walk(string)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in KEYWORDS
        and any(isinstance(said, ast.Constant) for said in call.args[:2])
    ]


def test_no_text_stands_where_it_would_not_be_found() -> None:
    files = sorted((TOP / "tracker").rglob("*.py"))
    found = {str(path): lost_texts(path.read_text("utf-8")) for path in files}
    assert {path: texts for path, texts in found.items() if texts} == {}


def test_a_text_within_an_f_string_is_noticed() -> None:
    source = """f"<p>{escape(_('None.'))} {_(WORD)} {ngettext('one', 'many', 2)}</p>\""""
    assert set(lost_texts(source)) == {"_('None.')", "ngettext('one', 'many', 2)"}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language: str) -> None:
    open_ones = [m.id for m in translations(language) if m.id and (m.fuzzy or not all(forms(m)))]
    assert open_ones == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_fill_the_same_places(language: str) -> None:
    different = []
    for message in translations(language):
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        wanted = {place for one in ids for place in places(one)}
        if message.id and not all(places(form) <= wanted for form in forms(message)):
            different.append(message.id)
        if message.id and not message.pluralizable and places(forms(message)[0]) != wanted:
            different.append(message.id)
    assert different == []


def test_what_is_not_spoken_is_english() -> None:
    assert spoken() is ENGLISH
    assert gettext("Sign in") == "Sign in"


def test_a_block_speaks_its_language_and_gives_it_back() -> None:
    with speaking(catalogue("es")):
        assert gettext("Sign in") == "Iniciar sesión"
        assert written_day(date(2026, 5, 3)) == "3 de mayo de 2026"
    assert written_day(date(2026, 5, 3)) == "3 May 2026"


def test_numbers_get_the_decimal_sign_of_the_language() -> None:
    with speaking(catalogue("es")):
        assert gettext("{share:.1f} of {count}", share=0.25, count=1200) == "0,2 of 1200"


def test_plurals_follow_the_count() -> None:
    assert [ngettext("{count} photo", "{count} photos", n) for n in (0, 1, 2)] == [
        "0 photos",
        "1 photo",
        "2 photos",
    ]


def test_a_kept_message_is_said_in_the_language_of_its_reader() -> None:
    kept = Kept(marked("Choose a language from the list."))
    with speaking(catalogue("es")):
        spanish = str(kept)
    assert (spanish, str(kept)) == ("Elija un idioma de la lista.", "Choose a language from the list.")


@pytest.mark.parametrize(
    ("wanted", "best"),
    [
        ("es-MX,es;q=0.9,en;q=0.5", "es"),
        ("de-CH, es;q=0.3, en;q=0.8", "en"),
        ("es;q=0, en", "en"),
        ("fr", "en"),
        ("", "en"),
        (";q=;;,,*", "en"),
        ("es;q=x", "en"),
    ],
)
def test_the_browser_gets_the_best_language_that_there_is(wanted: str, best: str) -> None:
    assert best_language(wanted) == best


def test_an_unknown_language_is_english() -> None:
    assert catalogue("tlh") is ENGLISH


def test_a_components_texts_are_found_in_its_markup_and_scripts(tmp_path: Path) -> None:
    markup, script = tmp_path / "a.html", tmp_path / "a.js"
    markup.write_text('<p title="Sign out">Sign\n in</p><svg><title>Name</title></svg>', "utf-8")
    script.write_text('const words = () => _("Password");', "utf-8")
    assert browser_texts([markup, script]) == {}
    with speaking(catalogue("es")):
        found = browser_texts([markup, script])
    assert found == {"Sign out": "Cerrar sesión", "Sign in": "Iniciar sesión", "Password": "Contraseña"}


def test_a_zone_of_the_list_is_read_in_the_language_and_one_that_was_typed_as_it_stands() -> None:
    close_ups = [View(ViewKind.CLOSE_UP, zone) for zone in ("left cheek", "where it itches")]
    with speaking(catalogue("es")):
        labels = [view.label for view in close_ups]
    assert labels == ["Primer plano, mejilla izquierda", "Primer plano, where it itches"]
    assert close_ups[0].key == "close-up:left cheek"
