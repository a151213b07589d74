"""A patient's link on the real server: who gets in, what is told to whom, and where the cookie leads."""

import hashlib
import io
import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

import pytest
from PIL import Image
from sqlalchemy import update

from tests.services.consenting import allow
from tests.web.conftest import ALIGNED, NOW, PATIENT, Installation, add_photo
from tests.web.serving import FORM_TOKEN, PAGE, Answer, Visitor
from tests.web.test_capture_route import jpeg
from tracker.model import Actor, ConsentScope, Outcome, Photo, Role, SessionKind, ShareFactor
from tracker.services import shares
from tracker.services.shares import MadeShare
from tracker.store import audit, patient_view, patients, photos, series, sessions, sign_ins, users
from tracker.store.audit import AuditFilter
from tracker.store.schema import PhotoRecord, ShareRecord, ShareVisitRecord

DAY = {"day": "9", "month": "3", "year": "1984"}
WRONG = {"day": "1", "month": "1", "year": "1970"}
ENDED = "/share/ended"


@pytest.fixture(autouse=True)
def no_failures(clinic_in_use: Installation):
    """Wrong answers of one test close the address to no other one."""
    yield
    with clinic_in_use.store.writing() as db:
        db.execute(PhotoRecord.__table__.update().values(is_visible_to_patient=False))
        db.connection().exec_driver_sql("DELETE FROM share_failure")


@pytest.fixture(scope="module", autouse=True)
def consent(clinic_in_use: Installation) -> None:
    """The patient allows that their photos are shown to them."""
    allow(clinic_in_use.store, clinic_in_use.photo.patient_id, ConsentScope.PATIENT_VIEW, at=NOW)


def make(clinic: Installation, factor: ShareFactor = ShareFactor.BIRTH_DATE) -> MadeShare:
    now = datetime.now(UTC)
    owner = Actor(clinic.owner.id, clinic.owner.display_name, Role.OWNER, confirmed_at=now)
    return shares.make_share(clinic.store, owner, clinic.photo.series_id, factor=factor, days=30, at=now)


def show(clinic: Installation, *of: Photo) -> None:
    for photo in of:
        patient_view.set_visible(
            clinic.store, photo.series_id, [photo.id], is_visible=True, by="Dr Eva", at=NOW
        )


def try_open(visitor: Visitor, token: str, *, form_token: str | None = None, **said: str) -> Answer:
    if form_token is None:
        found = FORM_TOKEN.search(visitor.get("/share").text)
        assert found
        form_token = found.group(1)
    typed = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{visitor.server.host}"}
    body = urlencode({"form_token": form_token, "token": token, **said}).encode()
    return visitor.ask("POST", "/share/open", typed, body)


def let_in(clinic: Installation) -> tuple[Visitor, MadeShare]:
    """A patient's phone that has answered, and the link."""
    phone, made = clinic.visitor(), make(clinic)
    assert try_open(phone, made.token, **DAY).status == 204
    return phone, made


def picture(photo: Photo, rendition: str = "screen") -> str:
    return f"/share/picture/{photo.id}/{rendition}"


def form_token_of(visitor: Visitor, path: str) -> str:
    found = re.search(r'form_token" value="([^"]+)"', visitor.get(path).text)
    assert found
    return found.group(1)


def add(
    visitor: Visitor, data: bytes, *, view: str = "front", token: str | None = None, **more: str
) -> Answer:
    token = form_token_of(visitor, "/share/add") if token is None else token
    headers = {"X-Tracker-View": quote(view), "X-Tracker-Form": token}
    origin = {"Origin": f"http://{visitor.server.host}"}
    return visitor.ask("POST", "/share/photo", {**origin, **headers, **more}, data)


def test_the_start_page_says_nothing_and_is_the_same_for_everybody(clinic_in_use: Installation):
    make(clinic_in_use)
    pages = {re.sub(r'value="[^"]+"', "", clinic_in_use.visitor().get("/share").text) for _ in range(2)}
    assert len(pages) == 1
    (page,) = pages
    for secret in ("Zebedea", "Quittenbaum", "CH-4711", "Praxis am See", "Microneedling"):
        assert secret not in page


