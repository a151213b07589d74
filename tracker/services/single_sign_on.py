"""Who comes from an OpenID provider: the account behind an identity, and what its role is today."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.errors import InvalidInput, SignInFailed
from tracker.model import Actor, Outcome, Role, User
from tracker.rights import Action, require
from tracker.store import audit, sign_ins, users
from tracker.store.opening import Store
from tracker.texts import gettext, marked

FAILURES_ALLOWED = 20
FAILURE_WINDOW = timedelta(minutes=5)
NAME_MAX_LENGTH = 120


class Problem(StrEnum):
    """Why single sign-on let nobody in."""

    DENIED = "denied"
    UNREACHABLE = "unreachable"
    CLOCK = "clock"
    STALE = "stale"
    UNVERIFIED = "unverified"
    NO_ROLE = "no-role"
    SWITCHED_OFF = "switched-off"
    ONLY_OWNER = "only-owner"
    SOMEBODY_ELSE = "somebody-else"
    NOT_FRESH = "not-fresh"
    TOO_MANY = "too-many"

    def sentence(self, label: str) -> str:
        """What is wrong and what to do.

        Parameters
        ----------
        label : str
            What the provider is called.
        """
        return gettext(_SENTENCES[self]).format(label=label)


_SENTENCES = {
    Problem.DENIED: marked("{label} did not let you in, or you broke off: try again, or ask who runs it."),
    Problem.UNREACHABLE: marked("{label} can't be reached or does not answer as it should: try again later."),
    Problem.CLOCK: marked("The clocks of {label} and of this program differ: have them set right."),
    Problem.STALE: marked("This sign-in took too long, was used already, or began elsewhere: begin again."),
    Problem.UNVERIFIED: marked("What {label} answered could not be verified: ask who runs this program."),
    Problem.NO_ROLE: marked(
        "Your account at {label} has no role in this program: ask who runs {label} to give it one."
    ),
    Problem.SWITCHED_OFF: marked("Your account in this program is switched off: ask the clinic's owner."),
    Problem.ONLY_OWNER: marked(
        "You are the clinic's only owner, and {label} gives you another role: make somebody else an owner "
        "first."
    ),
    Problem.SOMEBODY_ELSE: marked(
        "{label} answered for another person than the one who is signed in here: sign in there as yourself."
    ),
    Problem.NOT_FRESH: marked(
        "{label} did not ask you to sign in again: sign out there, then confirm once more."
    ),
    Problem.TOO_MANY: marked("Too many sign-ins failed: wait five minutes, then try again."),
}


class SingleSignOnFailed(SignInFailed):
    """The provider, or what is known here, does not let this person in.

    Parameters
    ----------
    problem : Problem
        Why.
    label : str
        What the provider is called.
    """

    def __init__(self, problem: Problem, label: str) -> None:
        super().__init__(problem.sentence(label))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Identity:
    """What a verified ID token says of a person. Only issuer and subject tell who it is.

    Attributes
    ----------
    name, display_name : str
        What the person is called there; neither finds an account.
    role : Role or None
        What the claim means here; None: nothing.
    """

    issuer: str
    subject: str
    name: str
    display_name: str
    role: Role | None


def sign_in(store: Store, identity: Identity, *, address: str, browser: str, at: datetime) -> str:
    """Begin a sign-in of whom the provider vouches for; the first one makes the account.

    Returns
    -------
    str
        The token that the browser keeps. The provider's second factor counts: none of ours is asked for.

    Raises
    ------
    SingleSignOnFailed
        If the claim gives no role, or the account is switched off here.
    """
    user = _resolve(store, identity, at)
    _record(store, user, "signed in", at)
    return sign_ins.start_sign_in(store, user.id, at=at, address=address, browser=browser)


def confirm(store: Store, actor: Actor, identity: Identity, *, at: datetime) -> None:
    """Note that the person has just signed in at the provider again, in place of typing the password.

    Raises
    ------
    SingleSignOnFailed
        If the provider vouches for somebody else, or the person has no role any more.
    """
    require(actor, Action.KEEP_ACCOUNT)
    known = users.find_user_from_elsewhere(store, identity.issuer, identity.subject)
    if known is None or known.id != actor.user_id:
        raise _failed(store, Problem.SOMEBODY_ELSE)
    sign_ins.confirm(store, _resolve(store, identity, at).id, actor.sign_in_id, at=at)


def check_failures(store: Store, address: str, *, at: datetime) -> None:
    """Let pass unless single sign-on failed too often from an address.

    Raises
    ------
    SingleSignOnFailed
        If it failed 20 times within 5 minutes.
    """
    since = at - FAILURE_WINDOW
    if sign_ins.count_failures(store, _key(address), since=since) >= FAILURES_ALLOWED:
        raise _failed(store, Problem.TOO_MANY)


def record_failure(store: Store, problem: Problem, address: str, *, at: datetime) -> None:
    """Count a failure and write it down: why and from where, nothing of what the provider sent."""
    if problem is Problem.TOO_MANY:
        return
    sign_ins.record_failure(store, _key(address), at=at)
    audit.record_event(
        store,
        at=at,
        user="",
        action="failed to sign in",
        object_kind="user",
        object_id="",
        detail=f"single sign-on: {problem}; {address}",
        outcome=Outcome.REFUSED,
    )


def _resolve(store: Store, identity: Identity, at: datetime) -> User:
    """The account, new if need be, with the role that the claim carries now."""
    user = users.find_user_from_elsewhere(store, identity.issuer, identity.subject)
    if identity.role is None:
        if user is not None:
            _end_all(store, user, at)
        raise _failed(store, Problem.NO_ROLE)
    if user is None:
        return _add(store, identity, identity.role, at)
    if not user.is_active:
        raise _failed(store, Problem.SWITCHED_OFF)
    return user if user.role is identity.role else _change_role(store, user, identity.role, at)


def _add(store: Store, identity: Identity, role: Role, at: datetime) -> User:
    user = users.add_user_from_elsewhere(
        store,
        issuer=identity.issuer,
        subject=identity.subject,
        name=_plain(identity.name).replace(" ", ".") or "single-sign-on",
        display_name=_plain(identity.display_name) or _plain(identity.name) or "single-sign-on",
        role=role,
        at=at,
    )
    _record(store, user, f"added an account ({role.value})", at)
    return user


def _change_role(store: Store, user: User, role: Role, at: datetime) -> User:
    """Follow the claim; open sign-ins of the account end where that isn't possible."""
    try:
        changed = users.change_user(
            store, user.id, display_name=user.display_name, role=role, is_active=user.is_active
        )
    except InvalidInput as error:
        _end_all(store, user, at)
        raise _failed(store, Problem.ONLY_OWNER) from error
    _record(store, changed, f"changed an account ({role.value}, active)", at)
    return changed


def _end_all(store: Store, user: User, at: datetime) -> None:
    sign_ins.end_all(store, user.id)
    _record(store, user, "signed an account out", at)


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()[:NAME_MAX_LENGTH]


def _failed(store: Store, problem: Problem) -> SingleSignOnFailed:
    oidc = store.settings.oidc
    return SingleSignOnFailed(problem, oidc.label if oidc else "")


def _key(address: str) -> str:
    return f"single sign-on\n{address}"


def _record(store: Store, user: User, action: str, at: datetime) -> None:
    audit.record_event(
        store,
        at=at,
        user=user.display_name,
        action=action,
        object_kind="user",
        object_id=user.id,
        detail="single sign-on",
    )
