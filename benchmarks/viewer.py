"""How fast the comparison viewer and its pages answer, in Chromium on the real app.

    python -m benchmarks.viewer [--json OUT]

A clinic of 300 patients, one with eight sessions of 12 megapixels and one with a session of 200
photos, is served on this machine; a browser opens, swaps, drags and zooms. Frames are counted under
Chromium's fourfold slowdown of the processor, without and with 40 annotations on both photos. Printed and
never judged here: the figures are those of the machine that runs it.
"""

import argparse
import io
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.pages import add_patients, measure_reruns
from tracker.config import Settings, read_settings
from tracker.imaging import align
from tracker.imaging.align.result import Alignment
from tracker.imaging.inspection import inspect_photo
from tracker.imaging.renditions import encode_webp
from tracker.model import (
    AlignmentRow,
    Annotation,
    AnnotationKind,
    CaptureTimeSource,
    Clinic,
    Drawing,
    PatientDetails,
    Phase,
    Photo,
    Rendition,
    Role,
    Series,
    SeriesDetails,
    SessionDetails,
    SessionKind,
    View,
    ViewKind,
)
from tracker.services import clinic as clinic_service
from tracker.store import alignments, annotations, clinic, patients, photos, series, sessions, users
from tracker.store.opening import Store, open_store

CHROMIUM = "/usr/bin/chromium"
TOP = Path(__file__).parent.parent
PASSWORD = "bench password of the viewer"
CHEEK = View(ViewKind.CLOSE_UP, "left cheek")
SHAPE = (3072, 4096)
SESSIONS, GRID_PHOTOS, PATIENTS, ANNOTATIONS = 8, 200, 300, 40
# called in the page: milliseconds until a condition holds, looked at in every frame; `all` finds
# elements within components as well, which have a tree of their own
UNTIL_JS = """
(condition) => new Promise((done) => {
  const roots = () => [...document.querySelectorAll("*")].map((e) => e.shadowRoot).filter((root) => root);
  window.all = (what) => [document, ...roots()].flatMap((root) => [...root.querySelectorAll(what)]);
  const start = performance.now(), holds = new Function(`return ${condition}`);
  const look = () => (holds() ? done(performance.now() - start) : requestAnimationFrame(look));
  look();
})
"""
FRAMES_JS = """
(milliseconds) => new Promise((done) => {
  const times = [];
  const tick = (now) => {
    times.push(now);
    if (now - times[0] < milliseconds) requestAnimationFrame(tick);
    else done((times.length - 1) / ((now - times[0]) / 1000));
  };
  requestAnimationFrame(tick);
})
"""
BOTH_READY = "all('.pane[data-state=ready]').length === 2"