def test_the_right_answer_gives_a_cookie_for_these_pages_and_no_script(clinic_in_use: Installation):
    made, phone = make(clinic_in_use), clinic_in_use.visitor()
    answer = try_open(phone, made.token, **DAY)
    (cookie,) = answer.headers.get_all("Set-Cookie")
    for part in ("tracker_share=", "HttpOnly", "SameSite=strict", "Path=/share"):
        assert part in cookie
    assert "Max-Age" not in cookie
    page = phone.get("/share/visits")
    assert (page.status, page.headers["Cache-Control"]) == (200, "no-store")
    assert "Hello Zebedea" in page.text
    for secret in ("Quittenbaum", "CH-4711", "1984"):
        assert secret not in page.text
    assert "Zebedea" not in str(re.findall(r"<title>.*</title>", page.text))


def test_a_link_alone_a_wrong_answer_and_an_unknown_link_look_alike_and_take_as_long(
    clinic_in_use: Installation,
):
    made, revoked = make(clinic_in_use), make(clinic_in_use)
    owner = Actor("eva", "Dr Eva", Role.OWNER)
    shares.revoke_share(clinic_in_use.store, owner, revoked.share.id, at=datetime.now(UTC))
    told, took = set(), []
    for token in (made.token, revoked.token, "x" * 43, ""):
        visitor = clinic_in_use.visitor()
        visitor.get("/share")
        began = time.monotonic()
        answer = try_open(visitor, token, **WRONG)
        took.append(time.monotonic() - began)
        told.add((answer.status, answer.text, tuple(sorted(answer.headers.keys()))))
        assert "tracker_share" not in visitor.cookies
    assert len(told) == 1
    assert min(took) > 0.4
    assert max(took) < 1.5


def test_the_sixth_answer_is_refused_though_it_is_right(clinic_in_use: Installation):
    made = make(clinic_in_use)
    for _ in range(5):
        assert try_open(clinic_in_use.visitor(), made.token, **WRONG).status == 403
    phone = clinic_in_use.visitor()
    answer = try_open(phone, made.token, **DAY)
    assert (answer.status, "tracker_share" in phone.cookies) == (403, False)
    assert answer.text.startswith("That didn't work")


def test_a_code_lets_in_once(clinic_in_use: Installation):
    made = make(clinic_in_use, ShareFactor.CODE)
    assert try_open(clinic_in_use.visitor(), made.token, code=made.code).status == 204
    again = try_open(clinic_in_use.visitor(), made.token, code=made.code)
    assert (again.status, again.text) == (403, "This code was used already: ask your clinic for a new one.")


def test_another_site_and_a_form_without_its_token_open_nothing(clinic_in_use: Installation):
    made, phone = make(clinic_in_use), clinic_in_use.visitor()
    assert try_open(phone, made.token, form_token="made up", **DAY).status == 400
    foreign = clinic_in_use.visitor()
    token = form_token_of(foreign, "/share")
    body = urlencode({"form_token": token, "token": made.token, **DAY}).encode()
    typed = {"Content-Type": "application/x-www-form-urlencoded"}
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert foreign.ask("POST", "/share/open", {**typed, **headers}, body).status == 403
    assert "tracker_share" not in {**phone.cookies, **foreign.cookies}


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


def revoke(clinic: Installation, phone: Visitor, made: MadeShare) -> None:
    shares.revoke_share(clinic.store, Actor("eva", "Dr Eva", Role.OWNER), made.share.id, at=datetime.now(UTC))


def expire(clinic: Installation, phone: Visitor, made: MadeShare) -> None:
    with clinic.store.writing() as db:
        db.execute(update(ShareRecord).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))


def be_idle(clinic: Installation, phone: Visitor, made: MadeShare) -> None:
    with clinic.store.writing() as db:
        db.execute(update(ShareVisitRecord).values(touched_at=datetime.now(UTC) - timedelta(minutes=16)))


