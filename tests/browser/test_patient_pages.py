"""A patient on a phone: from the link to the line between two photos, and a photo from home."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driving import PHONE
from tests.browser.test_accessible import flaws
from tests.services.consenting import STAFF, allow
from tests.ui.pages.records import NOW, Course, Records
from tests.web.serving import Server
from tests.web.test_capture_route import jpeg
from tracker.config import read_settings
from tracker.imaging.renditions import encode_webp
from tracker.model import Clinic, ConsentScope, Rendition, Role, ShareFactor
from tracker.services import shares
from tracker.store import clinic, patient_view, photos, users
from tracker.store.opening import Store, open_store

pytestmark = pytest.mark.timeout(300)
BORN = {"day": "9", "month": "3", "year": "1984"}


@dataclass(frozen=True)
class Shared:
    """A served clinic with a series that its patient may see."""

    server: Server
    store: Store
    course: Course

    def link(self, factor: ShareFactor = ShareFactor.BIRTH_DATE) -> tuple[str, str]:
        """A new link, and its code."""
        now = datetime.now(UTC)
        actor = replace(STAFF, confirmed_at=now)
        made = shares.make_share(self.store, actor, self.course.series.id, factor=factor, days=30, at=now)
        return shares.share_address(f"http://{self.server.host}", made), made.code


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    folder = tmp_path_factory.mktemp("patient")
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(folder / "data")}))
    clinic.save_clinic(store, Clinic("Praxis am See", "Europe/Zurich"))
    users.add_user(store, name="eva", display_name="Dr Eva", role=Role.OWNER, password="x", at=NOW)
    course = Records(store).course()
    grain = np.random.default_rng(5).integers(150, 200, (300, 400, 3), dtype=np.uint8)
    for photo in course.photos:
        for kind in (Rendition.THUMBNAIL, Rendition.SCREEN):
            photos.save_rendition(store, photo.digest, kind, encode_webp(grain))
        reference = course.photos[0].digest
        photos.save_rendition(
            store, photo.digest, Rendition.ALIGNED, encode_webp(grain), reference_digest=reference
        )
    ids = [photo.id for photo in course.photos]
    patient_view.set_visible(store, course.series.id, ids, is_visible=True, by="Dr Eva", at=NOW)
    allow(store, course.patient.id, ConsentScope.PATIENT_VIEW, at=NOW)
    with Server(folder / "data", folder / "server.log") as server:
        yield Shared(server, store, course)
    store.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A phone of 390 px; errors that a script throws, or that the policy stops, fail the test."""
    context = browser.new_context(**PHONE, reduced_motion="reduce")
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert errors == []


def come_in(phone: Page, shared: Shared) -> None:
    phone.goto(shared.link()[0])
    for name, value in BORN.items():
        phone.fill(f"[name={name}]", value)
    phone.get_by_role("button", name="Show my photos").click()
    phone.wait_for_url("**/share/visits")


def check(phone: Page) -> None:
    """Nothing scrolls sideways, and axe-core finds no flaw, in light and in the dark."""
    phone.wait_for_load_state()
    # a phone's width settles only after the page is laid out
    phone.wait_for_function("document.documentElement.scrollWidth <= innerWidth", timeout=5_000)
    for scheme in ("light", "dark"):
        phone.emulate_media(color_scheme=scheme)
        assert flaws(phone) == [], scheme


def test_a_phone_goes_from_the_link_to_the_comparison(phone: Page, shared: Shared):
    phone.goto(shared.link()[0])
    assert phone.url.endswith("/share"), "the token is out of the address line"
    expect(phone.get_by_label("Year")).to_be_visible()
    expect(phone.get_by_label("Code")).to_be_hidden()
    check(phone)
    phone.fill("[name=day]", "1")
    phone.fill("[name=month]", "1")
    phone.fill("[name=year]", "1970")
    phone.get_by_role("button", name="Show my photos").click()
    expect(phone.get_by_role("alert")).to_contain_text("That didn't work")
    check(phone)
    for name, value in BORN.items():
        phone.fill(f"[name={name}]", value)
    phone.get_by_role("button", name="Show my photos").click()
    expect(phone.get_by_role("heading", name="Hello Anna")).to_be_visible()
    check(phone)
    phone.get_by_role("link", name="Compare then and now").click()
    expect(phone.get_by_role("heading", name="What has changed")).to_be_visible()
    expect(phone.locator(".changes li").first).to_be_visible()
    check(phone)


