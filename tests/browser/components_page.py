"""One component at a time, chosen by ``?show=``; what arrives in Python is written below it."""

import json
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from tracker.errors import InvalidInput
from tracker.model import Ellipse, PointPairs, Polygon, RegionRole, Similarity, shape_to_json
from tracker.ui.components import (
    DrawnRegion,
    DrawnRing,
    Frame,
    MarkedPhoto,
    PairAsked,
    ViewStrip,
    compare_photos,
    draw_regions,
    lay_over,
    mark_pairs,
    watch_session,
)
from tracker.ui.components.signature import draw_signature
from tracker.ui.photo_grid import GridPhoto, photo_grid_html

WIDTH, HEIGHT = 3000, 4000


SESSIONS = {
    1: ("baseline", "3 May 2026", "before treatment"),
    2: ("treatment", "31 May 2026", "before treatment"),
    3: ("early check", "1 June 2026", "1 day after treatment"),
    4: ("day 84", "26 July 2026", "84 days after treatment"),
}


LEFT_SESSIONS = [1, 3, 4]


def frames_of(*, numbers: Sequence[int], right: str) -> list[Frame]:
    """Sessions of drawn pictures: odd ones look like "a", even ones like "b", the last like ``right``."""
    width, height = (int(part) for part in st.query_params.get("size", "900x1200").split("x"))
    trust = [kind for kind in st.query_params.get("trust", "").split(",") if kind] or ["", ""]
    refused = [int(number) for number in st.query_params.get("refused", "").split(",") if number]
    frames = []
    for number in numbers:
        kind, date, days = SESSIONS[number]
        name = right if number == numbers[-1] else "ab"[(number - 1) % 2]
        veil = trust[number == numbers[-1]]
        is_refused = number in refused
        frames.append(
            Frame(
                id=f"s{number}",
                title=f"Session {number} · {kind}",
                date=date,
                days=days,
                short_title=f"Session {number}",
                alt=f"Front, session {number}",
                thumb_url="/picture/a/90/120" if name == "a" else "/picture/b/90/120",
                screen_url=f"/picture/{name}/{width + number}/{height}",
                full_size=(width, height),
                digest=f"{number:064x}",
                aligned_url="" if is_refused else f"/picture/{name}/{width}/{height}?session={number}",
                aligned_small_url="" if is_refused else f"/picture/{name}/{width // 2}/{height // 2}?small",
                trust_url=f"/trust/{veil}" if veil else "",
                badge_level="refused" if is_refused else "good",
                badge_short="not aligned" if is_refused else "good, 0.3 mm",
                badge_words="not aligned: too blurred" if is_refused else "alignment good (within 0.3 mm)",
                problem=f"Session {number} can't be compared. It is too blurred." if is_refused else "",
                findings=["Session 3: The light is warmer."] if number == 3 else [],
            )
        )
    return frames


def show_compare() -> None:
    width, height = (int(part) for part in st.query_params.get("size", "900x1200").split("x"))
    numbers = [int(n) for n in st.query_params.get("sessions", "1,4").split(",")]
    if st.button("Rerun"):
        st.session_state.is_rerun = True
    view = st.query_params.get("view", "front")
    if view == "left":
        numbers = LEFT_SESSIONS
    frames = frames_of(numbers=numbers, right="broken" if st.toggle("Broken") else "b")
    if "is_rerun" in st.session_state:
        frames[-1] = replace(frames[-1], date=f"{frames[-1].date}, after a rerun")
    ids = [frame.id for frame in frames]
    asked = PairAsked(
        st.query_params.get("left", ids[0]),
        st.query_params.get("right", ids[-1]),
        st.query_params.get("mode", "slider"),
    )
    others = []
    if "views" in st.query_params:
        name, sessions = ("Front", [1, 2, 3, 4]) if view == "left" else ("Left 45°", LEFT_SESSIONS)
        other = "front" if view == "left" else "left"
        others = [ViewStrip(other, name, frames_of(numbers=sessions, right="b"))]
    chosen = compare_photos(
        shown=ViewStrip(view, "Left 45°" if view == "left" else "Front", frames),
        others=others,
        asked=asked,
        baseline=ids[0],
        reference_size=(width, height),
        subject="Meyer, Anna · A-17 · Front",
        mm_across=None if "unscaled" in st.query_params else 180.0,
        is_scale_estimated="estimated" in st.query_params,
        reference_digest=f"{1:064x}",
        height_px=640,
        is_plain="plain" in st.query_params,
        key="viewer",
    )
    if chosen is not None:
        st.session_state.setdefault("chosen", []).append([chosen.left, chosen.right, chosen.mode])
        if chosen.view != view:
            st.query_params.update(view=chosen.view, left=chosen.left, right=chosen.right, mode=chosen.mode)
            st.rerun()
    st.write("The page goes on below.")
    st.code(json.dumps(st.session_state.get("chosen", [])), language=None)
    st.html("<div style='height: 900px'></div>")


RING = DrawnRing(
    "skin around Left cheek",
    (
        ((1200, 300), (1200, 1500), (2800, 1500), (2800, 300)),
        ((1400, 500), (1400, 1300), (2600, 1300), (2600, 500)),
    ),
)


