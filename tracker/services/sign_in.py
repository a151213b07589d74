"""Signing in and out: who is behind a token, and how often a password may be tried."""

from datetime import datetime, timedelta

from tracker.errors import SignInFailed
from tracker.model import User
from tracker.store import audit, sign_ins, users
from tracker.store.opening import Store
from tracker.texts import gettext as _

FAILURES_ALLOWED = 5
FAILURE_WINDOW = timedelta(minutes=5)
# No password is longer; whatever is costs an attacker's time, not ours.
PASSWORD_MAX_LENGTH = 200


class TooManyFailures(SignInFailed):
    """The password was wrong too often: nothing is checked until some minutes have passed."""


def sign_in(store: Store, name: str, password: str, *, address: str, at: datetime) -> str:
    """Check a name and password and begin a sign-in.

    Parameters
    ----------
    address : str
        Where the attempt comes from; failures are counted for name and address together, so that
        nobody can lock out a colleague from another machine.

    Returns
    -------
    str
        The token that the browser keeps.

    Raises
    ------
    TooManyFailures
        If it failed 5 times within 5 minutes. The password isn't looked at.
    SignInFailed
        If name or password is wrong, or the account is switched off; never says which.
    """
    key = f"{name.strip().casefold()}\n{address}"
    if sign_ins.count_failures(store, key, since=at - FAILURE_WINDOW) >= FAILURES_ALLOWED:
        raise TooManyFailures(_("Too many wrong passwords: wait five minutes, then try again."))
    user = _check(store, name, password)
    if user is None:
        sign_ins.record_failure(store, key, at=at)
        raise SignInFailed(_("Name or password is wrong: check both and try again."))
    _record(store, user, "signed in", at)
    return sign_ins.start_sign_in(store, user.id, at=at)


def sign_out(store: Store, token: str, *, at: datetime) -> None:
    """End a sign-in; one that has ended already is no error."""
    user = find_user(store, token, at=at, is_activity=False)
    sign_ins.end_sign_in(store, token)
    if user is not None:
        _record(store, user, "signed out", at)


def find_user(store: Store, token: str, *, at: datetime, is_activity: bool) -> User | None:
    """The person behind a token, or None when the sign-in has ended.

    Parameters
    ----------
    is_activity : bool
        Whether a person did something, as against a page that refreshes itself: only then the
        idle limit starts anew.
    """
    idle_minutes = store.settings.idle_minutes
    return sign_ins.read_sign_in(store, token, at=at, idle_minutes=idle_minutes, touch=is_activity)


def _check(store: Store, name: str, password: str) -> User | None:
    if len(password) > PASSWORD_MAX_LENGTH:
        return None
    return users.check_password(store, name, password)


def _record(store: Store, user: User, action: str, at: datetime) -> None:
    audit.record_event(
        store, at=at, user=user.display_name, action=action, object_kind="user", object_id=user.id
    )
