"""A patient's own data as one file: asked for, made by the worker, handed out, deleted a day later."""

from tracker.services.record_copies.handing_out import (
    Download,
    list_copies,
    open_copy,
    request_copy,
)
from tracker.services.record_copies.making import clear_expired, make_copy

__all__ = ["Download", "clear_expired", "list_copies", "make_copy", "open_copy", "request_copy"]
