"""A consent as it was signed, to be read and printed."""

from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tracker.language import catalogue
from tracker.model import (
    PAD_HEIGHT,
    PAD_WIDTH,
    Actor,
    ConsentScope,
    Patient,
    SignedForm,
    Stroke,
    Withdrawal,
)
from tracker.services import auditing, clinic, consents
from tracker.texts import gettext as _
from tracker.texts import speaking, written_day
from tracker.web.answers import reading_route
from tracker.web.pages import render_page
from tracker.web.site import Site


def signed_consent_routes(site: Site) -> list[Route]:
    """``GET /signed-consent/{consent_id}``: a signed form with its very text, answers and signature."""
    return [reading_route(site, "/signed-consent/{consent_id}", _show)]


def _show(site: Site, request: Request, actor: Actor) -> Response:
    """The form in the language in which it was signed."""
    store, now = site.store, site.now()
    patient, signed = consents.read_signed(store, actor, request.path_params["consent_id"], now=now)
    auditing.record_view(
        store, actor, kind="signed consent", object_id=signed.consent.id, patient_id=patient.id, at=now
    )
    zone = ZoneInfo(clinic.read(store).time_zone)
    with speaking(catalogue(signed.form.said.language)):
        return render_page("signed_consent.html", _values(patient, signed, zone))


def _values(patient: Patient, signed: SignedForm, zone: ZoneInfo) -> dict[str, object]:
    form, answers = signed.form.said, signed.consent.answers
    asked = [(question, _yes_or_no(answers.scopes[scope])) for scope, question in form.questions.items()]
    return {
        "form": form,
        "paragraphs": form.text.split("\n\n"),
        "patient_line": _patient_line(patient),
        "answers": [*asked, (form.face_question, _yes_or_no(answers.is_face_allowed))],
        "signed_line": _(
            "Answered on {day} by {name} ({relation}); recorded by {recorder}.",
            day=f"{written_day(signed.consent.signed_at.astimezone(zone).date())}, "
            f"{signed.consent.signed_at.astimezone(zone):%H:%M}",
            name=answers.signer_name,
            relation=answers.relation.label,
            recorder=signed.consent.recorded_by,
        ),
        "strokes": [_path(stroke) for stroke in answers.signature.strokes],
        "typed": answers.signature.typed,
        "width": PAD_WIDTH,
        "height": PAD_HEIGHT,
        "lines": _lines(signed, zone),
        "digest_line": _(
            "Form version {version}, SHA-256 of its text {digest}",
            version=signed.form.version,
            digest=form.digest,
        ),
    }


def _lines(signed: SignedForm, zone: ZoneInfo) -> list[str]:
    """What this consent is worth now, and what was taken back of it."""
    lines = [_("Status: {status}.", status=signed.status.label)]
    if signed.consent.expires_at:
        day = written_day(signed.consent.expires_at.astimezone(zone).date())
        lines.append(_("The answers count until {day}, or until they are withdrawn.", day=day))
    return [*lines, *(_withdrawn_line(taken, zone) for taken in signed.withdrawals)]


def _withdrawn_line(taken: Withdrawal, zone: ZoneInfo) -> str:
    return _(
        "Withdrawn on {day}: {uses}. Written down by {name}.",
        day=written_day(taken.at.astimezone(zone).date()),
        uses=", ".join(scope.label for scope in ConsentScope if scope in taken.scopes),
        name=taken.recorded_by,
    )


def _patient_line(patient: Patient) -> str:
    details = patient.details
    return _(
        "{full_name} · {chart_number} · born {day}",
        full_name=patient.full_name,
        chart_number=details.chart_number,
        day=written_day(details.born_on),
    )


def _yes_or_no(is_yes: bool) -> str:
    return _("Yes") if is_yes else _("No")


def _path(stroke: Stroke) -> str:
    """An SVG path through a stroke; one point is a dot under a round end."""
    first, *others = (f"{column:g} {row:g}" for row, column in stroke)
    return f"M{first}L{'L'.join([first, *others])}"
