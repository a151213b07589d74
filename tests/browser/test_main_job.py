"""The main job as a clinic does it, in a real browser on the real app: from nothing to a verdict.

Photos are of a phantom whose redness truly fell, so that the words on the page can be held against
the truth.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.services.phantom_series import AFTER, AROUND_MM, BEFORE, CAMERA, NOW, TREATED_MM, photograph
from tests.web.serving import Server
from tracker.imaging.phantom.skin import Zone

PASSWORD = "correct horse battery"
SESSIONS: list[tuple[str, int, Zone, int]] = [
    ("baseline", 0, BEFORE, 2),
    ("treatment", 30, BEFORE, 2),
    ("follow-up", 120, AFTER, 2),
]
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("empty")
    with Server(folder / "data", folder / "server.log") as running:
        yield running


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[list[Path]]:
    folder = tmp_path_factory.mktemp("photos")
    files, shot = [], 0
    for kind, day, zone, count in SESSIONS:
        mine = []
        for _ in range(count):
            shot += 1
            mine.append(folder / f"{kind}-{shot}.jpg")
            mine[-1].write_bytes(photograph(zone, shot=shot, days=day).jpeg())
        files.append(mine)
    return files


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 1000})
    opened.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)
    yield opened
    expect.set_options(timeout=5_000)
    opened.close()


def sign_up(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Name of the clinic").fill("Praxis am See")
    page.get_by_label("Your name").fill("Dr. Ada Test")
    page.get_by_label("Name to sign in with").fill("ada")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Create the clinic").click()
    expect(page.get_by_role("heading", name="Patients")).to_be_visible()


def sign_out_and_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-out")
    page.get_by_role("button", name="Sign out").click()
    page.goto(address)
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill("wrong password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Patients")).to_be_visible()


def add_patient_and_series(page: Page) -> None:
    page.get_by_role("button", name="New patient").click()
    page.get_by_label("Family name").fill("Muster")
    page.get_by_label("Given name").fill("Eva")
    page.get_by_label("Chart number").fill("C-17")
    type_digits(page, "year, Date of birth", "19900203")
    page.get_by_role("button", name="Save patient").click()
    expect(page.get_by_text("born 3 February 1990")).to_be_visible()
    page.get_by_role("button", name="New series").click()
    page.get_by_label("What it is for").fill("acne scars")
    page.get_by_label("Treated areas").fill("left cheek")
    page.get_by_role("button", name="Save series").click()
    expect(page.get_by_role("heading", name="Microneedling for acne scars")).to_be_visible()


def type_digits(page: Page, label: str, digits: str) -> None:
    """Streamlit's date fields are one spin button for each part; digits run on to the next."""
    page.get_by_role("spinbutton", name=label).click()
    page.keyboard.type(digits, delay=30)
    page.keyboard.press("Escape")


def add_session(page: Page, series_address: str, kind: str, day: int, files: list[Path]) -> None:
    page.goto(series_address)
    page.get_by_role("button", name="New session").click()
    page.get_by_role("dialog").get_by_label("Kind").click()
    page.get_by_role("option", name=kind, exact=True).click()
    held_at = NOW - timedelta(days=200 - day)
    type_digits(page, "year, Date and time", f"{held_at:%Y%m%d}")
    page.get_by_role("button", name="Save session").click()
    expect(page.get_by_role("heading", name=re.compile(rf"Session \d · {kind}"))).to_be_visible()
    page.locator("input[type=file]").set_input_files([str(f) for f in files])
    choose_left_cheek(page)
    # a press while Streamlit draws the page anew is lost
    expect(page.locator("[data-test-script-state=notRunning]")).to_have_count(1)
    page.get_by_role("button", name=f"Save {len(files)} photos").click()
    expect(page.get_by_text(f"{len(files)} photos are saved.")).to_be_visible()


def choose_left_cheek(page: Page) -> None:
    """A later session offers the view of the first by itself."""
    expect(page.get_by_role("combobox", name="View")).to_be_visible()
    if page.get_by_role("combobox", name="Zone").count():
        return
    page.get_by_role("combobox", name="View").click()
    page.get_by_role("option", name="Close-up", exact=True).click()
    page.get_by_role("combobox", name="Zone").click()
    page.get_by_role("option", name="left cheek", exact=True).click()


def draw(page: Page, outline_rc: list[tuple[float, float]], name: str, role: str) -> None:
    page.get_by_role("radio", name="Polygon").click()
    picture = page.locator(".stage img, .stage canvas").first
    box = picture.bounding_box()
    assert box is not None
    for row, column in outline_rc:
        x = box["x"] + column / CAMERA.width_px * box["width"]
        y = box["y"] + row / CAMERA.height_px * box["height"]
        page.mouse.click(x, y)
    page.keyboard.press("Enter")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("radio", name=role, exact=True).click()
    page.get_by_role("button", name="Save region").click()
    expect(page.get_by_text(f"{name}, {role}")).to_be_visible()


def wait_until_analysed(page: Page) -> None:
    expect(page.get_by_text(re.compile(r"Analysing photos: \d+"))).to_have_count(0, timeout=240_000)


