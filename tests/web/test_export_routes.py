"""Files that leave: asked for by a form, made at that moment, written down, named after nobody."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from PIL import Image
from sqlalchemy import update

from tests.services.consenting import allow
from tests.services.detailed_photos import Pair, add_pair
from tests.ui.pages.records import DARK, Course, Records
from tests.web.conftest import Installation
from tests.web.serving import Visitor
from tracker.imaging import measure
from tracker.model import ConsentScope, CopyKind, Metric, Polygon, RegionRole
from tracker.store import audit, regions, released
from tracker.store.schema import SignInRecord

TEACHING = ConsentScope.TEACHING
SHAPE = (300, 400)
CHART = "CH-77"


@pytest.fixture(scope="module")
def course(clinic_in_use: Installation) -> Course:
    """A measured series."""
    return Records(clinic_in_use.store).course(chart_number=CHART, family_name="Vanishing")


@pytest.fixture
def owner(clinic_in_use: Installation) -> Iterator[Visitor]:
    """The owner, who has just typed her password."""
    yield clinic_in_use.signed_in()


def rows_of(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def forget_passwords(clinic: Installation) -> None:
    with clinic.store.writing() as db:
        db.execute(update(SignInRecord).values(confirmed_at=datetime.now(UTC) - timedelta(minutes=11)))


def test_readings_leave_as_the_table_without_a_word_of_whose_they_are(clinic_in_use, owner, course) -> None:
    address = f"/export/readings/{course.series.id}"
    answer = owner.post(address, view=course.photos[0].view.key, measured_by="")
    assert answer.status == 200, answer.text
    name = f"progress-{course.series.id[:8]}.csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Cache-Control"] == "no-store"
    redness = [row for row in rows_of(answer.body) if row["Metric"] == Metric.REDNESS.label]
    assert [row["Verdict"] for row in redness][3:] == ["better", "not comparable"]
    assert [row["Value"] for row in redness] == ["8.0", "7.9", "14.0", "2.0", ""]
    assert redness[3]["Change"] == "-6.0"
    assert redness[4]["Reason"] == DARK
    for secret in (b"Vanishing", b"Anna", CHART.encode(), b"1984"):
        assert secret not in answer.body
    (copy,) = released.list_copies(clinic_in_use.store, patient_id=course.patient.id)
    assert (copy.details.kind, copy.details.series_id) == (CopyKind.READINGS, course.series.id)


def test_a_form_that_makes_no_sense_lets_nothing_leave(clinic_in_use, owner, course) -> None:
    left = len(released.list_copies(clinic_in_use.store))
    readings, events = f"/export/readings/{course.series.id}", "/export/audit"
    assert owner.post(readings, view="the back of the moon").status == 400
    assert owner.post(readings).status == 400
    unknown = owner.post(readings, view="front", measured_by='x"\r\nX-Evil: 1')
    assert (unknown.status, unknown.headers["X-Evil"]) == (404, None)
    for said in ({"since": "yesterday"}, {"until": "2026-01-01T00:00"}, {"outcome": "perhaps"}):
        answer = owner.post(events, **said)
        assert (answer.status, answer.text) == (400, "This form makes no sense: load the page again.")
    assert len(released.list_copies(clinic_in_use.store)) == left


@pytest.mark.parametrize("kind", ["readings", "released", "comparison", "audit"])
def test_the_password_that_was_not_typed_lately_is_asked_for(kind, clinic_in_use, owner, course) -> None:
    left, right = course.photos[0].digest, course.photos[1].digest
    address, said = {
        "readings": (f"/export/readings/{course.series.id}", {"view": course.photos[0].view.key}),
        "released": (f"/export/released/{course.patient.id}", {}),
        "comparison": (f"/export/comparison/{left}/{right}", {"scope": "teaching", "format": "jpg"}),
        "audit": ("/export/audit", {}),
    }[kind]
    count = len(released.list_copies(clinic_in_use.store))
    forget_passwords(clinic_in_use)
    answer = owner.post(address, **said)
    assert (answer.status, "Type your password again" in answer.text) == (403, True)
    assert len(released.list_copies(clinic_in_use.store)) == count


def test_events_leave_by_a_filter_that_stands_in_no_address(clinic_in_use, owner) -> None:
    store, at = clinic_in_use.store, datetime.now(UTC)
    for name in ("Dr Zoë", "Dr Max"):
        audit.record_event(store, at=at, user=name, action="saw", object_kind="photo", object_id="x")
    answer = owner.post("/export/audit", user="zoë", since="", until="", deed="", outcome="")
    assert {row["user"] for row in rows_of(answer.body)} == {"Dr Zoë"}
    later = (at + timedelta(days=1)).isoformat()
    assert rows_of(owner.post("/export/audit", user="zoë", since=later).body) == []
    log = clinic_in_use.server.log_path.read_text()
    assert "zo" not in log.lower()


def test_what_has_left_leaves_as_a_list(clinic_in_use, owner, course) -> None:
    owner.post(f"/export/readings/{course.series.id}", view=course.photos[0].view.key)
    answer = owner.post(f"/export/released/{course.patient.id}")
    assert rows_of(answer.body)[0]["what"] == CopyKind.READINGS.label
    assert answer.headers["Content-Disposition"].endswith(f'"left-{course.patient.id[:8]}.csv"')


@pytest.fixture(scope="module")
def pair(clinic_in_use: Installation) -> Pair:
    """Two aligned photos of a patient who allows teaching, but no recognisable face."""
    records = Records(clinic_in_use.store)
    now = datetime.now(UTC)
    of = records.series(records.patient(chart_number="CH-78"))
    made = add_pair(clinic_in_use.store, of.id, SHAPE, now=now)
    allow(clinic_in_use.store, made.photo.patient_id, TEACHING, at=now)
    return made


@pytest.fixture(scope="module")
def region_id(clinic_in_use: Installation, pair: Pair) -> str:
    outline = Polygon(((100.0, 50.0), (100.0, 149.0), (199.0, 149.0), (199.0, 50.0)))
    return regions.add_region(
        clinic_in_use.store,
        pair.photo.series_id,
        pair.photo.view,
        name="cheek",
        role=RegionRole.TREATED,
        shape=outline,
        reference_digest=pair.reference.digest,
        by="Dr Eva",
        at=datetime.now(UTC),
    ).id


def test_a_comparison_leaves_once_it_was_looked_at_and_somebody_is_named(
    clinic_in_use, owner, pair, region_id
) -> None:
    address = f"/export/comparison/{pair.reference.digest}/{pair.photo.digest}"
    said = {"scope": "teaching", "cover": "region", "region": region_id, "revision": "1", "format": "png"}
    said |= {"recipient": "Lecture in Graz", "checked": "yes"}
    for lacking in ({"checked": ""}, {"recipient": " "}, {"format": "exe"}, {"cover": "veil"}):
        assert owner.post(address, **(said | lacking)).status == 400
    assert owner.post(address, **(said | {"scope": ConsentScope.PRINT.value})).status == 409
    assert released.list_copies(clinic_in_use.store, patient_id=pair.photo.patient_id) == []

    answer = owner.post(address, **said)
    assert answer.status == 200, answer.text
    name = f"comparison-{pair.reference.digest[:8]}-{pair.photo.digest[:8]}.png"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.body)).format == "PNG"
    (copy,) = released.list_copies(clinic_in_use.store, patient_id=pair.photo.patient_id)
    assert (copy.details.recipient, copy.details.scope) == ("Lecture in Graz", TEACHING)
    owner.post(address, **(said | {"scope": ConsentScope.PRINT.value}))
    assert len(released.list_copies(clinic_in_use.store, patient_id=pair.photo.patient_id)) == 1


@pytest.mark.parametrize("side", ["nan", "inf", "-inf", "1e400", "-0.2", "1.5", "top"])
def test_a_bar_outside_the_picture_is_no_bar(side: str, owner, pair) -> None:
    said = {"scope": "teaching", "cover": "eyes", "top": side, "left": "0", "bottom": "1", "right": "1"}
    place = f"{pair.reference.digest}/{pair.photo.digest}"
    preview = owner.get(f"/copy-preview/{place}?{urlencode(said)}")
    assert (preview.status, preview.text) == (409, "This address makes no sense: load the page again.")
    said |= {"format": "jpg", "recipient": "Lecture", "checked": "yes"}
    assert owner.post(f"/export/comparison/{place}", **said).status == 400


def test_readings_of_an_earlier_measurement_leave_by_themselves(clinic_in_use, owner, course) -> None:
    records = Records(clinic_in_use.store)
    records.read(course.photos[0], course.region, {Metric.REDNESS: 5.0}, method="measure-1")
    address, view = f"/export/readings/{course.series.id}", course.photos[0].view.key
    answer = owner.post(address, view=view, measured_by="measure-1")
    assert {row["Method"] for row in rows_of(answer.body)} == {"measure-1"}
    assert "measure-1.csv" in answer.headers["Content-Disposition"]
    assert {row["Method"] for row in rows_of(owner.post(address, view=view).body)} == {measure.METHOD}
