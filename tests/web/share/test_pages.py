"""The patients' pages on the real server, and where their cookie leads."""

from dataclasses import replace

from tests.web.conftest import ALIGNED, NOW, PATIENT, Installation, add_photo
from tests.web.serving import PAGE
from tests.web.share.visiting import ENDED, let_in, picture, show
from tracker.model import Outcome
from tracker.store import audit, patients, series
from tracker.store.audit import AuditFilter


def test_only_visible_photos_of_the_series_are_answered_and_nothing_keeps_them(clinic_in_use: Installation):
    show(clinic_in_use, clinic_in_use.photo)
    phone, _ = let_in(clinic_in_use)
    for rendition, content in (("screen", b"RIFF screen"), ("aligned", ALIGNED)):
        answer = phone.ask("GET", picture(clinic_in_use.photo, rendition))
        assert (answer.status, answer.body) == (200, content)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
    for path in (
        picture(clinic_in_use.reference),
        picture(clinic_in_use.photo, "trust"),
        picture(clinic_in_use.photo, "original"),
        "/share/picture/" + "0" * 32 + "/screen",
        f"/share/picture/{clinic_in_use.photo.digest}/screen",
        "/share/picture/..%2f..%2ftracker.sqlite3/screen",
        "/share/anything/else",
    ):
        assert phone.ask("GET", path).status in (400, 404), path


def test_neither_another_series_nor_another_patient_is_reached(clinic_in_use: Installation):
    store = clinic_in_use.store
    first = series.read_series(store, clinic_in_use.photo.series_id)
    second = series.add_series(store, first.patient_id, first.details, at=NOW)
    details = replace(PATIENT, chart_number="CH-2", given_name="Olga")
    stranger = patients.add_patient(store, details, by="Dr Eva", at=NOW)
    third = series.add_series(store, stranger.id, first.details, at=NOW)
    others = [add_photo(store, one.id, number) for one, number in ((second, 71), (third, 72))]
    show(clinic_in_use, clinic_in_use.photo, *others)
    phone, _ = let_in(clinic_in_use)
    for photo in others:
        assert phone.ask("GET", picture(photo)).status == 404
    for number in ("2", "3", "00010", "-1", "x", "9" * 5000):
        page = phone.get(f"/share/visits?course={number}")
        assert page.status == 200
        assert not any(photo.id in page.text for photo in others)
    events = audit.find_events(store, AuditFilter(user="patient (link)", action="was refused"), limit=50)
    assert {picture(photo) for photo in others} <= {e.object_id for e in events}
    assert {e.outcome for e in events} == {Outcome.REFUSED}


def test_the_cookie_opens_nothing_else(clinic_in_use: Installation):
    """Stolen as well: it is sent here to every address, as no browser would."""
    show(clinic_in_use, clinic_in_use.photo)
    phone, _ = let_in(clinic_in_use)
    digest, session_id, series_id = (
        clinic_in_use.photo.digest,
        clinic_in_use.photo.session_id,
        clinic_in_use.photo.series_id,
    )
    for method, path in [
        ("GET", "/"),
        ("GET", f"/series?series={series_id}"),
        ("GET", f"/present?series={series_id}"),
        ("GET", f"/photo/{digest}/screen"),
        ("GET", f"/photo/{digest}/detail"),
        ("GET", f"/pair/{digest}/{digest}/change?reference={digest}"),
        ("POST", f"/capture/{session_id}"),
        ("POST", f"/capture/{session_id}/{clinic_in_use.photo.id}/reject"),
        ("POST", f"/guidance/{session_id}?view=front&width=2&height=2"),
        ("POST", f"/phone-link/{session_id}"),
        ("GET", "/phone/plan"),
        ("POST", "/phone/photo"),
        ("GET", "/work"),
        ("GET", f"/work/series/{series_id}"),
        ("GET", "/auth/ping"),
        ("GET", "/_stcore/health"),
        ("GET", "/_stcore/stream"),
    ]:
        assert phone.ask(method, path, {"Origin": f"http://{phone.server.host}"}).status == 401, path
        as_session = {"Cookie": f"tracker_session={phone.cookies['tracker_share']}"}
        as_phone = {"Cookie": f"tracker_phone={phone.cookies['tracker_share']}"}
        for cookie in (as_session, as_phone):
            assert clinic_in_use.visitor().ask(method, path, cookie).status == 401, path


def test_staff_have_no_way_through_the_patients_pages(clinic_in_use: Installation):
    show(clinic_in_use, clinic_in_use.photo)
    desk = clinic_in_use.signed_in()
    assert desk.get("/share/visits").location == ENDED
    assert desk.ask("GET", picture(clinic_in_use.photo)).status == 401


def test_two_visible_days_are_compared_in_plain_words(clinic_in_use: Installation):
    show(clinic_in_use, clinic_in_use.photo, clinic_in_use.reference)
    phone, _ = let_in(clinic_in_use)
    page = phone.get("/share/compare")
    assert page.status == 200
    assert "Nothing has been measured in these two photos yet." in page.text
    for photo in (clinic_in_use.photo, clinic_in_use.reference):
        assert photo.id in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_page_speaks_the_language_that_the_browser_asks_for(clinic_in_use: Installation):
    phone, _ = let_in(clinic_in_use)
    assert '<html lang="es">' in phone.get("/share/visits", {"Accept-Language": "es"}).text
    assert '<html lang="en">' in phone.get("/share/visits", PAGE).text