def swap_sessions_and_come_back(page: Page) -> None:
    """What is chosen in the viewer stands in the address, which opens it again."""
    before = dict(parse_qsl(urlsplit(page.url).query))
    assert before["mode"] == "slider"
    page.get_by_role("slider", name="Divider between the photos").focus()
    page.keyboard.press("2")
    page.keyboard.press("]")
    page.wait_for_url(lambda url: "mode=side" in url and f"left={before['left']}" not in url)
    page.reload()
    expect(page.get_by_role("radio", name="Side by side")).to_be_checked()
    expect(page.locator(".still[data-side=left] .still-title")).to_have_text("Session 2")
    expect(page.locator(".still[data-side=right] .still-title")).to_have_text("Session 3")
    expect(page.get_by_text(re.compile("Redness fell by"))).to_be_visible()


def test_from_an_empty_installation_to_a_verdict(
    server: Server, photos: list[list[Path]], context: BrowserContext
) -> None:
    address = f"http://{server.host}"
    page = context.new_page()
    sign_up(page, address)
    sign_out_and_in(page, address)
    add_patient_and_series(page)
    series_address = page.url
    series_id = series_address.split("series=")[1]
    for (kind, day, _, _), files in zip(SESSIONS, photos, strict=True):
        add_session(page, series_address, kind, day, files)

    page.goto(f"{address}/regions?series={series_id}")
    reference = photograph(BEFORE, shot=1, days=0)
    draw(page, reference.to_photo(TREATED_MM).tolist(), "left cheek", "treated")
    draw(page, reference.to_photo(AROUND_MM).tolist(), "around", "untreated (control)")
    expect(page.get_by_text("Compared with the skin around it (around): tight limits")).to_be_visible()
    wait_until_analysed(page)

    page.goto(f"{address}/compare?series={series_id}")
    expect(page.get_by_text("Aligned and scaled, no retouching", exact=True)).to_be_visible()
    slider = page.get_by_role("slider", name="Divider between the photos")
    slider.focus()
    page.keyboard.press("End")
    expect(slider).to_have_attribute("aria-valuenow", "100")
    expect(page.get_by_text("Muster, Eva").first).to_be_visible()
    expect(page.get_by_text(re.compile("Redness fell by"))).to_be_visible()
    swap_sessions_and_come_back(page)

    page.goto(f"{address}/progress?series={series_id}")
    expect(page.get_by_text(re.compile("Redness fell by")).first).to_be_visible()
    expect(
        page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first
    ).to_be_visible()
    page.get_by_role("radio", name="Table").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV", exact=True).click()
    rows = download.value.path().read_text("utf-8-sig").splitlines()
    assert len(rows) == 1 + 3 * 8
    assert any("Redness against own skin" in row and "better" in row for row in rows)


def test_bad_files_are_named_and_the_good_one_goes_in(
    server: Server, photos: list[list[Path]], context: BrowserContext, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto(f"http://{server.host}")
    page.get_by_role("link", name="Muster, Eva").click()
    page.get_by_role("link", name=re.compile("Microneedling")).first.click()
    page.get_by_role("link", name=re.compile("Session 3")).click()
    files = {"note.jpg": b"this is no picture", "nothing.jpg": b""}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    good = tmp_path / "good.jpg"
    good.write_bytes(photograph(AFTER, shot=9, days=120).jpeg())
    sent = [*(str(tmp_path / name) for name in files), str(photos[2][0]), str(good)]
    page.locator("input[type=file]").set_input_files(sent)
    for name in (*files, photos[2][0].name):
        expect(page.get_by_text(re.compile(rf"^{re.escape(name)}:"))).to_be_visible()
    page.get_by_role("button", name="Save 1 photo").click()
    expect(page.get_by_text("1 photo is saved.")).to_be_visible()
    expect(page.get_by_text("Traceback")).to_have_count(0)


def test_nothing_scrolls_sideways_on_a_phone(
    server: Server, browser: Browser, context: BrowserContext
) -> None:
    state = context.storage_state()
    phone = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, storage_state=state)
    page = phone.new_page()
    page.goto(f"http://{server.host}")
    page.get_by_role("link", name="Muster, Eva").click()
    page.get_by_role("link", name=re.compile("Microneedling")).first.click()
    expect(page).to_have_url(re.compile("series="))
    series = page.url.split("series=")[1]
    for path in ("/", f"/series?series={series}", f"/regions?series={series}", f"/compare?series={series}",
                 f"/progress?series={series}", "/clinic"):  # fmt: skip
        page.goto(f"http://{server.host}{path}")
        page.get_by_role("heading").first.wait_for()
        page.wait_for_timeout(500)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 360, path
    phone.close()


def test_a_deep_link_is_framed_when_it_is_the_first_thing_a_server_is_asked(
    server: Server, context: BrowserContext, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto(f"http://{server.host}")
    page.get_by_role("link", name="Muster, Eva").click()
    expect(page.get_by_text("born 3 February 1990")).to_be_visible()
    address = page.url.removeprefix(f"http://{server.host}")
    with Server(server.data_dir, tmp_path / "second.log") as started_again:
        page.goto(f"http://{started_again.host}{address}")
        expect(page.get_by_text("born 3 February 1990")).to_be_visible()
        expect(page.get_by_role("link", name="Clinic and account")).to_be_visible()
    with Server(server.data_dir, tmp_path / "third.log") as started_again:
        page.goto(f"http://{started_again.host}/series?series=unknown")
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_text("Something went wrong")).to_have_count(0)
