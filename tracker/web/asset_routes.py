"""What needs no sign-in and says nothing: style, icon, and whether the server answers."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tracker.language.components import imported_scripts
from tracker.web.pages import FRONTEND

_FOLDER = Path(__file__).parent / "assets"
# every file by name: nothing typed into an address becomes a path
_ASSETS = {
    "/assets/colours.css": ("colours.css", "text/css"),
    "/assets/pages.css": ("pages.css", "text/css"),
    "/assets/time_zone.js": ("time_zone.js", "text/javascript"),
    "/assets/phone.css": ("phone.css", "text/css"),
    "/assets/phone_start.js": ("phone_start.js", "text/javascript"),
    "/assets/phone_camera.js": ("phone_camera.js", "text/javascript"),
    "/assets/document.css": ("document.css", "text/css"),
    "/assets/print.js": ("print.js", "text/javascript"),
    "/assets/share.css": ("share.css", "text/css"),
    "/assets/share_start.js": ("share_start.js", "text/javascript"),
    "/assets/share_pages.js": ("share_pages.js", "text/javascript"),
    "/assets/share_compare.js": ("share_compare.js", "text/javascript"),
    "/assets/share_add.js": ("share_add.js", "text/javascript"),
    "/assets/icon.svg": ("icon.svg", "image/svg+xml"),
    "/favicon.ico": ("icon.svg", "image/svg+xml"),
    "/favicon.png": ("icon.svg", "image/svg+xml"),
}

_TYPES = {".js": "text/javascript", ".css": "text/css"}
# the camera of the phone's page is the app's: the same modules, which the browser joins by itself
CAMERA_FILES = [
    *imported_scripts(FRONTEND / "capture_tool.js"),
    *(FRONTEND / name for name in ("capture.html", "shared.css", "capture.css")),
]


def asset_routes() -> list[Route]:
    """What is answered here."""
    assets = [Route(path, show_asset, methods=["GET"]) for path in _CONTENTS]
    return [*assets, Route("/healthz", show_health, methods=["GET"])]


async def show_asset(request: Request) -> Response:
    """A file of the server-rendered pages."""
    content, media_type = _CONTENTS[request.url.path]
    return Response(content, media_type=media_type)


async def show_health(_request: Request) -> Response:
    """Say that the server answers."""
    return JSONResponse({"ok": True})


_CONTENTS = {path: ((_FOLDER / name).read_bytes(), kind) for path, (name, kind) in _ASSETS.items()} | {
    f"/assets/camera/{file.name}": (file.read_bytes(), _TYPES[file.suffix])
    for file in CAMERA_FILES
    if file.suffix in _TYPES
}
