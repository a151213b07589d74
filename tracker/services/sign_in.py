"""Signing in and out: who is behind a token, and how often a password or a code may be tried."""

from datetime import datetime, timedelta

from tracker.errors import SignInFailed
from tracker.identity.one_time_codes import find_step, plain_recovery_code
from tracker.identity.passwords import PASSWORD_MAX_LENGTH
from tracker.model import Outcome, Role, User, Visitor
from tracker.store import audit, emergencies, second_factors, sign_ins, users
from tracker.store.opening import Store
from tracker.store.sign_ins import Attempt
from tracker.texts import gettext as _
from tracker.texts import marked

FAILURES_ALLOWED = 5
FAILURE_WINDOW = timedelta(minutes=5)
# of one account from anywhere (OWASP ASVS 4.0.3, 2.2.1), and of one address for whatever names
ACCOUNT_FAILURES_ALLOWED = 100
ADDRESS_FAILURES_ALLOWED = 50
LONG_WINDOW = timedelta(hours=1)
# three of a million codes count at a time: five in five minutes would find one in a few months
CODES_ALLOWED = 50
CODES_WINDOW = timedelta(days=1)
_WRONG = marked("Name or password is wrong: check both and try again.")
_TOO_LATE = marked("This sign-in took too long: begin again with name and password.")


class TooManyFailures(SignInFailed):
    """It was wrong too often: nothing is checked until some time has passed."""


def sign_in(store: Store, name: str, password: str, *, address: str, at: datetime, browser: str = "") -> str:
    """Check a name and password and begin a sign-in.

    Parameters
    ----------
    address : str
        Where the attempt comes from; failures are counted for name and address together, so that
        nobody can lock out a colleague from another machine, and in larger numbers for each alone.
    browser : str
        What the browser calls itself, for the person's list of open sign-ins.

    Returns
    -------
    str
        The token that the browser keeps. With a second factor it opens nothing before `give_code`.

    Raises
    ------
    TooManyFailures
        If it failed 5 times within 5 minutes. The password isn't looked at.
    SignInFailed
        If name or password is wrong, or the account is switched off; never says which. Or if people sign
        in elsewhere, and the account isn't an owner's.
    """
    attempt = _begin_attempt(store, _limits(name, address), at)
    user = users.check_password(store, name, password) if len(password) <= PASSWORD_MAX_LENGTH else None
    if user is None:
        _record_failed_sign_in(store, name, address, at)
        raise SignInFailed(_(_WRONG))
    sign_ins.forgive_attempt(store, attempt)
    _check_may_use_password(store, user, at)
    token = sign_ins.start_sign_in(
        store, user.id, at=at, awaits_code=user.has_second_factor, address=address, browser=browser
    )
    # another password ends every sign-in that is there: this one was not yet, while the old one was checked
    if not users.is_password_of(store, user.id, password):
        sign_ins.end_sign_in(store, token)
        _record_failed_sign_in(store, name, address, at)
        raise SignInFailed(_(_WRONG))
    if not user.has_second_factor:
        _record(store, user, "signed in", at)
    return token


def awaits_code(store: Store, token: str, *, at: datetime) -> bool:
    """Whether the password was right and the code of the second factor is still to come."""
    return sign_ins.read_awaiting(store, token, at=at) is not None


def give_code(store: Store, token: str, code: str, *, at: datetime) -> str:
    """Check the code of the second factor, or a recovery code, and complete a sign-in.

    Returns
    -------
    str
        A new token; the one before opens nothing any more.

    Raises
    ------
    TooManyFailures
        If it failed 5 times within 5 minutes or 50 times within a day, from wherever: whoever comes this
        far has the password.
    SignInFailed
        If the code is wrong or was used, or the password was typed more than 10 minutes ago.
    """
    visitor = sign_ins.read_awaiting(store, token, at=at)
    if visitor is None:
        raise SignInFailed(_(_TOO_LATE))
    user = visitor.user
    limits = {
        f"code\n{user.id}": (FAILURES_ALLOWED, FAILURE_WINDOW),
        f"code of a day\n{user.id}": (CODES_ALLOWED, CODES_WINDOW),
    }
    attempt = sign_ins.begin_attempt(store, limits, at=at)
    if attempt.closed_for == FAILURE_WINDOW:
        raise TooManyFailures(_("Too many wrong codes: wait five minutes, then try again."))
    if attempt.closed_for is not None:
        raise TooManyFailures(_("Too many wrong codes today: wait a day, or ask the clinic's owner."))
    if not _use_code(store, user, code, at):
        _record(store, user, "gave a wrong code", at)
        raise SignInFailed(_("This code is wrong or was used already: wait for the next one and try again."))
    sign_ins.forgive_attempt(store, attempt)
    begun = sign_ins.complete_sign_in(store, token, at=at)
    if begun is None:
        raise SignInFailed(_(_TOO_LATE))
    _record(store, user, "signed in", at)
    return begun


