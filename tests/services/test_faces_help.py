"""Where the face models are at hand, an analysis uses them; where they are not or are damaged, it goes on."""

from pathlib import Path

import pytest

from tests.imaging.faces.conftest import MODELS, PHOTOS
from tests.services.skin_series import SkinSeries
from tracker.config import read_settings
from tracker.imaging import align
from tracker.imaging.faces.bundle import bundle_path
from tracker.model import AlignmentRow
from tracker.store import alignments
from tracker.store.opening import open_store

# the same person from 45 and from 15 cm, before a door: too much for keypoints alone
SELFIES = PHOTOS / "selfie_zoom_45cm.jpg", PHOTOS / "selfie_zoom_15cm.jpg"

pytestmark = pytest.mark.skipif(
    not SELFIES[0].is_file() or not bundle_path(MODELS).is_file(),
    reason="the shared face photos and models are not here",
)


def laid(data_dir: Path, models_dir: str) -> AlignmentRow:
    """How the second selfie was laid over the first."""
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(data_dir), "TRACKER_MODELS_DIR": models_dir}))
    try:
        course = SkinSeries.begin(store)
        first, second = (course.photo(n, path.read_bytes()) for n, path in enumerate(SELFIES, 1))
        course.work()
        row = alignments.read_alignment(store, second.digest, first.digest, align.METHOD)
    finally:
        store.close()
    assert row is not None
    return row


def test_landmarks_bring_together_what_keypoints_alone_do_not(tmp_path: Path) -> None:
    assert laid(tmp_path / "without", "").refusal is not None
    assert laid(tmp_path / "with", str(MODELS)).refusal is None


def test_a_damaged_model_file_stops_no_analysis(tmp_path: Path) -> None:
    bundle_path(tmp_path / "models").parent.mkdir()
    bundle_path(tmp_path / "models").write_bytes(b"not a model")
    assert laid(tmp_path / "data", str(tmp_path / "models")).refusal is not None
