"""Asking, signing, taking back and writing the form, as people see it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.detailed_photos import FRONT, add_pair
from tests.ui.pages.records import NOW, Records
from tests.ui.pages.tab import Tab
from tracker.model import (
    Actor,
    ConsentScope,
    CopyDetails,
    CopyKind,
    Patient,
    Polygon,
    Role,
    Signature,
    SignatureKind,
    SignerRelation,
)
from tracker.services import consents
from tracker.services.consents import FilledForm
from tracker.store import patients, released
from tracker.ui import context

EVA = Actor("0" * 32, "Dr Eva", Role.OWNER)
TEACHING, WEBSITE = ConsentScope.TEACHING, ConsentScope.WEBSITE


def sign(records: Records, patient: Patient, *granted: ConsentScope, name: str = "Anna", at=NOW) -> str:
    form = consents.form_to_sign(records.store, EVA, "en", now=at)
    filled = FilledForm(
        {scope: scope in granted for scope in ConsentScope},
        False,
        name,
        SignerRelation.PATIENT,
        Signature(SignatureKind.TYPED, name),
    )
    return consents.record_consent(records.store, EVA, patient.id, form.id, filled, now=at).id


def badge(tab: Tab) -> str:
    return next(label for label in tab.links if "-badge[" in label)


def answer(tab: Tab, word: bool, *, but: dict[str, bool | None] | None = None) -> Tab:
    """Answer every question of the form."""
    for radio in tab.app.radio:
        if radio.label != "This person is":
            chosen = (but or {}).get(radio.label, word)
            if chosen is not None:
                radio.set_value(chosen)
    return tab.run()


def test_the_badge_says_in_words_and_by_a_sign_what_is_allowed(records: Records, owner, monkeypatch) -> None:
    anna = records.patient()
    assert (
        badge(Tab.open("patient", patient=anna.id)) == ":gray-badge[:material/help: Consent\\: none recorded]"
    )
    sign(records, anna, TEACHING, WEBSITE)
    tab = Tab.open("patient", patient=anna.id)
    assert "check_circle: Consent\\: teaching, marketing\\: website · face not recognisable" in badge(tab)
    assert tab.links[badge(tab)] == f"consent?patient={anna.id}"
    later = NOW + timedelta(days=715)
    monkeypatch.setattr(context, "now", lambda: later)
    assert "schedule" in badge(tab.run()) and "expires 1 November 2028" in badge(tab)
    monkeypatch.setattr(context, "now", lambda: later + timedelta(days=30))
    assert "event_busy: Consent\\: expired" in badge(tab.run())
    sign(records, anna, at=later)
    assert "block: Consent\\: refused" in badge(tab.run())


def test_a_form_is_answered_signed_and_superseded_and_what_was_typed_stays(records: Records, sign_in) -> None:
    sign_in(Role.ASSISTANT)
    anna = records.patient()
    tab = Tab.open("sign", patient=anna.id)
    assert list(tab.links) == ["Back to the record"]
    assert {radio.value for radio in tab.app.radio} == {None}
    answer(tab, True, but={"May we use the photos and readings for research?": None})
    tab.press("Save these answers")
    asked = next(radio for radio in tab.app.radio if "research" in radio.label)
    assert tab.errors == ["Answer the question about “research”."]
    asked.set_value(False)
    answer(tab, True, but={asked.label: False})
    tab.type("Name of the person who answers", "<b>Anna</b>").press("Save these answers")
    assert tab.errors == ["Choose what the person who answers is to the patient."]
    relation = next(radio for radio in tab.app.radio if radio.label == "This person is")
    relation.set_value(SignerRelation.PATIENT)
    tab.type("Signature", SignatureKind.TYPED).run()
    tab.type("Your name, as your signature", "Anna Meyer").press("Save these answers")
    assert tab.errors == []
    assert "Please give the tablet back" in tab.words
    kept = consents.read_standing(records.store, EVA, anna.id).consent
    assert kept is not None
    assert kept.answers.granted == frozenset(ConsentScope) - {ConsentScope.RESEARCH}
    assert (kept.answers.signer_name, kept.answers.is_face_allowed) == ("<b>Anna</b>", True)
    assert kept.recorded_by == "Eva, assistant"
    page = Tab.open("consent", patient=anna.id)
    assert "by <b>Anna</b> (the patient)" in page.words
    assert r"\<b\>Anna" in page.markdown


def test_taking_back_shows_first_what_has_left_and_then_blocks(records: Records, sign_in) -> None:
    sign_in(Role.ASSISTANT)
    anna = records.patient()
    sign(records, anna, TEACHING, WEBSITE)
    copy = CopyDetails(CopyKind.COMPARISON, TEACHING, anna.id, "s", ("a" * 64,), "<i>Lecture</i>")
    released.release_copy(records.store, copy, by="Dr Eva", at=NOW)
    tab = Tab.open("consent", patient=anna.id)
    assert tab.warnings == []
    tab.press("Withdraw consent")
    assert "Withdraw now" not in tab.buttons
    next(box for box in tab.app.checkbox if box.label == "teaching").check()
    tab.run()
    assert tab.warnings == ["1 copy has left for these uses: ask back or take down what is listed here."]
    assert consents.read_standing(records.store, EVA, anna.id).withdrawn == frozenset()
    tab.press("Withdraw now")
    assert consents.read_standing(records.store, EVA, anna.id).withdrawn == {TEACHING}
    page = Tab.open("consent", patient=anna.id)
    assert "✕ withdrawn" in page.words
    assert len(page.warnings) == 1 and "no longer allows" in page.warnings[0]
    assert "&lt;i&gt;Lecture" in page.words and "<i>" not in page.words


def test_readings_do_not_leave_once_the_treatment_record_is_refused(records: Records, owner) -> None:
    course = records.course()
    tab = Tab.open("progress", series=course.series.id)
    tab.type("Show", "table").run()
    assert [*tab.forms] == [f"/export/readings/{course.series.id}"]
    sign(records, course.patient, TEACHING)
    tab.run()
    assert not tab.forms
    assert "The patient refused “treatment record”" in tab.words


def test_the_owner_writes_a_version_and_earlier_ones_can_be_read(records: Records, owner) -> None:
    tab = Tab.open("forms")
    assert "Template, not saved yet" in tab.words
    tab.type("Title", "Our form <script>").press("Save as a new version")
    tab.type("research", "").press("Save as a new version")
    assert not tab.errors
    latest, first = consents.list_versions(records.store, EVA, "en")
    assert (latest.version, first.said.title) == (2, "Our form <script>")
    assert set(first.said.questions) - set(latest.said.questions) == {ConsentScope.RESEARCH}
    assert "Version 1, 1 November 2026, Eva, owner" in [
        box.label.replace("\\", "") for box in tab.app.expander
    ]
    assert r"Our form \<script\>" in tab.markdown


@pytest.mark.parametrize("age", [17, 18])
def test_a_minor_is_answered_for(age: int, records: Records, owner) -> None:
    born_on = replace(records.patient().details, chart_number="B").born_on.replace(
        year=NOW.year - age, month=11, day=1
    )
    child = records.patient(chart_number="B-2", born_on=born_on)
    assert ("under 18" in Tab.open("sign", patient=child.id).words) is (age < 18)


def test_a_copy_is_offered_for_what_is_allowed_and_says_why_not(records: Records, owner) -> None:
    course = records.course()
    tab = Tab.open("copies", series=course.series.id)
    assert not tab.forms
    uses = tab.field("What is the copy for?").options
    assert "teaching" in uses and "treatment record" not in uses
    tab.type("What is the copy for?", TEACHING).run()
    assert tab.errors == ["No consent to “teaching” is recorded: ask the patient and have the form signed."]
    assert "<img" not in tab.markdown


def test_a_copy_can_be_taken_once_it_was_looked_at_and_has_to_be_again_when_it_changes(
    records: Records, owner
) -> None:
    pair = add_pair(records.store, records.series().id, (300, 400), now=NOW)
    sign(records, patients.read_patient(records.store, pair.photo.patient_id), TEACHING)
    ids = set()
    for name, top in (("cheek", 100.0), ("jaw", 180.0)):
        outline = Polygon(((top, 50.0), (top, 149.0), (top + 99, 149.0), (top + 99, 50.0)))
        ids.add(records.region(pair.photo.series_id, name, view=FRONT, shape=outline).id)
    tab = Tab.open("copies", series=pair.photo.series_id)
    tab.type("What is the copy for?", TEACHING).run()
    tab.type("Who gets it, or where is it shown?", "Lecture in Graz").run()
    assert not tab.forms
    tab.app.checkbox[0].check()
    tab.run()
    (address,) = tab.forms
    assert address == f"/export/comparison/{pair.reference.digest}/{pair.photo.digest}"
    said = tab.forms[address]
    assert said["region"] in ids
    assert {**said, "region": ""} == {
        "scope": "teaching",
        "cover": "region",
        "region": "",
        "revision": "1",
        "recipient": "Lecture in Graz",
        "checked": "yes",
        "format": "jpg",
    }
    tab.type("Region", "jaw").run()
    assert not tab.forms
    assert not tab.app.checkbox[0].value
