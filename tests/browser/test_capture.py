"""The camera page in Chromium with a fake camera, on the real app: from the ghost to the stored bytes."""

import hashlib
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from tests.browser.camera import (
    HEIGHT,
    NOISE_AND_NOTES,
    WIDTH,
    add_visit,
    camera_arguments,
    open_clinic,
    sign_in,
    write_camera_file,
)
from tests.browser.conftest import CHROMIUM, QUIET, find_chromium
from tests.browser.driving import PHONE, until
from tests.browser.test_accessible import flaws
from tests.web.serving import Server
from tracker.model import Acceptance, CaptureTimeSource, Phase, Photo, Session
from tracker.store import photos
from tracker.store.opening import Store

pytestmark = pytest.mark.timeout(600)
FRONT_CAMERA = """
const settings = MediaStreamTrack.prototype.getSettings;
MediaStreamTrack.prototype.getSettings = function () {
  return { ...settings.call(this), facingMode: "user" };
};
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("camera")


@pytest.fixture(scope="module")
def browser(folder: Path) -> Iterator[Browser]:
    """Chromium with a camera whose picture is known."""
    find_chromium()
    arguments = [*QUIET, *camera_arguments(write_camera_file(folder / "camera.y4m"))]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[Store]:
    opened = open_clinic(folder / "data")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def server(folder: Path, store: Store) -> Iterator[Server]:
    with Server(folder / "data", folder / "server.log") as running:
        yield running


@pytest.fixture
def visit(store: Store, request: pytest.FixtureRequest) -> Session:
    """A session of a patient of its own, held just now."""
    return add_visit(store, chart_number=request.node.name[:60], at=datetime.now(UTC))


@pytest.fixture(scope="module")
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A desk with somebody signed in."""
    opened = browser.new_context(base_url=f"http://{server.host}", viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)
    sign_in(opened.new_page())
    opened.add_init_script(NOISE_AND_NOTES)
    yield opened
    expect.set_options(timeout=5_000)
    opened.close()


@pytest.fixture
def desk(context: BrowserContext) -> Iterator[Page]:
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.unroute_all(behavior="ignoreErrors")
    page.close(run_before_unload=False)
    assert errors == []


def open_camera(page: Page, visit: Session) -> None:
    page.goto(f"/capture?session={visit.id}")
    expect(page.locator(".capture")).to_have_attribute("data-state", "live")


def expect_state(page: Page, state: str) -> None:
    expect(page.locator(".capture")).to_have_attribute("data-state", state)


def stored(store: Store, visit: Session) -> list[Photo]:
    return [photo for photo in photos.list_photos(store, visit.series_id) if photo.session_id == visit.id]


def test_one_click_on_the_session_page_opens_the_camera_over_the_reference(desk: Page, visit: Session):
    desk.goto(f"/session?session={visit.id}")
    desk.get_by_role("button", name="Take photos").click()
    expect_state(desk, "live")
    front = desk.get_by_role("radio", name="Front, not taken yet")
    expect(front).to_be_checked()
    expect(desk.get_by_role("radio", name="Close-up, left cheek, not taken yet")).to_be_visible()
    assert desk.evaluate("[document.querySelector('video')].length") in (0, 1)
    size = desk.locator("video").evaluate("video => [video.videoWidth, video.videoHeight]")
    assert size == [WIDTH, HEIGHT]
    ghost = desk.locator(".ghost")
    expect(ghost).to_be_visible()
    slider = desk.get_by_role("slider", name="Opacity")
    slider.fill("80")
    assert ghost.evaluate("image => getComputedStyle(image).opacity") == "0.8"
    desk.get_by_role("radio", name="No reference").click()
    expect(ghost).to_be_hidden()


