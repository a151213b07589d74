"""Photos of real faces, nothing treated: what is pointed out must be rare."""

import os
from functools import lru_cache
from pathlib import Path

import pytest

from tracker.imaging.decode import decode_photo
from tracker.imaging.faces.bundle import bundle_path
from tracker.imaging.quality import Look, ReferenceLook, assess
from tracker.imaging.renditions import make_renditions
from tracker.model import Finding, Rendition

SHARED = Path(__file__).parents[4] / "shared"
MODELS = Path(os.environ.get("TRACKER_MODELS_DIR") or SHARED / "models")
PHOTOS = SHARED / "bench" / "faces"
PEOPLE = sorted(PHOTOS.glob("london_*_neutral.jpg"))
MM_PER_PX = 0.11

pytestmark = pytest.mark.skipif(
    not PEOPLE or not bundle_path(MODELS).is_file(), reason="the shared face photos and models are not here"
)


@lru_cache(maxsize=4)
def look_at(path: Path) -> Look:
    decoded = decode_photo(path.read_bytes())
    screen = make_renditions(decoded.rgb)[Rendition.SCREEN]
    return Look.of(screen, width_px=decoded.facts.width_px, models=MODELS)


def judged(path: Path, reference: Path | None = None) -> tuple[Finding, ...]:
    return assess(
        look_at(path),
        jpeg_quality=None,
        mm_per_px=MM_PER_PX,
        reference=None if reference is None else ReferenceLook(look_at(reference), MM_PER_PX),
        is_head=True,
    )


@pytest.mark.parametrize("path", PEOPLE[:5] + sorted(PHOTOS.glob("selfie_*.jpg")), ids=lambda path: path.stem)
def test_nothing_serious_is_said_of_good_photos_by_themselves(path: Path) -> None:
    assert [finding for finding in judged(path) if finding.is_serious] == []


def test_a_photo_taken_minutes_later_is_seldom_serious() -> None:
    """Of 13 people in one studio some turned the head by 6 degrees between the two photos."""
    serious = [
        person.stem
        for person in PEOPLE
        if any(
            f.is_serious for f in judged(person.with_name(person.name.replace("neutral", "smiling")), person)
        )
    ]
    assert len(serious) <= 2, serious


def test_a_selfie_in_another_light_and_pose_is_serious() -> None:
    found = {
        f.gate
        for f in judged(PHOTOS / "selfie_lisa_lisa2.jpg", PHOTOS / "selfie_lisa_lisa1.jpg")
        if f.is_serious
    }
    assert found >= {"turn", "cast"}