def stay_for_long(clinic: Installation, phone: Visitor, made: MadeShare) -> None:
    with clinic.store.writing() as db:
        db.execute(update(ShareVisitRecord).values(started_at=datetime.now(UTC) - timedelta(hours=12)))


def sign_out(clinic: Installation, phone: Visitor, made: MadeShare) -> None:
    kept = dict(phone.cookies)
    answer = phone.post("/share/leave", form_token=form_token_of(phone, "/share/visits"))
    assert answer.location == ENDED
    phone.cookies = kept


def change_the_cookie(clinic: Installation, phone: Visitor, made: MadeShare) -> None:
    value = phone.cookies["tracker_share"]
    phone.cookies["tracker_share"] = ("A" if value[0] != "A" else "B") + value[1:]


@pytest.mark.parametrize("end", [revoke, expire, be_idle, stay_for_long, sign_out, change_the_cookie])
def test_a_visit_is_over_at_once_for_pages_pictures_and_photos(end, clinic_in_use: Installation):
    show(clinic_in_use, clinic_in_use.photo)
    phone, made = let_in(clinic_in_use)
    token = form_token_of(phone, "/share/add")
    assert phone.ask("GET", picture(clinic_in_use.photo)).status == 200
    end(clinic_in_use, phone, made)
    before = len(photos.list_photos(clinic_in_use.store, clinic_in_use.photo.series_id))
    for page in ("/share/visits", "/share/compare", "/share/add"):
        assert phone.get(page).location == ENDED, page
    assert phone.ask("GET", picture(clinic_in_use.photo)).status == 401
    assert add(phone, jpeg(501), token=token).status == 401
    assert len(photos.list_photos(clinic_in_use.store, clinic_in_use.photo.series_id)) == before


def test_hiding_a_photo_closes_it_on_an_open_page(clinic_in_use: Installation):
    show(clinic_in_use, clinic_in_use.photo)
    phone, _ = let_in(clinic_in_use)
    store, photo = clinic_in_use.store, clinic_in_use.photo
    assert phone.ask("GET", picture(photo)).status == 200
    patient_view.set_visible(store, photo.series_id, [photo.id], is_visible=False, by="Dr Eva", at=NOW)
    assert phone.ask("GET", picture(photo)).status == 404
    assert photo.id not in phone.get("/share/visits").text


def test_opening_leaves_a_trace_and_no_log_has_the_token(clinic_in_use: Installation):
    show(clinic_in_use, clinic_in_use.photo, clinic_in_use.reference)
    phone, made = let_in(clinic_in_use)
    phone.get("/share/visits")
    phone.get("/share/compare")
    seen = audit.find_events(clinic_in_use.store, AuditFilter(user="patient (link)", action="saw"), limit=50)
    assert {e.object_kind for e in seen} >= {"patient's visits", "patient's comparison"}
    log = clinic_in_use.server.log_path.read_text()
    for secret in (made.token, "Zebedea", "1984-03-09"):
        assert secret not in log


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


def test_a_photo_from_home_comes_into_the_days_home_session(clinic_in_use: Installation):
    phone, _ = let_in(clinic_in_use)
    data = jpeg(502)
    answer = add(phone, data)
    assert (answer.status, json.loads(answer.text)) == (201, {"text": "Added. Your clinic will see it."})
    photo = photos.photo_by_digest(clinic_in_use.store, hashlib.sha256(data).hexdigest())
    assert photo is not None
    assert (photo.is_from_patient, photo.is_visible_to_patient, photo.is_new) == (True, True, True)
    session = sessions.read_session(clinic_in_use.store, photo.session_id)
    assert (session.details.kind, session.series_id) == (SessionKind.HOME, clinic_in_use.photo.series_id)
    assert add(phone, jpeg(503)).status == 201
    mine = [p for p in photos.list_photos(clinic_in_use.store, session.series_id) if p.is_from_patient]
    assert {p.session_id for p in mine} == {session.id}
    assert phone.ask("GET", picture(photo)).status == 200
    assert "added by you" in phone.get("/share/visits").text


