"""How consents read on a page: as a badge, as answers, as lines of a list."""

from datetime import datetime

from tracker.model import ConsentScope, ConsentStanding, ConsentStatus, SignedForm
from tracker.texts import gettext as _
from tracker.ui import words

# colour and sign for each status: told apart without colour by the sign and the words
_LOOKS = {
    ConsentStatus.NOT_RECORDED: ("gray", "help"),
    ConsentStatus.ACTIVE: ("green", "check_circle"),
    ConsentStatus.EXPIRED: ("orange", "event_busy"),
    ConsentStatus.WITHDRAWN: ("red", "undo"),
    ConsentStatus.REFUSED: ("red", "block"),
    ConsentStatus.SUPERSEDED: ("gray", "history"),
}
_FOR_OTHERS = frozenset(ConsentScope) - {ConsentScope.TREATMENT_RECORD, ConsentScope.PATIENT_VIEW}


def badge_of(standing: ConsentStanding, at: datetime) -> str:
    """The badge beside the identity, as Markdown: sign, colour, and what is allowed in a few words."""
    status = standing.status(at)
    colour, sign = _LOOKS[status]
    if standing.is_expiring(at):
        colour, sign = "orange", "schedule"
    return f":{colour}-badge[:material/{sign}: {words.plain(standing_words(standing, at))}]"


def standing_words(standing: ConsentStanding, at: datetime) -> str:
    """What a patient allows at a moment, in a few words."""
    if standing.status(at) is not ConsentStatus.ACTIVE:
        return _("Consent: {status}", status=standing.status(at).label)
    allowed = scopes_in_short(standing.allowed(at))
    parts = [_("Consent: {uses}", uses=allowed)]
    if standing.allowed(at) & _FOR_OTHERS:
        parts.append(_("face may show") if standing.is_face_allowed(at) else _("face not recognisable"))
    if standing.consent and standing.consent.expires_at and standing.is_expiring(at):
        parts.append(_("expires {day}", day=words.local_day(standing.consent.expires_at)))
    return " · ".join(parts)


def scopes_in_short(scopes: frozenset[ConsentScope]) -> str:
    """Uses in one line, marketing by all its channels as one word.

    >>> scopes_in_short(frozenset({ConsentScope.TEACHING, ConsentScope.PRINT}))
    'teaching, marketing: print'
    """
    if scopes == frozenset(ConsentScope):
        return _("all uses")
    marketing = frozenset(scope for scope in ConsentScope if scope.is_marketing)
    rest = scopes - marketing if marketing <= scopes else scopes
    said = [scope.label for scope in ConsentScope if scope in rest]
    return ", ".join([*said, _("marketing")] if rest != scopes else said) or _("nothing")


def signed_line(signed: SignedForm) -> str:
    """One signed form in one line: when, by whom, what it is worth now."""
    answers = signed.consent.answers
    return _(
        "{day}, by {name} ({relation}), form version {version}: {status}",
        day=words.local_day(signed.consent.signed_at),
        name=answers.signer_name,
        relation=answers.relation.label,
        version=signed.form.version,
        status=signed.status.label,
    )


def answer_words(standing: ConsentStanding, scope: ConsentScope) -> str:
    """Yes, no, withdrawn or not asked."""
    answers = standing.consent.answers.scopes if standing.consent else {}
    if scope in standing.withdrawn:
        return _("✕ withdrawn")
    if scope not in answers:
        return _("– not asked")
    return _("✓ yes") if answers[scope] else _("✕ no")
