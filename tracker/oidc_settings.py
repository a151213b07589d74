"""Where people sign in, if not here: an OpenID provider, as the environment names it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tracker.model import Role

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PREFIX = "TRACKER_OIDC_"
# what a person may become by a claim; the first that fits counts
_STAFF = (Role.OWNER, Role.PROVIDER, Role.ASSISTANT)


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """An OpenID provider and what its claims mean here.

    Attributes
    ----------
    issuer : str
        Its address, exactly as it calls itself; https, or http on this machine.
    client_id, client_secret : str
        What the program is called there, and its password; the secret is never shown.
    client_secret_file : Path or None
        File that holds the secret, read at each sign-in.
    role_claim : str
        The claim of the ID token that holds roles or groups; ``realm_access.roles`` goes into objects.
    roles : tuple of (str, Role)
        Which value of the claim means which role; all other values mean nothing.
    label : str
        What the provider is called on the button.
    scope : str
        What is asked for; some providers put groups into the token only when asked.
    is_only : bool
        Whether passwords open owners' accounts alone, as the way in when the provider fails, and patients'.
    """

    issuer: str
    client_id: str
    role_claim: str
    roles: tuple[tuple[str, Role], ...]
    client_secret: str = field(default="", repr=False)
    client_secret_file: Path | None = None
    label: str = "OpenID"
    scope: str = "openid profile"
    is_only: bool = False

    def read_secret(self) -> str:
        """The client's secret.

        Raises
        ------
        OSError
            If its file can't be read.
        """
        if self.client_secret_file is not None:
            return self.client_secret_file.read_text("utf-8").strip()
        return self.client_secret

    def role_of(self, claims: Mapping[str, object]) -> Role | None:
        """The role that a token's claims carry, the highest if there are several; None for none.

        >>> roles = (("doctors", Role.PROVIDER), ("clinic-admins", Role.OWNER))
        >>> settings = OidcSettings("https://id.example", "tracker", "groups", roles)
        >>> settings.role_of({"groups": ["doctors", "clinic-admins", "golf"]}).value
        'owner'
        >>> settings.role_of({"groups": "golf"}) is None
        True
        """
        found = _claim(claims, self.role_claim)
        held = found if isinstance(found, list) else [found]
        meant = {role for value, role in self.roles if value in held}
        return next((role for role in _STAFF if role in meant), None)

    def as_environ(self) -> dict[str, str]:
        """The variables from which `read_oidc_settings` makes the same settings."""
        said = {
            "ISSUER": self.issuer,
            "CLIENT_ID": self.client_id,
            "CLIENT_SECRET": self.client_secret,
            "CLIENT_SECRET_FILE": str(self.client_secret_file or ""),
            "ROLE_CLAIM": self.role_claim,
            "ROLES": ",".join(f"{value}={role}" for value, role in self.roles),
            "LABEL": self.label,
            "SCOPE": self.scope,
            "ONLY": "1" if self.is_only else "0",
        }
        return {_PREFIX + name: value for name, value in said.items()}


def read_oidc_settings(environ: Mapping[str, str]) -> OidcSettings | None:
    """Settings from ``TRACKER_OIDC_*`` variables; None without an issuer.

    Raises
    ------
    ValueError
        If something is missing or wrong; the message names the variable.
    """
    said = {name.removeprefix(_PREFIX): value for name, value in environ.items() if name.startswith(_PREFIX)}
    if not said.get("ISSUER"):
        return None
    secret_file = said.get("CLIENT_SECRET_FILE", "")
    if bool(said.get("CLIENT_SECRET")) == bool(secret_file):
        raise ValueError(f"set either {_PREFIX}CLIENT_SECRET or {_PREFIX}CLIENT_SECRET_FILE")
    return OidcSettings(
        issuer=_issuer(said["ISSUER"]),
        client_id=_needed(said, "CLIENT_ID"),
        role_claim=_needed(said, "ROLE_CLAIM"),
        roles=_roles(_needed(said, "ROLES")),
        client_secret=said.get("CLIENT_SECRET", ""),
        client_secret_file=Path(secret_file).absolute() if secret_file else None,
        label=said.get("LABEL") or "OpenID",
        scope=_scope(said.get("SCOPE") or "openid profile"),
        is_only=said.get("ONLY", "0") == "1",
    )


def is_safe_address(address: str) -> bool:
    """Whether what goes to an address can't be read on the way: https, or this very machine.

    >>> [is_safe_address(a) for a in ("https://id.example", "http://127.0.0.1:3000", "http://id.example")]
    [True, True, False]
    """
    parts = urlsplit(address)
    if parts.username is not None or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _claim(claims: Mapping[str, object], name: str) -> object:
    """A claim by its name, which may itself hold points; else by the way through objects."""
    if name in claims:
        return claims[name]
    found: object = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _issuer(text: str) -> str:
    if not is_safe_address(text) or urlsplit(text).query or urlsplit(text).fragment:
        raise ValueError(f"{_PREFIX}ISSUER must be an https address (http on this machine only), not {text}")
    return text


def _needed(said: Mapping[str, str], name: str) -> str:
    if not said.get(name):
        raise ValueError(f"{_PREFIX}{name} must be set beside {_PREFIX}ISSUER")
    return said[name]


def _scope(text: str) -> str:
    if "openid" not in text.split():
        raise ValueError(f"{_PREFIX}SCOPE must hold the word openid")
    return text


def _roles(text: str) -> tuple[tuple[str, Role], ...]:
    pairs = []
    for part in text.split(","):
        # a group's name may hold "=", as in directories; a role's doesn't
        value, _, role = part.strip().rpartition("=")
        if not value or role not in _STAFF:
            raise ValueError(
                f"{_PREFIX}ROLES must read as value=owner, value=provider or value=assistant, not {part!r}"
            )
        pairs.append((value.strip(), Role(role)))
    return tuple(pairs)
