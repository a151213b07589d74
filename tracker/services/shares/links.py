"""Links for patients, as the clinic's people make, watch and end them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.errors import InvalidInput
from tracker.identity.one_time_codes import plain_recovery_code
from tracker.identity.readable import readable_code
from tracker.model import Actor, ConsentScope, CopyDetails, CopyKind, Share, ShareFactor, ShareVisit
from tracker.rights import Action, require, require_confirmed
from tracker.services.shares.allowed import why_not_shared
from tracker.store import released, series, share_visits, shares
from tracker.store.opening import Store
from tracker.texts import gettext as _

DEFAULT_DAYS = 30
LONGEST_DAYS = 365
CODE_GROUPS = 2
_LETTERS = {ShareFactor.BIRTH_DATE: "b", ShareFactor.CODE: "c"}


@dataclass(frozen=True, slots=True)
class MadeShare:
    """A link as it is shown once: its token is stored nowhere, nor is the code in plain."""

    share: Share
    token: str
    code: str


@dataclass(frozen=True, slots=True)
class ListedShare:
    """A link with its openings, the latest first, and the wrong answers of the last 30 days."""

    share: Share
    visits: list[ShareVisit]
    failure_count: int


def make_share(
    store: Store, actor: Actor, series_id: str, *, factor: ShareFactor, days: int, at: datetime
) -> MadeShare:
    """Make a link by which the patient sees one series.

    Parameters
    ----------
    factor : ShareFactor
        What the patient says beside having the link.
    days : int
        How long it lasts, 1 to 365.

    Raises
    ------
    ConfirmationNeeded
        If the password was not typed lately.
    InvalidInput
        If it would last for too long, or this patient's photos may not be shared; says why.
    NotFound
        If there is no such series.
    """
    require(actor, Action.SHARE)
    require_confirmed(actor, at=at)
    if not 1 <= days <= LONGEST_DAYS:
        raise InvalidInput(_("A link lasts between 1 and {most} days.", most=LONGEST_DAYS), field="days")
    patient_id = _require_shareable(store, series_id, at)
    share_id = shares.new_share_id()
    released.release_copy(
        store,
        CopyDetails(
            CopyKind.SHARE,
            ConsentScope.PATIENT_VIEW,
            patient_id,
            series_id=series_id,
            recipient=_("the patient"),
            object_id=share_id,
        ),
        by=actor.display_name,
        at=at,
    )
    code = readable_code(CODE_GROUPS) if factor is ShareFactor.CODE else ""
    share, token = shares.make_share(
        store,
        series_id,
        share_id=share_id,
        factor=factor,
        code=plain_recovery_code(code),
        by=actor.display_name,
        at=at,
        lasts=timedelta(days=days),
    )
    return MadeShare(share, token, code)


def share_address(base: str, made: MadeShare) -> str:
    """What the patient opens.

    The token stands behind the ``#``, which browsers keep to themselves, so that no log has it; the letter
    before it says what the page asks for, so that the server needn't say anything about the link.
    """
    return f"{base}/share#{_LETTERS[made.share.factor]}-{made.token}"


def list_shares(store: Store, actor: Actor, series_id: str, *, at: datetime) -> list[ListedShare]:
    """All links of a series, the newest first."""
    require(actor, Action.SHARE)
    failures = shares.count_failures(store, series_id, since=at - share_visits.FAILURES_KEPT)
    return [
        ListedShare(share, shares.list_visits(store, share.id), failures.get(share.id, 0))
        for share in shares.list_shares(store, series_id)
    ]


def renew_code(store: Store, actor: Actor, share_id: str, *, at: datetime) -> str:
    """Another one-time code for a link, to be told to the patient; the former opens nothing any more.

    Raises
    ------
    ConfirmationNeeded
        If the password was not typed lately.
    InvalidInput
        If the link is over, asks for no code, or this patient's photos may not be shared.
    """
    share = _require_present(store, actor, share_id, at)
    if share.factor is not ShareFactor.CODE:
        raise InvalidInput(_("This link asks for the date of birth: it has no code."))
    code = readable_code(CODE_GROUPS)
    shares.set_code(store, share_id, plain_recovery_code(code), by=actor.display_name, at=at)
    return code


def unlock_share(store: Store, actor: Actor, share_id: str, *, at: datetime) -> None:
    """Let wrong answers be forgotten, so that the patient may try anew.

    Raises
    ------
    ConfirmationNeeded
        If the password was not typed lately.
    InvalidInput
        If the link is over, or this patient's photos may not be shared.
    """
    _require_present(store, actor, share_id, at)
    shares.unlock(store, share_id, by=actor.display_name, at=at)


def revoke_share(store: Store, actor: Actor, share_id: str, *, at: datetime) -> None:
    """End a link, and whoever looks at it, at once."""
    require(actor, Action.SHARE)
    shares.revoke(store, share_id, by=actor.display_name, at=at)


def _require_present(store: Store, actor: Actor, share_id: str, at: datetime) -> Share:
    """The link, if it may be opened up again by this person."""
    require(actor, Action.SHARE)
    require_confirmed(actor, at=at)
    share = shares.read_share(store, share_id)
    if share.is_over(at):
        raise InvalidInput(_("This link is over: make a new one."))
    _require_shareable(store, share.series_id, at)
    return share


def _require_shareable(store: Store, series_id: str, at: datetime) -> str:
    """The id of the patient, whose photos may be shown to them."""
    patient_id = series.read_series(store, series_id).patient_id
    reason = why_not_shared(store, patient_id, at=at)
    if reason:
        raise InvalidInput(reason)
    return patient_id