def measure_viewer() -> dict[str, float]:
    """All figures by name; times in ms, frames per second."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        settings = read_settings({"TRACKER_DATA_DIR": str(data_dir)})
        store = open_store(settings)
        compared, crowded = _fill(store)
        store.close()
        with _served(data_dir, Path(folder) / "server.log") as address, sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            figures = _in_browser(chromium, address, compared, crowded)
            _annotate(settings, compared)
            figures |= _annotated(chromium, address, compared)
            chromium.close()
    return figures | measure_reruns(PATIENTS, repeats=9)


def _fill(store: Store) -> tuple[Series, Series]:
    """The clinic: a series to compare, one with a crowded session, and many other patients."""
    now = datetime.now(UTC)
    clinic.save_clinic(store, Clinic("Bench", "UTC"))
    user = users.add_user(
        store, name="bench", display_name="Bench", role=Role.OWNER, password=PASSWORD, at=now
    )
    actor = clinic_service.actor_of(store, user.id)
    assert actor is not None
    add_patients(store, actor, PATIENTS - 2, now)
    compared = _add_series(store, "V-1", now)
    reference = None
    for number in range(1, SESSIONS + 1):
        photo = _add_photo(store, _add_session(store, compared, number, now), _skin(SHAPE, seed=number), now)
        reference = reference or photo
        _lay(store, photo, reference)
    crowded = _add_series(store, "V-2", now)
    session_id = _add_session(store, crowded, 1, now)
    first = None
    for number in range(GRID_PHOTOS):
        photo = _add_photo(store, session_id, _skin((600, 800), seed=1000 + number), now)
        first = first or photo
        _lay(store, photo, first, shape=(600, 800))
    return compared, crowded


def _add_series(store: Store, chart: str, now: datetime) -> Series:
    details = PatientDetails(chart, "Bench", chart, now.date().replace(year=1980, day=1))
    patient = patients.add_patient(store, details, by="Bench", at=now)
    plan = SeriesDetails("Microneedling", "texture", "cheek", now.date())
    return series.add_series(store, patient.id, plan, at=now)


def _add_session(store: Store, of: Series, number: int, now: datetime) -> str:
    kind = SessionKind.BASELINE if number == 1 else SessionKind.TREATMENT
    details = SessionDetails(number, now - timedelta(days=300 - 30 * number), kind)
    return sessions.add_session(store, of.id, details, at=now).id


def _add_photo(store: Store, session_id: str, jpeg: bytes, now: datetime) -> Photo:
    inspected = inspect_photo(jpeg)
    return photos.add_photo(
        store,
        jpeg,
        inspected.facts,
        session_id=session_id,
        view=CHEEK,
        phase=Phase.PRE,
        captured_at=now - timedelta(days=1),
        source=CaptureTimeSource.TYPED,
        by="Bench",
        at=now,
        renditions=inspected.renditions,
    )


def _lay(store: Store, photo: Photo, reference: Photo, *, shape: tuple[int, int] = SHAPE) -> None:
    """Say that a photo lies on the reference as it is: the viewer shows aligned pictures then."""
    flat = Alignment.identity(shape).to_bytes()
    row = AlignmentRow(photo.digest, reference.digest, align.METHOD, None, 0.5, 1.0, 0.1, 0.95, flat)
    alignments.save_alignment(store, row)
    screen = photos.read_rendition(store, photo.digest, Rendition.SCREEN)
    assert screen is not None
    pictures = {
        Rendition.ALIGNED: screen.read(),
        Rendition.TRUST: encode_webp(np.zeros((96, 128, 3), np.uint8)),
    }
    for kind, picture in pictures.items():
        photos.save_rendition(store, photo.digest, kind, picture, reference_digest=reference.digest)


def _skin(shape: tuple[int, int], *, seed: int) -> bytes:
    """A JPEG with the grain and blotches of skin, of any size."""
    rng = np.random.default_rng(seed)
    rows, columns = shape
    blotches = rng.normal(0, 12, (rows // 128, columns // 128, 1))
    wide = np.asarray(
        Image.fromarray((128 + blotches[..., 0]).clip(0, 255).astype(np.uint8)).resize((columns, rows)),
        np.float32,
    )
    grain = rng.normal(0, 6, shape).astype(np.float32)
    levels = np.stack([base + wide - 128 + grain for base in (205, 160, 135)], axis=-1)
    out = io.BytesIO()
    Image.fromarray(levels.clip(0, 255).astype(np.uint8)).save(out, "JPEG", quality=92)
    return out.getvalue()


@contextmanager
def _served(data_dir: Path, log_path: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    environment = {**os.environ, "TRACKER_DATA_DIR": str(data_dir)}
    with log_path.open("wb") as log:
        server = subprocess.Popen(command, cwd=TOP, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(f"{address}/sign-in")
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _wait_until_up(url: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the app did not start within 30 s")


def _in_browser(chromium: Browser, address: str, compared: Series, crowded: Series) -> dict[str, float]:
    page = _sign_in(chromium, address)
    figures = {"first_picture_ms": _median(lambda: _open_comparison(page, compared), 5)}
    figures["swap_ms"] = _median(lambda: _swap(page), SESSIONS - 2)
    figures |= _frames(page)
    figures["grid_of_200_ms"] = _median(lambda: _open_grid(page, crowded), 3)
    page.context.close()
    return figures


def _sign_in(chromium: Browser, address: str) -> Page:
    # conditions are handed to the page as text, which its policy forbids
    context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("input[name=name]", "bench")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/")
    return page


def _annotate(settings: Settings, compared: Series) -> None:
    """Draw on the first and the last photo, which the comparison opens with."""
    rng, now = np.random.default_rng(11), datetime.now(UTC)
    store = open_store(settings)
    of_series = photos.list_photos(store, compared.id)
    for photo in (of_series[0], of_series[-1]):
        for number in range(ANNOTATIONS):
            kind = list(AnnotationKind)[number % len(AnnotationKind)]
            one = Annotation(secrets.token_hex(16), photo.digest, _drawing(kind, rng), "bench", "Bench", now)
            annotations.add_annotation(store, photo, one)
    store.close()


def _drawing(kind: AnnotationKind, rng: np.random.Generator) -> Drawing:
    """Something of the kind, anywhere on the photo; a freehand line has 60 points."""
    row, column = rng.uniform(300, SHAPE[0] - 300), rng.uniform(300, SHAPE[1] - 300)
    counts = {AnnotationKind.TEXT: 1, AnnotationKind.ARROW: 2, AnnotationKind.ELLIPSE: 3}
    steps = rng.normal(0, 40, (counts.get(kind, 60), 2)).cumsum(axis=0)
    points = tuple((float(row + down), float(column + right)) for down, right in steps)
    return Drawing(kind, points, "a scar, paler" if kind is AnnotationKind.TEXT else "")


def _annotated(chromium: Browser, address: str, compared: Series) -> dict[str, float]:
    """The same frames with annotations on both photos."""
    page = _sign_in(chromium, address)
    _open_comparison(page, compared)
    page.evaluate(UNTIL_JS, f"all('.annotation-layer .annotation').length === {2 * ANNOTATIONS}")
    page.locator(".compare .stage").scroll_into_view_if_needed()
    figures = {f"{name}_annotated": value for name, value in _frames(page).items()}
    page.context.close()
    return figures


def _median(measure: Callable[[], float], times: int) -> float:
    return statistics.median(measure() for _ in range(times))


def _open_comparison(page: Page, compared: Series) -> float:
    """From the click on "Compare" on the page of the series to both pictures."""
    page.goto(f"/series?series={compared.id}")
    link = page.get_by_role("link", name="Compare")
    link.wait_for()
    page.wait_for_timeout(1500)
    link.evaluate("(element) => element.click()")
    return float(page.evaluate(UNTIL_JS, BOTH_READY))


def _swap(page: Page) -> float:
    """From a key to the other session's picture on the left."""
    page.wait_for_timeout(700)
    page.locator(".compare .stage").focus()
    before = page.locator(".pane img").first.get_attribute("src")
    page.evaluate("addEventListener('keydown', () => { window.pressed = performance.now(); }, true)")
    page.keyboard.press("]")
    source = "all('.pane img')[0].getAttribute('src')"
    changed = f"{source} !== {json.dumps(before)} && {BOTH_READY}"
    page.evaluate(UNTIL_JS, changed)
    return float(page.evaluate("performance.now() - pressed"))


