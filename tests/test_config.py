"""Settings come from the environment and go on to other processes as they are."""

from pathlib import Path

import pytest

from tracker.config import read_settings


@pytest.mark.parametrize("models", [{}, {"TRACKER_MODELS_DIR": "/srv/models"}, {"TRACKER_MODELS_DIR": ""}])
def test_another_process_reads_the_same_settings(models: dict[str, str]) -> None:
    settings = read_settings({"TRACKER_DATA_DIR": "/srv/photos", "TRACKER_COOKIE_SECURE": "1", **models})
    assert read_settings(settings.as_environ()) == settings


def test_face_models_lie_in_the_data_folder_unless_said_otherwise() -> None:
    assert (
        read_settings({"TRACKER_DATA_DIR": "/srv/photos"}).models_dir == Path("/srv/photos/models").absolute()
    )
    assert read_settings({"TRACKER_MODELS_DIR": "/srv/models"}).models_dir == Path("/srv/models").absolute()
    assert (
        read_settings({"TRACKER_MODELS_DIR": "shared/models"}).models_dir == Path("shared/models").absolute()
    )


def test_an_empty_folder_of_models_means_none() -> None:
    assert read_settings({"TRACKER_MODELS_DIR": ""}).models_dir is None
