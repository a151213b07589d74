"""Folders of old photos as clinics have them: small JPEGs of noise, some with the camera's time."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from PIL import Image
from PIL.ExifTags import IFD, Base

from tracker.imaging.sandbox import DecodeSandbox
from tracker.model import Actor, FileState, ImportFile, Role
from tracker.services import bulk_import
from tracker.store import users
from tracker.store.opening import Store

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Madrid")
OWNER = Actor("0" * 32, "Dr Eva Muster", Role.OWNER)
ANNA = "A-17_Meyer_Anna_1984-03-09"
BEA = "B-2_Núñez_Bea_09.12.1990"
TEMPLATE = "{chart}_{family}_{given}_{born}/{treatment}/{date}/{view}"


def jpeg(seed: int, *, taken: str = "", offset: str = "", side: int = 208) -> bytes:
    """A photo that no other seed makes; ``taken`` as cameras write it: 2024:03:01 10:30:00."""
    rgb = np.random.default_rng(seed).integers(80, 200, (side, side, 3), dtype=np.uint8)
    exif = Image.Exif()
    if taken:
        exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = taken
    if offset:
        exif.get_ifd(IFD.Exif)[Base.OffsetTimeOriginal] = offset
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "JPEG", quality=85, exif=exif)
    return out.getvalue()


def lay(folder: Path, files: dict[str, bytes]) -> Path:
    """Write files into a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def pack(path: Path, files: dict[str, bytes]) -> Path:
    """Write files into a ZIP."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return path


def two_patients() -> dict[str, bytes]:
    """Two patients; one with two days of two views, the other with one."""
    return {
        f"{ANNA}/Microneedling/2024-03-01/front.jpg": jpeg(1),
        f"{ANNA}/Microneedling/2024-03-01/L45.jpg": jpeg(2),
        f"{ANNA}/Microneedling/2024-04-05/Frontal.jpg": jpeg(3),
        f"{ANNA}/Microneedling/2024-04-05/left 45.jpg": jpeg(4),
        f"{BEA}/Peeling/2025-01-31/perfil izquierdo.jpg": jpeg(5),
    }


def plan(
    store: Store, source: Path, sandbox: DecodeSandbox, template: str = TEMPLATE, *, actor: Actor = OWNER
) -> list[ImportFile]:
    names = bulk_import.parse_template(template)
    with bulk_import.open_source(source) as opened:
        return bulk_import.plan_import(store, actor, opened, names, [sandbox], zone=ZONE, now=NOW)


def take(
    store: Store, source: Path, files: list[ImportFile], sandbox: DecodeSandbox, *, actor: Actor = OWNER
) -> list[ImportFile]:
    with bulk_import.open_source(source) as opened:
        return list(
            bulk_import.take_files(
                store, actor, opened, files, [sandbox, sandbox], zone=ZONE, clock=lambda: NOW
            )
        )


def states(files: list[ImportFile]) -> dict[str, FileState]:
    return {file.name: file.state for file in files}


def reasons(files: list[ImportFile]) -> dict[str, str]:
    return {file.name: str(file.reason) for file in files if file.state is FileState.LEFT_OUT}


def add_owner(store: Store, name: str = "eva", role: Role = Role.OWNER) -> None:
    shown = f"Dr {name.title()} Muster"
    users.add_user(store, name=name, display_name=shown, role=role, password="unused here", at=NOW)
