"""What holds on every page: identity, addresses that lead nowhere; rights are asked for in `tests/access`."""

import pytest

from tests.ui.pages.records import Records
from tests.ui.pages.tab import Tab

OF_A_PATIENT = [
    "patient",
    "consent",
    "series",
    "session",
    "capture",
    "regions",
    "compare",
    "copies",
    "align",
    "card",
    "progress",
]
OF_A_SERIES = ["series", "regions", "compare", "progress"]


@pytest.mark.parametrize("page", OF_A_PATIENT)
def test_the_patients_identity_stands_on_every_page_with_their_data(page, records: Records, owner) -> None:
    course = records.course(chart_number="A-17", family_name="Meyer", given_name="Anna")
    tab = Tab.open(page, **course.address(page))
    assert tab.page == page
    assert not tab.errors
    for words in ("**Meyer, Anna**", "chart A-17", "born 9 March 1984 (42 years)"):
        assert words in tab.words
    assert tab.links["Meyer, Anna"] == f"patient?patient={course.patient.id}"
    assert "synthetic" not in tab.words


@pytest.mark.parametrize("page", OF_A_PATIENT)
def test_a_synthetic_patient_is_marked_and_a_name_is_no_markup_on_every_page(page, records, owner) -> None:
    course = records.course(
        is_synthetic=True, family_name="**O'Neil** <b>", given_name="[x](http://example.org)"
    )
    tab = Tab.open(page, **course.address(page))
    assert "synthetic, no real person" in tab.words
    assert r"\*\*O'Neil\*\* \<b\>, \[x\]\(http\://example.org\)" in tab.markdown
    assert "[x](" not in tab.markdown


@pytest.mark.parametrize("page", [*OF_A_PATIENT, "present", "sign"])
def test_an_address_that_leads_nowhere_gives_one_sentence(page, records: Records, owner) -> None:
    records.patient()
    word = {
        "patient": "patient",
        "consent": "patient",
        "sign": "patient",
        "session": "session",
        "capture": "session",
        "align": "photo",
        "card": "photo",
    }.get(page, "series")
    for address in ({word: "0" * 32}, {word: "' OR 1=1"}, {"unknown": "x"}, {}):
        tab = Tab.open(page, **address)
        assert tab.errors == [f"There is no such {word}, or it was deleted: go back and choose another one."]
        assert list(tab.links) == ["Back to the patients"]
        assert "Meyer" not in tab.words


@pytest.mark.parametrize("page", OF_A_SERIES)
def test_a_series_without_photos_says_what_to_do(page, records: Records, owner) -> None:
    one = records.series()
    tab = Tab.open(page, series=one.id)
    assert "**Meyer, Anna**" in tab.words
    if page == "series":
        assert "No session yet." in tab.words
    else:
        assert tab.errors == ["This series has no photos yet: add a session and put its photos in."]


@pytest.mark.parametrize("page", ["regions", "compare", "progress"])
def test_a_view_that_the_series_does_not_have_falls_back_to_one_it_has(page, records, owner) -> None:
    course = records.course()
    for asked in ("front", "no view at all"):
        tab = Tab.open(page, series=course.series.id, view=asked)
        assert not tab.errors
        assert tab.page == page
        assert tab.app.get("bidi_component") or "close-up, left cheek" in tab.words