def offer_rerun() -> None:
    """A button, and how often it was pressed: a test can wait until the page was run again."""
    reruns = st.session_state.get("reruns", 0) + st.button("Rerun")
    st.session_state.reruns = reruns
    st.write(f"Reruns: {reruns}")


def show_regions() -> None:
    stored = st.session_state.setdefault(
        "stored",
        [
            DrawnRegion("r1", "Left cheek", RegionRole.TREATED, Ellipse((2000, 900), 500, 350, 20)),
            DrawnRegion(
                "r2",
                "Below the ear",
                RegionRole.UNTREATED,
                Polygon(((2600, 2200), (2600, 2700), (3200, 2750), (3300, 2300))),
            ),
        ],
    )
    offer_rerun()
    try:
        event = draw_regions(
            photo_url="/picture/a/900/1200",
            photo_width_px=WIDTH,
            photo_height_px=HEIGHT,
            regions=stored,
            rings=[RING] if "ring" in st.query_params else (),
            key="editor",
        )
    except InvalidInput as error:
        st.error(str(error))
        return
    if event is not None:
        shape = shape_to_json(event.shape) if event.shape else None
        log = {"kind": event.kind, "id": event.id, "shape": shape, "length_px": event.length_px}
        st.session_state.setdefault("log", []).append(log)
        if event.kind == "drawn" and event.shape and "keep" in st.query_params:
            name = f"Region {len(stored) + 1}"
            stored.append(DrawnRegion(f"r{len(stored) + 1}", name, RegionRole.TREATED, event.shape))
            st.rerun()
        if event.kind == "edited" and event.shape and "refuse" not in st.query_params:
            st.session_state.stored = [
                replace(region, shape=event.shape) if region.id == event.id else region for region in stored
            ]
            st.rerun()
        if event.kind == "delete":
            st.session_state.stored = [region for region in stored if region.id != event.id]
            st.rerun()
    st.code(json.dumps(st.session_state.get("log", [])), language=None)


def show_pairs() -> None:
    offer_rerun()
    start = PointPairs(((900, 900), (900, 2100), (2600, 1500)), ((950, 880), (950, 2080), (2650, 1480)))
    event = mark_pairs(
        reference=MarkedPhoto(
            "/picture/a/900/1200", "Session 1", ("Reference photo", "Session 1 · baseline"), (WIDTH, HEIGHT)
        ),
        moving=MarkedPhoto(
            "/picture/b/900/1200", "Session 4", ("Photo to align", "Session 4 · follow-up"), (WIDTH, HEIGHT)
        ),
        pairs=start if "start" in st.query_params else None,
        key="pairs",
    )
    if event is not None:
        pairs = event.pairs
        log = {"kind": event.kind, "pairs": [pairs.reference_rc, pairs.moving_rc] if pairs else None}
        st.session_state.setdefault("log", []).append(log)
    st.code(json.dumps(st.session_state.get("log", [])), language=None)


def show_lay() -> None:
    offer_rerun()
    moved = [float(part) for part in st.query_params.get("start", "0,0,0,1").split(",")]
    event = lay_over(
        reference=MarkedPhoto(
            "/picture/a/900/1200", "Session 1", ("Reference photo", "Session 1 · baseline"), (WIDTH, HEIGHT)
        ),
        moving=MarkedPhoto(
            "/picture/b/900/1200", "Session 4", ("Photo to align", "Session 4 · follow-up"), (WIDTH, HEIGHT)
        ),
        start=Similarity((moved[0], moved[1]), moved[2], moved[3]),
        mm_per_px=0.05,
        is_scale_measured="measured" in st.query_params,
        key="lay",
    )
    if event is not None:
        to = event.similarity
        log = {"kind": event.kind, "to": [*to.shift_rc, to.turn_deg, to.scale] if to else None}
        st.session_state.setdefault("log", []).append(log)
    st.code(json.dumps(st.session_state.get("log", [])), language=None)


def show_signature() -> None:
    offer_rerun()
    strokes = draw_signature(label="Field for the signature", key="signature")
    st.code(json.dumps(strokes), language=None)


def show_watch() -> None:
    watch_session()
    st.button("Rerun")
    st.write("A patient's page")


def show_grid() -> None:
    photos = [
        GridPhoto(
            f"/picture/{'a' if number % 2 else 'b'}/300/400",
            f"Front, session {number}",
            300,
            400,
            href="/?show=compare",
            badge=f"Session {number}",
            caption_lines=("3 May 2026", "28 days after the last treatment"),
        )
        for number in range(1, 13)
    ]
    st.html(photo_grid_html(photos[:9], layout="strip"))
    st.html(photo_grid_html(photos))


st.set_page_config(page_title="Components", layout="wide")
{
    "compare": show_compare,
    "regions": show_regions,
    "pairs": show_pairs,
    "lay": show_lay,
    "signature": show_signature,
    "watch": show_watch,
    "grid": show_grid,
}[st.query_params.get("show", "compare")]()
