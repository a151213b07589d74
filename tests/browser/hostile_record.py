"""A clinic whose every text holds an attack and a name that stands nowhere else."""

import hashlib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

import tracker.model
from tests.ui.pages import records as filling
from tests.ui.pages.records import Course, Records
from tracker.config import read_settings
from tracker.imaging import measure
from tracker.model import (
    Annotation,
    AnnotationKind,
    CaptureTimeSource,
    Clinic,
    ConsentAnswers,
    ConsentScope,
    CopyDetails,
    CopyKind,
    Drawing,
    FormText,
    Metric,
    Phase,
    PhotoFacts,
    Rendition,
    Role,
    Signature,
    SignatureKind,
    SignerRelation,
    View,
    ViewKind,
)
from tracker.store import (
    annotations,
    audit,
    clinic,
    consent_forms,
    consents,
    imports,
    photos,
    released,
    users,
)
from tracker.store.opening import Store, open_store

PASSWORD = "correct horse battery staple"
MARK = "Quittenbaum"
CHART = "CH-4711-ZZ"
BORN = "1931-07-23"
ATTACK = (
    f"{MARK}</script></style></textarea>\"'><img src=x onerror=alert(1)><script>alert(2)</script>"
    "[here](javascript:alert(3)) <a href=javascript:alert(4)>x</a> <svg onload=alert(5)> :material/home: $x$"
)
# what is chosen from a list or written by the program, and never typed
NOT_TYPED = {"language", "unchanged_since", "chart_number"}
# whose records stand on pages; others have none of their own yet
DETAILS = {"PatientDetails", "SeriesDetails", "SessionDetails", "CopyDetails"}


def attacking(details: Any) -> Any:
    """A form in whose every text field the attack was typed."""
    typed = [field.name for field in fields(details) if field.type in (str, "str")]
    return replace(details, **{name: ATTACK for name in typed if name not in NOT_TYPED})


def check_that_all_forms_are_known() -> None:
    there = {name for name in vars(tracker.model) if name.endswith("Details")}
    new = there - DETAILS
    assert not new, f"fill {sorted(new)} with attacks in tests/browser/hostile_record.py, then name it there"


def build(data_dir: Path, picture: bytes) -> Course:
    """A patient whose record, and all that hangs on it, was typed by an attacker."""
    check_that_all_forms_are_known()
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(data_dir)}))
    try:
        clinic.save_clinic(store, Clinic(ATTACK, "Europe/Zurich"))
        users.add_user(
            store,
            name="eva",
            display_name=ATTACK,
            role=Role.OWNER,
            password=PASSWORD,
            at=filling.NOW,
        )
        with pytest.MonkeyPatch.context() as patch:
            for name in ("ANNA", "PLAN"):
                patch.setattr(filling, name, attacking(getattr(filling, name)))
            patch.setattr(filling, "BY", ATTACK)
            patch.setattr(filling, "SessionDetails", _attacking_session)
            patch.setattr(filling, "DARK", ATTACK)
            born_on = filling.date.fromisoformat(BORN)
            course = Records(store).course(chart_number=CHART, born_on=born_on)
            _add_more(store, course, picture)
    finally:
        store.close()
    return course


def _attacking_session(*given: Any, **more: Any) -> Any:
    return attacking(tracker.model.SessionDetails(*given, **more))


def _add_more(store: Store, course: Course, picture: bytes) -> None:
    records, first = Records(store), course.photos[0]
    region = records.region(course.series.id, ATTACK)
    records.read(course.photos[3], region, {Metric.REDNESS: None}, because=ATTACK, method=measure.METHOD)
    other = _photo_of_a_hostile_view(store, course)
    for photo in [*course.photos, other]:
        for kind in (Rendition.THUMBNAIL, Rendition.SCREEN):
            photos.save_rendition(store, photo.digest, kind, picture)
        aligned = {"reference_digest": first.digest}
        photos.save_rendition(store, photo.digest, Rendition.ALIGNED, picture, **aligned)
    drawing = Drawing(AnnotationKind.TEXT, ((900.0, 700.0),), ATTACK)
    one = Annotation("0" * 32, first.digest, drawing, "somebody", ATTACK, filling.NOW)
    annotations.add_annotation(store, first, one)
    imports.add_import(store, place=ATTACK, user_id="", by=ATTACK, at=filling.NOW)
    _add_consent(store, course)
    audit.record_event(
        store,
        at=filling.NOW,
        user=ATTACK,
        action=ATTACK,
        object_kind="patient",
        object_id=course.patient.id,
        detail=ATTACK,
    )


def _add_consent(store: Store, course: Course) -> None:
    """A form of the clinic's own, answered with yes and signed."""
    said = FormText("en", ATTACK, ATTACK, dict.fromkeys(ConsentScope, ATTACK), ATTACK)
    form = consent_forms.add_form(store, said, by=ATTACK, at=filling.NOW)
    answers = ConsentAnswers(
        dict.fromkeys(ConsentScope, True),
        is_face_allowed=True,
        signer_name=ATTACK,
        relation=SignerRelation.GUARDIAN,
        signature=Signature(SignatureKind.TYPED, ATTACK),
    )
    patient_id = course.patient.id
    consents.add_consent(store, patient_id, form.id, answers, by=ATTACK, at=filling.NOW, expires_at=None)
    copied = CopyDetails(CopyKind.REPORT, ConsentScope.TEACHING, patient_id, recipient=ATTACK)
    released.release_copy(store, copied, by=ATTACK, at=filling.NOW)


def _photo_of_a_hostile_view(store: Store, course: Course) -> Any:
    data = b"a view named by an attacker"
    facts = PhotoFacts(hashlib.sha256(data).hexdigest(), "JPEG", len(data), 4000, 3000, camera=ATTACK)
    return photos.add_photo(
        store,
        data,
        facts,
        session_id=course.sessions[0].id,
        view=View(ViewKind.CLOSE_UP, ATTACK.lower()),
        phase=Phase.PRE,
        captured_at=course.sessions[0].details.held_at,
        source=CaptureTimeSource.METADATA,
        by=ATTACK,
        at=filling.NOW,
        renditions={Rendition.THUMBNAIL: b"", Rendition.SCREEN: b""},
    )
