"""One-time codes of an authenticator app, and recovery codes for when it is lost."""

import hmac
from datetime import UTC, datetime

import pyotp

from tracker.identity.readable import readable_code

ISSUER = "Skin progress"
STEP_SECONDS = 30
DIGITS = 6
RECOVERY_CODE_COUNT = 10


def new_secret() -> str:
    """A secret for one account and its authenticator: base32, 160 bits."""
    return pyotp.random_base32(32)


def setup_address(secret: str, account: str, clinic: str) -> str:
    """What the QR code of an authenticator says.

    Returns
    -------
    str
        ``otpauth://totp/...`` as authenticator apps read it.
    """
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=clinic or ISSUER)


def find_step(secret: str, code: str, *, at: datetime, after_step: int) -> int | None:
    """The time step to which a code belongs: the present one or a neighbour.

    Parameters
    ----------
    code : str
        Six digits as typed; spaces don't matter.
    after_step : int
        The last step that was accepted: a code counts once, and an older one never again.

    Returns
    -------
    int or None
        None where the code is wrong, too old, or was used.

    References
    ----------
    RFC 6238, 5.2: the validator must not accept the second attempt of a code, and one step of delay
    either way is recommended at most.
    """
    typed = "".join(code.split())
    totp = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)
    present = int(at.astimezone(UTC).timestamp()) // STEP_SECONDS
    for step in (present, present - 1, present + 1):
        if step > after_step and hmac.compare_digest(totp.at(step * STEP_SECONDS).encode(), typed.encode()):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Ten codes to print, each good for one sign-in without the authenticator."""
    return [readable_code() for _ in range(RECOVERY_CODE_COUNT)]


def plain_recovery_code(typed: str) -> str:
    """A recovery code as it is compared: without dashes, spaces and capitals.

    Examples
    --------
    >>> plain_recovery_code(" ABCD-efgh 2345-6789 ")
    'abcdefgh23456789'
    """
    return "".join(letter for letter in typed.casefold() if letter.isalnum())