def test_the_outline_is_where_the_reference_has_its_edges_and_nowhere_else(desk: Page, visit: Session):
    open_camera(desk, visit)
    desk.get_by_role("radio", name="Outline").click()
    lines = desk.locator(".ghost-lines")
    expect(lines).to_be_visible()
    shares = lines.evaluate("""canvas => {
      const { width, height } = canvas;
      const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
      const onDisc = [0, 0], elsewhere = [0, 0];
      for (let y = 4; y < height - 4; y += 1) for (let x = 4; x < width - 4; x += 1) {
        const radius = Math.hypot(x - width / 3, y - height / 2) - height / 4;
        const isWhite = data[4 * (y * width + x)] > 200 && data[4 * (y * width + x) + 3] > 200;
        const bin = Math.abs(radius) < 3 ? onDisc : elsewhere;
        bin[0] += isWhite; bin[1] += 1;
      }
      return [onDisc[0], elsewhere[0]];
    }""")
    # the circle is 2 pi 90 px long in an outline of 480 px
    assert shares[0] > 400
    assert shares[1] == 0


def test_space_counts_down_takes_and_what_is_used_is_stored_byte_for_byte(
    desk: Page, visit: Session, store: Store
):
    open_camera(desk, visit)
    desk.get_by_label("Countdown").select_option("3")
    # a mouse that set something leaves the pedal its key
    desk.get_by_role("button", name="Grid").click()
    desk.keyboard.press("Space")
    expect_state(desk, "counting")
    expect(desk.get_by_role("timer")).to_have_text("3")
    desk.keyboard.press("Escape")
    expect_state(desk, "live")
    desk.keyboard.press("Space")
    expect(desk.get_by_role("timer")).to_have_text("1")
    expect_state(desk, "review")
    assert stored(store, visit) == []
    desk.get_by_role("button", name="Retake").click()
    expect_state(desk, "live")
    desk.get_by_label("Countdown").select_option("0")
    desk.mouse.click(640, 30)
    desk.keyboard.press("Enter")
    expect_state(desk, "review")
    desk.get_by_role("button", name="Use this photo").click()
    expect(desk.get_by_text("Saved: Front. Next: Close-up, left cheek.")).to_be_visible()
    (photo,) = stored(store, visit)
    assert (photo.view.key, photo.phase) == ("front", Phase.FOLLOW_UP)
    assert (photo.facts.width_px, photo.facts.height_px) == (WIDTH, HEIGHT)
    assert photo.captured_at_source is CaptureTimeSource.TAKEN_HERE
    pictures = desk.evaluate("window.pictures")
    assert len(pictures) == 2, "one was retaken"
    assert photo.digest == pictures[1]
    original = photos.read_original(store, photo.digest)
    assert hashlib.sha256(original).hexdigest() == pictures[1]
    expect(desk.get_by_role("radio", name="Front, 1 taken")).not_to_be_checked()
    expect(desk.get_by_role("radio", name="Close-up, left cheek, not taken yet")).to_be_checked()


def test_a_key_that_is_held_down_takes_one_photo_and_uses_none(desk: Page, visit: Session, store: Store):
    open_camera(desk, visit)
    desk.keyboard.down("Enter")
    expect_state(desk, "review")
    for _ in range(10):
        desk.keyboard.down("Enter")  # as a keyboard repeats it
    desk.keyboard.up("Enter")
    desk.wait_for_timeout(500)
    expect_state(desk, "review")
    assert stored(store, visit) == []


