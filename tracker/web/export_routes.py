"""Files that leave: made when they are asked for, written down by the services, kept nowhere.

A form asks for each by POST: what was typed, such as a name to filter by, stands in no address, and no link
on another site makes a file leave. Streamlit's own downloads would keep the bytes in its memory, for
whoever knows their address.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tracker.errors import ConsentMissing, InvalidInput
from tracker.model import Actor, CopyFormat, Outcome, View
from tracker.rights import Action, require
from tracker.services import auditing, bulk_import, comparison_copies, consents, progress
from tracker.store.audit import AuditFilter
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.web.answers import answer
from tracker.web.copy_preview_route import read_wanted
from tracker.web.pages import read_form
from tracker.web.site import Site


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for a file, when, and what the address and the form say of it."""

    store: Store
    actor: Actor
    at: datetime
    path: Mapping[str, str]
    form: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that leaves; its name is nobody's."""

    name: str
    media_type: str
    content: bytes


Value = TypeVar("Value")
Make = Callable[[Asked], MadeFile]
_CSV = "text/csv; charset=utf-8"


def export_routes(site: Site) -> list[Route]:
    """``POST /export/...``: the file as a download; right and password are asked for by each service."""
    return [
        _route(site, "/export/readings/{series_id}", Action.EXPORT, _make_readings),
        _route(site, "/export/released/{patient_id}", Action.EXPORT, _make_released),
        _route(site, "/export/comparison/{left}/{right}", Action.EXPORT, _make_comparison),
        _route(site, "/export/import/{import_id}", Action.IMPORT, _make_import_report),
        _route(site, "/export/audit", Action.READ_AUDIT, _make_events),
    ]


def _route(site: Site, path: str, action: Action, make: Make) -> Route:
    async def hand_out(request: Request) -> Response:
        form = await read_form(request)

        def read(request: Request, actor: Actor) -> Response:
            # the services ask as well; here before a field of the form is looked at
            require(actor, action)
            return _hand_out(make, Asked(site.store, actor, site.now(), request.path_params, form))

        return await answer(site, request, read)

    return Route(path, hand_out, methods=["POST"])


def _hand_out(make: Make, asked: Asked) -> Response:
    """The file; 400 where the form makes no sense, 409 where the patient doesn't allow it."""
    try:
        made = make(asked)
    except InvalidInput as error:
        return PlainTextResponse(str(error), 400)
    except ConsentMissing as error:
        return PlainTextResponse(str(error), 409)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Response(made.content, media_type=made.media_type, headers=headers)


def _make_readings(asked: Asked) -> MadeFile:
    series_id, method = asked.path["series_id"], asked.form.get("measured_by", "")
    made = progress.export_readings(
        asked.store, asked.actor, series_id, _read(asked, "view", View.parse), method=method, at=asked.at
    )
    name = "-".join(["progress", series_id[:8], *([method] if method else [])])
    return MadeFile(f"{name}.csv", _CSV, made)


def _make_released(asked: Asked) -> MadeFile:
    patient_id = asked.path["patient_id"]
    made = consents.export_released(asked.store, asked.actor, patient_id, now=asked.at)
    return MadeFile(f"left-{patient_id[:8]}.csv", _CSV, made)


def _make_comparison(asked: Asked) -> MadeFile:
    wanted = read_wanted(asked.path, asked.form)
    file_format = _read(asked, "format", CopyFormat)
    made = comparison_copies.make_copy(
        asked.store,
        asked.actor,
        wanted,
        file_format=file_format,
        recipient=asked.form.get("recipient", ""),
        is_checked=asked.form.get("checked") == "yes",
        at=asked.at,
    )
    name = f"comparison-{wanted.left_digest[:8]}-{wanted.right_digest[:8]}.{file_format.value}"
    return MadeFile(name, file_format.media_type, made)


def _make_import_report(asked: Asked) -> MadeFile:
    made = bulk_import.import_report(asked.store, asked.actor, asked.path["import_id"], now=asked.at)
    return MadeFile("import.csv", _CSV, made)


def _make_events(asked: Asked) -> MadeFile:
    outcome = _read(asked, "outcome", Outcome) if asked.form.get("outcome") else None
    wanted = AuditFilter(
        since=_read_moment(asked, "since"),
        until=_read_moment(asked, "until"),
        user=asked.form.get("user", ""),
        action=asked.form.get("deed", ""),
        outcome=outcome,
    )
    return MadeFile("audit.csv", _CSV, auditing.export_events(asked.store, asked.actor, wanted, at=asked.at))


def _read(asked: Asked, field: str, parse: Callable[[str], Value]) -> Value:
    """One field of the form.

    Raises
    ------
    InvalidInput
        If it makes no sense.
    """
    try:
        return parse(asked.form.get(field, ""))
    except ValueError as error:
        raise InvalidInput(_("This form makes no sense: load the page again."), field=field) from error


def _read_moment(asked: Asked, field: str) -> datetime | None:
    """A moment with its offset from UTC; None where the field is empty."""
    if not asked.form.get(field):
        return None
    moment = _read(asked, field, datetime.fromisoformat)
    if moment.tzinfo is None:
        raise InvalidInput(_("This form makes no sense: load the page again."), field=field)
    return moment
