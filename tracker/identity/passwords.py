"""Which passwords are good enough."""

from collections.abc import Iterable

from zxcvbn import zxcvbn

from tracker.errors import InvalidInput
from tracker.texts import gettext as _

PASSWORD_MIN_LENGTH = 10
# Nobody types a longer one; whatever is costs an attacker's time, not ours.
PASSWORD_MAX_LENGTH = 200
# zxcvbn's time grows with the square of the length; the first letters decide
_JUDGED_LENGTH = 72
# 3 of 4: over 10^8 guesses, "safely unguessable" where attempts are limited as ours are
_WANTED_SCORE = 3
_OWN_WORDS = ("microneedling", "skin progress", "progress photo tracker", "dermaroller", "dermapen")


def check_password(password: str, *, about: Iterable[str] = ()) -> None:
    """Let a new password pass, or say what is wrong with it.

    Parameters
    ----------
    about : iterable of str
        What an attacker knows of the person: names of the account, the person, the clinic.

    Raises
    ------
    InvalidInput
        If it is too short or too long, common, or guessed within 10^8 attempts.

    References
    ----------
    D. L. Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security 2016.
    OWASP ASVS 4.0.3, 2.1.1 (length), 2.1.7 (common passwords).

    Examples
    --------
    >>> check_password("lunes manzana reloj")
    >>> check_password("password123")
    Traceback (most recent call last):
    ...
    tracker.errors.InvalidInput: This password is easy to guess: take three or four unrelated words.
    """
    if len(password) < PASSWORD_MIN_LENGTH:
        sentence = _(
            "Use at least {count} characters; several words make a good password.", count=PASSWORD_MIN_LENGTH
        )
        raise InvalidInput(sentence, field="password")
    if len(password) > PASSWORD_MAX_LENGTH:
        raise InvalidInput(_("Use at most {count} characters.", count=PASSWORD_MAX_LENGTH), field="password")
    known = [word.strip().casefold() for word in about if word.strip()]
    if password.strip().casefold() in known:
        sentence = _("Choose a password that is neither your name nor the clinic's.")
        raise InvalidInput(sentence, field="password")
    if zxcvbn(password[:_JUDGED_LENGTH], user_inputs=[*known, *_OWN_WORDS])["score"] < _WANTED_SCORE:
        sentence = _("This password is easy to guess: take three or four unrelated words.")
        raise InvalidInput(sentence, field="password")