def test_a_front_cameras_picture_is_shown_mirrored_and_saved_as_it_is(
    context: BrowserContext, visit: Session, store: Store
):
    page = context.new_page()
    page.add_init_script(FRONT_CAMERA)
    open_camera(page, visit)
    expect(page.locator(".scene")).to_have_class(re.compile("is-mirrored"))
    page.locator(".shutter").click()
    expect_state(page, "review")
    expect(page.locator(".scene")).not_to_have_class(re.compile("is-mirrored"))
    page.get_by_role("button", name="Use this photo").click()
    expect(page.get_by_text("Saved: Front.")).to_be_visible()
    page.close()
    (photo,) = stored(store, visit)
    picture = Image.open(io.BytesIO(photos.read_original(store, photo.digest))).convert("L")
    left, right = (picture.getpixel((WIDTH * part // 6, HEIGHT // 2)) for part in (2, 4))
    assert left > right + 40


def test_a_photo_that_could_not_be_sent_stays_and_is_sent_again(desk: Page, visit: Session, store: Store):
    open_camera(desk, visit)
    desk.route("**/capture/*", lambda route: route.abort("connectionrefused"))
    desk.locator(".shutter").click()
    desk.get_by_role("button", name="Use this photo").click()
    expect(desk.get_by_text("The photo could not be sent and stays on this page.")).to_be_visible()
    asked: list[str] = []

    def stay(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    desk.once("dialog", stay)
    desk.get_by_role("link", name="Done: back to the session").click()
    assert asked == ["A photo on this page is not saved yet. Leave and lose it?"]
    expect_state(desk, "unsent")
    leaving = desk.evaluate("""() => {
      const event = new Event("beforeunload", { cancelable: true });
      dispatchEvent(event);
      return event.defaultPrevented;
    }""")
    assert leaving, "the browser does not ask before the page is left"
    desk.unroute("**/capture/*")
    desk.get_by_role("button", name="Send again").click()
    expect(desk.get_by_text("Saved: Front.")).to_be_visible()
    (photo,) = stored(store, visit)
    assert photo.digest == desk.evaluate("window.pictures[0]")


def test_what_the_server_refuses_is_said_in_its_sentence_and_can_be_dropped(desk: Page, visit: Session):
    open_camera(desk, visit)
    refusal = {"status": 507, "body": "No room.", "content_type": "text/plain"}
    desk.route("**/capture/*", lambda route: route.fulfill(**refusal))
    desk.locator(".shutter").click()
    desk.get_by_role("button", name="Use this photo").click()
    expect(desk.get_by_role("alert").filter(has_text="No room.")).to_be_visible()
    desk.get_by_role("button", name="Drop this photo").click()
    expect_state(desk, "live")


def test_another_view_is_added_by_its_zone(desk: Page, visit: Session, store: Store):
    open_camera(desk, visit)
    desk.get_by_role("radio", name="Another view").click()
    desk.locator(".other-view .kind").select_option("close-up")
    desk.locator(".other-view .zone").select_option("own zone")
    desk.get_by_label("Name of the zone").fill("Left ear ł")
    desk.get_by_role("button", name="Add this view").click()
    expect(desk.get_by_text("The first photo of this view becomes its reference")).to_be_visible()
    desk.locator(".shutter").click()
    desk.get_by_role("button", name="Use this photo").click()
    expect(desk.get_by_text("Saved: Close-up, Left ear ł.")).to_be_visible()
    assert [photo.view.key for photo in stored(store, visit)] == ["close-up:left ear ł"]


def test_guidance_is_asked_one_frame_at_a_time_and_said_with_arrows(desk: Page, visit: Session):
    frames: list[tuple[str, str, int]] = []
    advice = {"is_ready": False, "hints": [], "milliseconds": 9}

    def answer(route: Route) -> None:
        sent = route.request
        frame = len(sent.post_data_buffer or b"")
        frames.append((sent.url.split("?")[1], sent.headers["x-tracker-view"], frame))
        route.fulfill(body=json.dumps(advice), content_type="application/json")

    desk.route("**/guidance/*", answer)
    words = "Turn the head a little to the left."
    advice["hints"] = [{"kind": "turn_left", "text": words, "arrow": "turn-left", "amount": 0.5}]
    open_camera(desk, visit)
    guide = desk.locator(".guide")
    expect(guide).to_have_text(words)
    expect(guide.locator("svg")).to_have_attribute("data-arrow", "turn-left")
    assert frames[0] == ("width=320&height=240", "front", 320 * 240 * 3)
    advice |= {"is_ready": True, "hints": []}
    expect(guide.locator(".is-ready")).to_have_text("Hold still")
    desk.locator(".shutter").click()
    expect_state(desk, "review")
    asked = len(frames)
    desk.wait_for_timeout(1500)
    assert len(frames) <= asked + 1, "a photo under review needs no guidance"


def take_spoilt(page: Page) -> None:
    page.evaluate("window.isSpoilt = true")
    page.locator(".shutter").click()
    page.get_by_role("button", name="Use this photo").click()
    expect_state(page, "verdict")
    page.evaluate("window.isSpoilt = false")


def test_a_photo_with_a_serious_finding_is_kept_with_a_reason_only(desk: Page, visit: Session, store: Store):
    open_camera(desk, visit)
    take_spoilt(desk)
    expect(desk.get_by_text("Front: this photo may not be comparable.")).to_be_visible()
    expect(desk.locator(".found .is-serious").first).to_be_visible()
    (photo,) = stored(store, visit)
    assert photo.acceptance is Acceptance.WAITING
    desk.get_by_role("button", name="Keep photo").click()
    expect(desk.get_by_role("alert").filter(has_text="Give a reason")).to_be_visible()
    desk.get_by_label("Reason, if it is kept").select_option(label="It is the only photo of this day.")
    desk.get_by_role("button", name="Keep photo").click()
    expect(desk.get_by_text("Saved: Front. Next: Close-up, left cheek.")).to_be_visible()
    (kept,) = stored(store, visit)
    assert kept.acceptance is Acceptance.ACCEPTED_WITH_REASON
    assert kept.acceptance_reason == "It is the only photo of this day."


def test_a_photo_with_a_serious_finding_is_taken_again(desk: Page, visit: Session, store: Store):
    open_camera(desk, visit)
    take_spoilt(desk)
    desk.get_by_role("button", name="Take it again").click()
    expect_state(desk, "live")
    expect(desk.get_by_text("The photo is taken out: take it again.")).to_be_visible()
    assert stored(store, visit) == []
    desk.locator(".shutter").click()
    desk.get_by_role("button", name="Use this photo").click()
    expect(desk.get_by_text("Saved: Front. Next: Close-up, left cheek.")).to_be_visible()
    (photo,) = stored(store, visit)
    assert photo.acceptance is Acceptance.ACCEPTED
    assert photo.digest == desk.evaluate("window.pictures[1]")
    expect(desk.get_by_text(re.compile("^Note: "))).to_be_visible()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("NotAllowedError", "The camera is blocked for this page: allow it"),
        ("NotFoundError", "No camera was found: connect one"),
        ("NotReadableError", "Another program uses the camera: close that program"),
    ],
)
def test_a_camera_that_does_not_open_says_what_to_do(
    context: BrowserContext, visit: Session, name: str, sentence: str
):
    page = context.new_page()
    page.add_init_script(
        f"navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '{name}'));"
    )
    page.goto(f"/capture?session={visit.id}")
    expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    scheme: str, context: BrowserContext, browser: Browser, server: Server, visit: Session
):
    small = browser.new_context(
        base_url=f"http://{server.host}", storage_state=context.storage_state(), **PHONE,
        color_scheme=scheme, reduced_motion="reduce",
    )  # fmt: skip
    small.add_init_script(NOISE_AND_NOTES)
    page = small.new_page()
    open_camera(page, visit)
    for state in ("live", "review"):
        expect_state(page, state)
        assert flaws(page) == []
        until(lambda: page.evaluate("document.scrollingElement.scrollWidth") <= 390)
        page.locator(".shutter").click() if state == "live" else None
    page.get_by_role("button", name="Retake").click()
    take_spoilt(page)
    assert flaws(page) == []
    small.close()


# ---- a phone as the camera ---------------------------------------------------------------------


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Page]:
    """A phone that nobody has signed in on."""
    opened = browser.new_context(base_url=f"http://{server.host}", **PHONE)
    opened.set_default_timeout(30_000)
    opened.add_init_script(NOISE_AND_NOTES)
    page, errors = opened.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    opened.close()
    assert errors == []


