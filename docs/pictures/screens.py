"""Photograph every page and every mode of the viewer, as a person sees them on the demo clinic.

    .venv/bin/python -m docs.pictures.screens [--only NAME ...] [--data FOLDER --password WORDS]

Run it in the project's folder, with Chromium installed. It builds the demo clinic in a folder of its
own (or takes one that is built), opens each page at 1440, 1024 and 390 px, light and dark, and writes
``screens/NAME-WIDTH-SCHEME.webp`` beside itself. Everybody in the pictures is generated.
"""

import argparse
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.web.serving import Server
from tracker.config import read_settings
from tracker.model import Actor, ConsentScope, Role, ShareFactor, Signature, SignatureKind, SignerRelation
from tracker.services import consents, patient_view, patients, series, shares
from tracker.services.consents import FilledForm
from tracker.services.series import SeriesRecord
from tracker.store import photos, users
from tracker.store.opening import Store, open_store

HERE = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"
SCREENS = [(1440, 1000), (1024, 900), (390, 844)]
SCHEMES = ["light", "dark"]
LONGEST_PX = 2400
QUALITY = 70
MODES = ["slider", "side", "flicker", "overlay", "change", "contact", "play"]


@dataclass(frozen=True)
class Shot:
    """One page or mode.

    Attributes
    ----------
    name : str
        Of the file.
    address : str
        Path and query.
    prepare : callable, optional
        What is done on the page before.
    """

    name: str
    address: str
    prepare: Callable[[Page], None] | None = None


def main(arguments: Sequence[str] | None = None) -> None:
    """Take what is asked for."""
    asked = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.data or Path(temporary) / "demo"
        password = asked.password or build_demo(folder)
        store = open_store(read_settings({"TRACKER_DATA_DIR": str(folder)}))
        record = open_course(store)
        shots = [shot for shot in list_shots(record) if not asked.only or shot.name in asked.only]
        link = share_course(store, record)
        camera = Path(temporary) / "camera.y4m"
        write_camera(store, record.photos[0].digest, camera)
        store.close()
        with Server(folder, Path(temporary) / "server.log") as server, opened_browser(camera) as browser:
            for size in SCREENS:
                for scheme in SCHEMES if size[0] in (asked.width or size) else []:
                    take(browser, server, shots, password, size=size, scheme=scheme, out=asked.out)
                    if not asked.only or "share" in asked.only:
                        born_on = record.patient.details.born_on
                        take_share(browser, server, link, born_on, size=size, scheme=scheme, out=asked.out)


def build_demo(folder: Path) -> str:
    """Build the demo clinic; the password of its account."""
    environment = {**os.environ, "TRACKER_DATA_DIR": str(folder)}
    told = subprocess.run(
        [sys.executable, "-m", "tracker", "demo"], env=environment, capture_output=True, text=True, check=True
    )
    return re.findall(r"with the password (\S+)", told.stdout)[-1]


def open_course(store: Store) -> SeriesRecord:
    """The course of the demo patient whose skin truly got better."""
    owner = users.list_users(store)[0]
    actor = Actor(owner.id, owner.display_name, Role.OWNER)
    patient = patients.search_patients(store, actor, "DEMO-001").summaries[0].patient
    sign_form(store, actor, patient.id)
    course = patients.open_patient(store, actor, patient.id).series[0]
    return series.open_series(store, actor, course.id)


def sign_form(store: Store, actor: Actor, patient_id: str) -> None:
    """The demo patient's consent to most uses, signed by a name."""
    now = datetime.now(UTC)
    if consents.read_standing(store, actor, patient_id).consent is not None:
        return
    form = consents.form_to_sign(store, actor, "en", now=now)
    refused = (ConsentScope.SOCIAL_MEDIA, ConsentScope.PRINT)
    answers = {scope: scope not in refused for scope in form.said.questions}
    signature = Signature(SignatureKind.TYPED, "Alma Synthetic")
    filled = FilledForm(answers, False, "Alma Synthetic", SignerRelation.PATIENT, signature)
    consents.record_consent(store, actor, patient_id, form.id, filled, now=now)


def share_course(store: Store, record: SeriesRecord) -> str:
    """The path of a link to the course, all photos of which the patient may see."""
    now, owner = datetime.now(UTC), users.list_users(store)[0]
    actor = Actor(owner.id, owner.display_name, Role.OWNER, confirmed_at=now)
    ids = [photo.id for photo in record.photos]
    patient_view.set_visible(store, actor, record.series.id, ids, is_visible=True, now=now)
    made = shares.make_share(store, actor, record.series.id, factor=ShareFactor.BIRTH_DATE, days=30, at=now)
    return shares.share_address("", made)


