"""A camera whose picture is known, and a clinic whose photos can be taken with it."""

from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Page

from tests.ui.pages.records import CHEEK, NOW, Records
from tracker.config import read_settings
from tracker.imaging.renditions import encode_webp
from tracker.model import Clinic, Photo, Rendition, Role, Session, SessionDetails, SessionKind, View, ViewKind
from tracker.store import clinic, photos, sessions, users
from tracker.store.opening import Store, open_store

WIDTH, HEIGHT = 1600, 1200
PASSWORD = "correct horse battery staple"
FRONT = View(ViewKind.FRONT)
# A camera's noise makes every photo another one, which the fake camera's frames lack; and what the
# browser made of a frame is noted as SHA-256 before it is sent anywhere.
NOISE_AND_NOTES = """
const toBlob = HTMLCanvasElement.prototype.toBlob;
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
window.pictures = [];
HTMLCanvasElement.prototype.toBlob = function (done, ...how) {
  const context = this.getContext("2d");
  if (window.isSpoilt) {
    context.filter = "blur(20px)";
    context.drawImage(this, 0, 0);
    context.filter = "none";
  }
  for (let x = 0; x < 64; x += 8) {
    context.fillStyle = `rgb(${[0, 1, 2].map(() => Math.floor(256 * Math.random()))})`;
    context.fillRect(x, 0, 8, 8);
  }
  toBlob.call(this, async (blob) => {
    window.pictures.push(hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer())));
    done(blob);
  }, ...how);
};
"""


def scene(width_px: int = WIDTH, height_px: int = HEIGHT) -> np.ndarray:
    """A bright disc left of the middle on a darker ground (RGB): mirrored, it would lie on the right."""
    rgb = np.full((height_px, width_px, 3), (135, 95, 82), np.uint8)
    cv2.circle(rgb, (width_px // 3, height_px // 2), height_px // 4, (190, 150, 132), -1)
    return rgb


def grained(rgb: np.ndarray) -> np.ndarray:
    """With fine grain, as skin has it, so that nothing says that the photo is not sharp."""
    grain = np.random.default_rng(7).normal(0, 9, rgb.shape[:2])
    return np.clip(rgb + grain[..., None], 0, 255).astype(np.uint8)


def write_camera_file(path: Path) -> Path:
    """What the fake camera shows, in the one format that Chromium reads at any size."""
    planes = cv2.cvtColor(grained(scene()), cv2.COLOR_RGB2YUV_I420)
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\nFRAME\n"
    path.write_bytes(head.encode() + planes.tobytes())
    return path


def camera_arguments(file: Path) -> list[str]:
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={file}",
    ]


def open_clinic(data_dir: Path) -> Store:
    """A store with an owner who can sign in."""
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(data_dir)}))
    clinic.save_clinic(store, Clinic("Praxis am See", "Europe/Zurich"))
    users.add_user(store, name="eva", display_name="Dr Eva", role=Role.OWNER, password=PASSWORD, at=NOW)
    return store


def add_visit(store: Store, *, chart_number: str, at: object) -> Session:
    """A session that has no photos yet, in a series whose baseline has a cheek and a front."""
    records = Records(store)
    series = records.series(records.patient(chart_number=chart_number))
    baseline = records.session(series, 1)
    for view in (CHEEK, FRONT):
        give_pictures(store, records.photo(baseline, view=view))
    details = SessionDetails(2, at, SessionKind.FOLLOW_UP)  # type: ignore[arg-type]
    return sessions.add_session(store, series.id, details, at=NOW)


def give_pictures(store: Store, photo: Photo) -> None:
    picture = encode_webp(scene(800, 600))
    for kind in (Rendition.THUMBNAIL, Rendition.SCREEN):
        photos.save_rendition(store, photo.digest, kind, picture)


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.fill("input[name=name]", "eva")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "sign-in" not in url)
