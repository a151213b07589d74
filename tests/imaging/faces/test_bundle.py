"""The models are optional: without the file there are no faces; another file is refused with a sentence."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from tracker.errors import TrackerError
from tracker.imaging.faces import FaceFinder, check_models, find_face
from tracker.imaging.faces.bundle import BUNDLE_SHA256, bundle_path, read_bundle

PHOTO = np.full((640, 640, 3), 128, np.uint8)


def test_without_a_folder_no_face_is_looked_for() -> None:
    assert find_face(PHOTO, models=None) is None


def test_without_the_folder_or_the_file_no_face_is_looked_for(tmp_path: Path) -> None:
    assert find_face(PHOTO, models=tmp_path / "nowhere") is None
    assert find_face(PHOTO, models=tmp_path) is None


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"no zip at all"])
def test_a_damaged_file_is_refused_with_one_sentence(tmp_path: Path, content: bytes) -> None:
    bundle_path(tmp_path).write_bytes(content)
    with pytest.raises(TrackerError, match="damaged or another version") as refusal:
        find_face(PHOTO, models=tmp_path)
    assert BUNDLE_SHA256 in str(refusal.value)
    assert str(bundle_path(tmp_path)) in str(refusal.value)


def test_a_finder_without_its_file_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match="is missing"):
        FaceFinder(tmp_path)


def test_one_changed_byte_of_the_real_file_is_seen(models: Path, tmp_path: Path) -> None:
    content = bytearray(bundle_path(models).read_bytes())
    content[len(content) // 2] ^= 1
    bundle_path(tmp_path).write_bytes(content)
    with pytest.raises(TrackerError, match="damaged"):
        read_bundle(tmp_path)


def test_networks_that_opencv_cannot_run_are_told_in_a_sentence(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise cv2.error("unknown layer")

    monkeypatch.setattr(cv2.dnn, "readNetFromTFLite", refuse)
    with pytest.raises(TrackerError, match="installed OpenCV can't run"):
        check_models(models)
