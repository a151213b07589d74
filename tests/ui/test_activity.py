"""Telling a person's doings from a page that refreshes itself."""

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from tracker.ui.activity import is_activity


def message(**fields: object) -> bytes:
    return bytes(BackMsg(**fields).SerializeToString())


def rerun(*, is_auto: bool, fragment: str = "") -> bytes:
    built = BackMsg()
    built.rerun_script.is_auto_rerun = is_auto
    built.rerun_script.fragment_id = fragment
    return bytes(built.SerializeToString())


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (rerun(is_auto=False), True),
        (rerun(is_auto=False, fragment="f"), True),
        (rerun(is_auto=True, fragment="f"), False),
        (message(app_heartbeat=True), False),
        (message(stop_script=True), False),
        (b"", False),
        (b"\xff\xff no message", False),
    ],
)
def test_only_what_a_person_causes_is_activity(data: bytes, expected: bool):
    assert is_activity(data) is expected


def test_choosing_files_is_activity():
    built = BackMsg()
    built.file_urls_request.file_names.append("front.jpg")
    assert is_activity(built.SerializeToString()) is True
