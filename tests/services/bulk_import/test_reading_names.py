"""What paths and tables say: views by everyday names, dates without doubt, templates, columns."""

from datetime import date, time

import pytest

from tracker.errors import InvalidInput
from tracker.model import Phase, SessionKind, View, ViewKind
from tracker.services.bulk_import.columns import parse_columns
from tracker.services.bulk_import.dates import AmbiguousDate, common_order, read_date, read_moment
from tracker.services.bulk_import.spellings import read_phase, read_session, read_view
from tracker.services.bulk_import.template import NO_FIT, parse_template

SPELLINGS = {
    ViewKind.FRONT: "front|FRONT|Frontal|f|frontal view|vista frontal|de frente|face|cara|front_2|"
    "front (3)|Front-01",
    ViewKind.LEFT_45: "left45|L45|45 left|left 45°|3/4 left|left 3-4|left oblique|oblicua izquierda|45 izq|"
    "45L|three quarter left|tres cuartos izquierdo|left-45_2|links 45|45_izquierdo|left side 45",
    ViewKind.RIGHT_45: "right45|R45|45-right|3_4 right|oblicuo derecho|45 dcha|R 45 (2)|"
    "rechts 45|right oblique",
    ViewKind.LEFT_90: "left90|L90|left profile|perfil izquierdo|lateral izq|left lateral|Profil links|"
    "left_side 90",
    ViewKind.RIGHT_90: "right 90|R90|right profile|perfil derecho|right-lateral|90 R|perfil der",
}
SAYS_NOTHING = (
    "|left|L|derecha|45|profile|left right 45|L45 R45|IMG_2041|DSC00012|after|left 45 90|cheek|scan|L4"
)


@pytest.mark.parametrize(
    ("kind", "text"), [(k, text) for k, all_ in SPELLINGS.items() for text in all_.split("|")]
)
def test_everyday_spellings_name_a_view(kind, text):
    assert read_view(text) == View(kind)


@pytest.mark.parametrize("text", SAYS_NOTHING.split("|"))
def test_a_spelling_that_leaves_the_view_open_names_none(text):
    assert read_view(text) is None


@pytest.mark.parametrize(
    ("text", "zone", "found"),
    [
        ("close-up left cheek", "", "left cheek"),
        ("Primer plano mejilla izquierda", "", "mejilla izquierda"),
        ("macro_chin_2", "", "chin"),
        ("closeup", "forehead", "forehead"),
        ("", "Left cheek", "Left cheek"),
    ],
)
def test_a_close_up_is_of_its_zone(text, zone, found):
    assert read_view(text, zone) == View(ViewKind.CLOSE_UP, found)


def test_a_close_up_without_a_zone_names_no_view():
    assert read_view("close-up") is None


def test_phases_and_sessions_are_read_where_they_are_clear():
    assert read_phase("Antes") is Phase.PRE
    assert read_phase("immediately post") is Phase.IMMEDIATELY_POST
    assert read_phase("seguimiento") is Phase.FOLLOW_UP
    assert read_phase("after") is None
    assert read_session("Sesión 03") == (3, None)
    assert read_session("basal") == (None, SessionKind.BASELINE)
    assert read_session("casa") == (None, SessionKind.HOME)
    assert read_session("tratamiento 2") == (2, SessionKind.TREATMENT)
    assert read_session("0") is None
    assert read_session("someday 2") is None


@pytest.mark.parametrize(
    "text", ["2024-03-09", "20240309", "2024_03_09", "2024.3.9", "09.03.2024", "9.3.2024"]
)
def test_dates_are_read_in_everyday_forms(text):
    assert read_date(text) == date(2024, 3, 9)


@pytest.mark.parametrize("text", ["03/09/2024", "3-9-2024", "03 09 2024"])
def test_a_date_that_can_be_two_days_is_none(text):
    with pytest.raises(AmbiguousDate):
        read_date(text)
    assert read_date(text, is_day_first=True) == date(2024, 9, 3)


