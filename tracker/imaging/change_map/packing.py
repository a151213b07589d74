"""A change map as one file: its legend and its pictures, whole or not at all."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import IO, Any

from tracker.imaging.change_map.change import ChangeMap
from tracker.imaging.change_map.drawing import draw_field
from tracker.imaging.change_map.legend import legend
from tracker.model import MappedChange
from tracker.texts import message_from_json

_LEGEND = "legend.json"


def pack_map(found: ChangeMap, *, photo_shape: tuple[int, int], key: str, more: Mapping[str, Any]) -> bytes:
    """Draw a map and put all of it into one file.

    Parameters
    ----------
    found : ChangeMap
    photo_shape : (rows, columns)
        Of the reference photo.
    key : str
        Names what the map was made from.
    more : mapping
        Further JSON values for the legend.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        told = {"key": key, **legend(found), **more}
        archive.writestr(_LEGEND, json.dumps(told, separators=(",", ":")), zipfile.ZIP_DEFLATED)
        for kind, field in found.fields.items():
            archive.writestr(
                f"{kind.value}.webp", draw_field(field, found.lattice, kind, photo_shape=photo_shape)
            )
    return out.getvalue()


def read_legend(file: IO[bytes]) -> dict[str, Any]:
    """The legend of a packed map, with why a kind was refused in the spoken language.

    Parameters
    ----------
    file : binary file
        Open for reading, and seekable.
    """
    with zipfile.ZipFile(file) as archive:
        told: dict[str, Any] = json.loads(archive.read(_LEGEND))
    for kind in MappedChange:
        why = told.get(kind.value, {}).get("refused")
        if isinstance(why, dict):
            told[kind.value]["refused"] = str(message_from_json(why))
    return told


def read_picture(file: IO[bytes], kind: MappedChange, *, key: str) -> bytes | None:
    """One picture of a packed map as a WebP file; None where that kind was refused, or the key is another.

    Parameters
    ----------
    file : binary file
        Open for reading, and seekable.
    """
    with zipfile.ZipFile(file) as archive:
        name = f"{kind.value}.webp"
        if json.loads(archive.read(_LEGEND))["key"] != key or name not in archive.namelist():
            return None
        return archive.read(name)