def _frames(page: Page) -> dict[str, float]:
    """Frames a second while the divider is dragged and while the picture is zoomed, four times slower."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    box = page.locator(".compare .stage").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    slider = _frames_during(page, lambda step: page.mouse.move(x + 200 * ((step % 40) / 20 - 1), y))
    page.mouse.up()
    page.keyboard.down("Control")
    zoom = _frames_during(page, lambda step: page.mouse.wheel(0, -40 if step % 40 < 20 else 40))
    page.keyboard.up("Control")
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    cdp.detach()
    return {"slider_frames_per_s": slider, "zoom_frames_per_s": zoom}


def _frames_during(page: Page, act: Callable[[int], None], *, milliseconds: int = 2000) -> float:
    page.evaluate(f"window.counted = ({FRAMES_JS})({milliseconds})")
    start, step = time.monotonic(), 0
    while time.monotonic() - start < milliseconds / 1000:
        act(step)
        step += 1
    return float(page.evaluate("counted"))


def _open_grid(page: Page, crowded: Series) -> float:
    """From the address of a session of 200 photos to all thumbnails within the window."""
    page.goto("/clinic")
    page.wait_for_timeout(1500)
    start = time.perf_counter()
    page.goto(f"/series?series={crowded.id}", wait_until="commit")
    seen = (
        "(() => { const images = all('.photo-grid img');"
        f" return images.length === {GRID_PHOTOS}"
        " && images.filter((i) => i.getBoundingClientRect().top < innerHeight)"
        ".every((i) => i.complete && i.naturalWidth); })()"
    )
    page.wait_for_load_state("domcontentloaded")
    page.evaluate(UNTIL_JS, seen)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Print the figures, and write them where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = {name: round(value, 1) for name, value in measure_viewer().items()}
    for name, value in figures.items():
        print(f"{name:32} {value:10.1f}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), "utf-8")


if __name__ == "__main__":
    main()
