"""People who can sign in, and their passwords (argon2id; only hashes are stored)."""

from datetime import datetime
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session as Database

from tracker.errors import InvalidInput
from tracker.model import Role, User
from tracker.store.opening import Store
from tracker.store.rows import fetch
from tracker.store.schema import SignInRecord, UserRecord
from tracker.store.shown_names import free_shown_name, is_shown_name_free, numbered
from tracker.texts import gettext as _

HASHER = PasswordHasher()


def add_user(
    store: Store,
    *,
    name: str,
    display_name: str,
    role: Role,
    password: str,
    at: datetime,
    must_change_password: bool = False,
    patient_id: str | None = None,
) -> User:
    """Add a person who can sign in.

    Parameters
    ----------
    must_change_password : bool
        Whether somebody else knows the password, so that nothing opens until it is changed.
    patient_id : str, optional
        Whose account it is, of a patient's.

    Raises
    ------
    InvalidInput
        If the name is taken, in whatever case, or somebody else of the staff is called the same.
    """
    password_hash = HASHER.hash(password)
    with store.writing() as db:
        if _by_name(db, name) is not None:
            raise InvalidInput(_("The name {name} is taken: choose another one.", name=name), field="name")
        if role is not Role.PATIENT:
            _check_shown_name(db, display_name)
        row = UserRecord(
            name=name.strip(),
            name_key=_key(name),
            display_name=display_name,
            role=role,
            password_hash=password_hash,
            must_change_password=must_change_password,
            patient_id=patient_id,
            created_at=at,
        )
        db.add(row)
        db.flush()
        return row.to_model()


def find_user_from_elsewhere(store: Store, issuer: str, subject: str) -> User | None:
    """The person whom a provider of single sign-on knows by this subject, or None."""
    of_both = (UserRecord.oidc_issuer == issuer, UserRecord.oidc_subject == subject)
    with store.reading() as db:
        row = db.scalar(select(UserRecord).where(*of_both))
        return row.to_model() if row else None


def add_user_from_elsewhere(
    store: Store, *, issuer: str, subject: str, name: str, display_name: str, role: Role, at: datetime
) -> User:
    """Add a person whom single sign-on let in, without a password.

    Parameters
    ----------
    name, display_name : str
        What the account and the person are called; a number is added where somebody else is called so:
        people may be able to choose their name at the provider.
    """
    with store.writing() as db:
        free = numbered(name, lambda one: _by_name(db, one) is None)
        shown = free_shown_name(db, display_name)
        row = UserRecord(
            name=free,
            name_key=_key(free),
            display_name=shown,
            role=role,
            password_hash="",  # nosec B106  # no password opens it
            created_at=at,
            oidc_issuer=issuer,
            oidc_subject=subject,
        )
        db.add(row)
        db.flush()
        return row.to_model()


def any_user(store: Store) -> bool:
    """Whether anybody can sign in; False before the first run is done."""
    with store.reading() as db:
        return db.scalar(select(UserRecord.id).limit(1)) is not None


def read_user(store: Store, user_id: str) -> User:
    """The person with this id.

    Raises
    ------
    NotFound
        If there is none.
    """
    with store.reading() as db:
        return fetch(db, UserRecord, user_id, word="user").to_model()


def find_user(store: Store, user_id: str) -> User | None:
    """The person with this id, or None."""
    with store.reading() as db:
        row = db.get(UserRecord, user_id)
        return row.to_model() if row else None


def find_patients_account(store: Store, patient_id: str) -> User | None:
    """The account of a patient, or None."""
    with store.reading() as db:
        row = db.scalar(select(UserRecord).where(UserRecord.patient_id == patient_id))
        return row.to_model() if row else None


def find_user_by_name(store: Store, name: str) -> User | None:
    """The person who signs in with this name, in whatever case, or None."""
    with store.reading() as db:
        row = _by_name(db, name)
        return row.to_model() if row else None


