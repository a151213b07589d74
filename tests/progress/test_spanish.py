"""Verdicts, waits and limits in another language: judged the same, said otherwise."""

from tracker.language import catalogue
from tracker.model import Metric, SessionKind, ToneGroup
from tracker.progress.limits import learn_limits
from tracker.progress.pairs import judge_pair
from tracker.progress.precision import find_precision
from tracker.progress.table import COLUMNS, progress_table
from tracker.progress.trend import find_trend
from tracker.texts import Message, marked, speaking

R = Metric.REDNESS
SPANISH = catalogue("es")
DARK = Message(
    marked(
        "The skin is {stops:.1f} stops darker than in the reference photo (good: up to {good:.1f}): "
        "raise the exposure, or use the same light."
    ),
    {"stops": 1.25, "good": 0.5},
)


def a_years_course(course) -> None:
    course.visit(0, SessionKind.BASELINE, {R: [8.0]})
    course.visit(10, SessionKind.TREATMENT, {R: [None]}, withheld=DARK)
    course.visit(12, SessionKind.EARLY_CHECK, {R: [9.0]})
    for day, value in ((50, 7.9), (80, 5.0), (110, 4.9)):
        course.visit(day, SessionKind.FOLLOW_UP, {R: [value]})


def test_a_change_is_said_with_the_languages_words_and_decimal_sign(course, fine_limits) -> None:
    a_years_course(course)
    with speaking(SPANISH):
        points = course.points(fine_limits)
        assert points[-1].sentence.startswith("El enrojecimiento bajó 3,1 a*, más que el cambio mínimo ")
        assert "(aprendido de 3000 pares repetidos de esta cámara)" in points[-1].sentence
        assert "por lo menos por segunda sesión consecutiva" in points[-1].sentence
        assert points[-1].patient_sentence.startswith("La piel aquí está menos roja que al principio")
        assert points[3].sentence.startswith("Sin cambio detectable en el enrojecimiento: 0,1")
        assert points[0].sentence == "Basal: la media de 1 foto de 1 sesión."


def test_the_same_course_is_judged_alike_in_both_languages(course, fine_limits) -> None:
    a_years_course(course)
    english = [(p.verdict, p.change, p.sdc) for p in course.points(fine_limits)]
    with speaking(SPANISH):
        assert [(p.verdict, p.change, p.sdc) for p in course.points(fine_limits)] == english


def test_what_was_withheld_and_what_waits_is_said_too(course, fine_limits) -> None:
    a_years_course(course)
    with speaking(SPANISH):
        points = course.points(fine_limits)
    assert points[1].sentence.startswith("La sesión 2 no es comparable. La piel es 1,2 pasos más oscura")
    assert points[2].reason == (
        "Día 2 después del tratamiento de la sesión 2: la piel sigue recuperándose hasta el día 3."
    )


def test_a_trend_and_two_sessions_are_said_too(course, fine_limits) -> None:
    a_years_course(course)
    with speaking(SPANISH):
        trend = find_trend(course.points(fine_limits))
        ids = [session.id for session in course.sessions]
        (change,) = judge_pair(course.judge(fine_limits), ids[3], ids[4], limits=fine_limits)
    assert trend is not None
    assert trend.sentence.startswith("El enrojecimiento baja: −")
    assert "," in trend.sentence.partition(" a*")[0]
    assert change.sentence.startswith("El enrojecimiento bajó 2,9 a* entre las sesiones 4 y 5, ")


def test_a_limit_that_was_learned_in_english_is_explained_in_spanish(course) -> None:
    limit = learn_limits([]).limit(R, ToneGroup.LIGHT)
    assert limit.source == "provisional: 0 of 20 repeat pairs"
    with speaking(SPANISH):
        assert limit.source == "provisional: 0 de 20 pares repetidos"


def test_advice_that_was_found_in_english_is_given_in_spanish(repeats) -> None:
    whole = find_precision(repeats(0.9, 0.1, series=4))[0]
    assert whole.advice.startswith("Take two or three photos in every session")
    with speaking(SPANISH):
        assert whole.advice.startswith("Tome dos o tres fotos en cada sesión: con ")


def test_the_tables_words_are_said_and_its_columns_keep_their_names(course, fine_limits) -> None:
    a_years_course(course)
    with speaking(SPANISH):
        frame = progress_table(course.judge(fine_limits))
    assert tuple(frame.columns) == COLUMNS
    assert set(frame["Verdict"]) >= {"basal", "mejor", "sin cambio detectable", "no comparable"}
    assert set(frame["Metric"]) == {"Enrojecimiento respecto a la propia piel"}