@pytest.mark.parametrize(
    ("data", "view", "status", "sentence"),
    [
        (b"no picture at all", "front", 422, ""),
        (b"", "front", 422, ""),
        (jpeg(504), "left 90", 400, "Choose from the list what the photo shows."),
        (jpeg(504), "nonsense", 400, "This view is not known: load the page again."),
    ],
)
def test_what_is_no_photo_leaves_neither_photo_nor_session(data, view, status, sentence, clinic_in_use):
    phone, _ = let_in(clinic_in_use)
    store, series_id = clinic_in_use.store, clinic_in_use.photo.series_id
    before = (
        [s.id for s in sessions.list_sessions(store, series_id)],
        len(photos.list_photos(store, series_id)),
    )
    answer = add(phone, data, view=view)
    assert answer.status == status
    assert answer.text.startswith(sentence)
    assert answer.text
    after = (
        [s.id for s in sessions.list_sessions(store, series_id)],
        len(photos.list_photos(store, series_id)),
    )
    assert after == before


def test_a_photo_of_another_day_is_refused_and_leaves_no_session(clinic_in_use: Installation):
    taken = Image.Exif()
    taken.get_ifd(0x8769)[0x9003] = f"{datetime.now(UTC) - timedelta(days=3):%Y:%m:%d %H:%M:%S}"
    out = io.BytesIO()
    Image.open(io.BytesIO(jpeg(509))).save(out, "JPEG", exif=taken)
    phone, _ = let_in(clinic_in_use)
    store, series_id = clinic_in_use.store, clinic_in_use.photo.series_id
    before = [s.id for s in sessions.list_sessions(store, series_id)]
    answer = add(phone, out.getvalue())
    assert (answer.status, answer.text.startswith("This photo was taken more than a day ago")) == (400, True)
    assert [s.id for s in sessions.list_sessions(store, series_id)] == before


def test_a_photo_needs_the_token_of_the_pages_form(clinic_in_use: Installation):
    phone, _ = let_in(clinic_in_use)
    assert add(phone, jpeg(505), token="made up").status == 400
    assert photos.photo_by_digest(clinic_in_use.store, hashlib.sha256(jpeg(505)).hexdigest()) is None
    token = form_token_of(phone, "/share/add")
    assert add(phone, jpeg(505), token=token, **{"Sec-Fetch-Site": "cross-site"}).status == 403


def test_a_photo_of_another_patient_is_refused_without_saying_so(clinic_in_use: Installation):
    """What is stored elsewhere is told to nobody."""
    store = clinic_in_use.store
    held = sessions.list_sessions(store, clinic_in_use.photo.series_id)[0]
    data = jpeg(506)
    _take_at_the_clinic(clinic_in_use, data, held.id)
    phone, _ = let_in(clinic_in_use)
    answer = add(phone, data)
    assert (answer.status, answer.text) == (422, "This photo is stored already: take another one.")


def _take_at_the_clinic(clinic: Installation, data: bytes, session_id: str) -> None:
    desk = clinic.signed_in()
    headers = {"X-Tracker-View": "front", "X-Tracker-Phase": "pre", "Origin": f"http://{desk.server.host}"}
    assert desk.ask("POST", f"/capture/{session_id}", headers, data).status == 201


PASSWORD_OF_PATIENT = "lunes manzana reloj"


@pytest.fixture
def at_home(clinic_in_use: Installation) -> Iterator[Visitor]:
    """The patient, signed in with an account of their own."""
    store = clinic_in_use.store
    user = users.find_patients_account(store, clinic_in_use.photo.patient_id) or users.add_user(
        store,
        name="zebedea",
        display_name="patient (account)",
        role=Role.PATIENT,
        password=PASSWORD_OF_PATIENT,
        at=NOW,
        patient_id=clinic_in_use.photo.patient_id,
    )
    visitor = clinic_in_use.visitor()
    assert visitor.sign_in("zebedea", PASSWORD_OF_PATIENT).status == 303
    yield visitor
    sign_ins.end_all(store, user.id)


