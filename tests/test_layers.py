"""The law of the house: data goes one way, imports go down, guests stay in their rooms."""

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
# lowest first; rooms of one floor don't know each other
FLOORS = [
    {"tracker.texts", "tracker.model", "tracker.errors", "tracker.rights", "tracker.config"}
    | {"tracker.oidc_settings"},
    {"tracker.imaging", "tracker.progress", "tracker.store", "tracker.language", "tracker.identity"},
    {"tracker.services"},
    {"tracker.worker"},
    {"tracker.ui", "tracker.web", "tracker.cli", "tracker.__main__"},
    {"app"},
]
GROUND_ORDER = [
    "tracker.texts",
    "tracker.model",
    "tracker.errors",
    "tracker.rights",
    "tracker.oidc_settings",
    "tracker.config",
]
GUESTS = {
    "authlib": ("tracker.web",),
    "joserfc": ("tracker.web",),
    "requests": ("tracker.web",),
    "babel": ("tracker.language",),
    "pyotp": ("tracker.identity",),
    "segno": ("tracker.identity",),
    "zxcvbn": ("tracker.identity",),
    "cv2": ("tracker.imaging",),
    "PIL": ("tracker.imaging",),
    "pi_heif": ("tracker.imaging",),
    "scipy": ("tracker.imaging", "tracker.progress"),
    "numpy": ("tracker.imaging", "tracker.progress"),
    "pandas": ("tracker.progress", "tracker.ui.charts"),
    "altair": ("tracker.ui.charts",),
    "sqlalchemy": ("tracker.store",),
    "alembic": ("tracker.store",),
    "argon2": ("tracker.store",),
    "cryptography": ("tracker.store",),
    "itsdangerous": ("tracker.web",),
    "starlette": ("tracker.web", "app"),
    "streamlit": ("tracker.ui", "app"),
}


def module_name(path: Path) -> str:
    parts = list(path.relative_to(TOP).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room_of(name: str) -> tuple[int, str] | None:
    """The floor and the room that a module belongs to; None for a guest library."""
    for floor, rooms in enumerate(FLOORS):
        for room in rooms:
            if name == room or name.startswith(room + "."):
                return floor, room
    return None


def broken_laws(module: str, imported: str) -> str | None:
    here, there = room_of(module), room_of(imported)
    if here is None:
        return f"{module} stands in no room"
    if there is not None:
        if there[0] > here[0]:
            return f"{module} imports upwards: {imported}"
        if there[0] == here[0] and there[1] != here[1]:
            if here[0] == 0 and GROUND_ORDER.index(there[1]) < GROUND_ORDER.index(here[1]):
                return None
            if here[1] == "tracker.__main__" and there[1] == "tracker.cli":
                return None
            return f"{module} imports sideways: {imported}"
        if here[1] == "tracker.services" and there[1] == here[1]:
            # services never import one another; the parts of one may
            same = imported.split(".")[2:3] in ([], module.split(".")[2:3])
            return None if same else f"{module} imports another service: {imported}"
        return None
    guest = imported.split(".")[0]
    allowed = GUESTS.get(guest)
    if allowed is not None and not any(module == a or module.startswith(a + ".") for a in allowed):
        return f"{module} lets in {guest}"
    return None


SOURCES = [TOP / "app.py", *sorted((TOP / "tracker").rglob("*.py"))]


@pytest.mark.parametrize("path", [p for p in SOURCES if p.exists()], ids=module_name)
def test_imports_go_down_and_guests_stay_in_their_rooms(path: Path) -> None:
    if module_name(path) == "tracker":
        assert not imports_of(path)
        return
    broken = [b for b in (broken_laws(module_name(path), name) for name in sorted(imports_of(path))) if b]
    assert not broken


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("tracker.model", "tracker.errors"),
        ("tracker.imaging.align", "tracker.store"),
        ("tracker.store.photos", "tracker.services.intake"),
        ("tracker.services.intake", "tracker.services.analysis"),
        ("tracker.services.analysis.photo", "tracker.services.regions"),
        ("tracker.services.intake", "cv2"),
        ("tracker.ui.screens.compare", "sqlalchemy"),
        ("tracker.ui.screens.compare", "pandas"),
        ("tracker.web.photo", "tracker.ui.charts"),
    ],
)
def test_the_law_catches_a_break(module: str, imported: str) -> None:
    assert broken_laws(module, imported)


def test_migrations_are_one_chain_in_the_order_of_their_numbers() -> None:
    """Two that take the same number would hide one of them: each follows the one before."""
    files = sorted((TOP / "tracker" / "store" / "migrations" / "versions").glob("m*.py"))
    said = []
    for file in files:
        names = dict(
            re.findall(r'^(revision|down_revision) = (?:"(\d+)"|None)', file.read_text(), re.MULTILINE)
        )
        said.append((names["down_revision"], names["revision"]))
    numbers = ["", *(f"{number:04d}" for number in range(1, len(files) + 1))]
    assert said == list(pairwise(numbers))
    assert [file.name[1:5] for file in files] == numbers[1:]
