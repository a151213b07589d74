"""The optional models and real photos, where they are at hand."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tracker.imaging.faces import Face, FaceFinder
from tracker.imaging.faces.bundle import bundle_path

SHARED = Path(__file__).parents[4] / "shared"
MODELS = Path(os.environ.get("TRACKER_MODELS_DIR") or SHARED / "models")
PHOTOS = SHARED / "bench" / "faces"


@pytest.fixture(scope="session")
def models() -> Path:
    if not bundle_path(MODELS).is_file():
        pytest.skip("the face models are not here; TRACKER_MODELS_DIR names their folder")
    return MODELS


@pytest.fixture(scope="session")
def finder(models: Path) -> FaceFinder:
    return FaceFinder(models)


@pytest.fixture(scope="session")
def portraits() -> dict[Path, np.ndarray]:
    """Studio photos and selfies of real persons."""
    found = {path: np.asarray(Image.open(path).convert("RGB")) for path in sorted(PHOTOS.glob("*.jpg"))}
    return found or pytest.skip("the shared face photos are not here")


@pytest.fixture
def portrait(portraits: dict[Path, np.ndarray]) -> np.ndarray:
    return portraits[PHOTOS / "london_003_neutral.jpg"]


@pytest.fixture(scope="session")
def found(finder: FaceFinder, portraits: dict[Path, np.ndarray]) -> dict[Path, Face]:
    """The face of every portrait."""
    faces = {path: finder.find(rgb) for path, rgb in portraits.items()}
    return {path: face for path, face in faces.items() if face is not None}