def scan(page: Page) -> str:
    """What a phone's camera reads in the code on the desk's screen."""
    code = page.get_by_role("img", name="QR code for the phone")
    expect(code).to_be_visible()
    seen = cv2.imdecode(np.frombuffer(code.screenshot(), np.uint8), cv2.IMREAD_GRAYSCALE)
    readers = (cv2.QRCodeDetector(), cv2.QRCodeDetectorAruco())
    # these readers miss a code now and then at one size and read it at another
    sizes = [cv2.resize(seen, None, fx=scale, fy=scale) for scale in (1.0, 1.5, 2.0, 3.0, 0.75)]
    addresses = [reader.detectAndDecode(size)[0] for size in sizes for reader in readers]
    assert any(addresses)
    return next(filter(None, addresses))


def connect(desk: Page, phone: Page, visit: Session) -> str:
    desk.goto(f"/session?session={visit.id}")
    desk.get_by_role("button", name="Use a phone as the camera").click()
    address = scan(desk)
    phone.goto(address)
    phone.get_by_role("button", name="Open the camera").click()
    expect_state(phone, "live")
    return address


def test_a_phone_takes_photos_that_appear_at_the_desk_until_the_desk_ends_it(
    desk: Page, phone: Page, visit: Session, store: Store
):
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    address = connect(desk, phone, visit)
    expect(desk.get_by_text("A phone is connected")).to_be_visible()
    assert desk.locator(".photo-grid li").count() == 0
    expect(phone.locator(".ghost")).to_be_visible()
    take_spoilt(phone)
    phone.get_by_role("button", name="Take it again").tap()
    expect_state(phone, "live")
    phone.locator(".shutter").tap()
    phone.get_by_role("button", name="Use this photo").tap()
    expect(phone.get_by_text("Saved: Front. Next: Close-up, left cheek.")).to_be_visible()
    (photo,) = stored(store, visit)
    assert photo.added_by == "Dr Eva (phone)"
    assert photo.digest == phone.evaluate("window.pictures[1]")
    expect(desk.locator(".photo-grid li").first).to_be_visible()
    token = address.split("#")[1]
    assert phone.url.endswith("/phone/camera")
    assert not any(token in url.split("#")[0] for url in asked)
    assert phone.title() == "Camera · Skin progress"
    assert "Meyer" not in phone.content()
    desk.get_by_role("button", name="End the link").click()
    expect(phone.get_by_text("This link has ended: make a new one at the desk and scan it.")).to_be_visible()
    expect(phone.locator("video")).to_have_count(0)


