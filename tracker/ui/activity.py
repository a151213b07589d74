"""Telling a person's doings from a page that refreshes itself."""

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from streamlit.proto.BackMsg_pb2 import BackMsg


def is_activity(message: bytes) -> bool:
    """Whether a websocket message from the browser was caused by a person.

    A fragment with ``run_every`` asks for its rerun by itself, and marks it so; so does a host's
    heartbeat. Widgets, page changes and uploads are a person's.
    """
    try:
        parsed = BackMsg.FromString(message)
    except DecodeError:
        return False
    kind = parsed.WhichOneof("type")
    if kind == "rerun_script":
        return not parsed.rerun_script.is_auto_rerun
    return bool(kind == "file_urls_request")
