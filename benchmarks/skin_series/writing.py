"""Series as files: photos, masks, and one table of truth and camera settings."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np

from benchmarks.skin_series.conditions import Conditions, draw
from benchmarks.skin_series.people import KINDS, PROPERTIES, Person, sessions
from benchmarks.skin_series.photograph import photograph
from benchmarks.skin_series.scene import Scene, scene
from benchmarks.skin_series.sensor import write_jpeg
from benchmarks.skin_series.truth import truth

_FIRST_SHOT = {"ctrl": 0, "free": len(KINDS)}
_SETTINGS = {
    "ev": "exposure_ev",
    "dT": "temperature_k",
    "tint": "tint",
    "blur": "blur_px",
    "scale": "scale",
    "noise": "noise",
    "jpeg": "jpeg_quality",
    "420": "is_chroma_halved",
    "lamp": "lamp_deg",
    "gloss": "gloss",
    "turn": "turn_deg",
    "tilt": "tilt_deg",
    "tone": "tone",
}


def write_series(folder: Path, persons: Iterable[Person], *, protocols: Iterable[str]) -> int:
    """Write series and their ``truth.csv``.

    Parameters
    ----------
    folder : Path
        Made if it isn't there.
    persons : iterable of Person
    protocols : iterable of str

    Returns
    -------
    int
        How many photos.
    """
    folder.mkdir(parents=True, exist_ok=True)
    protocols = tuple(protocols)
    rows = [row for person in persons for row in _rows(folder, person, protocols)]
    rows.sort(key=lambda row: (row["subject"], row["proto"], row["session"]))
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0])
        table.writeheader()
        table.writerows(rows)
    return len(rows)


def _rows(folder: Path, person: Person, protocols: tuple[str, ...]) -> Iterator[dict[str, object]]:
    """Photograph one person; sessions without a change share their maps."""
    now: Scene | None = None
    known: dict[str, float] = {}
    for session, severity in enumerate(sessions(person)):
        if now is None or now.severity != severity:
            now = scene(person, severity)
            known = truth(now)
        for protocol in protocols:
            conditions = draw(protocol, person, session)
            name = f"s{person.number:03d}_{protocol}_{session}"
            _write_photo(folder / name, now, conditions, shot=_FIRST_SHOT[protocol] + session)
            yield {
                "file": f"{name}.jpg",
                "subject": person.number,
                "tone": person.ita_deg,
                "proto": protocol,
                "session": session,
                "kind": KINDS[session],
                "mm_per_px": round(conditions.mm_per_px, 6),
                **{column: _short(value) for column, value in known.items()},
                **{f"sev_{p}": _short(getattr(severity, p)) for p in PROPERTIES},
                **_settings(conditions),
            }


def _write_photo(stem: Path, now: Scene, conditions: Conditions, *, shot: int) -> None:
    photo = photograph(now, conditions, shot=shot)
    settings = {"quality": conditions.jpeg_quality, "is_chroma_halved": conditions.is_chroma_halved}
    stem.with_suffix(".jpg").write_bytes(write_jpeg(photo.rgb, **settings))
    cv2.imwrite(str(stem.with_name(stem.name + "_mask.png")), photo.mask)


def _settings(conditions: Conditions) -> dict[str, object]:
    """The columns ``cam_*``; a metric must not use them."""
    drawn = asdict(conditions)
    columns: dict[str, object] = {f"cam_{short}": _short(drawn[name]) for short, name in _SETTINGS.items()}
    columns["cam_grad"] = _short(float(np.hypot(*conditions.gradient)))
    return columns | {"flush": _short(float(np.exp(conditions.flush)))}


def _short(value: float) -> float:
    return float(f"{value:.5g}")