def test_an_account_lands_on_the_patients_own_pages(clinic_in_use: Installation, at_home: Visitor):
    show(clinic_in_use, clinic_in_use.photo, clinic_in_use.reference)
    for path in ("/", f"/series?series={clinic_in_use.photo.series_id}", "/account", "/people"):
        assert at_home.get(path).location == "/share/visits", path
    page = at_home.get("/share/visits")
    assert "Hello Zebedea" in page.text
    assert 'action="/sign-out"' in page.text
    assert at_home.ask("GET", picture(clinic_in_use.photo)).status == 200
    assert at_home.get("/share/compare").status == 200


def test_an_account_sees_every_visible_series_of_its_own_and_no_other(
    clinic_in_use: Installation, at_home: Visitor
):
    store = clinic_in_use.store
    first = series.read_series(store, clinic_in_use.photo.series_id)
    own = series.add_series(store, first.patient_id, replace(first.details, areas="forehead"), at=NOW)
    details = replace(PATIENT, chart_number="CH-3", given_name="Olga")
    foreign = series.add_series(
        store, patients.add_patient(store, details, by="Dr Eva", at=NOW).id, first.details, at=NOW
    )
    mine, other = add_photo(store, own.id, 81), add_photo(store, foreign.id, 82)
    show(clinic_in_use, clinic_in_use.photo, mine, other)
    page = at_home.get("/share/visits")
    assert "forehead" in page.text
    assert page.text.count("/share/visits?course=") == 2
    assert at_home.ask("GET", picture(mine)).status == 200
    assert at_home.ask("GET", picture(other)).status == 404
    assert at_home.ask("GET", picture(clinic_in_use.reference)).status == 404


def test_an_account_opens_nothing_of_the_clinic(clinic_in_use: Installation, at_home: Visitor):
    show(clinic_in_use, clinic_in_use.photo)
    digest, session_id = clinic_in_use.photo.digest, clinic_in_use.photo.session_id
    origin = {"Origin": f"http://{at_home.server.host}"}
    for method, path in [
        ("GET", f"/photo/{digest}/screen"),
        ("POST", f"/capture/{session_id}"),
        ("POST", f"/capture/{session_id}/{clinic_in_use.photo.id}/reject"),
        ("POST", f"/phone-link/{session_id}"),
        ("GET", "/work"),
        ("GET", "/_stcore/health"),
        ("GET", "/_stcore/host-config"),
    ]:
        answer = at_home.ask(method, path, origin)
        assert answer.status == 403, path
        assert answer.text.startswith("Your account can't see patients"), path
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    assert at_home.ask("GET", "/_stcore/stream", {**origin, **upgrade}).status == 403


def test_an_account_is_shown_nothing_once_consent_is_withdrawn(clinic_in_use: Installation, at_home: Visitor):
    show(clinic_in_use, clinic_in_use.photo)
    store, patient_id = clinic_in_use.store, clinic_in_use.photo.patient_id
    assert at_home.ask("GET", picture(clinic_in_use.photo)).status == 200
    allow(store, patient_id, ConsentScope.TEACHING, at=datetime.now(UTC))
    try:
        assert "Nothing to see yet" in at_home.get("/share/visits").text
        assert at_home.ask("GET", picture(clinic_in_use.photo)).status == 404
        assert add(at_home, jpeg(507), token=form_token_of(at_home, "/share/visits")).status == 400
    finally:
        allow(store, patient_id, ConsentScope.PATIENT_VIEW, at=datetime.now(UTC))


def test_an_account_adds_a_photo_from_home(clinic_in_use: Installation, at_home: Visitor):
    show(clinic_in_use, clinic_in_use.photo)
    data = jpeg(508)
    assert add(at_home, data).status == 201
    photo = photos.photo_by_digest(clinic_in_use.store, hashlib.sha256(data).hexdigest())
    assert photo is not None
    assert (photo.is_from_patient, photo.added_by) == (True, "patient (account)")


def test_the_page_speaks_the_language_that_the_browser_asks_for(clinic_in_use: Installation):
    phone, _ = let_in(clinic_in_use)
    assert '<html lang="es">' in phone.get("/share/visits", {"Accept-Language": "es"}).text
    assert '<html lang="en">' in phone.get("/share/visits", PAGE).text