def test_a_link_that_was_used_is_refused_to_the_next_phone(
    desk: Page, phone: Page, visit: Session, browser: Browser, server: Server
):
    address = connect(desk, phone, visit)
    second = browser.new_context(**PHONE)
    page = second.new_page()
    page.goto(address)
    assert "#" not in page.url, "the token stays in the address line"
    page.get_by_role("button", name="Open the camera").click()
    expect(page.get_by_text("This link was used already: make a new one at the desk")).to_be_visible()
    page.goto(f"http://{server.host}/phone/camera")
    expect(page.get_by_text("This link has ended")).to_be_visible()
    second.close()
    expect_state(phone, "live")


def test_a_photo_that_a_phone_could_not_send_survives_the_end_of_its_link(
    desk: Page, phone: Page, visit: Session
):
    connect(desk, phone, visit)
    phone.locator(".shutter").tap()
    expect_state(phone, "review")
    desk.get_by_role("button", name="End the link").click()
    expect(desk.get_by_text("The link has ended.")).to_be_visible()
    phone.get_by_role("button", name="Use this photo").tap()
    expect(phone.get_by_text("The photo could not be sent because the link of this phone")).to_be_visible()
    expect(phone.get_by_text("This link has ended: make a new one")).to_be_visible()
    expect(phone.locator(".still")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_phones_pages(scheme: str, desk: Page, phone: Page, visit: Session):
    phone.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    desk.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    desk.goto(f"/session?session={visit.id}")
    desk.get_by_role("button", name="Use a phone as the camera").click()
    phone.goto(scan(desk))
    assert flaws(desk) == flaws(phone) == []
    phone.get_by_role("button", name="Open the camera").click()
    expect_state(phone, "live")
    assert flaws(phone) == []
    assert phone.evaluate("document.scrollingElement.scrollWidth") <= 390
    phone.locator(".shutter").tap()
    expect_state(phone, "review")
    assert flaws(phone) == []
