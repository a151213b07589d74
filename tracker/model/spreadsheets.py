"""Text in cells of spreadsheets, which compute what looks like a formula."""

import re

_SIGN = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
# what is not seen before a sign doesn't keep a spreadsheet from computing
_UNSEEN = r"[\s\ufeff\u200b-\u200f\u2060]*"
_BEGINS = re.compile(rf"{_UNSEEN}{_SIGN}|[\t\r\n]")
# where people write commas in numbers, spreadsheets begin a new cell at a semicolon, whatever the file
# says; a row may begin at each end of a line
_GOES_ON = re.compile(rf"([;\n])(?={_UNSEEN}{_SIGN})")
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")


def inert(text: str) -> str:
    """A cell's text of which no spreadsheet computes any part: an apostrophe stands before what it would.

    References
    ----------
    OWASP, "CSV Injection", https://owasp.org/www-community/attacks/CSV_Injection

    Examples
    --------
    >>> inert("=1+1"), inert("left cheek; =1+1"), inert("-2.5"), inert("a-b")
    ("'=1+1", "left cheek;' =1+1", '-2.5', 'a-b')
    """
    if _NUMBER.fullmatch(text):
        return text
    start = "'" if _BEGINS.match(text) else ""
    return start + _GOES_ON.sub(r"\1'", text)
