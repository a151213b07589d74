"""One request to one address, as each route wants it."""

from urllib.parse import quote

from tests.web.serving import Answer, Visitor
from tests.web.test_capture_route import jpeg

SHOT = {"X-Tracker-View": "front", "X-Tracker-Phase": "pre"}
FRAME = bytes(2 * 2 * 3)
# what a route needs beside its address, by the beginning of its pattern; else a request is empty
_BODIES: dict[tuple[str, str], tuple[dict[str, str], bytes]] = {
    ("POST", "/import/"): ({"X-Tracker-Name": quote("a/front.jpg")}, b"bytes"),
    ("POST", "/guidance/"): (SHOT, FRAME),
    ("POST", "/export/readings/"): ({}, b"view=front"),
    ("POST", "/export/comparison/"): ({}, b"scope=teaching&format=jpg&recipient=Lecture&checked=yes"),
    ("POST", "/phone/guidance"): (SHOT, FRAME),
}
_UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
_photos_sent = 0


def ask(visitor: Visitor, method: str, route: str, address: str, **headers: str) -> Answer:
    """What somebody is answered who asks for what stands at an address of a route."""
    said, body = _sent(method, route)
    if method == "WS":
        return visitor.ask("GET", address, _UPGRADE | headers)
    return visitor.ask(method, address, said | headers, body if method in ("POST", "PUT") else None)


def _sent(method: str, route: str) -> tuple[dict[str, str], bytes]:
    if method == "POST" and route in ("/capture/{session_id}", "/phone/photo"):
        return SHOT, _new_photo()
    found = [sent for (of, start), sent in _BODIES.items() if of == method and route.startswith(start)]
    return found[0] if found else ({}, b"")


def _new_photo() -> bytes:
    """A photo that was never sent: the same one again would be refused for that."""
    global _photos_sent
    _photos_sent += 1
    return jpeg(70_000 + _photos_sent)
