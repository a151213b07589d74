"""Random codes that are easy to read out and to type."""

import secrets

# without letters and digits that are taken for one another
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS = 4
_LETTERS_IN_GROUP = 4


def readable_code(groups: int = _GROUPS) -> str:
    """Groups of four letters and digits: four are 79 bits, so that a plain digest of them can be stored.

    Parameters
    ----------
    groups : int
        Two, 39 bits, are enough only where tries are few and the digest holds a secret besides.

    Examples
    --------
    >>> code = readable_code()
    >>> len(code), code.count("-"), set(code) <= {*ALPHABET, "-"}
    (19, 3, True)
    """
    written = ("".join(secrets.choice(ALPHABET) for _ in range(_LETTERS_IN_GROUP)) for _ in range(groups))
    return "-".join(written)