def check_password(store: Store, name: str, password: str) -> User | None:
    """The active person with this name and password, or None.

    A name that nobody has costs the same work as a wrong password, so that the time to answer
    does not tell which names exist.
    """
    # made at the first sign-in of the process, whosever it is: later it would tell that there is nobody
    nobodys = _nobodys_hash(HASHER)
    with store.reading() as db:
        row = _by_name(db, name)
        user, stored = (row.to_model(), row.password_hash or nobodys) if row else (None, nobodys)
    if not _is_right(stored, password) or user is None or not (user.is_active and user.has_password):
        return None
    if HASHER.check_needs_rehash(stored):
        _save_hash(store, user.id, HASHER.hash(password))
    return user


def list_users(store: Store) -> list[User]:
    """Everybody who can sign in or could once: who still can first, then by name."""
    with store.reading() as db:
        rows = db.scalars(select(UserRecord).order_by(UserRecord.is_active.desc(), UserRecord.name_key))
        return [row.to_model() for row in rows]


def change_user(store: Store, user_id: str, *, display_name: str, role: Role, is_active: bool) -> User:
    """Change what a person is called and may do; sign-ins of somebody switched off end.

    Raises
    ------
    NotFound
        If there is no such person.
    InvalidInput
        If the clinic would be left without an owner who can sign in, or somebody else is called so.
    """
    with store.writing() as db:
        row = fetch(db, UserRecord, user_id, word="user")
        if role is not Role.PATIENT and display_name != row.display_name:
            _check_shown_name(db, display_name, but=user_id)
        stays_owner = role is Role.OWNER and is_active
        if row.role is Role.OWNER and row.is_active and not stays_owner and _owner_count(db) == 1:
            raise InvalidInput(
                _("This is the clinic's only owner: make somebody else an owner first."), field="role"
            )
        row.display_name, row.role, row.is_active = display_name, role, is_active
        if not is_active:
            db.execute(delete(SignInRecord).where(SignInRecord.user_id == user_id))
        return row.to_model()


def is_password_of(store: Store, user_id: str, password: str) -> bool:
    """Whether this is the active person's present password."""
    with store.reading() as db:
        row = fetch(db, UserRecord, user_id, word="user")
        is_active, stored = row.is_active, row.password_hash
    return _is_right(stored, password) and is_active


def set_password(store: Store, user_id: str, password: str, *, must_change: bool = False) -> None:
    """Replace a password and end every sign-in that was begun with the old one.

    Parameters
    ----------
    must_change : bool
        Whether somebody else knows it.

    Raises
    ------
    NotFound
        If there is no such person.
    """
    password_hash = HASHER.hash(password)
    with store.writing() as db:
        row = fetch(db, UserRecord, user_id, word="user")
        row.password_hash, row.must_change_password = password_hash, must_change
        db.execute(delete(SignInRecord).where(SignInRecord.user_id == user_id))


def set_language(store: Store, user_id: str, language: str) -> None:
    """Change the language that a person reads.

    Raises
    ------
    NotFound
        If there is no such person.
    """
    with store.writing() as db:
        fetch(db, UserRecord, user_id, word="user").language = language


def _key(name: str) -> str:
    return name.strip().casefold()


def _check_shown_name(db: Database, display_name: str, *, but: str = "") -> None:
    """Refuse what somebody else is called: deeds are told apart by it."""
    if not is_shown_name_free(db, display_name, but=but):
        raise InvalidInput(
            _(
                "In the record of what was done {name} stands for somebody else already: add a letter or a "
                "second name.",
                name=display_name,
            ),
            field="display_name",
        )


def _owner_count(db: Database) -> int:
    owners = select(func.count(UserRecord.id)).where(UserRecord.role == Role.OWNER, UserRecord.is_active)
    return db.scalar(owners) or 0


def _by_name(db: Database, name: str) -> UserRecord | None:
    return db.scalar(select(UserRecord).where(UserRecord.name_key == _key(name)))


def _is_right(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _nobodys_hash(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody")


def _save_hash(store: Store, user_id: str, password_hash: str) -> None:
    with store.writing() as db:
        fetch(db, UserRecord, user_id, word="user").password_hash = password_hash