def test_the_line_between_two_photos_follows_finger_and_keys(phone: Page, shared: Shared):
    come_in(phone, shared)
    phone.get_by_role("link", name="Compare then and now").click()
    line = phone.get_by_role("slider")
    box = phone.locator(".stage").bounding_box()
    assert box is not None
    phone.touchscreen.tap(box["x"] + 0.2 * box["width"], box["y"] + 0.5 * box["height"])
    assert 15 <= int(line.input_value()) <= 25
    line.press("ArrowRight")
    value = line.input_value()
    shown = phone.locator(".stage").evaluate("stage => stage.style.getPropertyValue('--at')")
    assert shown == f"{value}%"
    assert line.get_attribute("aria-valuetext") == f"{value} % earlier photo"
    phone.get_by_role("button", name="Side by side").click()
    expect(line).to_be_hidden()
    boxes = [one.bounding_box() for one in phone.locator(".stage img").all()]
    assert all(boxes)
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    check(phone)


def test_other_days_are_chosen_without_a_button(phone: Page, shared: Shared):
    come_in(phone, shared)
    phone.get_by_role("link", name="Compare then and now").click()
    expect(phone.get_by_role("slider")).to_be_visible()  # the script has come
    expect(phone.get_by_role("button", name="Show", exact=True)).to_be_hidden()
    phone.get_by_label("Earlier day").select_option("2")
    phone.wait_for_url("**from=2*")
    expect(phone.get_by_label("Earlier day")).to_have_value("2")


def test_photos_from_home_are_sent_one_after_the_other(phone: Page, shared: Shared, tmp_path: Path):
    come_in(phone, shared)
    phone.get_by_role("link", name="Add a photo from home").click()
    phone.wait_for_url("**/share/add*")
    check(phone)
    good, broken = tmp_path / "1.jpg", tmp_path / "2.jpg"
    good.write_bytes(jpeg(601))
    broken.write_bytes(b"no picture")
    phone.locator("#choose").set_input_files([good, broken])
    expect(phone.locator(".sent li", has_text="Added. Your clinic will see it.")).to_have_count(1)
    expect(phone.locator(".sent .is-wrong")).to_have_count(1)
    check(phone)
    (added,) = [p for p in photos.list_photos(shared.store, shared.course.series.id) if p.is_from_patient]
    assert added.is_new
    phone.get_by_role("link", name="Back to your visits").click()
    expect(phone.get_by_text("added by you")).to_be_visible()


def test_a_link_with_a_code_asks_for_it(phone: Page, shared: Shared):
    address, code = shared.link(ShareFactor.CODE)
    phone.goto(address)
    expect(phone.get_by_label("Year")).to_be_hidden()
    phone.get_by_label("Code").fill(code.upper())
    phone.get_by_role("button", name="Show my photos").click()
    expect(phone.get_by_role("heading", name="Hello Anna")).to_be_visible()


def test_the_address_alone_and_an_ended_visit_say_what_to_do(phone: Page, shared: Shared):
    phone.goto(f"http://{shared.server.host}/share")
    expect(phone.get_by_text("Open the link that your clinic gave you.")).to_be_visible()
    expect(phone.get_by_role("button")).to_have_count(0)
    check(phone)
    come_in(phone, shared)
    phone.get_by_role("button", name="Sign out").click()
    expect(phone.get_by_role("heading", name="Your photos are closed")).to_be_visible()
    check(phone)
    phone.go_back()
    expect(phone.get_by_role("heading", name="Your photos are closed")).to_be_visible()


def test_an_accounts_page_has_no_flaw(phone: Page, shared: Shared):
    users.add_user(
        shared.store,
        name="anna",
        display_name="patient (account)",
        role=Role.PATIENT,
        password="lunes manzana reloj",
        at=NOW,
        patient_id=shared.course.patient.id,
    )
    phone.goto(f"http://{shared.server.host}/")
    phone.fill("[name=name]", "anna")
    phone.fill("[name=password]", "lunes manzana reloj")
    phone.get_by_role("button", name="Sign in").click()
    expect(phone.get_by_role("heading", name="Hello Anna")).to_be_visible()
    check(phone)
    phone.get_by_role("button", name="Sign out").click()
    phone.wait_for_url("**/sign-in")
