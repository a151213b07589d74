"""Settings come from the environment and go on to other processes as they are."""

from pathlib import Path

import pytest

from tracker.config import read_settings
from tracker.model import Role


@pytest.mark.parametrize("models", [{}, {"TRACKER_MODELS_DIR": "/srv/models"}, {"TRACKER_MODELS_DIR": ""}])
def test_another_process_reads_the_same_settings(models: dict[str, str]) -> None:
    settings = read_settings({"TRACKER_DATA_DIR": "/srv/photos", "TRACKER_COOKIE_SECURE": "1", **models})
    assert read_settings(settings.as_environ()) == settings


OIDC = {
    "TRACKER_OIDC_ISSUER": "https://id.example/realms/clinic",
    "TRACKER_OIDC_CLIENT_ID": "tracker",
    "TRACKER_OIDC_CLIENT_SECRET": "hush",
    "TRACKER_OIDC_ROLE_CLAIM": "realm_access.roles",
    "TRACKER_OIDC_ROLES": "clinic-admins=owner, CN=doctors=provider",
}


def test_single_sign_on_is_off_until_an_issuer_is_named():
    assert read_settings({"TRACKER_OIDC_CLIENT_ID": "tracker", "TRACKER_OIDC_ISSUER": ""}).oidc is None


def test_another_process_reads_the_same_single_sign_on():
    said = OIDC | {"TRACKER_OIDC_ONLY": "1", "TRACKER_OIDC_LABEL": "Clinic ID"}
    settings = read_settings(said)
    assert settings.oidc is not None
    assert settings.oidc.is_only
    assert read_settings(settings.as_environ()) == settings
    assert "hush" not in repr(settings)


def test_the_secret_may_lie_in_a_file(tmp_path: Path):
    file = tmp_path / "secret"
    file.write_text("hush\n")
    said = OIDC | {"TRACKER_OIDC_CLIENT_SECRET": "", "TRACKER_OIDC_CLIENT_SECRET_FILE": str(file)}
    oidc = read_settings(said).oidc
    assert oidc is not None
    assert oidc.read_secret() == "hush"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ISSUER", "http://id.example"),
        ("ISSUER", "https://user:word@id.example"),
        ("ISSUER", "https://id.example?x=1"),
        ("ISSUER", "file:///etc/passwd"),
        ("CLIENT_ID", ""),
        ("CLIENT_SECRET", ""),
        ("CLIENT_SECRET_FILE", "/etc/secret"),
        ("ROLE_CLAIM", ""),
        ("ROLES", ""),
        ("ROLES", "doctors"),
        ("ROLES", "doctors=patient"),
        ("ROLES", "=owner"),
        ("SCOPE", "profile"),
    ],
)
def test_single_sign_on_by_halves_is_refused_with_the_variables_name(name: str, value: str):
    with pytest.raises(ValueError, match=f"TRACKER_OIDC_{name}"):
        read_settings(OIDC | {f"TRACKER_OIDC_{name}": value})


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"realm_access": {"roles": ["CN=doctors", "golf"]}}, Role.PROVIDER),
        ({"realm_access": {"roles": ["CN=doctors", "clinic-admins"]}}, Role.OWNER),
        ({"realm_access": {"roles": "clinic-admins"}}, Role.OWNER),
        ({"realm_access.roles": ["clinic-admins"]}, Role.OWNER),
        ({"realm_access": {"roles": ["clinic-admins-of-elsewhere", "Clinic-Admins", "owner"]}}, None),
        ({"realm_access": {"roles": [["clinic-admins"], {"clinic-admins": 1}, None]}}, None),
        ({"realm_access": ["clinic-admins"]}, None),
        ({"realm_access": None, "roles": ["clinic-admins"]}, None),
        ({}, None),
    ],
    ids=str,
)
def test_a_role_is_what_the_mapping_says_and_nothing_else(claims: dict[str, object], role: Role | None):
    oidc = read_settings(OIDC).oidc
    assert oidc is not None
    assert oidc.role_of(claims) is role


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
