"""A tiny program around the components: generated pictures, the strict headers, no sign-in."""

import io
from collections import Counter
from pathlib import Path

import streamlit as st
from PIL import Image, ImageDraw
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; script-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; frame-ancestors 'none'"
)
SKIN = {"a": ((214, 168, 142), (196, 92, 84)), "b": ((206, 164, 140), (200, 138, 120))}


class StrictHeaders:
    """The content security policy that the product sends."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Content-Security-Policy"] = POLICY
            await send(message)

        await self.app(scope, receive, send_with_policy)


def draw_picture(name: str, width: int, height: int) -> bytes:
    """Skin-coloured ground, a grid every tenth, spots that differ between "a" and "b"."""
    ground, spots = SKIN[name]
    picture = Image.new("RGB", (width, height), ground)
    pen = ImageDraw.Draw(picture)
    shade = tuple(int(0.94 * channel) for channel in ground)
    for step in range(1, 10):
        pen.line([(width * step // 10, 0), (width * step // 10, height)], fill=shade, width=2)
        pen.line([(0, height * step // 10), (width, height * step // 10)], fill=shade, width=2)
    for index in range(40):
        x, y = (index * 379) % width, (index * 613) % height
        size = (7 if name == "a" else 4) + index % 5
        pen.ellipse([x - size, y - size, x + size, y + size], fill=spots)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def draw_trust(kind: str) -> bytes:
    """60 % grey over the upper left or upper right quarter, over nothing, or no picture at all."""
    veil = Image.new("RGBA", (192, 256), (119, 119, 119, 0))
    pen = ImageDraw.Draw(veil)
    if kind != "clear":
        left = 0 if kind == "left" else 96
        pen.rectangle([left, 0, left + 95, 127], fill=(119, 119, 119, 153))
    stream = io.BytesIO()
    veil.save(stream, "WEBP", lossless=True, exact=True)
    return stream.getvalue()


async def trust(request: Request) -> Response:
    kind = request.path_params["kind"]
    if kind == "missing":
        return Response("no picture", 404)
    return Response(draw_trust(kind), media_type="image/webp")


async def picture(request: Request) -> Response:
    if request.path_params["name"] == "broken":
        return Response("no picture", 404)
    size = request.path_params["width"], request.path_params["height"]
    return Response(draw_picture(request.path_params["name"], *size), media_type="image/png")


KIND = {
    "unit": "a*",
    "threshold": 1.2,
    "range": 4.0,
    "smoothing_mm": 3.5,
    "smoothing_share": 0.03,
    "shown": 0.9,
    "rose": 0.004,
    "fell": 0.14,
    "colours": {"fell": ["#ccd9f0"] * 7 + ["#3060b0"], "rose": ["#f0d9c0"] * 7 + ["#b06020"]},
}
FELL, ROSE = (48, 96, 176), (176, 96, 32)
asked_for_maps: Counter[str] = Counter()


def places_of_map() -> dict[str, object]:
    """12 rows by 9 columns: a fall at the upper left, a rise in a lower cell, nothing to say at the right."""
    values: list[int | None] = []
    changed = ""
    for row in range(12):
        for column in range(9):
            is_fall, is_rise = row < 6 and column < 4, (row, column) == (9, 6)
            values.append(None if column == 8 else -23 if is_fall else 31 if is_rise else 4)
            changed += "-" if is_fall else "+" if is_rise else "."
    return {"rows": 12, "columns": 9, "cell": 1, "values": values, "changed": changed}


async def change_map(request: Request) -> Response:
    """Ready at the second time of asking; session 3's pictures can't be compared at all."""
    left, right = (int(request.path_params[side], 16) for side in ("left", "right"))
    if 3 in (left, right):
        return Response("These photos are not aligned like this (any more): load the page again.", 404)
    asked_for_maps[f"{left}-{right}"] += 1
    if asked_for_maps[f"{left}-{right}"] == 1:
        return Response("being made", 404, {"Retry-After": "1"})
    redness = {**KIND, "places": places_of_map()}
    texture = {"refused": "One photo shows fine detail 60% stronger than the other."}
    limits = {"redness": 1.2, "texture": 40.0}
    return JSONResponse(
        {"key": "k", "redness": redness, "texture": texture, "limits": limits, "is_scale_measured": True}
    )


async def change_picture(_: Request) -> Response:
    picture = Image.new("RGBA", (90, 120), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rectangle([0, 0, 39, 59], fill=(*FELL, 255))
    pen.rectangle([60, 90, 69, 99], fill=(*ROSE, 255))
    stream = io.BytesIO()
    picture.save(stream, "WEBP", lossless=True, exact=True)
    return Response(stream.getvalue(), media_type="image/webp")


async def ping(_: Request) -> Response:
    return Response(status_code=204)


app = st.App(
    Path(__file__).with_name("components_page.py"),
    routes=[
        Route("/picture/{name}/{width:int}/{height:int}", picture),
        Route("/trust/{kind}", trust),
        Route("/pair/{left}/{right}/change", change_map),
        Route("/pair/{left}/{right}/change/{key}/{kind}", change_picture),
        Route("/auth/ping", ping),
    ],
    middleware=[Middleware(StrictHeaders)],
)