def sign_out(store: Store, token: str, *, at: datetime) -> None:
    """End a sign-in; one that has ended already is no error."""
    visitor = find_visitor(store, token, at=at, is_activity=False)
    if visitor is not None and visitor.sign_in.emergency_id:
        emergencies.end(store, visitor.sign_in.emergency_id, at=at)
    sign_ins.end_sign_in(store, token)
    if visitor is not None:
        _record(store, visitor.user, "signed out", at)


def find_visitor(store: Store, token: str, *, at: datetime, is_activity: bool) -> Visitor | None:
    """The person behind a token, or None when the sign-in has ended.

    Parameters
    ----------
    is_activity : bool
        Whether a person did something, as against a page that refreshes itself: only then the
        idle limit starts anew.
    """
    idle_minutes = store.settings.idle_minutes
    return sign_ins.read_sign_in(store, token, at=at, idle_minutes=idle_minutes, touch=is_activity)


def _use_code(store: Store, user: User, code: str, at: datetime) -> bool:
    """Whether a code is right; it counts once."""
    secret, last_step = second_factors.read_secret(store, user.id)
    step = find_step(secret, code, at=at, after_step=last_step)
    if step is not None:
        return second_factors.accept_step(store, user.id, step)
    if not second_factors.use_recovery_code(store, user.id, plain_recovery_code(code)):
        return False
    _record(store, user, "used a recovery code", at)
    return True


def _check_may_use_password(store: Store, user: User, at: datetime) -> None:
    """Where staff come by single sign-on alone, passwords open owners' and patients' accounts."""
    oidc = store.settings.oidc
    if oidc is None or not oidc.is_only or user.role in (Role.OWNER, Role.PATIENT):
        return
    _record(store, user, "was refused to sign in with a password", at)
    raise SignInFailed(
        _("Passwords open owners' and patients' accounts only: sign in with {label}.", label=oidc.label)
    )


def _record_failed_sign_in(store: Store, name: str, address: str, at: datetime) -> None:
    """Whose account it was, as far as there is one; never what was typed, it may be a password."""
    user = users.find_user_by_name(store, name)
    audit.record_event(
        store,
        at=at,
        user=user.display_name if user else "",
        action="failed to sign in",
        object_kind="user",
        object_id=user.id if user else "",
        detail=address,
        outcome=Outcome.REFUSED,
    )


def _limits(name: str, address: str) -> dict[str, tuple[int, timedelta]]:
    """What failures are counted for: how many are allowed, and in which time."""
    typed = name.strip().casefold()
    return {
        f"{typed}\n{address}": (FAILURES_ALLOWED, FAILURE_WINDOW),
        f"name\n{typed}": (ACCOUNT_FAILURES_ALLOWED, LONG_WINDOW),
        f"address\n{address}": (ADDRESS_FAILURES_ALLOWED, LONG_WINDOW),
    }


def _begin_attempt(store: Store, limits: dict[str, tuple[int, timedelta]], at: datetime) -> Attempt:
    attempt = sign_ins.begin_attempt(store, limits, at=at)
    if attempt.closed_for == FAILURE_WINDOW:
        raise TooManyFailures(_("Too many wrong passwords: wait five minutes, then try again."))
    if attempt.closed_for is not None:
        raise TooManyFailures(_("Too many wrong passwords: wait an hour, or ask the clinic's owner."))
    return attempt


def _record(store: Store, user: User, action: str, at: datetime) -> None:
    audit.record_event(
        store, at=at, user=user.display_name, action=action, object_kind="user", object_id=user.id
    )
