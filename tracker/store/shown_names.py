"""What people are called in the record of what was done: by this name alone their deeds are told apart."""

import re
import unicodedata
from collections.abc import Callable
from itertools import chain, count

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from tracker.store.schema import UserRecord

# how the program itself names patients, phones, emergencies and the machine in the record
_OWN_WORDS = re.compile(
    r"patient \(.*|.*\(phone\).*|.*\(emergency access.*|whoever runs the machine", re.DOTALL
)


def is_shown_name_free(db: Database, shown: str, *, but: str = "") -> bool:
    """Whether nobody else is called so, nor the program calls anything so.

    Names that look alike are the same: capitals, width of letters and number of spaces don't count.

    Parameters
    ----------
    but : str
        Id of the account that is to be called so.
    """
    wanted = _bare(shown)
    if _OWN_WORDS.fullmatch(wanted):
        return False
    others = select(UserRecord.display_name).where(UserRecord.id != but)
    return all(_bare(other) != wanted for other in db.scalars(others))


def free_shown_name(db: Database, wanted: str) -> str:
    """What somebody is called who can't be asked for another name: without brackets, or with a number."""
    # none of the program's own words is left without its bracket
    plain = re.sub(r"[()\uff08\uff09]", "", wanted) if _OWN_WORDS.fullmatch(_bare(wanted)) else wanted
    return numbered(plain, lambda one: is_shown_name_free(db, one))


def numbered(text: str, is_free: Callable[[str], bool]) -> str:
    """A text, with the first number behind it where it isn't free."""
    return next(one for one in chain([text], (f"{text}-{number}" for number in count(2))) if is_free(one))


def _bare(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
