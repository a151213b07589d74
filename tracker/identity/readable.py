"""Random codes that are easy to read out and to type."""

import secrets

# without letters and digits that are taken for one another
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS = 4
_LETTERS_IN_GROUP = 4


def readable_code() -> str:
    """Four groups of four letters and digits: 79 bits, so that a plain digest of it can be stored.

    Examples
    --------
    >>> code = readable_code()
    >>> len(code), code.count("-"), set(code) <= {*ALPHABET, "-"}
    (19, 3, True)
    """
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(_LETTERS_IN_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
