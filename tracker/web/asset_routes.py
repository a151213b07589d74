"""What needs no sign-in and says nothing: style, icon, and whether the server answers."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

_FOLDER = Path(__file__).parent / "assets"
# every file by name: nothing typed into an address becomes a path
_ASSETS = {
    "/assets/pages.css": ("pages.css", "text/css"),
    "/assets/time_zone.js": ("time_zone.js", "text/javascript"),
    "/assets/icon.svg": ("icon.svg", "image/svg+xml"),
    "/favicon.ico": ("icon.svg", "image/svg+xml"),
    "/favicon.png": ("icon.svg", "image/svg+xml"),
}


def asset_routes() -> list[Route]:
    """What is answered here."""
    assets = [Route(path, show_asset, methods=["GET"]) for path in _ASSETS]
    return [*assets, Route("/healthz", show_health, methods=["GET"])]


async def show_asset(request: Request) -> Response:
    """A file of the server-rendered pages."""
    name, media_type = _ASSETS[request.url.path]
    return Response(_CONTENTS[name], media_type=media_type)


async def show_health(_request: Request) -> Response:
    """Say that the server answers."""
    return JSONResponse({"ok": True})


_CONTENTS = {name: (_FOLDER / name).read_bytes() for name, _ in _ASSETS.values()}