@pytest.mark.parametrize(
    "text", ["2024-02-30", "2024-13-01", "24-03-09", "march", "202431", "2024-0309", "31.02.2024"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):
        read_date(text)


def test_a_column_tells_its_order_by_the_dates_that_are_clear():
    assert common_order(["03/04/2024", "25/04/2024"]) is True
    assert common_order(["03/04/2024", "04/25/2024"]) is False
    assert common_order(["03/04/2024", "04/25/2024", "25/04/2024"]) is None
    assert read_moment("2024-03-09 14:30") == (date(2024, 3, 9), time(14, 30))
    assert read_moment("2024-03-09T14:30:05") == (date(2024, 3, 9), time(14, 30, 5))


def test_a_template_reads_all_its_fields():
    said = parse_template("{chart}_{family}_{given}_{born}/{treatment}/{date}/{view}").read(
        "A-17_Núñez_Ana María_1984-03-09/Microneedling/20240301/left_45.JPG"
    )
    assert (said.chart_number, said.family_name, said.given_name) == ("A-17", "Núñez", "Ana María")
    assert (said.born_on, said.taken_on) == (date(1984, 3, 9), date(2024, 3, 1))
    assert (said.treatment, said.view) == ("Microneedling", "left_45")


def test_a_template_with_written_dates_and_wildcards():
    template = parse_template("**/{chart}/*{date:%d.%m.%Y %H-%M}_{view}_{ignore}.jpg")
    for name in ("A/B/77/x 01.03.2024 14-30_front_IMG1.jpg", "77/01.03.2024 14-30_front_IMG1.JPG"):
        said = template.read(name)
        assert (said.chart_number, said.taken_on, said.taken_at) == ("77", date(2024, 3, 1), time(14, 30))
        assert said.view == "front"
    assert template.read("77/01.03.2024 14-30_front_IMG1.png") == NO_FIT


@pytest.mark.parametrize(
    "name",
    [
        "A-17/front.jpg",
        "A-17_Meyer_Anna_1984-03-09/front.jpg",
        "A-17_de_la_Cruz_Ana_1984-03-09/X/2024-03-01/front.jpg",
        "A-17_Meyer_Anna_1984-03-09/X/2024-03-01/more/front.jpg",
        "_" * 900,
    ],
)
def test_a_path_that_does_not_fit_whole_is_not_read(name):
    assert parse_template("{chart}_{family}_{given}_{born}/{treatment}/{date}/{view}").read(name) == NO_FIT


def test_a_path_with_an_impossible_date_says_so():
    said = parse_template("{chart}/{date}_{view}").read("A/2024-02-31_front.jpg")
    assert str(said) == "“2024-02-31” is no date that can be read."
    said = parse_template("{chart}/{date}_{view}").read("A/03-04-2024_front.jpg")
    assert "03-04-2024 can be two days" in str(said)
    assert "{date:%d-%m-%Y}" in str(said)


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{family}/{view}", "lacks {chart}"),
        ("{chart}/{when}", "unknown field, when"),
        ("{chart}{view}", "between chart"),
        ("{chart}*{view}", "between chart"),
        ("{chart}/{chart}_{view}", "stands twice"),
        ("{chart:%Y}/{view}", "Only dates"),
        ("{chart/{view}", "missing in the template"),
        ("{chart}//{view}", "missing in the template"),
        ("{chart}/{date:%Q}_{view}", "not %Q"),
        ("", "missing in the template"),
    ],
)
def test_a_template_that_can_not_work_is_refused_with_the_reason(template, words):
    with pytest.raises(InvalidInput) as refused:
        parse_template(template)
    assert words in str(refused.value)


def test_a_hostile_name_costs_no_time():
    template = parse_template("**/{treatment}_{session}_{view}_{zone}_{phase}_*_{chart}x*")
    for name in ("_" * 255 + "/x", "a_" * 500, "a/" * 500):
        assert template.read(name) == NO_FIT
    with pytest.raises(InvalidInput, match="too many"):
        parse_template("{chart}/*_*_*_*_{view}")


SPANISH = "Archivo;Nº de historia;Apellidos;Nombre;Fecha de nacimiento;Tratamiento;Fecha;Vista;Notas\n"
SPANISH_LINE = "fotos\\uno.jpg;A-17;Núñez;Bea;09/12/1990;Microneedling;25/01/2024;perfil izquierdo;ñ\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_spanish_table_is_read_in_any_usual_form(encoding, separator):
    table = parse_columns((SPANISH + SPANISH_LINE).replace(";", separator).encode(encoding))
    said = table.read("Fotos/uno.JPG")
    assert (said.chart_number, said.family_name, said.given_name) == ("A-17", "Núñez", "Bea")
    assert (said.born_on, said.taken_on, said.view) == (
        date(1990, 12, 9),
        date(2024, 1, 25),
        "perfil izquierdo",
    )


def test_a_table_finds_a_file_by_its_name_alone_only_where_it_wrote_no_folder():
    table = parse_columns(b"file,chart\none.jpg,A\nx/two.jpg,B\n")
    assert table.read("deep/one.jpg").chart_number == "A"
    assert str(table.read("deep/two.jpg")) == "The table has no line for this file."


def test_two_lines_for_one_file_must_agree():
    table = parse_columns(b"file,chart\none.jpg,A\none.jpg,B\ntwo.jpg,C\ntwo.jpg,C\n")
    assert "contradict" in str(table.read("one.jpg"))
    assert table.read("two.jpg").chart_number == "C"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no column “file”"),
        (b"name;chart\n", "no column “file”"),
        (b"file;view\n", "no column “chart”"),
        (b"file,file,chart\n", "no column “file”"),
        (b"\x00\x01\x02", "can't be read"),
        (b'file,chart\n"one.jpg,A\n', "can't be read"),
    ],
)
def test_what_is_no_table_is_refused(data, words):
    with pytest.raises(InvalidInput) as refused:
        parse_columns(data)
    assert words in str(refused.value)