def list_shots(record: SeriesRecord) -> list[Shot]:
    """Every page of a course of treatment, and of the clinic."""
    patient, course, last = record.patient, record.series, record.sessions[-1]
    pages = {
        "patients": "",
        "patient": f"patient?patient={patient.id}",
        "consent": f"consent?patient={patient.id}",
        "sign": f"sign?patient={patient.id}",
        "series": f"series?series={course.id}",
        "session": f"session?session={last.id}",
        "capture": f"capture?session={last.id}",
        "card": f"card?photo={record.photos[-1].id}",
        "regions": f"regions?series={course.id}",
        "align": f"align?photo={record.photos[-1].id}",
        "progress": f"progress?series={course.id}",
        "present": f"present?series={course.id}",
        "precision": "precision",
        "clinic": "clinic",
        "account": "account",
        "people": "people",
        "audit": "audit",
        "forms": "forms",
        "retention": "retention",
        "imports": "imports",
    }
    views = {f"compare-{mode}": f"compare?{urlencode({'series': course.id, 'mode': mode})}" for mode in MODES}
    copies = Shot("copies", f"copies?series={course.id}", choose_teaching)
    return [*(Shot(*named) for named in (pages | views).items()), copies]


def choose_teaching(page: Page) -> None:
    """Say what a copy is for, so that it is drawn."""
    page.get_by_label("What is the copy for?").click()
    page.get_by_role("option", name="teaching").click()
    page.wait_for_selector("img.copy")


def write_camera(store: Store, digest: str, path: Path) -> None:
    """What the camera sees: the skin of a photo, a little too near and too low."""
    screen = photos.read_screen(store, digest)
    if screen is None:
        raise ValueError(f"the photo {digest} has no screen rendition")
    photo = Image.open(io.BytesIO(screen)).convert("YCbCr")
    width, height = photo.size
    part = photo.crop((width // 16, height // 9, width - width // 16, height))
    planes = part.resize((1280, 960)).split()
    halved = [plane.resize((640, 480)) for plane in planes[1:]]
    frame = b"".join(plane.tobytes() for plane in (planes[0], *halved))
    path.write_bytes(b"YUV4MPEG2 W1280 H960 F10:1 Ip A1:1 C420jpeg\n" + 2 * (b"FRAME\n" + frame))


@contextmanager
def opened_browser(camera: Path) -> Iterator[Browser]:
    """Debian's Chromium, with a camera that shows a file."""
    with sync_playwright() as playwright:
        fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
        fake.append(f"--use-file-for-fake-video-capture={camera}")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *fake])
        yield chromium
        chromium.close()


def take(
    browser: Browser,
    server: Server,
    shots: list[Shot],
    password: str,
    *,
    size: tuple[int, int],
    scheme: str,
    out: Path,
) -> None:
    """Photograph all pages on one kind of screen."""
    width, height = size
    is_phone = width < 500
    context = browser.new_context(
        base_url=f"http://{server.host}",
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        is_mobile=is_phone,
        has_touch=is_phone,
        reduced_motion="reduce",
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto("/sign-in")
    save(page, size, out / f"sign-in-{width}-{scheme}.webp")
    page.fill("input[name=name]", "demo")
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    for shot in shots:
        page.goto(f"/{shot.address}")
        if shot.prepare is not None:
            shot.prepare(page)
        save(page, size, out / f"{shot.name}-{width}-{scheme}.webp")
    context.close()


def take_share(
    browser: Browser,
    server: Server,
    link: str,
    born_on: date,
    *,
    size: tuple[int, int],
    scheme: str,
    out: Path,
) -> None:
    """Photograph what the patient sees by a link, on one kind of screen."""
    width, height = size
    context = browser.new_context(
        base_url=f"http://{server.host}",
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(link)
    save(page, size, out / f"share-start-{width}-{scheme}.webp")
    for name, value in (("day", born_on.day), ("month", born_on.month), ("year", born_on.year)):
        page.fill(f"[name={name}]", str(value))
    page.click("button[type=submit]")
    page.wait_for_url("**/share/visits")
    for name in ("visits", "compare", "add"):
        page.goto(f"/share/{name}")
        save(page, size, out / f"share-{name}-{width}-{scheme}.webp")
    context.close()


def save(page: Page, size: tuple[int, int], path: Path) -> None:
    """The whole page, once it stands still."""
    width, height = size
    wait_until_still(page)
    frame = page.locator("[data-testid=stMain]")
    own = "document.body.dataset.idleMinutes ? document.documentElement.scrollHeight : 0"
    whole = frame.evaluate("main => main.scrollHeight") if frame.count() else page.evaluate(own)
    page.set_viewport_size({"width": width, "height": min(max(height, int(whole)), LONGEST_PX)})
    wait_until_still(page)
    picture = Image.open(io.BytesIO(page.screenshot()))
    page.set_viewport_size({"width": width, "height": height})
    path.parent.mkdir(exist_ok=True)
    picture.convert("RGB").save(path, "WEBP", quality=QUALITY, method=6)
    print(path.name, f"{path.stat().st_size / 1024:.0f} KiB", flush=True)


def wait_until_still(page: Page) -> None:
    """Wait until nothing runs and two pictures half a second apart are the same, 20 s at most."""
    page.wait_for_timeout(700)
    if page.locator("[data-testid=stApp]").count():
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    before = b""
    for _ in range(40):
        present = page.screenshot()
        if present == before:
            return
        before = present
        page.wait_for_timeout(500)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[], help="names of pages")
    parser.add_argument("--width", nargs="*", type=int, default=[], help="1440, 1024, 390")
    parser.add_argument("--data", type=Path, help="a folder in which the demo clinic is built")
    parser.add_argument("--password", default="", help="of the account of that folder")
    parser.add_argument("--out", type=Path, default=HERE / "screens")
    return parser


if __name__ == "__main__":
    main()
