"""The page that is turned towards the patient."""

from tests.ui.pages.records import Records
from tests.ui.pages.tab import Tab
from tracker.model import Role


def test_plain_sentences_stand_below_the_photos(records: Records, owner) -> None:
    course = records.course()
    first, improved = course.sessions[0], course.sessions[3]
    tab = Tab.open("present", series=course.series.id, left=first.id, right=improved.id)
    assert "Anna Meyer" in tab.words
    assert "Redness: The skin is less red than in the earlier photo." in tab.words.replace("**", "")
    assert "Smoothness: No change that the photos can show for certain." in tab.words.replace("**", "")
    assert "Nothing is retouched." in tab.words
    for jargon in ("a*", "smallest detectable", "A-17", "chart", "Session"):
        assert jargon not in tab.words


def test_no_way_to_other_patients_stands_on_it(records: Records, owner) -> None:
    course = records.course()
    records.patient(chart_number="B-2", family_name="Other", given_name="Person")
    tab = Tab.open("present", series=course.series.id)
    assert list(tab.links) == ["Back to the comparison"]
    assert "Other" not in tab.words
    link = tab.links["Back to the comparison"]
    assert link.startswith("compare?")
    assert course.sessions[0].id in link


def test_sessions_that_are_not_there_give_the_first_and_the_latest(records: Records, owner) -> None:
    course = records.course()
    tab = Tab.open("present", series=course.series.id, left="0" * 32, right="nothing")
    assert not tab.errors
    assert course.sessions[0].id in tab.links["Back to the comparison"]


def test_one_photo_alone_is_said_so(records: Records, owner) -> None:
    one = records.series()
    records.photo(records.session(one, 1))
    tab = Tab.open("present", series=one.id)
    assert "There is one photo so far" in tab.words


def test_the_comparison_leads_to_it_with_the_same_pair(records: Records, sign_in) -> None:
    sign_in(Role.ASSISTANT)
    course = records.course()
    left, right = course.sessions[1].id, course.sessions[3].id
    link = Tab.open("compare", series=course.series.id, left=left, right=right).links["Show to the patient"]
    assert link.startswith("present?")
    assert left in link
    assert right in link
